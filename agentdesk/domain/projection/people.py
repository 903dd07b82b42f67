"""How events change what is kept of agents, customers, promises, sends and undone commands."""

from typing import Any

import msgspec

from agentdesk.domain import events as e
from agentdesk.domain.projection.editing import Handler, edit, set_timer
from agentdesk.domain.projection.table import Change, Drop, Table, put
from agentdesk.domain.rows import (
    AgentRow,
    AnswerUseRow,
    AnswerWantRow,
    CaseRow,
    CustomerRow,
    EntitlementRow,
    HeldMailRow,
    IdRow,
    PromiseRow,
    SendRow,
    SendState,
    TimerRow,
    UndoneRow,
)


def seen_id(before: Table, name: str, value: int) -> list[Change]:
    """Remember the highest id given out of a kind."""
    old = before.get(IdRow, name)
    return [] if old and old.value >= value else [put(IdRow(name, value))]


def _posted(before: Table, fact: e.Fact, x: e.MessagePosted) -> list[Change]:
    ids = seen_id(before, "message", x.message_id)
    old = before.one(CaseRow, x.case_id)
    fields: dict[str, Any] = {}
    if x.direction == "in" and x.human and x.purpose == "message":
        fields = {
            "wrote_at": fact.at,
            "unanswered_since": old.unanswered_since or fact.at,
            "last_message_id": x.message_id,
        }
        if x.connected:
            fields["replied_at"] = fact.at
    elif x.direction == "out" and x.public and x.human:
        fields = {"wrote_at": None, "unanswered_since": None, "replied_at": fact.at}
    changes = [*ids, *edit(before, fact, x.case_id, **fields)]
    if x.answer_ids:
        used = AnswerUseRow(x.message_id, x.case_id, fact.command, ",".join(x.answer_ids))
        changes.append(put(used))
    return changes


def _queued(before: Table, fact: e.Fact, x: e.SendQueued) -> list[Change]:
    state: SendState = "held" if x.hold_until is not None else "queued"
    row = SendRow(x.message_id, x.case_id, x.channel, state, x.hold_until, 0)
    return [put(row), *set_timer(before, x.case_id, f"send.{x.message_id}", x.hold_until)]


def _send(before: Table, message_id: int, state: Any, attempt: int = 0) -> list[Change]:
    row = before.one(SendRow, message_id)
    timer = set_timer(before, row.case_id, f"send.{message_id}", None)
    changed = msgspec.structs.replace(
        row, state=state, hold_until=None, attempts=row.attempts + attempt
    )
    return [put(changed), *timer]


def _send_released(before: Table, fact: e.Fact, x: e.SendReleased) -> list[Change]:
    return _send(before, x.message_id, "queued")


def _send_started(before: Table, fact: e.Fact, x: e.SendStarted) -> list[Change]:
    return _send(before, x.message_id, "sending", 1)


def _send_sent(before: Table, fact: e.Fact, x: e.SendSent) -> list[Change]:
    return _send(before, x.message_id, "sent")


def _send_failed(before: Table, fact: e.Fact, x: e.SendFailed) -> list[Change]:
    return _send(before, x.message_id, "queued" if x.retry else "failed")


def _send_recalled(before: Table, fact: e.Fact, x: e.SendRecalled) -> list[Change]:
    return _send(before, x.message_id, "recalled")


def _answer_wanted(before: Table, fact: e.Fact, x: e.AnswerWanted) -> list[Change]:
    return [
        put(AnswerWantRow(x.message_id, x.case_id, fact.command, x.answer_id, fact.actor, fact.at))
    ]


def _answer_settled(before: Table, fact: e.Fact, x: e.AnswerSettled) -> list[Change]:
    # The list is not loaded with a case, so a line of it is dropped without being looked at.
    return [Drop(AnswerWantRow, (x.message_id,))]


def _mail_held(before: Table, fact: e.Fact, x: e.MailHeld) -> list[Change]:
    row = HeldMailRow(x.held_id, x.suggested_case, x.why, fact.at, None, None)
    ids = seen_id(before, "message", x.message_id) if x.message_id else []
    return [put(row), *seen_id(before, "held", x.held_id), *ids]


def _mail_placed(before: Table, fact: e.Fact, x: e.MailPlaced) -> list[Change]:
    row = before.one(HeldMailRow, x.held_id)
    return [put(msgspec.structs.replace(row, placed_as=x.placed_as, case_id=x.to_case))]


