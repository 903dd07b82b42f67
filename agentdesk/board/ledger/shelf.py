"""Records of one kind, and for those touched lately the facts they came from.

An act can be taken back for some seconds only, so the facts of the last hour are enough: a record
that one of them made is folded again without it. Nobody asks how an older record came about.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from agentdesk.board.ledger.facts import unpacked
from agentdesk.domain.events import Fact

K = TypeVar("K", int, str)
R = TypeVar("R")

Fold = Callable[[R | None, Fact, Any], R | None]
"""How one event changes a record; ``None`` is no record, before and after."""

LONG = 32
"""More facts than this are thinned out, however warm their record is."""


class Warm(Generic[R]):
    """What a record was before its latest facts, and these.

    Facts from a snapshot are bytes until somebody asks for them; most never are.
    """

    __slots__ = ("_facts", "base", "data", "touched")

    def __init__(
        self, base: R | None, facts: list[Fact], touched: int, data: bytes | None = None
    ) -> None:
        self.base, self._facts, self.touched, self.data = base, facts, touched, data

    @property
    def facts(self) -> list[Fact]:
        """The latest facts, in order."""
        if self.data is not None:
            self._facts, self.data = unpacked(self.data), None
        return self._facts

    @facts.setter
    def facts(self, facts: list[Fact]) -> None:
        self._facts, self.data = facts, None

    def copy(self) -> "Warm[R]":
        """Return one that goes on by itself."""
        return Warm(self.base, self._facts.copy(), self.touched, self.data)


class Shelf(Generic[K, R]):
    """The records of one kind, by key."""

    def __init__(self, folds: Mapping[type[Any], Fold[R]]) -> None:
        self.folds = folds
        self.records: dict[K, R] = {}
        self.warm: dict[K, Warm[R]] = {}

    def take(self, key: K, fact: Fact, now: int, *, counts: bool) -> R | None:
        """Fold a fact into a record and keep it; return the record.

        One that does not ``count`` belongs to a command that is taken back: it is only kept.
        """
        before = self.records.get(key)
        warm = self.warm.get(key)
        if warm is None:
            self.warm[key] = Warm(before, [fact], now)
        else:
            warm.facts.append(fact)
            warm.touched = now
        if not counts:
            return before
        after = self.folds[type(fact.event)](before, fact, fact.event)
        if after is not None:
            self.records[key] = after
        return after

    def refold(self, key: K, now: int, undone: Callable[[str], bool]) -> None:
        """Fold a warm record again without the facts of commands that are undone."""
        warm = self.warm.get(key)
        if warm is None:
            return
        warm.touched = now
        record = self._fold(warm.base, [x for x in warm.facts if not undone(x.command)])
        if record is None:
            self.records.pop(key, None)
        else:
            self.records[key] = record

    def _fold(self, record: R | None, facts: list[Fact]) -> R | None:
        for fact in facts:
            record = self.folds[type(fact.event)](record, fact, fact.event)
        return record

    def cool(
        self, key: K, command: str, horizon: int, known: Mapping[str, object], *, undone: bool
    ) -> None:
        """Let go of a command that can no longer be taken back or done again."""
        warm = self.warm.get(key)
        if warm is None:
            return
        if undone and warm.touched > horizon:
            warm.facts = [fact for fact in warm.facts if fact.command != command]
        if warm.touched <= horizon:
            del self.warm[key]
            self.settle(key)
        elif len(warm.facts) > LONG:
            settled = 0
            while settled < len(warm.facts) and warm.facts[settled].command not in known:
                settled += 1
            warm.base = self._fold(warm.base, warm.facts[:settled])
            del warm.facts[:settled]
            self.thin(key, warm)

    def settle(self, key: K) -> None:
        """Put away what will not change any more: nothing, unless a kind of record has such."""

    def thin(self, key: K, warm: Warm[R]) -> None:
        """Put away what the base of a warm record holds and will not change any more."""

    def drop(self, key: K) -> None:
        """Forget a record."""
        self.records.pop(key, None)
        self.warm.pop(key, None)

    def copy_into(self, other: "Shelf[K, R]") -> None:
        """Let another shelf go on from here by itself; records are shared, they never change."""
        other.records = self.records.copy()
        other.warm = {key: warm.copy() for key, warm in self.warm.items()}
