"""Searching everything, typed key by key: ``python -m tests.bench.bench_search [N] [ENGINE …]``.

Makes a store of N messages (100,000 if not said) of words as common and as rare as in a language,
in both engines, and types one to three of them. The floor is a reading of fifty messages by their
numbers, the least that a page of hits can cost. ``--keep FOLDER`` keeps the stores for another run.
"""

import argparse
import asyncio
import itertools
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from agentdesk.clock import DAY
from agentdesk.data.codec import CODECS, insert_sql
from agentdesk.data.open import open_store
from agentdesk.data.postgres import schema as postgres_schema
from agentdesk.data.postgres.indexing import things
from agentdesk.data.searching import CASE_TEXT, CUSTOMER, CUSTOMERS, place_of
from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.paths import create_empty
from agentdesk.data.sqlite.plain import connect
from agentdesk.data.store import Store
from agentdesk.domain.content import CaseText, Customer, Message
from agentdesk.domain.row import Row
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.search.query import Asker, parse
from agentdesk.domain.setup import QueueSetup, Setup
from tests.bench.seed import QUEUES, Rows

NOW = 1_772_445_600_000
YEARS = 3 * 365 * DAY
BATCH = 2_000
SETUP = Setup(queues=tuple(QueueSetup(q, q.title(), "service", tier=t) for q, t in QUEUES))
ASKER = Asker(SETUP, "lena", NOW, ZoneInfo("UTC"))
TYPED = 200
"""How many queries are typed."""


class Language:
    """Words whose frequencies follow Zipf's law."""

    def __init__(self, chance: random.Random, size: int = 60_000) -> None:
        syllables = [c + v for c in "bcdfghklmnprstvw" for v in "aeiou"]
        self._chance = chance
        made = (
            "".join(chance.choices(syllables, k=chance.choice((1, 2, 2, 3, 3, 3, 4, 4, 5))))
            for _ in range(3 * size)
        )
        self.words = list(dict.fromkeys(made))[:size]
        self._weights = list(itertools.accumulate(1 / (n + 2) for n in range(len(self.words))))

        self._said = chance.choices(self.words, cum_weights=self._weights, k=500_000)

    def say(self, count: int) -> list[str]:
        """Return some words, the common ones often: from anywhere in a long talk."""
        start = self._chance.randrange(len(self._said) - count)
        return self._said[start : start + count]


