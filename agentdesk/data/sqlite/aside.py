"""A damaged live file is put aside, so that the desk can go on with a new one."""

import sqlite3
from itertools import count
from pathlib import Path

from agentdesk.data.errors import StoreDamaged, StoreError
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.lock import Doorbell
from agentdesk.data.sqlite.paths import Paths, file_mode
from agentdesk.data.sqlite.trouble import explained, translate


def is_damage(error: BaseException, path: Path) -> bool:
    """Say whether an error means that a file is corrupt or no database."""
    if isinstance(error, sqlite3.Error):
        error = translate(error, path)
    return isinstance(error, StoreDamaged)


def set_aside(paths: Paths) -> StoreError:
    """Rename a damaged live file, so that the next who opens it begins a new one.

    Returns the sentence to raise: drafts are somebody's work, so their going is always told.
    Raises ``StoreError`` if the file cannot be renamed.
    """
    with explained(paths.live):
        bell = Doorbell(paths.live_bell, file_mode(paths.live.parent))
        try:
            # Two who find the damage must not put aside each other's new file.
            with bell.alone():
                if _is_sound(paths.live):
                    return StoreError(f"{paths.live} was damaged and is new now. Try again.")
                return _renamed(paths.live)
        finally:
            bell.close()


def _is_sound(path: Path) -> bool:
    try:
        db = connect(path, read_only=True)
        try:
            return bool(db.execute("PRAGMA quick_check").fetchone()[0] == "ok")
        finally:
            db.close()
    except sqlite3.Error:
        return not path.exists()


def _renamed(path: Path) -> StoreError:
    names = (f"{path.name}.damaged-{number}" for number in count(1))
    kept = next(name for name in names if not path.with_name(name).exists())
    for end in ("-wal", "-shm", ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(path.with_name(kept + end))
    return StoreError(
        f"{path}, where unsent drafts are kept, was damaged and is now {kept}. Try again: the "
        "desk goes on with a new one, and the cases are as they were."
    )
