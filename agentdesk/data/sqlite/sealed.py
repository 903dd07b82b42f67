"""A connection that reads and can do nothing else, whatever it is asked.

The system refuses it: the file is opened without the right to write. SQLite refuses it:
``query_only``, no second file can be attached, and the authoriser lets through reading alone, so
that not even the switches can be turned back.
"""

import sqlite3

from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.handle import BUSY_MS, CACHE_KB, promised, untouched
from agentdesk.data.sqlite.paths import Paths
from agentdesk.data.sqlite.promise import Promise

_READING = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
    }
)
_TOLD = frozenset({"data_version", "user_version", "application_id"})
"""What may be asked of a file, and not set."""


def open_sealed(paths: Paths) -> tuple[sqlite3.Connection, Promise | None]:
    """Open a sealed connection, and what the file is held to, if to anything.

    Raises ``sqlite3.Error``, ``OSError`` or ``StoreError``.
    """
    return promised(paths.db, lambda immutable: sealed(paths, immutable=immutable))


def sealed(paths: Paths, *, immutable: bool) -> sqlite3.Connection:
    """Open a connection that only reads. Raises ``sqlite3.Error`` or ``StoreError``."""
    db = untouched(paths.db, read_only=True, immutable=immutable)
    try:
        db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        db.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        # What sorting needs stays in memory: nothing is written anywhere.
        db.execute("PRAGMA temp_store = MEMORY")
        # A file may have been made by somebody else: what stands in its schema is not run.
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA query_only = ON")
        schema.check_is_store(db, paths.db)
        db.set_authorizer(_only_reading)
    except BaseException:
        db.close()
        raise
    return db


def _only_reading(action: int, what: str | None, value: str | None, *_: str | None) -> int:
    if action in _READING:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and value is None and what in _TOLD:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
