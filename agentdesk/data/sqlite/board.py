"""A store in one SQLite file, opened to be watched (:class:`agentdesk.data.board.BoardStore`).

No file is made or changed beside the store: no live tables, no lock, no doorbell is rung. Of a
store that is in use, SQLite itself keeps the ``-shm`` file that its readers meet in.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import TypeVar

import msgspec

from agentdesk.clock import Clock, SystemClock
from agentdesk.data.batch import Batch
from agentdesk.data.board import Mark, Standing
from agentdesk.data.board_rows import SOON_MS, known, standing
from agentdesk.data.errors import StoreError
from agentdesk.data.pace import Pace
from agentdesk.data.sqlite.connection import Connection
from agentdesk.data.sqlite.feed import Bell, Hub
from agentdesk.data.sqlite.named import Named
from agentdesk.data.sqlite.onestep import one_step, read_entries
from agentdesk.data.sqlite.paths import Paths, check_is_file, identity, paths_of
from agentdesk.data.sqlite.promise import Promise, read_under
from agentdesk.data.sqlite.sealed import open_sealed
from agentdesk.data.sqlite.trouble import empty, explained, missing
from agentdesk.domain.events import Entry
from agentdesk.domain.setup import Setup

T = TypeVar("T")

SQL = Named("board.sql")
ENTRIES, TIMELINE = one_step(SQL["entries"]), one_step(SQL["timeline"])
_END = 1 << 62
_setup = msgspec.json.Decoder(Setup).decode


class SqliteBoard:
    """A store in one file, watched."""

    def __init__(self, paths: Paths, clock: Clock) -> None:
        self.url, self.clock = str(paths.db), clock
        self._paths = paths
        self._identity = identity(paths.db)
        self._connection: Connection | None = None
        self._promise: Promise | None = None
        self._opening = asyncio.Lock()
        self._closed = False
        bell = Bell(paths.db.parent, paths.lock.name, paths.wal.name)
        self._pace = Pace()
        self._hub = Hub(bell, _Log(self), self._pace)

    @classmethod
    async def open(cls, path: str | Path, *, clock: Clock | None = None) -> "SqliteBoard":
        """Open the store at a path. Raises ``StoreError`` with a sentence."""
        paths = paths_of(path)
        with explained(paths.db):
            if not paths.db.exists():
                raise missing(paths.db)
            check_is_file(paths.db)
            if paths.db.stat().st_size == 0 and not paths.wal.exists():
                raise empty(paths.db)
        board = cls(paths, clock or SystemClock())
        try:
            await board.read(lambda db: None)
        except BaseException:
            await board.close()
            raise
        return board

    @property
    def busy(self) -> bool:
        """Whether so much happens that who only watches stands back for those who work."""
        return self._pace.busy

    async def setup(self, version: int | None = None) -> Setup:
        """Return the current set-up, or the one of a version."""
        highest = _END if version is None else version

        def newest(db: sqlite3.Connection) -> Setup:
            row = db.execute(SQL["setup"], (highest,)).fetchone()
            return _setup(row[0]) if row else Setup()

        return await self.read(newest)

    async def first(self) -> Mark | None:
        """Return the first entry's place."""
        return await self._mark("first")

    async def last(self) -> Mark | None:
        """Return the newest entry's place."""
        return await self._mark("last")

    async def mark(self, seq: int) -> Mark | None:
        """Return an entry's place."""
        return await self._mark("mark", seq)

    async def seq_at(self, instant: int) -> int:
        """Return the last entry recorded at or before an instant; 0 if there is none."""

        def find(db: sqlite3.Connection) -> int:
            return int(db.execute(SQL["seq_at"], {"instant": instant}).fetchone()[0])

        return await self.read(find)

    async def entries(
        self, after: int = 0, *, until: int | None = None, limit: int = 2_000
    ) -> tuple[Entry, ...]:
        """Return entries after a seq in order, up to ``until`` (inclusive)."""
        end = _END if until is None else until
        return await self.read(lambda db: read_entries(db, ENTRIES, (after, end, limit)))

    async def timeline(self, case_id: int, until: int) -> tuple[Entry, ...]:
        """Return a case's stream up to an entry (inclusive)."""
        return await self.read(lambda db: read_entries(db, TIMELINE, (case_id, until)))

    async def standing(self, now: int) -> Standing:
        """Count what stands now."""

        def count(db: sqlite3.Connection) -> Standing:
            db.execute("BEGIN")
            try:
                last = db.execute(SQL["last"]).fetchone()
                queues = db.execute(SQL["queues"], {"now": now, "soon": now + SOON_MS}).fetchall()
                agents = db.execute(SQL["agents"]).fetchall()
                loads = db.execute(SQL["loads"]).fetchall()
            finally:
                db.execute("COMMIT")
            return standing(last[0] if last else 0, now, queues, agents, loads)

        return await self.read(count)

    async def feed(self, after: int) -> AsyncGenerator[Batch, None]:
        """Yield the entries after a seq, in order, and then each new batch as it comes.

        Raises ``StoreMissing`` when the store is taken away; ask again from the last seq then.
        """
        async with aclosing(self._hub.feed(after)) as batches:
            async for batch in batches:
                yield batch

    async def close(self) -> None:
        """Give everything back."""
        self._closed = True
        await self._hub.close()
        async with self._opening:
            await self._let_go()

    async def read(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a reading; once more where the file was written to while it was taken for unchanging.

        Raises ``StoreError``.
        """
        with explained(self._paths.db), known(self.url):
            return await read_under(self._paths.db, self._connected, function)

    async def _mark(self, name: str, *values: int) -> Mark | None:
        row = await self.read(lambda db: db.execute(SQL[name], values).fetchone())
        return Mark(*row) if row else None

    async def _connected(self) -> tuple[Connection, Promise | None]:
        if self._connection is not None and self._is_same():
            return self._connection, self._promise
        async with self._opening:
            if self._closed:
                raise StoreError(f"{self.url} is closed already.")
            if not self._is_same():
                await self._let_go()
                self._identity = identity(self._paths.db)
            if self._identity is None:
                raise missing(self._paths.db)
            if self._connection is None:
                self._connection = await self._open()
            return self._connection, self._promise

    async def _open(self) -> Connection:
        promises: list[Promise | None] = []

        def connect() -> sqlite3.Connection:
            db, promise = open_sealed(self._paths)
            promises.append(promise)
            return db

        connection = await Connection.open(connect)
        self._promise = promises[0]
        return connection

    def _is_same(self) -> bool:
        """Say whether the file is the one that is open, and unchanged if it was taken for that."""
        found = identity(self._paths.db)
        kept = self._promise is None or self._promise.kept()
        return found is not None and found == self._identity and kept

    async def _let_go(self) -> None:
        connection, self._connection, self._promise = self._connection, None, None
        if connection is not None:
            await connection.close()


class _Log:
    """The log as the feed's hub reads it."""

    def __init__(self, board: SqliteBoard) -> None:
        self._board = board
        self._seen: tuple[sqlite3.Connection, int, int] | None = None
        """Each connection counts the changes of the file for itself."""

    async def last_seq(self) -> int:
        """Return the seq of the newest entry."""
        last = await self._board.last()
        return last.seq if last else 0

    async def read(self, after: int, limit: int) -> tuple[Entry, ...]:
        """Return entries after a seq."""
        return await self._board.entries(after, limit=limit)

    async def news(self, after: int, limit: int) -> tuple[Entry, ...]:
        """Return entries after a seq, cheaply when nothing has changed since the last call."""

        def look_again(db: sqlite3.Connection) -> tuple[Entry, ...]:
            now = (db, int(db.execute("PRAGMA data_version").fetchone()[0]), after)
            if now == self._seen:
                return ()
            found = read_entries(db, ENTRIES, (after, _END, limit))
            self._seen = None if found else now
            return found

        return await self._board.read(look_again)
