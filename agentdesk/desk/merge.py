"""Merging: a duplicate is folded into the case of the same customer that goes on.

The survivor takes the higher priority, an emergency, the earlier due time of each kind of clock,
and the messages; one that waits or sleeps is worked on again if the duplicate has an unanswered
message. It is linked to the duplicate's incident, unless it has one of its own; a case that is a
running incident is not folded away. The duplicate is closed, and its clocks count for nothing. Its
promises stay with it and are still shown with the customer.
"""

import msgspec

from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk import states
from agentdesk.desk.common import CaseCommand, case_of, check, may
from agentdesk.desk.story import Story
from agentdesk.domain import clock_acts
from agentdesk.domain.care_rows import IncidentRow
from agentdesk.domain.events import (
    CaseAbsorbed,
    CaseClosed,
    CaseLinked,
    CaseMerged,
    CasePrioritised,
)
from agentdesk.domain.rows import CaseRow


class Merge(CaseCommand, frozen=True, kw_only=True):
    """Fold the case, a duplicate, into another of the same customer."""

    into: int


def _needs(command: Merge, found: Found) -> Needs:
    both = (command.case_id, command.into)
    return Needs(cases=both, messages_of=(command.case_id,), care=True)


def _merge(state: State, command: Merge) -> Decision:
    duplicate = check(state, command, "merge")
    survivor = case_of(state, command.into)
    _check(state, command, duplicate, survivor)
    story = Story(state, command)
    if duplicate.priority < survivor.priority:
        story.tell(
            CasePrioritised(
                case_id=survivor.id,
                before=survivor.priority,
                after=duplicate.priority,
                reason="merge",
            )
        )
    story.tell(_absorbed(survivor, duplicate))
    if duplicate.band < survivor.band:
        story.band(survivor.id, duplicate.band)
    if survivor.wake_at is not None and duplicate.wrote_at:
        states.wake(story, survivor.id, "customer")
    if survivor.state in ("waiting_customer", "waiting_third_party") and duplicate.wrote_at:
        states.resume(story, survivor.id, "customer")
    _follow_incident(story, duplicate, survivor)
    theirs = {clock.kind: clock for clock in story.clocks(duplicate.id)}
    story.turn(clock_acts.on_merge, survivor.id, theirs)
    story.tell(
        CaseMerged(case_id=duplicate.id, into=survivor.id),
        CaseClosed(case_id=duplicate.id, reason="merged"),
    )
    for message in state.messages:
        story.keep(msgspec.structs.replace(message, case_id=survivor.id))
    return story.end(
        f"merged {duplicate.id} into {survivor.id}",
        undo_ms=state.setup.limits.undo,
        case_id=survivor.id,
        merged=duplicate.id,
    )


def _check(state: State, command: Merge, duplicate: CaseRow, survivor: CaseRow) -> None:
    if duplicate.id == survivor.id:
        raise Refused("A case cannot be folded into itself.", "invalid")
    may(state, command.actor, "note", survivor)
    incident = state.table.get(IncidentRow, duplicate.id)
    if incident is not None and incident.ended_at is None:
        raise Refused(
            f"Case {duplicate.id} is an incident: end it first, or fold the other case into it."
        )
    if not survivor.active:
        raise Refused(f"Case {survivor.id} is {survivor.state}: reopen it first.")
    if duplicate.customer_id is None or duplicate.customer_id != survivor.customer_id:
        raise Refused(
            f"Cases {duplicate.id} and {survivor.id} are not of the same customer: "
            "set the customer first if they are."
        )


def _follow_incident(story: Story, duplicate: CaseRow, survivor: CaseRow) -> None:
    """Link the survivor to the duplicate's incident: its customer is told of it once it is over."""
    is_one = story.table.get(IncidentRow, survivor.id) is not None
    if duplicate.incident is None or survivor.incident is not None or is_one:
        return
    story.tell(CaseLinked(case_id=survivor.id, incident=duplicate.incident))


def _absorbed(survivor: CaseRow, duplicate: CaseRow) -> CaseAbsorbed:
    unanswered = [at for at in (survivor.unanswered_since, duplicate.unanswered_since) if at]
    wrote = [at for at in (survivor.wrote_at, duplicate.wrote_at) if at]
    newest = [m for m in (survivor.last_message_id, duplicate.last_message_id) if m]
    return CaseAbsorbed(
        case_id=survivor.id,
        source=duplicate.id,
        unanswered_since=min(unanswered, default=None),
        wrote_at=max(wrote, default=None),
        last_message_id=max(newest, default=None),
    )


USE_CASES = (UseCase("merge", Merge, _needs, _merge),)
