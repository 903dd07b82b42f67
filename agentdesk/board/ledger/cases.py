"""What happens to a case: where it stands, whose it is, where it goes, what is said in it."""

from sys import intern
from typing import Any

from msgspec.structs import replace

from agentdesk.board.ledger import care, clocks
from agentdesk.board.records import CaseRecord
from agentdesk.domain import events as e

_Record = CaseRecord | None


def _first(fact: e.Fact, x: e.CaseCreated | e.CaseImported, reason: str) -> CaseRecord:
    # Thousands of cases are of the same few queues and types: each text is kept once.
    queue, type_ = intern(x.queue), intern(x.type)
    return CaseRecord(
        id=x.case_id,
        created_at=fact.at,
        channel=intern(x.channel),
        queue=queue,
        tier=x.tier,
        team=intern(x.team),
        type=type_,
        reason=intern(reason),
        priority=x.priority,
        level=intern(x.level),
        language=intern(x.language),
        first_queue=queue,
        first_type=type_,
        customer_id=x.customer_id,
        waiting_since=x.waiting_since,
        touched_at=fact.at,
    )


def _created(record: _Record, fact: e.Fact, x: e.CaseCreated) -> _Record:
    return _first(fact, x, x.reason)


def _imported(record: _Record, fact: e.Fact, x: e.CaseImported) -> _Record:
    return replace(
        _first(fact, x, ""),
        imported=True,
        state=x.state,
        resolved_at=x.resolved_at,
        closed_at=x.closed_at,
        disposition=x.disposition,
        tags=x.tags,
    )


def _ranked(record: _Record, fact: e.Fact, x: e.CaseRanked) -> _Record:
    if record is None or record.waiting_since == x.waiting_since:
        return record
    return replace(record, waiting_since=x.waiting_since, touched_at=fact.at)


def _assigned(record: _Record, fact: e.Fact, x: e.CaseAssigned) -> _Record:
    if record is None:
        return None
    handed = x.previous is not None and x.previous != x.agent
    return replace(
        record,
        state="open" if record.state == "new" else record.state,
        owner=intern(x.agent),
        owner_since=fact.at,
        assigned_at=record.assigned_at or fact.at,
        handovers=record.handovers + handed,
        touched_at=fact.at,
    )


def _released(record: _Record, fact: e.Fact, x: e.CaseReleased) -> _Record:
    return record and replace(record, owner=None, owner_since=None, touched_at=fact.at)


def _waiting(record: _Record, fact: e.Fact, x: e.CaseWaiting) -> _Record:
    return record and replace(
        record,
        state="waiting_customer" if x.waits_for == "customer" else "waiting_third_party",
        waits_since=fact.at,
        touched_at=fact.at,
    )


def _resumed(record: _Record, fact: e.Fact, x: e.CaseResumed) -> _Record:
    return record and replace(record, state="open", waits_since=None, touched_at=fact.at)


def _snoozed(record: _Record, fact: e.Fact, x: e.CaseSnoozed) -> _Record:
    return record and replace(record, wake_at=x.until, touched_at=fact.at)


def _woken(record: _Record, fact: e.Fact, x: e.CaseWoken) -> _Record:
    return record and replace(record, wake_at=None, touched_at=fact.at)


def _resolved(record: _Record, fact: e.Fact, x: e.CaseResolved) -> _Record:
    if record is None:
        return None
    first = record.first_resolved_at is None
    return replace(
        record,
        state="resolved",
        first_resolved_at=fact.at if first else record.first_resolved_at,
        first_disposition=x.disposition if first else record.first_disposition,
        resolved_at=fact.at,
        resolved_by=intern(fact.actor),
        disposition=intern(x.disposition),
        root_cause=x.root_cause,
        settled=record.settled or x.disposition != "no_reply",
        answers=x.answer_ids,
        wake_at=None,
        waits_since=None,
        touched_at=fact.at,
    )


def _reopened(record: _Record, fact: e.Fact, x: e.CaseReopened) -> _Record:
    return record and replace(
        record,
        state="open",
        resolved_at=None,
        resolved_by=None,
        disposition=None,
        root_cause=None,
        answers=(),
        reopened_at=record.reopened_at or fact.at,
        reopens=record.reopens + 1,
        touched_at=fact.at,
    )


def _closed(record: _Record, fact: e.Fact, x: e.CaseClosed) -> _Record:
    if record is None:
        return None
    closed = replace(record, state="closed", closed_at=fact.at, wake_at=None, waits_since=None)
    if x.reason == "time":
        return closed
    return replace(closed, gone=x.reason, touched_at=fact.at)


