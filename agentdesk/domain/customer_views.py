"""Lines of the customer pane, of incidents and of complaints, as the screens read them."""

from collections.abc import Iterable

import msgspec

from agentdesk.domain.care_rows import ComplaintRow
from agentdesk.domain.content import Customer
from agentdesk.domain.entitlement import entitled, in_force
from agentdesk.domain.rows import ClockRow, EntitlementRow

VISITS = frozenset({"visit", "installation", "maintenance"})
"""Case types and channels for which somebody of ours goes there."""


class IncidentLine(msgspec.Struct, frozen=True):
    """A known event, and how many it affects."""

    case_id: int
    title: str
    queue: str
    priority: int
    state: str
    declared_at: int
    answered_at: int | None
    ended_at: int | None
    cases: int
    """Cases that are linked to it, whatever their state."""
    customers: int

    @property
    def running(self) -> bool:
        """Whether the event is not over yet."""
        return self.ended_at is None


class LinkedCase(msgspec.Struct, frozen=True):
    """A case that an incident affects."""

    case_id: int
    version: int
    state: str
    owner: str | None
    channel: str
    customer: str
    subject: str
    last_message_id: int | None
    replied_at: int | None
    language: str = ""

    @property
    def open(self) -> bool:
        """Whether it can still be answered together with the others."""
        return self.state not in ("resolved", "closed")


class IncidentView(msgspec.Struct, frozen=True):
    """An incident with its cases, the oldest first (at most 5,000)."""

    line: IncidentLine
    answer: str
    """What its customers were told last, with its blanks; empty if nothing yet."""
    linked: tuple[LinkedCase, ...]


class ComplaintView(msgspec.Struct, frozen=True):
    """A complaint with its words."""

    row: ComplaintRow
    remedy: str
    response: str = ""
    external: str = ""
    subject: str = ""
    customer: str = ""
    owner: str | None = None


def complaint_view(
    row: ComplaintRow,
    remedy: str,
    response: str,
    external: str,
    subject: str,
    customer: str,
    owner: str | None,
) -> ComplaintView:
    """Return a complaint with its words; those of a step that was taken back are left out."""
    return ComplaintView(
        row,
        remedy,
        "" if row.decided_at is None else response,
        external if row.external else "",
        subject,
        customer,
        owner,
    )


class OpenCaseLine(msgspec.Struct, frozen=True):
    """One open case of a customer, with its clocks."""

    case_id: int
    subject: str
    state: str
    type: str
    channel: str
    priority: int
    queue: str
    tier: int
    owner: str | None
    due_at: int | None
    due_kind: str | None
    wrote_at: int | None
    wake_at: int | None
    created_at: int
    version: int
    clocks: tuple[ClockRow, ...] = ()


class Interaction(msgspec.Struct, frozen=True):
    """One contact with a customer, by any channel."""

    at: int
    channel: str
    direction: str
    """``in`` or ``out``."""
    case_id: int
    message_id: int
    subject: str
    author: str
    """Who of ours wrote or logged it; ``""`` for what the customer sent."""
    state: str
    """Where its case stands."""
    disposition: str | None
    outcome: str
    """How a logged call went: ``reached``; ``""`` for what was written."""
    duration_ms: int
    """How long a logged call was; 0 if nobody said."""


class AssetLine(msgspec.Struct, frozen=True):
    """Something a customer has from us."""

    asset: str
    covered: bool
    """Whether a warranty on it is in force."""
    covered_until: int | None
    """The end of the warranty in force, or of the one that ended last; ``None``: no end."""


class OrganisationPerson(msgspec.Struct, frozen=True):
    """Somebody of an organisation."""

    customer_id: str
    name: str
    open_cases: tuple[OpenCaseLine, ...]
    last_contact_at: int | None


class OrganisationView(msgspec.Struct, frozen=True):
    """The people of an organisation that we know, who was in touch last first (at most 50)."""

    name: str
    people: tuple[OrganisationPerson, ...]


def assets_of(rights: Iterable[EntitlementRow], at: int) -> tuple[AssetLine, ...]:
    """Return what a customer has from us, by name, with its warranty as of ``at``."""
    by_asset: dict[str, list[EntitlementRow]] = {}
    for row in rights:
        if row.asset is not None:
            by_asset.setdefault(row.asset, []).append(row)
    return tuple(_asset(name, by_asset[name], at) for name in sorted(by_asset))


def _asset(name: str, rows: list[EntitlementRow], at: int) -> AssetLine:
    now = [row for row in rows if in_force(row, at)]
    ends = [row.ends_at for row in now or rows]
    until = None if None in ends else max(end for end in ends if end is not None)
    return AssetLine(name, bool(now), until)


def rights_of(
    rows: tuple[EntitlementRow, ...], at: int, *, base: str, case_type: str, zone: str
) -> tuple[str, ...]:
    """Say what a customer is entitled to now: the agreement, then each asset, in sentences."""
    sentences = dict.fromkeys(
        entitled(rows, at, case_type, base=base, zone=zone).sentences[:1],
    )
    for line in assets_of(rows, at):
        said = entitled(rows, at, case_type, line.asset, base=base, zone=zone).sentences[1:]
        sentences.update(dict.fromkeys(said))
    return tuple(sentences)


def one_identity(customer: Customer, others: Iterable[Customer]) -> Customer:
    """Return a customer's words with those of the identities folded into theirs.

    Their own come first; what they lack is filled in. Flags for safety and against being
    contacted hold as soon as one of them has them.
    """
    for other in others:
        blanks = {
            name: getattr(other, name)
            for name in (
                "name",
                "preferred_name",
                "pronunciation",
                "organisation",
                "preferred_channel",
                "accessibility",
            )
            if not getattr(customer, name)
        }
        warnings = dict.fromkeys(text for text in (customer.safety, other.safety) if text)
        customer = msgspec.structs.replace(
            customer,
            **blanks,
            safety="; ".join(warnings),
            do_not_contact=customer.do_not_contact or other.do_not_contact,
        )
    return customer
