"""Leaving nothing of what was erased in any file of a store: index, pages, journals, large files.

Deleted cells and pages are overwritten as they are freed (``secure_delete``). What is left to do:
a full-text index keeps deleted words until its segments are merged, and the write-ahead log holds
pages as they were. And when a page was split or joined, what moved to another page stands on in
the free room of the old one, where no deletion reaches it (measured: about one word in 800). Only
writing the file anew is certain.
"""

import sqlite3
import time
from contextlib import closing
from typing import NamedTuple

from agentdesk.data.sqlite import folding
from agentdesk.data.sqlite.blobs import BlobFiles
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.indexing import forget_index
from agentdesk.data.sqlite.ledger import complete
from agentdesk.data.sqlite.lock import TurnLock
from agentdesk.data.sqlite.paths import Paths, file_mode

PATIENCE_S = 5.0
"""How long to wait for readers of an older state, who keep the write-ahead log from being
emptied."""
PAUSE_S = 0.02
QUICK = 150_000_000
"""Up to this size a file is written anew at once: two seconds, for which others wait."""
MERGE_PAGES = 400
"""How many pages of a full-text index are merged in one turn: some milliseconds."""


class Scrubbed(NamedTuple):
    """What was reached."""

    emptied: bool
    """Nobody kept the write-ahead log from being emptied."""
    anew: bool
    """The file was written anew."""


def indexes(db: sqlite3.Connection) -> list[str]:
    """Return the names of the full-text indexes."""
    rows = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' "
        "AND lower(sql) LIKE 'create virtual table%using fts5%' "
        "AND lower(sql) NOT LIKE '%using fts5vocab%'"
    )
    return [row[0] for row in rows]


def merge(db: sqlite3.Connection, name: str, lock: TurnLock) -> None:
    """Bring a full-text index into one segment, in short turns; deleted words go with that."""
    pages = -MERGE_PAGES
    while True:
        with lock.turn(), folding.transaction(db):
            before = db.total_changes
            db.execute(f'INSERT INTO "{name}" ("{name}", rank) VALUES (\'merge\', ?)', (pages,))
            if db.total_changes - before < 2:
                break
        pages = MERGE_PAGES


def empty(db: sqlite3.Connection, lock: TurnLock) -> bool:
    """Empty the write-ahead log; say whether nobody kept it from being emptied."""
    # SQLite waits for readers by itself, but not for another connection that does the same. In
    # the turn it need not wait for writers, and then none can begin the log anew meanwhile.
    until = time.monotonic() + PATIENCE_S
    db.execute("PRAGMA busy_timeout = 250")
    while True:
        with lock.turn():
            if not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return True
        if time.monotonic() > until:
            return False
        time.sleep(PAUSE_S)


def sweep(db: sqlite3.Connection, files: BlobFiles, lock: TurnLock) -> None:
    """Delete large files that no row names."""
    for prefix in files.prefixes():
        with lock.turn(), folding.transaction(db):
            for path in list(files.stray(db, prefix)):
                path.unlink(missing_ok=True)


def copies(paths: Paths) -> list[str]:
    """Return the folders beside a store in which an update kept a backup of it."""
    found = paths.db.parent.glob(f"{paths.db.stem}-before-[0-9][0-9][0-9][0-9]")
    return sorted(str(path) for path in found)


def scrub(paths: Paths, files: BlobFiles, *, full: bool) -> Scrubbed:
    """Do all of it to a store's file.

    ``full`` writes a large file anew too, which holds writers off as long as it takes.
    """
    mode = file_mode(paths.db.parent)
    with closing(TurnLock(paths.lock, mode)) as lock, closing(connect(paths.db)) as db:
        complete(paths, db)
        for name in indexes(db):
            merge(db, name, lock)
        with lock.turn(), folding.transaction(db):
            forget_index(db)
        sweep(db, files, lock)
        anew = full or _size(db) <= QUICK
        if anew:
            with lock.turn():
                db.execute("VACUUM")
        return Scrubbed(empty(db, lock), anew)


def _size(db: sqlite3.Connection) -> int:
    pages: int = db.execute("PRAGMA page_count").fetchone()[0]
    return pages * int(db.execute("PRAGMA page_size").fetchone()[0])
