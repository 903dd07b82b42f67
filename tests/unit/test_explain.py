"""Why a case is due when it is: the lines add up, and say it plainly."""

from typing import Any

import msgspec
import pytest

from agentdesk.clock import HOUR, MINUTE, SECOND
from agentdesk.domain import clock_acts as acts
from agentdesk.domain import events as e
from agentdesk.domain import sla
from agentdesk.domain.calendar import calendar_of
from agentdesk.domain.clock_acts import CaseFacts, after
from agentdesk.domain.explain import duration, explain, explain_clock
from agentdesk.domain.rows import ClockRow
from agentdesk.domain.setup import CalendarSetup, PolicySetup, Setup
from agentdesk.domain.sla import Stamped
from tests.unit.cases import case
from tests.unit.test_sla_vectors import CALENDARS, DATA, play
from tests.unit.vectors import Stepper, local, utc

VECTORS = Setup(calendars=tuple(CALENDARS.values()))
STEPPERS = {id: Stepper(setup) for id, setup in CALENDARS.items()}
BERLIN = "Europe/Berlin"
BER = CalendarSetup("BER", BERLIN, {str(day): (("09:00", "17:00"),) for day in range(5)})
SETUP = Setup(
    calendars=(BER,),
    policies=(
        PolicySetup("urgent", "BER", priorities=(1,), fr=HOUR, res=4 * HOUR),
        PolicySetup("standard-P3", "BER", fr=4 * HOUR, res=16 * HOUR),
    ),
    zone=BERLIN,
)
MONDAY = local("2026-03-02T10:00", BERLIN)
FACTS = CaseFacts(12, "standard", 3, "question", "open")


def used_by(log: list[Stamped], at: int) -> tuple[int, int]:
    """Step through a clock's running time: what was used by ``at``, and the target then."""
    used, target, calendar, since = 0, 0, "", None
    for when, event in log:
        if when > at:
            break
        if since is not None:
            used += STEPPERS[calendar].elapsed(since, when)
            since = when
        if isinstance(event, e.SlaStarted | e.SlaRetargeted):
            target, calendar = event.target_ms, event.calendar
        if isinstance(event, e.SlaStarted | e.SlaResumed):
            since = when
        if isinstance(event, e.SlaPaused | e.SlaStopped):
            since = None
    return used + (STEPPERS[calendar].elapsed(since, at) if since is not None else 0), target


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda v: f"{v['n']}-{v['name']}")
def test_the_lines_add_up_to_the_due_time(vector: dict[str, Any]) -> None:
    _, log = play(vector)
    lines = explain_clock(VECTORS, log, "RES", 0, vector["tz"])
    assert lines[-1].at == utc(vector["due_utc"])
    assert lines[-1].left_ms == 0 or (vector["n"] == 14 and lines[-1].left_ms < 0)
    for line in lines:
        used, _ = used_by(log, line.at)
        assert line.used_ms == used
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    last = lines[-1]
    assert last.used_ms + last.left_ms == used_by(log, last.at)[1]
    assert not any("changed since" in line.text for line in lines)


def told(log: list[Stamped], setup: Setup = SETUP, now: int = MONDAY) -> list[str]:
    return [str(line) for line in explain_clock(setup, log, "RES", now, BERLIN)]


def begun(facts: CaseFacts = FACTS, at: int = MONDAY) -> list[Stamped]:
    return acts.on_created(SETUP, facts, {}, at)


def test_a_life_in_words() -> None:
    log = begun()
    at = local("2026-03-02T16:00", BERLIN)
    log += acts.on_waiting(SETUP, FACTS, after({}, log, 12), at, "customer")
    waiting = e.CaseWaiting(case_id=12, waits_for="customer", remind_at=at + HOUR)
    log.append(Stamped(at, waiting))
    at = local("2026-03-03T16:30", BERLIN)
    log += acts.on_resumed(SETUP, FACTS, after({}, log, 12), at)
    assert told(log) == [
        "Mon 2 Mar 10:00 resolution started: 16 h of BER hours (policy standard-P3)",
        "16:00 paused, waiting for the customer: 6 h used, 10 h left",
        "Tue 3 Mar 16:30 runs on: 6 h used, 10 h left",
        "17:00 closed until Wed 4 Mar 09:00: 6 h 30 used, 9 h 30 left",
        "Wed 4 Mar 17:00 closed until Thu 5 Mar 09:00: 14 h 30 used, 1 h 30 left",
        "resolution is due Thu 5 Mar 10:30",
    ]
    late = told(log, now=local("2026-03-06T09:00", BERLIN))
    assert late[-1] == "resolution was due Thu 5 Mar 10:30"


def test_a_paused_clock_has_no_due_time_and_says_so() -> None:
    log = begun()
    log += acts.on_waiting(SETUP, FACTS, after({}, log, 12), MONDAY + HOUR, "customer")
    assert told(log)[-1] == "11:00 resolution has no due time while it is paused"


def test_how_a_clock_ended() -> None:
    log = begun()
    clocks = after({}, log, 12)
    met = acts.on_resolved(SETUP, FACTS, clocks, MONDAY + HOUR)
    assert told(log + met)[-1] == (
        "11:00 ended and met: 1 h used, 15 h left, it was due Wed 4 Mar 10:00"
    )
    spam = acts.on_closed(SETUP, FACTS, clocks, MONDAY + HOUR, "spam")
    assert told(log + spam)[-1] == "11:00 cancelled: it does not count"


