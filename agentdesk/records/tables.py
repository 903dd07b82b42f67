"""CSV row by row: the rows that the standard library finds, with no more than one in memory.

A row beyond the limit would be collected whole before anybody could refuse it. So the lines that
the library reads are counted on their way; when one row takes too many, the library's reader is
left alone, the rest of the row is stepped over, and a new reader goes on behind it.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Literal, TextIO

from agentdesk.records.found import LIMIT, TOO_LARGE, Bad, Item, Record

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 100_000
_ROWS = 50
_ENDS = ("\n", "\r")
_RAW = 500
_OPEN = "a quote that begins in it is never closed"

Row = tuple[int, list[str]]
_Within = Literal["start", "field", "quoted", "quote"]

csv.field_size_limit(max(csv.field_size_limit(), LIMIT + 1))


class _TooLarge(Exception):
    """One row has become too large. ``line`` is the part that was read last."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.line = line


class _Lines:
    """A text's lines, counted, with the size of the row they belong to."""

    def __init__(self, text: TextIO, limit: int) -> None:
        self._text, self._limit = text, limit
        self.number = 0
        self._size = 0
        self.first = 1
        self._row: list[str] = []
        self._again: deque[str] = deque()
        self.ended_within = False
        """Whether the text ended within a row: only an open quote asks for more lines."""

    def begin(self) -> None:
        """Say that the next line begins a row."""
        self._size, self.first = 0, self.number + 1
        self._row = []

    @property
    def begun(self) -> bool:
        """Whether the row has lines already."""
        return self._size > 0

    def part(self) -> str:
        """Return the next line, or as much of it as the limit allows."""
        line = self._again.popleft() if self._again else self._text.readline(self._limit + 1)
        if line.endswith(_ENDS):
            self.number += 1
        return line

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.part()
        if not line:
            self.ended_within = self._size > 0
            raise StopIteration
        if self._size + len(line) > self._limit:
            raise _TooLarge(line)
        self._size += len(line)
        self._row.append(line)
        return line

    def again(self) -> None:
        """Go back behind the row's first line."""
        self.number = self.first
        self._again.extend(self._row[1:])
        self.ended_within = False


def rows(text: TextIO, delimiter: str, limit: int = LIMIT) -> Iterator[Row | Bad]:
    """Return a table's rows with the line each begins on; empty lines are passed over."""
    lines = _Lines(text, limit)
    while True:
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            while True:
                lines.begin()
                row = next(reader)
                if lines.ended_within:
                    # The rows behind an open quote are no part of it.
                    yield Bad(lines.first, _OPEN, row)
                    lines.again()
                    break
                if row:
                    yield lines.first, row
        except StopIteration:
            return
        except _TooLarge as found:
            begin = found.line[:_RAW]
            _step_over(lines, found.line, delimiter)
            yield Bad(lines.first, TOO_LARGE, None if lines.begun else begin)
        except csv.Error as error:
            yield Bad(lines.first, f"it is no row of a table ({error})")


def _step_over(lines: _Lines, part: str, delimiter: str) -> None:
    """Read on to the end of a row, keeping nothing: its quotes say where it ends."""
    tokens = re.compile(rf'"+|{re.escape(delimiter)}|[^"{re.escape(delimiter)}\r\n]+')
    within: _Within = "quoted" if lines.begun else "start"
    while part:
        for token in tokens.findall(part):
            within = _after(within, token, delimiter)
        if part.endswith(_ENDS) and within != "quoted":
            return
        part = lines.part()


def _after(within: _Within, token: str, delimiter: str) -> _Within:
    """Say where in a row one stands after quotes, a delimiter or other letters."""
    if token[0] == '"':
        odd = len(token) % 2
        if within == "field":
            return "field"
        inside = within == "quoted"
        # Every quote goes in or out of the quoted part, and two of them give a letter.
        return "quoted" if inside != bool(odd) else "quote"
    if within == "quoted":
        return "quoted"
    return "start" if token == delimiter else "field"


def delimiter_of(text: TextIO) -> str:
    """Say what separates a table's columns, by which the first rows come out alike.

    The text is read from its place, and is to be opened anew.
    """
    sample = text.read(_SAMPLE)
    if len(sample) == _SAMPLE:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    return max(DELIMITERS, key=lambda delimiter: _likeness(sample, delimiter))


def _likeness(sample: str, delimiter: str) -> tuple[float, int]:
    found = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter)
    try:
        widths = [len(row) for row in islice(found, _ROWS) if row]
    except csv.Error:
        return 0, 0
    if not widths or widths[0] < 2:
        return 0, 0
    return widths.count(widths[0]) / len(widths), widths[0]


def records(text: TextIO, delimiter: str, limit: int = LIMIT) -> Iterator[Item]:
    """Return a table's records, named by its first line. A row of another width is told."""
    header: list[str] | None = None
    for row in rows(text, delimiter, limit):
        if isinstance(row, Bad):
            yield row
            continue
        line, cells = row
        if header is None:
            header = names(cells)
        elif len(cells) == len(header):
            yield Record(line, dict(zip(header, cells, strict=True)))
        else:
            n = len(cells)
            columns = f"{n} column" + ("" if n == 1 else "s")
            yield Bad(line, f"it has {columns}, the first line has {len(header)}", cells)


def names(cells: list[str]) -> list[str]:
    """Return the columns' names: trimmed, each once."""
    found: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        name = cell.strip() or f"column {number}"
        twin = 2
        while name in found:
            name = f"{cell.strip()} {twin}"
            twin += 1
        found[name] = None
    return list(found)
