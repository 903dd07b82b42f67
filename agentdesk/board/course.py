"""How many waited, every five minutes of the log: what the plot of the shift is drawn from.

A sample is what was known at its instant: everything recorded up to it, with what was taken back
later still in it. So it is the same whether it was watched live or folded again.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import repeat, zip_longest
from typing import Any

import msgspec

from agentdesk.board.figures.answering import waits
from agentdesk.board.ledger.columns import numbers, read_numbers
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.ledger.pieces import read_rising, rising
from agentdesk.board.scope import Scope
from agentdesk.clock import MINUTE
from agentdesk.domain import events as e

STEP = 5 * MINUTE

_CASES: frozenset[type[Any]] = frozenset(
    {
        *(e.CaseCreated, e.CaseImported, e.CaseAssigned, e.CaseReleased, e.CaseWaiting),
        *(e.CaseResumed, e.CaseSnoozed, e.CaseWoken, e.CaseResolved, e.CaseReopened),
        *(e.CaseClosed, e.CaseEscalated, e.CaseReturned, e.CaseTransferred, e.CaseRouted),
    }
)
_TALKS: frozenset[type[Any]] = frozenset(
    {
        *(e.InteractionQueued, e.InteractionOffered, e.InteractionDeclined),
        *(e.InteractionConnected, e.InteractionAbandoned, e.InteractionFlowedOut),
    }
)
"""The events after which something may wait that did not, or the other way round."""

Place = tuple[str, str]
"""A queue and a channel."""


class _Kept(msgspec.Struct, array_like=True):
    """A course as it is kept in a snapshot."""

    places: list[Place]
    starts: list[Any]
    known: list[Any]
    """How many places were known at each sample."""
    samples: list[Any]
    """A column a place."""


class Course:
    """The samples of the last days, and who waits now."""

    def __init__(self, keep_ms: int) -> None:
        self._keep_ms = keep_ms
        self._places: dict[Place, int] = {}
        self._counts: list[int] = []
        self._cases: dict[int, int] = {}
        self._talks: dict[int, int] = {}
        self._starts: list[int] = []
        """From which instant on each sample holds; the last one until the log goes on."""
        self._samples: list[tuple[int, ...]] = []

    def apply(self, ledger: Ledger, entries: Sequence[e.Entry]) -> None:
        """Let a ledger take entries in, and sample on the way."""
        done = 0
        while done < len(entries):
            limit, upto = _step(entries[done].recorded_at), len(entries)
            if entries[-1].recorded_at > limit:
                upto = bisect_right(entries, limit, done, key=_recorded)
            part = entries[done:upto] if done or upto < len(entries) else entries
            if ledger.seq and _step(ledger.recorded_at) < limit:
                self._sample(ledger.recorded_at)
            ledger.apply(part)
            self._count(ledger, part)
            done = upto

    def waiting(self, instants: Iterable[int], scope: Scope, until: int) -> list[int]:
        """Return how many of a scope waited at instants, of which none is after ``until``.

        ``until`` is when the last entry was recorded.
        """
        taken = [n for place, n in self._places.items() if scope.takes_in(*place)]
        return [_sum(self._at(instant, until), taken) for instant in instants]

    def copy(self) -> "Course":
        """Return one that goes on from here by itself."""
        other = Course(self._keep_ms)
        other._places, other._counts = self._places.copy(), self._counts.copy()
        other._cases, other._talks = self._cases.copy(), self._talks.copy()
        other._starts, other._samples = self._starts.copy(), self._samples.copy()
        return other

    def to_bytes(self) -> bytes:
        """Return the samples for a snapshot; who waits now is in the ledger."""
        columns = [numbers(column) for column in zip_longest(*self._samples, fillvalue=0)]
        known = numbers(list(map(len, self._samples)))
        return msgspec.msgpack.encode(
            _Kept(list(self._places), rising(self._starts), known, columns)
        )

    @classmethod
    def from_bytes(cls, data: bytes, ledger: Ledger, keep_ms: int) -> "Course":
        """Read what :meth:`to_bytes` wrote beside a ledger.

        Raises ``msgspec.DecodeError`` or ``ValueError``.
        """
        kept = msgspec.msgpack.decode(data, type=_Kept)
        course = cls(keep_ms)
        course._places = {place: n for n, place in enumerate(kept.places)}
        course._counts = [0] * len(kept.places)
        course._starts, known = read_rising(kept.starts), read_numbers(kept.known)
        course._samples = [
            sample if len(sample) == size else sample[:size]
            for sample, size in zip(_rows(kept.samples, len(known)), known, strict=True)
        ]
        for case in ledger.active():
            course._set_case(ledger, case.id)
        for talk in ledger.live():
            course._set_talk(ledger, talk.id)
        return course

    # ---- counting

    def _count(self, ledger: Ledger, entries: Sequence[e.Entry]) -> None:
        cases: set[int] = set()
        talks: set[int] = set()
        for entry in entries:
            event: Any = entry.fact.event
            kind = type(event)
            if kind in _CASES:
                cases.add(event.case_id)
            elif kind in _TALKS:
                talks.add(event.interaction_id)
            elif kind is e.CommandUndone or kind is e.CommandRedone:
                command = event.undone if kind is e.CommandUndone else event.redone
                for place, key in ledger.changed_by(command):
                    (cases, talks, set())[place].add(key)
        for id in cases:
            self._set_case(ledger, id)
        if cases:
            talks.update(talk.id for talk in ledger.live() if talk.case_id in cases)
        for id in talks:
            self._set_talk(ledger, id)

    def _set_case(self, ledger: Ledger, id: int) -> None:
        record = ledger.case(id)
        place = None
        if record is not None and not record.gone and record.claimable:
            place = self._place(record.queue, record.channel)
        _move(self._cases, self._counts, id, place)

    def _set_talk(self, ledger: Ledger, id: int) -> None:
        record = ledger.talk(id)
        place = None
        if record is not None and waits(record):
            case = None if record.case_id is None else ledger.case(record.case_id)
            # Where the case itself waits to be taken, it is the same customer waiting.
            if not ledger.is_gone(record.case_id) and (case is None or not case.claimable):
                place = self._place(record.queue, record.channel)
        _move(self._talks, self._counts, id, place)

    def _place(self, queue: str, channel: str) -> int:
        place = (queue, channel)
        number = self._places.get(place)
        if number is None:
            number = self._places[place] = len(self._counts)
            self._counts.append(0)
        return number

    # ---- samples

    def _sample(self, recorded_at: int) -> None:
        """Keep how many wait, from the last entry on."""
        self._starts.append(_step(recorded_at))
        self._samples.append(tuple(self._counts))
        old = bisect_right(self._starts, recorded_at - self._keep_ms) - 1
        # Let go by the day, not sample by sample.
        if old > 288:
            del self._starts[:old], self._samples[:old]

    def _at(self, instant: int, until: int) -> Sequence[int]:
        """Return the counts as of an instant at a full step."""
        if instant >= until:
            return self._counts
        found = bisect_right(self._starts, instant) - 1
        return self._samples[found] if found >= 0 else ()


def _rows(columns: Iterable[Sequence[Any]], size: int) -> Iterable[tuple[int, ...]]:
    rows = list(zip(*map(read_numbers, columns), strict=True))
    return rows or repeat((), size)


def _recorded(entry: e.Entry) -> int:
    return entry.recorded_at


def _step(instant: int) -> int:
    """Return the first full step that is no earlier than an instant."""
    return -(-instant // STEP) * STEP


def _move(places: dict[int, int], counts: list[int], id: int, to: int | None) -> None:
    before = places.get(id)
    if before == to:
        return
    if before is not None:
        counts[before] -= 1
        del places[id]
    if to is not None:
        counts[to] += 1
        places[id] = to


def _sum(counts: Sequence[int], taken: Iterable[int]) -> int:
    known = len(counts)
    return sum(counts[n] for n in taken if n < known)
