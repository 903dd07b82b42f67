"""Reading a store that nobody has open, without permission to write beside it.

SQLite then takes the reader's word that the file does not change (``immutable``), and asks for no
lock. The word is kept here: whoever reads looks at the file again afterwards, and reads once more
if it was written to meanwhile.
"""

import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from agentdesk.data.sqlite.trouble import busy

if TYPE_CHECKING:
    from agentdesk.data.sqlite.connection import Connection

T = TypeVar("T")

SETTLED_NS = 25_000_000
"""Twice the longest step of a file's clock: two writes within a step look like one."""
TRIES = 50
"""How often to read what is written to meanwhile; the write-ahead log soon tells what is true."""


class Promise(NamedTuple):
    """How a file looked that was taken for unchanging."""

    path: Path
    file: tuple[int, int]
    size: int
    written_ns: int

    def kept(self) -> bool:
        """Say whether nobody has written to the file since."""
        return promise_of(self.path) == self

    def settle(self) -> None:
        """Wait until another write to the file is sure to be seen."""
        while 0 <= time.time_ns() - self.written_ns < SETTLED_NS:
            time.sleep(0.005)


def promise_of(path: Path) -> Promise | None:
    """Return what to hold a database to; ``None`` if it is being written to, or is not there."""
    try:
        if path.with_name(path.name + "-wal").exists():
            return None
        found = path.stat()
    except OSError:
        return None
    return Promise(path, (found.st_dev, found.st_ino), found.st_size, found.st_mtime_ns)


async def read_under(
    path: Path,
    connected: "Callable[[], Awaitable[tuple[Connection, Promise | None]]]",
    function: Callable[[sqlite3.Connection], T],
) -> T:
    """Run a reading; once more where the file was written to while it was taken for unchanging.

    ``connected`` gives the connection and what it was opened under. Raises ``StoreBusy``.
    """
    for _ in range(TRIES):
        connection, promise = await connected()
        try:
            result = await connection.read(function)
        except Exception:
            if promise is None or promise.kept():
                raise
            continue
        if promise is None or promise.kept():
            return result
    raise busy(path)


def is_passing(error: sqlite3.Error) -> bool:
    """Say whether a reader may have come just when the last writer closed the store."""
    code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    return code in (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_PROTOCOL,
    )
