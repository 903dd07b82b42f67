"""Beyond which number there is a warning, and beyond which it is bad.

What a person set counts before what is built in; a queue's own threshold before the general one;
a figure's full name (``service_level.strict``) before its family (``service_level``).
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from agentdesk.board.errors import BoardError
from agentdesk.board.figures.figure import Figure
from agentdesk.board.values import Unit, Value
from agentdesk.board.view import COLUMNS, STRIP, BoardView, Cell, Level
from agentdesk.board.wording import exact_span
from agentdesk.boardsettings import BoardSettings, Threshold
from agentdesk.clock import SECOND
from agentdesk.domain.setup import Setup
from agentdesk.nearest import nearest

BUILT_IN: tuple[Threshold, ...] = (
    Threshold("service_level", warn=80, bad=70),
    Threshold("late", warn=0, bad=10),
    Threshold("due_soon", warn=10),
    Threshold("load", warn=6, bad=12),
    Threshold("csat", warn=80, bad=60),
)
"""What counts where nobody has set anything. How many may wait, and how long, depends on the desk:
there is nothing built in for that."""

SERVICE_LEVEL = "service_level"


class Judged(NamedTuple):
    """What the thresholds say of a number."""

    level: Level = ""
    says: str = ""
    """``over 10``, ``under 80 %``."""


class Thresholds:
    """The thresholds that count at one board."""

    def __init__(self, settings: BoardSettings, figures: Mapping[str, Figure]) -> None:
        self._figures = figures
        self._set = {(one.figure, one.queue): one for one in BUILT_IN}
        self._set |= {(one.figure, one.queue): one for one in settings.thresholds}
        self._rings = settings.bell

    def of(self, figure: str, queue: str) -> Threshold | None:
        """Return the threshold of a figure in a queue (``""``: the strip)."""
        family = figure.partition(".")[0]
        for at in dict.fromkeys((queue, "")):
            for name in (figure, family):
                if found := self._set.get((name, at)):
                    return found
        return None

    def judge(self, figure: str, queue: str, value: Value) -> Judged:
        """Say how good a number is; a figure of nothing is neither good nor bad."""
        threshold, number = self.of(figure, queue), value.value
        if threshold is None or number is None:
            return Judged()
        good = _direction(threshold, self._figures.get(figure))
        shown = _as_set(number, value.unit)
        for level, limit in (("bad", threshold.bad), ("warn", threshold.warn)):
            if limit is not None and (shown < limit if good > 0 else shown > limit):
                word = "under" if good > 0 else "over"
                return Judged(
                    "bad" if level == "bad" else "warn", f"{word} {_limit(limit, value.unit)}"
                )
        return Judged("good" if good > 0 else "")

    def rings(self, before: BoardView, after: BoardView) -> tuple[Cell, ...]:
        """Return the numbers that have just become bad and are to be heard.

        Only of a live board whose log has been read: what is looked at in the past rings nothing.
        """
        if not (self._rings and after.live and before.live and before.counted >= 1):
            return ()
        old = {place: cell.level for place, cell in _cells(before)}
        return tuple(
            cell
            for place, cell in _cells(after)
            if cell.level == "bad" and old.get(place) != "bad" and self._is_heard(cell, place[0])
        )

    def _is_heard(self, cell: Cell, queue: str) -> bool:
        threshold = self.of(cell.figure, queue)
        return threshold is not None and threshold.bell


def check(settings: BoardSettings, figures: Mapping[str, Figure], setup: Setup) -> None:
    """Raise ``BoardError`` for the first setting that fits no figure, queue or number."""
    problem = next(_problems(settings, figures, setup), None)
    if problem is not None:
        raise BoardError(problem)


def parameters_of(settings: BoardSettings, figure: str) -> Mapping[str, int]:
    """Return the numbers a person set for a figure: its family's, then its own."""
    family = figure.partition(".")[0]
    return settings.parameters.get(family, {}) | settings.parameters.get(figure, {})


def numbers_of(settings: BoardSettings, figure: Figure) -> dict[str, int]:
    """Return a figure's parameters as they count: a person's where they set them, else its own."""
    given = parameters_of(settings, figure.id)
    return {name: given.get(name, own) for name, own in figure.parameters.items()}


