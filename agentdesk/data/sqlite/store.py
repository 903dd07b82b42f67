"""The store in one SQLite file: opening it, writing units, the feed, closing it.

Reads and writes have a connection each, so nobody waits for a writer to read. The writing
connection and the live file are opened when they are first needed: the first queue page needs
neither.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import ExitStack, aclosing, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from agentdesk.clock import Clock, SystemClock
from agentdesk.data.errors import StoreError, StoreNewer, StoreReadOnly
from agentdesk.data.sqlite import log
from agentdesk.data.sqlite.blobs import BlobFiles
from agentdesk.data.sqlite.connection import Connection
from agentdesk.data.sqlite.emptying import empty_log
from agentdesk.data.sqlite.feed import Bell, Hub
from agentdesk.data.sqlite.indexing import merge_some
from agentdesk.data.sqlite.live import SqliteLive
from agentdesk.data.sqlite.lock import TurnLock
from agentdesk.data.sqlite.opening import connect_reader, connect_writer, look
from agentdesk.data.sqlite.paths import Paths, file_mode, identity, paths_of
from agentdesk.data.sqlite.promise import Promise, read_under
from agentdesk.data.sqlite.reads import SqliteReads
from agentdesk.data.sqlite.scrubbing import copies, scrub
from agentdesk.data.sqlite.trouble import explained, missing
from agentdesk.data.sqlite.unit import Units
from agentdesk.data.sqlite.whole import run_whole
from agentdesk.data.store import Batch
from agentdesk.data.telling import Telling
from agentdesk.data.unit import Command, Outcome, UseCase
from agentdesk.domain.events import Entry

T = TypeVar("T")
C = TypeVar("C", bound=Command)

STILL_READ = (
    "Old pages are still in the write-ahead log of {path}, because somebody reads an older state "
    "of it. Run “agentdesk privacy scrub” when they are done, for example a backup."
)
FREE_ROOM = (
    "The words are gone from every text. Now and then a copy stays in the free room of {path}, "
    "which is too large to be written anew while people work: run “agentdesk privacy scrub --full” "
    "in a quiet hour."
)
OLD_COPY = (
    "An update left a backup in {path}, which holds what has been erased since. Delete that folder "
    "once you need it no more."
)


class SqliteStore:
    """A store in one file (see :class:`agentdesk.data.store.Store`)."""

    def __init__(
        self, paths: Paths, clock: Clock, read_only: str | None, *, alone: bool = False
    ) -> None:
        self.url = str(paths.db)
        self.paths, self.clock, self.read_only = paths, clock, read_only
        mode = file_mode(paths.db.parent)
        self.files = BlobFiles(paths.files, mode)
        self._lock = None if read_only else TurnLock(paths.lock, mode)
        self._units = Units(paths, self._lock, clock, self.files) if self._lock else None
        self._reader: Connection | None = None
        self._writer: Connection | None = None
        self._keeper: Connection | None = None
        self._emptying: asyncio.Task[None] | None = None
        self._identity = identity(paths.db)
        self._promise: Promise | None = None
        self._opening = asyncio.Lock()
        self._gate = asyncio.Lock()
        self._closed = False
        self._running: set[asyncio.Task[Any]] = set()
        self._reads = SqliteReads(self.run_read, clock, self.files)
        self._live = SqliteLive(paths, read_only=read_only, alone=alone)
        bell = Bell(paths.db.parent, paths.lock.name, paths.wal.name, alone=alone)
        self._hub = Hub(bell, _Log(self))

    @classmethod
    async def open(
        cls,
        path: str | Path,
        *,
        clock: Clock | None = None,
        read_only: bool = False,
        create: bool = True,
        alone: bool = False,
    ) -> "SqliteStore":
        """Open the store at a path. Raises ``StoreError`` with a sentence.

        ``alone`` says that nobody but this process writes into it: others are looked for seldom.
        """
        paths = paths_of(path)
        with explained(paths.db), ExitStack() as held:
            why = look(paths, held, read_only=read_only, create=create)
            store = cls(paths, clock or SystemClock(), why, alone=alone)
            try:
                await store.run_read(lambda db: None)
            except BaseException:
                await store.close()
                raise
        return store

    @property
    def reads(self) -> SqliteReads:
        """The readings."""
        return self._reads

    @property
    def live(self) -> SqliteLive:
        """The live tables."""
        return self._live

    async def act(self, use_case: UseCase[C], command: C) -> Outcome:
        """Run a use-case as one unit, shielded from cancellation.

        Raises ``Refused`` with nothing written, or ``StoreError``.
        """
        return await self.shielded(self._act(use_case, command))

    async def tell_at_once(self, telling: Telling) -> None:
        """Carry out everything a teller asks for in one transaction: all of it or nothing.

        Raises what the teller raises, or ``StoreError``.
        """
        units = self._units
        if units is None or self.read_only is not None:
            raise StoreReadOnly(self.read_only or missing(self.paths.db))
        await self.shielded(self.run_write(lambda db: run_whole(db, units, telling)))
        self._hub.ring()
        self._start_emptying()

    async def feed(self, after: int) -> AsyncGenerator[Batch, None]:
        """Yield the log's entries after a seq, in order, and then each new batch as it comes.

        Raises ``StoreMissing`` when the store is taken away; ask again from the last seq then.
        """
        async with aclosing(self._hub.feed(after)) as batches:
            async for batch in batches:
                yield batch

    async def scrub(self, *, full: bool = False) -> str | None:
        """Leave nothing of what was erased or taken out in any file of the store.

        Returns a sentence that says what could not be done, and what to do.
        """
        if self.read_only is not None:
            raise StoreReadOnly(self.read_only)
        gone = await self.run_read(_cases_of_erased)
        await self._live.drop_drafts_of(gone)
        with explained(self.paths.db):
            work = asyncio.to_thread(scrub, self.paths, self.files, full=full)
            done = await self.shielded(work)
        if not (await self._live.scrub() and done.emptied):
            return STILL_READ.format(path=self.paths.db)
        if not done.anew:
            return FREE_ROOM.format(path=self.paths.db)
        kept = await asyncio.to_thread(copies, self.paths)
        return OLD_COPY.format(path=kept[0]) if kept else None

    async def close(self) -> None:
        """Give everything back; waits for a unit that runs."""
        self._closed = True
        if self._running:
            await asyncio.wait(set(self._running))
        await self._hub.close()
        await self._live.close()
        async with self._opening:
            # A connection being opened at this moment is let go of too, not forgotten.
            await self._close_connections()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @asynccontextmanager
    async def quiet(self) -> AsyncIterator[None]:
        """Hold off new units and wait for the one that runs: for suspending the program."""
        async with self._gate:
            yield

    async def shielded(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something to its end, even when the caller is cancelled."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def run_read(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a reading on the reading connection; it is interrupted when cancelled."""
        with explained(self.paths.db):
            return await read_under(self.paths.db, self._read_connection, function)

    async def run_write(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run something on the writing connection, between units."""
        async with self._gate:
            with explained(self.paths.db):
                return await (await self._write_connection()).run(function)

    async def _act(self, use_case: UseCase[C], command: C) -> Outcome:
        units = self._units
        if units is None or self.read_only is not None:
            raise StoreReadOnly(self.read_only or missing(self.paths.db))
        try:
            outcome = await self.run_write(lambda db: units.run(db, use_case, command))
        except StoreNewer as error:
            self.read_only = str(error)
            raise
        self._hub.ring()
        if units.log_is_full:
            units.log_is_full = False
            self._start_emptying()
        if units.erased:
            await self._forget_drafts(units)
        return outcome

    async def _forget_drafts(self, units: Units) -> None:
        """Delete what was being written to customers who were just erased."""
        cases, units.erased = units.erased, []
        await self._live.drop_drafts_of(cases)

    def _start_emptying(self) -> None:
        if self._emptying is None or self._emptying.done():
            self._emptying = asyncio.create_task(self._empty_log(), name="agentdesk emptying")
            self._running.add(self._emptying)
            self._emptying.add_done_callback(self._ended)

    async def _empty_log(self) -> None:
        """Bring the write-ahead log into the file while units go on, and merge a little."""
        lock = self._lock
        if lock is None or identity(self.paths.db) != self._identity:
            return
        if self._keeper is None:
            self._keeper = await connect_writer(self.paths)
        await self._keeper.run(lambda db: _tidy(db, self.paths.db, lock))

    async def _read_connection(self) -> tuple[Connection, Promise | None]:
        same = identity(self.paths.db) == self._identity and not self._is_broken()
        if self._reader is not None and same:
            return self._reader, self._promise
        async with self._opening:
            await self._reopen_if_changed()
            if self._reader is None:
                reader, self._promise = await connect_reader(self.paths, self.read_only)
                self._reader = reader
            return self._reader, self._promise

    async def _write_connection(self) -> Connection:
        if self._writer is not None and identity(self.paths.db) == self._identity:
            return self._writer
        async with self._opening:
            await self._reopen_if_changed()
            if self._writer is None:
                if self._units is not None:
                    self._units.write_to(self._identity)
                self._writer = await connect_writer(self.paths)
            return self._writer

    def _is_broken(self) -> bool:
        """Say whether a file opened as unchanging has been written to."""
        return self._promise is not None and not self._promise.kept()

    async def _reopen_if_changed(self) -> None:
        """Let go of a file that was taken away or replaced. Raises ``StoreMissing``."""
        if self._closed:
            raise StoreError(f"{self.paths.db} is closed already.")
        found = identity(self.paths.db)
        if found != self._identity or self._is_broken():
            await self._close_connections()
            self._identity = found
            if found is not None and self._lock is not None:
                self._lock.reopen(self.paths.lock, file_mode(self.paths.db.parent))
        if found is None:
            raise missing(self.paths.db)

    async def _close_connections(self) -> None:
        connections = (self._reader, self._writer, self._keeper)
        self._reader = self._writer = self._keeper = None
        for connection in connections:
            if connection is not None:
                await connection.close()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            # The caller may have been cancelled: then nobody else takes the error.
            task.exception()


def _tidy(db: sqlite3.Connection, path: Path, lock: TurnLock) -> None:
    # What fails here is done by the next round.
    with contextlib.suppress(sqlite3.Error, OSError):
        merge_some(db, lock)
    empty_log(db, path, lock)


def _cases_of_erased(db: sqlite3.Connection) -> list[int]:
    rows = db.execute(
        "SELECT c.id FROM customer_facts AS f JOIN cases AS c ON c.customer_id = f.id "
        "WHERE f.erased = 1"
    )
    return [row[0] for row in rows]


class _Log:
    """The log as the feed's hub reads it."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._seen: tuple[sqlite3.Connection, int, int] | None = None
        """Each connection counts the changes of the file for itself."""

    async def last_seq(self) -> int:
        """Return the seq of the newest entry."""
        return await self._store.reads.last_seq()

    async def read(self, after: int, limit: int) -> tuple[Entry, ...]:
        """Return entries after a seq."""
        return await self._store.run_read(lambda db: log.entries(db, after, limit))

    async def news(self, after: int, limit: int) -> tuple[Entry, ...]:
        """Return entries after a seq, cheaply when nothing has changed since the last call."""

        def look_again(db: sqlite3.Connection) -> tuple[Entry, ...]:
            now = (db, int(db.execute("PRAGMA data_version").fetchone()[0]), after)
            if now == self._seen:
                return ()
            found = log.entries(db, after, limit)
            self._seen = None if found else now
            return found

        return await self._store.run_read(look_again)
