"""The files that SQLite has open in this process, which nothing else in it may open.

Closing any handle of a file takes away every lock that the process has on it, SQLite's too:
another program then takes itself for the last that uses the store, and deletes the log of those
who still write. Whoever reads a file that a person named asks here first.
"""

import errno
import os
from contextlib import suppress

_known: dict[tuple[int, int], set[str]] = {}
"""The places at which each file was opened."""


def keep(path: str | os.PathLike[str]) -> None:
    """Remember a file that SQLite has opened."""
    for identity in _identity(path):
        _known.setdefault(identity, set()).add(os.path.realpath(path))


def refuse_own(path: str | os.PathLike[str]) -> None:
    """Raise ``OSError`` for a file of a store that this process uses, under whatever name."""
    name = os.path.realpath(path)
    for place in (name, name.removesuffix("-shm"), name.removesuffix("-wal")):
        if any(_in_use(identity) for identity in _identity(place)):
            raise OSError(errno.EBUSY, "it is the desk's own store", os.fspath(path))


def _in_use(identity: tuple[int, int]) -> bool:
    # A file that is gone leaves its number to another: the number alone tells nothing.
    return any(identity in _identity(place) for place in _known.get(identity, ()))


def _identity(path: str | os.PathLike[str]) -> set[tuple[int, int]]:
    with suppress(OSError):
        found = os.stat(path)
        return {(found.st_dev, found.st_ino)}
    return set()
