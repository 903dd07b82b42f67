"""The projection's rows: what the log adds up to, one frozen struct a table.

Nothing in them is personal data or free text; they can be thrown away and folded again from the
log. The field order is the column order on both engines. ``KEY`` names the primary key.
Instants are milliseconds UTC, durations milliseconds.
"""

from typing import ClassVar, Literal

from agentdesk.domain.answer_rows import AnswerUseRow as AnswerUseRow
from agentdesk.domain.answer_rows import AnswerWantRow as AnswerWantRow
from agentdesk.domain.care_rows import (
    ComplaintRow,
    ConsentRow,
    GoodwillRow,
    IncidentRow,
    MergedCustomerRow,
    SurveyRow,
)
from agentdesk.domain.live_rows import InteractionRow
from agentdesk.domain.privacy_rows import FieldReadRow, LegalHoldRow, RemovalRow
from agentdesk.domain.row import Key as Key
from agentdesk.domain.row import Row as Row
from agentdesk.domain.row import key_of as key_of

CaseState = Literal["new", "open", "waiting_customer", "waiting_third_party", "resolved", "closed"]
ClockKind = Literal["FR", "NR", "RES", "PU"]
ClockState = Literal["running", "paused", "stopped", "cancelled"]
AgentState = Literal["offline", "available", "unavailable", "wrap_up"]
SendState = Literal["held", "queued", "sending", "sent", "failed", "recalled"]

LIVE_CHANNELS = frozenset({"call", "chat"})
"""Channels on which the customer is there, waiting for every word."""

ACTIVE_STATES = frozenset({"new", "open", "waiting_customer", "waiting_third_party"})


class CaseRow(Row, frozen=True, gc=False):
    """One case: where it stands, who has it, and its place in the order of taking."""

    TABLE: ClassVar[str] = "cases"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: int
    version: int
    """Counts acts of people and customers, never timers; a command names the version it saw."""
    last_command: str
    state: CaseState
    type: str
    channel: str
    queue: str
    tier: int
    language: str
    skills: str
    """Required skills as ``name:level`` in alphabetical order, comma separated; ``""`` for none."""
    lane: str
    """``queue|tier|language|skills``: everything that decides who may take it."""
    priority: int
    level: str
    vip: bool
    units: int
    """Capacity units it takes of its owner."""
    band: int
    rank_at: int
    waiting_since: int
    base_since: int
    """What it counts as waiting since when no message is unanswered: its creation, the newest
    reopening or the newest waking."""
    claimable: bool
    owner: str | None
    owner_since: int | None
    acted: bool
    """The owner has done something on it since it was assigned."""
    handed: str | None
    """How it came to the owner or the reserved agent without their asking: ``assigned``,
    ``escalated``, ``returned``; cleared by the first act."""
    team: str
    """The team that owns the customer's issue; kept when the case is escalated."""
    reserved_for: str | None
    reserved_until: int | None
    customer_id: str | None
    created_at: int
    resolved_at: int | None
    closed_at: int | None
    wake_at: int | None
    """Snoozed until then: hidden from work, clocks go on."""
    remind_at: int | None
    """While waiting: when the agent is reminded, or the third party reviewed."""
    reminders: int
    wrote_at: int | None
    """The customer's last message, while it is unanswered."""
    unanswered_since: int | None
    """The customer's oldest unanswered message."""
    replied_at: int | None
    """The last public message by a person of ours, or the last time they were connected."""
    returned: bool
    """Reopened, or sent back by a higher tier: comes forward in the order."""
    bounces: int
    reopens: int
    escalations: int
    lead: str | None
    """The lead whose attention was asked for, or ``any``."""
    disposition: str | None
    root_cause: str | None
    merged_into: int | None
    parent: int | None
    """The case this one was split from or follows up."""
    incident: int | None
    tags: tuple[str, ...]
    verified: Literal["none", "partial", "full"]
    verified_method: str | None
    verified_until: int | None
    due_at: int | None
    """The earliest due time of the running clocks."""
    due_kind: str | None
    """The clock that ``due_at`` belongs to; ``paused`` when all that are open are paused."""
    last_message_id: int | None
    """The newest message of the customer: a reply written without having seen it is held."""

    @property
    def active(self) -> bool:
        """Whether the case is neither resolved nor closed."""
        return self.state in ACTIVE_STATES


class ClockRow(Row, frozen=True, gc=False):
    """One target running on one case."""

    TABLE: ClassVar[str] = "clocks"
    KEY: ClassVar[tuple[str, ...]] = ("case_id", "kind")

    case_id: int
    kind: ClockKind
    state: ClockState
    generation: int
    """Counts every start, resume, retarget and stop, so that an old timer cannot fire."""
    policy: str
    calendar: str
    target_ms: int
    started_at: int
    since: int
    """Start of the stretch that runs now (or ran last)."""
    elapsed_ms: int
    """Open time used before ``since``; when not running, all of it."""
    due_at: int | None
    """When the target is reached; ``None`` while paused, stopped or cancelled."""
    warn_75_at: int | None
    warn_90_at: int | None
    warned: int
    """The highest warning given: 0, 75 or 90 (per cent)."""
    breached_at: int | None
    stopped_at: int | None
    met: bool | None
    rounds: int
    """How many times this kind was started anew on the case (NR and PU: once a question)."""


