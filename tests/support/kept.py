"""Stores that many tests begin with: made once a run, and copied for each test.

A store that nobody has open is files beside each other whose names begin alike.
"""

import atexit
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Hashable
from functools import wraps
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)

NAME = "desk.db"


def new_folder() -> Path:
    """Return a folder that is there until this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="agentdesk-kept-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def copy_store(kept: Path, to: Path) -> None:
    """Copy the store at ``kept``, which nobody has open, to a place without one."""
    to.parent.mkdir(parents=True, exist_ok=True)
    for part in kept.parent.iterdir():
        if part.name.startswith((f"{kept.stem}.db", f"{kept.stem}-")):
            shutil.copy2(part, to.with_name(part.name.replace(kept.stem, to.stem, 1)))


def made_once(
    make: Callable[[Path, H], Awaitable[T]],
) -> Callable[[Path, H], Awaitable[T]]:
    """Make a store of something only the first time; later ones are copies of it.

    What ``make`` returned is returned again: it must not be changed.
    """
    made: dict[Hashable, tuple[Path, T]] = {}

    @wraps(make)
    async def copied(path: Path, what: H) -> T:
        if what not in made:
            kept = new_folder() / NAME
            made[what] = kept, await make(kept, what)
        kept, told = made[what]
        copy_store(kept, path)
        return told

    return copied
