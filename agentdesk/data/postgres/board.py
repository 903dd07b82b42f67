"""A store in a PostgreSQL database, opened to be watched.

Every transaction is a reading one, and what is read are the board's views wherever the login may
read them; a supervisor's login has the right to nothing else.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec

from agentdesk.clock import Clock
from agentdesk.data.batch import Batch
from agentdesk.data.board import Mark, Standing
from agentdesk.data.board_rows import SOON_MS, known, standing
from agentdesk.data.entries import entries
from agentdesk.data.errors import StoreError
from agentdesk.data.pace import Pace
from agentdesk.data.postgres import feed, schema
from agentdesk.data.postgres.address import shown
from agentdesk.data.postgres.bell import Bell
from agentdesk.data.postgres.connection import Database, Session
from agentdesk.data.postgres.named import Named
from agentdesk.data.postgres.trouble import empty
from agentdesk.domain.events import Entry
from agentdesk.domain.setup import Setup

SQL = Named("board.sql")
READING = {"application_name": "agentdesk board", "default_transaction_read_only": "on"}
_END = (1 << 63) - 1
_setup = msgspec.json.Decoder(Setup).decode


class PostgresBoard:
    """A store in a database, watched."""

    def __init__(self, db: Database) -> None:
        self.url, self.clock = shown(db.url), db.clock
        self._db = db
        self._pace = Pace()
        self._bell = Bell(db, self._pace)

    @classmethod
    async def open(cls, url: str, *, clock: Clock | None = None) -> "PostgresBoard":
        """Open the store in the database at an address. Raises ``StoreError`` with a sentence."""
        db = Database(url, clock)
        db.settings.update(READING)
        await db.open()
        try:
            await _look(db)
        except BaseException:
            await db.close()
            raise
        return cls(db)

    @property
    def busy(self) -> bool:
        """Whether so much happens that who only watches stands back for those who work."""
        return self._pace.busy

    async def setup(self, version: int | None = None) -> Setup:
        """Return the current set-up, or the one of a version."""
        row = await self._db.first(SQL["setup"], _END if version is None else version)
        return _setup(row[0]) if row else Setup()

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
        return int(await self._db.value(SQL["seq_at"], instant))

    async def entries(
        self, after: int = 0, *, until: int | None = None, limit: int = 2_000
    ) -> tuple[Entry, ...]:
        """Return entries after a seq in order, up to ``until`` (inclusive)."""
        end = _END if until is None else until
        rows = await self._db.fetch(SQL["entries"], after, end, limit)
        with known(self.url):
            return entries(rows)

    async def timeline(self, case_id: int, until: int) -> tuple[Entry, ...]:
        """Return a case's stream up to an entry (inclusive)."""
        rows = await self._db.fetch(SQL["timeline"], case_id, until)
        with known(self.url):
            return entries(rows)

    async def standing(self, now: int) -> Standing:
        """Count what stands now."""

        async def count(session: Session) -> Standing:
            async with session.transaction(isolation="repeatable_read", readonly=True):
                last = await session.fetchrow(SQL["last"])
                queues = await session.fetch(SQL["queues"], now, now + SOON_MS)
                agents = await session.fetch(SQL["agents"])
                loads = await session.fetch(SQL["loads"])
            return standing(last[0] if last else 0, now, queues, agents, loads)

        return await self._db.read(count)

    async def feed(self, after: int) -> AsyncGenerator[Batch, None]:
        """Yield the entries after a seq, in order, and then each new batch as it comes.

        While the server is away the feed waits for it.
        """

        async def read(last: int, limit: int) -> tuple[Entry, ...]:
            return await self.entries(last, limit=limit)

        with known(self.url):
            async with aclosing(feed.entries(self._bell, read, after)) as batches:
                async for batch in batches:
                    yield batch

    async def close(self) -> None:
        """Give everything back."""
        await self._bell.close()
        await self._db.close()

    async def _mark(self, name: str, *values: int) -> Mark | None:
        row = await self._db.first(SQL[name], *values)
        return Mark(*row) if row else None


async def _look(db: Database) -> None:
    """Find out what the login may read: the board's views, or at least the store's tables."""
    place = shown(db.url)
    found = await db.read(schema.version)
    if found == 0:
        raise empty(place)
    if found is None:
        raise StoreError(
            f"Your login may not read the store at {place}. An administrator can grant it: "
            "agentdesk store grant."
        )
    if await db.value("SELECT has_schema_privilege($1, 'USAGE')", schema.BOARD):
        db.settings["search_path"] = f"{schema.BOARD}, pg_temp"
        await db.reopen()
