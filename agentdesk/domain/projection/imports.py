"""How what came in from another program becomes rows."""

import msgspec

from agentdesk.domain import events as e
from agentdesk.domain.projection.cases import first_row
from agentdesk.domain.projection.editing import Handler, counters, set_timer
from agentdesk.domain.projection.people import seen_id
from agentdesk.domain.projection.table import Change, Table, put


def _imported(before: Table, fact: e.Fact, x: e.CaseImported) -> list[Change]:
    row = msgspec.structs.replace(
        first_row(fact, x),
        state=x.state,
        claimable=x.state in ("new", "open"),
        resolved_at=x.resolved_at,
        closed_at=x.closed_at,
        wrote_at=x.wrote_at,
        unanswered_since=x.unanswered_since,
        replied_at=x.replied_at,
        disposition=x.disposition,
        tags=x.tags,
        last_message_id=x.last_message_id,
    )
    messages = [] if x.message_id is None else seen_id(before, "message", x.message_id)
    return [
        put(row),
        *counters(None, row),
        *set_timer(before, x.case_id, "close", x.closes_at),
        *seen_id(before, "case", x.case_id),
        *messages,
    ]


def _messages(before: Table, fact: e.Fact, x: e.MessagesImported) -> list[Change]:
    return seen_id(before, "message", x.message_id)


def _nothing(before: Table, fact: e.Fact, x: e.Event) -> list[Change]:
    """Leave the rows as they are: who imported what is read in the log."""
    return []


HANDLERS: dict[type[e.Event], Handler] = {
    e.CaseImported: _imported,
    e.MessagesImported: _messages,
    e.ImportBegan: _nothing,
    e.ImportEnded: _nothing,
}