def test_warnings_and_a_breach_stand_at_their_times() -> None:
    facts = FACTS._replace(priority=1)
    log = begun(facts)
    log += sla.fire(after({}, log, 12)["RES"], MONDAY + 5 * HOUR)
    log += acts.on_resolved(SETUP, facts, after({}, log, 12), MONDAY + 5 * HOUR)
    assert told(log)[1:] == [
        "13:00 75 % used",
        "13:36 90 % used",
        "14:00 breached",
        "15:00 ended and not met: 5 h used, 1 h too much, it was due Mon 2 Mar 14:00",
    ]


def test_a_clock_that_starts_when_closed_says_when_it_opens() -> None:
    saturday = local("2026-03-07T12:00", BERLIN)
    assert told(begun(FACTS._replace(priority=1), saturday))[1:] == [
        "12:00 closed until Mon 9 Mar 09:00: nothing used, 4 h left",
        "resolution is due Mon 9 Mar 13:00",
    ]


def test_a_merge_brings_what_the_other_case_had_used() -> None:
    log = begun()
    other = after({}, begun(FACTS._replace(case_id=13), MONDAY - HOUR), 13)
    log += [
        x
        for x in acts.on_merge(SETUP, FACTS, after({}, log, 12), MONDAY + HOUR, other)
        if getattr(x.event, "case_id", 0) == 12
    ]
    assert told(log)[1] == (
        "11:00 now 16 h of BER hours (policy standard-P3), from a merged case: 2 h used, 14 h left"
    )
    assert told(log)[-1] == "resolution is due Tue 3 Mar 17:00"


def test_hours_that_have_changed_since_are_owned_up_to() -> None:
    shorter = msgspec.structs.replace(BER, weekly={"0": (("09:00", "11:00"),)})
    log = begun(FACTS._replace(priority=1))
    for setup in (Setup(calendars=(shorter,)), Setup()):
        assert told(log, setup)[1:] == [
            "14:00 the hours have changed since: 4 h recorded as used",
            "resolution is due Mon 2 Mar 14:00",
        ]


def test_undo_puts_a_clock_back() -> None:
    log = begun()
    before = after({}, log, 12)
    log += acts.on_resolved(SETUP, FACTS, before, MONDAY + HOUR)
    restored = e.CaseRestored(case_id=12, row=case(), clocks=tuple(before.values()))
    log.append(Stamped(MONDAY + 2 * HOUR, restored))
    assert told(log)[2:4] == [
        "12:00 put back by undo or redo: 2 h used, 14 h left",
        "17:00 closed until Tue 3 Mar 09:00: 7 h used, 9 h left",
    ]
    assert told(log)[-1] == "resolution is due Wed 4 Mar 10:00"
    log.append(Stamped(MONDAY + 3 * HOUR, e.CaseRestored(case_id=12, row=case())))
    assert told(log) == []


def entries(log: list[Stamped]) -> list[e.Entry]:
    return [
        e.Entry(seq, at, e.Fact(at, "system", "c1", event))
        for seq, (at, event) in enumerate(log, 1)
    ]


def test_a_case_is_explained_soonest_due_first() -> None:
    log = begun()
    lines = explain(SETUP, entries(log), MONDAY)
    assert [line.clock for line in lines] == ["FR", "FR", "RES", "RES", "RES", "RES"]
    assert str(lines[1]) == "first reply is due Mon 2 Mar 14:00"
    assert [line.at for line in explain(SETUP, entries(log), MONDAY, "Asia/Kolkata")] == [
        line.at for line in lines
    ]


def test_without_an_open_clock_the_ended_ones_are_explained() -> None:
    log = begun()
    log += acts.on_resolved(SETUP, FACTS, after({}, log, 12), MONDAY + HOUR)
    lines = explain(SETUP, entries(log), MONDAY)
    assert {line.clock for line in lines} == {"FR", "RES"}
    assert explain(SETUP, [], MONDAY) == []


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "nothing"),
        (20 * SECOND, "20 s"),
        (80 * SECOND, "1 min 20 s"),
        (45 * MINUTE, "45 min"),
        (4 * HOUR, "4 h"),
        (-150 * MINUTE, "2 h 30"),
        (40 * HOUR, "40 h"),
    ],
)
def test_durations(ms: int, text: str) -> None:
    assert duration(ms) == text


def test_a_clock_that_never_ran_has_nothing_to_explain() -> None:
    assert explain_clock(SETUP, begun(), "NR", MONDAY, BERLIN) == []


def test_the_lines_are_those_of_the_last_round() -> None:
    cal = calendar_of(BER)
    policy = PolicySetup("p", "BER", nr=HOUR)
    first = sla.start(12, "NR", policy, cal, MONDAY)
    clock: ClockRow = sla.apply(None, first[0].event, MONDAY)
    log = [
        *first,
        *sla.stop(clock, cal, MONDAY + MINUTE),
        *sla.start(12, "NR", policy, cal, MONDAY + HOUR),
    ]
    lines = explain_clock(SETUP, log, "NR", MONDAY, BERLIN)
    assert [line.at for line in lines] == [MONDAY + HOUR, MONDAY + 2 * HOUR]
