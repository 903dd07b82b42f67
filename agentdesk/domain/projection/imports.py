"""How what came in from another program becomes rows."""

from agentdesk.domain import events as e
from agentdesk.domain.projection.editing import Handler, counters, set_timer
from agentdesk.domain.projection.people import seen_id
from agentdesk.domain.projection.table import Change, Table, put
from agentdesk.domain.rows import CaseRow, lane_of


def _imported(before: Table, fact: e.Fact, x: e.CaseImported) -> list[Change]:
    row = CaseRow(
        id=x.case_id,
        version=1,
        last_command=fact.command,
        state=x.state,
        type=x.type,
        channel=x.channel,
        queue=x.queue,
        tier=x.tier,
        language=x.language,
        skills=x.skills,
        lane=lane_of(x.queue, x.tier, x.language, x.skills),
        priority=x.priority,
        level=x.level,
        vip=x.vip,
        units=x.units,
        band=1,
        rank_at=x.rank_at,
        waiting_since=x.waiting_since,
        base_since=x.waiting_since,
        claimable=x.state in ("new", "open"),
        owner=None,
        owner_since=None,
        acted=False,
        handed=None,
        team=x.team,
        reserved_for=None,
        reserved_until=None,
        customer_id=x.customer_id,
        created_at=fact.at,
        resolved_at=x.resolved_at,
        closed_at=x.closed_at,
        wake_at=None,
        remind_at=None,
        reminders=0,
        wrote_at=x.wrote_at,
        unanswered_since=x.unanswered_since,
        replied_at=x.replied_at,
        returned=False,
        bounces=0,
        reopens=0,
        escalations=0,
        lead=None,
        disposition=x.disposition,
        root_cause=None,
        merged_into=None,
        parent=None,
        incident=None,
        tags=x.tags,
        verified="none",
        verified_method=None,
        verified_until=None,
        due_at=None,
        due_kind=None,
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
