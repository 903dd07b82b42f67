"""Who customers are, and whose a case is."""

import msgspec

from agentdesk.data.unit import Command, Decision, Find, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import CaseCommand, check, language_of, required, zone_of
from agentdesk.desk.contacts import ContactKind, Contacts, normal
from agentdesk.desk.create import new_customer
from agentdesk.desk.customer_facts import (
    GRANTS,
    KNOWS,
    allowed,
    check_level,
    facts_of,
    told,
)
from agentdesk.desk.entitling import level_case
from agentdesk.desk.incoming import safe_line
from agentdesk.desk.remembering import remember
from agentdesk.desk.story import Story
from agentdesk.domain.content import ContactPoint, Customer, MovedContact
from agentdesk.domain.events import CaseCustomerSet


class CreateCustomer(Command, frozen=True, kw_only=True):
    """Make a customer known."""

    name: str
    contacts: Contacts = ()
    language: str = "en"
    organisation: str = ""
    level: str = "basic"
    vip: bool = False
    zone: str | None = None


class ChangeCustomer(Command, frozen=True, kw_only=True):
    """Change what is known of a customer; ``None`` leaves a thing as it is."""

    customer_id: str
    name: str | None = None
    preferred_name: str | None = None
    pronunciation: str | None = None
    organisation: str | None = None
    preferred_channel: str | None = None
    accessibility: str | None = None
    safety: str | None = None
    do_not_contact: bool | None = None
    language: str | None = None
    zone: str | None = None
    add_contacts: Contacts = ()
    remove_contacts: Contacts = ()


class SetCustomer(CaseCommand, frozen=True, kw_only=True):
    """Say whose case it is."""

    customer_id: str


def _normal(contacts: Contacts) -> list[tuple[ContactKind, str]]:
    points: list[tuple[ContactKind, str]] = []
    for kind, text in contacts:
        value = normal(kind, text)
        if value is None:
            what = "mail address" if kind == "mail" else "number with its country, like +49 30 …"
            raise Refused(f"“{safe_line(text)}” is no {what}.", "invalid")
        points.append((kind, value))
    return points


# ---- identity


def _find_create(command: CreateCustomer) -> Find:
    return Find(addresses=_places(command.contacts))


def _find_change(command: ChangeCustomer) -> Find:
    return Find(addresses=_places((*command.add_contacts, *command.remove_contacts)))


def _places(contacts: Contacts) -> tuple[tuple[str, str], ...]:
    return tuple((kind, value) for kind, text in contacts if (value := normal(kind, text)))


def _needs_nothing(command: CreateCustomer, found: Found) -> Needs:
    return Needs()


def _create(state: State, command: CreateCustomer) -> Decision:
    allowed(state, command.actor, KNOWS)
    if command.vip or command.level != "basic":
        allowed(state, command.actor, GRANTS)
    check_level(command.level)
    points = _normal(command.contacts)
    name = required(command.name, "Give the customer a name.")
    _check_free(state, points, None)
    story = Story(state, command)
    customer_id = new_customer(
        story,
        name,
        points,
        language=language_of(command.language),
        organisation=command.organisation,
        level=command.level,
        vip=command.vip,
        zone=None if command.zone is None else zone_of(command.zone),
    )
    return story.end("made a customer known", customer_id=customer_id)


def _check_free(
    state: State, points: list[tuple[ContactKind, str]], customer_id: str | None
) -> None:
    for point in points:
        owner = state.found.customers.get(point)
        if owner is not None and owner != customer_id:
            sentence = f"{point[1]} belongs to another customer: look them up by it."
            raise Refused(sentence, "conflict")


def _needs_change(command: ChangeCustomer, found: Found) -> Needs:
    return Needs(customers=(command.customer_id,), open_of=(command.customer_id,))


def _change(state: State, command: ChangeCustomer) -> Decision:
    allowed(state, command.actor, KNOWS)
    facts = facts_of(state, command.customer_id)
    person = state.people.get(command.customer_id)
    if person is None:
        raise Refused("Nothing is known of this customer any more.", "not_found")
    added, removed = _normal(command.add_contacts), _normal(command.remove_contacts)
    _check_free(state, added, facts.id)
    story = Story(state, command)
    changed = _changed(person, command)
    story.keep(changed)
    owners = state.found.customers
    new = tuple(dict.fromkeys(point for point in added if point not in owners))
    gone = tuple(dict.fromkeys(point for point in removed if owners.get(point) == facts.id))
    story.keep(*(ContactPoint(kind, value, facts.id) for kind, value in new))
    for kind, value in gone:
        story.drop(ContactPoint, kind, value)
        story.drop(MovedContact, kind, value)
    language = language_of(command.language) if command.language else facts.language
    zone = zone_of(command.zone) if command.zone else facts.zone
    terms = msgspec.structs.replace(facts, language=language, zone=zone)
    if terms != facts:
        story.tell(told(terms))
    kept = remember(story, person, changed, facts, terms, new, gone)
    return story.end(
        "changed a customer",
        undo_ms=state.setup.limits.undo if kept else 0,
        customer_id=facts.id,
        **kept,
    )


def _changed(person: Customer, command: ChangeCustomer) -> Customer:
    texts = {
        name: safe_line(value).strip()
        for name in (
            "name",
            "preferred_name",
            "pronunciation",
            "organisation",
            "preferred_channel",
            "accessibility",
            "safety",
        )
        if (value := getattr(command, name)) is not None
    }
    if texts.get("name") == "":
        raise Refused("Give the customer a name.", "invalid")
    changed = msgspec.structs.replace(person, **texts)
    if command.do_not_contact is not None:
        changed = msgspec.structs.replace(changed, do_not_contact=command.do_not_contact)
    return changed


# ---- whose case it is


def _needs_set(command: SetCustomer, found: Found) -> Needs:
    return Needs(
        cases=(command.case_id,),
        customers=(command.customer_id,),
        messages_of=(command.case_id,),
    )


def _set(state: State, command: SetCustomer) -> Decision:
    row = check(state, command, "set_customer")
    facts = facts_of(state, command.customer_id)
    if row.customer_id == facts.id:
        raise Refused(f"Case {row.id} is this customer's already.", "nothing")
    story = Story(state, command)
    story.tell(CaseCustomerSet(case_id=row.id, customer_id=facts.id))
    if row.active:
        level_case(story, row.id)
    for message in state.messages:
        story.keep(msgspec.structs.replace(message, customer_id=facts.id))
    return story.end(f"set the customer of {row.id}", case_id=row.id, customer_id=facts.id)


USE_CASES = (
    UseCase("new_customer", CreateCustomer, _needs_nothing, _create, _find_create),
    UseCase("change_customer", ChangeCustomer, _needs_change, _change, _find_change),
    UseCase("set_customer", SetCustomer, _needs_set, _set),
)
