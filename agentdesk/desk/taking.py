"""Who has a case: take next, take, release, assign, reserve."""

from functools import partial
from typing import Literal

from agentdesk.clock import MINUTE
from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk import states
from agentdesk.desk.common import (
    CaseCommand,
    case_of,
    check,
    check_ahead,
    is_lead,
    name_of,
    needs_case,
    person_of,
    required,
)
from agentdesk.desk.notes import write_note, write_reason
from agentdesk.desk.story import Story
from agentdesk.domain import routing
from agentdesk.domain.events import CaseAssigned, CaseReleased, CaseReserved, CaseUnreserved
from agentdesk.domain.rows import AgentRow, CaseRow, LoadRow
from agentdesk.domain.setup import PersonSetup

TAKE_CASES = ("agent", "lead")
"""Roles that a case can be given to."""


class TakeNext(Command, frozen=True, kw_only=True):
    """Give me the next case: reserved for me first, then by the order of taking."""


class Take(CaseCommand, frozen=True, kw_only=True):
    """Give me this case."""


class Release(CaseCommand, frozen=True, kw_only=True):
    """Put the case back; it keeps its waiting time."""

    reason: str = ""


class Assign(CaseCommand, frozen=True, kw_only=True):
    """Give the case to a person. To a colleague, an agent says why; a lead need not."""

    to: str
    reason: str = ""


class Reserve(CaseCommand, frozen=True, kw_only=True):
    """Let one person take the case first, until a time (by default the limit's)."""

    agent: str
    until: int | None = None


def give(
    story: Story, row: CaseRow, agent: str, how: Literal["take", "next", "assign", "auto"]
) -> None:
    """Make ``agent`` the owner of a case."""
    story.tell(CaseAssigned(case_id=row.id, agent=agent, how=how, previous=row.owner))


def may_take(state: State, actor: str, row: CaseRow) -> None:
    """Raise ``Refused`` if somebody may not take a case now."""
    agent, load = state.table.get(AgentRow, actor), state.table.get(LoadRow, actor)
    person = person_of(state, actor)
    sentence = routing.may_take(person, agent, load, row, partial(name_of, state))
    if sentence is not None:
        raise Refused(sentence)


def may_claim(state: State, actor: str, row: CaseRow) -> None:
    """Raise ``Refused`` if answering a case that is nobody's may not make it somebody's.

    Who answers has the work in hand already, so presence and capacity do not matter; a lead may
    answer anything in reach.
    """
    if row.reserved_for not in (None, actor):
        kept = f"Case {row.id} is kept for {name_of(state, row.reserved_for or '')} for a while"
        raise Refused(f"{kept}: take another one.")
    if not is_lead(state, actor):
        lane = routing.Lane(row.queue, row.tier, row.language, row.skills)
        sentence = routing.eligible(person_of(state, actor), lane, row.channel)
        if sentence is not None:
            raise Refused(sentence)


def _check_free(state: State, actor: str, row: CaseRow) -> None:
    """Raise ``Refused`` if somebody has the case: for scripts, as a lost race."""
    if row.owner == actor:
        raise Refused(f"You have case {row.id} already.", "nothing")
    if row.owner is not None:
        raise Refused(f"{name_of(state, row.owner)} has case {row.id}.", "conflict")


def _needs_next(command: TakeNext, found: Found) -> Needs:
    return Needs(next_for=command.actor, agents=(command.actor,))


def _take_next(state: State, command: TakeNext) -> Decision:
    person = person_of(state, command.actor)
    away = routing.ready(state.table.get(AgentRow, person.id))
    if away is not None:
        raise Refused(away)
    if state.picked is None:
        raise Refused(_none_for(state, person), "nothing")
    story = Story(state, command)
    row = case_of(state, state.picked)
    may_take(state, command.actor, row)
    give(story, row, command.actor, "next")
    return _taken(story, row)


def _none_for(state: State, person: PersonSetup) -> str:
    agent, load = state.table.get(AgentRow, person.id), state.table.get(LoadRow, person.id)
    held = routing.busy(agent, load)
    if held.units < person.capacity:
        return "No case is waiting for you."
    if held.kept:
        return routing.full(person, held, "mail", 1) or "No case is waiting for you."
    return f"You hold {held.units} of {person.capacity} units: finish or release something first."


