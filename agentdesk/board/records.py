"""What the board keeps of the log: a record a case, a live interaction, an agent.

A record says what happened, never what it means: figures decide that. Instants are milliseconds
UTC, durations milliseconds, ``None`` for what has not happened. No record holds personal data;
``customer_id`` is the log's random id.
"""

from typing import Literal

import msgspec

from agentdesk.domain.rows import ACTIVE_STATES, AgentState, CaseState, ClockKind, ClockState

Gone = Literal["", "spam", "duplicate", "merged"]


class Record(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, array_like=True):
    """One thing that figures count. Arrays in snapshots, so the order of fields is the format."""


class ClockRecord(Record, frozen=True, gc=False):
    """One round of one target on one case: a clock that starts anew is another record."""

    kind: ClockKind
    policy: str
    started_at: int
    since: int
    """Start of the stretch that runs now, or ran last."""
    target_ms: int
    state: ClockState = "running"
    elapsed_ms: int = 0
    """Open time used before ``since``; when stopped, all of it."""
    due_at: int | None = None
    """``None`` while paused, stopped or cancelled."""
    stopped_at: int | None = None
    met: bool | None = None


class SurveyRecord(Record, frozen=True, gc=False):
    """One question to a customer, and the answer."""

    survey: str
    sent_at: int | None = None
    answered_at: int | None = None
    score: int | None = None


class GoodwillRecord(Record, frozen=True, gc=False):
    """Something that was granted; hundredths of the currency."""

    at: int
    form: str
    cents: int
    currency: str
    agent: str


class PromiseRecord(Record, frozen=True, gc=False):
    """A dated commitment."""

    id: int
    made_at: int
    due_at: int
    settled_at: int | None = None
    kept: bool | None = None


class ComplaintRecord(Record, frozen=True, gc=False):
    """A complaint and how far it got."""

    opened_at: int
    category: str
    severity: int
    ack_due_at: int
    decide_due_at: int
    acknowledged_at: int | None = None
    decided_at: int | None = None
    outcome: str = ""
    closed_at: int | None = None


class EvaluationRecord(Record, frozen=True, gc=False):
    """One scoring of a contact: ``items`` as (item, weight, score or ``None``)."""

    at: int
    items: tuple[tuple[str, float, float | None], ...]
    auto_fail: bool = False


class CaseRecord(Record, frozen=True, gc=False):
    """One case, from its creation on."""

    id: int
    created_at: int
    channel: str
    queue: str
    """Where it is now."""
    tier: int
    team: str
    type: str
    reason: str
    priority: int
    level: str
    language: str
    state: CaseState = "new"
    imported: bool = False
    """It came from elsewhere: in no cohort, only its backlog and the clocks begun here count."""
    first_queue: str = ""
    """Where it was created: figures of a cohort belong there."""
    customer_id: str | None = None
    owner: str | None = None
    owner_since: int | None = None
    assigned_at: int | None = None
    """When somebody had it first."""
    waiting_since: int | None = None
    waits_since: int | None = None
    """Since when we wait for the customer or a third party."""
    wake_at: int | None = None
    replied_at: int | None = None
    """The first public message by a person of ours; a call or chat that was answered is none."""
    asked: int = 0
    """Messages of the customer up to the first resolving."""
    first_resolved_at: int | None = None
    resolved_at: int | None = None
    """The last resolving, while it stands."""
    resolved_by: str | None = None
    closed_at: int | None = None
    gone: Gone = ""
    """It was no case of ours: spam, a duplicate, folded into another; no figure counts it."""
    disposition: str | None = None
    root_cause: str | None = None
    first_disposition: str | None = None
    first_wrapped_at: int | None = None
    """When the wrap-up of its first call or chat ended."""
    reopened_at: int | None = None
    """The first reopening."""
    reopens: int = 0
    functional: int = 0
    """Escalations to a higher tier."""
    hierarchical: int = 0
    """Times a lead's attention was asked for."""
    escalated_at: int | None = None
    """The last escalation of either sort."""
    transfers: int = 0
    returns: int = 0
    handovers: int = 0
    """Times it went from one owner straight to another."""
    answers: tuple[str, ...] = ()
    """The answers it was resolved with."""
    tags: tuple[str, ...] = ()
    clocks: tuple[ClockRecord, ...] = ()
    surveys: tuple[SurveyRecord, ...] = ()
    goodwill: tuple[GoodwillRecord, ...] = ()
    promises: tuple[PromiseRecord, ...] = ()
    complaint: ComplaintRecord | None = None
    evaluations: tuple[EvaluationRecord, ...] = ()
    first_type: str = ""
    """What type it was when it came: coming again is told by that."""
    settled: bool = False
    """It was resolved at least once, and not only because the customer did not reply."""
    first_talk: int | None = None
    """Its first call or chat."""
    touched_at: int = 0
    """The last event of its stream, the closing after a time left out: a case that has been at
    rest for long is not kept in memory."""

    @property
    def active(self) -> bool:
        """Whether it is neither resolved nor closed."""
        return self.state in ACTIVE_STATES

    @property
    def claimable(self) -> bool:
        """Whether it waits for somebody to take it: not asleep, not waiting for the customer."""
        return self.owner is None and self.wake_at is None and self.state in ("new", "open")


class TalkRecord(Record, frozen=True, gc=False):
    """One live interaction: a call or chat, from its queueing on."""

    id: int
    queued_at: int
    channel: str
    queue: str
    target_ms: int
    """Within how long it should be answered."""
    case_id: int | None = None
    offers: int = 0
    declines: int = 0
    timeouts: int = 0
    agent: str | None = None
    connected_at: int | None = None
    held_since: int | None = None
    held_ms: int = 0
    ended_at: int | None = None
    wrapped_at: int | None = None
    abandoned_at: int | None = None
    flowed_at: int | None = None
    flowed_to: str = ""

    @property
    def wait_ms(self) -> int | None:
        """How long it waited for an answer; ``None`` if it was not answered."""
        return None if self.connected_at is None else self.connected_at - self.queued_at


class StretchRecord(Record, frozen=True, gc=False):
    """An agent in one state, from one change to the next (``until`` is ``None``: still)."""

    agent: str
    state: AgentState
    since: int
    until: int | None = None
    reason: str | None = None


class Moment(Record, frozen=True, gc=False):
    """A line of the feed: something a supervisor wants to hear of when it happens."""

    seq: int
    at: int
    what: Literal[
        "breached",
        "warned",
        "escalated",
        "asked_lead",
        "returned",
        "reopened",
        "abandoned",
        "complaint",
        "undone",
    ]
    case_id: int | None
    queue: str
    detail: str = ""
    """The clock's kind, the escalation's reason, the complaint's category."""
