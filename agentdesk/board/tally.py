"""A figure that is carried on: what each record adds to it, so that one that changes costs little.

The items are the figure's own, asked of the records that changed and of no others; that the sums
are those of a whole look is held by a test.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from agentdesk.board.figures.figure import Figure, Item, Look, Subject
from agentdesk.board.records import CaseRecord, TalkRecord
from agentdesk.board.values import Value

Items = tuple[Item, ...]
Change = tuple[Items, Items]
"""What one record added before, and what it adds now."""
Key = int | str
"""A case by its id, a call or chat by its id below zero, an agent by theirs."""

SUMS: frozenset[str] = frozenset(
    {
        *("waiting", "in_progress", "snoozed", "late", "due_soon", "handled", "abandoned"),
        *("available", "staffed", "load", "csat", "service_level"),
    }
)
"""Figures (or families) whose value is made of sums alone, which are carried on too."""

_NEVER = 1 << 62
SLACK = 10_000
"""So many places of a heap may be out of date before it is made anew."""


def place_of(subject: Subject) -> tuple[Key, str]:
    """Return the key of what an item counts, and the queue in whose line it counts, if any."""
    if isinstance(subject, CaseRecord):
        return subject.id, subject.queue
    return (-subject.id, subject.queue) if isinstance(subject, TalkRecord) else (subject, "")


class _Group:
    """What one queue, or everything, adds up to."""

    __slots__ = (
        "denominator",
        "eldest",
        "first",
        "fresh",
        "items",
        "n",
        "numerator",
        "open",
        "value",
    )

    def __init__(self) -> None:
        self.items: dict[Key, Items] = {}
        """What it counts; nothing where sums are all that is asked of it."""
        self.fresh: list[Item] = []
        """What it was filled with, until something changes."""
        self.eldest: Item | None = None
        """The oldest of that, once it was asked for."""
        self.n = 0
        self.numerator: float = 0
        self.denominator: float = 0
        self.open = 0
        self.value: Value | None = None
        """As it was last asked for; ``None`` since something changed."""
        self.first: list[tuple[int, Key]] | None = None
        """When its items happened, as a heap, once that was asked; some of it is not true any
        more."""

    def fill(self) -> None:
        """Add up what it was filled with."""
        fresh = self.fresh
        self.n = len(fresh)
        self.numerator = sum([item.numerator for item in fresh])
        self.denominator = sum([item.denominator for item in fresh])
        self.open = sum([item.provisional for item in fresh])

    def count(self, items: Items, sign: int) -> None:
        """Add items to the sums, or take them off."""
        for item in items:
            self.n += sign
            self.numerator += sign * item.numerator
            self.denominator += sign * item.denominator
            self.open += sign * item.provisional
        self.value = None

    def note(self, key: Key, items: Items) -> None:
        """Note when items happened that were added, if anybody asks."""
        if self.first is not None:
            for item in items:
                heapq.heappush(self.first, (item.at, key))
            if len(self.first) > 2 * len(self.items) + SLACK:
                # Mostly what is not true any more: it is made anew when it is asked for.
                self.first = None

    def oldest(self) -> Item | None:
        """Return the item that is there longest."""
        if self.fresh:
            if self.eldest is None:
                self.eldest = min(self.fresh, key=_when)
            return self.eldest
        if self.first is None:
            self.first = [(item.at, key) for key, items in self.items.items() for item in items]
            heapq.heapify(self.first)
        while self.first:
            at, key = self.first[0]
            for item in self.items.get(key, ()):
                if item.at == at:
                    return item
            heapq.heappop(self.first)
        return None


class Tally:
    """One figure over the records of a ledger, by queue and altogether.

    ``slides``: what happened before an instant leaves (:meth:`leave`). ``listed``: the items of
    one queue can be asked for (:meth:`items`).
    """

    def __init__(self, figure: Figure, *, slides: bool = False, listed: bool = False) -> None:
        self.figure = figure
        self._sums = figure.id in SUMS or figure.id.partition(".")[0] in SUMS
        self._listed = listed or not self._sums
        self._whole = _Group()
        self._queues: dict[str, _Group] = {}
        self._slides = slides
        self._oldest = _NEVER
        """Nothing happened before this instant."""
        self._first: list[tuple[int, Key]] | None = None
        """When items happened, as a heap, once one has left; some of it is not true any more."""

    def fill(self, look: Look) -> None:
        """Count everything there is to look at, at the beginning."""
        queues: dict[str, list[Item]] = {}
        fresh = self._whole.fresh = list(self.figure.items(look))
        for item in fresh:
            subject = item.subject
            queue = "" if isinstance(subject, str) else subject.queue
            if queue in queues:
                queues[queue].append(item)
            else:
                queues[queue] = [item]
        self._whole.fill()
        for queue, items in queues.items():
            group = self._queues[queue] = _Group()
            group.fresh = items
            group.fill()
        self._oldest = min([item.at for item in fresh], default=_NEVER)

    def settle(self) -> None:
        """Find the place of everything it was filled with: nothing changes before."""
        found, listed = self._whole.items, self._listed
        for item in self._whole.fresh:
            key, queue = place_of(item.subject)
            items = found[key] = (item,) if key not in found else (*found[key], item)
            if listed:
                self._queues[queue].items[key] = items
        for group in (self._whole, *self._queues.values()):
            group.fresh, group.eldest = [], None

    def renew(self, look: Look, keys: Iterable[Key]) -> list[Change]:
        """Count some records anew; return what that changed."""
        self.settle()
        found: dict[Key, Items] = {}
        for item in self.figure.items(look):
            key = place_of(item.subject)[0]
            found[key] = (*found.get(key, ()), item)
        changes = []
        for key in keys:
            before, after = self._whole.items.get(key, ()), found.get(key, ())
            if before or after:
                self._take(key, before)
                self._add(key, after)
                changes.append((before, after))
        return changes

    def leave(self, start: int) -> list[Change]:
        """Let go of what happened before an instant; return what that changed."""
        if not self._slides or start <= self._oldest:
            return []
        self.settle()
        first, changes = self._first or self._sort(), list[Change]()
        while first and first[0][0] < start:
            _, key = heapq.heappop(first)
            before = self._whole.items.get(key, ())
            after = tuple(item for item in before if item.at >= start)
            if len(before) != len(after):
                self._take(key, before)
                self._add(key, after)
                changes.append((before, after))
        self._oldest = first[0][0] if first else _NEVER
        return changes

    def value(self, queue: str | None = None) -> Value:
        """Return its value in a queue, or (``None``) altogether."""
        group = self._whole if queue is None else self._queues.get(queue)
        if group is None:
            return self.figure.reduce(())
        if group.value is None:
            group.value = self.figure.reduce(self._counted(group))
        return group.value

    def items(self, queue: str | None = None) -> Iterator[Item]:
        """Yield what it counts, altogether or in a queue."""
        group = self._whole if queue is None else self._queues.get(queue)
        if group is None:
            return iter(())
        return iter(group.fresh) if group.fresh else chain.from_iterable(group.items.values())

    def oldest(self, queue: str | None = None) -> Item | None:
        """Return the item that is there longest, in a queue or altogether, if items are listed."""
        if queue is None:
            found = [self.oldest(queue) for queue in self._queues]
            return min((item for item in found if item is not None), key=_when, default=None)
        group = self._queues.get(queue)
        return None if group is None else group.oldest()

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues in which it counts something."""
        return tuple(queue for queue, group in self._queues.items() if queue and group.n)

    def _counted(self, group: _Group) -> Sequence[Item]:
        if not self._sums:
            return group.fresh or list(chain.from_iterable(group.items.values()))
        return [Item(0, "", group.numerator, group.denominator, group.open > 0)]

    def _add(self, key: Key, items: Items) -> None:
        if not items:
            return
        for group in (self._whole, self._group(items)):
            group.count(items, 1)
            if self._listed or group is self._whole:
                group.items[key] = items
                group.note(key, items)
        self._oldest = min(self._oldest, *(item.at for item in items))
        if self._first is not None:
            for item in items:
                heapq.heappush(self._first, (item.at, key))
            if len(self._first) > 2 * len(self._whole.items) + SLACK:
                self._sort()

    def _sort(self) -> list[tuple[int, Key]]:
        """Make the heap of what happened when."""
        found = self._whole.items
        self._first = [(item.at, key) for key, items in found.items() for item in items]
        heapq.heapify(self._first)
        return self._first

    def _take(self, key: Key, items: Items) -> None:
        if items:
            for group in (self._whole, self._group(items)):
                group.count(items, -1)
                group.items.pop(key, None)

    def _group(self, items: Items) -> _Group:
        queue = place_of(items[0].subject)[1]
        group = self._queues.get(queue)
        if group is None:
            group = self._queues[queue] = _Group()
        return group


def _when(item: Item) -> int:
    return item.at
