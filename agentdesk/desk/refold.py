"""A case as its stream would have made it, had some commands never been given.

The stream is folded again over an empty table, without the commands that are left out. Two kinds
of entries need care. What an undo or a redo wrote (``case.restored`` and what came with it) only
states the result of an earlier refold and is passed over. What a timer did is kept only if that
very timer, due at that very time, is set in the refold too: an act that is left out takes the
timers it set with it, and timers it had moved are set again and fire when they are due.

A customer's message is never left out: they wrote it, whatever became of the case. Only a mail
that a person had put into the wrong case goes out of it again.
"""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from agentdesk.domain.care_rows import ComplaintRow, GoodwillRow, IncidentRow
from agentdesk.domain.events import (
    CaseCreated,
    CaseImported,
    CaseRanked,
    CaseRestored,
    Entry,
    MailUnplaced,
    MessagePosted,
    SendRecalled,
)
from agentdesk.domain.projection import Table, project
from agentdesk.domain.rows import CaseRow, ClockRow, PromiseRow, SendRow, TimerRow

_TIMER = "timer:"


class Folded(msgspec.Struct, frozen=True):
    """What a refold gives of one case."""

    row: CaseRow
    clocks: tuple[ClockRow, ...]
    timers: tuple[TimerRow, ...]
    sends: tuple[SendRow, ...]
    promises: tuple[PromiseRow, ...]
    incidents: tuple[IncidentRow, ...] = ()
    complaints: tuple[ComplaintRow, ...] = ()
    goodwill: tuple[GoodwillRow, ...] = ()
    unfired: tuple[str, ...] = ()
    """Commands of timers that would not have fired so."""


def timer_command(timer: TimerRow) -> str:
    """Name the command that fires a timer; the same timer never has two."""
    return f"{_TIMER}{timer.case_id}:{timer.kind}:{timer.generation}:{timer.due_at}"


def _timer_named(command: str) -> tuple[int, str, int] | None:
    """Return case, kind and due time of the timer that a command fired, if it is such a one."""
    if not is_timer(command):
        return None
    case_id, kind, _, due_at = command.removeprefix(_TIMER).split(":")
    return int(case_id), kind, int(due_at)


def left_out(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the commands that the newest refold of this stream left out, timers with them."""
    without: tuple[str, ...] = ()
    for entry in entries:
        if isinstance(entry.fact.event, CaseRestored):
            without = entry.fact.event.without
    return without


def is_timer(command: str) -> bool:
    """Say whether a command was a timer's."""
    return command.startswith(_TIMER)


def restoring(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the undos and redos of a stream."""
    return frozenset(x.fact.command for x in entries if isinstance(x.fact.event, CaseRestored))


def refold(
    case_id: int, entries: Sequence[Entry], without: Collection[str], whole: Collection[str] = ()
) -> Folded | None:
    """Fold a case's stream without some commands; ``None`` if they are what created it.

    Those in ``whole`` are left out with the customer's messages they brought.
    """
    table = Table()
    wholly = {*whole, *_unplaced(entries)}
    undos = restoring(entries)
    fired: dict[str, bool] = {}
    for entry in entries:
        fact = entry.fact
        event, command = fact.event, fact.command
        if command in without and (command in wholly or not _by_customer(event)):
            if isinstance(event, CaseCreated | CaseImported):
                return None
            continue
        if isinstance(event, CaseRestored):
            continue
        if command in undos and isinstance(event, SendRecalled | CaseRanked):
            continue
        if command not in fired:
            fired[command] = _fires(table, command)
        if fired[command]:
            table.apply(project(table, fact))
    return Folded(
        row=table.one(CaseRow, case_id),
        clocks=tuple(table.of_case(ClockRow, case_id)),
        timers=tuple(table.of_case(TimerRow, case_id)),
        sends=tuple(table.of_case(SendRow, case_id)),
        promises=tuple(table.of_case(PromiseRow, case_id)),
        incidents=tuple(table.of_case(IncidentRow, case_id)),
        complaints=tuple(table.of_case(ComplaintRow, case_id)),
        goodwill=tuple(table.of_case(GoodwillRow, case_id)),
        unfired=tuple(command for command, fires in fired.items() if not fires),
    )


def _unplaced(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the commands that had placed a held mail here, and were taken back."""
    events = (entry.fact.event for entry in entries)
    return frozenset(event.placed_by for event in events if isinstance(event, MailUnplaced))


def _by_customer(event: object) -> bool:
    return isinstance(event, MessagePosted) and event.direction == "in"


def _fires(table: Table, command: str) -> bool:
    """Say whether a command stands: a timer's only if that timer is set as it was then."""
    named = _timer_named(command)
    if named is None:
        return True
    case_id, kind, due_at = named
    timer = table.get(TimerRow, case_id, kind)
    return timer is not None and timer.due_at == due_at
