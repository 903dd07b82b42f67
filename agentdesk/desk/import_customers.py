"""Customers and organisations of another program come in, many in one unit.

A customer is known by what the other program called them, else by an address or number of theirs.
One who is here already is not changed: what is known here may be newer.
"""

import msgspec

from agentdesk.data.unit import Command, Decision, Find, Found, Needs, Refused, State, UseCase
from agentdesk.desk.contacts import Contacts
from agentdesk.desk.create import new_customer_id
from agentdesk.desk.incoming import safe, safe_line
from agentdesk.desk.story import Story
from agentdesk.domain.care_rows import MergedCustomerRow
from agentdesk.domain.content import ContactPoint, Customer, CustomerReference, Organisation
from agentdesk.domain.events import CustomerCreated
from agentdesk.domain.rows import CustomerRow

MANY = 500
"""So many records one unit takes at most, so that others need not wait long for their turn."""


class CustomerRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A customer who comes in; contact points are in the form in which they are stored."""

    reference: str = ""
    name: str = ""
    preferred_name: str = ""
    contacts: Contacts = ()
    organisation: str = ""
    language: str = "en"
    zone: str | None = None
    level: str = "basic"
    vip: bool = False
    notes: str = ""


class ImportCustomers(Command, frozen=True, kw_only=True):
    """Bring in customers of a program; ``source`` names it."""

    records: tuple[CustomerRecord, ...]
    source: str = ""


class OrganisationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that comes in."""

    id: str
    name: str
    domains: tuple[str, ...] = ()
    level: str = ""


class ImportOrganisations(Command, frozen=True, kw_only=True):
    """Bring in organisations; ``known`` names those that are here already."""

    records: tuple[OrganisationRecord, ...]


class Customers:
    """The customers of one unit: those who are here, and those whom it makes known."""

    def __init__(self, story: Story, source: str) -> None:
        self._story, self._source = story, source
        found = story.state.found
        self._by_reference = {name: id for (_, name), id in found.customer_references.items()}
        self._by_contact: dict[tuple[str, str], str] = dict(found.customers)
        self._made = 0

    def known(self, record: CustomerRecord) -> str | None:
        """Return who a record means, if they are here."""
        found = self._by_reference.get(record.reference) if record.reference else None
        if found is None:
            found = next(
                (self._by_contact[p] for p in record.contacts if p in self._by_contact), None
            )
        if found is None:
            return None
        folded = self._story.table.get(MergedCustomerRow, found)
        return folded.into if folded else found

    def of(self, record: CustomerRecord) -> str | None:
        """Return who a record means, made known if they are not; a bare name means nobody."""
        customer = self.known(record)
        if customer is None:
            return self.make(record) if record.reference or record.contacts else None
        if record.reference and record.reference not in self._by_reference:
            facts = self._story.table.get(CustomerRow, customer)
            if facts is None or not facts.erased:
                self._refer(record.reference, customer)
        return customer

    def make(self, record: CustomerRecord) -> str:
        """Make a customer known and return the new id."""
        story = self._story
        self._made += 1
        customer = new_customer_id(story.command.command_id, self._made)
        story.tell(
            CustomerCreated(
                customer_id=customer,
                level=record.level,
                vip=record.vip,
                language=record.language,
                zone=record.zone or story.setup.zone,
            )
        )
        free = sorted({p for p in record.contacts if p not in self._by_contact})
        first = free[0][1] if free else record.reference
        story.keep(
            Customer(
                id=customer,
                name=safe_line(record.name).strip() or safe_line(first),
                preferred_name=safe_line(record.preferred_name).strip(),
                organisation=safe_line(record.organisation).strip(),
                notes=safe(record.notes).strip(),
            )
        )
        story.keep(*(ContactPoint(kind, value, customer) for kind, value in free))
        self._by_contact.update(dict.fromkeys(free, customer))
        if record.reference:
            self._refer(record.reference, customer)
        return customer

    def _refer(self, reference: str, customer: str) -> None:
        self._by_reference[reference] = customer
        self._story.keep(CustomerReference(self._source, reference, customer))


def _find(command: ImportCustomers) -> Find:
    contacts = dict.fromkeys(point for record in command.records for point in record.contacts)
    references = dict.fromkeys(r.reference for r in command.records if r.reference)
    return Find(
        addresses=tuple(contacts),
        customer_references=tuple((command.source, reference) for reference in references),
    )


def _needs(command: ImportCustomers, found: Found) -> Needs:
    known = {*found.customers.values(), *found.customer_references.values()}
    return Needs(customers=tuple(sorted(known)))


def _customers(state: State, command: ImportCustomers) -> Decision:
    if len(command.records) > MANY:
        raise Refused(f"Bring in {MANY} customers at once at most.", "invalid")
    story = Story(state, command, quiet=True)
    customers = Customers(story, command.source)
    ids: list[str] = []
    came: list[bool] = []
    for record in command.records:
        known = customers.known(record)
        came.append(known is None)
        if known is None:
            ids.append(customers.make(record))
        else:
            ids.append(customers.of(record) or known)
    return story.end(f"imported {sum(came)} customers", customers=ids, came=came)


def _needs_nothing(command: ImportOrganisations, found: Found) -> Needs:
    return Needs()


def _organisations(state: State, command: ImportOrganisations) -> Decision:
    story = Story(state, command, quiet=True)
    for record in command.records:
        story.keep(
            Organisation(
                id=record.id,
                name=safe_line(record.name).strip(),
                domains=record.domains,
                level=record.level,
            )
        )
    return story.end(f"imported {len(command.records)} organisations")


USE_CASES = (
    UseCase("import_customers", ImportCustomers, _needs, _customers, _find),
    UseCase("import_organisations", ImportOrganisations, _needs_nothing, _organisations),
)
