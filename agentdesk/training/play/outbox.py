"""Messages that may leave: in a training room they go nowhere, once their hold is over."""

from collections.abc import Iterator

from agentdesk.data.telling import Do
from agentdesk.data.unit import Command, Decision, Found, Needs, State, UseCase
from agentdesk.desk.common import SYSTEM
from agentdesk.desk.story import Story
from agentdesk.domain.events import (
    Entry,
    SendFailed,
    SendQueued,
    SendRecalled,
    SendReleased,
    SendSent,
    SendStarted,
)
from agentdesk.domain.rows import SendRow


class Outbox:
    """Takes in the log and says what leaves."""

    def __init__(self) -> None:
        self._tries: dict[int, int] = {}
        """How often each message has been tried."""
        self._leaving: dict[int, int] = {}
        """Messages that may leave, with their cases."""

    def take(self, entry: Entry) -> None:
        """Take in the next entry of the log."""
        event = entry.fact.event
        if isinstance(event, SendQueued):
            if event.hold_until is None:
                self._leaving[event.message_id] = event.case_id
        elif isinstance(event, SendReleased):
            self._leaving[event.message_id] = event.case_id
        elif isinstance(event, SendStarted):
            self._tries[event.message_id] = self._tries.get(event.message_id, 0) + 1
        elif isinstance(event, SendSent | SendFailed | SendRecalled):
            self._leaving.pop(event.message_id, None)

    def leaves(self) -> Iterator[Do]:
        """Yield what lets each message leave that may."""
        while self._leaving:
            message_id = next(iter(self._leaving))
            case_id = self._leaving.pop(message_id)
            id = f"send:{message_id}:{self._tries.get(message_id, 0) + 1}"
            yield Do(
                LEAVE, Leave(command_id=id, actor=SYSTEM, case_id=case_id, message_id=message_id)
            )


class Leave(Command, frozen=True, kw_only=True):
    """A message leaves, to nowhere: nothing lies between its start and its end."""

    case_id: int
    message_id: int


def _needs(command: Leave, found: Found) -> Needs:
    return Needs(cases=(command.case_id,))


def _decide(state: State, command: Leave) -> Decision:
    story = Story(state, command)
    send = state.table.get(SendRow, command.message_id)
    if send is not None and send.state == "queued":
        story.tell(SendStarted(case_id=send.case_id, message_id=send.message_id))
        story.tell(SendSent(case_id=send.case_id, message_id=send.message_id))
    return story.end()


LEAVE = UseCase("send_step", Leave, _needs, _decide)
