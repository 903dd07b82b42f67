"""Who else is at which case, whose owner is away, and where I am myself. No widgets."""

import asyncio

from agentdesk.clock import SECOND
from agentdesk.data.errors import StoreError
from agentdesk.domain.views import Doing, QueueRow
from agentdesk.seat.session import Session
from agentdesk.tui.kit.glyphs import Glyphs

AGAIN_MS = 5 * SECOND
"""What one does is told again this often at most: each time wakes every other desk."""
WRITES_MS = 10 * SECOND
"""Without a key for so long, somebody who writes is only reading."""


class People:
    """The others at their cases, as this desk knows them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.doing: tuple[Doing, ...] = ()
        self.away: frozenset[str] = frozenset()
        """People who have cases and whose desk gives no sign."""
        self._told: tuple[int | None, str, int] | None = None

    async def look(self) -> set[int]:
        """Look who reads and writes now; return the cases where that has changed."""
        before = {(d.agent, d.case_id, d.what) for d in self.doing}
        self.doing = await self._session.doing()
        after = {(d.agent, d.case_id, d.what) for d in self.doing}
        return {case_id for _, case_id, _ in before ^ after}

    async def look_for_absent(self) -> frozenset[str]:
        """Look whose desk gives no sign; return for whom that has changed."""
        session = self._session
        beats, now = await session.store.live.beats(), session.now
        lease = session.setup.limits.lease
        before = self.away
        self.away = frozenset(
            person.id
            for person in session.setup.people
            if person.id != session.me.id and now - beats.get(person.id, 0) > lease
        )
        return before ^ self.away

    async def here(self, case_id: int | None, what: str) -> None:
        """Tell the others where one is; not being able to is no reason to stop."""
        session, now = self._session, self._session.now
        if self._told is not None:
            at, doing, told_at = self._told
            if (at, doing) == (case_id, what) and 0 <= now - told_at < AGAIN_MS:
                return
        self._told = (case_id, what, now)
        try:
            await session.store.live.here(session.me.id, case_id, what, now)
        except StoreError:
            self._told = None
            await asyncio.sleep(0)

    async def still_here(self, case_id: int) -> None:
        """Tell the others that one is still at a case, if that is where one was."""
        if self._told is None or self._told[0] != case_id:
            return
        _, what, told_at = self._told
        if what == "looking" or self._session.now - told_at >= WRITES_MS:
            await self.here(case_id, "looking")

    def mark(self, row: QueueRow, glyphs: Glyphs) -> str:
        """Return who else is at a case, for its row: ``✎ omar``, ``omar reads``, ``omar away``."""
        here = [d for d in self.doing if d.case_id == row.case_id]
        typing = next((d for d in here if d.what == "typing"), None)
        if typing is not None:
            return f"{glyphs.typing} {typing.agent}"
        if here:
            return f"{here[0].agent} reads"
        return f"{row.owner} away" if row.owner in self.away else ""
