"""What had come before a window began: what waited when it did, and who came back within it.

A case is there from the moment on at which it is worked on and its customer waits for us: when the
window begins, when they write again, when it is taken up again. Calls and chats are not: nobody is
still on the line.
"""

from collections.abc import Container, Iterable
from typing import NamedTuple

from agentdesk.data.readings import Reads
from agentdesk.domain import events
from agentdesk.domain.events import Entry
from agentdesk.training.recording.patience import LIVE
from agentdesk.training.recording.visits import Before

PAGE = 2_000


class Standing(NamedTuple):
    """How a case stood when its customer began to wait in the window."""

    at: int
    queue: str
    priority: int
    message: int
    """The newest of their messages then."""
    before: Before


class Turn(NamedTuple):
    """Something that changes how a case stands; what is ``None`` stays as it was."""

    at: int
    command: str
    active: bool | None = None
    queue: str | None = None
    priority: int | None = None
    said: int | None = None
    """A message of the customer."""
    answered: bool = False


class Turns:
    """Reads how one case stood, entry by entry."""

    def __init__(self) -> None:
        self._turns: list[Turn] = []

    def take(self, entry: Entry) -> None:
        """Take in the next entry of its stream."""
        turn = _turn(entry)
        if turn is not None:
            self._turns.append(turn)

    def standing(self, undone: Container[str], begins: int, ends: int) -> Standing | None:
        """Return when its customer first waits for us in a window; ``None`` if they never do."""
        queue, priority, active = "", 0, False
        message, waits, answered, at = None, False, False, begins
        for turn in [*self._turns, Turn(ends, "")]:
            if turn.at >= begins and active and waits and message is not None:
                before: Before = "under way" if answered else "waiting"
                return Standing(max(begins, at), queue, priority, message, before)
            if turn.at >= ends:
                return None
            at = turn.at
            active = active if turn.active is None else turn.active
            queue, priority = turn.queue or queue, turn.priority or priority
            if turn.command in undone:
                continue
            if turn.said is not None:
                message, waits = turn.said, True
            if turn.answered:
                waits, answered = False, True
        return None


def _turn(entry: Entry) -> Turn | None:
    fact, event = entry.fact, entry.fact.event
    turn = Turn(fact.at, fact.command)
    if isinstance(event, events.CaseCreated):
        return turn._replace(active=True, queue=event.queue, priority=event.priority)
    if isinstance(event, events.CaseRestored):
        row = event.row
        return turn._replace(active=row.active, queue=row.queue, priority=row.priority)
    if isinstance(event, events.CaseEscalated | events.CaseReturned | events.CaseTransferred):
        return turn._replace(queue=event.to_queue)
    if isinstance(event, events.CasePrioritised):
        return turn._replace(priority=event.after)
    if isinstance(event, events.MessagePosted):
        if event.direction == "in" and event.purpose == "message":
            return turn._replace(said=event.message_id)
        return turn._replace(answered=True) if event.public and event.human else None
    if isinstance(event, _RESTS):
        return turn._replace(active=False)
    return turn._replace(active=True) if isinstance(event, _GOES_ON) else None


_RESTS = (
    events.CaseWaiting,
    events.CaseSnoozed,
    events.CaseResolved,
    events.CaseClosed,
    events.CaseMerged,
)
_GOES_ON = (events.CaseResumed, events.CaseWoken, events.CaseReopened)


def comes_back(entry: Entry) -> int | None:
    """Return the case that is worked on from an entry on; ``None`` for any other entry."""
    turn = _turn(entry)
    return entry.fact.case_id if turn is not None and turn.active else None


async def active_at(reads: Reads, seq: int) -> set[int]:
    """Return the cases that were worked on after an entry of the log. Raises ``StoreError``.

    Cases of calls and chats are left out.
    """
    active: set[int] = set()
    written: set[int] = set()
    after = 0
    while after < seq:
        page = await reads.entries(after, limit=min(PAGE, seq - after))
        if not page:
            break
        _fold(page, active, written)
        after = page[-1].seq
    return active & written


def _fold(page: Iterable[Entry], active: set[int], written: set[int]) -> None:
    for entry in page:
        event = entry.fact.event
        if isinstance(event, events.CaseCreated) and event.channel not in LIVE:
            written.add(event.case_id)
        turn, case_id = _turn(entry), entry.fact.case_id
        if turn is not None and turn.active is not None and case_id is not None:
            (active.add if turn.active else active.discard)(case_id)
