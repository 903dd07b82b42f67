"""What happens to a case: whose it is, where it stands, where it goes."""

from typing import ClassVar, Literal

from agentdesk.domain.care_rows import ComplaintRow, GoodwillRow, IncidentRow
from agentdesk.domain.events.base import Event
from agentdesk.domain.rows import CaseRow, ClockRow, PromiseRow, SendRow, TimerRow


class CaseCreated(Event, frozen=True):
    """A customer's issue became a case."""

    kind: ClassVar[str] = "case.created"
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
    type: str = "question"
    reason: str = "contact"
    vip: bool = False
    band: int = 1
    customer_id: str | None = None
    parent: int | None = None
    verified: Literal["none", "partial", "full"] = "none"
    verified_method: str | None = None
    connected: bool = False
    """A person of ours was talking to the customer when it was made (a call logged by hand)."""


class CaseRanked(Event, frozen=True):
    """A term of the order of taking changed."""

    kind: ClassVar[str] = "case.ranked"
    case_id: int
    band: int
    rank_at: int
    waiting_since: int


class CaseAssigned(Event, frozen=True):
    """An agent got the case: by ``take``, ``next``, ``assign``, or ``auto`` (routing)."""

    kind: ClassVar[str] = "case.assigned"
    case_id: int
    agent: str
    how: Literal["take", "next", "assign", "auto"]
    previous: str | None = None


class CaseReleased(Event, frozen=True):
    """The owner gave it back, or was absent; it keeps its waiting time."""

    kind: ClassVar[str] = "case.released"
    case_id: int
    agent: str
    reason: Literal["released", "absent"]


class CaseReserved(Event, frozen=True):
    """A preferred agent may take it first, until a time."""

    kind: ClassVar[str] = "case.reserved"
    case_id: int
    agent: str
    until: int
    handed: str | None = None


class CaseUnreserved(Event, frozen=True):
    """A reservation lapsed."""

    kind: ClassVar[str] = "case.unreserved"
    case_id: int
    agent: str


class CaseWaiting(Event, frozen=True):
    """The desk waits for the customer or for a third party."""

    kind: ClassVar[str] = "case.waiting"
    case_id: int
    waits_for: Literal["customer", "third_party"]
    remind_at: int
    party: str | None = None
    closes_at: int | None = None
    """Waiting for a customer: when it may be resolved as ``no_reply`` after two reminders."""


class CaseResumed(Event, frozen=True):
    """The waiting is over."""

    kind: ClassVar[str] = "case.resumed"
    case_id: int
    reason: Literal["customer", "agent", "timer"]
    waiting_since: int


class CaseReminded(Event, frozen=True):
    """A reminder came up while the case was waiting."""

    kind: ClassVar[str] = "case.reminded"
    case_id: int
    number: int
    next_at: int | None = None
    closes_at: int | None = None
    """A new time at which it may be resolved as ``no_reply``, when that has to be later."""


class CaseSnoozed(Event, frozen=True):
    """Hidden from work until a time; clocks go on."""

    kind: ClassVar[str] = "case.snoozed"
    case_id: int
    until: int


class CaseWoken(Event, frozen=True):
    """A snooze ended: by ``timer``, ``customer`` or ``agent``."""

    kind: ClassVar[str] = "case.woken"
    case_id: int
    by: Literal["timer", "customer", "agent"]
    waiting_since: int


class CaseResolved(Event, frozen=True):
    """The issue is settled, under a disposition."""

    kind: ClassVar[str] = "case.resolved"
    case_id: int
    disposition: str
    closes_at: int
    root_cause: str | None = None
    answer_ids: tuple[str, ...] = ()


class CaseReopened(Event, frozen=True):
    """A resolved case is open again: the customer wrote, or a lead says so."""

    kind: ClassVar[str] = "case.reopened"
    case_id: int
    by: Literal["customer", "lead"]
    waiting_since: int
    reason: str | None = None


