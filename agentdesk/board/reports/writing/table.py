"""A report as a table for a terminal: a column a figure, or of one figure a column a group."""

from collections.abc import Callable, Iterator, Sequence

from agentdesk.board.reports.report import Grid, Report
from agentdesk.board.reports.writing.words import (
    ALL,
    formula_words,
    full_name,
    heading,
    made_of,
    notes,
)
from agentdesk.board.values import Value
from agentdesk.board.wording import shown
from agentdesk.text import clean_line, fit, width

GAP = "  "
LONGEST = 40
"""Cells of a name; what is longer is cut."""

Say = Callable[[str], None]


class Sheet:
    """Columns of words: the first ``keys`` stand at the left of every block."""

    def __init__(self, keys: Sequence[str], heads: Sequence[str]) -> None:
        self.keys, self.heads = list(keys), list(heads)

    def rows(self) -> Iterator[Sequence[str]]:
        """Yield the rows, keys first; may be asked more than once."""
        raise NotImplementedError

    def total(self) -> Sequence[str]:
        """Return the line under the rows; empty if there is none."""
        return ()


def write_table(report: Report, say: Say, cells: int | None) -> None:
    """Write a report; ``cells`` is how wide a line may be, ``None`` as wide as it is."""
    say(heading(report))
    say("")
    if report.empty:
        return
    _write(_sheet_of(report), say, cells)
    say("")
    for note in notes(report):
        say(note)
    for grid, head in zip(report.grids, _headings(report), strict=True):
        say(_formula(grid, head if len(report.grids) > 1 else ""))


def _sheet_of(report: Report) -> Sheet:
    by = report.asked.by
    if len(report.grids) == 1 and by.time is not None and by.kind is not None:
        return _Across(report)
    return _Single(report) if len(report.grids) == 1 else _Many(report)


def _headings(report: Report) -> list[str]:
    """Return what the columns of the figures are called: short words, or what tells them apart."""
    names = [grid.figure.short for grid in report.grids]
    return [
        (name if names.count(name) == 1 else grid.figure.id).upper()
        for name, grid in zip(names, report.grids, strict=True)
    ]


def _keys(report: Report) -> list[str]:
    return [word.replace("-", " ").upper() for word in report.asked.by.words]


class _Many(Sheet):
    """A line a group, a column a figure."""

    def __init__(self, report: Report) -> None:
        self._report = report
        super().__init__(_keys(report), _headings(report))

    def rows(self) -> Iterator[Sequence[str]]:
        report = self._report
        for line in report.lines:
            keys = [line.interval.label] if report.asked.by.time else []
            keys += [report.name(line.group)] if report.asked.by.kind else []
            yield [*keys, *map(shown, line.values)]

    def total(self) -> Sequence[str]:
        if not self.keys:
            return ()
        empty = [""] * (len(self.keys) - 1)
        return [ALL, *empty, *(shown(grid.all) for grid in self._report.grids)]


class _Single(_Many):
    """A line a group, with what the only figure was made of."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._grid = report.grids[0]
        self._median = self._grid.all.median is not None
        self._longest = self._grid.all.longest is not None
        self._divided = self._grid.nothing.denominator is not None
        self.heads += ["COUNTED"] * self._divided
        self.heads += ["MEDIAN"] * self._median + ["LONGEST"] * self._longest

    def rows(self) -> Iterator[Sequence[str]]:
        for line, row in zip(self._report.lines, super().rows(), strict=True):
            yield [*row, *self._more(line.values[0])]

    def total(self) -> Sequence[str]:
        return [*super().total(), *self._more(self._grid.all)] if self.keys else ()

    def _more(self, value: Value) -> list[str]:
        part = _part(value, value.median) if self._median else None
        most = _part(value, value.longest) if self._longest else None
        row = [made_of(self._grid.figure, value) if self._divided else None, part, most]
        return [each for each in row if each is not None]


def _part(value: Value, number: float | None) -> str:
    return "" if number is None else shown(Value(value.unit, number))


class _Across(Sheet):
    """One figure: a line an interval, a column a group, and both together."""

    def __init__(self, report: Report) -> None:
        self._report, self._grid = report, report.grids[0]
        names = [clean_line(report.name(group), LONGEST) for group in report.groups]
        super().__init__(_keys(report)[:1], [*names, ALL])

    def rows(self) -> Iterator[Sequence[str]]:
        report, grid = self._report, self._grid
        for interval in report.intervals:
            row = [grid.value((interval.order, group)) for group in report.groups]
            every = grid.of_time(interval.order)
            yield [interval.label, *map(shown, row), shown(every)]

    def total(self) -> Sequence[str]:
        grid = self._grid
        groups = [grid.of_group(group) for group in self._report.groups]
        return [ALL, *map(shown, groups), shown(grid.all)]


def _write(sheet: Sheet, say: Say, cells: int | None) -> None:
    """Print a sheet in as many blocks side by side as the width asks for."""
    keys = len(sheet.keys)
    wide = _widths(sheet)
    for number, columns in enumerate(_blocks(wide, keys, cells)):
        if number:
            say("")
        picked = [*range(keys), *columns]
        lines = ([row[n] for n in picked] for row in _lines(sheet))
        for line in lines:
            padded = [
                fit(clean_line(cell), wide[n], "left" if n < keys else "right")
                for n, cell in zip(picked, line, strict=True)
            ]
            say(GAP.join(padded).rstrip())


def _lines(sheet: Sheet) -> Iterator[Sequence[str]]:
    yield [*sheet.keys, *sheet.heads]
    yield from sheet.rows()
    if total := sheet.total():
        yield total


def _widths(sheet: Sheet) -> list[int]:
    wide = [0] * (len(sheet.keys) + len(sheet.heads))
    for line in _lines(sheet):
        wide = [
            max(size, min(width(clean_line(cell)), LONGEST))
            for size, cell in zip(wide, line, strict=True)
        ]
    return wide


def _blocks(wide: Sequence[int], keys: int, cells: int | None) -> Iterator[list[int]]:
    """Yield which columns stand side by side."""
    start = sum(size + len(GAP) for size in wide[:keys])
    block: list[int] = []
    used = start
    for column in range(keys, len(wide)):
        if block and cells is not None and used + wide[column] > cells:
            yield block
            block, used = [], start
        block.append(column)
        used += wide[column] + len(GAP)
    if block:
        yield block


def _formula(grid: Grid, head: str) -> str:
    """Return which figure it is, and how it is worked out; a heading that hides it is named."""
    said = f"{full_name(grid.figure)}: {formula_words(grid.figure, grid.parameters)}"
    return said if head.casefold() in ("", grid.figure.id.casefold()) else f"{head} is {said}"
