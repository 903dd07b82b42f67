"""Who customers are and what they are entitled to; open cases follow a change of terms.

When a customer's level or mark changes, or an agreement begins or ends, every open case of
theirs is told its new terms, one event a case, and its clocks go over to the policy that holds.
"""

import hashlib
import re
from typing import Literal

import msgspec

from agentdesk.data.unit import Command, Decision, Find, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import (
    CaseCommand,
    check,
    check_near,
    language_of,
    required,
    role_of,
    said,
    type_of,
    zone_of,
)
from agentdesk.desk.contacts import ContactKind, normal
from agentdesk.desk.create import new_customer, terms_of
from agentdesk.desk.incoming import safe_line
from agentdesk.desk.story import Story
from agentdesk.domain import clock_acts
from agentdesk.domain.care_rows import MergedCustomerRow
from agentdesk.domain.content import ContactPoint, Customer, CustomerEdit, MovedContact
from agentdesk.domain.entitlement import LEVELS
from agentdesk.domain.events import (
    CaseCustomerSet,
    CaseLevelled,
    CustomerChanged,
    CustomerEdited,
    EntitlementEnded,
    EntitlementGranted,
)
from agentdesk.domain.rows import CaseRow, CustomerRow, EntitlementRow, Row
from agentdesk.domain.setup import Role

Contacts = tuple[tuple[ContactKind, str], ...]

ASSET = re.compile(r"[\w.-]{1,40}")
"""A serial number is no card number, even if it looks like one."""

KNOWS: tuple[Role, ...] = ("agent", "lead")
GRANTS: tuple[Role, ...] = ("lead", "admin")


EDITED = "edited"
"""Where a command's result keeps whom it changed, for its undo."""
FOLDED = "This customer was folded into another one: look them up again and work with that one."


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


class SetLevel(Command, frozen=True, kw_only=True):
    """Set the level a customer has without an agreement, and whether they are VIP."""

    customer_id: str
    level: str | None = None
    vip: bool | None = None


class GrantEntitlement(Command, frozen=True, kw_only=True):
    """Put an agreement or a warranty in force."""

    customer_id: str
    entitlement: Literal["agreement", "warranty"]
    starts_at: int | None = None
    ends_at: int | None = None
    level: str | None = None
    asset: str | None = None
    covers: tuple[str, ...] = ()


class EndEntitlement(Command, frozen=True, kw_only=True):
    """End an agreement or a warranty now."""

    customer_id: str
    entitlement_id: str


class SetCustomer(CaseCommand, frozen=True, kw_only=True):
    """Say whose case it is."""

    customer_id: str


def allowed(state: State, actor: str, roles: tuple[Role, ...]) -> None:
    """Raise ``Refused`` if somebody's role is none of these."""
    role = role_of(state, actor)
    if role is not None and role not in roles:
        raise Refused(
            f"Your role ({said(role)}) may not change this: ask a lead or an administrator."
        )


def facts_of(state: State, customer_id: str) -> CustomerRow:
    """Return a customer that can be changed. Raises ``Refused``: unknown, erased, folded away."""
    row = state.table.get(CustomerRow, customer_id)
    if row is None:
        raise Refused(f"There is no customer {customer_id}.", "not_found")
    if row.erased:
        raise Refused("This customer has been erased and cannot be changed.")
    if state.table.get(MergedCustomerRow, customer_id) is not None:
        raise Refused(FOLDED)
    return row


def _check_level(level: str | None) -> None:
    if level is not None and level not in LEVELS:
        raise Refused(f"“{level}” is no level: there are {', '.join(LEVELS)}.", "invalid")


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
    _check_level(command.level)
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


def _needs_customer(
    command: ChangeCustomer | SetLevel | GrantEntitlement | EndEntitlement, found: Found
) -> Needs:
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


def remember(
    story: Story,
    person: Customer | None,
    changed: Customer | None,
    facts: CustomerRow,
    terms: CustomerRow,
    added: tuple[tuple[str, str], ...] = (),
    removed: tuple[tuple[str, str], ...] = (),
) -> dict[str, str]:
    """Keep how a customer was, as far as it changes; return what the command's result keeps."""
    words = differing(person, changed) if person and changed else {}
    edit = CustomerEdit(
        facts.id, story.command.command_id, words, differing(facts, terms), added, removed
    )
    return tell_edit(story, edit)


def tell_edit(story: Story, edit: CustomerEdit) -> dict[str, str]:
    """Keep an edit and tell which parts it is of; nothing if it is of none."""
    parts = [*edit.words, *edit.facts]
    if edit.added or edit.removed:
        parts.append("contacts")
    if not parts:
        return {}
    story.keep(edit)
    story.tell(CustomerEdited(customer_id=edit.customer_id, parts=tuple(sorted(parts))))
    return {EDITED: edit.customer_id}


