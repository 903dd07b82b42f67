"""Stores of very many messages to search in, made in bulk: what the units would have made.

The words of the texts are as common and as rare as in a language.
"""

import itertools
import os
import random
from collections import deque
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg

from agentdesk.clock import DAY
from agentdesk.data.codec import CODECS, insert_sql
from agentdesk.data.postgres import schema as postgres_schema
from agentdesk.data.postgres.indexing import things
from agentdesk.data.searching import CASE_TEXT, CUSTOMER, CUSTOMERS, place_of
from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.paths import create_empty
from agentdesk.domain.content import CaseText, Customer, Message
from agentdesk.domain.row import Row
from agentdesk.domain.rows import CaseRow
from tests.bench.seed import QUEUES, Rows

NOW = 1_772_445_600_000
YEARS = 3 * 365 * DAY
BATCH = 2_000
Batch = list[tuple[type[Row], tuple[Any, ...]]]
AHEAD = 6
"""How many batches are made ready while one is written."""


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


def rows_of(count: int) -> Iterator[Batch]:
    """Yield the rows of so many messages, four a case, some at a time."""
    chance = random.Random(7)
    language, bench = Language(chance), Rows()
    step = max(1, YEARS // max(1, count))
    batch: Batch = []
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
        # As a store is left by `store migrate`.
        db.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
        for _, sql in triggers:
            db.execute(sql)
        db.execute("PRAGMA journal_mode = WAL").fetchall()


def _places(batch: Batch, far: int) -> Iterator[tuple[Any, ...]]:
    """Yield what stands in the index: place, source, number, id, owner, words."""
    rows = (CODECS[cls].decode(values) for cls, values in batch if cls is not CaseRow)
    for n, thing in enumerate(things(rows), start=far):
        if thing["source"] == CASE_TEXT:
            continue
        place = CUSTOMERS + n if thing["source"] == CUSTOMER else place_of(thing["at"]) + n % 8
        names = ("num", "ref", "owner", "words")
        yield (place, thing["source"], *(thing.get(name) for name in names))


async def fill_postgres(url: str, count: int) -> None:
    """Make a store of so many messages: copied in, its indexes made when everything is there."""
    db = await asyncpg.connect(url)
    try:
        await postgres_schema.make(db)
        await db.execute(f"SET search_path = {postgres_schema.NAME}")
        await db.execute("SET maintenance_work_mem = '1GB'")
        await db.execute("SET synchronous_commit = off")
        indexes = await db.fetch(_INDEXES, [cls.TABLE for cls in _FILLED] + ["search_places"])
        for name, _ in indexes:
            await db.execute(f"DROP INDEX {name}")
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            for batch, lines in _in_step(pool, count):
                for cls in _FILLED:
                    rows = [values for kind, values in batch if kind is cls]
                    await db.copy_records_to_table(
                        cls.TABLE, records=rows, columns=CODECS[cls].names,
                        schema_name=postgres_schema.NAME,
                    )  # fmt: skip
                await db.copy_to_table(
                    "search_places", source=_once(lines.result()), schema_name=postgres_schema.NAME
                )
        for _, statement in indexes:
            await db.execute(statement)
        await db.execute("VACUUM ANALYZE")
    finally:
        await db.close()


_FILLED: tuple[type[Row], ...] = (CaseRow, CaseText, Customer, Message)
_INDEXES = """
SELECT i.relname, pg_get_indexdef(i.oid)
FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid
JOIN pg_class AS t ON t.oid = x.indrelid
WHERE t.relname = ANY ($1) AND t.relnamespace = 'agentdesk'::regnamespace AND NOT x.indisprimary
ORDER BY i.relname
"""


def _in_step(pool: ProcessPoolExecutor, count: int) -> Iterator[tuple[Batch, "Future[bytes]"]]:
    """Yield batches with what goes into the index, which other processes make."""
    ahead: deque[tuple[Batch, Future[bytes]]] = deque()
    far = 0
    for batch in rows_of(count):
        number = sum(1 for cls, _ in batch if cls in (Message, Customer))
        ahead.append((batch, pool.submit(_lines, batch, far)))
        far += number
        if len(ahead) > AHEAD:
            yield ahead.popleft()
    yield from ahead


def _lines(batch: Batch, far: int) -> bytes:
    """Return the rows of the index as COPY reads them: no word of ours holds a quote or a tab."""
    lines = []
    for *columns, words in _places(batch, far):
        said = "\t".join("\\N" if value is None else str(value) for value in columns)
        lines.append(said + "\t'" + "' '".join(words) + "'\n")
    return "".join(lines).encode()


async def _once(lines: bytes) -> AsyncIterator[bytes]:
    yield lines
