"""A new file of a store is made aside and put in its place whole.

Whoever finds it finds a database with its tables: several programs may open a new store at once.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from agentdesk.data.sqlite.blobs import sync_folder
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.lock import folder_alone
from agentdesk.data.sqlite.paths import create_empty, file_mode, journals


def make(path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make a database, unless one is there already. Raises ``sqlite3.Error`` or ``OSError``.

    Its folder is not made: one that was taken away, store and all, would find its place taken
    when it is put back.
    """
    aside = Path(tempfile.mkdtemp(prefix=_prefix(path), dir=path.parent))
    try:
        new = aside / path.name
        create_empty(new, file_mode(path.parent))
        # Closed by its only user, all of it stands in the one file.
        with closing(connect(new)) as db:
            fill(db)
        with folder_alone(path.parent):
            if not path.exists():
                _drop_journals(path)
                _put(new, path)
        sync_folder(path.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def forget_second_name(path: Path) -> None:
    """Drop the name under which a file was made, left by a program that was killed just then."""
    for other in path.parent.glob(f"{_prefix(path)}*/{path.name}"):
        with suppress(OSError):
            if other.samefile(path):
                other.unlink()
                other.parent.rmdir()


def _prefix(path: Path) -> str:
    return f".{path.name}-new-"


def _drop_journals(path: Path) -> None:
    # What is left of a file that was taken away would be written into the new one.
    for part in journals(path):
        part.unlink(missing_ok=True)


def _put(new: Path, path: Path) -> None:
    try:
        os.link(new, path)
    except FileExistsError:
        return
    except OSError:
        # A file system without hard links: whoever makes the file waits for the folder.
        new.rename(path)
