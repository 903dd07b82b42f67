"""The queues as rows: every column of the board's view, the backlog by age, the day's arrivals."""

from collections.abc import Iterator

from agentdesk.board.view import AGES, BoardView, Cell, QueueLine, band_figure
from agentdesk.tui.board.cells import Part
from agentdesk.tui.board.columns import Column
from agentdesk.tui.board.grid import Made, Row
from agentdesk.tui.board.sparkline import sparkline
from agentdesk.tui.board.words import count, number

_SPARK = 48
ALL = ""
"""The key of the line that adds up all queues."""


def _band(age: str) -> str:
    return age if age == AGES[-1] else f"to {age.replace(' ', '')}"


COLUMNS: tuple[Column, ...] = (
    Column("name", "queue", 18, 1000, right=False, stop=False, most=24),
    Column("team", "team", 10, 5, right=False, stop=False, most=14, wide_from=150),
    Column("waiting", "waiting", 7, 100),
    Column("oldest_waiting", "oldest", 8, 98),
    Column("in_progress", "in work", 7, 80),
    Column("snoozed", "snoozed", 7, 60),
    Column("late", "late", 6, 99),
    Column("handled", "handled", 7, 70),
    Column("abandoned", "abandoned", 9, 65),
    Column("service_level", "SL", 6, 97),
    Column("asa", "ASA", 6, 75),
    Column("aht", "AHT", 6, 76),
    Column("wrap_up", "wrap-up", 7, 55),
    *(Column(f"age{n}", _band(age), 5, 40, group="ages") for n, age in enumerate(AGES)),
    Column("arrivals", "came in", 8, 50, right=False, stop=False, most=_SPARK),
)


def rows(view: BoardView, *, plain: bool = False) -> list[Row]:
    """Return a row a queue, in the order of the view."""
    return [_row(line, view.counted, plain) for line in view.queues]


def figure_of(view: BoardView, queue: object, column: str) -> str:
    """Return which figure a cell shows; empty where it shows none."""
    if column.startswith("age"):
        return band_figure(AGES[int(column.removeprefix("age"))])
    line = next((line for line in view.queues if line.queue == queue), None)
    cell = line.cells.get(column) if line is not None else None
    return cell.figure if cell is not None else column


def _row(line: QueueLine, counted: float, plain: bool) -> Row:
    cells: dict[str, Made] = {
        "name": (line.name, "text"),
        "team": (line.team, "muted"),
        "arrivals": lambda size: (sparkline(line.arrivals, size, plain=plain), "muted"),
    }
    cells |= dict(_numbers(line.cells, counted))
    cells |= {f"age{n}": count(cases) for n, cases in enumerate(line.ages)}
    return Row(line.queue, cells)


def _numbers(found: dict[str, Cell], counted: float) -> Iterator[tuple[str, Part]]:
    for column in COLUMNS:
        if column.stop and not column.name.startswith("age"):
            yield column.name, number(found.get(column.name), counted)
