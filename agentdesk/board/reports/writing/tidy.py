"""A report as plain records, one a value: what CSV, JSON and Parquet have in common.

Totals are not among them, so that a column can be added up: ask without the dimension instead.
Shares are from 0 to 1, durations milliseconds, instants ISO 8601 in UTC.
"""

from collections.abc import Callable, Iterator, Mapping

from agentdesk.board.figures.figure import Figure
from agentdesk.board.reports.report import Grid, Report
from agentdesk.board.values import Value
from agentdesk.clock import iso

Cell = str | int | float | bool | None


def columns(report: Report) -> tuple[str, ...]:
    """Return the names of a record's fields."""
    by = report.asked.by
    kind = () if by.kind is None else (by.kind, f"{by.kind} name")
    time = () if by.time is None else (by.time,)
    return (
        "figure",
        "version",
        *time,
        "from",
        "to",
        *kind,
        "value",
        "unit",
        "numerator",
        "denominator",
        "median",
        "longest",
        "provisional",
        "why",
        "formula",
    )


def records(report: Report, instant: Callable[[int], Cell] = iso) -> Iterator[dict[str, Cell]]:
    """Yield every value of a report, figure by figure; ``instant`` says how instants are told."""
    by = report.asked.by
    for grid in report.grids:
        for interval in report.intervals:
            start, end = instant(interval.start), instant(interval.end)
            for group in report.groups:
                record: dict[str, Cell] = {
                    "figure": grid.figure.id,
                    "version": grid.figure.version,
                }
                if by.time is not None:
                    record[by.time] = interval.label
                record |= {"from": start, "to": end}
                if by.kind is not None:
                    record |= {by.kind: group, f"{by.kind} name": report.name(group)}
                value = grid.value((interval.order, group))
                yield record | told(value) | {"formula": grid.figure.formula}


def told(value: Value) -> dict[str, Cell]:
    """Return a value with what it was made of."""
    return {
        "value": _plain(value.value),
        "unit": value.unit,
        "numerator": _plain(value.numerator),
        "denominator": _plain(value.denominator),
        "median": _plain(value.median),
        "longest": _plain(value.longest),
        "provisional": value.provisional,
        "why": value.why,
    }


def about(grid: Grid) -> dict[str, object]:
    """Return what there is to know of a figure, with its value for the whole report."""
    return {**figure_words(grid.figure, grid.parameters), "all": told(grid.all)}


def figure_words(figure: Figure, parameters: Mapping[str, int]) -> dict[str, object]:
    """Return what a figure says of itself, under some parameters."""
    return {
        "id": figure.id,
        "version": figure.version,
        "name": figure.name,
        "unit": figure.unit,
        "standing": figure.standing,
        "definition": figure.definition,
        "formula": figure.formula,
        "source": figure.source,
        "parameters": dict(parameters),
    }


def _plain(number: float | None) -> float | int | None:
    """Return a whole number as an ``int``."""
    if number is None or not float(number).is_integer():
        return number
    return int(number)
