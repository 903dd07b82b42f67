"""The feed and the course of the shift: what happened, as lines and as a plot."""

from collections import Counter
from collections.abc import Iterable

from agentdesk.board.course import STEP, Course
from agentdesk.board.figures.figure import Item
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.records import Moment
from agentdesk.board.scope import Scope
from agentdesk.board.tally import Change
from agentdesk.board.telling import CLOCKS, Words, warned
from agentdesk.board.view import FeedLine, Level, Plot
from agentdesk.clock import DAY, HOUR

FEED = 200
"""How many lines the feed holds."""
FEED_MS = 7 * DAY
"""How old they may be."""
_LEVELS: dict[str, Level] = {
    "breached": "bad",
    "abandoned": "bad",
    "complaint": "warn",
    "escalated": "warn",
    "asked_lead": "warn",
    "warned": "warn",
    "reopened": "warn",
}
_BY = {"customer": "the customer wrote", "lead": "by a lead"}


def feed_lines(ledger: Ledger, scope: Scope, words: Words) -> tuple[FeedLine, ...]:
    """Return the newest lines of the feed, the newest first."""
    lines: list[FeedLine] = []
    for moment in ledger.newest_moments():
        if not _is_in(moment, ledger, scope):
            continue
        lines.append(
            FeedLine(
                seq=moment.seq,
                at=moment.at,
                words=_say(moment, words),
                queue=moment.queue,
                case_id=moment.case_id,
                level=_LEVELS.get(moment.what, ""),
            )
        )
        if len(lines) == FEED:
            break
    return tuple(lines)


def _is_in(moment: Moment, ledger: Ledger, scope: Scope) -> bool:
    case = None if moment.case_id is None else ledger.case(moment.case_id)
    # Without a case it was a call or chat that is not known any more; its queue decides.
    channel = case.channel if case is not None else next(iter(scope.channels), "")
    return scope.takes_in(moment.queue, channel)


def _say(moment: Moment, words: Words) -> str:
    detail = moment.detail
    match moment.what:
        case "breached":
            return f"{CLOCKS.get(detail, detail)} is late"
        case "warned":
            clock, _, percent = detail.partition(" ")
            return warned(clock, percent)
        case "escalated":
            return f"escalated: {words.code(detail)}"
        case "asked_lead":
            return f"a lead was asked for: {words.code(detail)}"
        case "returned":
            return f"sent back by a higher tier: {words.code(detail)}"
        case "reopened":
            return f"reopened: {_BY.get(detail, detail)}"
        case "abandoned":
            return "the customer gave up waiting"
        case "complaint":
            return f"complaint: {words.code(detail)}"
        case "undone":
            return f"taken back: {_TAKEN_BACK.get(detail, detail)}"


_TAKEN_BACK = {
    "escalated": "an escalation",
    "asked_lead": "asking a lead",
    "returned": "sending back",
    "reopened": "a reopening",
    "complaint": "a complaint",
    "breached": "a breach",
    "warned": "a warning",
    "abandoned": "giving up",
}


class Shift:
    """The service level up to each step of the window; the waiting come from the course."""

    def __init__(self, window: str) -> None:
        self._step = HOUR if window == "7d" else STEP
        self._met: Counter[int] = Counter()
        self._of: Counter[int] = Counter()
        self._plot = Plot()
        self._drawn: tuple[int, int, int] | None = None

    def fill(self, items: Iterable[Item]) -> None:
        """Take in the service level's items, at the beginning."""
        met, of = self._met, self._of
        for item in items:
            place = -(-item.at // STEP)
            met[place] += int(item.numerator)
            of[place] += int(item.denominator)

    def count(self, changes: Iterable[Change]) -> None:
        """Take in what changed of the service level's items."""
        for before, after in changes:
            self._drawn = None
            for items, sign in ((before, -1), (after, 1)):
                for item in items:
                    place = -(-item.at // STEP)
                    self._met[place] += sign * int(item.numerator)
                    self._of[place] += sign * int(item.denominator)

    def plot(self, course: Course, scope: Scope, start: int, at: int, until: int) -> Plot:
        """Return the plot from an instant to another; ``until``: when the last entry was
        recorded. The same object as long as nothing in it is another."""
        first = -(-start // self._step)
        last = at // self._step
        # How many wait at a step since the last entry changes with the next one.
        key = (first, last, until if last * self._step >= until else -1)
        if key != self._drawn:
            self._drawn = key
            self._plot = self._draw(course, scope, range(first, last + 1), until)
        return self._plot

    def _draw(self, course: Course, scope: Scope, steps: range, until: int) -> Plot:
        instants = tuple(step * self._step for step in steps)
        places = sorted(self._of)
        met = of = done = 0
        service: list[float | None] = []
        for instant in instants:
            while done < len(places) and places[done] * STEP <= instant:
                met, of = met + self._met[places[done]], of + self._of[places[done]]
                done += 1
            service.append(met / of if of else None)
        waiting = tuple(course.waiting(instants, scope, until))
        return Plot(instants, waiting, tuple(service))
