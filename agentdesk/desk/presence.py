"""What an agent is doing: available, unavailable with a reason, wrapping up, offline."""

from typing import Literal

from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import code_of, is_lead, person_of
from agentdesk.desk.story import Story
from agentdesk.domain.events import AgentStateChanged
from agentdesk.domain.rows import AgentRow

CLOSED = "desk_closed"
"""The reason of who is offline because they closed their desk."""


class SetAgentState(Command, frozen=True, kw_only=True):
    """Say what I do now; a lead may say it for somebody who forgot (``agent``).

    ``until`` ends a wrap-up; by default after the queues' longest wrap-up time, which is also
    the most there is.
    """

    state: Literal["available", "unavailable", "wrap_up", "offline"]
    reason: str | None = None
    until: int | None = None
    agent: str | None = None


def _needs(command: SetAgentState, found: Found) -> Needs:
    return Needs(agents=(command.agent or command.actor,))


def _set(state: State, command: SetAgentState) -> Decision:
    person = person_of(state, command.agent or command.actor)
    if person.id != command.actor and not is_lead(state, command.actor):
        raise Refused("Only a lead may say what somebody else does.")
    if person.role not in ("agent", "lead"):
        raise Refused(f"{person.name} does not work on cases.")
    reason = None
    if command.state == "unavailable":
        reason = code_of(state.setup.away_reasons, command.reason or "", "reason").id
    row = state.table.get(AgentRow, person.id)
    before = "offline" if row is None else row.state
    if before == command.state == "wrap_up" and person.id == command.actor:
        raise Refused("You are in wrap-up already: it ends by itself.", "nothing")
    until = _wrap_up(state, command) if command.state == "wrap_up" else None
    if before == command.state and (row is None or row.reason == reason) and until is None:
        raise Refused(f"You are {words(command.state)} already.", "nothing")
    story = Story(state, command)
    story.tell(
        AgentStateChanged(
            agent=person.id, before=before, after=command.state, reason=reason, until=until
        )
    )
    return story.end(f"{person.id} is {words(command.state)}", agent=person.id)


def words(state: str) -> str:
    """Write a state as people say it."""
    return "in wrap-up" if state == "wrap_up" else state


def _wrap_up(state: State, command: SetAgentState) -> int:
    person = person_of(state, command.agent or command.actor)
    times = [q.wrap_up for q in state.setup.queues if not person.queues or q.id in person.queues]
    latest = state.now + max(times, default=0)
    until = latest if command.until is None else min(command.until, latest)
    if until <= state.now:
        raise Refused("There is no wrap-up in your queues.", "invalid")
    return until


class CloseDesk(Command, frozen=True, kw_only=True):
    """My desk is being closed: I am offline until it is opened again."""


class OpenDesk(Command, frozen=True, kw_only=True):
    """My desk is open again: I am available, unless I said that I am offline."""


def _needs_nothing(command: CloseDesk | OpenDesk, found: Found) -> Needs:
    return Needs()


def _close(state: State, command: CloseDesk) -> Decision:
    story = Story(state, command)
    row = state.table.get(AgentRow, command.actor)
    if row is not None and row.state != "offline":
        story.tell(
            AgentStateChanged(agent=row.id, before=row.state, after="offline", reason=CLOSED)
        )
    return story.end()


def _open(state: State, command: OpenDesk) -> Decision:
    story = Story(state, command)
    row = state.table.get(AgentRow, command.actor)
    if row is not None and was_closed(row):
        story.tell(AgentStateChanged(agent=row.id, before="offline", after="available"))
    return story.end()


def was_closed(row: AgentRow) -> bool:
    """Say whether somebody is offline only because they closed their desk."""
    return (row.state, row.reason) == ("offline", CLOSED)


USE_CASES = (
    UseCase("set_agent_state", SetAgentState, _needs, _set),
    UseCase("close_desk", CloseDesk, _needs_nothing, _close),
    UseCase("open_desk", OpenDesk, _needs_nothing, _open),
)