def _mail_unplaced(before: Table, fact: e.Fact, x: e.MailUnplaced) -> list[Change]:
    row = before.get(HeldMailRow, x.held_id)
    # A case that is folded by itself does not have the mails that are held.
    return [put(msgspec.structs.replace(row, placed_as=None, case_id=None))] if row else []


def _customer_created(before: Table, fact: e.Fact, x: e.CustomerCreated) -> list[Change]:
    return [
        put(CustomerRow(x.customer_id, x.level, x.vip, x.language, x.zone, x.organisation, False))
    ]


def _customer_changed(before: Table, fact: e.Fact, x: e.CustomerChanged) -> list[Change]:
    return [
        put(CustomerRow(x.customer_id, x.level, x.vip, x.language, x.zone, x.organisation, False))
    ]


def _customer_erased(before: Table, fact: e.Fact, x: e.CustomerErased) -> list[Change]:
    row = before.get(CustomerRow, x.customer_id)
    return [put(msgspec.structs.replace(row, erased=True))] if row else []


def _entitled(before: Table, fact: e.Fact, x: e.EntitlementGranted) -> list[Change]:
    return [
        put(
            EntitlementRow(
                x.entitlement_id,
                x.customer_id,
                x.entitlement,
                x.level,
                x.asset,
                x.covers,
                x.starts_at,
                x.ends_at,
            )
        )
    ]


def _entitlement_ended(before: Table, fact: e.Fact, x: e.EntitlementEnded) -> list[Change]:
    row = before.get(EntitlementRow, x.entitlement_id)
    return [put(msgspec.structs.replace(row, ends_at=fact.at))] if row else []


def _promised(before: Table, fact: e.Fact, x: e.PromiseMade) -> list[Change]:
    row = PromiseRow(x.promise_id, x.case_id, x.customer_id, fact.actor, x.due_at, None, None)
    return [
        put(row),
        *seen_id(before, "promise", x.promise_id),
        *edit(before, fact, x.case_id),
    ]


def _promise_settled(before: Table, fact: e.Fact, x: e.PromiseSettled) -> list[Change]:
    row = before.one(PromiseRow, x.promise_id)
    return [
        put(msgspec.structs.replace(row, settled_at=fact.at, kept=x.kept)),
        *edit(before, fact, x.case_id),
    ]


def _agent(before: Table, fact: e.Fact, x: e.AgentStateChanged) -> list[Change]:
    row = AgentRow(x.agent, x.after, x.reason, fact.at, x.until, x.kept)
    # No case is loaded for this timer, so it is put and dropped without being looked at.
    kind = f"wrap_up.{x.agent}"
    timer = Drop(TimerRow, (0, kind)) if x.until is None else put(TimerRow(0, kind, 1, x.until))
    return [put(row), timer]


def _undone(before: Table, fact: e.Fact, x: e.CommandUndone) -> list[Change]:
    return [put(UndoneRow(x.undone, True, fact.at))]


def _redone(before: Table, fact: e.Fact, x: e.CommandRedone) -> list[Change]:
    return [put(UndoneRow(x.redone, False, fact.at))]


def _nothing(before: Table, fact: e.Fact, x: e.Event) -> list[Change]:
    """Leave the rows as they are: these events are read by figures, not by the queue."""
    return []


HANDLERS: dict[type[e.Event], Handler] = {
    e.MessagePosted: _posted,
    e.SendQueued: _queued,
    e.SendReleased: _send_released,
    e.SendStarted: _send_started,
    e.SendSent: _send_sent,
    e.SendFailed: _send_failed,
    e.SendRecalled: _send_recalled,
    e.AnswerWanted: _answer_wanted,
    e.AnswerChanged: _nothing,
    e.AnswerSettled: _answer_settled,
    e.MailHeld: _mail_held,
    e.MailPlaced: _mail_placed,
    e.MailUnplaced: _mail_unplaced,
    e.CustomerCreated: _customer_created,
    e.CustomerChanged: _customer_changed,
    e.CustomerEdited: _nothing,
    e.CustomerErased: _customer_erased,
    e.EntitlementGranted: _entitled,
    e.EntitlementEnded: _entitlement_ended,
    e.PromiseMade: _promised,
    e.PromiseSettled: _promise_settled,
    e.AgentStateChanged: _agent,
    e.CommandUndone: _undone,
    e.CommandRedone: _redone,
    e.QaEvaluated: _nothing,
    e.SetupChanged: _nothing,
}
