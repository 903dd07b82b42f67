"""What is read costs what it shows, not what the store holds: no reading walks a whole table."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agentdesk.data.sqlite import board, care, log, queue
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.paths import paths_of
from agentdesk.data.sqlite.plain import reader
from agentdesk.data.sqlite.store import SqliteStore
from tests.bench.seed import LANES, seed

WALKS = {
    "customers_like": "words anywhere in a name need a look at every name; the prefix comes first",
    "customers_at_like": "the same, for addresses",
    "last_undone_of": "the thousand newest commands of one person",
    "queues": "every case that waits is counted, once when a board opens, in the order of an index",
}
LARGE = r"SCAN (c|m|p|t|cases|messages|customers|contact_points|parts)\b"
STATEMENTS = [
    (name, named[name])
    for named in (queue.SQL, log.SQL, care.SQL, board.SQL)
    for name in named.names()
    if named[name].lstrip().startswith(("SELECT", "WITH", "--")) and "{" not in named[name]
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "desk.db"
    seed(path, 40)
    return path


@pytest.fixture(scope="module")
def db(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(reader(paths_of(path), True, True)) as connection:
        yield connection


@pytest.mark.parametrize(("name", "sql"), STATEMENTS, ids=[name for name, _ in STATEMENTS])
def test_no_reading_walks_a_whole_table(db: sqlite3.Connection, name: str, sql: str) -> None:
    words = re.findall(r"(?<!:):(\w+)", sql)
    values: object = dict.fromkeys(words, "[]") if words else (1,) * sql.count("?")
    live = "live." if re.search(r"\b(drafts|doing|beats)\b", sql) else ""
    sql = re.sub(r"FROM (drafts|doing|beats)", rf"FROM {live}\1", sql)
    plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]  # type: ignore[arg-type]  # either kind of values
    walked = [line for line in plan if re.match(LARGE, line)]
    if name in WALKS:
        assert walked
    else:
        assert walked == []


async def test_a_seeded_store_is_what_units_would_have_written(path: Path) -> None:
    store = await SqliteStore.open(path)
    try:
        assert await SqliteMaintenance(store).check() == ()
        assert len((await store.reads.queue_page(LANES)).rows) == 40
        assert set(await store.reads.lanes()) == set(LANES)
    finally:
        await store.close()
