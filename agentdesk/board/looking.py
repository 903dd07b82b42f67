"""From a ledger to what the board shows of it: all at once, or carried on from what changed.

:func:`look` asks the figures of the whole ledger. A :class:`Looking` does so once, and then only of
what entries touched and what time has moved; a test holds that both come to the same.
"""

from agentdesk.board.around import agent_lines, handled_by
from agentdesk.board.counts import OLDEST, SERVICE, WAITING, Counts
from agentdesk.board.figures.figure import Item
from agentdesk.board.figures.people import agents_of
from agentdesk.board.hurry import hurrying
from agentdesk.board.position import Position
from agentdesk.board.shift import FEED_MS, feed_lines
from agentdesk.board.sight import Sight
from agentdesk.board.touched import Touched
from agentdesk.board.values import Value
from agentdesk.board.view import COLUMNS, STRIP, AgentLine, BoardView, Cell, FeedLine, QueueLine


def look(
    position: Position,
    sight: Sight,
    at: int,
    *,
    live: bool = False,
    speed: float = 0,
    trouble: str = "",
) -> BoardView:
    """Return what the board shows, as of an instant, of what a position adds up to."""
    return Looking(position, sight, at).view(at, live=live, speed=speed, trouble=trouble)


class Looking:
    """A board that is carried on from one moment to the next.

    The position may go on between two calls; :meth:`touch` says what that changed.
    """

    def __init__(self, position: Position, sight: Sight, at: int) -> None:
        self.position, self.sight = position, sight
        self._counts = Counts(position, sight, at)
        self._cells: dict[tuple[str, str], Cell] = {}
        self._agents: tuple[AgentLine, ...] = ()
        self._feed: tuple[FeedLine, ...] | None = None

    def touch(self, touched: Touched) -> None:
        """Count anew what entries have touched in the position."""
        self._counts.touch(touched)
        if touched.feed:
            self._feed = None

    def view(
        self, at: int, *, live: bool = False, speed: float = 0, trouble: str = ""
    ) -> BoardView:
        """Return what is shown as of an instant, which is no earlier than the last entry."""
        with hurrying():
            return self._view(at, live=live, speed=speed, trouble=trouble)

    def settle(self) -> "Looking":
        """Get ready to be carried on, which takes a while where there is much; return itself."""
        with hurrying():
            self._counts.settle()
        return self

    def carry_on(self, position: Position) -> None:
        """Go on with another position, of which this one's was a copy."""
        self.position = self._counts.position = position

    def _view(self, at: int, *, live: bool, speed: float, trouble: str) -> BoardView:
        position, sight = self.position, self.sight
        if self._counts.reaches(at):
            self._counts.pass_to(at)
        else:
            self._counts = Counts(position, sight, at)
        counts, until = self._counts, position.recorded_at
        return BoardView(
            at=at,
            live=live,
            seq=position.seq,
            fresh_at=until,
            zone=sight.zone.key,
            window=sight.window,
            start=counts.start,
            variant=sight.variant,
            strip={name: self._cell(name, "") for name in STRIP},
            queues=tuple(self._queue_line(*queue) for queue in self._queues()),
            agents=self._agent_lines(),
            feed=self._feed_lines(),
            plot=counts.shift.plot(position.course, sight.scope, counts.start, at, until),
            soon_ms=counts.within,
            speed=speed,
            trouble=trouble,
        )

    # ---- numbers

    def _cell(self, name: str, queue: str) -> Cell:
        value = self._value(name, queue)
        known = self._cells.get((name, queue))
        if known is not None and known.value == value:
            return known
        figure = self._counts.figures[name]
        judged = self.sight.thresholds.judge(figure.id, queue, value)
        cell = self._cells[name, queue] = Cell(figure.id, value, judged.level, judged.says)
        return cell

    def _value(self, name: str, queue: str) -> Value:
        if name == OLDEST:
            return self._oldest_value(queue)
        return self._counts.tallies[name].value(queue or None)

    def _oldest_value(self, queue: str) -> Value:
        item = self._counts.tallies[WAITING].oldest(queue or None)
        reduce = self._counts.figures[OLDEST].reduce
        if item is None:
            return reduce(())
        return reduce((Item(item.at, item.subject, max(0, self._counts.at - item.at)),))

    # ---- lines

    def _queues(self) -> list[tuple[str, str, str]]:
        """Return which queues are shown: those of the set-up, and others that have something."""
        scope, setup, tallies = self.sight.scope, self.sight.setup, self._counts.tallies
        if scope.nothing:
            return []
        lines = [
            (queue.id, queue.name, queue.team)
            for queue in setup.queues
            if not scope.queues or queue.id in scope.queues
        ]
        known = {queue.id for queue in setup.queues}
        others = {*self._counts.ages.queues, *tallies["handled"].queues, *tallies[SERVICE].queues}
        return [*lines, *((queue, queue, "") for queue in sorted(others - known))]

    def _queue_line(self, queue: str, name: str, team: str) -> QueueLine:
        counts = self._counts
        return QueueLine(
            queue=queue,
            name=name,
            team=team,
            cells={column: self._cell(column, queue) for column in COLUMNS},
            ages=counts.ages.of(queue, counts.at),
            arrivals=counts.arrivals.of(queue, counts.start, counts.at),
        )

    def _agent_lines(self) -> tuple[AgentLine, ...]:
        counts, ledger = self._counts, self.position.ledger
        if counts.agents_moved:
            counts.agents_moved = False
            whose = agents_of(counts.look("staffed", ledger))
            self._agents = agent_lines(
                ledger.agents(),
                counts.work,
                handled_by(counts.tallies["handled"].items()),
                self.sight.setup,
                self.sight.then or self.sight.setup,
                whose,
            )
        return self._agents

    def _feed_lines(self) -> tuple[FeedLine, ...]:
        if self._feed is None:
            self._feed = feed_lines(self.position.ledger, self.sight.scope, self.sight.words)
        since = self._counts.at - FEED_MS
        if any(line.at < since for line in self._feed):
            self._feed = tuple(line for line in self._feed if line.at >= since)
        return self._feed
