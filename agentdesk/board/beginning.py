"""What is shown before the log has been read: what stands now, counted in the store's rows."""

from collections.abc import Iterable
from typing import NamedTuple

from agentdesk.board.sight import Sight
from agentdesk.board.values import Value
from agentdesk.board.view import COLUMNS, STRIP, AgentLine, BoardView, Cell, QueueLine
from agentdesk.board.wording import STATE_ORDER
from agentdesk.data.board import QueueStanding, Standing

WAIT = "The log is still being read."
NOTHING = Standing(0, 0, (), ())


class Moment(NamedTuple):
    """As of when, and how far the log has been read."""

    at: int
    live: bool
    counted: float
    seq: int = 0
    fresh_at: int = 0


def first_view(standing: Standing, sight: Sight, moment: Moment, *, trouble: str = "") -> BoardView:
    """Return a board that shows what stands; other numbers are without a value and say why."""
    scope = sight.scope
    # The rows are not counted by channel: with such a filter nothing is known yet.
    known = [x for x in standing.queues if scope.takes_in(x.queue, "") and not scope.channels]
    by_queue = {one.queue: one for one in known}
    return BoardView(
        at=moment.at,
        live=moment.live,
        seq=moment.seq or standing.seq,
        fresh_at=moment.fresh_at or moment.at,
        zone=sight.zone.key,
        window=sight.window,
        start=sight.start(moment.at),
        variant=sight.variant,
        strip=_cells(STRIP, "", _strip(standing, known, sight, moment.at), sight),
        queues=tuple(
            QueueLine(
                queue.id,
                queue.name,
                queue.team,
                _cells(COLUMNS, queue.id, _standing(by_queue.get(queue.id), moment.at), sight)
                if standing is not NOTHING and not scope.channels
                else _cells(COLUMNS, queue.id, {}, sight),
            )
            for queue in sight.setup.queues
            if not scope.nothing and (not scope.queues or queue.id in scope.queues)
        ),
        agents=_agents(standing, sight),
        feed=(),
        soon_ms=sight.numbers(sight.figure("due_soon"))["within_ms"],
        counted=moment.counted,
        trouble=trouble,
    )


def _cells(
    names: Iterable[str], queue: str, known: dict[str, Value], sight: Sight
) -> dict[str, Cell]:
    cells = {}
    for name in names:
        figure = sight.figure(name)
        value = known.get(name, Value(figure.unit, 0, 0, why=WAIT))
        judged = sight.thresholds.judge(figure.id, queue, value)
        cells[name] = Cell(figure.id, value, judged.level, judged.says)
    return cells


def _standing(one: QueueStanding | None, at: int) -> dict[str, Value]:
    """Return what stands in a queue; nothing of it is in the rows where there is nothing."""
    if one is None:
        one = QueueStanding("", 0, None, 0, 0, 0, 0)
    counts = {
        "waiting": one.waiting,
        "in_progress": one.in_progress,
        "snoozed": one.snoozed,
        "late": one.late,
        "due_soon": one.due_soon,
    }
    return {
        **{name: Value("count", number) for name, number in counts.items()},
        "oldest_waiting": _oldest(one.oldest_waiting, at),
    }


def _strip(
    standing: Standing, queues: list[QueueStanding], sight: Sight, at: int
) -> dict[str, Value]:
    scope = sight.scope
    if standing is NOTHING or scope.channels or scope.nothing:
        return {}
    oldest = [one.oldest_waiting for one in queues if one.oldest_waiting is not None]
    found = {
        "waiting": Value("count", sum(one.waiting for one in queues)),
        "oldest_waiting": _oldest(min(oldest, default=None), at),
        "late": Value("count", sum(one.late for one in queues)),
    }
    if not sight.settings.parameters.get("due_soon"):
        # The rows are counted by the figure's own numbers.
        found["due_soon"] = Value("count", sum(one.due_soon for one in queues))
    if not scope.queues:
        states = [row.state for row, _ in standing.agents]
        found["available"] = Value("count", states.count("available"))
        found["staffed"] = Value("count", len(states) - states.count("offline"))
    return found


def _oldest(since: int | None, at: int) -> Value:
    return Value("ms", 0, 0) if since is None else Value("ms", max(0, at - since))


def _agents(standing: Standing, sight: Sight) -> tuple[AgentLine, ...]:
    scope = sight.scope
    people = {person.id: person for person in sight.setup.people}
    reasons = {reason.id: reason.name for reason in sight.setup.away_reasons}
    lines = []
    for row, load in standing.agents:
        person = people.get(row.id)
        if scope.nothing or (person is None and row.state == "offline"):
            continue
        queues, channels = (person.queues, person.channels) if person else ((), ())
        if (scope.queues and not scope.queues.intersection(queues)) or (
            scope.channels and not scope.channels.intersection(channels)
        ):
            continue
        lines.append(
            AgentLine(
                agent=row.id,
                name=person.name if person else row.id,
                team=person.team if person else "",
                state=row.state,
                since=row.since,
                reason=reasons.get(row.reason, row.reason) if row.reason else "",
                units=load.units,
                capacity=person.capacity if person else 0,
            )
        )
    lines.sort(key=lambda line: (STATE_ORDER.index(line.state), line.since, line.agent))
    return tuple(lines)
