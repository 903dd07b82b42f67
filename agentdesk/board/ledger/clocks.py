"""What happens to the clocks of a case: each round of each is a record."""

from collections.abc import Callable
from sys import intern
from typing import Any

from msgspec.structs import replace

from agentdesk.board.records import CaseRecord, ClockRecord
from agentdesk.domain import events as e


def _started(record: CaseRecord | None, fact: e.Fact, x: e.SlaStarted) -> CaseRecord | None:
    if record is None:
        return None
    since = fact.at if x.since is None else x.since
    clock = ClockRecord(x.clock, intern(x.policy), since, since, x.target_ms, due_at=x.due_at)
    return replace(record, clocks=(*record.clocks, clock), touched_at=fact.at)


def _changing(
    change: Callable[[ClockRecord, int, Any], ClockRecord],
) -> Callable[[CaseRecord | None, e.Fact, Any], CaseRecord | None]:
    """Return what changes the newest round of a clock; nothing if it never started."""

    def fold(record: CaseRecord | None, fact: e.Fact, x: Any) -> CaseRecord | None:
        if record is None:
            return None
        clocks = record.clocks
        for n in range(len(clocks) - 1, -1, -1):
            if clocks[n].kind == x.clock:
                changed = change(clocks[n], fact.at, x)
                clocks = (*clocks[:n], changed, *clocks[n + 1 :])
                return replace(record, clocks=clocks, touched_at=fact.at)
        return record

    return fold


def _paused(clock: ClockRecord, at: int, x: e.SlaPaused) -> ClockRecord:
    return replace(clock, state="paused", elapsed_ms=x.elapsed_ms, due_at=None)


def _resumed(clock: ClockRecord, at: int, x: e.SlaResumed) -> ClockRecord:
    return replace(
        clock,
        state="running",
        since=at,
        elapsed_ms=x.elapsed_ms,
        due_at=x.due_at,
        stopped_at=None,
        met=None,
    )


def _retargeted(clock: ClockRecord, at: int, x: e.SlaRetargeted) -> ClockRecord:
    return replace(
        clock,
        policy=x.policy,
        since=at if clock.state == "running" else clock.since,
        target_ms=x.target_ms,
        elapsed_ms=x.elapsed_ms,
        due_at=x.due_at,
    )


def _stopped(clock: ClockRecord, at: int, x: e.SlaStopped) -> ClockRecord:
    return replace(
        clock, state="stopped", elapsed_ms=x.elapsed_ms, due_at=None, stopped_at=at, met=x.met
    )


def _cancelled(clock: ClockRecord, at: int, x: e.SlaCancelled) -> ClockRecord:
    return replace(clock, state="cancelled", due_at=None)


FOLDS: dict[type[Any], Any] = {
    e.SlaStarted: _started,
    e.SlaPaused: _changing(_paused),
    e.SlaResumed: _changing(_resumed),
    e.SlaRetargeted: _changing(_retargeted),
    e.SlaStopped: _changing(_stopped),
    e.SlaCancelled: _changing(_cancelled),
}
