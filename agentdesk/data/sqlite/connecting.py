"""One connection to one file, the way the desk wants it: no thread, no event loop.

Little is imported here, because the first queue page is read through it.
"""

import sqlite3
import time
from pathlib import Path

from agentdesk.data.sqlite.handle import BUSY_MS, CACHE_KB, untouched
from agentdesk.data.sqlite.search_words import teach


def connect(path: Path, *, read_only: bool = False, immutable: bool = False) -> sqlite3.Connection:
    """Open a file that exists, the way the desk wants it. Raises ``sqlite3.Error``."""
    db = untouched(path, read_only=read_only, immutable=immutable)
    try:
        db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        if read_only:
            db.execute("PRAGMA query_only = ON")
        else:
            _keep_log_ahead(db)
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA secure_delete = ON")
            teach(db)
    except BaseException:
        db.close()
        raise
    return db


def _keep_log_ahead(db: sqlite3.Connection) -> None:
    """Have a write-ahead log. A file that has none yet is changed, and others may do so too."""
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            # SQLite itself does not wait here.
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                raise
            time.sleep(0.005)
