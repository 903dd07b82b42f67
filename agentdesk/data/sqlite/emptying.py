"""Bringing the write-ahead log into the file, beside the units and not inside one.

SQLite would do it in the commit that fills the log, while everybody else waits for their turn to
write. Here whoever appends every so many-th entry of the log does it afterwards, on a connection
of its own: units go on meanwhile. The count is the store's, not the program's, so a crowd of
programs does it no more often than one.
"""

import contextlib
import sqlite3
from pathlib import Path

from agentdesk.data.sqlite.handle import untouched
from agentdesk.data.sqlite.lock import TurnLock

EVERY = 128
"""How many entries of the log lie between two rounds."""
LONG = 4_000
"""Frames (of 4 kB) from which units are held off for a moment, so that the file can start anew."""
AT_MOST = 32_000
"""Frames from which SQLite does it in the commit after all, should nobody else get to it."""


def is_due(first_seq: int, last_seq: int) -> bool:
    """Say whether it falls to the unit that appended these entries."""
    return last_seq // EVERY > (first_seq - 1) // EVERY


def empty_log(db: sqlite3.Connection, path: Path, lock: TurnLock) -> None:
    """Bring what is committed into the file, so that the write-ahead log starts anew."""
    # What fails here is done by the next round, or by whoever closes the store last.
    with contextlib.suppress(sqlite3.Error, OSError):
        if bring_over(db, path) > LONG:
            # Under a steady stream of commits there is always one more: few are left to bring over.
            with lock.turn():
                bring_over(db, path)


def bring_over(db: sqlite3.Connection, path: Path) -> int:
    """Bring what is committed into the file at ``path``; return the frames of the log.

    A reader looks on meanwhile. SQLite before 3.51.3 loses commits and spoils the file when the
    log is begun anew just as somebody starts to bring over what another has brought over already:
    while there is a reader, it is either not begun anew or nothing is brought over. Raises
    ``sqlite3.Error``.
    """
    with contextlib.closing(untouched(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("PRAGMA user_version").fetchone()
        frames: int = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1]
        return frames


def leave_to_rounds(db: sqlite3.Connection) -> None:
    """Let the commits of a connection leave the work to :func:`empty_log`."""
    db.execute(f"PRAGMA wal_autocheckpoint = {AT_MOST}")
