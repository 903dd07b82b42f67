"""The doorbell: one connection that listens, reads what is new once, and wakes whoever waits.

A notification says up to which number there is something new; the log itself is read, on the same
connection. When the connection dies it is made again and reading goes on where it was, so a lost
notification costs a moment, never an entry. PostgreSQL lets everybody who may connect ring: a
ring for what has been read is not heard, and one for what is not there costs a look and a rest.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

from agentdesk.data.entries import entry
from agentdesk.data.pace import Pace
from agentdesk.data.postgres.connection import Database, Session
from agentdesk.data.postgres.named import Named
from agentdesk.data.postgres.trouble import FAILURES
from agentdesk.domain.events import BadEvent, Entry, UnknownEvent

SQL = Named("reads.sql")
LOG, LIVE = "agentdesk_log", "agentdesk_live"
SAFETY_S = 2.0
"""How often to look, though the doorbell should have rung; it also shows that we are connected."""
BACKOFF_S = (0.05, 2.0)
FOOLED_S = 0.1
"""How long not to listen after a ring for nothing."""
_DIGITS = 19
"""Numbers have fewer."""
KEEP, PAGE = 2_000, 1_000
"""How many of the newest entries are kept for the feeds of this process, and read at once."""


class Bell:
    """The doorbell of one open store. The connection is made when somebody waits."""

    def __init__(self, db: Database, pace: Pace | None = None) -> None:
        """With a ``pace`` it looks as one who only watches."""
        self._db, self._pace = db, pace
        self._waiting: dict[str, set[asyncio.Event]] = {LOG: set(), LIVE: set()}
        self._task: asyncio.Task[None] | None = None
        self._rung = asyncio.Event()
        self._closed = False
        self._heard = 0
        """The newest entry that was rung for."""
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
        await session.add_listener(LOG, lambda *told: self._hear(told[-1]))
        await session.add_listener(LIVE, lambda *_: self._wake(LIVE))
        # Whatever changed while nobody listened.
        self._wake(LIVE)
        news = await session.prepare(SQL["entries"])
        if self.last is None:
            self.last = await session.fetchval(SQL["last_seq"])
            self._wake(LOG)
        rung = False
        while True:
            self._rung.clear()
            rows = await news.fetch(self.last, PAGE, timeout=30)
            if rows:
                self._take(rows)
            if len(rows) == PAGE:
                continue
            await self._rest(len(rows), rung)
            rung = await self._told(session)

    async def _told(self, session: Session) -> bool:
        """Wait for a ring, or until it is time to look anyway; say whether there was one."""
        if self._heard <= (self.last or 0) and not session.is_closed():
            # What it rang for was read while it rang.
            self._rung.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SAFETY_S):
                await self._rung.wait()
        return self._rung.is_set()

    def _hear(self, news: str) -> None:
        """Look, unless what there is news of has been read."""
        read = self.last or 0
        number = int(news) if news.isdecimal() and len(news) < _DIGITS else read + 1
        self._heard = max(self._heard, number)
        if number > read:
            self._rung.set()

    async def _rest(self, found: int, rung: bool) -> None:
        """Rest after a look: because somebody rang for nothing, or as long as the pace says."""
        rest = self._pace.looked(found) if self._pace is not None else 0.0
        if rung and not found:
            self._heard = self.last or 0
            rest = max(rest, FOOLED_S)
        if rest:
            await asyncio.sleep(rest)

    def _take(self, rows: list[Session]) -> None:
        try:
            self.recent += map(entry, rows)
        except (UnknownEvent, BadEvent) as error:
            self.trouble = error
        del self.recent[:-KEEP]
        self.last = rows[-1][0]
        self._wake(LOG)
