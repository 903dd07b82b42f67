"""Customers, what they are entitled to, what they were promised and what they say of us."""

from typing import ClassVar, Literal

from agentdesk.domain.events.base import Event


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


class CustomerEdited(Event, frozen=True):
    """Words, addresses or terms that are known of a customer were changed; which, by name."""

    kind: ClassVar[str] = "customer.edited"
    customer_id: str
    parts: tuple[str, ...]
    """``name``, ``safety``, ``contacts``, ``level`` …: never what stands there."""


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


class QaEvaluated(Event, frozen=True):
    """A scorecard was filled in. Weights and scores by item; a missing score is not applicable."""

    kind: ClassVar[str] = "qa.evaluated"
    case_id: int
    scorecard: str
    agent: str
    items: tuple[tuple[str, float, float | None], ...]
    """``(item, weight, score 0..1 or None)``."""
    auto_fail: str | None = None
