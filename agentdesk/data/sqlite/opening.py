"""Opening a store's file: for writing, for reading, for reading what nobody writes to."""

import os
import sqlite3
from contextlib import ExitStack, closing

from agentdesk.data.errors import StoreError
from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.connection import Connection
from agentdesk.data.sqlite.emptying import leave_to_rounds
from agentdesk.data.sqlite.handle import untouched
from agentdesk.data.sqlite.making import forget_second_name, make
from agentdesk.data.sqlite.paths import Paths, check_is_file, create_folder
from agentdesk.data.sqlite.plain import open_reader, reader
from agentdesk.data.sqlite.promise import Promise
from agentdesk.data.sqlite.trouble import empty, missing


def look(paths: Paths, held: ExitStack, *, read_only: bool, create: bool) -> str | None:
    """Look at the file, make it if there is none; return why it can only be read, if so.

    What is ``held`` until the store is open spares it beginning the write-ahead log twice.
    Raises ``StoreError`` if there is no store, ``OSError`` if the system says no.
    """
    db = paths.db
    if not db.exists():
        if read_only or not create:
            raise missing(db)
        create_folder(db.parent)
        make(db, schema.create)
    if not db.exists():
        raise missing(db)
    check_is_file(db)
    if not create and db.stat().st_size == 0 and not paths.wal.exists():
        raise empty(db)
    if read_only:
        return f"{db} was opened for reading only."
    if not (os.access(db, os.W_OK) and os.access(db.parent, os.W_OK)):
        return (
            f"You may only read {db}. Ask its owner for permission to write to the file and its "
            "folder."
        )
    if _has_second_name(paths):
        return (
            f"{db} has a second name on its disk (a hard link), and writing under both would "
            "destroy it, so it is only read. Remove the other name, or put a copy in its place."
        )
    trouble = _version_trouble(paths, held)
    return str(trouble) if trouble else None


def _has_second_name(paths: Paths) -> bool:
    """Say whether the file has two names: each would have a write-ahead log of its own."""
    if paths.db.stat().st_nlink > 1:
        forget_second_name(paths.db)
    return paths.db.stat().st_nlink > 1


def _version_trouble(paths: Paths, held: ExitStack) -> StoreError | None:
    """Say why a store may not be written to; make the schema in an empty file."""
    db = held.enter_context(closing(untouched(paths.db)))
    if schema.version_of(db) or db.execute("SELECT 1 FROM sqlite_master").fetchone():
        schema.check_is_store(db, paths.db)
        return schema.version_trouble(db, paths.db)
    with closing(connect(paths.db)) as db:
        schema.create(db)
    return None


async def connect_writer(paths: Paths) -> Connection:
    """Open the writing connection. Raises ``sqlite3.Error``."""

    def connected() -> sqlite3.Connection:
        db = connect(paths.db)
        leave_to_rounds(db)
        return db

    return await Connection.open(connected)


async def connect_reader(paths: Paths, read_only: str | None) -> tuple[Connection, Promise | None]:
    """Open the reading connection; tell what the file is held to, if it is taken for unchanging."""
    promises: list[Promise | None] = []

    def connected() -> sqlite3.Connection:
        if read_only is None:
            promises.append(None)
            return reader(paths, read_only=False, immutable=False)
        db, promise = open_reader(paths)
        promises.append(promise)
        return db

    return await Connection.open(connected), promises[0]
