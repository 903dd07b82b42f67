"""Incidents, complaints, goodwill, surveys, consent, and identities folded into one."""

from typing import ClassVar

from agentdesk.domain.care_rows import ComplaintClock, GoodwillForm, Survey
from agentdesk.domain.events.base import Event


class IncidentDeclared(Event, frozen=True):
    """The case is a known event that affects other cases."""

    kind: ClassVar[str] = "incident.declared"
    case_id: int


class IncidentAnswered(Event, frozen=True):
    """The incident's cases were answered together; each answer is a message of its own case."""

    kind: ClassVar[str] = "incident.answered"
    case_id: int


class IncidentEnded(Event, frozen=True):
    """The event is over; its cases stay linked."""

    kind: ClassVar[str] = "incident.ended"
    case_id: int


class ComplaintOpened(Event, frozen=True):
    """The customer is dissatisfied and expects a response."""

    kind: ClassVar[str] = "complaint.opened"
    case_id: int
    category: str
    severity: int
    ack_due_at: int
    decide_due_at: int
    calendar: str | None = None
    about: str | None = None


class ComplaintAcknowledged(Event, frozen=True):
    """The customer was told that the complaint has arrived and what happens next."""

    kind: ClassVar[str] = "complaint.acknowledged"
    case_id: int


class ComplaintInvestigated(Event, frozen=True):
    """Somebody looks into the complaint."""

    kind: ClassVar[str] = "complaint.investigated"
    case_id: int
    investigator: str


class ComplaintDecided(Event, frozen=True):
    """The complaint has its outcome, told to the customer."""

    kind: ClassVar[str] = "complaint.decided"
    case_id: int
    outcome: str
    redress: GoodwillForm | None = None
    cents: int = 0
    currency: str = ""


class ComplaintClosed(Event, frozen=True):
    """The complaint is over: settled, or options outside our house were named."""

    kind: ClassVar[str] = "complaint.closed"
    case_id: int
    external: bool = False


class ComplaintBreached(Event, frozen=True):
    """A complaint's clock ran out; its time is the due time."""

    kind: ClassVar[str] = "complaint.breached"
    case_id: int
    clock: ComplaintClock


class GoodwillGranted(Event, frozen=True):
    """A refund, credit or replacement within somebody's limit. ``cents`` of ``currency``."""

    kind: ClassVar[str] = "goodwill.granted"
    case_id: int
    form: GoodwillForm
    cents: int
    currency: str


class SurveySent(Event, frozen=True):
    """The customer was asked."""

    kind: ClassVar[str] = "survey.sent"
    case_id: int
    survey: Survey


class SurveyAnswered(Event, frozen=True):
    """The customer answered: CSAT 1-5, NPS 0-10, CES 1-7."""

    kind: ClassVar[str] = "survey.answered"
    case_id: int
    survey: Survey
    score: int


class ConsentChanged(Event, frozen=True):
    """The customer allowed something by a channel, or took that back."""

    kind: ClassVar[str] = "consent.changed"
    customer_id: str
    purpose: str
    channel: str
    given: bool
    source: str


class CustomerMerged(Event, frozen=True):
    """An identity was folded into another: both are one customer."""

    kind: ClassVar[str] = "customer.merged"
    customer_id: str
    into: str
    level: str
    vip: bool
    entitlements: tuple[str, ...] = ()


class CustomerUnmerged(Event, frozen=True):
    """Two identities that were folded into one are apart again."""

    kind: ClassVar[str] = "customer.unmerged"
    customer_id: str
    into: str
    level: str
    vip: bool
    entitlements: tuple[str, ...] = ()
