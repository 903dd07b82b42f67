"""Loading what a use-case needs: the rows it will change, and the content it asked for."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from agentdesk.data.pending import Pending
from agentdesk.data.sqlite.belongings import CONTENT, ROWS, belongings
from agentdesk.data.sqlite.fetching import fetch
from agentdesk.data.sqlite.log import SQL, entries
from agentdesk.data.sqlite.picking import next_for
from agentdesk.data.unit import Found, Needs, State
from agentdesk.domain.care_rows import (
    ComplaintRow,
    ConsentRow,
    GoodwillRow,
    IncidentRow,
    MergedCustomerRow,
)
from agentdesk.domain.content import (
    CaseText,
    ComplaintText,
    ConsentText,
    ContactPoint,
    Customer,
    CustomerEdit,
    IncidentText,
    LearnedText,
    Message,
    MovedContact,
    Outgoing,
)
from agentdesk.domain.live_rows import InteractionRow
from agentdesk.domain.projection import Table
from agentdesk.domain.rows import (
    AgentRow,
    AnswerUseRow,
    AnswerWantRow,
    CaseRow,
    ClockRow,
    CustomerRow,
    EntitlementRow,
    HeldMailRow,
    IdRow,
    LoadRow,
    PromiseRow,
    Row,
    SendRow,
    TimerRow,
    UndoneRow,
)
from agentdesk.domain.setup import Setup

K = TypeVar("K", int, str)

WHOLE = 1 << 62
"""A limit that limits nothing."""
_OTHERS = {"customer", "system"}
FEW, BUNDLE = 4, 200
"""Up to so many rows are asked for one by one; more in bundles of so many a statement."""
OF_CASE: tuple[type[Row], ...] = (ClockRow, TimerRow, SendRow, PromiseRow)
CARE: tuple[type[Row], ...] = (IncidentRow, ComplaintRow, GoodwillRow)


def load(
    db: sqlite3.Connection,
    actor: str,
    needs: Needs,
    found: Found,
    setup: Setup,
    now: int,
    pending: Pending | None = None,
) -> State:
    """Load the rows and the content that a use-case needs.

    What a ``pending`` unit changes is laid over, for needs that name what they need.
    """
    table = Table(fetch(db, IdRow, "1"))
    state = State(table, setup, now, found)
    if needs.next_for is not None:
        state.picked = next_for(db, needs.next_for, setup)
    case_ids = _case_ids(db, needs, state.picked)
    agents = dict.fromkeys((actor, *needs.agents))
    customers = dict.fromkeys(needs.customers)
    for case in _cases(db, table, case_ids, needs, pending):
        if case.owner is not None:
            agents[case.owner] = None
        if case.customer_id is not None:
            customers.setdefault(case.customer_id)
    for agent in agents:
        if agent not in _OTHERS:
            _load_agent(db, table, agent)
    for customer_ids in _bundles(list(customers)):
        _put(table, fetch(db, CustomerRow, *_among("id", customer_ids)))
    for talks in _bundles(list(needs.interactions)):
        _put(table, fetch(db, InteractionRow, *_among("id", talks)))
    for customer_ids in _bundles(list(needs.customers)):
        _put(table, fetch(db, EntitlementRow, *_among("customer_id", customer_ids)))
        _put(table, fetch(db, MergedCustomerRow, *_among("id", customer_ids)))
        for person in fetch(db, Customer, *_among("id", customer_ids)):
            state.people[person.id] = person
    if needs.goodwill_of is not None:
        mine = '"by" = ? ORDER BY at DESC LIMIT 1000'
        _put(table, fetch(db, GoodwillRow, mine, needs.goodwill_of))
    if found.command is not None:
        _put(table, fetch(db, UndoneRow, "command = ?", found.command.command_id))
    if needs.held is not None:
        _put(table, fetch(db, HeldMailRow, "id = ?", needs.held))
    if needs.want is not None:
        _put(table, fetch(db, AnswerWantRow, "message_id = ?", needs.want))
    if needs.held_mail is not None:
        where = "held_id = ? AND case_id IS NULL ORDER BY id LIMIT 1"
        state.held = next(iter(fetch(db, Message, where, needs.held_mail)), None)
    for name in needs.new:
        row = table.get(IdRow, name)
        state.ids[name] = row.value if row else 0
    if needs.all_of or needs.all_in:
        _put(table, belongings(db, needs.all_of, needs.all_in, ROWS))
        state.belongings += belongings(db, needs.all_of, needs.all_in, CONTENT)
    _load_content(db, needs, case_ids, state)
    if pending is not None:
        pending.over_state(state)
    return state


def _put(table: Table, rows: Iterable[Row]) -> None:
    for row in rows:
        table.put(row)


def _cases(
    db: sqlite3.Connection,
    table: Table,
    case_ids: list[int],
    needs: Needs,
    pending: Pending | None,
) -> list[CaseRow]:
    """Load cases with what belongs to them, and return them."""
    for each in _bundles(case_ids):
        for cls in (*OF_CASE, *CARE) if needs.care else OF_CASE:
            _put(table, fetch(db, cls, *_among("case_id", each)))
        _put(table, fetch(db, CaseRow, *_among("id", each)))
    changed = {} if pending is None else pending.cases
    found = (changed.get(id) or table.get(CaseRow, id) for id in case_ids)
    return [case for case in found if case is not None]


def _bundles(keys: list[K]) -> Iterator[list[K]]:
    """Cut keys into what one statement asks for: few one by one, many in large bundles."""
    size = 1 if len(keys) <= FEW else BUNDLE
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _among(column: str, keys: list[K]) -> tuple[Any, ...]:
    """Return the condition that a column is one of some keys, with its values."""
    if len(keys) == 1:
        return f"{column} = ?", keys[0]
    return f"{column} IN ({', '.join('?' * len(keys))})", *keys


def _case_ids(db: sqlite3.Connection, needs: Needs, picked: int | None) -> list[int]:
    ids = dict.fromkeys(needs.cases)
    if picked is not None:
        ids[picked] = None
    for customer in needs.open_of:
        ids.update(dict.fromkeys(row[0] for row in db.execute(SQL["active_of"], (customer,))))
    for customer in needs.cases_of:
        ids.update(dict.fromkeys(row[0] for row in db.execute(SQL["all_of"], (customer,))))
    if needs.active:
        ids.update(dict.fromkeys(row[0] for row in db.execute(SQL["active"])))
    return sorted(ids)


def _load_edit(db: sqlite3.Connection, customer: str, state: State) -> None:
    _put(state.table, fetch(db, ConsentRow, "customer_id = ?", customer))
    state.consents += fetch(db, ConsentText, "customer_id = ?", customer)
    for edit in fetch(db, CustomerEdit, "customer_id = ?", customer):
        state.edits[customer] = edit
        for kind, value in (*edit.added, *edit.removed):
            for point in fetch(db, ContactPoint, "kind = ? AND value = ?", kind, value):
                state.owners[kind, value] = point.customer_id


def _load_agent(db: sqlite3.Connection, table: Table, agent: str) -> None:
    _put(table, fetch(db, AgentRow, "id = ?", agent))
    _put(table, fetch(db, LoadRow, "agent = ?", agent))
    _put(table, fetch(db, TimerRow, "case_id = 0 AND kind = ?", f"wrap_up.{agent}"))


def _load_content(
    db: sqlite3.Connection, needs: Needs, case_ids: Iterable[int], state: State
) -> None:
    for case_id in needs.messages_of:
        state.messages += fetch(db, Message, "case_id = ? ORDER BY at, id", case_id)
    for message_id in needs.outgoing:
        for outgoing in fetch(db, Outgoing, "message_id = ?", message_id):
            state.outgoing[message_id] = outgoing
    for customer in needs.edits_of:
        _load_edit(db, customer, state)
    for customer in needs.contacts_of:
        for point in fetch(db, ContactPoint, "customer_id = ? ORDER BY kind, value", customer):
            state.contacts.append(point)
            for moved in fetch(db, MovedContact, "kind = ? AND value = ?", point.kind, point.value):
                state.moved[point.kind, point.value] = moved
    for case_id in case_ids:
        if needs.care:
            for incident in fetch(db, IncidentText, "case_id = ?", case_id):
                state.incidents[case_id] = incident
            for complaint in fetch(db, ComplaintText, "case_id = ?", case_id):
                state.complaints[case_id] = complaint
        if needs.texts:
            for text in fetch(db, CaseText, "case_id = ?", case_id):
                state.subjects[case_id], state.summaries[case_id] = text.subject, text.summary
        if needs.learning:
            _put(state.table, fetch(db, AnswerUseRow, "case_id = ?", case_id))
            state.learned += fetch(db, LearnedText, "case_id = ? ORDER BY id", case_id)
        if needs.history:
            state.history[case_id] = list(entries(db, 0, WHOLE, case_id))
