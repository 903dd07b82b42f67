"""Searching everything, typed key by key: ``python -m tests.bench.bench_search [N] [ENGINE …]``.

Makes a store of N messages (100,000 if not said) of words as common and as rare as in a language,
in both engines, and types one to three of them. The floor is one row by its number, the least that
a reading can cost. ``--keep FOLDER`` keeps the SQLite store for another run, ``--at ADDRESS``
measures a PostgreSQL store that is there. Beside the clock stands this process's work: without what
other programs of the machine take, and without what a server does.
"""

import argparse
import asyncio
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.domain.search.query import Asker, parse
from agentdesk.domain.setup import QueueSetup, Setup
from agentdesk.tui.desk.finding import LEAST
from tests.bench.search_stores import NOW, Language, fill_postgres, fill_sqlite
from tests.bench.seed import QUEUES

SETUP = Setup(queues=tuple(QueueSetup(q, q.title(), "service", tier=t) for q, t in QUEUES))
ASKER = Asker(SETUP, "lena", NOW, ZoneInfo("UTC"))
TYPED = 200
"""How many queries are typed."""


@asynccontextmanager
async def store_of(engine: str, count: int, folder: Path, at: str) -> AsyncIterator[Store]:
    """Open a store of so many messages; made first, unless it was kept."""
    started = time.perf_counter()
    if engine == "sqlite":
        path = folder / f"search-{count}.db"
        if not path.exists():
            fill_sqlite(path, count)
            sys.stdout.write(f"made in {time.perf_counter() - started:.0f} s, ")
        sys.stdout.write(f"{path.stat().st_size / 1e6:.0f} MB\n")
        store = await open_store(str(path))
    elif at:
        store = await open_store(at)
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


class Took(NamedTuple):
    """Milliseconds by the clock, and of this process's work."""

    wall: float
    work: float


async def timed(store: Store, text: str, **options: Any) -> Took:
    """Search for a text as it is typed, a screenful; return how long it took."""
    started, worked = time.perf_counter(), time.process_time()
    query = parse(text, ASKER, typing=True)
    await store.reads.search(query, limit=LEAST, **options)
    return Took((time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000)


async def measure(store: Store) -> None:
    """Type the queries and print the figures."""
    chance = random.Random(3)
    language = Language(random.Random(7))
    queries = [language.say(chance.choice((1, 2, 3))) for _ in range(TYPED)]
    for query in queries[:20]:
        await timed(store, " ".join(query))
    by_word: list[Took] = []
    by_key: list[Took] = []
    slow: list[tuple[Took, str]] = []
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
    slowest = ", ".join(f"{text} {took.wall:.0f}" for took, text in sorted(slow)[-5:])
    sys.stdout.write(f"  slowest: {slowest}\n")
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
        started, worked = time.perf_counter(), time.process_time()
        await store.reads.case_row(case)
        spent = time.perf_counter() - started, time.process_time() - worked
        took.append(Took(*(part * 1000 for part in spent)))
    tell("floor: one row by its number", took)


def tell(name: str, took: list[Took]) -> None:
    """Print the middle and the 95th of some durations, by the clock and of work."""
    said = [f"  {name:30}"]
    for kind, values in zip(("clock", "work"), zip(*took, strict=True), strict=True):
        ordered = sorted(values)
        p95 = ordered[int(len(ordered) * 0.95)]
        said.append(f"{kind} p50 {statistics.median(ordered):6.2f} p95 {p95:6.2f} ms")
    sys.stdout.write("  ".join(said) + f"  ({len(took)})\n")
    sys.stdout.flush()


async def run(count: int, engines: list[str], folder: Path, at: str) -> None:
    """Measure every engine."""
    for engine in engines:
        load = os.getloadavg()[0]
        sys.stdout.write(
            f"{engine}, {count:,} messages, SQLite {sqlite3.sqlite_version}, load {load:.1f}: "
        )
        async with store_of(engine, count, folder, at) as store:
            await floor(store)
            await measure(store)


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=100_000)
    parser.add_argument("engines", nargs="*", default=["sqlite", "postgres"])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--at", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        asyncio.run(run(given.count, given.engines or ["sqlite", "postgres"], folder, given.at))


if __name__ == "__main__":
    main()
