"""Reads a file's records, whatever form they have; the form is told by name and by what it holds.

Forms: CSV, JSON lines, one JSON array, and one JSON object that holds a list, as interfaces answer.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TextIO

from agentdesk.records import jsons, tables
from agentdesk.records.found import LIMIT, Bad, Item, Record, Unreadable
from agentdesk.records.source import open_text
from agentdesk.records.zammad import is_knowledge_base, knowledge_base

Form = Literal["csv", "lines", "array", "object"]
_TABLES = (".csv", ".tsv", ".tab", ".psv")
_LINES = (".jsonl", ".ndjson")
_PEEK = 2_000
_NO_TEXT = frozenset(map(chr, range(32))) - set("\t\n\v\f\r\x1c\x1d\x1e\x1f") | {"\ufffd"}
_STRAY = 0.05
"""A table may hold a stray control sign, or a letter that cannot be read; such a part is none."""


def form_of(path: Path) -> Form:
    """Say what form a file has. Raises :class:`Unreadable` if it has none, or ``OSError``."""
    suffix = path.suffix.lower()
    with open_text(path) as text:
        head = text.read(_PEEK).lstrip()
        text.seek(0)
        if not head:
            raise Unreadable(f"{path} is empty.")
        if head[:1] == "<":
            raise Unreadable(
                f"{path} is a web page or XML: export the records as CSV or JSON instead."
            )
        if _binary(head):
            raise Unreadable(f"{path} is no text: export the records as CSV or JSON instead.")
        if suffix in _LINES:
            return "lines"
        if suffix in _TABLES or head[0] not in "[{":
            if suffix == ".json":
                raise Unreadable(f"{path} holds no JSON with records: it begins with “{head[:1]}”.")
            return "csv"
        if head[0] == "[":
            return "array"
        return "lines" if _line_by_line(text.readline(LIMIT), text.readline(LIMIT)) else "object"


def _binary(head: str) -> bool:
    """Say whether a file's beginning is no text: more than now and then a control sign."""
    signs = sum(letter in _NO_TEXT for letter in head)
    return signs > len(head) * _STRAY


def _line_by_line(first: str, second: str) -> bool:
    """Say whether the first line is an object of its own with another one behind it."""
    try:
        return isinstance(json.loads(first), dict) and second.lstrip()[:1] == "{"
    except (ValueError, RecursionError):
        return False


class Reading:
    """The records of one file and its bad places, in order, one at a time.

    ``records`` names the list in an object, ``delimiter`` what separates columns; both are found
    out if not given. Iterating raises :class:`Unreadable` or ``OSError``.
    """

    def __init__(self, path: Path, *, records: str = "", delimiter: str = "") -> None:
        self.path = path
        self._records, self._delimiter = records, delimiter
        self._text: TextIO | None = None

    @property
    def done(self) -> int:
        """How many bytes of the file have been read."""
        if self._text is None:
            return 0
        return self.path.stat().st_size if self._text.closed else self._text.buffer.tell()

    def __iter__(self) -> Iterator[Item]:
        form = form_of(self.path)
        delimiter = self._delimiter
        if form == "csv" and not delimiter:
            with open_text(self.path) as text:
                delimiter = tables.delimiter_of(text)
        with open_text(self.path) as self._text:
            match form:
                case "csv":
                    yield from tables.records(self._text, delimiter)
                case "lines":
                    yield from jsons.records(jsons.lines(self._text))
                case "array":
                    yield from jsons.records(jsons.array(self._text))
                case "object":
                    yield from self._of_object(self._text)

    def _of_object(self, text: TextIO) -> Iterator[Item]:
        head = text.read(_PEEK)
        text.seek(0)
        if is_knowledge_base(head):
            yield from knowledge_base(text)
            return
        found = False
        for item in jsons.records(jsons.listed(text, self._records)):
            found = True
            yield item
        if found:
            return
        if self._records:
            raise Unreadable(f"{self.path} holds no list called “{self._records}”.")
        text.seek(0)
        source = text.read(LIMIT + 1)
        # No list in it: the object is the one record there is.
        if len(source) > LIMIT:
            yield Bad(1, "it holds no list of records")
            return
        try:
            yield Record(1, json.loads(source))
        except (ValueError, RecursionError):
            yield Bad(1, "it is no JSON", source[:_PEEK])


def read(path: Path, *, records: str = "", delimiter: str = "") -> Iterator[Item]:
    """Return a file's records and its bad places (see :class:`Reading`)."""
    return iter(Reading(path, records=records, delimiter=delimiter))
