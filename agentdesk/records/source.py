"""Opens a file as text, whatever it says its letters are, without reading it whole."""

import codecs
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from agentdesk.ownfiles import refuse_own
from agentdesk.records.found import Unreadable

_SAMPLE = 4_096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = (
    b"SQLite format 3\0", b"PK\3\4", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF-", b"\x89PNG", b"BZh",
    b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd",
)  # fmt: skip
"""How databases, spreadsheets, archives and pictures begin."""
_AS_WINDOWS = "agentdesk-windows"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read what is no UTF-8 as Windows would: old exports mix both in one file."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_AS_WINDOWS, _as_windows)


def open_text(path: Path) -> TextIO:
    """Open a file as text, its line ends as they are.

    A mark at its beginning says how it is encoded, else zeros between its letters do; anything
    else is UTF-8, and Windows' letters where it is not. Raises :class:`Unreadable` or ``OSError``.
    """
    if not path.is_file():
        # Reading a pipe or a device might never end.
        sentence = "is not a file" if path.exists() else "does not exist"
        raise Unreadable(f"{path} {sentence}.")
    refuse_own(path)
    file = path.open("rb")
    try:
        head = file.read(_SAMPLE)
        if head.startswith(_NO_TEXT):
            raise Unreadable(f"{path} is no text: export the records as CSV or JSON instead.")
        encoding = _encoding(head)
        file.seek(0)
        errors = _AS_WINDOWS if encoding.startswith("utf-8") else "replace"
        return TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    except BaseException:
        file.close()
        raise


def _encoding(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) > pairs * 0.4:
        return "utf-16-le"
    if pairs and head[::2].count(0) > pairs * 0.4:
        return "utf-16-be"
    return "utf-8"
