"""Fill a database from a seeded file, fast: ``python -m tests.bench.fill_postgres FILE URL``.

Log, rows and content go over as they are, table by table, with the indexes made afterwards: a
million cases in two minutes. ``store copy`` folds the rows again instead and proves them.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg

from agentdesk.data.codec import CODECS
from agentdesk.data.postgres.copying import LOG
from agentdesk.data.postgres.schema import NAME
from agentdesk.data.postgres.store import PostgresStore

PAGE = 20_000
PATIENCE_S = 1_800.0
TABLES = {
    **{name: (columns, ()) for name, columns in LOG.items()},
    **{
        cls.TABLE: (of.names, tuple(i for i, c in enumerate(of.columns) if c.kind == "bool"))
        for cls, of in CODECS.items()
    },
}
"""Each table's columns, and which of them hold a truth: SQLite keeps those as 0 and 1."""
_FINISH = (
    "UPDATE log_head SET seq = e.seq, recorded_at = e.recorded_at, hash = e.hash "
    "FROM (SELECT * FROM events ORDER BY seq DESC LIMIT 1) AS e",
    "SELECT take_setup(s.body::jsonb) FROM setups AS s ORDER BY s.version DESC LIMIT 1",
    # The benchmarks log in as the owner, for everybody.
    "UPDATE store SET allow_as = true",
    "VACUUM ANALYZE",
    "CHECKPOINT",
)


async def fill(path: Path, url: str) -> int:
    """Fill an empty store; returns how many rows went over."""
    store = await PostgresStore.open(url)
    await store.close()
    db = await asyncpg.connect(url, server_settings={"search_path": NAME})
    indexes = await db.fetch(
        "SELECT indexname, indexdef FROM pg_indexes AS i WHERE schemaname = $1 AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint AS c WHERE c.conname = i.indexname)",
        NAME,
    )
    for index, _ in indexes:
        await db.execute(f'DROP INDEX "{index}"')
    total = 0
    with closing(sqlite3.connect(path)) as file:
        for table, (columns, _) in TABLES.items():
            for rows in pages(file, table):
                await db.copy_records_to_table(
                    table, records=rows, columns=columns, timeout=PATIENCE_S
                )
                total += len(rows)
    for statement in (*(sql for _, sql in indexes), *_FINISH):
        await db.execute(statement, timeout=PATIENCE_S)
    await db.close()
    return total


def pages(file: sqlite3.Connection, table: str) -> Iterator[list[list[Any]]]:
    """Yield a table's rows, many at a time, as PostgreSQL takes them."""
    columns, truths = TABLES[table]
    names = ", ".join(f'"{column}"' for column in columns)
    cursor = file.execute(f'SELECT {names} FROM "{table}"')
    while found := cursor.fetchmany(PAGE):
        rows = [list(row) for row in found]
        for row in rows:
            for i in truths:
                row[i] = None if row[i] is None else bool(row[i])
        yield rows


if __name__ == "__main__":
    moved = asyncio.run(fill(Path(sys.argv[1]), sys.argv[2]))
    sys.stdout.write(f"{moved:,} rows\n")
