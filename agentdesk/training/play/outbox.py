"""Messages that may leave: in a training room they go nowhere, once their hold is over."""

from collections.abc import Iterator

from agentdesk.data.telling import Do
from agentdesk.desk.common import SYSTEM
from agentdesk.domain.events import (
    Entry,
    SendFailed,
    SendQueued,
    SendRecalled,
    SendReleased,
    SendSent,
    SendStarted,
)
from agentdesk.training.play.opening import make


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

    def steps(self) -> Iterator[Do]:
        """Yield what lets every message leave that may, one step after the other."""
        while self._leaving:
            message_id = next(iter(self._leaving))
            case_id = self._leaving.pop(message_id)
            attempt = self._tries.get(message_id, 0) + 1
            for what in ("started", "sent"):
                id = f"send:{message_id}:{attempt}:{what}"
                fields = {"case_id": case_id, "message_id": message_id, "what": what}
                yield make("send_step", id, SYSTEM, **fields)
