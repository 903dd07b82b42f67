"""What a board shows beside its figures: the backlog by age, what came in, who works on what.

Each is carried on from one moment to the next: told of a record that changed, it forgets what it
knew of it and takes it in anew.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from agentdesk.board.figures.figure import Item, Look
from agentdesk.board.records import CaseRecord, StretchRecord, TalkRecord
from agentdesk.board.tally import Change
from agentdesk.board.view import AgentLine
from agentdesk.board.wording import STATE_ORDER
from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.domain.setup import Setup

BANDS: tuple[int, ...] = (4 * HOUR, DAY, 3 * DAY, 7 * DAY)
"""Up to which age each band of the backlog reaches; the last one has no end."""
NOBODY = frozenset({"", "system", "customer"})
"""Who acts and is no person of ours."""
WIDTHS: dict[str, int] = {
    "today": 30 * MINUTE,
    "1h": 3 * MINUTE,
    "4h": 10 * MINUTE,
    "24h": HOUR,
    "7d": 6 * HOUR,
}
"""The stretches arrivals are counted by, in each window."""


class Ages:
    """The open cases of each queue by age."""

    def __init__(self) -> None:
        self._cases: dict[int, tuple[str, int]] = {}
        self._queues: dict[str, list[int]] = {}

    def fill(self, cases: Iterable[CaseRecord]) -> None:
        """Take in all open cases, at the beginning."""
        for case in cases:
            self._cases[case.id] = (case.queue, case.created_at)
            self._queues.setdefault(case.queue, []).append(case.created_at)
        for instants in self._queues.values():
            instants.sort()

    def put(self, id: int, case: CaseRecord | None) -> None:
        """Take in a case as it is now; ``None``: it is not open, or of no interest."""
        before = self._cases.get(id)
        after = None if case is None else (case.queue, case.created_at)
        if before == after:
            return
        if before is not None:
            instants = self._queues[before[0]]
            del instants[bisect_left(instants, before[1])]
            del self._cases[id]
        if after is not None:
            self._cases[id] = after
            insort(self._queues.setdefault(after[0], []), after[1])

    def of(self, queue: str, at: int) -> tuple[int, ...]:
        """Return how many there are in each band as of an instant."""
        instants = self._queues.get(queue, [])
        # As old as a band reaches is still in it.
        older = [bisect_left(instants, at - band) for band in BANDS]
        whole = [len(instants), *older, 0]
        return tuple(more - fewer for more, fewer in pairwise(whole))

    @property
    def queues(self) -> Iterator[str]:
        """The queues with something open."""
        return (queue for queue, instants in self._queues.items() if instants)


def came(look: Look) -> Iterator[Item]:
    """Yield what came in: calls and chats, and the cases that none of them began."""
    start, end, scope, ledger = look.span.start, look.span.end, look.scope, look.ledger
    every = scope.everything
    for case in ledger.cases():
        at = case.created_at
        if case.imported or not start <= at < end:
            continue
        if (every or scope.takes_in(case.first_queue, case.channel)) and not _by_talk(look, case):
            yield Item(at, case)
    for talk in ledger.talks():
        at = talk.queued_at
        if start <= at < end and (every or scope.takes(talk)):
            yield Item(at, talk)


def _by_talk(look: Look, case: CaseRecord) -> bool:
    """Say whether a call or chat that is counted began the case."""
    if case.first_talk is None:
        return False
    talk = look.ledger.talk(case.first_talk)
    return talk is not None and talk.queued_at <= case.created_at


class Arrivals:
    """How much came into each queue, by equal stretches of the window."""

    def __init__(self, window: str, midnight: int) -> None:
        self._width = WIDTHS[window]
        self._origin = midnight
        self._queues: dict[str, Counter[int]] = {}

    def fill(self, items: Iterable[Item]) -> None:
        """Take in what came, at the beginning."""
        self._add(items, 1)

    def count(self, changes: Iterable[Change]) -> None:
        """Take in what changed."""
        for before, after in changes:
            self._add(before, -1)
            self._add(after, 1)

    def of(self, queue: str, start: int, at: int) -> tuple[int, ...]:
        """Return the counts from an instant to another, the oldest first."""
        counts = self._queues.get(queue)
        places = range(self._place(start), self._place(at) + 1)
        return tuple(counts[place] for place in places) if counts else (0,) * len(places)

    def _add(self, items: Iterable[Item], sign: int) -> None:
        for item in items:
            subject = item.subject
            if isinstance(subject, str):
                continue
            # A case came where it was created, wherever it is now.
            queue = subject.first_queue if isinstance(subject, CaseRecord) else subject.queue
            counts = self._queues.get(queue)
            if counts is None:
                counts = self._queues[queue] = Counter()
            counts[(item.at - self._origin) // self._width] += sign

    def _place(self, at: int) -> int:
        return (at - self._origin) // self._width


class Work:
    """What everybody has in hand."""

    def __init__(self, setup: Setup) -> None:
        self._units = setup.limits.units
        self._cases: dict[int, tuple[str, int]] = {}
        self._talks: dict[int, tuple[str, int]] = {}
        self._of: dict[str, tuple[dict[int, int], dict[int, int]]] = {}
        """By agent: cases and contacts with the units that each takes."""

    def put_case(self, id: int, case: CaseRecord | None) -> bool:
        """Take in a case as it is now (``None``: it is not open); say whether that is news."""
        holds = None
        if case is not None and case.owner is not None:
            # While it waits for somebody else or sleeps it takes none of its owner's units.
            busy = case.state in ("new", "open") and case.wake_at is None
            holds = (case.owner, self._units.get(case.channel, 1) if busy else 0)
        return self._put(self._cases, 0, id, holds)

    def put_talk(self, id: int, talk: TalkRecord | None, case: CaseRecord | None) -> bool:
        """Take in a call or chat as it is now, with its case; say whether that is news."""
        holds = None
        talking = talk is not None and talk.connected_at is not None and talk.ended_at is None
        if talk is not None and talk.agent is not None and talking:
            # Whoever has the case has its units already.
            twice = case is not None and case.owner == talk.agent and case.active
            holds = (talk.agent, 0 if twice else self._units.get(talk.channel, 1))
        return self._put(self._talks, 1, id, holds)

    def of(self, agent: str) -> tuple[tuple[int, ...], tuple[int, ...], int]:
        """Return somebody's cases, calls and chats, and the units that these take."""
        cases, talks = self._of.get(agent, ({}, {}))
        return tuple(sorted(cases)), tuple(sorted(talks)), sum((*cases.values(), *talks.values()))

    @property
    def people(self) -> Iterator[str]:
        """Who has something in hand."""
        return (agent for agent, in_hand in self._of.items() if any(in_hand))

    def _put(
        self, known: dict[int, tuple[str, int]], which: int, id: int, holds: tuple[str, int] | None
    ) -> bool:
        before = known.get(id)
        if before == holds:
            return False
        if before is not None:
            del self._of[before[0]][which][id]
            del known[id]
        if holds is not None:
            known[id] = holds
            self._of.setdefault(holds[0], ({}, {}))[which][id] = holds[1]
        return True


