"""Rows of what goes beyond answering: incidents, complaints, goodwill, surveys, consent, identity.

They are rows of the projection like those in :mod:`agentdesk.domain.rows`: codes, amounts and
instants (milliseconds UTC), never personal data or free text.
"""

from typing import ClassVar, Literal

from agentdesk.domain.row import Row

ComplaintClock = Literal["ACK", "DEC"]
"""A complaint's own clocks: to be acknowledged, to be decided. They are no part of the SLA."""
GoodwillForm = Literal["refund", "credit", "replacement"]
Survey = Literal["csat", "nps", "ces"]


class IncidentRow(Row, frozen=True, gc=False):
    """A case that is a known event affecting many cases; theirs point to it."""

    TABLE: ClassVar[str] = "incidents"
    KEY: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: int
    declared_at: int
    ended_at: int | None
    answered_at: int | None
    """When an answer went to its cases last; the words are content."""
    answers: int
    """How many times its cases were answered together."""


class ComplaintRow(Row, frozen=True, gc=False):
    """A complaint on a case, with its own two clocks."""

    TABLE: ClassVar[str] = "complaints"
    KEY: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: int
    category: str
    severity: int
    """1 (the gravest) to 4."""
    about: str | None
    """The person of ours it is about, if one: they may neither investigate nor decide."""
    investigator: str | None
    calendar: str | None
    """The opening hours its clocks run in; ``None``: all hours."""
    opened_at: int
    ack_due_at: int
    acknowledged_at: int | None
    decide_due_at: int
    decided_at: int | None
    decided_by: str | None
    outcome: str | None
    redress: GoodwillForm | None
    cents: int
    currency: str
    external: bool
    """Options outside our house were named, because we could not settle it."""
    closed_at: int | None
    late: tuple[str, ...]
    """The clocks that ran out, ``ACK`` and ``DEC``; whether one that runs is late follows from
    its due time."""

    @property
    def state(self) -> Literal["received", "acknowledged", "decided", "closed"]:
        """How far the complaint has come."""
        if self.closed_at is not None:
            return "closed"
        if self.decided_at is not None:
            return "decided"
        return "received" if self.acknowledged_at is None else "acknowledged"

    @property
    def due(self) -> tuple[ComplaintClock, int] | None:
        """The clock that runs out first, and when; ``None`` once it is decided."""
        if self.decided_at is not None or self.closed_at is not None:
            return None
        if self.acknowledged_at is None and self.ack_due_at <= self.decide_due_at:
            return "ACK", self.ack_due_at
        return "DEC", self.decide_due_at


class GoodwillRow(Row, frozen=True, gc=False):
    """A refund, credit or replacement that somebody granted on their own decision."""

    TABLE: ClassVar[str] = "goodwill"
    KEY: ClassVar[tuple[str, ...]] = ("case_id", "command")

    case_id: int
    command: str
    by: str
    form: GoodwillForm
    cents: int
    currency: str
    at: int


class SurveyRow(Row, frozen=True, gc=False):
    """What a customer answered: CSAT 1 to 5, NPS 0 to 10, CES 1 to 7."""

    TABLE: ClassVar[str] = "surveys"
    KEY: ClassVar[tuple[str, ...]] = ("case_id", "command", "survey")

    case_id: int
    command: str
    survey: Survey
    score: int
    at: int


class ConsentRow(Row, frozen=True, gc=False):
    """Whether a customer allows something by a channel; the latest word counts."""

    TABLE: ClassVar[str] = "consents"
    KEY: ClassVar[tuple[str, ...]] = ("customer_id", "purpose", "channel")

    customer_id: str
    purpose: str
    channel: str
    given: bool
    source: str
    """Where the word comes from, by code: ``call``, ``form``."""
    at: int


class MergedCustomerRow(Row, frozen=True, gc=False):
    """An identity that was folded into another, because both are one customer."""

    TABLE: ClassVar[str] = "merged_customers"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    into: str
    at: int
