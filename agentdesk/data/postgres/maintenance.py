"""What an administrator does with a store in a database (``agentdesk.data.store.Maintenance``)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec

from agentdesk.data.errors import StoreError, StoreReadOnly
from agentdesk.data.manifest import verified
from agentdesk.data.postgres import backup, checking, copying, folding, indexing, schema
from agentdesk.data.postgres.apart import apart, snapshot
from agentdesk.data.postgres.connection import Session
from agentdesk.data.postgres.store import PostgresStore
from agentdesk.data.postgres.trouble import AGAIN, explained
from agentdesk.data.postgres.writing import drops, puts
from agentdesk.data.search_texts import INDEX, Told, untold
from agentdesk.data.store import Finding
from agentdesk.domain.rows import CaseRow, IdRow, Row

BATCH = 250
"""How many rows are written in one turn: a few milliseconds under the append lock."""
ROUNDS = 5
"""How often a rebuild looks again for differences, while agents work."""


class PostgresMaintenance:
    """Check, backup, restore, rebuild, migrate, copy."""

    def __init__(self, store: PostgresStore) -> None:
        self._store, self._db = store, store.db

    async def check(self) -> tuple[Finding, ...]:
        """Prove that rebuilding gives the same rows, the chain is whole and all bytes are there."""
        async with snapshot(self._db) as session:
            return await checking.check(session)

    async def backup(self, path: str) -> None:
        """Write a backup while agents work: a folder with everything in it."""
        async with snapshot(self._db) as session:
            await self._write_backup(session, Path(path))

    async def _write_backup(self, session: Session, folder: Path) -> None:
        try:
            await backup.back_up(session, folder)
        except OSError as error:
            raise StoreError(
                f"The backup could not be written to {folder}: {error.strerror or error}."
            ) from error

    async def restore(self, path: str) -> int:
        """Fill this empty store from a backup; returns how many rows and files it held."""
        folder = Path(path)
        manifest = await asyncio.to_thread(verified, folder)
        count = await self.load(backup.items(folder))
        head = await self._db.first("SELECT seq, hash FROM log_head")
        if tuple(head) != (manifest.last_seq, manifest.hash):
            raise StoreError(f"The backup in {folder} is not what it says it is. Use another one.")
        return count

    async def rebuild(self) -> int:
        """Fold the rows again from the log and write what differs; returns the number of events.

        The fold is made beside the store. Then what differs is brought to what the log says, in
        turns of a few milliseconds, and looked at again, so that agents work on.
        """
        self._may_write()
        fold = folding.Fold()
        for _ in range(ROUNDS):
            async with snapshot(self._db) as session:
                await fold.read_all(session)
                fold.touched.clear()
                found = folding.differences(session, fold.table)
                different = [place async for place, _ in found]
            if not different:
                return fold.seq
            await self._repair(fold, different)
        raise StoreError(
            "The rows still differ from the log after being folded again. Run: agentdesk store "
            "check."
        )

    async def _repair(self, fold: folding.Fold, different: list[folding.Place]) -> None:
        """Write what a fold says about some rows, and about whatever changes meanwhile."""
        todo = dict.fromkeys(different)
        async with apart(self._db) as session:
            while todo:
                batch = list(todo)[:BATCH]
                try:
                    async with session.transaction():
                        await self._write_rows(session, fold, batch)
                except AGAIN:
                    continue
                for place in batch:
                    del todo[place]
                todo |= fold.touched
                fold.touched.clear()

    async def _write_rows(
        self, session: Session, fold: folding.Fold, batch: list[folding.Place]
    ) -> None:
        # Row locks first and in order, then the append lock, like every unit.
        ids = [key[0] for cls, key in batch if cls is CaseRow]
        await session.execute(
            "SELECT 1 FROM cases WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE", ids
        )
        await session.execute("LOCK TABLE append_lock IN EXCLUSIVE MODE")
        await fold.read_all(session)
        rows: list[Row] = []
        gone: list[folding.Place] = []
        for cls, key in batch:
            row = fold.table.get(cls, *key)
            # A unit never lowers the highest id given out; a rebuild may have to.
            if row is None or cls is IdRow:
                gone.append((cls, key))
            if row is not None:
                rows.append(row)
        text = msgspec.json.encode({**puts(rows), **drops(gone)}).decode()
        await session.execute("SELECT apply_rows($1::text::jsonb)", text)

    async def migrate(
        self, backup_to: str | None = None, *, told: Told = untold
    ) -> tuple[str, ...]:
        """Take the steps to this program's schema; returns their names.

        A backup is written first, to ``backup_to`` or to a folder here named for the step before.
        What the search index lacks is taken in afterwards, in short turns.
        """
        found = await self._db.read(schema.version)
        if found is None or found > schema.SCHEMA:
            raise schema.schema_error(found or schema.SCHEMA + 1)
        names: tuple[str, ...] = ()
        if found < schema.SCHEMA:
            await self.backup(backup_to or f"agentdesk-before-{found + 1:04d}")
            async with apart(self._db) as session, session.transaction():
                names = await schema.take(session, found)
            self._store.read_only = self._store.live.read_only = None
            await self._db.renew()
        async with apart(self._db) as session:
            filled = await indexing.fill(session, told)
        return names or ((INDEX,) if filled else ())

    async def dump(self) -> AsyncIterator[tuple[str, Any]]:
        """Yield everything in the store, table by table, for ``store copy``."""
        async with snapshot(self._db) as session:
            async for item in copying.dump(session):
                yield item

    async def load(self, items: AsyncIterator[tuple[str, Any]]) -> int:
        """Take in what ``dump`` of any engine gave, into an empty store; returns the rows."""
        self._may_write()
        async with apart(self._db) as session:
            with explained(self._db.url):
                return await copying.load(session, items)

    def _may_write(self) -> None:
        if self._store.read_only is not None:
            raise StoreReadOnly(self._store.read_only)


async def restore(folder: Path, url: str) -> int:
    """Make the store in a database from a backup; returns how many rows and files it held.

    Raises ``StoreError`` if the database holds a store that is not empty.
    """
    store = await PostgresStore.open(url)
    try:
        return await PostgresMaintenance(store).restore(str(folder))
    finally:
        await store.close()
