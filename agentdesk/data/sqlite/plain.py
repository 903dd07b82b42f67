"""A store's file with its live tables, as SQLite itself opens them: no thread, no event loop.

Little is imported here, because the first queue page is read through it.
"""

import contextlib
import sqlite3
from pathlib import Path

from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.handle import promised
from agentdesk.data.sqlite.named import script
from agentdesk.data.sqlite.paths import Paths
from agentdesk.data.sqlite.promise import Promise


def prepare(path: Path) -> None:
    """Make the live file with its tables, if it is not there.

    Raises ``sqlite3.Error`` or ``OSError``.
    """
    if not path.exists():
        from agentdesk.data.sqlite.making import make

        make(path, make_live_tables)


def make_live_tables(db: sqlite3.Connection) -> None:
    """Make those live tables that are not there. Raises ``sqlite3.Error``."""
    db.execute("BEGIN IMMEDIATE")
    for statement in schema.statements(script("live.sql")):
        db.execute(statement)
    db.execute("COMMIT")


def open_reader(paths: Paths) -> tuple[sqlite3.Connection, Promise | None]:
    """Open a connection that never writes, and what the file is held to, if to anything.

    Raises ``sqlite3.Error`` or our own errors.
    """
    return promised(paths.db, lambda immutable: reader(paths, True, immutable))


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
            # An empty file: something emptied it, and nothing of it can be saved.
            with contextlib.closing(connect(paths.live)) as live:
                make_live_tables(live)
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
