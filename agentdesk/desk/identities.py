"""Folding two identities of one customer into one, and taking that back.

All cases, agreements, warranties and contact points of the identity go over to the other. Its own
words (name, needs, flags) stay where they are: readings add them to those of the other. An
address or number remembers where it came from, so that an undo can give it back; the log never
holds one.
"""

from typing import Any, Literal

import msgspec

from agentdesk.data.readings import Reads
from agentdesk.data.unit import (
    Command,
    CommandRecord,
    Decision,
    Found,
    Needs,
    Refused,
    State,
    UseCase,
)
from agentdesk.desk.customer_facts import FOLDED, KNOWS, allowed, facts_of
from agentdesk.desk.entitling import level_case
from agentdesk.desk.story import Story
from agentdesk.domain.care_rows import MergedCustomerRow
from agentdesk.domain.content import ContactPoint, MovedContact
from agentdesk.domain.entitlement import better_level
from agentdesk.domain.events import CaseCustomerSet, CustomerMerged, CustomerUnmerged
from agentdesk.domain.merging import MergePreview, preview
from agentdesk.domain.rows import CaseRow, CustomerRow, EntitlementRow

KEPT = "identity"
"""Where a command's result keeps what an undo needs."""


class Joined(msgspec.Struct, frozen=True):
    """What went from one identity to another; ids and codes only."""

    source: str
    target: str
    level: str
    vip: bool
    old_level: str
    old_vip: bool
    entitlements: tuple[str, ...] = ()


class MergeCustomers(Command, frozen=True, kw_only=True):
    """Fold the identity ``from_id`` into ``into_id``: both are the same customer."""

    from_id: str
    into_id: str


def _needs(command: MergeCustomers, found: Found) -> Needs:
    return Needs(
        customers=(command.from_id, command.into_id),
        cases_of=(command.from_id,),
        contacts_of=(command.from_id,),
    )


def _merge(state: State, command: MergeCustomers) -> Decision:
    allowed(state, command.actor, KNOWS)
    if command.from_id == command.into_id:
        raise Refused("A customer cannot be folded into themselves.", "invalid")
    source, target = facts_of(state, command.from_id), facts_of(state, command.into_id)
    held = [e.id for e in state.table.all(EntitlementRow) if e.customer_id == source.id]
    joined = Joined(
        source.id,
        target.id,
        better_level(source.level, target.level),
        source.vip or target.vip,
        target.level,
        target.vip,
        tuple(sorted(held)),
    )
    story = Story(state, command)
    _join(story, joined)
    moved = sorted(row.id for row in state.table.all(CaseRow) if row.customer_id == source.id)
    for case_id in moved:
        story.tell(CaseCustomerSet(case_id=case_id, customer_id=target.id, merged=True))
        if story.case(case_id).active:
            level_case(story, case_id)
    return story.end(
        "merged two customers",
        undo_ms=state.setup.limits.undo,
        customer_id=target.id,
        cases=len(moved),
        # As the log gives it back: what is done twice answers the same.
        **{KEPT: msgspec.json.decode(msgspec.json.encode(joined))},
    )


def _join(story: Story, joined: Joined) -> None:
    story.tell(
        CustomerMerged(
            customer_id=joined.source,
            into=joined.target,
            level=joined.level,
            vip=joined.vip,
            entitlements=joined.entitlements,
        )
    )
    for point in story.state.contacts:
        if point.customer_id == joined.source:
            moved = story.state.moved.get((point.kind, point.value))
            path = (*(moved.came_from if moved else ()), joined.source)
            story.keep(ContactPoint(point.kind, point.value, joined.target))
            story.keep(MovedContact(point.kind, point.value, path))


async def preview_merge(reads: Reads, from_id: str, into_id: str, now: int) -> MergePreview | None:
    """Return what folding one identity into another would make; ``None`` if one is not known.

    Raises ``Refused`` where it could not be done: the same, or folded already.
    """
    if from_id == into_id:
        raise Refused("A customer cannot be folded into themselves.", "invalid")
    source, target = await reads.customer(from_id, now), await reads.customer(into_id, now)
    if source is None or target is None:
        return None
    for view, asked in ((source, from_id), (target, into_id)):
        if view.facts.erased:
            raise Refused("This customer has been erased and cannot be changed.")
        if view.facts.id != asked:
            raise Refused(FOLDED)
    return preview(source, target)


# ---- for undo and redo


def _joined_by(record: CommandRecord) -> Joined | None:
    kept: Any = record.result.get(KEPT)
    return None if kept is None else msgspec.convert(kept, Joined)


def both_of(record: CommandRecord) -> tuple[str, ...]:
    """Return the two identities that a command folded into one, or nothing."""
    joined = _joined_by(record)
    return () if joined is None else (joined.source, joined.target)


def kept_of(record: CommandRecord) -> dict[str, Any]:
    """Return what a redo's own record keeps, so that it can be undone again."""
    return {name: value for name, value in record.result.items() if name == KEPT}


def part(story: Story, record: CommandRecord) -> None:
    """Take two identities apart that a command folded into one; nothing for other commands.

    Their cases are refolded by the undo itself. Raises ``Refused`` if more was folded since.
    """
    joined = _joined_by(record)
    if joined is None:
        return
    row = story.table.get(MergedCustomerRow, joined.source)
    if row is None or row.into != joined.target or _is_merged(story, joined.target):
        raise Refused(
            f"“{record.label}” stands, because the customers were folded into others since.",
            "later",
        )
    # Terms that somebody has changed since stay as they are.
    facts = story.table.one(CustomerRow, joined.target)
    story.tell(
        CustomerUnmerged(
            customer_id=joined.source,
            into=joined.target,
            level=joined.old_level if facts.level == joined.level else facts.level,
            vip=joined.old_vip if facts.vip == joined.vip else facts.vip,
            entitlements=joined.entitlements,
        )
    )
    for point in story.state.contacts:
        moved = story.state.moved.get((point.kind, point.value))
        if moved is not None and moved.came_from[-1:] == (joined.source,):
            _give_back(story, point.kind, point.value, moved)


def _is_merged(story: Story, customer_id: str) -> bool:
    return story.table.get(MergedCustomerRow, customer_id) is not None


def _give_back(
    story: Story, kind: Literal["mail", "phone", "handle"], value: str, moved: MovedContact
) -> None:
    *before, source = moved.came_from
    story.keep(ContactPoint(kind, value, source))
    if before:
        story.keep(MovedContact(kind, value, tuple(before)))
    else:
        story.drop(MovedContact, kind, value)


def join_again(story: Story, record: CommandRecord) -> None:
    """Fold two identities into one again that an undo took apart; nothing for other commands."""
    joined = _joined_by(record)
    if joined is not None:
        _join(story, joined)


USE_CASES = (UseCase("merge_customers", MergeCustomers, _needs, _merge),)
