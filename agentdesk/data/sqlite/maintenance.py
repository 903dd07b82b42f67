"""What an administrator does with a store in one file (see ``agentdesk.data.store.Maintenance``).

Everything that reads the whole store has a connection of its own, so that the screens of this
process wait for nothing; everything that writes does so in short turns, so that agents work on.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from agentdesk.data.codec import CODECS, Codec, insert_sql
from agentdesk.data.errors import StoreBusy, StoreError, StoreReadOnly
from agentdesk.data.search_texts import INDEX, Told, untold
from agentdesk.data.sqlite import backup, folding, indexing, schema
from agentdesk.data.sqlite.checking import check
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.connection import Connection
from agentdesk.data.sqlite.lock import TurnLock, alone
from agentdesk.data.sqlite.log import head
from agentdesk.data.sqlite.paths import file_mode
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.sqlite.trouble import explained
from agentdesk.data.store import Finding
from agentdesk.data.unit import Stored
from agentdesk.domain.content import CONTENT_TABLES
from agentdesk.domain.rows import TABLES

T = TypeVar("T")

BATCH = 2_500
"""How many rows are written in one turn: about twenty milliseconds."""
SMALL = 100
"""How many entries may be left to fold inside the turn that swaps."""
LOG_COLUMNS = {
    "events": "seq, kind, v, body, at, recorded_at, actor, command, case_id, hash",
    "commands": "command_id, kind, actor, at, cases, undoable_until, label, result, "
    "first_seq, last_seq, group_id",
}
LOG_ORDER = {"events": "seq", "commands": "last_seq, at, command_id"}


class SqliteMaintenance:
    """Check, backup, rebuild, migrate, copy."""

    def __init__(self, store: SqliteStore) -> None:
        self._store, self._paths = store, store.paths

    async def check(self) -> tuple[Finding, ...]:
        """Prove that rebuilding gives the same rows, the chain is whole and all bytes are there."""
        files = self._store.files
        with folding.no_collecting():
            return await self._apart(lambda db: check(db, self._paths.db, files))

    async def backup(self, path: str) -> None:
        """Write a backup while agents work: a folder with everything in it."""
        with explained(self._paths.db):
            await asyncio.to_thread(backup.back_up, self._paths, Path(path))

    async def sweep(self) -> int:
        """Delete large files that no row names, after a crash between file and commit."""
        swept = 0
        for prefix in await asyncio.to_thread(self._store.files.prefixes):
            swept += await self._apart(partial(self._sweep, prefix))
        return swept

    async def rebuild(self) -> int:
        """Fold the rows again from the log and swap them in; returns the number of events."""
        self._may_write()
        with folding.no_collecting():
            return await self._apart(self._rebuild_alone)

    async def migrate(self, *, told: Told = untold) -> tuple[str, ...]:
        """Back up, then take the steps to this program's schema; returns their names.

        What the search index lacks is taken in afterwards, in short turns.
        """
        version = await self._apart(schema.version_of)
        steps = [step for step in schema.steps() if schema.number(step) > version]
        if steps:
            first = schema.number(steps[0])
            folder = self._paths.db.with_name(f"{self._paths.db.stem}-before-{first:04d}")
            await self.backup(str(folder))
        filled = await self._apart(lambda db: self._migrate(db, steps, told))
        return tuple(step.stem for step in steps) or ((INDEX,) if filled else ())

    async def dump(self) -> AsyncIterator[tuple[str, Any]]:
        """Yield everything in the store, table by table, for ``store copy``.

        The log and the content as tuples of column values, bytes as
        :class:`~agentdesk.data.unit.Stored`. The projection is not in it: it is folded again.
        """
        connection = await Connection.open(lambda: connect(self._paths.db))
        try:
            await connection.run(lambda db: db.execute("BEGIN"))
            for table, sql in await connection.run(lambda db: list(_tables(db))):
                cursor = await connection.run(partial(_select, sql))
                while rows := await connection.run(partial(_page, cursor)):
                    for row in rows:
                        yield table, _plain(table, row)
            cursor = await connection.run(
                partial(_select, "SELECT sha256 FROM blobs ORDER BY sha256")
            )
            for (sha256,) in await connection.run(lambda db: cursor.fetchall()):
                data = await connection.run(partial(self._blob, sha256))
                yield "blobs", Stored(sha256, data)
        finally:
            await connection.close()

    async def load(self, items: AsyncIterator[tuple[str, Any]]) -> int:
        """Take in what ``dump`` of any engine gave, into an empty store; returns the rows."""
        self._may_write()
        if await self._apart(lambda db: head(db).seq):
            raise StoreError(f"{self._paths.db} is not empty. Copy into a store that is new.")
        total = 0
        batch: list[tuple[str, Any]] = []
        async for item in items:
            batch.append(item)
            if len(batch) >= 500:
                total += await self._store.run_write(partial(self._take_in, batch))
                batch = []
        total += await self._store.run_write(partial(self._take_in, batch))
        await self.rebuild()
        return total

    async def _apart(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run something long on a connection of its own."""

        def run() -> T:
            with closing(connect(self._paths.db)) as db:
                return function(db)

        with explained(self._paths.db):
            return await self._store.shielded(asyncio.to_thread(run))

    def _may_write(self) -> None:
        if self._store.read_only is not None:
            raise StoreReadOnly(self._store.read_only)

    def _turns(self) -> TurnLock:
        return TurnLock(self._paths.lock, file_mode(self._paths.db.parent))

    def _blob(self, sha256: str, db: sqlite3.Connection) -> bytes:
        return self._store.files.get(db, sha256)

    def _sweep(self, prefix: str, db: sqlite3.Connection) -> int:
        with closing(self._turns()) as lock, lock.turn(), folding.transaction(db):
            stray = list(self._store.files.stray(db, prefix))
            for path in stray:
                path.unlink(missing_ok=True)
            return len(stray)

    def _rebuild_alone(self, db: sqlite3.Connection) -> int:
        # Two at once would write to each other's shadows.
        with ExitStack() as held:
            try:
                held.enter_context(alone(self._paths.rebuild, file_mode(self._paths.db.parent)))
            except BlockingIOError as error:
                raise StoreBusy(
                    f"Another program is rebuilding {self._paths.db}. Wait until it is done."
                ) from error
            return self._rebuild(db)

    def _rebuild(self, db: sqlite3.Connection) -> int:
        fold = folding.Fold()
        # A power cut in the middle leaves shadows, which the next rebuild drops: only the swap
        # waits for the disk. The rows hold no words, so nothing has to be wiped either.
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA secure_delete = OFF").fetchall()
        db.execute("PRAGMA cache_size = -64000")
        db.execute("PRAGMA wal_autocheckpoint = 8000").fetchall()
        with closing(self._turns()) as lock:
            with lock.turn(), folding.transaction(db):
                folding.drop(db, folding.OLD)
                folding.make_shadows(db)
            while fold.read(db):
                pass
            self._write_shadows(db, fold, lock)
            for sql in folding.shadow_indexes(db):
                with lock.turn(), folding.transaction(db):
                    db.execute(sql)
            while True:
                self._write_shadows(db, fold, lock)
                if fold.read(db, SMALL) < SMALL and len(fold.touched) < BATCH:
                    db.execute("PRAGMA synchronous = FULL")
                    with lock.turn(), folding.transaction(db):
                        while fold.read(db):
                            pass
                        folding.write_shadow(db, fold, fold.take_touched(len(fold.touched)))
                        folding.swap(db)
                    break
            db.execute("PRAGMA synchronous = NORMAL")
            for sql in _emptying(db):
                with lock.turn(), folding.transaction(db):
                    db.execute(sql)
        return fold.seq

    def _write_shadows(self, db: sqlite3.Connection, fold: folding.Fold, lock: TurnLock) -> None:
        while fold.touched:
            places = fold.take_touched(BATCH)
            with lock.turn(), folding.transaction(db):
                folding.write_shadow(db, fold, places)

    def _migrate(self, db: sqlite3.Connection, steps: list[Path], told: Told) -> bool:
        with closing(self._turns()) as lock:
            for step in steps:
                with lock.turn(), folding.transaction(db):
                    if schema.version_of(db) < schema.number(step):
                        schema.take_step(db, step)
            filled = indexing.fill(db, lock, told)
            while filled and indexing.merge_some(db, lock):
                pass
            return filled

    def _take_in(self, batch: list[tuple[str, Any]], db: sqlite3.Connection) -> int:
        with folding.transaction(db):
            for table, item in batch:
                if isinstance(item, Stored):
                    self._store.files.put(db, item)
                else:
                    # What came from an earlier schema lacks the columns added since.
                    lacking = _INSERT[table].count("?") - len(item)
                    db.execute(_INSERT[table], (*item, *(None,) * lacking))
        return len(batch)


