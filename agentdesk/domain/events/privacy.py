"""What happened to personal data: words taken out, removed, given out, held, looked at.

Like every event these hold ids, codes and counts, never the words themselves.
"""

from typing import ClassVar, Literal

from agentdesk.domain.events.base import Event


class MessageRedacted(Event, frozen=True):
    """Some words of a message, or a file of it, were taken out for good; a mark stands there."""

    kind: ClassVar[str] = "message.redacted"
    case_id: int
    message_id: int
    what: Literal["body", "subject", "other", "attachment"]
    """Where the words stood; ``other``: in a field beside the text, or in the raw mail alone."""
    start: int = 0
    """The first character of the first place, counted in the text as it was before."""
    length: int = 0
    places: int = 0
    """How many places of the case held the words."""
    part: str = ""
    """The file that was removed."""


class ContentRemoved(Event, frozen=True):
    """What was written in a case is gone; the case itself stays for the figures."""

    kind: ClassVar[str] = "content.removed"
    case_id: int
    why: Literal["erasure", "retention"]
    messages: int = 0
    files: int = 0


class FieldRead(Event, frozen=True):
    """A person was shown something of a customer that is masked otherwise."""

    kind: ClassVar[str] = "field.read"
    customer_id: str
    fields: tuple[str, ...]
    """Which, by name; never what they hold."""
    reason: str
    """Why, by code: ``verified``, ``lookup``, ``request`` …"""
    of_case: int | None = None
    """The case it was shown beside; it is no act on that case."""


class CustomerExported(Event, frozen=True):
    """Everything that is kept of a customer was written out."""

    kind: ClassVar[str] = "customer.exported"
    customer_id: str


class HoldChanged(Event, frozen=True):
    """A customer's data must be kept for now (legal hold), or need not any more."""

    kind: ClassVar[str] = "hold.changed"
    customer_id: str
    on: bool
    reason: str = ""


class DraftsDropped(Event, frozen=True):
    """Unsent texts that nobody had touched for long were deleted."""

    kind: ClassVar[str] = "drafts.dropped"
    before: int
    """Those last written before this instant."""
    count: int