class CaseThanked(Event, frozen=True):
    """A message on a resolved case was only thanks: not a reopen."""

    kind: ClassVar[str] = "case.thanked"
    case_id: int
    message_id: int


class CaseClosed(Event, frozen=True):
    """Final: by time, or by a lead as spam or duplicate."""

    kind: ClassVar[str] = "case.closed"
    case_id: int
    reason: Literal["time", "spam", "duplicate", "merged"]


class CaseEscalated(Event, frozen=True):
    """Functional: to a higher tier. Hierarchical: a lead's attention, nothing moves."""

    kind: ClassVar[str] = "case.escalated"
    case_id: int
    escalation: Literal["functional", "hierarchical"]
    reason: str
    from_tier: int
    to_tier: int
    from_queue: str
    to_queue: str
    agent: str | None = None
    """Who had it."""
    lead: str | None = None
    note_id: int | None = None


class CaseReturned(Event, frozen=True):
    """A higher tier sent it back."""

    kind: ClassVar[str] = "case.returned"
    case_id: int
    reason: str
    from_tier: int
    to_tier: int
    from_queue: str
    to_queue: str
    agent: str | None = None
    note_id: int | None = None


class CaseTransferred(Event, frozen=True):
    """Same tier, other queue."""

    kind: ClassVar[str] = "case.transferred"
    case_id: int
    reason: str
    from_queue: str
    to_queue: str
    agent: str | None = None
    note_id: int | None = None


class CasePrioritised(Event, frozen=True):
    """Its priority changed."""

    kind: ClassVar[str] = "case.prioritised"
    case_id: int
    before: int
    after: int
    reason: str | None = None


class CaseClassified(Event, frozen=True):
    """Its type, language or required skills changed."""

    kind: ClassVar[str] = "case.classified"
    case_id: int
    type: str
    language: str
    skills: str


class CaseLevelled(Event, frozen=True):
    """The customer's agreement level or VIP mark changed while the case was open."""

    kind: ClassVar[str] = "case.levelled"
    case_id: int
    level: str
    vip: bool


class CaseTagged(Event, frozen=True):
    """Tags were added or taken off."""

    kind: ClassVar[str] = "case.tagged"
    case_id: int
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class CaseCustomerSet(Event, frozen=True):
    """The case was given to a (different) customer."""

    kind: ClassVar[str] = "case.customer_set"
    case_id: int
    customer_id: str
    merged: bool = False
    """The customer is the same person, whose two identities became one."""


class CaseMerged(Event, frozen=True):
    """This case was a duplicate and is folded into another."""

    kind: ClassVar[str] = "case.merged"
    case_id: int
    into: int


class CaseAbsorbed(Event, frozen=True):
    """This case took in a duplicate."""

    kind: ClassVar[str] = "case.absorbed"
    case_id: int
    source: int
    unanswered_since: int | None = None
    wrote_at: int | None = None
    last_message_id: int | None = None


class CaseSplit(Event, frozen=True):
    """A second issue was taken out of this case into a new one."""

    kind: ClassVar[str] = "case.split"
    case_id: int
    child: int
    message_id: int


class CaseLinked(Event, frozen=True):
    """The case was linked to an incident, or taken off (``incident`` is ``None``)."""

    kind: ClassVar[str] = "case.linked"
    case_id: int
    incident: int | None = None


class CaseRestored(Event, frozen=True):
    """Undo or redo: the case stands as a refold of its stream says. Carries the result."""

    kind: ClassVar[str] = "case.restored"
    case_id: int
    row: CaseRow
    clocks: tuple[ClockRow, ...] = ()
    timers: tuple[TimerRow, ...] = ()
    sends: tuple[SendRow, ...] = ()
    promises: tuple[PromiseRow, ...] = ()
    removed_promises: tuple[int, ...] = ()
    without: tuple[str, ...] = ()
    """Every command that the refold left out, so that the next one knows them."""
    incidents: tuple[IncidentRow, ...] = ()
    complaints: tuple[ComplaintRow, ...] = ()
    goodwill: tuple[GoodwillRow, ...] = ()