def _emptying(db: sqlite3.Connection) -> Iterator[str]:
    """Drop the old tables in steps, an index or a table at a time, so that nobody waits long.

    Without secure_delete their pages only become free; the rows held no words to be wiped.
    """
    for cls in TABLES:
        name = folding.OLD + cls.TABLE
        indexes = db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? "
            "AND sql IS NOT NULL",
            (name,),
        ).fetchall()
        for (index,) in indexes:
            yield f'DROP INDEX "{index}"'
        yield f'DROP TABLE "{name}"'


def _select(sql: str, db: sqlite3.Connection) -> sqlite3.Cursor:
    return db.execute(sql)


def _page(cursor: sqlite3.Cursor, db: sqlite3.Connection) -> list[tuple[Any, ...]]:
    return cursor.fetchmany(500)


def _plain(table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give yes and no back their type, which SQLite does not keep."""
    codec = _CONTENT.get(table)
    return codec.encode(codec.decode(row)) if codec else row


def _tables(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Yield what is read of each table; a store of an earlier schema lacks its newest columns."""
    for table, columns in LOG_COLUMNS.items():
        there = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
        names = ", ".join(name for name in columns.split(", ") if name in there)
        yield table, f"SELECT {names} FROM {table} ORDER BY {LOG_ORDER[table]}"
    for cls in CONTENT_TABLES:
        if db.execute(f"PRAGMA table_info({cls.TABLE})").fetchone() is not None:
            keys = ", ".join(f'"{name}"' for name in cls.KEY)
            yield cls.TABLE, f'SELECT {CODECS[cls].select()} FROM "{cls.TABLE}" ORDER BY {keys}'


def _insert_log(table: str, columns: str) -> str:
    marks = ", ".join("?" for _ in columns.split(","))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"


_CONTENT: dict[str, Codec[Any]] = {cls.TABLE: CODECS[cls] for cls in CONTENT_TABLES}
_INSERT = {
    **{table: _insert_log(table, columns) for table, columns in LOG_COLUMNS.items()},
    **{cls.TABLE: insert_sql(cls, "sqlite") for cls in CONTENT_TABLES},
}