def rows_of(count: int) -> Iterator[list[tuple[type[Row], tuple[Any, ...]]]]:
    """Yield the rows of so many messages, four a case, some at a time."""
    chance = random.Random(7)
    language, bench = Language(chance), Rows()
    step = max(1, YEARS // max(1, count))
    batch: list[tuple[type[Row], tuple[Any, ...]]] = []
    for n in range(1, count + 1):
        at, case = NOW - YEARS + n * step, (n + 3) // 4
        customer, queue = f"c{case % (count // 8 + 1)}", QUEUES[case % len(QUEUES)]
        if n % 4 == 1:
            subject = " ".join(language.say(5)).capitalize()
            batch.append((CaseText, CODECS[CaseText].encode(CaseText(case, subject))))
            lane = f"{queue[0]}/{queue[1]}/en/"
            batch.append((
                CaseRow,
                bench.case(case, "x", "mail", *queue, "en", lane, case % 4 + 1, at, at, at,
                           customer, at, at, at, at, n),
            ))  # fmt: skip
            if case <= count // 8 + 1:
                name = " ".join(language.say(2)).title()
                batch.append((Customer, CODECS[Customer].encode(Customer(customer, name))))
        words = language.say(min(400, int(chance.lognormvariate(3.9, 0.6)) + 5))
        body = " ".join(words).capitalize() + f". 55-{chance.randrange(10**5):05d}."
        batch.append((Message, CODECS[Message].encode(_message(n, case, customer, body, at))))
        if n % BATCH == 0:
            yield batch
            batch = []
    yield batch


def _message(n: int, case: int, customer: str, body: str, at: int) -> Message:
    return Message(
        id=n, case_id=case, customer_id=customer, direction="in", purpose="message",
        channel="mail", author="", from_name="", from_address=f"{customer}@example.org",
        to=("desk@example.org",), cc=(), subject="", body=body, folds=(), at=at,
        rfc_id=None, in_reply_to=None, command="x",
    )  # fmt: skip


def fill_sqlite(path: Path, count: int) -> None:
    """Make a store of so many messages, its index in bulk: what the triggers would have made."""
    create_empty(path)
    with closing(connect(path)) as db:
        schema.create(db)
        for setting in ("journal_mode = OFF", "synchronous = OFF", "secure_delete = OFF"):
            db.execute(f"PRAGMA {setting}").fetchall()
        db.execute("PRAGMA cache_size = -400000")
        triggers = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN "
            "('messages', 'case_texts', 'customers')"
        ).fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        far = 0
        for batch in rows_of(count):
            db.execute("BEGIN")
            for cls in (CaseRow, CaseText, Customer, Message):
                rows = [values for kind, values in batch if kind is cls]
                db.executemany(insert_sql(cls, "sqlite"), rows)
            places = list(_places(batch, far))
            far += len(places)
            db.executemany(
                "INSERT INTO search_places VALUES (?, ?, ?, ?, ?)", [place[:5] for place in places]
            )
            db.executemany(
                "INSERT INTO search_index (rowid, words) VALUES (?, ?)",
                [(place[0], " ".join(place[5])) for place in places],
            )
            db.execute("COMMIT")
        db.execute(
            "INSERT INTO search_words SELECT term FROM search_terms WHERE term NOT GLOB ':[ck]*'"
        )
        for _, sql in triggers:
            db.execute(sql)
        db.execute("PRAGMA journal_mode = WAL").fetchall()


def _places(batch: list[tuple[type[Row], tuple[Any, ...]]], far: int) -> Iterator[tuple[Any, ...]]:
    """Yield what stands in the index: place, source, number, id, owner, words."""
    rows = (CODECS[cls].decode(values) for cls, values in batch if cls is not CaseRow)
    for n, thing in enumerate(things(rows), start=far):
        if thing["source"] == CASE_TEXT:
            continue
        place = CUSTOMERS + n if thing["source"] == CUSTOMER else place_of(thing["at"]) + n % 8
        names = ("num", "ref", "owner", "words")
        yield (place, thing["source"], *(thing.get(name) for name in names))


async def fill_postgres(url: str, count: int) -> None:
    """Make a store of so many messages, its index in bulk."""
    db = await asyncpg.connect(url)
    try:
        await postgres_schema.make(db)
        await db.execute(f"SET search_path = {postgres_schema.NAME}")
        await db.execute("DROP INDEX search_places_dated, search_places_undated")
        await db.execute("SET maintenance_work_mem = '512MB'")
        await db.execute(
            "CREATE UNLOGGED TABLE aside (place bigint, source int, num bigint, ref text, "
            "owner text, words text[])"
        )
        far = 0
        for batch in rows_of(count):
            far += await _copy(db, batch, far)
        await db.execute(
            "INSERT INTO search_places SELECT place, source, num, ref, owner, "
            "array_to_tsvector(words) FROM aside ORDER BY place"
        )
        for step in postgres_schema.steps():
            for statement in step.read_text().split(";"):
                if "CREATE INDEX search_places" in statement:
                    await db.execute(statement)
        await db.execute("DROP TABLE aside")
        await db.execute("VACUUM ANALYZE")
    finally:
        await db.close()


async def _copy(
    db: asyncpg.Connection, batch: list[tuple[type[Row], tuple[Any, ...]]], far: int
) -> int:
    by_table: dict[type[Row], list[tuple[Any, ...]]] = {}
    for cls, values in batch:
        by_table.setdefault(cls, []).append(values)
    for cls, rows in by_table.items():
        await db.copy_records_to_table(
            cls.TABLE, records=rows, columns=CODECS[cls].names, schema_name=postgres_schema.NAME
        )
    places = list(_places(batch, far))
    await db.copy_records_to_table("aside", records=places, schema_name=postgres_schema.NAME)
    return len(places)


