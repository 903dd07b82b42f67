"""What a figure is: a name with a version, words, parameters, a source, and how it is measured."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from agentdesk.board.records import CaseRecord, TalkRecord
from agentdesk.board.scope import EVERYTHING, Scope, Span
from agentdesk.board.values import Unit, Value
from agentdesk.domain.setup import Setup

if TYPE_CHECKING:
    from agentdesk.board.ledger.ledger import Ledger


class Look(msgspec.Struct, frozen=True):
    """What a figure is asked: of these records, as of this instant, for this stretch and scope."""

    ledger: "Ledger"
    setup: Setup
    at: int
    """As of when: whether a clock is late is asked of this instant."""
    span: Span
    scope: Scope = EVERYTHING
    parameters: Mapping[str, int] = {}
    """Over the figure's own defaults."""


Subject: TypeAlias = CaseRecord | TalkRecord | str
"""A case, an interaction or an agent's id: what stands behind a number."""


class Item(msgspec.Struct, frozen=True, gc=False):
    """One thing a figure counts: when it belongs to, how much it adds, whether it is met."""

    at: int
    subject: Subject
    numerator: float = 1
    denominator: float = 1
    provisional: bool = False


Items: TypeAlias = Callable[[Look], Iterable[Item]]
Reduce: TypeAlias = Callable[[Sequence[Item]], Value]


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A named figure. ``items`` yields what it counts; ``reduce`` makes the value of some of them.

    A ``standing`` figure is true of an instant (backlog, late now); the others of a stretch.
    """

    id: str
    version: int
    name: str
    short: str
    """The heading of a column, at most 8 letters."""
    unit: Unit
    definition: str
    """In words, a sentence or two."""
    formula: str
    source: str
    items: Items
    reduce: Reduce
    parameters: Mapping[str, int] = {}
    """Its numbers, by name, with their defaults: durations in ms."""
    standing: bool = False
    good: int = 0
    """1: more is better, −1: less is better, 0: neither."""
    moved: bool = False
    """Cases count in the queue where they are, as what stands does, and not where they began."""
    oldest_first: bool = False
    """What stands behind it is listed by age: the number is that of the first, or made of ages."""
    spread: bool = False
    """What it counts lasts through the stretch looked at: a report measures each day by itself
    instead of sorting items into days."""

    def queue_of(self, item: Item) -> str:
        """Return the queue that an item counts in; ``""`` for people, who are in none."""
        subject = item.subject
        if isinstance(subject, str):
            return ""
        if isinstance(subject, TalkRecord) or self.standing or self.moved:
            return subject.queue
        return subject.first_queue or subject.queue

    def measure(self, look: Look) -> Value:
        """Return its value for what is looked at."""
        return self.reduce(list(self.items(look)))

    def behind(self, look: Look) -> tuple[Item, ...]:
        """Return what stands behind the number, the newest first, or the oldest."""
        counted = (item for item in self.items(look) if item.numerator or item.denominator)
        newest_first = not self.oldest_first
        return tuple(sorted(counted, key=lambda item: -item.at if newest_first else item.at))
