"""The mbox format: many mails in one file, read and written in constant memory.

An mbox is a row of mails, each behind a line that begins with ``From `` and ends with a blank
line. What is written here quotes every line of a mail that begins with ``From ``, however often it
is quoted already, by one ``>`` more (the variant called *mboxrd*), so every byte comes back.
Reading takes the other variants too: a ``From `` line counts at the file's beginning, after a blank
line when it names a time of day, and elsewhere only when it names a whole date.
"""

import re
from collections.abc import Iterator
from typing import IO

import msgspec

BEGINS = b"From "
PEEK = 4_096
"""So many bytes of a file's beginning tell whether it is an mbox."""
LINE = 1_000_000
"""A line is read in pieces of at most so many bytes."""

_QUOTED = re.compile(rb"^>+From ")
_MUST_QUOTE = re.compile(rb"^>*From ")
_TIME = re.compile(rb"From .{0,300}?\b\d{1,2}:\d{2}")
_DATE = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.{0,40}?\d{1,2}:\d{2}.{0,40}?\d{4}"
)


class Boxed(msgspec.Struct, frozen=True):
    """A mail of an mbox: the line its ``From `` stands in, and its bytes.

    ``raw`` is ``None`` for a mail larger than the reader was to keep. In the file it takes the
    bytes from ``at`` to before ``end``, its ``From `` line included.
    """

    line: int
    raw: bytes | None
    size: int
    at: int = 0
    end: int = 0


def is_mbox(beginning: bytes) -> bool:
    """Say whether a file that begins like this is an mbox."""
    return beginning.lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf").startswith(BEGINS)


def read_mbox(file: IO[bytes], limit: int) -> Iterator[Boxed]:
    """Yield the mails of an mbox in order; one of more than ``limit`` bytes without its bytes.

    What stands before the first ``From `` line, in a file that is no mbox, is not a mail.
    """
    lines = _lines(file)
    at = 0
    for number, line, whole in lines:
        if whole and line.removeprefix(b"\xef\xbb\xbf").startswith(BEGINS):
            mail = _Mail(number, limit, at)
            at += len(line)
            break
        at += len(line)
    else:
        return
    blank = False
    for number, line, whole in lines:
        begins, at = at, at + len(line)
        if whole and line.startswith(BEGINS) and (_TIME if blank else _DATE).match(line):
            yield mail.end(begins)
            mail, blank = _Mail(number, limit, begins), False
            continue
        blank = whole and line in (b"\n", b"\r\n")
        mail.add(line[1:] if whole and _QUOTED.match(line) else line)
    yield mail.end(at)


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Yield ``(number, bytes, whether a line begins here)``; a long line comes in pieces."""
    number, begins = 0, True
    while piece := file.readline(LINE):
        number += begins
        yield number, piece, begins
        begins = piece.endswith(b"\n")


class _Mail:
    """The mail that is being read."""

    def __init__(self, line: int, limit: int, at: int) -> None:
        self.line, self.limit, self.at = line, limit, at
        self.pieces: list[bytes] = []
        self.size = 0

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size <= self.limit:
            self.pieces.append(piece)
        else:
            self.pieces.clear()

    def end(self, end: int) -> Boxed:
        if self.size > self.limit:
            return Boxed(self.line, None, self.size, self.at, end)
        raw = b"".join(self.pieces)
        # The blank line that ends a mail belongs to the file.
        for ending in (b"\r\n\r\n", b"\n\n"):
            if raw.endswith(ending):
                raw = raw[: -len(ending) // 2]
                break
        return Boxed(self.line, raw, self.size, self.at, end)


def write_mail(file: IO[bytes], raw: bytes, envelope: bytes) -> None:
    """Write a mail behind its ``From `` line; ``envelope`` is what that line says: who, when.

    A mail that does not end with a line end gets one: who reads it back knows its size.
    """
    file.write(BEGINS + envelope + b"\n")
    for line in _split(raw):
        file.write(b">" + line if _MUST_QUOTE.match(line) else line)
    if not raw.endswith(b"\n"):
        file.write(b"\n")
    file.write(b"\n")


def _split(raw: bytes) -> Iterator[bytes]:
    """Split at line feeds alone: a carriage return by itself begins no line of an mbox."""
    at = 0
    while at < len(raw):
        end = raw.find(b"\n", at) + 1 or len(raw)
        yield raw[at:end]
        at = end
