"""How events change what is kept of legal holds, removed words and looks at masked fields."""

from agentdesk.domain import events as e
from agentdesk.domain.privacy_rows import FieldReadRow, LegalHoldRow, RemovalRow
from agentdesk.domain.projection.editing import Handler, edit
from agentdesk.domain.projection.table import Change, Drop, Table, put

EVERYTHING = ("everything",)


def _redacted(before: Table, fact: e.Fact, x: e.MessageRedacted) -> list[Change]:
    return edit(before, fact, x.case_id)


def _removed(before: Table, fact: e.Fact, x: e.ContentRemoved) -> list[Change]:
    row = RemovalRow(x.case_id, fact.at, x.why, x.messages, x.files)
    return [put(row), *edit(before, fact, x.case_id)]


def _read(before: Table, fact: e.Fact, x: e.FieldRead) -> list[Change]:
    row = FieldReadRow(
        fact.command, x.customer_id, fact.actor, x.fields, x.reason, x.of_case, fact.at
    )
    return [put(row)]


def _exported(before: Table, fact: e.Fact, x: e.CustomerExported) -> list[Change]:
    row = FieldReadRow(fact.command, x.customer_id, fact.actor, EVERYTHING, "export", None, fact.at)
    return [put(row)]


def _hold(before: Table, fact: e.Fact, x: e.HoldChanged) -> list[Change]:
    if not x.on:
        return [Drop(LegalHoldRow, (x.customer_id,))]
    return [put(LegalHoldRow(x.customer_id, fact.at, fact.actor, x.reason))]


def _nothing(before: Table, fact: e.Fact, x: e.DraftsDropped) -> list[Change]:
    """Leave the rows as they are: drafts are live, not folded."""
    return []


HANDLERS: dict[type[e.Event], Handler] = {
    e.MessageRedacted: _redacted,
    e.ContentRemoved: _removed,
    e.FieldRead: _read,
    e.CustomerExported: _exported,
    e.HoldChanged: _hold,
    e.DraftsDropped: _nothing,
}
