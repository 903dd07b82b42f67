"""How events change what is kept of incidents, complaints, goodwill, surveys and consent."""

import msgspec

from agentdesk.domain import events as e
from agentdesk.domain.care_rows import (
    ComplaintRow,
    ConsentRow,
    GoodwillRow,
    IncidentRow,
    MergedCustomerRow,
    SurveyRow,
)
from agentdesk.domain.projection.editing import Handler, drop_timers, edit, set_timer
from agentdesk.domain.projection.table import Change, Drop, Table, put
from agentdesk.domain.rows import CustomerRow, EntitlementRow

ACK_TIMER = "complaint.ACK"
DEC_TIMER = "complaint.DEC"


def _declared(before: Table, fact: e.Fact, x: e.IncidentDeclared) -> list[Change]:
    row = IncidentRow(x.case_id, fact.at, None, None, 0)
    return [put(row), *edit(before, fact, x.case_id)]


def _answered(before: Table, fact: e.Fact, x: e.IncidentAnswered) -> list[Change]:
    row = before.one(IncidentRow, x.case_id)
    told = msgspec.structs.replace(row, answered_at=fact.at, answers=row.answers + 1)
    return [put(told), *edit(before, fact, x.case_id)]


def _ended(before: Table, fact: e.Fact, x: e.IncidentEnded) -> list[Change]:
    row = before.one(IncidentRow, x.case_id)
    return [put(msgspec.structs.replace(row, ended_at=fact.at)), *edit(before, fact, x.case_id)]


def _complained(before: Table, fact: e.Fact, x: e.ComplaintOpened) -> list[Change]:
    row = ComplaintRow(
        case_id=x.case_id,
        category=x.category,
        severity=x.severity,
        about=x.about,
        investigator=None,
        calendar=x.calendar,
        opened_at=fact.at,
        ack_due_at=x.ack_due_at,
        acknowledged_at=None,
        decide_due_at=x.decide_due_at,
        decided_at=None,
        decided_by=None,
        outcome=None,
        redress=None,
        cents=0,
        currency="",
        external=False,
        closed_at=None,
        late=(),
    )
    return [
        put(row),
        *set_timer(before, x.case_id, ACK_TIMER, x.ack_due_at),
        *set_timer(before, x.case_id, DEC_TIMER, x.decide_due_at),
        *edit(before, fact, x.case_id),
    ]


def _acknowledged(before: Table, fact: e.Fact, x: e.ComplaintAcknowledged) -> list[Change]:
    row = before.one(ComplaintRow, x.case_id)
    return [
        put(msgspec.structs.replace(row, acknowledged_at=fact.at)),
        *drop_timers(before, x.case_id, ACK_TIMER),
        *edit(before, fact, x.case_id),
    ]


def _investigated(before: Table, fact: e.Fact, x: e.ComplaintInvestigated) -> list[Change]:
    row = before.one(ComplaintRow, x.case_id)
    changed = msgspec.structs.replace(row, investigator=x.investigator)
    return [put(changed), *edit(before, fact, x.case_id)]


def _decided(before: Table, fact: e.Fact, x: e.ComplaintDecided) -> list[Change]:
    row = before.one(ComplaintRow, x.case_id)
    changed = msgspec.structs.replace(
        row,
        decided_at=fact.at,
        decided_by=fact.actor,
        outcome=x.outcome,
        redress=x.redress,
        cents=x.cents,
        currency=x.currency,
    )
    return [
        put(changed),
        *drop_timers(before, x.case_id, ACK_TIMER, DEC_TIMER),
        *edit(before, fact, x.case_id),
    ]


def _complaint_closed(before: Table, fact: e.Fact, x: e.ComplaintClosed) -> list[Change]:
    row = before.one(ComplaintRow, x.case_id)
    changed = msgspec.structs.replace(row, closed_at=fact.at, external=x.external)
    return [
        put(changed),
        *drop_timers(before, x.case_id, ACK_TIMER, DEC_TIMER),
        *edit(before, fact, x.case_id),
    ]


def _breached(before: Table, fact: e.Fact, x: e.ComplaintBreached) -> list[Change]:
    row = before.one(ComplaintRow, x.case_id)
    late = tuple(sorted({*row.late, x.clock}))
    return [
        put(msgspec.structs.replace(row, late=late)),
        *drop_timers(before, x.case_id, f"complaint.{x.clock}"),
    ]


def _goodwill(before: Table, fact: e.Fact, x: e.GoodwillGranted) -> list[Change]:
    row = GoodwillRow(x.case_id, fact.command, fact.actor, x.form, x.cents, x.currency, fact.at)
    return [put(row), *edit(before, fact, x.case_id)]


def _surveyed(before: Table, fact: e.Fact, x: e.SurveyAnswered) -> list[Change]:
    return [put(SurveyRow(x.case_id, fact.command, x.survey, x.score, fact.at))]


def _asked(before: Table, fact: e.Fact, x: e.SurveySent) -> list[Change]:
    """Leave the rows as they are: only the answer is shown."""
    return []


def _consented(before: Table, fact: e.Fact, x: e.ConsentChanged) -> list[Change]:
    return [put(ConsentRow(x.customer_id, x.purpose, x.channel, x.given, x.source, fact.at))]


def _customer_merged(before: Table, fact: e.Fact, x: e.CustomerMerged) -> list[Change]:
    return [
        put(MergedCustomerRow(x.customer_id, x.into, fact.at)),
        *_terms(before, x.into, x.level, x.vip),
        *_moved(before, x.entitlements, x.into),
    ]


def _customer_unmerged(before: Table, fact: e.Fact, x: e.CustomerUnmerged) -> list[Change]:
    return [
        Drop(MergedCustomerRow, (x.customer_id,)),
        *_terms(before, x.into, x.level, x.vip),
        *_moved(before, x.entitlements, x.customer_id),
    ]


def _terms(before: Table, customer_id: str, level: str, vip: bool) -> list[Change]:
    row = before.one(CustomerRow, customer_id)
    return [put(msgspec.structs.replace(row, level=level, vip=vip))]


def _moved(before: Table, ids: tuple[str, ...], customer_id: str) -> list[Change]:
    rows = (before.one(EntitlementRow, id) for id in ids)
    return [put(msgspec.structs.replace(row, customer_id=customer_id)) for row in rows]


HANDLERS: dict[type[e.Event], Handler] = {
    e.IncidentDeclared: _declared,
    e.IncidentAnswered: _answered,
    e.IncidentEnded: _ended,
    e.ComplaintOpened: _complained,
    e.ComplaintAcknowledged: _acknowledged,
    e.ComplaintInvestigated: _investigated,
    e.ComplaintDecided: _decided,
    e.ComplaintClosed: _complaint_closed,
    e.ComplaintBreached: _breached,
    e.GoodwillGranted: _goodwill,
    e.SurveySent: _asked,
    e.SurveyAnswered: _surveyed,
    e.ConsentChanged: _consented,
    e.CustomerMerged: _customer_merged,
    e.CustomerUnmerged: _customer_unmerged,
}
