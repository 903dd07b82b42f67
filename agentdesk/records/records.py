"""A file's records as what the desk takes in, one at a time, with those that cannot come in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from agentdesk.domain.content import Organisation
from agentdesk.domain.setup import Setup
from agentdesk.records.answers import Answers
from agentdesk.records.applying import Applied
from agentdesk.records.cases import Cases
from agentdesk.records.customers import Customers, Organisations
from agentdesk.records.fields import Kind
from agentdesk.records.folder import read_file
from agentdesk.records.folding import folded
from agentdesk.records.found import Bad, Item, Record
from agentdesk.records.mapping import Part
from agentdesk.records.placeholders import Program
from agentdesk.records.reading import Reading
from agentdesk.records.taking import Aside, Ready, Taken
from agentdesk.records.values import BadValue

Maker = Cases | Customers | Organisations | Answers


class Records:
    """What a file gives: iterate once, then ask for the remarks."""

    def __init__(self, items: Iterator[Taken], maker: Maker | None) -> None:
        self._items, self._maker = items, maker

    def __iter__(self) -> Iterator[Taken]:
        return self._items

    @property
    def remarks(self) -> list[str]:
        """What was left out of records that came in, a sentence each."""
        return self._maker.remarks.sentences() if self._maker is not None else []


def records_of(
    kind: Kind,
    path: Path,
    reading: Reading | None,
    applied: Applied | None,
    setup: Setup,
    now: int,
    *,
    queue: str = "",
    program: str | None = None,
    organisations: tuple[Organisation, ...] = (),
) -> Records:
    """Return a file's records; without a ``reading`` it is one Markdown file."""
    if reading is None or applied is None:
        return Records(iter([read_file(path, "article" if kind == "articles" else "canned")]), None)
    maker = _maker(kind, applied, setup, now, queue, program, organisations)
    items: Iterator[Item] = iter(reading)
    if applied.map.fold:
        items = folded(items, applied.map.fold, _rank(applied))
    return Records(_taken(items, maker), maker)


def _rank(applied: Applied) -> Callable[[Record], int | None] | None:
    newest = applied.map.newest
    if not newest:
        return None
    part = Part((newest,))
    return lambda record: applied.date(record.values, part)


def _maker(
    kind: Kind,
    applied: Applied,
    setup: Setup,
    now: int,
    queue: str,
    program: str | None,
    organisations: tuple[Organisation, ...],
) -> Maker:
    match kind:
        case "cases":
            return Cases(applied, setup, now, queue)
        case "customers":
            return Customers(applied, organisations)
        case "organisations":
            return Organisations(applied)
    codes = {code.id for code in setup.dispositions}
    answer = "article" if kind == "articles" else "canned"
    return Answers(applied, cast(Any, answer), cast("Program | None", program), codes)


def _taken(items: Iterator[Item], maker: Maker) -> Iterator[Taken]:
    for item in items:
        if isinstance(item, Bad):
            yield Aside(item.line, item.reason, item.raw)
            continue
        try:
            record: Any = maker.of(item.values)
        except BadValue as error:
            yield Aside(item.line, str(error), item.values)
            continue
        yield Ready(item.line, str(_name(record)), record)


def _name(record: Any) -> str:
    return getattr(record, "reference", "") or getattr(record, "id", "") or record.name
