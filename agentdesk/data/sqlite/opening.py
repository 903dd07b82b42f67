"""Opening a store's file: for writing, for reading, for reading what nobody writes to."""

import os
import sqlite3

from agentdesk.data.errors import StoreError
from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.connection import Connection
from agentdesk.data.sqlite.emptying import leave_to_rounds
from agentdesk.data.sqlite.paths import (
    Paths,
    check_looks_like_store,
    create_empty,
    create_folder,
    in_use,
)
from agentdesk.data.sqlite.plain import connect, reader
from agentdesk.data.sqlite.trouble import empty, missing


def look(paths: Paths, *, read_only: bool, create: bool) -> str | None:
    """Look at the file, make it if there is none; return why it can only be read, if so.

    Raises ``StoreError`` if there is no store, ``OSError`` if the system says no.
    """
    db = paths.db
    if not db.exists():
        if read_only or not create:
            raise missing(db)
        create_folder(db.parent)
        create_empty(db)
    check_looks_like_store(db)
    if not create and db.stat().st_size == 0 and not paths.wal.exists():
        raise empty(db)
    if read_only:
        return f"{db} was opened for reading only."
    if not (os.access(db, os.W_OK) and os.access(db.parent, os.W_OK)):
        return (
            f"You may only read {db}. Ask its owner for permission to write to the file and its "
            "folder."
        )
    trouble = _version_trouble(paths)
    return str(trouble) if trouble else None


def _version_trouble(paths: Paths) -> StoreError | None:
    """Make the schema in an empty file; say what is wrong with that of another."""
    if paths.db.stat().st_size == 0 and not paths.wal.exists():
        fresh = connect(paths.db)
        try:
            schema.create(fresh)
        finally:
            fresh.close()
        return None
    if not in_use(paths.db):
        with paths.db.open("rb") as file:
            version = int.from_bytes(file.read(64)[60:64], "big")
        if version == schema.VERSION:
            return None
    db = connect(paths.db)
    try:
        if schema.version_of(db) == 0 and not db.execute("SELECT 1 FROM sqlite_master").fetchone():
            schema.create(db)
        schema.check_is_store(db, paths.db)
        return schema.version_trouble(db, paths.db)
    finally:
        db.close()


async def connect_writer(paths: Paths) -> Connection:
    """Open the writing connection. Raises ``sqlite3.Error``."""

    def connected() -> sqlite3.Connection:
        db = connect(paths.db)
        leave_to_rounds(db)
        return db

    return await Connection.open(connected)


async def connect_reader(paths: Paths, read_only: str | None) -> tuple[Connection, bool]:
    """Open the reading connection; say whether it takes the file for unchanging.

    A reader without permission to write cannot open a store that nobody has open, unless it
    promises that the file does not change; the promise ends when a ``-wal`` file appears.
    """
    immutable = read_only is not None and not paths.wal.exists()
    connection = await Connection.open(lambda: reader(paths, read_only is not None, immutable))
    return connection, immutable