def differing(before: Row, after: Row) -> dict[str, str]:
    """Return the fields in which two rows differ, as they are in the first."""
    names = before.__struct_fields__
    return {
        n: as_text(getattr(before, n)) for n in names if getattr(before, n) != getattr(after, n)
    }


def as_text(value: object) -> str:
    """Write a field of a customer as an edit keeps it: a mark is ``yes`` or ``""``."""
    return ("yes" if value else "") if isinstance(value, bool) else str(value)


def told(row: CustomerRow) -> CustomerChanged:
    """Return the event that says what is known of a customer for routing and clocks."""
    return CustomerChanged(
        customer_id=row.id,
        level=row.level,
        vip=row.vip,
        language=row.language,
        zone=row.zone,
        organisation=row.organisation,
    )


# ---- terms


def _set_level(state: State, command: SetLevel) -> Decision:
    allowed(state, command.actor, GRANTS)
    _check_level(command.level)
    facts = facts_of(state, command.customer_id)
    level = command.level or facts.level
    vip = facts.vip if command.vip is None else command.vip
    if (level, vip) == (facts.level, facts.vip):
        raise Refused("The customer has these terms already.", "nothing")
    story = Story(state, command)
    terms = msgspec.structs.replace(facts, level=level, vip=vip)
    story.tell(told(terms))
    cases = level_cases(story, facts.id)
    kept = remember(story, None, None, facts, terms)
    return story.end(
        "changed a customer's terms",
        undo_ms=state.setup.limits.undo,
        customer_id=facts.id,
        cases=cases,
        **kept,
    )


def _grant(state: State, command: GrantEntitlement) -> Decision:
    allowed(state, command.actor, GRANTS)
    facts = facts_of(state, command.customer_id)
    _check_level(command.level)
    starts_at = state.now if command.starts_at is None else command.starts_at
    check_near(state, starts_at)
    check_near(state, command.ends_at or starts_at)
    if command.entitlement == "agreement" and command.level is None:
        raise Refused("Say which level the agreement gives.", "invalid")
    if command.ends_at is not None and command.ends_at <= starts_at:
        raise Refused("It would end before it begins.", "invalid")
    for covered in command.covers:
        type_of(covered)
    if command.asset is not None and not ASSET.fullmatch(command.asset):
        raise Refused("Name the asset by its number or another short word.", "invalid")
    entitlement_id = "e" + hashlib.sha256(command.command_id.encode()).hexdigest()[:15]
    story = Story(state, command)
    story.tell(
        EntitlementGranted(
            entitlement_id=entitlement_id,
            customer_id=facts.id,
            entitlement=command.entitlement,
            starts_at=starts_at,
            ends_at=command.ends_at,
            level=command.level,
            asset=command.asset,
            covers=command.covers,
        )
    )
    cases = level_cases(story, facts.id)
    return story.end(f"granted a {command.entitlement}", entitlement_id=entitlement_id, cases=cases)


def _end(state: State, command: EndEntitlement) -> Decision:
    allowed(state, command.actor, GRANTS)
    facts = facts_of(state, command.customer_id)
    row = state.table.get(EntitlementRow, command.entitlement_id)
    if row is None or row.customer_id != facts.id:
        raise Refused("The customer has no such agreement or warranty.", "not_found")
    if row.ends_at is not None and row.ends_at <= state.now:
        raise Refused("It has ended already.", "nothing")
    story = Story(state, command)
    story.tell(EntitlementEnded(entitlement_id=row.id))
    cases = level_cases(story, facts.id)
    return story.end(f"ended a {row.kind}", entitlement_id=row.id, cases=cases)


def level_cases(story: Story, customer_id: str) -> int:
    """Bring a customer's open cases to the terms that hold now; return how many changed."""
    rows = [row for row in story.table.all(CaseRow) if row.customer_id == customer_id]
    return sum(level_case(story, row.id) for row in sorted(rows, key=lambda r: r.id) if row.active)


def level_case(story: Story, case_id: int) -> bool:
    """Bring one case to its customer's terms, its clocks with it; say whether that changed it."""
    row = story.case(case_id)
    level, vip = terms_of(story, row.customer_id, row.type)
    if (level, vip) == (row.level, row.vip):
        return False
    story.tell(CaseLevelled(case_id=case_id, level=level, vip=vip))
    story.turn(clock_acts.on_policy_change, case_id, reason="level")
    return True


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
    UseCase("change_customer", ChangeCustomer, _needs_customer, _change, _find_change),
    UseCase("customer_level", SetLevel, _needs_customer, _set_level),
    UseCase("grant_entitlement", GrantEntitlement, _needs_customer, _grant),
    UseCase("end_entitlement", EndEntitlement, _needs_customer, _end),
    UseCase("set_customer", SetCustomer, _needs_set, _set),
)
