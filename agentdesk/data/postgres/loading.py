"""Loading what a use-case needs: one statement that locks and reads, and structs out of it."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from agentdesk.data.codec import codec
from agentdesk.data.postgres.connection import Session
from agentdesk.data.postgres.log import entry_of, record
from agentdesk.data.postgres.named import Named
from agentdesk.data.unit import Command, Find, Found, Needs, State
from agentdesk.domain.care_rows import ConsentRow
from agentdesk.domain.content import (
    Answer,
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
    TABLES,
    AnswerUseRow,
    AnswerWantRow,
    CaseRow,
    IdRow,
    Row,
    TimerRow,
)
from agentdesk.domain.setup import Setup

SQL = Named("unit.sql")
R = TypeVar("R", bound=Row)
Loaded = dict[str, list[Any]]
"""What a statement returned, by what it is."""

_OTHERS = {"customer", "system"}
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_setup = msgspec.json.Decoder(Setup).decode


def row_of(cls: type[R], values: Mapping[str, Any]) -> R:
    """Make a struct of a row that came as JSON."""
    of = codec(cls)
    return of.decode([values[name] for name in of.names])


async def ask(session: Session, name: str, question: dict[str, Any]) -> Loaded:
    """Ask ``find`` or ``load``, and sort the answer by what it is."""
    return sorted_out(await session.fetch(SQL[name], _encode(question).decode()))


def sorted_out(rows: Iterable[Any]) -> Loaded:
    """Sort rows of ``(what, JSON)`` by what they are."""
    answer: Loaded = {}
    for kind, text in rows:
        answer.setdefault(kind, []).append(_decode(text))
    return answer


def find_question(command: Command, wanted: Find | None) -> dict[str, Any]:
    """Write what ``unit_find`` is asked."""
    question: dict[str, Any] = {"command_id": command.command_id}
    if wanted is not None:
        question["find"] = msgspec.to_builtins(wanted)
    return question


def found(wanted: Find | None, answer: Loaded) -> Found:
    """Read the answers to a Find."""
    if wanted is None:
        return Found()
    contacts = answer.get("contact_points", ())
    held = [row_of(Message, m) for m in answer.get("held", ())]
    commands = [record(c) for c in answer.get("command", ())]
    return Found(
        {(p["kind"], p["value"]): p["customer_id"] for p in contacts},
        {m["rfc_id"]: row_of(Message, m) for m in answer.get("rfc", ())},
        {m["id"]: row_of(Message, m) for m in answer.get("message", ())},
        held[0] if held else None,
        commands[0] if commands else None,
        {a["id"]: row_of(Answer, a) for a in answer.get("answers", ())},
        frozenset(answer.get("used_answer", ())),
        {(r["source"], r["reference"]): r["case_id"] for r in answer.get("case_reference", ())},
        {
            (r["source"], r["reference"]): r["customer_id"]
            for r in answer.get("customer_reference", ())
        },
    )


def load_question(command: Command, needs: Needs, looked_up: Found) -> dict[str, Any]:
    """Write Needs as what ``unit_load`` reads."""
    staff = {command.actor, *needs.agents} - _OTHERS
    question: dict[str, Any] = {
        "command_id": command.command_id,
        "cases": needs.cases,
        "customers": needs.customers,
        "open_of": needs.open_of,
        "active": needs.active,
        "agents": sorted(staff),
        "new": sorted(needs.new),
        "texts": needs.texts,
        "history": needs.history,
        "messages_of": needs.messages_of,
        "care": needs.care,
        "cases_of": needs.cases_of,
        "contacts_of": needs.contacts_of,
        "goodwill_of": needs.goodwill_of,
    }
    if needs.held is not None:
        question["held"] = needs.held
    if looked_up.command is not None:
        question["undone"] = looked_up.command.command_id
    return {name: value for name, value in question.items() if value}


def state_of(answer: Loaded, needs: Needs, looked_up: Found, setup: Setup, now: int) -> State:
    """Make the state that a use-case decides on."""
    table = Table()
    for cls in TABLES:
        for values in answer.get(cls.TABLE, ()):
            table.put(row_of(cls, values))
    state = State(table, setup, now, looked_up)
    state.picked = next(iter(answer.get("picked", ())), None)
    for values in answer.get("customers", ()):
        state.people[values["id"]] = row_of(Customer, values)
    messages = [row_of(Message, m) for m in answer.get("messages", ())]
    for case_id in dict.fromkeys(needs.messages_of):
        state.messages += [m for m in messages if m.case_id == case_id]
    for values in answer.get("case_texts", ()):
        state.subjects[values["case_id"]] = values["subject"]
        state.summaries[values["case_id"]] = values["summary"]
    _take_care(answer, state)
    if needs.history:
        state.history = {values["id"]: [] for values in answer.get("cases", ())}
        for values in answer.get("events", ()):
            state.history[values["case_id"]].append(entry_of(values))
    for name in needs.new:
        row = table.get(IdRow, name)
        state.ids[name] = row.value if row else 0
    return state


def _take_care(answer: Loaded, state: State) -> None:
    for values in answer.get("incident_texts", ()):
        state.incidents[values["case_id"]] = row_of(IncidentText, values)
    for values in answer.get("complaint_texts", ()):
        state.complaints[values["case_id"]] = row_of(ComplaintText, values)
    points = (row_of(ContactPoint, values) for values in answer.get("contacts", ()))
    state.contacts += sorted(points, key=lambda p: (p.customer_id, p.kind, p.value))
    for values in answer.get("moved", ()):
        moved = row_of(MovedContact, values)
        state.moved[moved.kind, moved.value] = moved


async def past(session: Session, wanted: Find, found: Found) -> Found:
    """Add what is asked of the log's end, of timers that are due and of calls that go on."""
    if wanted.log_end:
        found = replace(found, recorded_at=await session.fetchval(SQL["log_end"]))
    if wanted.interactions:
        rows = await _interactions(session, wanted.interactions)
        found = replace(found, interactions={row.id: row for row in rows})
    if wanted.due_by is not None:
        kinds = list(wanted.due_kinds)
        rows = await session.fetch(SQL["due"], wanted.due_by, kinds, wanted.due_most)
        found = replace(found, due=codec(TimerRow).all(rows))
    return found


