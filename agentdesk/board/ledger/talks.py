"""What happens to a call or chat, from its queueing on."""

from collections.abc import Callable
from sys import intern
from typing import Any

from msgspec.structs import replace

from agentdesk.board.ledger.pieces import Piece
from agentdesk.board.ledger.shelf import Fold, Shelf
from agentdesk.board.records import TalkRecord
from agentdesk.clock import DAY
from agentdesk.domain import events as e


def _queued(record: TalkRecord | None, fact: e.Fact, x: e.InteractionQueued) -> TalkRecord | None:
    if record is not None:
        return record
    channel, queue = intern(x.channel), intern(x.queue)
    return TalkRecord(x.interaction_id, fact.at, channel, queue, x.target_ms, x.case_id)


def _offered(record: TalkRecord | None, fact: e.Fact, x: e.InteractionOffered) -> TalkRecord | None:
    return record and replace(record, case_id=_case(record, x), offers=record.offers + 1)


def _declined(
    record: TalkRecord | None, fact: e.Fact, x: e.InteractionDeclined
) -> TalkRecord | None:
    if record is None:
        return None
    timeout = x.reason == "timeout"
    return replace(
        record,
        case_id=_case(record, x),
        declines=record.declines + (not timeout),
        timeouts=record.timeouts + timeout,
    )


def _connected(
    record: TalkRecord | None, fact: e.Fact, x: e.InteractionConnected
) -> TalkRecord | None:
    if record is None:
        return None
    # Whoever takes over later, the customer has waited until somebody answered first.
    first = fact.at if record.connected_at is None else record.connected_at
    return replace(record, case_id=_case(record, x), agent=intern(x.agent), connected_at=first)


def _held(record: TalkRecord | None, fact: e.Fact, x: e.InteractionHeld) -> TalkRecord | None:
    return record and replace(record, case_id=_case(record, x), held_since=fact.at)


def _unheld(record: TalkRecord | None, fact: e.Fact, x: e.InteractionUnheld) -> TalkRecord | None:
    return record and replace(
        record, case_id=_case(record, x), held_since=None, held_ms=_held_until(record, fact.at)
    )


def _ended(record: TalkRecord | None, fact: e.Fact, x: e.InteractionEnded) -> TalkRecord | None:
    return record and replace(
        record,
        case_id=_case(record, x),
        held_since=None,
        held_ms=_held_until(record, fact.at),
        ended_at=fact.at,
    )


def _wrapped(record: TalkRecord | None, fact: e.Fact, x: e.InteractionWrapped) -> TalkRecord | None:
    return record and replace(record, case_id=_case(record, x), wrapped_at=fact.at)


def _abandoned(
    record: TalkRecord | None, fact: e.Fact, x: e.InteractionAbandoned
) -> TalkRecord | None:
    return record and replace(record, case_id=_case(record, x), abandoned_at=fact.at)


def _flowed(
    record: TalkRecord | None, fact: e.Fact, x: e.InteractionFlowedOut
) -> TalkRecord | None:
    return record and replace(record, case_id=_case(record, x), flowed_at=fact.at, flowed_to=x.to)


def _case(record: TalkRecord, x: Any) -> int | None:
    """Return the case of a call or chat, which may become known late."""
    return record.case_id if x.case_id is None else x.case_id


def _held_until(record: TalkRecord, at: int) -> int:
    if record.held_since is None:
        return record.held_ms
    return record.held_ms + max(0, at - record.held_since)


FOLDS: dict[type[Any], Fold[TalkRecord]] = {
    e.InteractionQueued: _queued,
    e.InteractionOffered: _offered,
    e.InteractionDeclined: _declined,
    e.InteractionConnected: _connected,
    e.InteractionHeld: _held,
    e.InteractionUnheld: _unheld,
    e.InteractionEnded: _ended,
    e.InteractionWrapped: _wrapped,
    e.InteractionAbandoned: _abandoned,
    e.InteractionFlowedOut: _flowed,
}

WRAP_UP = 30 * DAY
"""For how much longer a contact is kept whose wrap-up has not ended."""


class TalkShelf(Shelf[int, TalkRecord]):
    """The calls and chats."""

    def __init__(self) -> None:
        super().__init__(FOLDS)
        self.live: dict[int, None] = {}

    def take(self, key: int, fact: e.Fact, now: int, *, counts: bool) -> TalkRecord | None:
        """Fold a fact into a call or chat and keep it; return the record."""
        record = super().take(key, fact, now, counts=counts)
        self._index(key, record)
        return record

    def refold(self, key: int, now: int, undone: Callable[[str], bool]) -> None:
        """Fold a call or chat again without the facts of commands that are undone."""
        super().refold(key, now, undone)
        self._index(key, self.records.get(key))

    def _index(self, key: int, record: TalkRecord | None) -> None:
        if record is not None and _ends(record) is None:
            self.live[key] = None
        elif key in self.live:
            del self.live[key]

    def copy_into(self, other: "Shelf[int, TalkRecord]") -> None:
        """Let another shelf go on from here by itself."""
        super().copy_into(other)
        assert isinstance(other, TalkShelf)
        other.live = self.live.copy()

    def seal(self, number: int) -> None:
        """Put aside what has come to rest."""
        found = [x for key, x in self.records.items() if key not in self.warm and _is_over(x)]
        if found:
            self.put_aside(Piece.of(TalkRecord, number, found, last_of))

    def prune(self, horizon: int) -> None:
        """Forget those that were over before an instant."""
        self.put_away(horizon)
        # The end of a wrap-up may still be told, but not for ever.
        forgotten = [
            key
            for key, x in self.records.items()
            if key not in self.live and last_of(x) < horizon - (0 if _is_over(x) else WRAP_UP)
        ]
        for key in forgotten:
            self.drop(key)


def last_of(x: TalkRecord) -> int:
    """Return when the last thing happened to a call or chat that is kept of it."""
    return x.wrapped_at or x.ended_at or x.abandoned_at or x.flowed_at or x.queued_at


def _is_over(x: TalkRecord) -> bool:
    """Say whether nothing more is expected of a call or chat."""
    return _ends(x) is not None and (x.connected_at is None or x.wrapped_at is not None)


def _ends(x: TalkRecord) -> int | None:
    """Return when the customer was gone; ``None``: they are still there."""
    for at in (x.wrapped_at, x.ended_at, x.abandoned_at, x.flowed_at):
        if at is not None:
            return at
    return None
