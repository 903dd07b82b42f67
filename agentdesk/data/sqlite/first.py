"""The first queue page without an event loop, while the screens are still being imported."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec

from agentdesk.data.sqlite.loading import SetupCache, lanes_for
from agentdesk.data.sqlite.log import head
from agentdesk.data.sqlite.opening import reader
from agentdesk.data.sqlite.paths import check_looks_like_store, paths_of
from agentdesk.data.sqlite.queue import counts, mine, queue_page
from agentdesk.data.sqlite.trouble import explained, missing
from agentdesk.domain.setup import Setup
from agentdesk.domain.views import Counts, QueuePage, QueueRow


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
        check_looks_like_store(paths.db)
        db = reader(paths, read_only=True, immutable=not paths.wal.exists())
        try:
            return _read(db, agent, now, limit)
        finally:
            db.close()


def _read(db: sqlite3.Connection, who: Callable[[Setup], str], now: int, limit: int) -> First:
    db.execute("BEGIN")
    setup = SetupCache().get(db)
    agent = who(setup)
    lanes = lanes_for(db, agent, setup)
    return First(
        last_seq=head(db).seq,
        setup=setup,
        lanes=lanes,
        page=queue_page(db, lanes, after=None, before=None, limit=limit, agent=agent),
        mine=mine(db, agent),
        counts=counts(db, agent, lanes, now),
    )
