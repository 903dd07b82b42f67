"""What the desk's automatic rules do, and what people have been told by them."""

from typing import ClassVar

from agentdesk.domain.events.base import Event


class RuleFired(Event, frozen=True):
    """A rule of the set-up applied to an act, and did something to its case.

    It stands in the command of the act that set it off, before what it did; all of it with the
    actor ``system``.
    """

    kind: ClassVar[str] = "rule.fired"
    case_id: int
    rule: str
    on: str
    """Which of its words set it off: ``created``, ``customer wrote`` …"""
    effects: tuple[str, ...] = ()
    """What it did, as ``priority:2``, ``tag:refund``."""
    round: int = 0
    """0 when the act itself set it off, 1 when what such a rule did set it off, and so on."""


class RuleReminderSet(Event, frozen=True):
    """A rule will remind somebody of the case at a time."""

    kind: ClassVar[str] = "rule.reminder_set"
    case_id: int
    rule: str
    due_at: int


class RuleReminded(Event, frozen=True):
    """The time of a rule's reminder has come; whom it told follows."""

    kind: ClassVar[str] = "rule.reminded"
    case_id: int
    rule: str


class CaseRouted(Event, frozen=True):
    """A rule put the case into another queue, where nobody has it; no transfer of a person's."""

    kind: ClassVar[str] = "case.routed"
    case_id: int
    from_queue: str
    to_queue: str
    from_tier: int
    to_tier: int
    agent: str | None = None
    """Who had it."""


class PersonNotified(Event, frozen=True):
    """Somebody was told of a case by a rule; what it says is the rule's name."""

    kind: ClassVar[str] = "person.notified"
    case_id: int
    agent: str
    rule: str


class NoticeSeen(Event, frozen=True):
    """They have seen it."""

    kind: ClassVar[str] = "notice.seen"
    of_case: int
    """The case it was about: no act on the case, so it is not in its stream."""
    agent: str
    rule: str
