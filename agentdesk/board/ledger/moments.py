"""The feed: what a supervisor wants to hear of when it happens."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from agentdesk.board.ledger.pieces import Piece, lasting
from agentdesk.board.records import Moment
from agentdesk.domain import events as e


class _Told(Protocol):
    @property
    def undone(self) -> bool: ...


class Moments:
    """Lines of the feed, each with the command it came from."""

    KINDS: ClassVar[frozenset[type[Any]]] = frozenset(
        {
            e.SlaBreached,
            e.SlaWarned,
            e.CaseEscalated,
            e.CaseReturned,
            e.CaseReopened,
            e.ComplaintOpened,
        }
    )

    def __init__(self) -> None:
        self.lines: list[tuple[str, Moment]] = []
        self.sealed: tuple[Piece[Moment], ...] = ()
        """The lines before them, which nothing takes back any more."""

    def add(self, entry: e.Entry, queue: str, case_id: int | None = None) -> None:
        """Add what an entry tells, in the queue it happened in."""
        what, detail = _told(entry.fact.event)
        case = getattr(entry.fact.event, "case_id", None) or case_id
        moment = Moment(entry.seq, entry.fact.at, what, case, queue, detail)
        self.lines.append((entry.fact.command, moment))

    def undone(self, entry: e.Entry, seqs: Sequence[int]) -> None:
        """Tell that what some lines told has been taken back."""
        for place in self._places(seqs):
            old = self.lines[place][1]
            line = Moment(entry.seq, entry.recorded_at, "undone", old.case_id, old.queue, old.what)
            self.lines.append(("", line))

    def newest(
        self, commands: Mapping[str, _Told], gone: Callable[[int | None], bool]
    ) -> Iterator[Moment]:
        """Yield the lines that stand, the newest first."""
        for command, moment in reversed(self.lines):
            told = commands.get(command)
            if (told is None or not told.undone) and not gone(moment.case_id):
                yield moment
        for piece in reversed(self.sealed):
            yield from (x for x in reversed(piece.records) if not gone(x.case_id))

    def forget(self, seqs: Sequence[int]) -> None:
        """Take out the lines of a command that stays taken back."""
        for place in reversed(self._places(seqs)):
            del self.lines[place]

    def _places(self, seqs: Sequence[int]) -> list[int]:
        """Return where the lines of some entries stand; one may be gone already."""
        places = [bisect_left(self.lines, seq, key=_seq) for seq in seqs]
        return [
            place
            for seq, place in zip(seqs, places, strict=True)
            if place < len(self.lines) and _seq(self.lines[place]) == seq
        ]

    def seal(self, number: int, commands: Mapping[str, _Told]) -> None:
        """Put the lines aside that stand for good."""
        done = next((n for n, line in enumerate(self.lines) if line[0] in commands), None)
        found = [moment for _, moment in self.lines[:done]]
        if found:
            self.sealed = (*self.sealed, Piece.of(Moment, number, found, _when))
            del self.lines[: len(found)]

    def prune(self, horizon: int) -> None:
        """Let go of what happened before an instant."""
        self.sealed = lasting(self.sealed, horizon)
        if self.lines and self.lines[0][1].at < horizon:
            self.lines = [line for line in self.lines if line[1].at >= horizon]

    def copy(self) -> "Moments":
        """Return a feed that goes on by itself."""
        other = Moments()
        other.lines, other.sealed = self.lines.copy(), self.sealed
        return other


def _when(moment: Moment) -> int:
    return moment.at


def _seq(line: tuple[str, Moment]) -> int:
    return line[1].seq


def _told(event: Any) -> tuple[Any, str]:
    """Return what an event tells, and the detail."""
    match event:
        case e.SlaBreached(clock=clock):
            return "breached", clock
        case e.SlaWarned(clock=clock, percent=percent):
            return "warned", f"{clock} {percent}"
        case e.CaseEscalated(escalation=sort, reason=reason):
            return ("escalated" if sort == "functional" else "asked_lead"), reason
        case e.CaseReturned(reason=reason):
            return "returned", reason
        case e.CaseReopened(by=by):
            return "reopened", by
        case e.ComplaintOpened(category=category):
            return "complaint", category
    return "abandoned", ""
