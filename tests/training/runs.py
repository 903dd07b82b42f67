"""Runs of the small scenario for tests of reports: given acts, with no store beneath."""

from collections.abc import Sequence

from agentdesk.clock import HOUR, MINUTE
from agentdesk.training.acts import Act
from agentdesk.training.customers import Crowd
from agentdesk.training.happenings import Happening
from agentdesk.training.regret import Pick, Waiting
from agentdesk.training.report.analysis import report_of
from agentdesk.training.report.others import EXPERT, other_of
from agentdesk.training.report.report import About, Prediction, Report
from agentdesk.training.report.worked import Worked
from agentdesk.training.scenario import Scenario
from agentdesk.training.scoring import attempt, score
from tests.training.small import did, small

ABOUT = About("small-1", "practise", "Ada", 1_774_000_000_000, hints=2, seeks=1)
KEYS = {"1": "parcel", "2": "chat", "3": "many.1"}


def run(
    *deeds: tuple[float, str, str],
    scenario: Scenario | None = None,
    picks: Sequence[Pick] = (),
    marks: dict[str, float] | None = None,
    until: int = 2 * HOUR,
) -> Worked:
    """Work the small scenario: minute, act and customer of each deed."""
    crowd = Crowd(scenario or small())
    found: list[Happening] = []
    for number, (minutes, word, guest) in enumerate(sorted(deeds)):
        act = did(crowd, minutes, word, guest, f"c{number}")
        found += crowd.until(act.at)
        crowd.tell(Act(act.at, "lena", act.word, act.detail, guest, 1, act.command, number))
    end = crowd.start + until
    found += crowd.until(end)
    of = attempt(crowd, found, end, marks)
    return Worked(
        scenario=crowd.scenario,
        start=crowd.start,
        until=end,
        happenings=found,
        acts=of.acts,
        guests=crowd.guests,
        picks=tuple(picks),
        felt=tuple(crowd.felt),
        guest_of=KEYS,
        score=score(of),
    )


def picks(of: Crowd | None = None, *taken: str) -> list[Pick]:
    """Return picks among three cases, one of them late and urgent."""
    start = (of or Crowd(small())).start
    cases = [
        Waiting("1", start, start + 60 * MINUTE, 3, start + 60 * MINUTE),
        Waiting("2", start + MINUTE, start + 2 * MINUTE, 1, start + 2 * MINUTE),
        Waiting("3", start + 2 * MINUTE, start + 90 * MINUTE, 4, start + 90 * MINUTE),
    ]
    found = []
    for number, key in enumerate(taken):
        found.append(Pick(start + (3 + 10 * number) * MINUTE, key, tuple(cases)))
        cases = [case for case in cases if case.key != key]
    return found


def told(
    of: Worked, expert: Worked | None = None, predictions: Sequence[Prediction] = ()
) -> Report:
    """Return the report of a run."""
    others = () if expert is None else (other_of(EXPERT, expert),)
    return report_of(ABOUT, of, others, predictions)
