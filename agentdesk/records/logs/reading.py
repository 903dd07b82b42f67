"""Reads a log's files and puts their rows in order; what cannot come in is told by its line."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from agentdesk.records.found import Bad, Item, Record
from agentdesk.records.logs.mapping import LogMap
from agentdesk.records.logs.rows import Rows
from agentdesk.records.logs.sorting import Sorter
from agentdesk.records.logs.xes import XesReading, is_xes
from agentdesk.records.reading import Reading
from agentdesk.records.values import BadValue

OFTEN = 500
"""After so many records it is told how far the reading is."""


class Trouble(msgspec.Struct, frozen=True):
    """A row that cannot come in."""

    file: Path
    line: int
    reason: str
    raw: Any = None
    """What stands there."""


def open_log(path: Path, map_: LogMap) -> "Reading | XesReading":
    """Return what reads a file. Raises :class:`Unreadable` or ``OSError`` when iterated."""
    return XesReading(path) if is_xes(path) else Reading(path, delimiter=map_.map.delimiter)


def sample_of(path: Path, map_: LogMap, most: int) -> list[Record]:
    """Return the first records of a file."""
    found: list[Record] = []
    for item in open_log(path, map_):
        if isinstance(item, Record):
            found.append(item)
        if len(found) == most:
            break
    return found


def read_into(
    sorter: Sorter,
    path: Path,
    number: int,
    map_: LogMap,
    rows: Rows,
    tell: Callable[[Trouble], None],
    reached: Callable[[int], None],
) -> None:
    """Read a file's rows. Raises :class:`Unreadable` or ``OSError``.

    ``number`` is the file's among several; ``reached`` hears how many bytes have been read.
    """
    reading = open_log(path, map_)
    for count, item in enumerate(_items(reading)):
        if count % OFTEN == 0:
            reached(reading.done)
        if isinstance(item, Bad):
            rows.counted.rows += 1
            tell(Trouble(path, item.line, item.reason, item.raw))
            continue
        try:
            for row in rows.of(item.values, f"{number}"):
                sorter.add(row, number, item.line)
        except BadValue as error:
            tell(Trouble(path, item.line, str(error), item.values))
    reached(reading.done)


def _items(reading: "Reading | XesReading") -> Iterator[Item]:
    return iter(reading)
