"""SQLite's errors as our own, each with one sentence that names the file and what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agentdesk.data.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreOlder,
    StoreReadOnly,
)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def translate(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    """Return our own error for one of SQLite's or the system's."""
    if isinstance(error, OSError):
        return _of_system(error, path)
    # Errors that Python's own module raises carry no code.
    extended = getattr(error, "sqlite_errorcode", 0) or 0
    code = extended & 0xFF
    if extended == sqlite3.SQLITE_READONLY_DBMOVED or not path.exists():
        return missing(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return busy(path)
    if code == sqlite3.SQLITE_FULL or extended == sqlite3.SQLITE_IOERR_WRITE:
        return full(path)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return StoreReadOnly(
            f"{path} may only be read by you; nothing was written. Ask its owner for permission "
            "to write to the file and its folder."
        )
    if code == sqlite3.SQLITE_NOTADB:
        return StoreDamaged(f"{path} is not an agentdesk store. Check the path.")
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged(path)
    if code == sqlite3.SQLITE_CANTOPEN:
        return StoreMissing(
            f"{path} cannot be opened. Check that you may read the file and use its folder."
        )
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(f"The disk gave an error with {path} ({error}); nothing was written.")
    if str(error).startswith(("no such table", "no such column")):
        # Only a store of an earlier schema lacks what this program reads.
        return older(path)
    return StoreError(f"The store {path} could not do it: {error}.")


def _of_system(error: OSError, path: Path) -> StoreError:
    if error.errno in _FULL:
        return full(path)
    if error.errno == errno.EROFS:
        return StoreReadOnly(
            f"{error.filename or path} lies on a disk that can only be read; nothing was written."
        )
    if isinstance(error, PermissionError):
        return StoreReadOnly(
            f"You have no permission for {error.filename or path}. Ask its owner to let you read "
            "and write the file and use its folder."
        )
    if isinstance(error, FileNotFoundError):
        return missing(path)
    which = error.filename or path
    return StoreError(f"The system gave an error with {which}: {error.strerror or error}.")


def busy(path: Path) -> StoreBusy:
    """Say that somebody else writes and does not end."""
    return StoreBusy(
        f"Another program was writing to {path} and did not finish in time; nothing was "
        "written. Try again; if it stays so, look for a stopped agentdesk."
    )


def older(path: Path) -> StoreOlder:
    """Say that the store has not been brought to this program's schema."""
    return StoreOlder(
        f"{path} was last used by an older agentdesk and is only read for now. Run "
        "“agentdesk store migrate”; it makes a backup first."
    )


def missing(path: Path) -> StoreMissing:
    """Say that there is no store."""
    return StoreMissing(
        f"There is no store at {path}. Check the path, put the file back, or restore a backup."
    )


def empty(path: Path) -> StoreDamaged:
    """Say that the file holds nothing at all: something emptied it, or it never was a store."""
    return StoreDamaged(
        f"{path} is an empty file and holds no store. Restore the newest backup, or begin anew "
        "with agentdesk setup load."
    )


def full(path: Path) -> StoreFull:
    """Say that the disk is full."""
    return StoreFull(
        f"The disk that holds {path} is full; nothing of this action was written. Make room and "
        "do it again."
    )


def damaged(path: Path, what: str = "") -> StoreDamaged:
    """Say that the file is corrupt."""
    detail = f" ({what})" if what else ""
    return StoreDamaged(f"{path} is damaged{detail}. Restore the newest backup.")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise our own errors instead of SQLite's and the system's."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise translate(error, path) from error
