"""Agents: who is there, how much there is for each, how busy they are together."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from agentdesk.board.figures.counting import DOCS, count, figure, parameter, ratio
from agentdesk.board.figures.figure import Figure, Item, Look
from agentdesk.board.figures.standing import load_of
from agentdesk.board.records import StretchRecord, TalkRecord
from agentdesk.board.values import Value
from agentdesk.clock import HOUR

Stretch = tuple[int, int]
WRAP_UP: dict[str, int] = {"wrap_up_ms": HOUR}
"""A wrap-up whose end nobody told counts for this long at most."""


def agents_of(look: Look) -> frozenset[str] | None:
    """Return who serves the queues and channels looked at; ``None``: everybody."""
    scope = look.scope
    if scope.nothing:
        return frozenset()
    if not scope.queues and not scope.channels:
        return None
    return frozenset(
        person.id
        for person in look.setup.people
        if (not scope.queues or scope.queues.intersection(person.queues))
        and (not scope.channels or scope.channels.intersection(person.channels))
    )


def _now(look: Look) -> Iterator[StretchRecord]:
    whose = agents_of(look)
    for stretch in look.ledger.agents():
        if whose is None or stretch.agent in whose:
            yield stretch


def _available(look: Look) -> Iterator[Item]:
    for stretch in _now(look):
        if stretch.state == "available":
            yield Item(stretch.since, stretch.agent)


def _staffed(look: Look) -> Iterator[Item]:
    for stretch in _now(look):
        if stretch.state != "offline":
            yield Item(stretch.since, stretch.agent)


def _load(look: Look) -> Iterator[Item]:
    yield from load_of(look)
    for stretch in _now(look):
        if stretch.state == "available":
            yield Item(stretch.since, stretch.agent, 0, 1)


# ---- how busy


def busy_of(look: Look) -> dict[str, list[Stretch]]:
    """Return when each agent was with a customer or wrapped up, within what is looked at."""
    end = min(look.span.end, look.at)
    found: dict[str, list[Stretch]] = {}
    for talk in look.ledger.talks():
        if talk.connected_at is None or talk.agent is None or not look.scope.takes(talk):
            continue
        begin, done = max(talk.connected_at, look.span.start), min(_over(talk, look), end)
        if begin < done:
            found.setdefault(talk.agent, []).append((begin, done))
    return found


def _over(talk: TalkRecord, look: Look) -> int:
    """Return until when a contact takes its agent; a wrap-up that never ends is not believed."""
    if talk.wrapped_at is not None:
        return talk.wrapped_at
    if talk.ended_at is None:
        return look.at
    return min(look.at, talk.ended_at + parameter(WRAP_UP, look, "wrap_up_ms"))


def length(stretches: list[Stretch]) -> int:
    """Return how long stretches last together, counting what overlaps once."""
    total, reached = 0, 0
    for begin, end in sorted(stretches):
        if end > reached:
            total += end - max(begin, reached)
            reached = end
    return total


def there_of(look: Look) -> dict[str, int]:
    """Return how long each agent was there and not unavailable, in ms."""
    end = min(look.span.end, look.at)
    found: dict[str, int] = {}
    for stretch in look.ledger.stretches():
        if stretch.state in ("offline", "unavailable"):
            continue
        until = end if stretch.until is None else min(stretch.until, end)
        ms = until - max(stretch.since, look.span.start)
        if ms > 0:
            found[stretch.agent] = found.get(stretch.agent, 0) + ms
    return found


def _occupancy(look: Look) -> Iterator[Item]:
    whose, busy, there = agents_of(look), busy_of(look), there_of(look)
    # Who is with a customer without being there still is busy, so that days add up.
    for agent in there | busy:
        if whose is None or agent in whose:
            yield Item(look.span.start, agent, length(busy.get(agent, [])), there.get(agent, 0))


def _share_of_time(items: Sequence[Item]) -> Value:
    value = ratio("share")(items)
    if value.numerator and not value.denominator:
        return replace(value, why="When people were there was not recorded.")
    if value.denominator is not None and value.numerator > value.denominator:
        return replace(value, why="Some were with customers while they were not there.")
    return value


def _concurrency(look: Look) -> Iterator[Item]:
    for agent, stretches in busy_of(look).items():
        total = sum(end - begin for begin, end in stretches)
        yield Item(look.span.start, agent, total, length(stretches))


FIGURES: tuple[Figure, ...] = (
    figure(
        "available",
        "Available",
        "Free",
        "count",
        _available,
        count(),
        definition="Agents of these queues who are ready to take work.",
        formula="number of agents whose state is available",
        standing=True,
        good=1,
    ),
    figure(
        "staffed",
        "Staffed",
        "Staffed",
        "count",
        _staffed,
        count(),
        definition="Agents of these queues who are here, whatever they do.",
        formula="number of agents whose state is not offline",
        standing=True,
        good=1,
    ),
    figure(
        "load",
        "Load",
        "Load",
        "ratio",
        _load,
        ratio("ratio"),
        definition="What waits and what is in progress, for each agent who is ready to take work.",
        formula="(waiting + in progress) ÷ available",
        standing=True,
        good=-1,
    ),
    figure(
        "occupancy",
        "Occupancy",
        "Occup.",
        "share",
        _occupancy,
        _share_of_time,
        definition="How much of the time that agents were there and not unavailable they were "
        "with customers or wrapped up. Contacts at the same time count once; a wrap-up whose end "
        "nobody told counts for an hour at most, if nothing else is set.",
        formula="length of the union of connected → wrapped ÷ (not offline − unavailable)",
        source="Amazon Connect, metrics definitions; " + DOCS,
        parameters=WRAP_UP,
        spread=True,
    ),
    figure(
        "concurrency",
        "Concurrency",
        "At once",
        "ratio",
        _concurrency,
        ratio("ratio"),
        definition="How many contacts an agent had at once, while they had any. A wrap-up whose "
        "end nobody told counts for an hour at most, if nothing else is set.",
        formula="Σ (connected → wrapped) ÷ length of their union",
        parameters=WRAP_UP,
        spread=True,
    ),
)
