"""What the scripted trainee owes next, and to whom it turns."""

from collections.abc import Iterator
from typing import Any

import msgspec

from agentdesk.domain.routing import Lane, eligible, live_due, order_key
from agentdesk.domain.rows import LIVE_CHANNELS, CaseRow
from agentdesk.training.happenings import Guest
from agentdesk.training.outstanding import Outstanding, outstanding
from agentdesk.training.play.looking import Looked
from agentdesk.training.play.memory import Memory, is_last
from agentdesk.training.play.policies import URGENT, Order


class Candidate(msgspec.Struct, frozen=True):
    """A customer for whom something can be done now."""

    guest: Guest
    row: CaseRow
    items: tuple[Outstanding, ...]
    due_at: int
    is_live: bool
    """Somebody waits on the line."""

    @property
    def is_new(self) -> bool:
        """Whether nobody has the case yet."""
        return self.row.owner is None


class Owed:
    """Finds what can be done, and chooses among it."""

    def __init__(self, memory: Memory, *, order: Order = order_key, ahead: bool = True) -> None:
        """``ahead``: look at what will be due, and change over to what cannot wait."""
        self._memory, self._order, self._ahead = memory, order, ahead

    def next(self, seen: Looked) -> Candidate | None:
        """Return whom to turn to; ``None`` when there is nothing to do."""
        found = list(self._candidates(seen))
        if not found:
            return None
        if not self._ahead:
            return min(found, key=lambda one: (one.is_new, self._order(one.row)))
        return min(found, key=self._urgency)

    def _candidates(self, seen: Looked) -> Iterator[Candidate]:
        memory = self._memory
        rows = {row.id: row for row in seen.rows}
        shift = tuple(outstanding(memory.now, ""))
        for guest in memory.play.crowd.guests.values():
            row = rows.get(memory.play.case_of(guest.key) or 0)
            if row is None or not is_within_reach(memory, row):
                continue
            if row.owner is None and row.id in memory.passed_on:
                continue
            if memory.not_before.get(guest.key, 0) > memory.at:
                continue
            found = self._candidate(guest, row, shift, seen)
            if found is not None:
                yield found

    def _candidate(
        self, guest: Guest, row: CaseRow, shift: tuple[Outstanding, ...], seen: Looked
    ) -> Candidate | None:
        """Return what can be done for a customer; ``shift`` is what is asked of nobody alone."""
        memory, new = self._memory, row.owner is None
        asked = (*outstanding(memory.now, guest.key), *(() if new else shift))
        items = tuple(one for one in asked if memory.option(one, guest, row, seen) is not None)
        waits = row.wrote_at is not None and not guest.ended
        if not (new or waits or memory.is_finished(guest, row)):
            items = tuple(item for item in items if not is_last(item))
            if not items:
                return None
        is_live = row.channel in LIVE_CHANNELS and waits
        return Candidate(guest, row, items, self._due(guest, row, items), is_live)

    def _due(self, guest: Guest, row: CaseRow, items: tuple[Outstanding, ...]) -> int:
        dues = [item.due_at for item in items if item.due_at is not None]
        if row.due_at is not None:
            dues.append(row.due_at)
        if row.wrote_at is not None and not guest.ended:
            since = row.unanswered_since or row.wrote_at
            dues += [since + guest.patience]
            live = live_due(self._memory.scenario.setup.limits, row.channel, since)
            dues += [] if live is None else [live]
        return min(dues, default=row.rank_at)

    def _urgency(self, one: Candidate) -> tuple[Any, ...]:
        urgent = one.due_at - self._memory.at < URGENT
        current = one.guest.key == self._memory.current
        by = (one.due_at,) if urgent else (one.is_new, self._order(one.row))
        return (not one.is_live, not current and not urgent, not urgent, by)


def is_within_reach(memory: Memory, row: CaseRow) -> bool:
    """Say whether an open case is the trainee's, or could be."""
    if not row.active or row.owner is not None:
        return row.active and row.owner == memory.me.id
    lane = Lane(row.queue, row.tier, row.language, row.skills)
    free = row.claimable and row.reserved_for in (None, memory.me.id)
    return free and eligible(memory.me, lane, row.channel) is None
