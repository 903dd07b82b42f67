"""A long log to be watched: weeks of a contact center, with all that figures count.

The story of the metrics vectors, told with what must not count, happens again and again under
other numbers: every ten minutes eight cases and ten calls begin, half an hour's work is taken
back, surveys are answered days later. Only the log is written; there are no rows and no content.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from heapq import merge
from itertools import count, takewhile
from pathlib import Path

import msgspec

from agentdesk.clock import MINUTE
from agentdesk.data.chain import FIRST, hash_after
from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.paths import create_empty
from agentdesk.data.sqlite.plain import connect
from agentdesk.domain import events as e
from tests.board.story import entries

STEP = 100
"""How far the numbers of one telling lie from those of the next."""
EVERY = 10 * MINUTE
_WIDTH = 10_000
_json = msgspec.json.Encoder(order="deterministic").encode


def facts(size: int) -> Iterator[e.Fact]:
    """Yield so many facts, in the order of time."""
    story = [entry.fact for entry in entries(told_twice=True)]
    tellings = size // len(story) + 1
    # Each fact of the story, over and over: streams in the order of time, merged into one.
    streams = (_again(fact, tellings) for fact in story)
    merged = merge(*streams, key=lambda fact: fact.at)
    return (fact for _, fact in takewhile(lambda pair: pair[0] < size, zip(count(), merged)))


def _again(fact: e.Fact, tellings: int) -> Iterator[e.Fact]:
    return (_told(fact, n) for n in range(tellings))


def _told(fact: e.Fact, n: int) -> e.Fact:
    """Return a fact of the story as it happens the n-th time."""
    event, changes = fact.event, {}
    for name in ("case_id", "interaction_id", "message_id"):
        value = getattr(event, name, None)
        if value is not None:
            changes[name] = value + n * STEP
    for name in ("customer_id", "undone"):
        value = getattr(event, name, None)
        if value is not None:
            changes[name] = f"{value}-{n}"
    if isinstance(event, e.AgentStateChanged):
        changes["agent"] = f"{event.agent}-{n % 40}"
    for name in ("due_at", "warn_75_at", "warn_90_at"):
        value = getattr(event, name, None)
        if value is not None:
            changes[name] = value + n * EVERY
    again = msgspec.structs.replace(event, **changes)
    return e.Fact(fact.at + n * EVERY, fact.actor, f"{fact.command}-{n}", again)


def write(path: Path, size: int) -> None:
    """Write a store that has a log and nothing else."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_empty(path)
    with closing(connect(path)) as db:
        schema.create(db)
        db.execute("PRAGMA journal_mode = OFF").fetchall()
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        _append(db, facts(size))
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = WAL").fetchall()


def _append(db: sqlite3.Connection, told: Iterator[e.Fact]) -> None:
    rows: list[tuple[object, ...]] = []
    hash = FIRST
    for seq, fact in enumerate(told, start=1):
        event, body = fact.event, _json(fact.event).decode()
        hash = hash_after(
            hash, seq, event.kind, event.v, fact.at, fact.at, fact.actor, fact.command, body
        )
        rows.append(
            (
                *(seq, event.kind, event.v, body, fact.at, fact.at, fact.actor, fact.command),
                *(fact.case_id, hash),
            )
        )
        if len(rows) == _WIDTH:
            db.executemany("INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
            rows.clear()
    db.executemany("INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
