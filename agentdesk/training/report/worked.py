"""An attempt as its log tells it: who came, what was done, felt and taken, and its score.

No store is needed: the same entries, tags and marks give the same values, whoever reads them.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from agentdesk.domain.events import Entry, Fact
from agentdesk.training.acts import Act, Acts, Tagged
from agentdesk.training.customers import Crowd, Felt, Injected
from agentdesk.training.happenings import Guest, Happening
from agentdesk.training.picks import Picks
from agentdesk.training.regret import Pick
from agentdesk.training.scenario import Scenario
from agentdesk.training.scoring import Score, attempt, score

Said = Tagged | Injected
"""What stands beside the log: a trainer's tag, an inject set off by hand."""


class Worked(msgspec.Struct, frozen=True):
    """All that an attempt came to until an instant."""

    scenario: Scenario
    start: int
    until: int
    happenings: Sequence[Happening]
    acts: Sequence[Act]
    """Of everybody, in order, without what was taken back."""
    guests: Mapping[str, Guest]
    picks: Sequence[Pick]
    felt: Sequence[Felt]
    guest_of: Mapping[str, str]
    """Whose a case is that was there to be taken, by the key it has in a pick."""
    score: Score

    def names(self, picks: Sequence[Pick]) -> list[str]:
        """Return whose cases were taken: the customer's key, else the case's number."""
        return [self.guest_of.get(pick.taken) or pick.taken for pick in picks]


def worked(
    scenario: Scenario,
    entries: Iterable[Entry | Fact],
    until: int,
    said: Iterable[Said] = (),
    marks: Mapping[str, float] | None = None,
) -> Worked:
    """Work out an attempt from its log, up to an instant or the end of the shift.

    What a trainer said after that counts for the score and is felt by nobody any more.
    """
    return _Reading(scenario, until, said).read(entries, marks or {})


class _Reading:
    """Goes through a log in order, with the crowd and what was said beside it."""

    def __init__(self, scenario: Scenario, until: int, said: Iterable[Said]) -> None:
        self.crowd = Crowd(scenario)
        self.acts = Acts.of(scenario)
        self.picks = Picks(scenario, self.crowd.guests, self.acts.guest_of)
        self.end = max(self.crowd.start, min(until, self.crowd.end))
        self._said = sorted(said, key=lambda one: one.at)
        self._found: list[Happening] = []

    def read(self, entries: Iterable[Entry | Fact], marks: Mapping[str, float]) -> Worked:
        """Read everything and return what it came to."""
        for entry in entries:
            fact = entry.fact if isinstance(entry, Entry) else entry
            # A timer's event bears its due time, which may lie before what is known already.
            at = entry.recorded_at if isinstance(entry, Entry) else fact.at
            self._say(at - 1)
            # Everything of an instant has happened before somebody acts at it.
            self._found += self.crowd.until(min(at, self.end))
            self._take(fact)
        self._say(self.end)
        self._found += self.crowd.until(self.end)
        self._say(None)
        return self._worked(marks)

    def _take(self, fact: Fact) -> None:
        self.picks.take(fact)
        for deed in self.acts.take(fact):
            at = deed.told_at if isinstance(deed, Act) else deed.at
            self._found += self.crowd.until(at)
            self.crowd.tell(deed)

    def _say(self, until: int | None) -> None:
        """Take in what was said up to an instant; ``None`` for what was said after the end."""
        while self._said and (until is None or self._said[0].at <= until):
            one = self._said.pop(0)
            at = min(one.at, self.end)
            self._found += self.crowd.until(at)
            if isinstance(one, Tagged):
                self._tag(msgspec.structs.replace(one, at=at))
            elif until is not None:
                self.crowd.tell(one)

    def _tag(self, tagged: Tagged) -> None:
        try:
            acts = self.acts.tag(tagged)
        except KeyError:
            # It speaks of a message that another branch of the attempt has, and this one has not.
            return
        for act in acts:
            self.crowd.tell(act)

    def _worked(self, marks: Mapping[str, float]) -> Worked:
        crowd = self.crowd
        of = attempt(crowd, self._found, self.end, marks)
        keys = {case.key for pick in self.picks.found for case in pick.waiting}
        return Worked(
            scenario=crowd.scenario,
            start=crowd.start,
            until=self.end,
            happenings=self._found,
            acts=of.acts,
            guests=crowd.guests,
            picks=tuple(self.picks.found),
            felt=tuple(crowd.felt),
            guest_of={key: self.acts.guest_of(int(key)) for key in keys},
            score=score(of),
        )
