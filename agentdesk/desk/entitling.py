"""What customers are entitled to; open cases follow a change of terms.

When a customer's level or mark changes, or an agreement begins or ends, every open case of
theirs is told its new terms, one event a case, and its clocks go over to the policy that holds.
"""

import hashlib
import re
from typing import Literal

import msgspec

from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import check_near, type_of
from agentdesk.desk.create import terms_of
from agentdesk.desk.customer_facts import GRANTS, allowed, check_level, facts_of, told
from agentdesk.desk.remembering import remember
from agentdesk.desk.story import Story
from agentdesk.domain import clock_acts
from agentdesk.domain.events import CaseLevelled, EntitlementEnded, EntitlementGranted
from agentdesk.domain.rows import CaseRow, EntitlementRow

ASSET = re.compile(r"[\w.-]{1,40}")
"""A serial number is no card number, even if it looks like one."""


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


def _needs(command: SetLevel | GrantEntitlement | EndEntitlement, found: Found) -> Needs:
    return Needs(customers=(command.customer_id,), open_of=(command.customer_id,))


def _set_level(state: State, command: SetLevel) -> Decision:
    allowed(state, command.actor, GRANTS)
    check_level(command.level)
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
    check_level(command.level)
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


USE_CASES = (
    UseCase("customer_level", SetLevel, _needs, _set_level),
    UseCase("grant_entitlement", GrantEntitlement, _needs, _grant),
    UseCase("end_entitlement", EndEntitlement, _needs, _end),
)
