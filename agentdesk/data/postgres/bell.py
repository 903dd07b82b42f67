"""The doorbell: one connection that listens, and wakes whoever waits in this process.

A notification says only that something is new; whoever is woken reads it from the tables. When
the connection dies, everybody is woken, and it is made again; so a lost notification costs a
moment, never an entry.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

from agentdesk.data.postgres.connection import Database, Session
from agentdesk.data.postgres.trouble import FAILURES

LOG, LIVE = "agentdesk_log", "agentdesk_live"
ALIVE_S = 5.0
"""How often the connection is asked whether it still lives."""
BACKOFF_S = (0.05, 2.0)


class Bell:
    """The doorbell of one open store. The connection is made when somebody waits."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: dict[str, set[asyncio.Event]] = {LOG: set(), LIVE: set()}
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the store was closed: whoever waits has nothing to wait for."""
        return self._closed

    @contextmanager
    def waiting(self, channel: str) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever the channel rings; whoever waits clears it."""
        event = asyncio.Event()
        self._waiting[channel].add(event)
        if self._task is None and not self._closed:
            self._task = asyncio.create_task(self._listen(), name="agentdesk doorbell")
        try:
            yield event
        finally:
            self._waiting[channel].discard(event)

    def ring(self, channel: str) -> None:
        """Wake whoever waits on a channel."""
        for event in self._waiting[channel]:
            event.set()

    async def close(self) -> None:
        """Stop listening and wake everybody for the last time."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._ring_all()

    def _ring_all(self) -> None:
        for channel in self._waiting:
            self.ring(channel)

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
            self._ring_all()
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)

    async def _attend(self, session: Session) -> None:
        gone = asyncio.Event()
        session.add_termination_listener(lambda *_: gone.set())
        for channel in self._waiting:
            await session.add_listener(channel, lambda *heard: self.ring(heard[2]))
        # Whatever came while nobody listened.
        self._ring_all()
        while not gone.is_set():
            try:
                await asyncio.wait_for(gone.wait(), ALIVE_S)
            except TimeoutError:
                await session.fetchval("SELECT 1", timeout=ALIVE_S)
