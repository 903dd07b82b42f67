"""How events change a case's row, its timers and the counters that follow from it."""

import msgspec

from agentdesk.domain import events as e
from agentdesk.domain.care_rows import ComplaintRow, GoodwillRow, IncidentRow
from agentdesk.domain.projection.editing import (
    NOBODY,
    Handler,
    counters,
    drop_timers,
    edit,
    set_timer,
)
from agentdesk.domain.projection.table import Change, Drop, Table, put
from agentdesk.domain.rows import (
    CaseRow,
    ClockRow,
    PromiseRow,
    Row,
    SendRow,
    TimerRow,
    key_of,
    lane_of,
)


def first_row(fact: e.Fact, x: e.CaseCreated | e.CaseImported) -> CaseRow:
    """Return a case's row as it begins: new, with nobody, nothing said or done yet."""
    return CaseRow(
        id=x.case_id,
        version=1,
        last_command=fact.command,
        state="new",
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
        claimable=True,
        owner=None,
        owner_since=None,
        acted=False,
        handed=None,
        team=x.team,
        reserved_for=None,
        reserved_until=None,
        customer_id=x.customer_id,
        created_at=fact.at,
        resolved_at=None,
        closed_at=None,
        wake_at=None,
        remind_at=None,
        reminders=0,
        wrote_at=None,
        unanswered_since=None,
        replied_at=None,
        returned=False,
        bounces=0,
        reopens=0,
        escalations=0,
        lead=None,
        disposition=None,
        root_cause=None,
        merged_into=None,
        parent=None,
        incident=None,
        tags=(),
        verified="none",
        verified_method=None,
        verified_until=None,
        due_at=None,
        due_kind=None,
        last_message_id=None,
    )


def _created(before: Table, fact: e.Fact, x: e.CaseCreated) -> list[Change]:
    row = msgspec.structs.replace(
        first_row(fact, x),
        band=x.band,
        wrote_at=fact.at if fact.actor == "customer" else None,
        replied_at=fact.at if x.connected else None,
        parent=x.parent,
        verified=x.verified,
        verified_method=x.verified_method,
    )
    return [put(row), *counters(None, row)]


def _ranked(before: Table, fact: e.Fact, x: e.CaseRanked) -> list[Change]:
    return edit(
        before,
        fact,
        x.case_id,
        band=x.band,
        rank_at=x.rank_at,
        waiting_since=x.waiting_since,
    )


def _assigned(before: Table, fact: e.Fact, x: e.CaseAssigned) -> list[Change]:
    state = before.one(CaseRow, x.case_id).state
    by_other = fact.actor != x.agent
    return [
        *edit(
            before,
            fact,
            x.case_id,
            owner=x.agent,
            owner_since=fact.at,
            acted=False,
            handed="assigned" if by_other else None,
            reserved_for=None,
            reserved_until=None,
            state="open" if state == "new" else state,
        ),
        *drop_timers(before, x.case_id, "reserve"),
    ]


def _released(before: Table, fact: e.Fact, x: e.CaseReleased) -> list[Change]:
    return edit(before, fact, x.case_id, **NOBODY)


def _reserved(before: Table, fact: e.Fact, x: e.CaseReserved) -> list[Change]:
    return [
        *edit(
            before,
            fact,
            x.case_id,
            reserved_for=x.agent,
            reserved_until=x.until,
            handed=x.handed,
        ),
        *set_timer(before, x.case_id, "reserve", x.until),
    ]


def _unreserved(before: Table, fact: e.Fact, x: e.CaseUnreserved) -> list[Change]:
    return [
        *edit(before, fact, x.case_id, reserved_for=None, reserved_until=None, handed=None),
        *drop_timers(before, x.case_id, "reserve"),
    ]


def _waiting(before: Table, fact: e.Fact, x: e.CaseWaiting) -> list[Change]:
    state = "waiting_customer" if x.waits_for == "customer" else "waiting_third_party"
    return [
        *edit(before, fact, x.case_id, state=state, remind_at=x.remind_at, reminders=0),
        *set_timer(before, x.case_id, "remind", x.remind_at),
        *set_timer(before, x.case_id, "no_reply", x.closes_at),
    ]


def _resumed(before: Table, fact: e.Fact, x: e.CaseResumed) -> list[Change]:
    return [
        *edit(before, fact, x.case_id, state="open", remind_at=None, reminders=0),
        *drop_timers(before, x.case_id, "remind", "no_reply"),
    ]


