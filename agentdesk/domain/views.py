"""What the screens read: one frozen struct a reading, joined by the store from rows and content."""

import msgspec

from agentdesk.domain.care_rows import ConsentRow, GoodwillRow, SurveyRow
from agentdesk.domain.content import ContactPoint, Customer, Message
from agentdesk.domain.customer_views import (
    VISITS,
    AssetLine,
    ComplaintView,
    IncidentLine,
    Interaction,
    OpenCaseLine,
    assets_of,
)
from agentdesk.domain.rows import (
    AnswerWantRow,
    CaseRow,
    CaseState,
    ClockRow,
    CustomerRow,
    EntitlementRow,
    HeldMailRow,
    PromiseRow,
    SendRow,
)


class QueueRow(msgspec.Struct, frozen=True, gc=False):
    """One line of a queue list.

    Instants are milliseconds UTC. ``due_at`` is the earliest due time of the running clocks, or
    ``None`` while every clock is paused or there is none; ``due_kind`` names that clock
    (``FR NR RES PU``), or ``"paused"``. ``customer`` and ``subject`` are already clean text.
    """

    case_id: int
    band: int
    rank_at: int
    waiting_since: int
    version: int
    state: str
    priority: int
    tier: int
    channel: str
    queue: str
    owner: str | None
    due_at: int | None
    due_kind: str | None
    wrote_at: int | None
    """When the customer wrote last and nobody has answered since; ``None`` when answered."""
    unread: bool
    """The customer wrote and nobody has opened the case since."""
    wake_at: int | None
    customer: str
    subject: str
    lane: str = ""
    reserved_for: str | None = None
    type: str = ""
    language: str = ""
    created_at: int = 0
    resolved_at: int | None = None
    handed: str | None = None
    """How it came to its owner without their asking: ``assigned``, ``escalated``, ``returned``."""
    tags: tuple[str, ...] = ()
    mark: str = ""
    """Who else is here, as words for the row: ``✎ omar``, ``omar reads``; empty when nobody."""

    @property
    def key(self) -> tuple[int, int, int, int]:
        """The place in the order of taking: ``(band, rank_at, waiting_since, case_id)``."""
        return (self.band, self.rank_at, self.waiting_since, self.case_id)


class QueuePage(msgspec.Struct, frozen=True):
    """A window of the waiting list, in the order in which cases are taken."""

    rows: tuple[QueueRow, ...]
    above: int
    """Waiting cases before the first row (capped at 1,000)."""
    below: int
    """Waiting cases after the last row (capped at 1,000)."""


class Counts(msgspec.Struct, frozen=True):
    """The header's numbers. Counts that depend on the hour are capped at 1,000 (shown ``999+``)."""

    for_me: int = 0
    mine: int = 0
    mine_wrote: int = 0
    waiting: int = 0
    late: int = 0
    soon: int = 0
    """Due within 15 minutes."""
    snoozed: int = 0
    held_mail: int = 0


class PartView(msgspec.Struct, frozen=True):
    """An attachment as the timeline shows it."""

    id: str
    filename: str
    mime: str
    size: int


class TimelineItem(msgspec.Struct, frozen=True):
    """A message or note of a case, oldest first in :class:`CaseView`."""

    message: Message
    send: SendRow | None = None
    parts: tuple[PartView, ...] = ()


class Ruling(msgspec.Struct, frozen=True):
    """What an automatic rule did to a case, and when; firings that were undone are left out."""

    at: int
    rule: str
    effects: tuple[str, ...]
    """As :func:`agentdesk.domain.rules.effects.said` reads them: ``priority:2``."""


class CaseView(msgspec.Struct, frozen=True):
    """Everything the case pane shows of one case."""

    row: CaseRow
    subject: str
    summary: str
    clocks: tuple[ClockRow, ...]
    items: tuple[TimelineItem, ...]
    promises: tuple[tuple[PromiseRow, str], ...]
    """Each promise with its words, the earliest due first."""
    handover: Message | None
    """The newest hand-over, while nobody has acted on the case since it came."""
    as_of: int
    """The seq of the log this was read at."""
    incident: IncidentLine | None = None
    """The known event that the case is linked to, or is itself."""
    incident_answer: str = ""
    """What the incident's customers were told last: an answer to offer here."""
    complaint: ComplaintView | None = None
    goodwill: tuple[GoodwillRow, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    """What automatic rules did, the oldest first."""


class HistoryLine(msgspec.Struct, frozen=True):
    """One case of a customer's history."""

    case_id: int
    state: str
    channel: str
    subject: str
    created_at: int
    resolved_at: int | None
    owner: str | None
    tier: int
    disposition: str | None
    escalations: int
    queue: str


class CustomerView(msgspec.Struct, frozen=True):
    """Everything the customer pane shows of one customer."""

    customer: Customer
    facts: CustomerRow
    contacts: tuple[ContactPoint, ...]
    history: tuple[HistoryLine, ...]
    """Open cases first, then the newest; at most 100."""
    contacts_7d: int
    """Cases and messages of the customer within the last seven days, counted as contacts."""
    entitlements: tuple[EntitlementRow, ...]
    promises: tuple[tuple[PromiseRow, str], ...]
    """Open promises of all the customer's cases, the earliest due first."""
    open_cases: tuple[OpenCaseLine, ...] = ()
    """Every active case with its clocks, the first due first."""
    incidents: tuple[IncidentLine, ...] = ()
    """Known events, not over yet, that a case of theirs is linked to."""
    interactions: tuple[Interaction, ...] = ()
    """Their last contacts over all channels, the newest first (of their newest 100 cases)."""
    surveys: tuple[SurveyRow, ...] = ()
    """Their last ten answers, the newest first."""
    reopens: int = 0
    complaints: int = 0
    consents: tuple[ConsentRow, ...] = ()
    merged: tuple[Customer, ...] = ()
    """Identities that were folded into this one, as they were."""

    @property
    def returns(self) -> tuple[OpenCaseLine, ...]:
        """Sendings-back that are not settled yet."""
        return tuple(line for line in self.open_cases if line.type == "return")

    @property
    def visits(self) -> tuple[OpenCaseLine, ...]:
        """Visits that are not settled yet."""
        return tuple(line for line in self.open_cases if VISITS & {line.type, line.channel})

    def assets(self, at: int) -> tuple[AssetLine, ...]:
        """Return what they have from us, with its warranty as of ``at``."""
        return assets_of(self.entitlements, at)


class HeldMail(msgspec.Struct, frozen=True):
    """A mail that waits for a person to place it."""

    row: HeldMailRow
    message: Message


class AnswerWant(msgspec.Struct, frozen=True):
    """A line of the editors' list."""

    row: AnswerWantRow
    words: str
    """What the agent wrote; empty once it was erased."""
    name: str
    """The answer that is wrong, by name."""


class AnswerUsed(msgspec.Struct, frozen=True):
    """A message of ours that an answer was sent in."""

    case_id: int
    message_id: int
    at: int
    by: str
    subject: str
    state: CaseState
    counts: int
    """1 if the case stands resolved, so that the answer counts for it; else 0."""


class Doing(msgspec.Struct, frozen=True):
    """Who is looking at or typing in a case, now."""

    agent: str
    case_id: int
    what: str
    """``looking`` or ``typing``."""
    at: int


class Draft(msgspec.Struct, frozen=True):
    """Unsent text, kept within 300 ms of the key."""

    agent: str
    case_id: int
    kind: str
    """``reply`` or ``note``."""
    body: str
    to: str
    """The receiver, frozen when the reply was begun."""
    seen_message: int | None
    """The newest customer message on screen when the reply was begun."""
    at: int
