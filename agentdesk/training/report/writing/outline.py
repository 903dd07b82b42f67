"""What a page says, whatever it is written in: a heading, cards, sections with tables."""

import msgspec


class Code(msgspec.Struct, frozen=True):
    """A command to be copied."""

    text: str


Cell = str | Code


class Table(msgspec.Struct, frozen=True):
    """Rows under headings. ``numbers`` are the columns that stand to the right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """A part of the page under a heading of its own."""

    id: str
    """Names the plot that belongs to it, if one does."""
    title: str
    said: tuple[str, ...] = ()
    """Sentences before the table."""
    table: Table | None = None
    commands: tuple[str, ...] = ()


class Card(msgspec.Struct, frozen=True):
    """A number to be seen at once."""

    name: str
    number: str
    beneath: str = ""


class Outline(msgspec.Struct, frozen=True):
    """A whole page."""

    above: str
    """What stands small above the title."""
    title: str
    about: tuple[str, ...]
    cards: tuple[Card, ...]
    sections: tuple[Section, ...]


def section(
    id: str,
    title: str,
    said: tuple[str, ...],
    table: Table | None,
    *,
    none: str = "",
    commands: tuple[str, ...] = (),
) -> Section:
    """Return a section; where its table has no rows it says ``none`` instead."""
    if table is None or table.rows:
        return Section(id, title, said, table, commands)
    return Section(id, title, (none,) if none else said, None, commands)
