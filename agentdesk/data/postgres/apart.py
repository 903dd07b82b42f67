"""A connection for long work: one snapshot of the whole store, while agents go on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from agentdesk.data.postgres.connection import Database, Session
from agentdesk.data.postgres.trouble import explained

PAGE = 1_000


@asynccontextmanager
async def apart(db: Database) -> AsyncIterator[Session]:
    """Open a connection that no screen waits for. Raises ``StoreError``."""
    with explained(db.url):
        session = await db.alone()
        try:
            # Whoever takes the rows may be slow: a full disk, a terminal.
            await session.execute("SET idle_in_transaction_session_timeout = 0")
            yield session
        finally:
            await session.close(timeout=5)


@asynccontextmanager
async def snapshot(db: Database) -> AsyncIterator[Session]:
    """Open a connection that sees one state of the store, however long it looks."""
    async with (
        apart(db) as session,
        session.transaction(isolation="repeatable_read", readonly=True),
    ):
        yield session


async def pages(session: Session, sql: str, *values: Any) -> AsyncIterator[list[Any]]:
    """Yield the rows of a statement, some at a time; inside a transaction."""
    cursor = await session.cursor(sql, *values)
    while rows := await cursor.fetch(PAGE):
        yield rows
