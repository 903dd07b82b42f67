"""Everything in a store as plain items, and back: for ``store copy`` and for backups.

An item is a table's name and the values of its columns, the same on both engines; bytes are a
:class:`~agentdesk.data.unit.Stored`. The projection is not among them: it is folded again.
"""

from collections.abc import AsyncIterator
from typing import Any

from agentdesk.data.codec import CODECS
from agentdesk.data.errors import StoreError
from agentdesk.data.postgres.apart import pages
from agentdesk.data.postgres.checking import blobs
from agentdesk.data.postgres.connection import Session
from agentdesk.data.postgres.folding import Fold
from agentdesk.data.postgres.indexing import fill
from agentdesk.data.postgres.schema import NAME
from agentdesk.data.postgres.writing import pieces
from agentdesk.data.unit import Stored
from agentdesk.domain.content import CONTENT_TABLES
from agentdesk.domain.rows import TABLES, Row

Item = tuple[str, Any]

BATCH = 2_000
LOG: dict[str, tuple[str, ...]] = {
    "events": (
        "seq",
        "kind",
        "v",
        "body",
        "at",
        "recorded_at",
        "actor",
        "command",
        "case_id",
        "hash",
    ),
    "commands": (
        "command_id",
        "kind",
        "actor",
        "at",
        "cases",
        "undoable_until",
        "label",
        "result",
        "first_seq",
        "last_seq",
        "group_id",
    ),
}
LIVE: dict[str, tuple[str, ...]] = {
    "drafts": ("agent", "case_id", "kind", "body", "to", "seen_message", "at"),
    "seen": ("case_id", "agent", "at"),
}
"""What a backup keeps of the live tables; the rest is true for seconds only."""
_ORDER = {"events": "seq", "commands": "last_seq, at, command_id"} | {
    cls.TABLE: ", ".join(
        f'"{column.name}"' + (' COLLATE "C"' if column.kind == "text" else "")
        for name in cls.KEY
        for column in CODECS[cls].columns
        if column.name == name
    )
    for cls in CONTENT_TABLES
}
"""The order of the rows, the same on every engine: texts are ordered by their letters' codes."""
COLUMNS = LOG | {cls.TABLE: CODECS[cls].names for cls in CONTENT_TABLES}


async def dump(session: Session, *, live: bool = False) -> AsyncIterator[Item]:
    """Yield everything that a session sees, table by table.

    A store of an earlier schema lacks what was added since: its items are shorter.
    """
    there = await _there(session)
    for table, known in (COLUMNS | (LIVE if live else {})).items():
        columns = [name for name in known if (table, name) in there]
        if not columns:
            continue
        names = ", ".join(f'"{column}"' for column in columns)
        order = f" ORDER BY {_ORDER[table]}" if table in _ORDER else ""
        sql = f"SELECT {names} FROM {table}{order}"
        async for page in pages(session, sql):
            for row in page:
                yield table, tuple(row)
    async for sha256, data in blobs(session):
        yield "blobs", Stored(sha256, data)


async def _there(session: Session) -> set[tuple[str, str]]:
    """Return the columns that the store has, with their tables."""
    rows = await session.fetch(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = $1",
        NAME,
    )
    return {(row[0], row[1]) for row in rows}


async def load(session: Session, items: AsyncIterator[Item]) -> int:
    """Take everything in, all of it or nothing; return how many items there were.

    Raises :class:`~agentdesk.data.errors.StoreError` if the store is not empty.
    """
    async with session.transaction():
        await session.execute("LOCK TABLE append_lock IN EXCLUSIVE MODE")
        if await session.fetchval("SELECT seq > 0 FROM log_head"):
            raise StoreError("The store is not empty. Copy into a store that is new.")
        total = 0
        batch: list[tuple[Any, ...]] = []
        current = ""
        async for table, item in items:
            if table != current or len(batch) == BATCH:
                await _take(session, current, batch)
                current, batch = table, []
            if isinstance(item, Stored):
                for number, piece in pieces(item.data):
                    await session.execute("SELECT put_blob($1, $2, $3)", item.sha256, number, piece)
            else:
                batch.append(tuple(item))
            total += 1
        await _take(session, current, batch)
        await _finish(session)
        await _project(session)
        await fill(session)
    return total


async def _take(session: Session, table: str, batch: list[tuple[Any, ...]]) -> None:
    if not batch:
        return
    # What came from an earlier schema lacks the columns that were added since, at the end.
    columns = (COLUMNS | LIVE)[table][: len(batch[0])]
    await session.copy_records_to_table(
        table, records=batch, columns=columns, schema_name=NAME, timeout=600
    )


async def _finish(session: Session) -> None:
    await session.execute(
        "UPDATE log_head SET seq = e.seq, recorded_at = e.recorded_at, hash = e.hash "
        "FROM (SELECT * FROM events ORDER BY seq DESC LIMIT 1) AS e"
    )
    await session.execute(
        "SELECT take_setup(s.body::jsonb) FROM setups AS s ORDER BY s.version DESC LIMIT 1"
    )


async def _project(session: Session) -> None:
    fold = Fold()
    await fold.read_all(session)
    for cls in TABLES:
        await _fill(session, cls, list(fold.table.all(cls)))


async def _fill(session: Session, cls: type[Row], rows: list[Row]) -> None:
    codec = CODECS[cls]
    await session.copy_records_to_table(
        cls.TABLE,
        records=[codec.encode(row) for row in rows],
        columns=codec.names,
        schema_name=NAME,
        timeout=600,
    )
