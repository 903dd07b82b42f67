"""The store in a PostgreSQL database: opening it, writing units, the feed, closing it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from agentdesk.clock import Clock
from agentdesk.data.errors import StoreError, StoreNewer, StoreOlder, StoreReadOnly
from agentdesk.data.postgres import feed, schema
from agentdesk.data.postgres.address import shown
from agentdesk.data.postgres.bell import Bell
from agentdesk.data.postgres.connection import Database
from agentdesk.data.postgres.live import PostgresLive
from agentdesk.data.postgres.reads import PostgresReads
from agentdesk.data.postgres.scrubbing import scrub
from agentdesk.data.postgres.trouble import empty
from agentdesk.data.postgres.unit import Units
from agentdesk.data.store import Batch
from agentdesk.data.unit import Command, Outcome, UseCase
from agentdesk.domain.events import Entry

T = TypeVar("T")
C = TypeVar("C", bound=Command)


class PostgresStore:
    """A store in a database (see :class:`agentdesk.data.store.Store`)."""

    def __init__(self, db: Database, read_only: str | None) -> None:
        self.url = shown(db.url)
        self.db, self.read_only = db, read_only
        self.login: str | None = None
        """The role that works here; the set-up says who that is."""
        self.clock: Clock = db.clock
        self._bell = Bell(db)
        self._units = Units(db)
        self._running: set[asyncio.Task[Any]] = set()
        self._open = asyncio.Event()
        self._open.set()
        self._reads = PostgresReads(db)
        self._live = PostgresLive(db, self._bell, read_only=read_only)

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        clock: Clock | None = None,
        read_only: bool = False,
        create: bool = True,
    ) -> "PostgresStore":
        """Open the store in the database at an address. Raises ``StoreError`` with a sentence."""
        db = Database(url, clock)
        await db.open()
        try:
            store = cls(db, await _look(db, read_only=read_only, create=create))
            store.login = await db.value("SELECT session_user::text")
        except BaseException:
            await db.close()
            raise
        return store

    @property
    def reads(self) -> PostgresReads:
        """The readings."""
        return self._reads

    @property
    def live(self) -> PostgresLive:
        """The live tables."""
        return self._live

    async def act(self, use_case: UseCase[C], command: C) -> Outcome:
        """Run a use-case as one unit, shielded from cancellation.

        Raises ``Refused`` with nothing written, or ``StoreError``.
        """
        return await self.shielded(self._act(use_case, command))

    async def feed(self, after: int) -> AsyncGenerator[Batch, None]:
        """Yield the log's entries after a seq, in order, and then each new batch as it comes.

        While the server is away the feed waits for it.
        """

        async def read(last: int, limit: int) -> tuple[Entry, ...]:
            return await self._reads.entries(last, limit=limit)

        async for batch in feed.entries(self._bell, read, after):
            yield batch

    async def close(self) -> None:
        """Give everything back; waits for a unit that runs."""
        self._open.set()
        if self._running:
            await asyncio.wait(set(self._running))
        await self._bell.close()
        await self.db.close()

    async def scrub(self, *, full: bool = False) -> str | None:
        """Leave as little as the server allows of what was erased or taken out.

        Returns a sentence that says what stays, and what to do.
        """
        if self.read_only is not None:
            raise StoreReadOnly(self.read_only)
        return await self.shielded(scrub(self.db, full=full))

    @asynccontextmanager
    async def quiet(self) -> AsyncIterator[None]:
        """Hold off new units and wait for those that run: for suspending the program."""
        self._open.clear()
        try:
            if self._running:
                await asyncio.wait(set(self._running))
            yield
        finally:
            self._open.set()

    async def shielded(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something to its end, even when the caller is cancelled."""
        try:
            await self._open.wait()
        except asyncio.CancelledError:
            work.close()
            raise
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def _act(self, use_case: UseCase[C], command: C) -> Outcome:
        if self.read_only is not None:
            raise StoreReadOnly(self.read_only)
        await self.db.measure()
        try:
            return await self._units.run(use_case, command)
        except (StoreNewer, StoreOlder) as error:
            self.read_only = str(error)
            raise

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            # The caller may have been cancelled: then nobody else takes the error.
            task.exception()


async def _look(db: Database, *, read_only: bool, create: bool) -> str | None:
    """Look what the database holds, make a store where there is none; say why it is read only."""
    found = await db.read(schema.version)
    if found == 0:
        if not create or read_only:
            raise empty(shown(db.url))
        await db.read(schema.make)
        found = await db.read(schema.version)
    if found is None:
        raise StoreError(
            f"Your login may not read the store at {shown(db.url)}. An administrator can grant "
            "it: agentdesk store grant."
        )
    if await db.value("SELECT NOT has_schema_privilege($1, 'USAGE')", schema.NAME):
        # A supervisor's login: the board's views have the tables' names.
        db.settings["search_path"] = f"{schema.BOARD}, pg_temp"
        await db.reopen()
        return "Your login may read the board and nothing else."
    if read_only:
        return "The store was opened for reading only."
    return schema.writable(found)
