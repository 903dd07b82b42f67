"""SQLite's handle on a store's file: opened as it is, or as one that is taken for unchanging."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from agentdesk.data.sqlite.promise import Promise, is_passing, promise_of
from agentdesk.ownfiles import keep

CACHE_KB = 16_000
"""Holds a few queue pages of a large store, whose rows lie far apart."""
BUSY_MS = 5_000
"""How long SQLite itself waits for another writer."""
PATIENCE_S = 1.0
"""How long a reader without permission to write waits for a store to be open, or closed."""


def address(path: Path, *, read_only: bool = False, immutable: bool = False) -> str:
    """Write a path as the URI that SQLite opens."""
    mode = "mode=ro" if read_only else "mode=rw"
    return f"file:{quote(str(path))}?{mode}" + ("&immutable=1" if immutable else "")


def untouched(
    path: Path, *, read_only: bool = False, immutable: bool = False
) -> sqlite3.Connection:
    """Open a file that exists and may be anybody's: as it is. Raises ``sqlite3.Error``."""
    db = sqlite3.connect(
        address(path, read_only=read_only, immutable=immutable),
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
        cached_statements=256,
    )
    keep(path)
    return db


def promised(
    path: Path, connect: Callable[[bool], sqlite3.Connection]
) -> tuple[sqlite3.Connection, Promise | None]:
    """Open a connection that never writes, and what the file is held to, if to anything.

    A reader without permission to write cannot open a store that nobody has open, unless it
    promises that the file does not change: ``connect`` is told whether it does. Raises
    ``sqlite3.Error`` or our own errors.
    """
    until = time.monotonic() + PATIENCE_S
    while True:
        promise = promise_of(path)
        try:
            if promise is not None:
                promise.settle()
            return connect(promise is not None), promise
        except sqlite3.Error as error:
            changed = promise_of(path) != promise or (promise is None and is_passing(error))
            if not changed or not path.exists() or time.monotonic() > until:
                raise
            time.sleep(0.005)
