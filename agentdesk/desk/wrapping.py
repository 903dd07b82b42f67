"""Wrap-up: the work that is left after a call or chat, begun by the act that ends the talk.

Whoever resolves, sets to wait, escalates, returns or transfers a conversation of theirs goes into
wrap-up for the time of its queue. Its capacity units stay taken until then, so that nothing rings
while the last note is written. A timer ends it, or the agent does. Taking the act back takes the
wrap-up back.
"""

from typing import TYPE_CHECKING, Any

from agentdesk.data.unit import CommandRecord
from agentdesk.domain.events import (
    AgentStateChanged,
    CaseEscalated,
    CaseResolved,
    CaseReturned,
    CaseTransferred,
    CaseWaiting,
)
from agentdesk.domain.projection.editing import is_busy
from agentdesk.domain.rows import LIVE_CHANNELS, AgentRow, CaseRow

if TYPE_CHECKING:
    from agentdesk.desk.story import Story

RESULT = "wrap_up"
"""Under what name an act's result keeps how it began a wrap-up, for its undo."""

_ENDINGS = (CaseResolved, CaseWaiting, CaseEscalated, CaseReturned, CaseTransferred)


def begin(story: "Story") -> dict[str, Any]:
    """Let the actor wrap up what this act has ended; return what its undo needs to know.

    Only somebody who takes work: who is away or offline already stays so.
    """
    agent = story.table.get(AgentRow, story.actor)
    if agent is None or agent.state not in ("available", "wrap_up"):
        return {}
    ended = _conversations(story)
    length = max((_wrap_up_ms(story, row) for row in ended), default=0)
    if not length:
        return {}
    return {RESULT: _tell(story, agent, sum(row.units for row in ended), length)}


def _tell(story: "Story", agent: AgentRow, units: int, length: int) -> dict[str, Any]:
    """Begin a wrap-up, or let one that is going on last longer and keep more."""
    going_on = agent.state == "wrap_up"
    until = max(story.now + length, agent.until or 0 if going_on else 0)
    story.tell(
        AgentStateChanged(
            agent=agent.id,
            before=agent.state,
            after="wrap_up",
            until=until,
            kept=units + (agent.kept if going_on else 0),
        )
    )
    before = [agent.since, agent.until, agent.kept] if going_on else None
    return {"kept": units, "length": length, "before": before}


def _conversations(story: "Story") -> list[CaseRow]:
    """Return the actor's calls and chats that this act has ended, as they were before."""
    ended = dict.fromkeys(event.case_id for _, event in story.told() if isinstance(event, _ENDINGS))
    rows = (story.state.table.get(CaseRow, case_id) for case_id in ended)
    return [row for row in rows if row is not None and _was_talk(story, row)]


def _was_talk(story: "Story", row: CaseRow) -> bool:
    after = story.case(row.id)
    return (
        row.channel in LIVE_CHANNELS
        and row.owner == story.actor
        and is_busy(row)
        and not (after.owner == story.actor and is_busy(after))
    )


def _wrap_up_ms(story: "Story", row: CaseRow) -> int:
    try:
        return story.setup.queue(row.queue).wrap_up
    except KeyError:
        return 0


def take_back(story: "Story", record: CommandRecord) -> None:
    """End the wrap-up that an act began, if it is still going on; what was before goes on."""
    begun = record.result.get(RESULT)
    agent = story.table.get(AgentRow, record.actor)
    if begun is None or agent is None or agent.state != "wrap_up":
        return
    if agent.since == record.at:
        since, until, kept = begun["before"] or (story.now, None, 0)
        _go_on(story, agent, since, until, kept)
    elif agent.kept > begun["kept"]:
        _go_on(story, agent, agent.since, agent.until, agent.kept - begun["kept"])


def _go_on(story: "Story", agent: AgentRow, since: int, until: int | None, kept: int) -> None:
    if until is None or until <= story.now:
        done = AgentStateChanged(agent=agent.id, before="wrap_up", after="available")
        story.tell(done)
        return
    story.tell_at(
        since,
        AgentStateChanged(
            agent=agent.id, before="wrap_up", after="wrap_up", until=until, kept=kept
        ),
    )


def begin_again(story: "Story", record: CommandRecord) -> dict[str, Any]:
    """Begin the wrap-up of an act that is done again; return what its undo needs to know."""
    begun = record.result.get(RESULT)
    agent = story.table.get(AgentRow, record.actor)
    if begun is None or agent is None or agent.state not in ("available", "wrap_up"):
        return {}
    return {RESULT: _tell(story, agent, begun["kept"], begun["length"])}