def agent_lines(
    stretches: Iterable[StretchRecord],
    work: Work,
    handled: Counter[str],
    setup: Setup,
    then: Setup,
    whose: frozenset[str] | None = None,
) -> tuple[AgentLine, ...]:
    """Return a line for everybody who is here or belongs here, by state, then time in it.

    Who works without a state that the log tells of, as in a log that came in, has a line too.
    Only those of ``whose`` (``None``: everybody); what they can take is of the set-up ``then``.
    """
    people = {person.id: person for person in setup.people}
    capacities = {person.id: person.capacity for person in then.people}
    reasons = {reason.id: reason.name for reason in setup.away_reasons}
    lines = []
    states = {now.agent: now for now in stretches}
    for agent in states.keys() | ({*work.people, *handled} - NOBODY):
        person, now = people.get(agent), states.get(agent)
        if whose is not None and agent not in whose:
            continue
        if now is not None and person is None and now.state == "offline":
            continue
        cases, talks, units = work.of(agent)
        lines.append(
            AgentLine(
                agent=agent,
                name=person.name if person else agent,
                team=person.team if person else "",
                state=now.state if now else "",
                since=now.since if now else 0,
                reason=reasons.get(now.reason, now.reason) if now and now.reason else "",
                cases=cases,
                talks=talks,
                units=units,
                capacity=capacities.get(agent, 0),
                handled=handled[agent],
            )
        )
    lines.sort(key=lambda line: (STATE_ORDER.index(line.state), line.since, line.agent))
    return tuple(lines)


def handled_by(items: Iterable[Item]) -> Counter[str]:
    """Count by whom what was handled was handled."""
    counts: Counter[str] = Counter()
    for item in items:
        if (agent := handler_of(item)) is not None:
            counts[agent] += 1
    return counts


def handler_of(item: Item) -> str | None:
    """Return who handled what counts as handled."""
    subject = item.subject
    if isinstance(subject, CaseRecord):
        return subject.resolved_by
    return subject.agent if isinstance(subject, TalkRecord) else None
