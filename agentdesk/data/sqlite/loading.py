"""Loading what a use-case needs: the rows it will change, and the content it asked for."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from agentdesk.data.codec import codec
from agentdesk.data.pending import Pending
from agentdesk.data.sqlite.belongings import CONTENT, ROWS, belongings
from agentdesk.data.sqlite.log import SQL, entries, head, record
from agentdesk.data.unit import CommandRecord, Find, Found, Needs, State
from agentdesk.domain.care_rows import (
    ComplaintRow,
    ConsentRow,
    GoodwillRow,
    IncidentRow,
    MergedCustomerRow,
    SurveyRow,
)
from agentdesk.domain.content import (
    Answer,
    AnswerVersion,
    CaseReference,
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
    Organisation,
    Outgoing,
    Part,
    UnansweredQuestion,
)
from agentdesk.domain.live_rows import InteractionRow
from agentdesk.domain.projection import Table
from agentdesk.domain.routing import busy, eligible_lanes, fits
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
    NoticeRow,
    PromiseRow,
    Row,
    SendRow,
    TimerRow,
    UndoneRow,
)
from agentdesk.domain.setup import PersonSetup, Setup

R = TypeVar("R", bound=Row)
K = TypeVar("K", int, str)

WHOLE = 1 << 62
"""A limit that limits nothing."""
_OTHERS = {"customer", "system"}
FEW, BUNDLE = 4, 200
"""Up to so many rows are asked for one by one; more in bundles of so many a statement."""
LARGEST = 100
"""More capacity units than any one case takes."""
OF_CASE: tuple[type[Row], ...] = (ClockRow, TimerRow, SendRow, PromiseRow)
CARE: tuple[type[Row], ...] = (IncidentRow, ComplaintRow, GoodwillRow)
_setup = msgspec.json.Decoder(Setup).decode


class SetupCache:
    """The set-up last read, so that it is parsed once a version."""

    def __init__(self) -> None:
        self.version = 0
        self.setup = Setup()

    def get(self, db: sqlite3.Connection) -> Setup:
        """Return the set-up as it stands in the store now."""
        version = db.execute(SQL["setup_version"]).fetchone()[0] or 0
        if version != self.version:
            body = db.execute(SQL["setup"], (version,)).fetchone()
            self.setup = _setup(body[0]) if body else Setup()
            self.version = version
        return self.setup


TABLES_READ: tuple[type[Row], ...] = (
    CaseRow,
    ClockRow,
    TimerRow,
    SendRow,
    PromiseRow,
    AgentRow,
    LoadRow,
    CustomerRow,
    EntitlementRow,
    HeldMailRow,
    UndoneRow,
    IdRow,
    NoticeRow,
    AnswerUseRow,
    AnswerWantRow,
    ConsentText,
    CustomerEdit,
    Customer,
    Message,
    Outgoing,
    CaseText,
    ContactPoint,
    Answer,
    AnswerVersion,
    UnansweredQuestion,
    IncidentRow,
    ComplaintRow,
    GoodwillRow,
    SurveyRow,
    ConsentRow,
    MergedCustomerRow,
    IncidentText,
    ComplaintText,
    MovedContact,
    LearnedText,
    CaseReference,
    Organisation,
    Part,
    InteractionRow,
)
_SELECT = {t: f'SELECT {codec(t).select()} FROM "{t.TABLE}" WHERE ' for t in TABLES_READ}


def fetch(db: sqlite3.Connection, cls: type[R], where: str, *values: object) -> tuple[R, ...]:
    """Return the rows of a table that fit a condition (written here, never typed by anybody)."""
    return codec(cls).all(db.execute(_SELECT[cls] + where, values))


def find(db: sqlite3.Connection, wanted: Find | None) -> Found:
    """Look up what a use-case asks for before it knows which cases it needs."""
    if wanted is None:
        return Found()
    customers = {}
    for place in wanted.addresses:
        row = db.execute(SQL["contact"], place).fetchone()
        if row is not None:
            customers[place] = row[0]
    by_rfc_id = {}
    for rfc_id in wanted.rfc_ids:
        for message in fetch(db, Message, "rfc_id = ? ORDER BY id LIMIT 1", rfc_id):
            by_rfc_id[rfc_id] = message
    messages = {
        message.id: message
        for id in wanted.message_ids
        for message in fetch(db, Message, "id = ?", id)
    }
    held = None
    if wanted.held_id is not None:
        held = next(
            iter(fetch(db, Message, "held_id = ? ORDER BY id LIMIT 1", wanted.held_id)), None
        )
    return Found(
        customers,
        by_rfc_id,
        messages,
        held,
        _command(db, wanted),
        {id: answer for id in wanted.answers for answer in fetch(db, Answer, "id = ?", id)},
        frozenset(id for id in wanted.used_answers if _was_used(db, id)),
        dict(_referred(db, "case_reference", wanted.case_references)),
        dict(_referred(db, "customer_reference", wanted.customer_references)),
        _due(db, wanted),
        {
            row.id: row
            for id in wanted.interactions
            for row in fetch(db, InteractionRow, "id = ?", id)
        },
        head(db).recorded_at if wanted.log_end else 0,
    )


def _due(db: sqlite3.Connection, wanted: Find) -> tuple[TimerRow, ...]:
    if wanted.due_by is None:
        return ()
    kinds = ", ".join("?" * len(wanted.due_kinds))
    where = f"due_at <= ? AND kind IN ({kinds}) ORDER BY due_at, case_id, kind LIMIT ?"
    return fetch(db, TimerRow, where, wanted.due_by, *wanted.due_kinds, wanted.due_most)


def _referred(
    db: sqlite3.Connection, name: str, wanted: tuple[tuple[str, str], ...]
) -> Iterator[tuple[tuple[str, str], Any]]:
    """Return what imported things are called here, of those that are here."""
    for source in dict.fromkeys(source for source, _ in wanted):
        places = [place for place in wanted if place[0] == source]
        asked = msgspec.json.encode([reference for _, reference in places]).decode()
        for number, id in db.execute(SQL[name], (asked, source)):
            yield places[number], id


def _was_used(db: sqlite3.Connection, answer_id: str) -> bool:
    asked = db.execute(SQL["answer_was_used"], (answer_id,))
    return asked.fetchone() is not None


def _command(db: sqlite3.Connection, wanted: Find) -> CommandRecord | None:
    for name, value in (
        ("command", wanted.command),
        ("last_of", wanted.last_of),
        ("last_undone_of", wanted.last_undone_of),
    ):
        if value is not None:
            row = db.execute(SQL[name], (value,)).fetchone()
            if row is not None:
                return record(row)
    return None


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


def next_for(db: sqlite3.Connection, agent: str, setup: Setup) -> int | None:
    """Pick the case a person takes next: reserved for them first, then by the order of taking.

    Only what comes by a channel of theirs and fits into their capacity. One probe of the index a
    lane they may take from.
    """
    person = _person(setup, agent)
    if person is None:
        return None
    rooms = _rooms(db, person)
    if not rooms:
        return None
    wanted = {"agent": agent, "rooms": msgspec.json.encode(rooms).decode()}
    reserved = db.execute(SQL["first_reserved"], wanted).fetchone()
    if reserved is not None:
        return int(reserved[0])
    lanes = msgspec.json.encode(lanes_for(db, agent, setup)).decode()
    best = db.execute(SQL["first_of_lanes"], {**wanted, "lanes": lanes}).fetchone()
    return int(best[0]) if best else None


def _rooms(db: sqlite3.Connection, person: PersonSetup) -> dict[str, int]:
    """Say how many units of each channel a person has room for; channels without are left out."""
    agent = next(iter(fetch(db, AgentRow, "id = ?", person.id)), None)
    held = busy(agent, next(iter(fetch(db, LoadRow, "agent = ?", person.id)), None))
    largest = min(person.capacity, LARGEST)
    rooms = {
        channel: next((n for n in range(largest, 0, -1) if fits(person, held, channel, n)), 0)
        for channel in person.channels
    }
    return {channel: room for channel, room in rooms.items() if room}


def lanes_for(db: sqlite3.Connection, agent: str, setup: Setup) -> tuple[str, ...]:
    """Return the lanes that a person may take from."""
    person = _person(setup, agent)
    if person is None:
        return ()
    return tuple(eligible_lanes(person, (row[0] for row in db.execute(SQL["lanes"]))))


def _person(setup: Setup, agent: str) -> PersonSetup | None:
    try:
        return setup.person(agent)
    except KeyError:
        return None
