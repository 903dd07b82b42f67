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
    notes: str = ""
    """What colleagues should know, in free words; brought along from elsewhere."""


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
    """A hand-over's ``known``, ``tried``, ``expected``, ``promised``; a mail's ``problems``; the
    ``rule`` that wrote a note."""

    @property
    def rule(self) -> str:
        """The automatic rule that wrote this note; ``""`` for what people wrote."""
        return self.fields.get("rule", "") if self.direction == "note" else ""


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


AnswerState = Literal["wip", "not_validated", "validated", "archived"]
AnswerScope = Literal["mine", "team", "all"]
AnswerAudience = Literal["agents", "public"]
AnswerNext = Literal["", "wait", "resolve"]


class Answer(Row, frozen=True):
    """A canned response or an article to insert, and what goes along with it when it is sent."""

    TABLE: ClassVar[str] = "answers"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    kind: Literal["canned", "article"]
    name: str
    shortcut: str
    body: str
    """A template: Liquid, and blanks ``‹like this›`` for a person to fill in."""
    language: str = "en"
    tags: tuple[str, ...] = ()
    uses: int = 0
    """In the table: counted elsewhere before it came here. As read: with what was sent here."""
    scope: AnswerScope = "all"
    owner: str = ""
    """The person who answers for it; ``""`` for nobody."""
    team: str = ""
    """Whose it is, when its scope is a team."""
    disposition: str = ""
    """What a case is resolved under in which it is sent; ``""`` leaves the choice open."""
    set_tags: tuple[str, ...] = ()
    """What a case is tagged with when it is sent there."""
    next_state: AnswerNext = ""
    """What is proposed to follow the sending of it."""
    review_on: str = ""
    """An ISO date: by then somebody should have read it again; ``""`` for none."""
    state: AnswerState = "validated"
    audience: AnswerAudience = "agents"
    """Of an article: whether customers may read it."""
    resolves: int = 0
    """Like ``uses``: cases that stand resolved in which it was sent."""
    version: int = 1
    updated_at: int = 0
    updated_by: str = ""


class AnswerVersion(Row, frozen=True):
    """An answer as it was before it was changed."""

    TABLE: ClassVar[str] = "answer_versions"
    KEY: ClassVar[tuple[str, ...]] = ("answer_id", "version")

    answer_id: str
    version: int
    at: int
    """When this version was written."""
    by: str
    answer: str
    """All its fields, as JSON."""


class UnansweredQuestion(Row, frozen=True):
    """A search for an answer that found nothing. Its words may be a customer's."""

    TABLE: ClassVar[str] = "unanswered_questions"
    KEY: ClassVar[tuple[str, ...]] = ("case_id", "query")

    case_id: int
    """The case it was asked for; 0 for none."""
    query: str
    at: int
    """When it was asked last."""
    by: str


class LearnedText(Row, frozen=True):
    """A customer's own words that an answer settled: they make it easier to find."""

    TABLE: ClassVar[str] = "learned_texts"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    answer_id: str
    customer_id: str
    """Whose words they are; ``""`` for what was taught in bulk."""
    case_id: int
    language: str
    text: str
    at: int


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


class CustomerEdit(Row, frozen=True):
    """How a customer was before the newest change, so that it can be taken back; or, once it was,
    how they would be with it. Only what was changed stands here."""

    TABLE: ClassVar[str] = "customer_edits"
    KEY: ClassVar[tuple[str, ...]] = ("customer_id",)

    customer_id: str
    command: str
    """The change itself; its redo has the same."""
    words: dict[str, str]
    """By the name of the field; a mark is ``yes`` or ``""``."""
    facts: dict[str, str]
    """``level``, ``vip``, ``language``, ``zone``."""
    added: tuple[tuple[str, str], ...]
    """Contact points that came with it: ``(kind, value)``."""
    removed: tuple[tuple[str, str], ...]


class MovedContact(Row, frozen=True):
    """A contact point that came from an identity folded into another, so that it can go back."""

    TABLE: ClassVar[str] = "moved_contacts"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "value")

    kind: str
    value: str
    came_from: tuple[str, ...]
    """The identities it was moved from, the last move last."""


AWAITED = "awaited mail"
"""The source of a reference that is the Message-ID of a mail not here yet, which a mail on the case
answers; or ``sha256:`` and the digest of a mail on the case that has no Message-ID."""


class CaseReference(Row, frozen=True):
    """What a case was called in the program it was imported from, or a mail that belongs to it."""

    TABLE: ClassVar[str] = "case_references"
    KEY: ClassVar[tuple[str, ...]] = ("source", "reference")

    source: str
    """Which program, as the import named it; ``""`` for the one that has no name."""
    reference: str
    case_id: int


class CustomerReference(Row, frozen=True):
    """What a customer was called in the program they were imported from."""

    TABLE: ClassVar[str] = "customer_references"
    KEY: ClassVar[tuple[str, ...]] = ("source", "reference")

    source: str
    reference: str
    customer_id: str


class Organisation(Row, frozen=True):
    """An organisation that customers belong to by its name, or by the domain of their address."""

    TABLE: ClassVar[str] = "organisations"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    """What it was called in the program it came from; its folded name if nothing."""
    name: str
    domains: tuple[str, ...] = ()
    level: str = ""
    """The agreement level that its people have; ``""`` for none of its own."""


class ImportText(Row, frozen=True):
    """Which files an import read."""

    TABLE: ClassVar[str] = "import_texts"
    KEY: ClassVar[tuple[str, ...]] = ("import_id",)

    import_id: str
    what: str
    source: str
    files: tuple[str, ...]


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
    LearnedText,
    PromiseText,
    SetupText,
    IncidentText,
    ComplaintText,
    ConsentText,
    CustomerEdit,
    MovedContact,
    AnswerVersion,
    UnansweredQuestion,
    CaseReference,
    CustomerReference,
    Organisation,
    ImportText,
)
