"""The schema's steps, and which of them a database has."""

from pathlib import Path

import asyncpg

from agentdesk.data.errors import StoreError, StoreNewer, StoreOlder

_FOLDER = Path(__file__).parents[1] / "migrations" / "postgres"

NAME = "agentdesk"
"""The schema that holds the store."""
BOARD = "agentdesk_board"
"""The schema that holds the board's views."""


def steps() -> tuple[Path, ...]:
    """Return the steps, in order."""
    return tuple(sorted(_FOLDER.glob("[0-9]*.sql")))


SCHEMA = len(steps())
"""The schema this program reads and writes: the number of its newest step."""


async def version(db: asyncpg.Connection) -> int | None:
    """Return a database's schema: 0 without a store, ``None`` if this login may not see it."""
    home = await db.fetchval("SELECT to_regnamespace($1)", NAME)
    if home is None:
        return 0
    for name in (NAME, BOARD):
        if await db.fetchval("SELECT has_schema_privilege($1, 'USAGE')", name):
            found: int = await db.fetchval(f"SELECT schema_version FROM {name}.store")
            return found
    return None


async def make(db: asyncpg.Connection) -> None:
    """Make a store in a database that has none. Two programs may try it at once."""
    try:
        async with db.transaction():
            await db.execute(f"CREATE SCHEMA {NAME}")
            await take(db, 0)
    except (asyncpg.DuplicateSchemaError, asyncpg.UniqueViolationError):
        # Somebody else was quicker.
        return


async def take(db: asyncpg.Connection, found: int) -> tuple[str, ...]:
    """Take the steps after ``found``, inside the caller's transaction; return their names."""
    await db.execute(f"SET LOCAL search_path = {NAME}, pg_temp")
    if found:
        # Writers wait here, and then find a schema that is not theirs.
        await db.execute("LOCK TABLE append_lock IN ACCESS EXCLUSIVE MODE")
    names = []
    for step in steps()[found:]:
        await db.execute(step.read_text(encoding="utf-8"))
        names.append(step.stem)
    if found:
        await db.execute("UPDATE store SET schema_version = $1", SCHEMA)
    else:
        await db.execute("INSERT INTO store (schema_version) VALUES ($1)", SCHEMA)
    return tuple(names)


def writable(found: int) -> str | None:
    """Return why this program may not write to a schema, or ``None`` if it may."""
    return None if found == SCHEMA else str(schema_error(found))


def schema_error(found: int) -> StoreError:
    """Say that the store's schema is not this program's."""
    if found > SCHEMA:
        return StoreNewer(
            "The store was changed by a newer agentdesk; this one may only read. Update agentdesk "
            "on this machine."
        )
    return StoreOlder(
        "The store was written by an older agentdesk; nothing can be written until an "
        "administrator has run: agentdesk store migrate."
    )
