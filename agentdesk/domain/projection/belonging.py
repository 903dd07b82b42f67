"""How events change where a case belongs: its place, its terms, its customer, its other cases."""

from agentdesk.domain import events as e
from agentdesk.domain.projection.editing import NOBODY, Handler, edit
from agentdesk.domain.projection.table import Change, Table
from agentdesk.domain.rows import CaseRow


def _escalated(before: Table, fact: e.Fact, x: e.CaseEscalated) -> list[Change]:
    old = before.one(CaseRow, x.case_id)
    if x.escalation == "hierarchical":
        return edit(before, fact, x.case_id, lead=x.lead or "any", escalations=old.escalations + 1)
    return edit(
        before,
        fact,
        x.case_id,
        tier=x.to_tier,
        queue=x.to_queue,
        escalations=old.escalations + 1,
        **NOBODY,
    )


def _returned(before: Table, fact: e.Fact, x: e.CaseReturned) -> list[Change]:
    old = before.one(CaseRow, x.case_id)
    return edit(
        before,
        fact,
        x.case_id,
        tier=x.to_tier,
        queue=x.to_queue,
        returned=True,
        bounces=old.bounces + 1,
        **NOBODY,
    )


def _transferred(before: Table, fact: e.Fact, x: e.CaseTransferred) -> list[Change]:
    old = before.one(CaseRow, x.case_id)
    return edit(before, fact, x.case_id, queue=x.to_queue, bounces=old.bounces + 1, **NOBODY)


def _prioritised(before: Table, fact: e.Fact, x: e.CasePrioritised) -> list[Change]:
    return edit(before, fact, x.case_id, priority=x.after)


def _classified(before: Table, fact: e.Fact, x: e.CaseClassified) -> list[Change]:
    return edit(before, fact, x.case_id, type=x.type, language=x.language, skills=x.skills)


def _levelled(before: Table, fact: e.Fact, x: e.CaseLevelled) -> list[Change]:
    return edit(before, fact, x.case_id, level=x.level, vip=x.vip)


def _tagged(before: Table, fact: e.Fact, x: e.CaseTagged) -> list[Change]:
    old = before.one(CaseRow, x.case_id)
    tags = sorted({*old.tags, *x.added} - set(x.removed))
    return edit(before, fact, x.case_id, tags=tuple(tags))


def _customer_set(before: Table, fact: e.Fact, x: e.CaseCustomerSet) -> list[Change]:
    if x.merged:
        return edit(before, fact, x.case_id, customer_id=x.customer_id)
    return edit(
        before,
        fact,
        x.case_id,
        customer_id=x.customer_id,
        verified="none",
        verified_method=None,
        verified_until=None,
    )


def _verified(before: Table, fact: e.Fact, x: e.CustomerVerified) -> list[Change]:
    return edit(
        before,
        fact,
        x.case_id,
        verified=x.level,
        verified_method=x.method,
        verified_until=x.until,
    )


def _merged(before: Table, fact: e.Fact, x: e.CaseMerged) -> list[Change]:
    return edit(before, fact, x.case_id, merged_into=x.into, wrote_at=None, unanswered_since=None)


def _absorbed(before: Table, fact: e.Fact, x: e.CaseAbsorbed) -> list[Change]:
    return edit(
        before,
        fact,
        x.case_id,
        unanswered_since=x.unanswered_since,
        wrote_at=x.wrote_at,
        last_message_id=x.last_message_id or before.one(CaseRow, x.case_id).last_message_id,
    )


def _split(before: Table, fact: e.Fact, x: e.CaseSplit) -> list[Change]:
    return edit(before, fact, x.case_id)


def _linked(before: Table, fact: e.Fact, x: e.CaseLinked) -> list[Change]:
    return edit(before, fact, x.case_id, incident=x.incident)


HANDLERS: dict[type[e.Event], Handler] = {
    e.CaseEscalated: _escalated,
    e.CaseReturned: _returned,
    e.CaseTransferred: _transferred,
    e.CasePrioritised: _prioritised,
    e.CaseClassified: _classified,
    e.CaseLevelled: _levelled,
    e.CaseTagged: _tagged,
    e.CaseCustomerSet: _customer_set,
    e.CustomerVerified: _verified,
    e.CaseMerged: _merged,
    e.CaseAbsorbed: _absorbed,
    e.CaseSplit: _split,
    e.CaseLinked: _linked,
}
