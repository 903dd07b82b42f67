"""What came in from another program: cases with their past, and the imports themselves."""

from typing import ClassVar, Literal

from agentdesk.domain.events.base import Event

ImportedState = Literal["new", "open", "resolved", "closed"]


class CaseImported(Event, frozen=True):
    """A case of another program came in as it stood there; its messages are content.

    ``at`` is when it was created there. A case that waits tells so with an event of its own.
    """

    kind: ClassVar[str] = "case.imported"
    case_id: int
    channel: str
    queue: str
    tier: int
    language: str
    skills: str
    priority: int
    level: str
    units: int
    team: str
    waiting_since: int
    rank_at: int
    state: ImportedState
    type: str = "question"
    vip: bool = False
    customer_id: str | None = None
    tags: tuple[str, ...] = ()
    disposition: str | None = None
    resolved_at: int | None = None
    closed_at: int | None = None
    closes_at: int | None = None
    """Resolved: when it closes for good."""
    replied_at: int | None = None
    wrote_at: int | None = None
    unanswered_since: int | None = None
    last_message_id: int | None = None
    """The customer's newest message."""
    message_id: int | None = None
    """The highest id that its messages took."""


class MessagesImported(Event, frozen=True):
    """Past messages came into a case that was here; they are content, and nothing follows."""

    kind: ClassVar[str] = "messages.imported"
    case_id: int
    count: int
    message_id: int
    """The highest id that they took."""


class ImportBegan(Event, frozen=True):
    """Somebody began to bring in records; the files' names are content."""

    kind: ClassVar[str] = "import.began"
    import_id: str
    what: Literal["cases", "customers", "organisations", "answers", "articles", "mail", "log"]


class ImportEnded(Event, frozen=True):
    """An import came to its end, with how many records came in, were known, were left out."""

    kind: ClassVar[str] = "import.ended"
    import_id: str
    came: int
    known: int
    left_out: int