class TimerRow(Row, frozen=True, gc=False):
    """Something to be done at a time; firing one whose generation is old does nothing."""

    TABLE: ClassVar[str] = "timers"
    KEY: ClassVar[tuple[str, ...]] = ("case_id", "kind")

    case_id: int
    kind: str
    """``sla.FR`` … ``sla.PU``, ``snooze``, ``remind``, ``no_reply``, ``close``, ``reserve``,
    ``send.<message id>``, ``rule.<rule>``, ``complaint.ACK``, ``complaint.DEC``."""
    generation: int
    due_at: int


class AgentRow(Row, frozen=True, gc=False):
    """What an agent is doing; who an agent is stands in the set-up."""

    TABLE: ClassVar[str] = "agents"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    state: AgentState
    reason: str | None
    since: int
    until: int | None
    """When a wrap-up ends by itself."""
    kept: int = 0
    """Capacity units that a wrap-up keeps: those of the call or chat it follows."""


class LoadRow(Row, frozen=True, gc=False):
    """What an agent holds: capacity units and open cases. Kept by counting."""

    TABLE: ClassVar[str] = "loads"
    KEY: ClassVar[tuple[str, ...]] = ("agent",)

    agent: str
    units: int
    cases: int
    live: int = 0
    """Those of the units that calls and chats take."""


class LaneRow(Row, frozen=True, gc=False):
    """How many cases of a lane are in a bucket. Kept by counting; a lane exists once it is here.

    Buckets: ``waiting`` (to be taken), ``snoozed``, ``owned``, ``parked`` (waiting for somebody
    outside and owned by nobody), ``resolved``, ``closed``.
    """

    TABLE: ClassVar[str] = "lanes"
    KEY: ClassVar[tuple[str, ...]] = ("lane", "bucket")

    lane: str
    bucket: str
    n: int


class CustomerRow(Row, frozen=True, gc=False):
    """What routing and the clocks need to know of a customer: codes only, never who it is."""

    TABLE: ClassVar[str] = "customer_facts"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    level: str
    vip: bool
    language: str
    zone: str
    organisation: str | None
    erased: bool


class EntitlementRow(Row, frozen=True, gc=False):
    """A service agreement, or a warranty on an asset: what is covered, from when to when."""

    TABLE: ClassVar[str] = "entitlements"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    customer_id: str
    kind: Literal["agreement", "warranty"]
    level: str | None
    asset: str | None
    covers: tuple[str, ...]
    """Case types covered; empty means all."""
    starts_at: int
    ends_at: int | None


class PromiseRow(Row, frozen=True, gc=False):
    """A dated commitment to a customer; its words are content."""

    TABLE: ClassVar[str] = "promises"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: int
    case_id: int
    customer_id: str | None
    by: str
    due_at: int
    settled_at: int | None
    kept: bool | None


class SendRow(Row, frozen=True, gc=False):
    """Where an out-going message stands; its bytes are content."""

    TABLE: ClassVar[str] = "sends"
    KEY: ClassVar[tuple[str, ...]] = ("message_id",)

    message_id: int
    case_id: int
    channel: str
    state: SendState
    hold_until: int | None
    attempts: int


class HeldMailRow(Row, frozen=True, gc=False):
    """A mail that a person must place: its sender does not belong to the case it names."""

    TABLE: ClassVar[str] = "held_mail"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: int
    suggested_case: int | None
    why: str
    at: int
    placed_as: str | None
    case_id: int | None


class UndoneRow(Row, frozen=True, gc=False):
    """A command that was undone, or undone and done again."""

    TABLE: ClassVar[str] = "undone"
    KEY: ClassVar[tuple[str, ...]] = ("command",)

    command: str
    undone: bool
    at: int


class NoticeRow(Row, frozen=True, gc=False):
    """Something a rule tells a person, until they have seen it: the rule's name is the message.

    The same rule tells a person once a case; telling it again only brings it forward.
    """

    TABLE: ClassVar[str] = "notices"
    KEY: ClassVar[tuple[str, ...]] = ("agent", "case_id", "rule")

    agent: str
    case_id: int
    rule: str
    at: int


class IdRow(Row, frozen=True, gc=False):
    """The highest id given out of a kind: ``case``, ``message``, ``promise``, ``interaction`` …"""

    TABLE: ClassVar[str] = "ids"
    KEY: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    value: int


TABLES: tuple[type[Row], ...] = (
    CaseRow,
    ClockRow,
    TimerRow,
    AgentRow,
    LoadRow,
    LaneRow,
    CustomerRow,
    EntitlementRow,
    PromiseRow,
    SendRow,
    HeldMailRow,
    UndoneRow,
    IdRow,
    NoticeRow,
    AnswerUseRow,
    AnswerWantRow,
    IncidentRow,
    ComplaintRow,
    GoodwillRow,
    SurveyRow,
    ConsentRow,
    MergedCustomerRow,
    LegalHoldRow,
    RemovalRow,
    FieldReadRow,
    InteractionRow,
)


def lane_of(queue: str, tier: int, language: str, skills: str) -> str:
    """Name the lane of a case."""
    return f"{queue}|{tier}|{language}|{skills}"


def bucket_of(case: CaseRow) -> str:
    """Say in which of a lane's buckets a case is counted."""
    if case.state in ("resolved", "closed"):
        return case.state
    if case.owner is not None:
        return "owned"
    if case.wake_at is not None:
        return "snoozed"
    return "waiting" if case.state in ("new", "open") else "parked"
