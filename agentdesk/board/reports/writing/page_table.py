"""The table of one figure on a page: of one dimension with what was counted, of two crosswise."""

from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from agentdesk.board.reports.report import Grid, Report
from agentdesk.board.reports.writing.words import ALL, made_of
from agentdesk.board.values import Value
from agentdesk.board.wording import format_value, shown
from agentdesk.text import clean_line

Cell = tuple[str, str]
"""What stands in a cell, and what pointing at it tells."""


class Rows(msgspec.Struct, frozen=True):
    """A table: its headings, its lines as often as they are asked for, its total."""

    heads: tuple[str, ...]
    length: int
    lines: Callable[[], Iterator[list[Cell]]]
    total: Callable[[], list[Cell]]
    shape: Literal["down", "across"]


def rows_of(report: Report, grid: Grid) -> Rows:
    """Return the table of a figure."""
    by = report.asked.by
    return _across(report, grid) if by.time and by.kind else _down(report, grid)


def _down(report: Report, grid: Grid) -> Rows:
    (word,) = report.asked.by.words
    median, longest = grid.all.median is not None, grid.all.longest is not None
    divided = grid.nothing.denominator is not None
    heads = [word.replace("-", " "), "value"] + ["counted"] * divided
    heads += ["median"] * median + ["longest"] * longest

    def cells(value: Value) -> list[Cell]:
        row = [(shown(value), value.why)] + [(made_of(grid.figure, value), "")] * divided
        row += [(_number(value, value.median), "")] * median
        return row + [(_number(value, value.longest), "")] * longest

    def lines() -> Iterator[list[Cell]]:
        for line in report.lines:
            name = line.interval.label or clean_line(report.name(line.group))
            yield [(name, ""), *cells(grid.value((line.interval.order, line.group)))]

    return Rows(tuple(heads), report.length, lines, lambda: [(ALL, ""), *cells(grid.all)], "down")


def _across(report: Report, grid: Grid) -> Rows:
    time = report.asked.by.time or ""
    names = [clean_line(report.name(group)) for group in report.groups]

    def lines() -> Iterator[list[Cell]]:
        for each in report.intervals:
            row = [grid.value((each.order, group)) for group in report.groups]
            every = grid.of_time(each.order)
            yield [(each.label, ""), *(_cell(grid, value) for value in row), _cell(grid, every)]

    def total() -> list[Cell]:
        groups = [grid.of_group(group) for group in report.groups]
        return [(ALL, ""), *(_cell(grid, value) for value in groups), _cell(grid, grid.all)]

    return Rows((time, *names, ALL), len(report.intervals), lines, total, "across")


def _cell(grid: Grid, value: Value) -> Cell:
    return shown(value), made_of(grid.figure, value) or value.why


def _number(value: Value, number: float | None) -> str:
    return "" if number is None else format_value(Value(value.unit, number))