def _reminded(before: Table, fact: e.Fact, x: e.CaseReminded) -> list[Change]:
    return [
        *edit(before, fact, x.case_id, reminders=x.number, remind_at=x.next_at),
        *set_timer(before, x.case_id, "remind", x.next_at),
        *(set_timer(before, x.case_id, "no_reply", x.closes_at) if x.closes_at else []),
    ]


def _snoozed(before: Table, fact: e.Fact, x: e.CaseSnoozed) -> list[Change]:
    return [
        *edit(before, fact, x.case_id, wake_at=x.until),
        *set_timer(before, x.case_id, "snooze", x.until),
    ]


def _woken(before: Table, fact: e.Fact, x: e.CaseWoken) -> list[Change]:
    return [
        *edit(before, fact, x.case_id, wake_at=None, base_since=x.waiting_since),
        *drop_timers(before, x.case_id, "snooze"),
    ]


def _resolved(before: Table, fact: e.Fact, x: e.CaseResolved) -> list[Change]:
    return [
        *edit(
            before,
            fact,
            x.case_id,
            state="resolved",
            resolved_at=fact.at,
            disposition=x.disposition,
            root_cause=x.root_cause,
            wake_at=None,
            remind_at=None,
            wrote_at=None,
            unanswered_since=None,
            reserved_for=None,
            reserved_until=None,
            lead=None,
        ),
        *drop_timers(before, x.case_id, "snooze", "remind", "no_reply", "reserve"),
        *set_timer(before, x.case_id, "close", x.closes_at),
    ]


def _reopened(before: Table, fact: e.Fact, x: e.CaseReopened) -> list[Change]:
    old = before.one(CaseRow, x.case_id)
    return [
        *edit(
            before,
            fact,
            x.case_id,
            state="open",
            resolved_at=None,
            disposition=None,
            root_cause=None,
            base_since=x.waiting_since,
            returned=True,
            reopens=old.reopens + 1,
        ),
        *drop_timers(before, x.case_id, "close"),
    ]


def _thanked(before: Table, fact: e.Fact, x: e.CaseThanked) -> list[Change]:
    return edit(before, fact, x.case_id, wrote_at=None, unanswered_since=None)


def _closed(before: Table, fact: e.Fact, x: e.CaseClosed) -> list[Change]:
    gone = [Drop(TimerRow, key_of(t)) for t in before.of_case(TimerRow, x.case_id)]
    return [
        *edit(
            before,
            fact,
            x.case_id,
            state="closed",
            closed_at=fact.at,
            wake_at=None,
            remind_at=None,
            reserved_for=None,
            reserved_until=None,
            lead=None,
        ),
        # What is on its way still leaves, and a complaint lasts longer than its case.
        *(t for t in gone if not str(t.key[1]).startswith(("send.", "complaint."))),
    ]


def _restored(before: Table, fact: e.Fact, x: e.CaseRestored) -> list[Change]:
    old = before.one(CaseRow, x.case_id)
    row = msgspec.structs.replace(x.row, version=old.version + 1, last_command=fact.command)
    changes: list[Change] = [put(row), *counters(old, row)]
    kept: dict[type[Row], tuple[Row, ...]] = {
        ClockRow: x.clocks,
        TimerRow: x.timers,
        SendRow: x.sends,
        PromiseRow: x.promises,
        IncidentRow: x.incidents,
        ComplaintRow: x.complaints,
        GoodwillRow: x.goodwill,
    }
    for kind, rows in kept.items():
        keys = {key_of(r) for r in rows}
        changes += [
            Drop(kind, key_of(r)) for r in before.of_case(kind, x.case_id) if key_of(r) not in keys
        ]
        changes += [put(r) for r in rows]
    return changes


HANDLERS: dict[type[e.Event], Handler] = {
    e.CaseCreated: _created,
    e.CaseRanked: _ranked,
    e.CaseAssigned: _assigned,
    e.CaseReleased: _released,
    e.CaseReserved: _reserved,
    e.CaseUnreserved: _unreserved,
    e.CaseWaiting: _waiting,
    e.CaseResumed: _resumed,
    e.CaseReminded: _reminded,
    e.CaseSnoozed: _snoozed,
    e.CaseWoken: _woken,
    e.CaseResolved: _resolved,
    e.CaseReopened: _reopened,
    e.CaseThanked: _thanked,
    e.CaseClosed: _closed,
    e.CaseRestored: _restored,
}
