"""The vocabulary: one frozen struct per event kind. ``docs/events.md`` tells it in words.

An event holds ids, codes, times and amounts: never personal data, never free text. It carries
what was computed when it happened (due times, ranks), so that reading the log needs no policy,
calendar or setting. Instants and durations are milliseconds.
"""

from typing import Any, ClassVar, Literal, TypeAlias

import msgspec

from agentdesk.domain.rows import (
    CaseRow,
    ClockKind,
    ClockRow,
    PromiseRow,
    SendRow,
    TimerRow,
)


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Something that happened. ``kind`` and ``v`` (the payload's version) name its shape."""

    kind: ClassVar[str] = ""
    v: ClassVar[int] = 1


class Fact(msgspec.Struct, frozen=True, gc=False):
    """An event with its envelope, before the log has numbered it.

    ``at`` is when it happened; ``actor`` is an agent's id, ``customer`` or ``system``;
    ``command`` names the command it belongs to.
    """

    at: int
    actor: str
    command: str
    event: Event

    @property
    def case_id(self) -> int | None:
        """The case whose stream it belongs to, if any."""
        return getattr(self.event, "case_id", None)


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A numbered entry of the log. ``recorded_at`` never falls as ``seq`` rises."""

    seq: int
    recorded_at: int
    fact: Fact


# ---- cases


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
    reason: Literal["released", "absent", "moved"]


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


# ---- messages and sending


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
    suggested_case: int | None = None


class MailPlaced(Event, frozen=True):
    """A person placed a held mail."""

    kind: ClassVar[str] = "mail.placed"
    held_id: int
    placed_as: Literal["suggested", "new", "spam"]
    to_case: int | None = None


# ---- clocks


class SlaStarted(Event, frozen=True):
    """A clock started, or started anew."""

    kind: ClassVar[str] = "sla.started"
    case_id: int
    clock: ClockKind
    policy: str
    calendar: str
    target_ms: int
    due_at: int
    warn_75_at: int | None = None
    warn_90_at: int | None = None
    since: int | None = None
    """When it counts from, if not the event's own time (a split starts at its message)."""


class SlaPaused(Event, frozen=True):
    """A clock stands still; what it used is kept."""

    kind: ClassVar[str] = "sla.paused"
    case_id: int
    clock: ClockKind
    elapsed_ms: int


class SlaResumed(Event, frozen=True):
    """A paused, or a stopped and reopened, clock runs on."""

    kind: ClassVar[str] = "sla.resumed"
    case_id: int
    clock: ClockKind
    elapsed_ms: int
    due_at: int
    warn_75_at: int | None = None
    warn_90_at: int | None = None


class SlaRetargeted(Event, frozen=True):
    """Its target or calendar changed; ``due_at`` is ``None`` while paused."""

    kind: ClassVar[str] = "sla.retargeted"
    case_id: int
    clock: ClockKind
    policy: str
    calendar: str
    target_ms: int
    elapsed_ms: int
    due_at: int | None = None
    warn_75_at: int | None = None
    warn_90_at: int | None = None
    reason: str | None = None


class SlaStopped(Event, frozen=True):
    """A clock ended; met if it stopped no later than due."""

    kind: ClassVar[str] = "sla.stopped"
    case_id: int
    clock: ClockKind
    elapsed_ms: int
    met: bool


class SlaWarned(Event, frozen=True):
    """75 or 90 per cent of the target are used."""

    kind: ClassVar[str] = "sla.warned"
    case_id: int
    clock: ClockKind
    percent: Literal[75, 90]


class SlaBreached(Event, frozen=True):
    """Unmet past due; ``at`` is the due time. Once a clock."""

    kind: ClassVar[str] = "sla.breached"
    case_id: int
    clock: ClockKind


class SlaCancelled(Event, frozen=True):
    """A clock ended without counting (spam, duplicate, merged)."""

    kind: ClassVar[str] = "sla.cancelled"
    case_id: int
    clock: ClockKind


# ---- customers


class CustomerCreated(Event, frozen=True):
    """A customer became known, under a random id."""

    kind: ClassVar[str] = "customer.created"
    customer_id: str
    level: str = "basic"
    vip: bool = False
    language: str = "en"
    zone: str = "UTC"
    organisation: str | None = None


class CustomerChanged(Event, frozen=True):
    """What routing and clocks need of a customer changed."""

    kind: ClassVar[str] = "customer.changed"
    customer_id: str
    level: str
    vip: bool
    language: str
    zone: str
    organisation: str | None = None


class CustomerVerified(Event, frozen=True):
    """The customer's identity was checked on a case, by a method, until a time."""

    kind: ClassVar[str] = "customer.verified"
    case_id: int
    customer_id: str
    level: Literal["none", "partial", "full"]
    method: str
    until: int | None = None


class CustomerErased(Event, frozen=True):
    """Identity and content are gone; the figures stay."""

    kind: ClassVar[str] = "customer.erased"
    customer_id: str


class EntitlementGranted(Event, frozen=True):
    """An agreement or a warranty is in force."""

    kind: ClassVar[str] = "entitlement.granted"
    entitlement_id: str
    customer_id: str
    entitlement: Literal["agreement", "warranty"]
    starts_at: int
    ends_at: int | None = None
    level: str | None = None
    asset: str | None = None
    covers: tuple[str, ...] = ()


class EntitlementEnded(Event, frozen=True):
    """An agreement or a warranty was ended early."""

    kind: ClassVar[str] = "entitlement.ended"
    entitlement_id: str


class PromiseMade(Event, frozen=True):
    """A dated commitment to the customer."""

    kind: ClassVar[str] = "promise.made"
    case_id: int
    promise_id: int
    due_at: int
    customer_id: str | None = None


class PromiseSettled(Event, frozen=True):
    """A promise was kept, or was not."""

    kind: ClassVar[str] = "promise.settled"
    case_id: int
    promise_id: int
    kept: bool


class GoodwillGranted(Event, frozen=True):
    """A refund, credit or replacement within somebody's limit. ``cents`` of ``currency``."""

    kind: ClassVar[str] = "goodwill.granted"
    case_id: int
    form: Literal["refund", "credit", "replacement"]
    cents: int
    currency: str


class SurveySent(Event, frozen=True):
    """The customer was asked."""

    kind: ClassVar[str] = "survey.sent"
    case_id: int
    survey: Literal["csat", "nps", "ces"]


class SurveyAnswered(Event, frozen=True):
    """The customer answered: CSAT 1-5, NPS 0-10, CES 1-7."""

    kind: ClassVar[str] = "survey.answered"
    case_id: int
    survey: Literal["csat", "nps", "ces"]
    score: int


class QaEvaluated(Event, frozen=True):
    """A scorecard was filled in. Weights and scores by item; a missing score is not applicable."""

    kind: ClassVar[str] = "qa.evaluated"
    case_id: int
    scorecard: str
    agent: str
    items: tuple[tuple[str, float, float | None], ...]
    """``(item, weight, score 0..1 or None)``."""
    auto_fail: str | None = None


# ---- live interactions


class InteractionQueued(Event, frozen=True):
    """A call or chat waits for an agent; ``target_ms`` is its answer target."""

    kind: ClassVar[str] = "interaction.queued"
    interaction_id: int
    channel: str
    queue: str
    target_ms: int
    case_id: int | None = None


class InteractionOffered(Event, frozen=True):
    """It rang at an agent."""

    kind: ClassVar[str] = "interaction.offered"
    interaction_id: int
    agent: str
    case_id: int | None = None


class InteractionDeclined(Event, frozen=True):
    """The agent did not take it: ``declined`` or ``timeout``."""

    kind: ClassVar[str] = "interaction.declined"
    interaction_id: int
    agent: str
    reason: str
    case_id: int | None = None


class InteractionConnected(Event, frozen=True):
    """Agent and customer are talking."""

    kind: ClassVar[str] = "interaction.connected"
    interaction_id: int
    agent: str
    case_id: int | None = None


class InteractionHeld(Event, frozen=True):
    """The customer was parked."""

    kind: ClassVar[str] = "interaction.held"
    interaction_id: int
    case_id: int | None = None


class InteractionUnheld(Event, frozen=True):
    """The customer is back from hold."""

    kind: ClassVar[str] = "interaction.unheld"
    interaction_id: int
    case_id: int | None = None


class InteractionEnded(Event, frozen=True):
    """The talk is over; wrap-up begins."""

    kind: ClassVar[str] = "interaction.ended"
    interaction_id: int
    case_id: int | None = None


class InteractionWrapped(Event, frozen=True):
    """The work after it is done."""

    kind: ClassVar[str] = "interaction.wrapped"
    interaction_id: int
    case_id: int | None = None


class InteractionAbandoned(Event, frozen=True):
    """The customer gave up waiting."""

    kind: ClassVar[str] = "interaction.abandoned"
    interaction_id: int
    case_id: int | None = None


class InteractionFlowedOut(Event, frozen=True):
    """It left the queue otherwise: overflow, callback, voicemail."""

    kind: ClassVar[str] = "interaction.flowed_out"
    interaction_id: int
    to: str
    case_id: int | None = None


# ---- people, undo, set-up


class AgentStateChanged(Event, frozen=True):
    """An agent came, left, became unavailable with a reason, or wraps up."""

    kind: ClassVar[str] = "agent.state_changed"
    agent: str
    before: str
    after: Literal["offline", "available", "unavailable", "wrap_up"]
    reason: str | None = None
    until: int | None = None


class CommandUndone(Event, frozen=True):
    """A command was taken back; figures ignore its events and this one's."""

    kind: ClassVar[str] = "command.undone"
    undone: str
    cases: tuple[int, ...] = ()


class CommandRedone(Event, frozen=True):
    """A command that was taken back stands again."""

    kind: ClassVar[str] = "command.redone"
    redone: str
    cases: tuple[int, ...] = ()


class SetupChanged(Event, frozen=True):
    """Queues, people, calendars or policies changed; the set-up's text is content."""

    kind: ClassVar[str] = "setup.changed"
    version: int
    checksum: str


def _kinds(base: type[Event]) -> dict[str, type[Event]]:
    return {cls.kind: cls for cls in base.__subclasses__()}


KINDS: dict[str, type[Event]] = _kinds(Event)

_encoder = msgspec.json.Encoder(order="deterministic")
_decoders: dict[tuple[str, int], msgspec.json.Decoder[Event]] = {
    (name, cls.v): msgspec.json.Decoder(cls) for name, cls in KINDS.items()
}

Body: TypeAlias = str


class UnknownEvent(Exception):
    """The log holds an event this program does not know: the store is newer than the program."""

    def __init__(self, kind: str, v: int, seq: int | None = None) -> None:
        self.kind, self.v, self.seq = kind, v, seq
        super().__init__(
            f"The log holds “{kind}” version {v}, which this program does not know: the store is "
            "newer than the program. Update agentdesk on this machine."
        )


class BadEvent(Exception):
    """An event's body does not fit its kind."""


def encode(event: Event) -> Body:
    """Write an event's body as JSON text, and prove that it reads back.

    Constructors do not check types, so the bytes are decoded strictly before they are kept.
    Raises :class:`BadEvent` if they do not fit.
    """
    raw = _encoder.encode(event)
    try:
        _decoders[event.kind, event.v].decode(raw)
    except msgspec.ValidationError as error:
        raise BadEvent(f"{event.kind} does not fit its own description: {error}") from error
    return raw.decode()


def decode(kind: str, v: int, body: Body | bytes) -> Event:
    """Read an event's body, through the upcasters of older versions.

    Raises :class:`UnknownEvent` for a kind or version from the future and :class:`BadEvent` for
    a body that does not fit.
    """
    decoder = _decoders.get((kind, v))
    if decoder is None:
        return _upcast(kind, v, body)
    try:
        return decoder.decode(body)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise BadEvent(f"The log holds a damaged “{kind}”: {error}") from error


Upcaster: TypeAlias = Any
UPCASTERS: dict[tuple[str, int], Upcaster] = {}
"""(kind, old version) → function from the old body (a dict) to the next version's body."""


def _upcast(kind: str, v: int, body: Body | bytes) -> Event:
    cls = KINDS.get(kind)
    if cls is None or v > cls.v:
        raise UnknownEvent(kind, v)
    data = msgspec.json.decode(body)
    for version in range(v, cls.v):
        data = UPCASTERS[kind, version](data)
    return msgspec.convert(data, cls)
