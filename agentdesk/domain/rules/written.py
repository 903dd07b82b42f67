"""How automatic rules are written in the set-up."""

from typing import Literal, TypeAlias

import msgspec

from agentdesk.domain.parts import Channel, Duration, Part
from agentdesk.domain.rows import CaseState, ClockKind

Trigger: TypeAlias = Literal[
    "created",
    "customer wrote",
    "replied",
    "taken",
    "released",
    "waiting",
    "waiting over",
    "reminded",
    "snoozed",
    "woken",
    "resolved",
    "reopened",
    "closed",
    "escalated",
    "returned",
    "transferred",
    "routed",
    "prioritised",
    "classified",
    "tagged",
    "linked",
    "warned",
    "breached",
    "send failed",
]
"""What can set a rule off. “customer wrote” is a message in a case that was there already."""


class Conditions(Part, frozen=True):
    """What must hold of the case once the act is done; of a list, one is enough.

    What is left out is not asked.
    """

    queue: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    priority: tuple[int, ...] = ()
    channel: tuple[Channel, ...] = ()
    type: tuple[str, ...] = ()
    tier: tuple[int, ...] = ()
    language: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    vip: bool | None = None
    state: tuple[CaseState, ...] = ()
    owner: tuple[str, ...] = ()
    """People's ids, ``any`` or ``none``."""
    tags: tuple[str, ...] = ()
    """It has one of these tags."""
    without_tags: tuple[str, ...] = ()
    """It has none of these tags."""
    subject: tuple[str, ...] = ()
    """One of these words stands in the subject, in capitals or not; ``refund*`` begins one."""
    from_domain: tuple[str, ...] = ()
    """The message that set the rule off came from an address there, or in a part of it."""
    unanswered: bool | None = None
    """A message of the customer has no answer yet."""
    reopens_at_least: int | None = None
    bounces_at_least: int | None = None
    escalations_at_least: int | None = None
    open_in: str | None = None
    """It happened within the opening hours of this calendar."""
    closed_in: str | None = None
    """It happened outside them."""
    clock: tuple[ClockKind, ...] = ()
    """Which clock was warned of or breached."""
    percent: tuple[int, ...] = ()
    """Which warning it was: 75 or 90."""


class Escalation(Part, frozen=True):
    """Hand the case to a higher tier, or (``lead``) ask for a lead's attention."""

    reason: str
    to: str | None = None
    """A queue of a higher tier; by default the one the case's queue escalates to."""
    lead: str | None = None
    """A lead's id, or ``any``: the case stays where it is."""


class Reminder(Part, frozen=True):
    """Tell somebody later, if the case is still active and the rule's fields still hold."""

    after: Duration
    who: tuple[str, ...] = ("owner",)


class Effects(Part, frozen=True):
    """What a rule does. Nothing is ever sent to a customer."""

    priority: int | None = None
    type: str | None = None
    tag: tuple[str, ...] = ()
    untag: tuple[str, ...] = ()
    queue: str | None = None
    """Put it into this queue, whatever its tier."""
    escalate: Escalation | None = None
    assign: str | None = None
    """A person's id, or ``none``: nobody has it. As a lead assigns: whatever else they have."""
    note: str | None = None
    """An internal note in the case, marked as the rule's."""
    notify: tuple[str, ...] = ()
    """People's ids, teams, ``owner``, ``leads`` (of the case's queue)."""
    remind: Reminder | None = None
    snooze: Duration | None = None


class RuleSetup(Part, frozen=True):
    """One automatic rule."""

    id: str
    on: tuple[Trigger, ...]
    then: tuple[Effects, ...]
    conditions: Conditions = msgspec.field(name="if", default_factory=Conditions)
    any: tuple[Conditions, ...] = ()
    """Besides, at least one of these must hold."""
    unless: tuple[Conditions, ...] = ()
    """None of these may hold."""

    @property
    def all_conditions(self) -> tuple[Conditions, ...]:
        """Every set of conditions it asks for."""
        return (self.conditions, *self.any, *self.unless)

    @property
    def reads_subjects(self) -> bool:
        """Whether it asks what the subject says."""
        return any(part.subject for part in self.all_conditions)
