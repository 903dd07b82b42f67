"""Connections to a store's files as SQLite itself makes them: no thread, no event loop.

Little is imported here, because the first queue page is read through it.
"""

import contextlib
import sqlite3
from pathlib import Path
from urllib.parse import quote

from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.named import script
from agentdesk.data.sqlite.paths import Paths, create_empty

CACHE_KB = 16_000
"""Holds a few queue pages of a large store, whose rows lie far apart."""
BUSY_MS = 5_000
"""How long SQLite itself waits for another writer."""


def address(path: Path, *, read_only: bool = False, immutable: bool = False) -> str:
    """Write a path as the URI that SQLite opens."""
    mode = "mode=ro" if read_only else "mode=rw"
    return f"file:{quote(str(path))}?{mode}" + ("&immutable=1" if immutable else "")


def connect(path: Path, *, read_only: bool = False, immutable: bool = False) -> sqlite3.Connection:
    """Open a file that exists, the way the desk wants it. Raises ``sqlite3.Error``."""
    db = sqlite3.connect(
        address(path, read_only=read_only, immutable=immutable),
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
        cached_statements=256,
    )
    try:
        db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        if read_only:
            db.execute("PRAGMA query_only = ON")
        else:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA secure_delete = ON")
    except BaseException:
        db.close()
        raise
    return db


def prepare(path: Path) -> None:
    """Make the live file and its tables, if they are not there. Raises ``sqlite3.Error``."""
    if path.exists() and path.stat().st_size:
        return
    create_empty(path)
    _make_live_tables(path)


def _make_live_tables(path: Path) -> None:
    db = connect(path)
    try:
        db.execute("BEGIN IMMEDIATE")
        for statement in schema.statements(script("live.sql")):
            db.execute(statement)
        db.execute("COMMIT")
    finally:
        db.close()


def reader(paths: Paths, read_only: bool, immutable: bool) -> sqlite3.Connection:
    """Open a connection that only reads, with the live tables beside the store's."""
    db = connect(paths.db, read_only=read_only, immutable=immutable)
    try:
        schema.check_is_store(db, paths.db)
        _attach_live(db, paths, read_only)
        db.execute("PRAGMA query_only = ON")
    except BaseException:
        db.close()
        raise
    return db


def _attach_writable(db: sqlite3.Connection, paths: Paths) -> None:
    try:
        prepare(paths.live)
        db.execute("ATTACH ? AS live", (f"{paths.live.as_uri()}?mode=rw",))
        if not db.execute("SELECT 1 FROM live.sqlite_master WHERE name = 'seen'").fetchone():
            # Another program that opened the store first is making them at this moment.
            _make_live_tables(paths.live)
        db.execute("SELECT 1 FROM live.seen LIMIT 1").fetchone()
    except (sqlite3.Error, OSError) as error:
        from agentdesk.data.sqlite.aside import is_damage, set_aside
        from agentdesk.data.sqlite.trouble import translate

        if is_damage(error, paths.live):
            raise set_aside(paths) from error
        raise translate(error, paths.live) from error


def _attach_live(db: sqlite3.Connection, paths: Paths, read_only: bool) -> None:
    if not read_only:
        _attach_writable(db, paths)
        return
    wal = paths.live.with_name(paths.live.name + "-wal")
    try:
        if wal.exists():
            db.execute("ATTACH ? AS live", (f"{paths.live.as_uri()}?mode=ro",))
            db.execute("SELECT 1 FROM live.seen LIMIT 1").fetchone()
            return
    except sqlite3.DatabaseError:
        with contextlib.suppress(sqlite3.Error):
            db.execute("DETACH live")
    # Without it only “unread” knows less: it then means that nobody has answered.
    db.execute("PRAGMA query_only = OFF")
    db.execute("ATTACH ':memory:' AS live")
    for statement in schema.statements(script("live.sql")):
        db.execute(statement.replace("IF NOT EXISTS ", "IF NOT EXISTS live."))
