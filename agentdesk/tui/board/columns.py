"""Columns of a table: which fit into a width, and how their cells line up. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from agentdesk.text import fit

GAP = 1
"""Between two columns."""


class Column(NamedTuple):
    """One column. The lightest leave first when room is short."""

    name: str
    heading: str
    cells: int
    """Its width, or the least of it where it may grow."""
    weight: int = 0
    right: bool = True
    """Whether it is aligned to the right, as figures are."""
    stop: bool = True
    """Whether the cursor stops there."""
    most: int = 0
    """How wide it may become; 0: it stays as it is."""
    wide_from: int = 0
    """From which width of the table on there is such a column."""
    group: str = ""
    """Columns of one group come and go together."""


def pages(columns: Sequence[Column], cells: int) -> list[tuple[Column, ...]]:
    """Return the columns a page each, all of them as wide as they may: the first page holds the
    heaviest that fit, the next ones the others; columns that are no stop lead each page."""
    left = [column for column in columns if cells >= column.wide_from]
    leading = [column for column in left if not column.stop and not column.right]
    first = leading[:1]
    found: list[tuple[Column, ...]] = []
    while True:
        page = _fitting(left, cells)
        if found and len(page) == len(first):
            # Not even one fits: one at a time, cut where the table ends.
            page = left[: len(first) + 1]
        found.append(_grown(page, cells))
        rest = [column for column in left if column not in page and column.stop]
        if not rest:
            return found
        left = [*first, *rest]


def aligned(text: str, column: Column) -> str:
    """Return a text in exactly its column's cells."""
    return fit(text, column.cells, "right" if column.right else "left")


def _fitting(columns: Sequence[Column], cells: int) -> list[Column]:
    chosen = list(columns)
    while len(chosen) > 1 and _taken(chosen) > cells:
        lightest = min(reversed(chosen), key=lambda column: column.weight)
        chosen = [
            column for column in chosen
            if column is not lightest and not (column.group and column.group == lightest.group)
        ]  # fmt: skip
    return chosen


def _grown(columns: Sequence[Column], cells: int) -> tuple[Column, ...]:
    """Share out what room is left, a cell each in turn, the heaviest first."""
    sizes = [column.cells for column in columns]
    order = sorted(range(len(sizes)), key=lambda at: -columns[at].weight)
    left = cells - _taken(columns)
    while left > 0 and (growing := [at for at in order if sizes[at] < columns[at].most]):
        for at in growing[:left]:
            sizes[at] += 1
        left -= len(growing[:left])
    return tuple(c._replace(cells=size) for c, size in zip(columns, sizes, strict=True))


def _taken(columns: Sequence[Column]) -> int:
    return sum(column.cells for column in columns) + GAP * (len(columns) - 1)