def _problems(
    settings: BoardSettings, figures: Mapping[str, Figure], setup: Setup
) -> Iterator[str]:
    names = {*figures, *(id.partition(".")[0] for id in figures)}
    variants = [id.partition(".")[2] for id in figures if id.startswith(SERVICE_LEVEL + ".")]
    queues = {queue.id for queue in setup.queues}
    if settings.service_level not in variants:
        yield (
            f"In the settings, board.service_level: there is no service level "
            f"“{settings.service_level}”; there are {', '.join(variants)}."
        )
    for one in settings.thresholds:
        if one.figure not in names:
            yield _unknown("board.thresholds", "figure", one.figure, names)
        elif one.queue and one.queue not in queues:
            yield _unknown("board.thresholds", "queue", one.queue, queues)
        elif unseen := _unseen(one):
            yield f"In the settings, board.thresholds: {unseen}"
        elif one.warn is None and one.bad is None:
            yield (
                f"In the settings, board.thresholds: the one of {one.figure} has no number; "
                "give it warn, bad or both."
            )
        elif _is_turned(one, _first(figures, one.figure)):
            yield (
                f"In the settings, board.thresholds: {one.figure} would be bad at {one.bad:g} "
                f"before it is a warning at {one.warn:g}; exchange the two."
            )
        elif (limit := _fraction(one, _first(figures, one.figure))) is not None:
            yield (
                f"In the settings, board.thresholds: {one.figure} is set in per cent; "
                f"write {limit * 100:g} instead of {limit:g}."
            )
    for name, numbers in settings.parameters.items():
        if name not in names:
            yield _unknown("board.parameters", "figure", name, names)
            continue
        known = {key for id in figures if _is_of(id, name) for key in figures[id].parameters}
        for key, number in numbers.items():
            if key not in known:
                yield _unknown(f"board.parameters.{name}", "number", key, known)
            elif number < 0:
                yield f"In the settings, board.parameters.{name}: {key} cannot be less than 0."


def _unknown(where: str, what: str, name: str, known: set[str]) -> str:
    return f"In the settings, {where}: there is no {what} “{name}”. {nearest(name, sorted(known))}"


def _is_of(id: str, name: str) -> bool:
    return id == name or id.startswith(name + ".")


def _first(figures: Mapping[str, Figure], name: str) -> Figure | None:
    return next((figure for id, figure in figures.items() if _is_of(id, name)), None)


def _is_turned(one: Threshold, figure: Figure | None) -> bool:
    if one.warn is None or one.bad is None:
        return False
    good = _direction(one, figure)
    return one.bad > one.warn if good > 0 else one.bad < one.warn


def _unseen(one: Threshold) -> str:
    """Say why nobody would ever hear of a threshold; empty where the board shows its figure."""
    family = one.figure.partition(".")[0]
    name = family if family == SERVICE_LEVEL else one.figure
    if name not in STRIP and name not in COLUMNS:
        known = ", ".join(dict.fromkeys((*STRIP, *COLUMNS)))
        return f"the board does not mark {one.figure}, so nothing would tell; it marks {known}."
    if one.queue and name not in COLUMNS:
        return f"{one.figure} is not shown by queue; leave the queue out."
    return ""


def _fraction(one: Threshold, figure: Figure | None) -> float | None:
    """Return a limit that was meant from 0 to 1; a share of which more is better is never that low.

    ``None`` where there is none.
    """
    if figure is None or figure.unit != "share" or figure.good <= 0:
        return None
    return next((n for n in (one.warn, one.bad) if n is not None and 0 < n < 1), None)


def _direction(threshold: Threshold, figure: Figure | None) -> int:
    """Return 1 where less is worse, −1 where more is: as the figure says, else as the numbers."""
    if figure is not None and figure.good:
        return figure.good
    if threshold.warn is None or threshold.bad is None:
        return -1
    return 1 if threshold.bad < threshold.warn else -1


def _as_set(number: float, unit: Unit) -> float:
    """Return a number in the units in which thresholds are written."""
    match unit:
        case "share":
            # As many digits as anybody writes, so that 80 % is never 79.999….
            return round(number * 100, 6)
        case "ms":
            return number / SECOND
        case "cents":
            return number / 100
        case _:
            return number


def _limit(limit: float, unit: Unit) -> str:
    if unit == "share":
        return f"{limit:g} %"
    return exact_span(limit * SECOND) if unit == "ms" else f"{limit:g}"


def _cells(view: BoardView) -> Iterator[tuple[tuple[str, str], Cell]]:
    for name, cell in view.strip.items():
        yield ("", name), cell
    for line in view.queues:
        for name, cell in line.cells.items():
            yield (line.queue, name), cell
