"""Folding the log again: for the check, for the rebuild and for filling an empty store."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from agentdesk.data.codec import codec
from agentdesk.data.postgres.apart import PAGE, pages
from agentdesk.data.postgres.connection import Session
from agentdesk.data.postgres.log import entry
from agentdesk.data.postgres.queue import SQL
from agentdesk.domain.projection import Put, Table, project
from agentdesk.domain.rows import TABLES, Key, Row, key_of

Place = tuple[type[Row], Key]


class Fold:
    """The rows that the log adds up to, in memory, as far as it has been read."""

    def __init__(self) -> None:
        self.table = Table()
        self.seq = 0
        self.touched: dict[Place, None] = {}
        """The rows that changed since somebody last cleared this."""

    async def read_all(self, session: Session) -> None:
        """Fold whatever the session sees. The work is done beside the screens' loop."""
        while True:
            rows = await session.fetch(SQL["entries"], self.seq, PAGE)
            await asyncio.to_thread(self.take, rows)
            if len(rows) < PAGE:
                return

    def take(self, rows: Sequence[Any]) -> None:
        """Fold the next entries of the log. Raises ``UnknownEvent``, ``BadEvent``, ``KeyError``."""
        for row in rows:
            found = entry(row)
            changes = project(self.table, found.fact)
            self.table.apply(changes)
            for change in changes:
                kind = type(change.row) if isinstance(change, Put) else change.type
                self.touched[kind, change.key] = None
            self.seq = found.seq


async def differences(session: Session, table: Table) -> AsyncIterator[tuple[Place, bool]]:
    """Yield where the stored rows are not what a fold says, and whether a row is missing."""
    for cls in TABLES:
        rows = {key_of(row): row for row in table.all(cls)}
        sql = f"SELECT {codec(cls).select()} FROM {cls.TABLE}"
        async for page in pages(session, sql):
            for row in codec(cls).all(page):
                key = key_of(row)
                if rows.pop(key, None) != row:
                    yield (cls, key), False
        for key in rows:
            yield (cls, key), True
