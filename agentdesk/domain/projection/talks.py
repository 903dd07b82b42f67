"""How the events of calls and chats change the rows of those that are going on."""

import msgspec

from agentdesk.domain import events as e
from agentdesk.domain.live_rows import InteractionRow, InteractionState
from agentdesk.domain.projection.editing import Handler, edit
from agentdesk.domain.projection.people import seen_id
from agentdesk.domain.projection.table import Change, Drop, Table, put

INTERACTION = "interaction"
"""Under what name the highest id given out is kept."""


def _queued(before: Table, fact: e.Fact, x: e.InteractionQueued) -> list[Change]:
    row = InteractionRow(
        id=x.interaction_id,
        channel=x.channel,
        queue=x.queue,
        target_ms=x.target_ms,
        case_id=x.case_id,
        state="waiting",
        agent=None,
        queued_at=fact.at,
        connected_at=None,
        since=fact.at,
    )
    return [put(row), *seen_id(before, INTERACTION, x.interaction_id)]


def _turn(
    before: Table,
    fact: e.Fact,
    interaction_id: int,
    state: InteractionState,
    agent: str | None = None,
    case_id: int | None = None,
) -> list[Change]:
    """Bring a row into a state. One that is over has none: what is told late changes nothing."""
    row = before.get(InteractionRow, interaction_id)
    if row is None:
        return []
    connected = fact.at if state == "talking" and row.connected_at is None else row.connected_at
    changed = msgspec.structs.replace(
        row,
        state=state,
        agent=agent or row.agent,
        connected_at=connected,
        since=fact.at,
        case_id=row.case_id if case_id is None else case_id,
    )
    return [put(changed)]


def _offered(before: Table, fact: e.Fact, x: e.InteractionOffered) -> list[Change]:
    return _turn(before, fact, x.interaction_id, "ringing", x.agent, x.case_id)


def _declined(before: Table, fact: e.Fact, x: e.InteractionDeclined) -> list[Change]:
    row = before.get(InteractionRow, x.interaction_id)
    if row is None:
        return []
    return [put(msgspec.structs.replace(row, state="waiting", agent=None, since=fact.at))]


def _connected(before: Table, fact: e.Fact, x: e.InteractionConnected) -> list[Change]:
    """Talking to the customer is as good as a reply."""
    changes = _turn(before, fact, x.interaction_id, "talking", x.agent, x.case_id)
    if x.case_id is None:
        return changes
    return [*changes, *edit(before, fact, x.case_id, replied_at=fact.at)]


def _held(before: Table, fact: e.Fact, x: e.InteractionHeld) -> list[Change]:
    return _turn(before, fact, x.interaction_id, "held")


def _unheld(before: Table, fact: e.Fact, x: e.InteractionUnheld) -> list[Change]:
    return _turn(before, fact, x.interaction_id, "talking")


def _ended(before: Table, fact: e.Fact, x: e.InteractionEnded) -> list[Change]:
    return _turn(before, fact, x.interaction_id, "wrap_up")


def _over(
    before: Table,
    fact: e.Fact,
    x: e.InteractionWrapped | e.InteractionAbandoned | e.InteractionFlowedOut,
) -> list[Change]:
    row = before.get(InteractionRow, x.interaction_id)
    return [] if row is None else [Drop(InteractionRow, (x.interaction_id,))]


HANDLERS: dict[type[e.Event], Handler] = {
    e.InteractionQueued: _queued,
    e.InteractionOffered: _offered,
    e.InteractionDeclined: _declined,
    e.InteractionConnected: _connected,
    e.InteractionHeld: _held,
    e.InteractionUnheld: _unheld,
    e.InteractionEnded: _ended,
    e.InteractionWrapped: _over,
    e.InteractionAbandoned: _over,
    e.InteractionFlowedOut: _over,
}