def _take(state: State, command: Take) -> Decision:
    if person_of(state, command.actor).role in routing.WORKS_ON_CASES:
        _check_free(state, command.actor, case_of(state, command.case_id))
    row = check(state, command, "take")
    may_take(state, command.actor, row)
    story = Story(state, command)
    if row.wake_at is not None:
        states.wake(story, row.id, "agent")
        # Ranked before it is given, because what follows a giving counts as the owner's act.
        story.rank(row.id)
    give(story, row, command.actor, "take")
    return _taken(story, row)


def _taken(story: Story, row: CaseRow) -> Decision:
    return story.end(f"took {row.id}", undo_ms=story.setup.limits.undo, case_id=row.id)


def _needs_reason(command: Release | Assign, found: Found) -> Needs:
    return Needs(cases=(command.case_id,), new={"message": 1} if command.reason else {})


def _release(state: State, command: Release) -> Decision:
    row = check(state, command, "release")
    if row.owner is None:
        raise Refused(f"Nobody has case {row.id}.", "nothing")
    story = Story(state, command)
    write_reason(story, row.id, command.reason)
    story.tell(CaseReleased(case_id=row.id, agent=row.owner, reason="released"))
    return story.end(f"released {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id)


def _needs_assign(command: Assign, found: Found) -> Needs:
    return Needs(
        cases=(command.case_id,),
        agents=(command.to,),
        new={"message": 1} if command.reason else {},
    )


def _assign(state: State, command: Assign) -> Decision:
    row = check(state, command, "assign")
    person = person_of(state, command.to)
    if row.owner == person.id:
        raise Refused(f"{person.name} has case {row.id} already.", "nothing")
    if person.role not in TAKE_CASES:
        raise Refused(f"{person.name} does not work on cases.", "invalid")
    story = Story(state, command)
    if not is_lead(state, command.actor):
        _assign_as_agent(state, command, row, story)
    else:
        write_reason(story, row.id, command.reason)
    give(story, row, person.id, "assign")
    return story.end(
        f"assigned {row.id} to {person.id}", undo_ms=state.setup.limits.undo, case_id=row.id
    )


def _assign_as_agent(state: State, command: Assign, row: CaseRow, story: Story) -> None:
    """Check what an agent may do: take it, or hand over what is theirs or nobody's, saying why."""
    if command.to == command.actor:
        _check_free(state, command.actor, row)
        may_take(state, command.actor, row)
        write_reason(story, row.id, command.reason)
        return
    person = person_of(state, command.to)
    lane = routing.Lane(row.queue, row.tier, row.language, row.skills)
    if routing.eligible(person, lane, row.channel) is not None:
        raise Refused(
            f"{person.name} may not take case {row.id} (queue {row.queue}, L{row.tier}): "
            "ask a lead to assign it."
        )
    why = required(command.reason, "Say in a few words why your colleague gets the case.")
    write_note(story, row.id, why, "handover")


def _reserve(state: State, command: Reserve) -> Decision:
    row = check(state, command, "reserve")
    person = person_of(state, command.agent)
    if row.owner is not None or not row.active:
        raise Refused(f"Case {row.id} is not waiting to be taken.")
    until = state.now + state.setup.limits.reserve if command.until is None else command.until
    check_ahead(state, until, "A reservation ends in the future.")
    if until > state.now + state.setup.limits.reserve and not is_lead(state, command.actor):
        minutes = state.setup.limits.reserve // MINUTE
        raise Refused(f"Only a lead may keep a case for longer than {minutes} minutes.")
    story = Story(state, command)
    if row.reserved_for is not None:
        story.tell(CaseUnreserved(case_id=row.id, agent=row.reserved_for))
    reserve(story, row.id, person.id, until)
    return story.end(
        f"reserved {row.id} for {person.id}", undo_ms=state.setup.limits.undo, case_id=row.id
    )


def reserve(story: Story, case_id: int, agent: str, until: int, handed: str | None = None) -> None:
    """Let one person take a case first, until a time. Raises ``Refused`` if they never take any."""
    person = person_of(story.state, agent)
    if person.role not in TAKE_CASES:
        raise Refused(f"{person.name} does not work on cases.", "invalid")
    story.tell(CaseReserved(case_id=case_id, agent=agent, until=until, handed=handed))


USE_CASES = (
    UseCase("take_next", TakeNext, _needs_next, _take_next),
    UseCase("take", Take, needs_case, _take),
    UseCase("release", Release, _needs_reason, _release),
    UseCase("assign", Assign, _needs_assign, _assign),
    UseCase("reserve", Reserve, needs_case, _reserve),
)
