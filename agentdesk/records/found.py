"""What a reader finds in a file, record by record."""

from pathlib import Path
from typing import Any

import msgspec

LIMIT = 5_000_000
"""Letters of one record: a larger one is told and left out, the rest goes in."""


class Record(msgspec.Struct, frozen=True):
    """A record as its file has it."""

    line: int
    """The line it begins on, from 1."""
    values: dict[str, Any]


class Bad(msgspec.Struct, frozen=True):
    """A place in a file that is no record."""

    line: int
    reason: str
    """One sentence without its full stop."""
    raw: Any = None
    """What stands there, as far as it can be kept."""


Item = Record | Bad

CUT = "the file is cut off here; what came before it was read"
TOO_LARGE = f"it is larger than {LIMIT // 1_000_000} MB, which no record is"


class Unreadable(Exception):
    """A file cannot be read as records at all. Its text is one sentence that names the file."""


def why_unreadable(path: Path | str, error: Unreadable | OSError) -> str:
    """Say in one sentence why a file cannot be read."""
    if isinstance(error, OSError):
        return f"{path} cannot be read: {error.strerror or error}."
    return str(error)
