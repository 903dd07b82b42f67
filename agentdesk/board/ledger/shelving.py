"""The cases of a ledger: which are open, which are put away, and what is left of those."""

from typing import Any, ClassVar

from agentdesk.board.ledger.cases import FOLDS, OF_TALKS
from agentdesk.board.ledger.shelf import Shelf
from agentdesk.board.records import CaseRecord
from agentdesk.domain.events import Fact

GONE = 0
"""The number of the place of a case that counts for nothing."""

_PLACE: tuple[str, ...] = (
    "channel", "queue", "tier", "team", "type", "reason", "priority", "level", "language",
    "first_queue", "first_type", "imported",
)  # fmt: skip
"""What is kept of a case that is put away, in case something is still said of it."""


class CaseShelf(Shelf[int, CaseRecord]):
    """The cases. One that is put away leaves its place behind, a number a case.

    A customer may answer a survey, or somebody grant something, when a case is long over: then a
    record begins anew, of a case that is closed and belongs to no cohort, in the same place.
    """

    KINDS: ClassVar[dict[type[Any], Any]] = FOLDS

    def __init__(self) -> None:
        super().__init__({**FOLDS, **OF_TALKS})
        self.active: dict[int, None] = {}
        self.closed: set[int] = set()
        self.away: dict[int, int] = {}
        self.places: list[tuple[Any, ...]] = [()]
        self._place_of: dict[tuple[Any, ...], int] = {}

    def take(self, key: int, fact: Fact, now: int, *, counts: bool) -> CaseRecord | None:
        """Fold a fact into a case and keep it; return the case."""
        if key in self.away and key not in self.records:
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
            return
        if key in self.active:
            del self.active[key]
        if record is not None and record.state == "closed":
            self.closed.add(key)

    def is_gone(self, key: int | None) -> bool:
        """Say whether a case counts for nothing."""
        if key is None:
            return False
        record = self.records.get(key)
        if record is not None:
            return record.gone != ""
        return self.away.get(key) == GONE

    def prune(self, horizon: int) -> None:
        """Put away the cases that were over before an instant."""
        found = [(key, self.records.get(key)) for key in self.closed]
        for key, record in found:
            if record is None or record.state != "closed":
                self.closed.discard(key)
            elif _over(record, horizon):
                self.closed.discard(key)
                self.away[key] = self._place(record)
                self.drop(key)

    def _place(self, record: CaseRecord) -> int:
        if record.gone:
            return GONE
        place = tuple(getattr(record, name) for name in _PLACE)
        number = self._place_of.get(place)
        if number is None:
            number = self._place_of[place] = len(self.places)
            self.places.append(place)
        return number

    def _begin_anew(self, key: int) -> None:
        number = self.away[key]
        if number != GONE:
            fields = dict(zip(_PLACE, self.places[number], strict=True))
            self.records[key] = CaseRecord(id=key, created_at=0, state="closed", **fields)

    def put_places(self, places: list[tuple[Any, ...]]) -> None:
        """Take over the places of a snapshot."""
        self.places = places
        self._place_of = {place: number for number, place in enumerate(places) if number}

    def copy_into(self, other: "Shelf[int, CaseRecord]") -> None:
        """Let another shelf go on from here by itself."""
        super().copy_into(other)
        assert isinstance(other, CaseShelf)
        other.active, other.closed = self.active.copy(), self.closed.copy()
        other.away = self.away.copy()
        other.put_places(self.places.copy())


def _over(x: CaseRecord, horizon: int) -> bool:
    """Say whether nothing of a case is open and it has been at rest since before an instant."""
    if x.state != "closed" or x.touched_at >= horizon:
        return False
    complaint = x.complaint
    if complaint is not None and complaint.decided_at is None and complaint.closed_at is None:
        return x.gone != ""
    return x.gone != "" or all(promise.settled_at is not None for promise in x.promises)
