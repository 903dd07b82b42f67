"""Messages, the sending of them, and mail that a person must place."""

from typing import ClassVar, Literal

from agentdesk.domain.events.base import Event


class MessagePosted(Event, frozen=True):
    """A message from or to a customer. A note is ``public=False``.

    ``human`` is false for automatic messages: they never meet a clock. ``settles`` says that it
    answers the customer (a public message by a person).
    """

    kind: ClassVar[str] = "message.posted"
    case_id: int
    message_id: int
    direction: Literal["in", "out", "note"]
    channel: str
    public: bool
    human: bool
    purpose: Literal["message", "note", "handover", "auto_reply", "bounce"] = "message"
    connected: bool = False
    """Said to a person of ours, who was there to answer: as good as a reply."""
    answer_ids: tuple[str, ...] = ()
    """The answers that were inserted into it."""


class SendQueued(Event, frozen=True):
    """An out-going message was frozen into the outbox; held until a time, if undo is possible."""

    kind: ClassVar[str] = "send.queued"
    case_id: int
    message_id: int
    channel: str
    hold_until: int | None = None


class SendReleased(Event, frozen=True):
    """The hold is over: it may leave."""

    kind: ClassVar[str] = "send.released"
    case_id: int
    message_id: int


class SendStarted(Event, frozen=True):
    """A sender took it; committed before the first byte leaves."""

    kind: ClassVar[str] = "send.started"
    case_id: int
    message_id: int


class SendSent(Event, frozen=True):
    """It left."""

    kind: ClassVar[str] = "send.sent"
    case_id: int
    message_id: int


class SendFailed(Event, frozen=True):
    """It could not leave; ``retry`` says whether it is queued again."""

    kind: ClassVar[str] = "send.failed"
    case_id: int
    message_id: int
    code: str
    retry: bool = False


class AnswerWanted(Event, frozen=True):
    """An agent told the editors that an answer is wrong, or that one is missing."""

    kind: ClassVar[str] = "answer.wanted"
    case_id: int
    message_id: int
    """The note that holds the words."""
    answer_id: str = ""
    """The answer that is wrong; empty for one that is missing."""


class AnswerSettled(Event, frozen=True):
    """It is off the editors' list."""

    kind: ClassVar[str] = "answer.settled"
    message_id: int


class AnswerChanged(Event, frozen=True):
    """An answer was written, changed, brought into another state or removed."""

    kind: ClassVar[str] = "answer.changed"
    answer_id: str
    change: Literal["added", "edited", "moved", "removed"]
    version: int
    state: str


class SendRecalled(Event, frozen=True):
    """Taken back while it was held."""

    kind: ClassVar[str] = "send.recalled"
    case_id: int
    message_id: int


class MailHeld(Event, frozen=True):
    """A mail waits for a person: its sender does not belong to the case it names."""

    kind: ClassVar[str] = "mail.held"
    held_id: int
    why: str
    """``sender``, ``loop``, ``automatic`` or ``ours``."""
    suggested_case: int | None = None
    message_id: int = 0
    """The message that was kept, under the id it will have in its case."""


class MailPlaced(Event, frozen=True):
    """A person placed a held mail."""

    kind: ClassVar[str] = "mail.placed"
    held_id: int
    placed_as: Literal["suggested", "new", "spam"]
    to_case: int | None = None


class MailUnplaced(Event, frozen=True):
    """A placing was taken back: the mail waits for a person again."""

    kind: ClassVar[str] = "mail.unplaced"
    held_id: int
    placed_by: str
    """The command that had placed it; what it told of a case counts for nothing."""
    case_id: int | None = None
    """The case it had gone to."""