async def _interactions(session: Session, ids: Iterable[int]) -> tuple[InteractionRow, ...]:
    wanted = sorted(set(ids))
    await session.fetch(SQL["one_call_at_a_time"], wanted)
    return codec(InteractionRow).all(await session.fetch(SQL["interactions"], wanted))


class SetupCache:
    """The set-up last read, so that it is parsed once a version."""

    def __init__(self) -> None:
        self.version = 0
        self.setup = Setup()

    async def of(self, session: Session, answer: Loaded) -> Setup:
        """Return the set-up whose version an answer names."""
        version = answer["setup"][0]
        if version != self.version:
            body = await session.fetchval(SQL["setup"], version)
            self.setup = _setup(body) if body else Setup()
            self.version = version
        return self.setup


async def outgoing(session: Session, ids: Iterable[int]) -> dict[int, Outgoing]:
    """Return the frozen bytes of some messages."""
    rows = await session.fetch(SQL["outgoing"], list(ids))
    return {row[0]: codec(Outgoing).decode(row) for row in rows}


async def edits(session: Session, ids: Iterable[str], state: State) -> None:
    """Load the newest change of some customers, whoever has its addresses, and their consents."""
    wanted = list(ids)
    for row in await session.fetch(SQL["consents_of"], wanted):
        state.table.put(codec(ConsentRow).decode(row))
    state.consents += codec(ConsentText).all(await session.fetch(SQL["consent_texts_of"], wanted))
    for edit in codec(CustomerEdit).all(await session.fetch(SQL["edits_of"], wanted)):
        state.edits[edit.customer_id] = edit
        for kind, value in (*edit.added, *edit.removed):
            owner = await session.fetchval(SQL["owner_of"], kind, value)
            if owner is not None:
                state.owners[kind, value] = owner


async def one_by_one(session: Session, needs: Needs, state: State) -> None:
    """Load what is asked for one by one: a line of the editors' list, a held mail, calls."""
    if needs.want is not None:
        for row in await session.fetch(SQL["want"], needs.want):
            state.table.put(codec(AnswerWantRow).decode(row))
    if needs.interactions:
        for talk in await _interactions(session, needs.interactions):
            state.table.put(talk)
    if needs.held_mail is not None:
        found = codec(Message).all(await session.fetch(SQL["held_mail"], needs.held_mail))
        state.held = next(iter(found), None)


async def learning(session: Session, state: State) -> None:
    """Load which answers the loaded cases' messages were made of, and what was learned of them."""
    ids = [row.id for row in state.table.all(CaseRow)]
    for row in await session.fetch(SQL["answer_uses"], ids):
        state.table.put(codec(AnswerUseRow).decode(row))
    state.learned += codec(LearnedText).all(await session.fetch(SQL["learned_of"], ids))
