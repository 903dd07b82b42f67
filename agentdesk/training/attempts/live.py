"""Readings and live tables of a room: as those of any store, but nobody here fires or sweeps.

In a room only the play fires timers, and nobody is ever away: the colleagues are invented, and
whoever practises may look elsewhere for as long as they like.
"""

from collections.abc import AsyncIterator, Callable

from agentdesk.clock import Clock
from agentdesk.data.errors import StoreSwitched
from agentdesk.data.sqlite.live import SqliteLive
from agentdesk.data.sqlite.paths import Paths
from agentdesk.data.sqlite.reads import SqliteReads
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.domain.rows import TimerRow


class RoomReads(SqliteReads):
    """Readings at the room's time, in which no timer is due for a desk to fire."""

    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        super().__init__(store.run_read, clock, store.files)

    async def due_timers(self, now: int, limit: int = 100) -> tuple[TimerRow, ...]:
        """Return nothing: the play fires."""
        return ()

    async def next_timer(self) -> int | None:
        """Return nothing: the play fires."""
        return None


class RoomLive(SqliteLive):
    """Live tables in which everybody is here."""

    def __init__(self, paths: Paths, clock: Clock, people: Callable[[], tuple[str, ...]]) -> None:
        super().__init__(paths, read_only=None, alone=True)
        self._clock, self._people = clock, people

    async def beat(self, agent: str, now: int, desk: str = "") -> None:
        """Do nothing: everybody is here."""

    async def left(self, agent: str, desk: str, since: int) -> int:
        """Say that somebody else sits here: closing the window is no act of the shift."""
        return 1

    async def beats(self) -> dict[str, int]:
        """Return a sign of everybody, given now."""
        return dict.fromkeys(self._people(), self._clock.now())

    async def changes(self) -> AsyncIterator[None]:
        """Yield whenever something here changed. Raises ``StoreSwitched`` after a seek."""
        async for change in super().changes():
            yield change
            if self._closed:
                raise StoreSwitched
