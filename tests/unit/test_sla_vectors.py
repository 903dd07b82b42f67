"""Every SLA vector: due time, breach and elapsed time, through the acts and through the log."""

from typing import Any

import msgspec
import pytest

from agentdesk.domain import events as e
from agentdesk.domain import sla
from agentdesk.domain.calendar import calendar_of
from agentdesk.domain.rows import ClockRow
from agentdesk.domain.setup import PolicySetup
from agentdesk.domain.sla import Stamped
from tests.unit.vectors import calendars, load, local, utc

DATA = load("sla_vectors.json")
CALENDARS = calendars(DATA)


def policy(calendar: str, target_s: int) -> PolicySetup:
    return PolicySetup("standard-P3", calendar, res=target_s * 1000)


def play(vector: dict[str, Any]) -> tuple[ClockRow, list[Stamped]]:
    """Run a vector's acts and return the clock and its log."""
    cal = calendar_of(CALENDARS[vector["calendar"]])
    at = local(vector["start_local"], vector["tz"])
    assert at == utc(vector["start_utc"])
    log = sla.start(7, "RES", policy(vector["calendar"], vector["target_s"]), cal, at)
    clock = fold(log)
    for act in vector["events"]:
        at = local(act["at_local"], vector["tz"])
        log += sla.fire(clock, at)
        clock = fold(log)
        match act["kind"]:
            case "pause":
                found = sla.pause(clock, cal, at)
            case "resume":
                found = sla.resume(clock, cal, at)
            case "stop":
                found = sla.stop(clock, cal, at)
            case "reopen":
                found = sla.reopen(clock, cal, at)
            case "retarget":
                new = calendar_of(CALENDARS[act["calendar"]])
                terms = policy(act["calendar"], act["target_s"])
                found = sla.retarget(clock, terms, cal, new, at)
                cal = new
            case _:
                raise AssertionError(act)
        assert found
        log += found
        clock = fold(log)
    return clock, log


def fold(log: list[Stamped]) -> ClockRow:
    """Fold a clock out of its log, through the bytes that a store would keep."""
    clock: ClockRow | None = None
    for at, event in log:
        kept = e.decode(event.kind, event.v, e.encode(event))
        assert kept == event
        clock = sla.apply(clock, kept, at)
    assert clock is not None
    return clock


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda v: f"{v['n']}-{v['name']}")
def test_vector(vector: dict[str, Any]) -> None:
    clock, log = play(vector)
    assert clock.due_at == utc(vector["due_utc"])
    breached = vector["breached_at"]
    assert clock.breached_at == (utc(breached) if breached else None)
    assert clock.elapsed_ms == vector["elapsed_at_last_event_s"] * 1000
    assert sum(isinstance(x.event, e.SlaBreached) for x in log) == (1 if breached else 0)


def test_warnings_of_the_second_vector() -> None:
    clock, _ = play(DATA["vectors"][1])
    assert clock.warn_75_at == utc("2026-03-03T09:30:00Z")
    assert clock.warn_90_at == utc("2026-03-03T10:06:00Z")


def test_the_vectors_are_all_there() -> None:
    assert [vector["n"] for vector in DATA["vectors"]] == list(range(1, 21))
    assert msgspec.json.encode(DATA)
