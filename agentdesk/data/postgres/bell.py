"""The doorbell: one connection that listens, reads what is new once, and wakes whoever waits.

A notification says only that something is new; the log itself is read, by number, on the same
connection. When the connection dies it is made again and reading goes on where it was, so a lost
notification costs a moment, never an entry.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

from agentdesk.data.entries import entry
from agentdesk.data.postgres.connection import Database, Session
from agentdesk.data.postgres.named import Named
from agentdesk.data.postgres.trouble import FAILURES
from agentdesk.domain.events import BadEvent, Entry, UnknownEvent

SQL = Named("reads.sql")
LOG, LIVE = "agentdesk_log", "agentdesk_live"
SAFETY_S = 2.0
"""How often to look, though the doorbell should have rung; it also shows that we are connected."""
BACKOFF_S = (0.05, 2.0)
KEEP, PAGE = 2_000, 1_000
"""How many of the newest entries are kept for the feeds of this process, and read at once."""


class Bell:
    """The doorbell of one open store. The connection is made when somebody waits."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: dict[str, set[asyncio.Event]] = {LOG: set(), LIVE: set()}
        self._task: asyncio.Task[None] | None = None
        self._rung = asyncio.Event()
        self._closed = False
        self.recent: list[Entry] = []
        """The newest entries, without a gap."""
        self.last: int | None = None
        """The newest entry that was read; ``None`` until the log has been looked at."""
        self.trouble: Exception | None = None
        """An entry that cannot be read."""

    @property
    def closed(self) -> bool:
        """Whether the store was closed: whoever waits has nothing to wait for."""
        return self._closed

    @contextmanager
    def waiting(self, channel: str) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever there is something new; whoever waits clears it."""
        event = asyncio.Event()
        self._waiting[channel].add(event)
        if self._task is None and not self._closed:
            self._task = asyncio.create_task(self._listen(), name="agentdesk doorbell")
        try:
            yield event
        finally:
            self._waiting[channel].discard(event)

    async def close(self) -> None:
        """Stop listening and wake everybody for the last time."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        for channel in self._waiting:
            self._wake(channel)

    def since(self, seq: int) -> tuple[Entry, ...]:
        """Return the kept entries after a seq, or nothing if they are not all kept."""
        recent = self.recent
        if recent and recent[0].seq <= seq + 1:
            return tuple(recent[seq + 1 - recent[0].seq :])
        return ()

    def _wake(self, channel: str) -> None:
        for event in self._waiting[channel]:
            event.set()

    async def _listen(self) -> None:
        pause, longest = BACKOFF_S
        while True:
            with contextlib.suppress(*FAILURES):
                session = await self._db.alone()
                pause = BACKOFF_S[0]
                try:
                    await self._attend(session)
                finally:
                    session.terminate()
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)

    async def _attend(self, session: Session) -> None:
        session.add_termination_listener(lambda *_: self._rung.set())
        await session.add_listener(LOG, lambda *_: self._rung.set())
        await session.add_listener(LIVE, lambda *_: self._wake(LIVE))
        # Whatever changed while nobody listened.
        self._wake(LIVE)
        news = await session.prepare(SQL["entries"])
        if self.last is None:
            self.last = await session.fetchval(SQL["last_seq"])
            self._wake(LOG)
        while True:
            self._rung.clear()
            rows = await news.fetch(self.last, PAGE, timeout=30)
            if rows:
                self._take(rows)
            if len(rows) == PAGE:
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SAFETY_S):
                    await self._rung.wait()

    def _take(self, rows: list[Session]) -> None:
        try:
            self.recent += map(entry, rows)
        except (UnknownEvent, BadEvent) as error:
            self.trouble = error
        del self.recent[:-KEEP]
        self.last = rows[-1][0]
        self._wake(LOG)
