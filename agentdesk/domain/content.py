"""Content: what people wrote and who they are. Kept beside the log, never in it, and erasable.

One frozen struct a table, as in :mod:`agentdesk.domain.rows`; the field order is the column order.
Every text here has been through ``agentdesk.text.clean``. Instants are milliseconds UTC.
"""

from typing import ClassVar, Literal

import msgspec

from agentdesk.domain.row import Row


class Customer(Row, frozen=True):
    """Who a customer is."""

    TABLE: ClassVar[str] = "customers"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    name: str
    preferred_name: str = ""
    pronunciation: str = ""
    organisation: str = ""
    preferred_channel: str = ""
    accessibility: str = ""
    do_not_contact: bool = False
    safety: str = ""
    """A warning for people's safety, shown first."""


class ContactPoint(Row, frozen=True):
    """An address or number of a customer, normalised so that it can be looked up."""

    TABLE: ClassVar[str] = "contact_points"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "value")

    kind: Literal["mail", "phone", "handle"]
    value: str
    """Mail addresses in lower case, numbers in E.164."""
    customer_id: str


class CaseText(Row, frozen=True):
    """What a case is about, in words."""

    TABLE: ClassVar[str] = "case_texts"
    KEY: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: int
    subject: str
    summary: str = ""
    """The resolution, in the agent's words."""


class Message(Row, frozen=True):
    """A message, note or hand-over. ``case_id`` is ``None`` while a mail is held."""

    TABLE: ClassVar[str] = "messages"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: int
    case_id: int | None
    customer_id: str | None
    direction: Literal["in", "out", "note"]
    purpose: Literal["message", "note", "handover", "auto_reply", "bounce"]
    channel: str
    author: str
    """A person's id for what we wrote, ``""`` for the customer."""
    from_name: str
    from_address: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str
    folds: tuple[tuple[int, int, str], ...]
    """``(first line, line after the last, quote|signature)``: folded on the screen."""
    at: int
    rfc_id: str | None
    """The Message-ID without angle brackets."""
    in_reply_to: str | None
    command: str
    recalled: bool = False
    held_id: int | None = None
    fields: dict[str, str] = msgspec.field(default_factory=dict)
    """A hand-over's ``known``, ``tried``, ``expected``, ``promised``; a mail's ``problems``."""


class Part(Row, frozen=True):
    """An attachment, or the raw mail itself; its bytes are stored by ``sha256``."""

    TABLE: ClassVar[str] = "parts"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    """``<message id>.<number>``; number 0 is the raw mail."""
    message_id: int
    kind: Literal["raw", "attachment"]
    filename: str
    mime: str
    size: int
    sha256: str


class Outgoing(Row, frozen=True):
    """The frozen bytes of an out-going message and to whom they go."""

    TABLE: ClassVar[str] = "outbox"
    KEY: ClassVar[tuple[str, ...]] = ("message_id",)

    message_id: int
    recipients: tuple[str, ...]
    rfc_id: str
    raw: bytes


class Answer(Row, frozen=True):
    """A canned response or an article to insert."""

    TABLE: ClassVar[str] = "answers"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    kind: Literal["canned", "article"]
    name: str
    shortcut: str
    body: str
    language: str = "en"
    tags: tuple[str, ...] = ()
    uses: int = 0


class PromiseText(Row, frozen=True):
    """The words of a promise."""

    TABLE: ClassVar[str] = "promise_texts"
    KEY: ClassVar[tuple[str, ...]] = ("promise_id",)

    promise_id: int
    text: str


class IncidentText(Row, frozen=True):
    """What an incident is called, and what its customers were told last."""

    TABLE: ClassVar[str] = "incident_texts"
    KEY: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: int
    title: str
    answer: str = ""
    """A template: blanks such as ``{name}`` are filled in for each customer."""


class ComplaintText(Row, frozen=True):
    """A complaint in words."""

    TABLE: ClassVar[str] = "complaint_texts"
    KEY: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: int
    remedy: str
    """What the customer asks for."""
    response: str = ""
    """What we decided and why, as told to the customer."""
    external: str = ""
    """Where else the customer can turn."""


class ConsentText(Row, frozen=True):
    """The words a customer agreed to, or took their agreement back with; one row a word given."""

    TABLE: ClassVar[str] = "consent_texts"
    KEY: ClassVar[tuple[str, ...]] = ("customer_id", "purpose", "channel", "at")

    customer_id: str
    purpose: str
    channel: str
    at: int
    wording: str


class MovedContact(Row, frozen=True):
    """A contact point that came from an identity folded into another, so that it can go back."""

    TABLE: ClassVar[str] = "moved_contacts"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "value")

    kind: str
    value: str
    came_from: tuple[str, ...]
    """The identities it was moved from, the last move last."""


class SetupText(Row, frozen=True):
    """A version of the set-up, as JSON."""

    TABLE: ClassVar[str] = "setups"
    KEY: ClassVar[tuple[str, ...]] = ("version",)

    version: int
    body: str


CONTENT_TABLES: tuple[type[Row], ...] = (
    Customer,
    ContactPoint,
    CaseText,
    Message,
    Part,
    Outgoing,
    Answer,
    PromiseText,
    SetupText,
    IncidentText,
    ComplaintText,
    ConsentText,
    MovedContact,
)
