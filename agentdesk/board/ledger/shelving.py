"""The cases of a ledger: which are open, which are put away, and what is left of those."""

from typing import Any, ClassVar

import msgspec

from agentdesk.board.ledger.cases import FOLDS, OF_TALKS
from agentdesk.board.ledger.pieces import Piece
from agentdesk.board.ledger.shelf import Shelf
from agentdesk.board.records import CaseRecord
from agentdesk.domain.events import Fact

_PLACE: tuple[str, ...] = (
    "channel", "queue", "tier", "team", "type", "reason", "priority", "level", "language",
    "first_queue", "first_type", "imported",
)  # fmt: skip
"""What is kept of a case that is put away, in case something is still said of it."""
_resolved = msgspec.msgpack.Decoder(CaseRecord).decode


class CaseShelf(Shelf[int, CaseRecord]):
    """The cases. One that is put away leaves its place behind, a number a case.

    A customer may answer a survey, or somebody grant something, when a case is long over: then a
    record begins anew, of a case that is closed and belongs to no cohort, in the same place. One
    that was resolved and never closed may come back: it is kept whole, as bytes.
    """

    KINDS: ClassVar[dict[type[Any], Any]] = FOLDS

    def __init__(self) -> None:
        super().__init__({**FOLDS, **OF_TALKS})
        self.active: dict[int, None] = {}
        self.ended: set[int] = set()
        """What is over and lies in no piece."""
        self.gone: set[int] = set()
        """What counts for nothing, wherever it is."""
        self.away: dict[int, int] = {}
        self.resolved: dict[int, bytes] = {}
        """What is away and was never closed."""
        self.places: list[tuple[Any, ...]] = []
        self._place_of: dict[tuple[Any, ...], int] = {}

    def take(self, key: int, fact: Fact, now: int, *, counts: bool) -> CaseRecord | None:
        """Fold a fact into a case and keep it; return the case."""
        if key not in self.records and (key in self.away or key in self.resolved):
            self._begin_anew(key)
        record = super().take(key, fact, now, counts=counts)
        self._index(key, record)
        return record

    def refold(self, key: int, now: int, undone: Any) -> None:
        """Fold a case again without the facts of commands that are undone."""
        super().refold(key, now, undone)
        self._index(key, self.records.get(key))

    def _index(self, key: int, record: CaseRecord | None) -> None:
        if record is not None and record.active and not record.gone:
            self.active[key] = None
            self.ended.discard(key)
            self.gone.discard(key)
            return
        if key in self.active:
            del self.active[key]
        if record is None:
            # What counted for nothing before it was put away still does.
            self.ended.discard(key)
            return
        self.ended.add(key)
        if record.gone:
            self.gone.add(key)
        else:
            self.gone.discard(key)

    # ---- letting go

    def seal(self, number: int, since: int) -> None:
        """Put what has come to rest aside; what was last touched before an instant goes soon."""
        plain, surveyed = list[CaseRecord](), list[CaseRecord]()
        for key in self.ended:
            record = self.records[key]
            if key not in self.warm and record.touched_at >= since and _is_over(record):
                (surveyed if record.surveys else plain).append(record)
        for records in (plain, surveyed):
            if records:
                asked = records is surveyed
                piece = Piece.of(CaseRecord, number, records, _touched_at, surveyed=asked)
                self.put_aside(piece)
                self.ended.difference_update(piece.keys)

    def prune(self, horizon: int) -> None:
        """Put away the cases that were over before an instant."""
        for key in list(self.ended):
            record = self.records[key]
            if key not in self.warm and record.touched_at < horizon and _is_over(record):
                self.ended.discard(key)
                self._leave_behind(record)
                self.drop(key)
        for record in self.put_away(horizon):
            self._leave_behind(record)

    def _leave_behind(self, record: CaseRecord) -> None:
        if record.gone:
            return
        if record.state == "resolved":
            self.resolved[record.id] = msgspec.msgpack.encode(record)
            return
        place = tuple(getattr(record, name) for name in _PLACE)
        number = self._place_of.get(place)
        if number is None:
            number = self._place_of[place] = len(self.places)
            self.places.append(place)
        self.away[record.id] = number

    def _begin_anew(self, key: int) -> None:
        data = self.resolved.pop(key, None)
        if data is not None:
            self.records[key] = _resolved(data)
        elif key in self.away:
            fields = dict(zip(_PLACE, self.places[self.away.pop(key)], strict=True))
            self.records[key] = CaseRecord(id=key, created_at=0, state="closed", **fields)

    def put_places(self, places: list[tuple[Any, ...]]) -> None:
        """Take over the places of a snapshot."""
        self.places = places
        self._place_of = {place: number for number, place in enumerate(places)}

    def copy_into(self, other: "Shelf[int, CaseRecord]") -> None:
        """Let another shelf go on from here by itself."""
        super().copy_into(other)
        assert isinstance(other, CaseShelf)
        other.active, other.ended = self.active.copy(), self.ended.copy()
        other.gone, other.away = self.gone.copy(), self.away.copy()
        other.resolved = self.resolved.copy()
        other.put_places(self.places.copy())


def _is_over(x: CaseRecord) -> bool:
    """Say whether nothing of a case is open that is resolved or closed."""
    if x.gone:
        return True
    complaint = x.complaint
    if complaint is not None and complaint.decided_at is None and complaint.closed_at is None:
        return False
    return all(promise.settled_at is not None for promise in x.promises)


def _touched_at(record: CaseRecord) -> int:
    return record.touched_at
