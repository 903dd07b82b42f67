"""What has changed from one view of the board to the next, figure by figure. Pure.

An age that has only grown with the clock (how long the oldest waits) is no change: it would be one
every second.
"""

from collections.abc import Iterator

import msgspec

from agentdesk.board.figures.registry import find
from agentdesk.board.view import BoardView, Cell, Level

_CLOCK_MS = 1_500
"""How far an age may stray from the clock: views are made each second, roughly."""


class Change(msgspec.Struct, frozen=True):
    """A figure that has another value, or of which the thresholds say something else."""

    column: str
    """Its place on the board: ``service_level`` whichever rule is chosen."""
    queue: str
    """``""`` for the strip."""
    was: Cell | None
    now: Cell | None
    """``None`` where the queue has come or gone."""


def changed(before: BoardView, after: BoardView) -> tuple[Change, ...]:
    """Return what differs, the strip first, then queue by queue."""
    old, new = dict(_cells(before)), dict(_cells(after))
    passed = after.at - before.at
    return tuple(
        Change(column, queue, was, now)
        for queue, column in dict.fromkeys((*new, *old))
        if _differ(was := old.get((queue, column)), now := new.get((queue, column)), passed)
    )


def _cells(view: BoardView) -> Iterator[tuple[tuple[str, str], Cell]]:
    for column, cell in view.strip.items():
        yield ("", column), cell
    for line in view.queues:
        for column, cell in line.cells.items():
            yield (line.queue, column), cell


def _differ(was: Cell | None, now: Cell | None, passed: int) -> bool:
    if was is None or now is None:
        return was is not now
    if was.figure != now.figure or _said(was) != _said(now):
        return True
    return was.value != now.value and not _aged(was, now, passed)


def _said(cell: Cell) -> tuple[Level, str]:
    return cell.level, cell.says


def _aged(was: Cell, now: Cell, passed: int) -> bool:
    """Say whether an age is as much more as time has passed."""
    old, new = was.value.value, now.value.value
    if now.value.unit != "ms" or old is None or new is None or not find(now.figure).standing:
        return False
    return old < new and abs(new - old - passed) < _CLOCK_MS
