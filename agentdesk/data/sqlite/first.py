"""The first queue page without an event loop, while the screens are still being imported.

A desk's start waits for this module: it imports as little as it can.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec

from agentdesk.data.sqlite.named import Named
from agentdesk.data.sqlite.paths import Paths, check_is_file, paths_of
from agentdesk.data.sqlite.plain import open_reader
from agentdesk.data.sqlite.promise import TRIES
from agentdesk.data.sqlite.queue import counts, mine, queue_page
from agentdesk.data.sqlite.trouble import busy, empty, explained, missing
from agentdesk.domain.routing import eligible_lanes
from agentdesk.domain.setup import Setup
from agentdesk.domain.views import Counts, QueuePage, QueueRow

_SQL = Named("unit.sql")


class First(msgspec.Struct, frozen=True):
    """What a desk shows first, all read at one moment."""

    last_seq: int
    """Follow the feed from here."""
    setup: Setup
    lanes: tuple[str, ...]
    """The lanes that the agent may take from."""
    page: QueuePage
    mine: tuple[QueueRow, ...]
    counts: Counts


def first_page(
    path: str | Path, agent: Callable[[Setup], str], now: int, *, limit: int = 60
) -> First:
    """Read what a desk shows first. Any thread may call it.

    ``agent`` finds out who works here once the set-up is known; what it raises is passed on.
    Raises ``StoreError``.
    """
    paths = paths_of(path)
    with explained(paths.db):
        if not paths.db.exists():
            raise missing(paths.db)
        check_is_file(paths.db)
        if paths.db.stat().st_size == 0 and not paths.wal.exists():
            raise empty(paths.db)
        for _ in range(TRIES):
            first = _read_unchanged(paths, agent, now, limit)
            if first is not None:
                return first
    raise busy(paths.db)


def _read_unchanged(
    paths: Paths, agent: Callable[[Setup], str], now: int, limit: int
) -> First | None:
    """Read it; ``None`` if somebody began to write to a file that was taken for unchanging."""
    db, promise = open_reader(paths)
    try:
        first = _read(db, agent, now, limit)
    except Exception:
        if promise is None or promise.kept():
            raise
        return None
    finally:
        db.close()
    return first if promise is None or promise.kept() else None


def _read(db: sqlite3.Connection, who: Callable[[Setup], str], now: int, limit: int) -> First:
    db.execute("BEGIN")
    setup = _setup(db)
    agent = who(setup)
    person = next((person for person in setup.people if person.id == agent), None)
    found = (row[0] for row in db.execute(_SQL["lanes"]))
    lanes = tuple(eligible_lanes(person, found)) if person is not None else ()
    end = db.execute(_SQL["head"]).fetchone()
    return First(
        last_seq=end[0] if end else 0,
        setup=setup,
        lanes=lanes,
        page=queue_page(db, lanes, after=None, before=None, limit=limit, agent=agent),
        mine=mine(db, agent),
        counts=counts(db, agent, lanes, now),
    )


def _setup(db: sqlite3.Connection) -> Setup:
    version = db.execute(_SQL["setup_version"]).fetchone()[0]
    body = db.execute(_SQL["setup"], (version,)).fetchone()
    return msgspec.json.decode(body[0], type=Setup) if body else Setup()