def _escalated(record: _Record, fact: e.Fact, x: e.CaseEscalated) -> _Record:
    if record is None:
        return None
    if x.escalation == "hierarchical":
        return replace(
            record,
            hierarchical=record.hierarchical + 1,
            escalated_at=fact.at,
            touched_at=fact.at,
        )
    moved = _moved(record, fact, x.to_queue, x.to_tier)
    return replace(moved, functional=record.functional + 1, escalated_at=fact.at)


def _returned(record: _Record, fact: e.Fact, x: e.CaseReturned) -> _Record:
    if record is None:
        return None
    moved = _moved(record, fact, x.to_queue, x.to_tier)
    return replace(moved, returns=record.returns + 1)


def _transferred(record: _Record, fact: e.Fact, x: e.CaseTransferred) -> _Record:
    if record is None:
        return None
    moved = _moved(record, fact, x.to_queue, record.tier)
    return replace(moved, transfers=record.transfers + 1)


def _routed(record: _Record, fact: e.Fact, x: e.CaseRouted) -> _Record:
    return record and _moved(record, fact, x.to_queue, x.to_tier)


def _moved(record: CaseRecord, fact: e.Fact, queue: str, tier: int) -> CaseRecord:
    return replace(record, queue=queue, tier=tier, owner=None, owner_since=None, touched_at=fact.at)


def _prioritised(record: _Record, fact: e.Fact, x: e.CasePrioritised) -> _Record:
    return record and replace(record, priority=x.after, touched_at=fact.at)


def _classified(record: _Record, fact: e.Fact, x: e.CaseClassified) -> _Record:
    return record and replace(record, type=x.type, language=x.language, touched_at=fact.at)


def _levelled(record: _Record, fact: e.Fact, x: e.CaseLevelled) -> _Record:
    return record and replace(record, level=x.level, touched_at=fact.at)


def _tagged(record: _Record, fact: e.Fact, x: e.CaseTagged) -> _Record:
    if record is None:
        return None
    tags = tuple(sorted({*record.tags, *x.added} - set(x.removed)))
    return replace(record, tags=tags, touched_at=fact.at)


def _customer(record: _Record, fact: e.Fact, x: e.CaseCustomerSet) -> _Record:
    return record and replace(record, customer_id=x.customer_id, touched_at=fact.at)


def _posted(record: _Record, fact: e.Fact, x: e.MessagePosted) -> _Record:
    if record is None or not x.human:
        return record
    if x.direction == "in":
        done = record.first_resolved_at
        if done is None or fact.at <= done:
            return replace(record, asked=record.asked + 1, touched_at=fact.at)
    elif x.direction == "out" and x.public and record.replied_at is None:
        return replace(record, replied_at=fact.at, touched_at=fact.at)
    return record


def _talked(record: _Record, fact: e.Fact, x: Any) -> _Record:
    if record is None or record.first_talk is not None:
        return record
    return replace(record, first_talk=x.interaction_id, touched_at=fact.at)


def _wrapped(record: _Record, fact: e.Fact, x: e.InteractionWrapped) -> _Record:
    record = _talked(record, fact, x)
    if record is None or (record.first_wrapped_at or fact.at) < fact.at:
        return record
    return replace(record, first_wrapped_at=fact.at, touched_at=fact.at)


FOLDS: dict[type[Any], Any] = {
    e.CaseCreated: _created,
    e.CaseImported: _imported,
    e.CaseRanked: _ranked,
    e.CaseAssigned: _assigned,
    e.CaseReleased: _released,
    e.CaseWaiting: _waiting,
    e.CaseResumed: _resumed,
    e.CaseSnoozed: _snoozed,
    e.CaseWoken: _woken,
    e.CaseResolved: _resolved,
    e.CaseReopened: _reopened,
    e.CaseClosed: _closed,
    e.CaseEscalated: _escalated,
    e.CaseReturned: _returned,
    e.CaseTransferred: _transferred,
    e.CaseRouted: _routed,
    e.CasePrioritised: _prioritised,
    e.CaseClassified: _classified,
    e.CaseLevelled: _levelled,
    e.CaseTagged: _tagged,
    e.CaseCustomerSet: _customer,
    e.MessagePosted: _posted,
    **clocks.FOLDS,
    **care.FOLDS,
}
"""The events of a case's own stream."""

OF_TALKS: dict[type[Any], Any] = {
    e.InteractionQueued: _talked,
    e.InteractionConnected: _talked,
    e.InteractionWrapped: _wrapped,
}
"""What calls and chats tell of their case."""