@asynccontextmanager
async def store_of(engine: str, count: int, folder: Path) -> AsyncIterator[Store]:
    """Open a store of so many messages; made first, unless it was kept."""
    started = time.perf_counter()
    if engine == "sqlite":
        path = folder / f"search-{count}.db"
        if not path.exists():
            fill_sqlite(path, count)
            sys.stdout.write(f"made in {time.perf_counter() - started:.0f} s, ")
        sys.stdout.write(f"{path.stat().st_size / 1e6:.0f} MB\n")
        store = await open_store(str(path))
    else:
        from tests.store.postgres_server import Server

        server = Server(durable=True)
        await fill_postgres(server.url(), count)
        sys.stdout.write(f"made in {time.perf_counter() - started:.0f} s\n")
        store = await open_store(server.url())
    try:
        yield store
    finally:
        await store.close()


async def timed(store: Store, text: str, **options: Any) -> float:
    """Search for a text as it is typed; return the milliseconds."""
    started = time.perf_counter()
    query = parse(text, ASKER, typing=True)
    await store.reads.search(query, limit=50, **options)
    return (time.perf_counter() - started) * 1000


async def measure(store: Store) -> None:
    """Type the queries and print the figures."""
    chance = random.Random(3)
    language = Language(random.Random(7))
    queries = [language.say(chance.choice((1, 2, 3))) for _ in range(TYPED)]
    for query in queries[:20]:
        await timed(store, " ".join(query))
    by_word: list[float] = []
    by_key: list[float] = []
    slow: list[tuple[float, str]] = []
    for query in queries:
        text = " ".join(query)
        ends = {len(" ".join(query[:n])) for n in range(1, len(query) + 1)}
        for end in range(1, len(text) + 1):
            took = await timed(store, text[:end])
            by_key.append(took)
            slow.append((took, text[:end]))
            if end in ends:
                by_word.append(took)
    tell("typed word by word", by_word)
    tell("typed key by key", by_key)
    sys.stdout.write(f"  slowest: {sorted(slow)[-5:]}\n")
    for name, text, options in (
        ("with a queue", "{} queue:tech", {}),
        ("a phrase of two common words", '"{} {}"', {}),
        ("before a month", "{} before:2025-01", {}),
        ("by relevance", "{}", {"order": "relevance"}),
    ):
        spent = [await timed(store, text.format(*language.say(2)), **options) for _ in range(40)]
        tell(name, spent)


async def floor(store: Store) -> None:
    """Print what a reading of one case costs: the least that a page of hits can."""
    took = []
    for case in range(1, 200):
        started = time.perf_counter()
        await store.reads.case_row(case)
        took.append((time.perf_counter() - started) * 1000)
    tell("floor: one row by its number", took)


def tell(name: str, took: list[float]) -> None:
    """Print the middle, the 95th and the last of some durations."""
    ordered = sorted(took)
    sys.stdout.write(
        f"  {name:32} p50 {statistics.median(ordered):7.2f} ms  "
        f"p95 {ordered[int(len(ordered) * 0.95)]:7.2f} ms  max {ordered[-1]:7.2f} ms  "
        f"({len(ordered)})\n"
    )
    sys.stdout.flush()


async def run(count: int, engines: list[str], folder: Path) -> None:
    """Measure every engine."""
    for engine in engines:
        sys.stdout.write(f"{engine}, {count:,} messages, SQLite {sqlite3.sqlite_version}: ")
        async with store_of(engine, count, folder) as store:
            await floor(store)
            await measure(store)


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=100_000)
    parser.add_argument("engines", nargs="*", default=["sqlite", "postgres"])
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        asyncio.run(run(given.count, given.engines or ["sqlite", "postgres"], folder))


if __name__ == "__main__":
    main()
