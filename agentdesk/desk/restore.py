"""Telling that a case stands as a refold of its stream says: what undo, redo and thanks write."""

import msgspec

from agentdesk.desk import goodwill
from agentdesk.desk.refold import Folded, is_timer, refold
from agentdesk.desk.story import Story
from agentdesk.domain.care_rows import GoodwillRow
from agentdesk.domain.events import (
    CaseRestored,
    CommandRedone,
    CommandUndone,
    Entry,
    SendQueued,
)
from agentdesk.domain.rows import ClockRow, SendRow, TimerRow


def restore(
    story: Story,
    case_id: int,
    without: set[str],
    recalled: tuple[SendRow, ...],
    *,
    held_again: str | None = None,
    whole: tuple[str, ...] = (),
) -> None:
    """Tell that a case stands as a refold without some commands says.

    ``recalled`` are the messages just taken out of the outbox, ``held_again`` the command whose
    messages go back into it; commands in ``whole`` are left out with the customer's messages.
    """
    entries = story.state.history.get(case_id, [])
    acts = {command for command in without if not is_timer(command)}
    folded = refold(case_id, entries, acts, whole)
    if folded is None:
        folded = _shell(story, case_id, entries)
    else:
        folded = _renumbered(story, folded)
        if held_again is not None:
            folded = _hold_again(story, entries, folded, held_again)
            _check_goodwill(story, folded)
    _tell_timers(story, case_id, {c for c in without if is_timer(c)}, set(folded.unfired))
    kept = tuple(send for send in recalled if send.case_id == case_id)
    story.tell(
        CaseRestored(
            case_id=case_id,
            row=folded.row,
            clocks=folded.clocks,
            timers=folded.timers,
            sends=(*folded.sends, *kept),
            promises=folded.promises,
            incidents=folded.incidents,
            complaints=folded.complaints,
            goodwill=folded.goodwill,
            without=tuple(sorted({*acts, *folded.unfired})),
        )
    )


def _check_goodwill(story: Story, folded: Folded) -> None:
    """Refuse to grant again what would be above the limits by now."""
    for row in folded.goodwill:
        if story.table.get(GoodwillRow, row.case_id, row.command) is None:
            goodwill.check_limits(story, row.case_id, row.cents, row.currency)


def _tell_timers(story: Story, case_id: int, before: set[str], now: set[str]) -> None:
    """Tell which firings go and come with the act, so that figures pass over them too."""
    for command in sorted(now - before):
        story.tell(CommandUndone(undone=command, cases=(case_id,)))
    for command in sorted(before - now):
        story.tell(CommandRedone(redone=command, cases=(case_id,)))


def _shell(story: Story, case_id: int, entries: list[Entry]) -> Folded:
    """Return what is left of a case whose creation is taken back."""
    row = msgspec.structs.replace(
        story.case(case_id),
        state="closed",
        closed_at=story.now,
        merged_into=story.case(case_id).parent,
        claimable=False,
        owner=None,
        owner_since=None,
        reserved_for=None,
        reserved_until=None,
        wake_at=None,
        remind_at=None,
        wrote_at=None,
        unanswered_since=None,
        due_at=None,
        due_kind=None,
    )
    clocks = tuple(_cancelled(clock) for clock in story.clocks(case_id))
    fired = dict.fromkeys(x.fact.command for x in entries if is_timer(x.fact.command))
    return Folded(row=row, clocks=clocks, timers=(), sends=(), promises=(), unfired=tuple(fired))


def _cancelled(clock: ClockRow) -> ClockRow:
    return msgspec.structs.replace(
        clock,
        state="cancelled",
        generation=clock.generation + 1,
        due_at=None,
        warn_75_at=None,
        warn_90_at=None,
    )


def _renumbered(story: Story, folded: Folded) -> Folded:
    """Give clocks and their timers generations never used before, so that each can fire once."""
    case_id = folded.row.id
    used = {clock.kind: clock.generation for clock in story.clocks(case_id)}
    next_of = {c.kind: max(c.generation, used.get(c.kind, 0)) + 1 for c in folded.clocks}
    clocks = tuple(msgspec.structs.replace(c, generation=next_of[c.kind]) for c in folded.clocks)
    by_timer = {f"sla.{kind}": generation for kind, generation in next_of.items()}
    timers = tuple(
        msgspec.structs.replace(t, generation=by_timer.get(t.kind, t.generation))
        for t in folded.timers
    )
    return msgspec.structs.replace(folded, clocks=clocks, timers=timers)


def _hold_again(story: Story, entries: list[Entry], folded: Folded, target: str) -> Folded:
    """Hold the messages that a redo sends for as long as they were held at first."""
    queued = {
        x.fact.event.message_id
        for x in entries
        if x.fact.command == target and isinstance(x.fact.event, SendQueued)
    }
    until = story.now + story.setup.limits.undo
    sends = tuple(
        msgspec.structs.replace(s, state="held", hold_until=until) if s.message_id in queued else s
        for s in folded.sends
    )
    names = {f"send.{message_id}" for message_id in queued}
    others = [t for t in folded.timers if t.kind not in names]
    held = [TimerRow(folded.row.id, name, 1, until) for name in sorted(names)]
    return msgspec.structs.replace(folded, sends=sends, timers=(*others, *held))
