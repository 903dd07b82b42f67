"""How the events of automatic rules change the rows: where a case is, timers, notices."""

from agentdesk.domain import events as e
from agentdesk.domain.projection.editing import NOBODY, Handler, edit, set_timer
from agentdesk.domain.projection.table import Change, Drop, Table, put
from agentdesk.domain.rows import NoticeRow


def _fired(before: Table, fact: e.Fact, x: e.RuleFired) -> list[Change]:
    """Change nothing: what the rule did are events of their own."""
    return []


def _reminder_set(before: Table, fact: e.Fact, x: e.RuleReminderSet) -> list[Change]:
    return set_timer(before, x.case_id, f"rule.{x.rule}", x.due_at)


def _reminded(before: Table, fact: e.Fact, x: e.RuleReminded) -> list[Change]:
    return set_timer(before, x.case_id, f"rule.{x.rule}", None)


def _routed(before: Table, fact: e.Fact, x: e.CaseRouted) -> list[Change]:
    return edit(before, fact, x.case_id, queue=x.to_queue, tier=x.to_tier, **NOBODY)


def _notified(before: Table, fact: e.Fact, x: e.PersonNotified) -> list[Change]:
    return [put(NoticeRow(x.agent, x.case_id, x.rule, fact.at))]


def _seen(before: Table, fact: e.Fact, x: e.NoticeSeen) -> list[Change]:
    # Notices are not loaded with a case, so this one is dropped without being looked at.
    return [Drop(NoticeRow, (x.agent, x.of_case, x.rule))]


HANDLERS: dict[type[e.Event], Handler] = {
    e.RuleFired: _fired,
    e.RuleReminderSet: _reminder_set,
    e.RuleReminded: _reminded,
    e.CaseRouted: _routed,
    e.PersonNotified: _notified,
    e.NoticeSeen: _seen,
}
