"""How sla events change a clock, its timer, and the due time that a case shows."""

from typing import Any

from agentdesk.domain import events as e
from agentdesk.domain import sla
from agentdesk.domain.projection.editing import Handler, edit
from agentdesk.domain.projection.table import Change, Drop, Table, put
from agentdesk.domain.rows import ClockKind, ClockRow, TimerRow

KINDS: tuple[ClockKind, ...] = ("FR", "NR", "RES", "PU")


def _clock(before: Table, fact: e.Fact, x: Any) -> list[Change]:
    case_id, clock = x.case_id, x.clock
    new = sla.apply(before.get(ClockRow, case_id, clock), x, fact.at)
    clocks = [new]
    for kind in KINDS:
        if kind != clock and (other := before.get(ClockRow, case_id, kind)) is not None:
            clocks.append(other)
    due_at, due_kind = sla.earliest(clocks)
    return [
        put(new),
        *_timer(before, new),
        *edit(before, fact, case_id, due_at=due_at, due_kind=due_kind),
    ]


def _timer(before: Table, clock: ClockRow) -> list[Change]:
    kind = f"sla.{clock.kind}"
    due_at = sla.due_timer(clock)
    if due_at is not None:
        return [put(TimerRow(clock.case_id, kind, clock.generation, due_at))]
    if before.get(TimerRow, clock.case_id, kind):
        return [Drop(TimerRow, (clock.case_id, kind))]
    return []


HANDLERS: dict[type[e.Event], Handler] = {
    kind: _clock
    for kind in (
        e.SlaStarted,
        e.SlaPaused,
        e.SlaResumed,
        e.SlaRetargeted,
        e.SlaStopped,
        e.SlaWarned,
        e.SlaBreached,
        e.SlaCancelled,
    )
}
