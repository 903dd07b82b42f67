"""Records of one kind, and for those touched lately the facts they came from.

An act can be taken back for some seconds only, so the facts of the last hour are enough: a record
that one of them made is folded again without it. Nobody asks how an older record came about.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from agentdesk.board.ledger.facts import unpacked
from agentdesk.board.ledger.pieces import Piece, lasting
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
        self.pieces: tuple[Piece[Any], ...] = ()
        """What has come to rest, the oldest first."""
        self.taken: dict[Any, int] = {}
        """What was taken up again, and out of which piece: older ones do not tell of it either."""
        self._top: Any = -1
        """No id in any piece is greater."""

    def get(self, key: K) -> R | None:
        """Return a record, wherever it is."""
        record = self.records.get(key)
        if record is None and self.pieces:
            piece = self._piece_with(key)
            return None if piece is None else piece.by_id[key]  # type: ignore[index]  # they have ids
        return record

    def _piece_with(self, key: Any) -> Piece[Any] | None:
        """Return the piece that tells of a record as it is."""
        if key > self._top:
            return None
        taken = self.taken.get(key, -1)
        for piece in reversed(self.pieces):
            if piece.covers(key):
                return piece if piece.number > taken else None
        return None

    def _take_up(self, key: Any) -> R | None:
        """Put a record that lies in a piece among those that may change."""
        piece = self._piece_with(key)
        if piece is None:
            return None
        self.taken[key] = piece.number
        record: R = piece.by_id[key]
        self.records[key] = record
        return record

    def resting(self, pieces: Iterable[Piece[Any]]) -> Iterator[Any]:
        """Yield the records of pieces that were not taken up again."""
        taken = self.taken
        for piece in pieces:
            if taken.keys().isdisjoint(piece.ids):
                yield from piece.records
            else:
                number = piece.number
                yield from (x for x in piece.records if taken.get(x.id, -1) < number)

    def put_aside(self, piece: Piece[Any]) -> None:
        """Let a piece hold records that are among those that may change."""
        for key in piece.keys:
            del self.records[key]  # type: ignore[arg-type]  # what lies in pieces has ids
        self.put_pieces((*self.pieces, piece))

    def put_pieces(self, pieces: tuple[Piece[Any], ...]) -> None:
        """Take over pieces, the oldest first."""
        self.pieces = pieces
        self._top = max((piece.greatest for piece in pieces), default=-1)

    def put_away(self, horizon: int) -> list[Any]:
        """Let go of the pieces in which nothing happened since an instant; return what was left."""
        old = [piece for piece in self.pieces if piece.newest < horizon]
        if not old:
            return []
        left = list(self.resting(piece for piece in old if not self._is_empty(piece)))
        self.put_pieces(lasting(self.pieces, horizon))
        for piece in old:
            for key in self.taken.keys() & piece.ids:
                number = self.taken[key]
                if not any(x.number <= number and x.covers(key) for x in self.pieces):
                    del self.taken[key]
        return left

    def _is_empty(self, piece: Piece[Any]) -> bool:
        return all(self.taken.get(key, -1) >= piece.number for key in piece.ids)

    def take(self, key: K, fact: Fact, now: int, *, counts: bool) -> R | None:
        """Fold a fact into a record and keep it; return the record.

        One that does not ``count`` belongs to a command that is taken back: it is only kept.
        """
        before = self.records.get(key)
        if before is None and self.pieces:
            before = self._take_up(key)
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
        other.pieces, other.taken, other._top = self.pieces, self.taken.copy(), self._top
