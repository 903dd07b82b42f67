"""Which of a rule's words an event of the log is."""

from collections.abc import Callable, Collection
from typing import Any

from agentdesk.domain import events as e
from agentdesk.domain.rules.written import Trigger

_BY_KIND: dict[type[e.Event], Trigger] = {
    e.CaseCreated: "created",
    e.CaseAssigned: "taken",
    e.CaseReleased: "released",
    e.CaseWaiting: "waiting",
    e.CaseResumed: "waiting over",
    e.CaseReminded: "reminded",
    e.CaseSnoozed: "snoozed",
    e.CaseWoken: "woken",
    e.CaseResolved: "resolved",
    e.CaseReopened: "reopened",
    e.CaseClosed: "closed",
    e.CaseEscalated: "escalated",
    e.CaseReturned: "returned",
    e.CaseTransferred: "transferred",
    e.CaseRouted: "routed",
    e.CasePrioritised: "prioritised",
    e.CaseClassified: "classified",
    e.CaseTagged: "tagged",
    e.CaseLinked: "linked",
    e.SlaWarned: "warned",
    e.SlaBreached: "breached",
}


def trigger_of(event: e.Event, fresh: Collection[int]) -> Trigger | None:
    """Return the word for an event; ``fresh`` are the cases created by the same command."""
    found = _BY_KIND.get(type(event))
    if found is not None:
        return found
    special = _SPECIAL.get(type(event))
    return None if special is None else special(event, fresh)


def _posted(event: Any, fresh: Collection[int]) -> Trigger | None:
    if not event.human or event.purpose != "message":
        return None
    if event.direction == "in":
        return None if event.case_id in fresh else "customer wrote"
    return "replied" if event.direction == "out" and event.public else None


def _failed(event: Any, fresh: Collection[int]) -> Trigger | None:
    return None if event.retry else "send failed"


_SPECIAL: dict[type[e.Event], Callable[[Any, Collection[int]], Trigger | None]] = {
    e.MessagePosted: _posted,
    e.SendFailed: _failed,
}
