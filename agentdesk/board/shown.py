"""The board as JSON: each figure with its name, version and formula, its counts and its value.

Instants are milliseconds UTC, durations milliseconds, shares from 0 to 1; a figure of nothing has
the value ``null``. Names of queues and of our people are in it, nothing of a customer is.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from agentdesk.board.behind import Behind, Explained
from agentdesk.board.figures.registry import find
from agentdesk.board.thresholds import numbers_of
from agentdesk.board.values import Value
from agentdesk.board.view import AGES, BoardView, Cell
from agentdesk.boardsettings import BoardSettings

Json = dict[str, Any]


def shown_board(view: BoardView, settings: BoardSettings) -> Json:
    """Return the whole board; the settings may have parameters of their own."""
    return {
        "at": view.at,
        "live": view.live,
        "seq": view.seq,
        "fresh_at": view.fresh_at,
        "zone": view.zone,
        "window": {"name": view.window, "start": view.start},
        "service_level": view.variant,
        "worst": view.worst,
        "counted": view.counted,
        "trouble": view.trouble,
        "strip": {name: shown_cell(cell) for name, cell in view.strip.items()},
        "queues": [
            {
                "queue": line.queue,
                "name": line.name,
                "team": line.team,
                "figures": {name: shown_cell(cell) for name, cell in line.cells.items()},
                "ages": dict(zip(AGES, line.ages, strict=False)),
                "arrivals": list(line.arrivals),
            }
            for line in view.queues
        ],
        "agents": [_plain(line) for line in view.agents],
        "feed": [_plain(line) for line in view.feed],
        "plot": _plain(view.plot),
        "formulas": formulas(_figures(view), settings),
    }


def shown_cell(cell: Cell) -> Json:
    """Return a cell: which figure in which version, its value, what the thresholds say."""
    return {
        "figure": cell.figure,
        "version": find(cell.figure).version,
        **shown_value(cell.value),
        "level": cell.level,
        "says": cell.says,
    }


def shown_value(value: Value) -> Json:
    """Return a value with what it was counted of."""
    return {
        "unit": value.unit,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "value": value.value,
        "provisional": value.provisional,
        "why": value.why,
    }


def formulas(ids: Iterable[str], settings: BoardSettings) -> Json:
    """Return what figures are: name, version, formula, parameters, definition, source."""
    said: Json = {}
    for id in sorted(set(ids)):
        figure = find(id)
        said[id] = {
            "name": figure.name,
            "version": figure.version,
            "unit": figure.unit,
            "formula": figure.formula,
            "parameters": numbers_of(settings, figure),
            "definition": figure.definition,
            "source": figure.source,
        }
    return said


def shown_explained(explained: Explained) -> Json:
    """Return why a number is what it is."""
    return {
        "figure": explained.figure,
        "queue": explained.queue,
        "name": explained.name,
        "version": explained.version,
        "definition": explained.definition,
        "formula": explained.formula,
        "source": explained.source,
        "parameters": explained.parameters,
        "start": explained.start,
        "at": explained.at,
        **shown_value(explained.value),
        "words": explained.words,
    }


def shown_behind(line: Behind) -> Json:
    """Return a case, a contact or an agent behind a number."""
    return _plain(line)


def _figures(view: BoardView) -> set[str]:
    cells = [*view.strip.values(), *(c for line in view.queues for c in line.cells.values())]
    return {cell.figure for cell in cells}


def _plain(struct: msgspec.Struct) -> Json:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}
