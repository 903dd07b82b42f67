"""What happens to a clock: one target running on one case."""

from typing import ClassVar, Literal

from agentdesk.domain.events.base import Event
from agentdesk.domain.rows import ClockKind


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
