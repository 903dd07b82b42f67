"""A store in memory: the reference that the engines are compared with, and the desk's test bed.

It runs the same :func:`~agentdesk.data.unit.plan` as the engines, over a table that holds only
what a use-case asked for, so that a use-case that forgets to load something fails here too.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, TypeVar

import msgspec

from agentdesk.clock import Clock, ManualClock
from agentdesk.data.chain import FIRST, hash_after
from agentdesk.data.store import Batch
from agentdesk.data.unit import (
    Command,
    CommandRecord,
    Find,
    Found,
    Needs,
    Outcome,
    Plan,
    State,
    UseCase,
    check_same,
    completed,
    plan,
)
from agentdesk.domain.care_rows import (
    ComplaintRow,
    ConsentRow,
    GoodwillRow,
    IncidentRow,
    MergedCustomerRow,
)
from agentdesk.domain.content import (
    Answer,
    CaseReference,
    CaseText,
    ComplaintText,
    ConsentText,
    ContactPoint,
    Customer,
    CustomerEdit,
    CustomerReference,
    IncidentText,
    LearnedText,
    Message,
    MovedContact,
    Outgoing,
    SetupText,
)
from agentdesk.domain.events import Entry, Fact, decode
from agentdesk.domain.live_rows import InteractionRow
from agentdesk.domain.personal import BELONGS
from agentdesk.domain.privacy_rows import LegalHoldRow, RemovalRow
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
    Key,
    LaneRow,
    LoadRow,
    PromiseRow,
    Row,
    SendRow,
    TimerRow,
    UndoneRow,
    key_of,
)
from agentdesk.domain.setup import Setup

C = TypeVar("C", bound=Command)
R = TypeVar("R", bound=Row)

OF_CASE: tuple[type[Row], ...] = (ClockRow, TimerRow, SendRow, PromiseRow)
CARE: tuple[type[Row], ...] = (IncidentRow, ComplaintRow, GoodwillRow)
PEOPLE = {"customer", "system"}


class MemoryStore:
    """Rows, content and the log of one desk, gone when the test ends."""

    url = "memory:"
    read_only: str | None = None

    def __init__(self, setup: Setup, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or ManualClock(0)
        self.setup = setup
        self.table = Table()
        self.content: dict[tuple[type[Row], Key], Row] = {}
        self.blobs: dict[str, bytes] = {}
        self.log: list[Entry] = []
        self.hashes: list[str] = []
        self.commands: dict[str, CommandRecord] = {}
        self._new = asyncio.Event()

    # ---- writing

    async def act(self, use_case: UseCase[C], command: C) -> Outcome:
        """Run a use-case as one unit."""
        return self.act_now(use_case, command)

    def act_now(self, use_case: UseCase[C], command: C) -> Outcome:
        """Run a use-case as one unit, without awaiting anything."""
        known = self.commands.get(command.command_id)
        if known is not None:
            check_same(use_case.kind, command, known.kind, known.actor)
            return self._outcome(known, repeated=True)
        now = max(self.clock.now(), self.log[-1].recorded_at if self.log else 0)
        found = self._find(use_case.find(command) if use_case.find else None)
        needs = completed(use_case.needs(command, found), self.setup)
        state = self._load(command.actor, needs, found, now)
        return self._write(use_case, command, plan(use_case, state, command), now)

    def _write(self, use_case: UseCase[C], command: C, planned: Plan, now: int) -> Outcome:
        recorded = planned.recorded or [None] * len(planned.facts)
        for fact, body, own in zip(planned.facts, planned.bodies, recorded, strict=True):
            last = self.log[-1].recorded_at if self.log else 0
            self._append(fact, body, now if own is None else max(own, last))
        for row in planned.puts:
            self.table.put(row)
        for kind, key in planned.gone:
            self.table.drop(kind, key)
        self.table.apply(planned.adds)
        decision = planned.decision
        for row in decision.content:
            self.content[type(row), key_of(row)] = row
            if isinstance(row, SetupText):
                self.setup = msgspec.json.decode(row.body, type=Setup)
        for gone in decision.drops:
            self.content.pop((gone.type, gone.key), None)
        for blob in decision.blobs:
            self.blobs[blob.sha256] = blob.data
        # The result is kept as JSON, so a value that JSON cannot hold fails here as in an engine.
        result = msgspec.json.decode(msgspec.json.encode(decision.result))
        record = CommandRecord(
            command.command_id,
            use_case.kind,
            command.actor,
            now,
            planned.cases,
            decision.undo_until,
            decision.label,
            result,
            command.group,
        )
        self.commands[command.command_id] = record
        self._new.set()
        return self._outcome(record, repeated=False)

    def _append(self, fact: Fact, body: str, now: int) -> None:
        event = decode(fact.event.kind, fact.event.v, body)
        assert event == fact.event, "an event does not survive being written"
        seq = len(self.log) + 1
        previous = self.hashes[-1] if self.hashes else FIRST
        self.hashes.append(
            hash_after(
                previous,
                seq,
                event.kind,
                event.v,
                fact.at,
                now,
                fact.actor,
                fact.command,
                body,
            )
        )
        self.log.append(Entry(seq, now, fact))

    def _outcome(self, record: CommandRecord, *, repeated: bool) -> Outcome:
        return Outcome(
            record.command_id,
            record.result,
            len(self.log),
            record.cases,
            repeated,
            record.undoable_until,
            record.label,
        )

    # ---- loading

    def _find(self, wanted: Find | None) -> Found:
        if wanted is None:
            return Found()
        points = {(p.kind, p.value): p.customer_id for p in self.all_content(ContactPoint)}
        references = {(r.source, r.reference): r.case_id for r in self.all_content(CaseReference)}
        messages = self.all_content(Message)
        held = next((m for m in messages if m.held_id == wanted.held_id is not None), None)
        return Found(
            {place: points[place] for place in wanted.addresses if place in points},
            {m.rfc_id: m for m in reversed(messages) if m.rfc_id in wanted.rfc_ids and m.rfc_id},
            {m.id: m for m in messages if m.id in wanted.message_ids},
            held,
            self._command(wanted),
            {a.id: a for a in self.all_content(Answer) if a.id in wanted.answers},
            frozenset(wanted.used_answers) & self._used_answers(),
            {one: references[one] for one in wanted.case_references if one in references},
            {
                (r.source, r.reference): r.customer_id
                for r in self.all_content(CustomerReference)
                if (r.source, r.reference) in wanted.customer_references
            },
            self._due(wanted),
            {
                row.id: row
                for row in self.table.all(InteractionRow)
                if row.id in wanted.interactions
            },
            self.log[-1].recorded_at if self.log and wanted.log_end else 0,
        )

    def _due(self, wanted: Find) -> tuple[TimerRow, ...]:
        if wanted.due_by is None:
            return ()
        due = [
            row
            for row in self.table.all(TimerRow)
            if row.due_at <= wanted.due_by and row.kind in wanted.due_kinds
        ]
        due.sort(key=lambda row: (row.due_at, row.case_id, row.kind))
        return tuple(due[: wanted.due_most])

    def _used_answers(self) -> set[str]:
        return {id for row in self.table.all(AnswerUseRow) for id in row.answers.split(",")}

    def _command(self, wanted: Find) -> CommandRecord | None:
        if wanted.command is not None:
            return self.commands.get(wanted.command)
        for record in reversed(self.commands.values()):
            undone = self.table.get(UndoneRow, record.command_id)
            if wanted.last_of == record.actor and record.undoable_until and undone is None:
                return record
        if wanted.last_undone_of is not None:
            return self._undone_last(wanted.last_undone_of)
        return None

    def _undone_last(self, actor: str) -> CommandRecord | None:
        rows = {row.command: row for row in self.table.all(UndoneRow) if row.undone}
        records = [
            record
            for record in self.commands.values()
            if record.actor == actor and record.command_id in rows and record.kind != "redo"
        ]
        return max(records, key=lambda record: rows[record.command_id].at, default=None)

    def _load(self, actor: str, needs: Needs, found: Found, now: int) -> State:
        table = Table(self.table.all(IdRow))
        state = State(table, self.setup, now, found)
        if needs.next_for is not None:
            state.picked = self.next_for(needs.next_for)
        agents = {actor, *needs.agents}
        customers = set(needs.customers)
        for case_id in self._case_ids(needs, state.picked):
            row = self.table.get(CaseRow, case_id)
            if row is None:
                continue
            table.put(row)
            for kind in (*OF_CASE, *CARE) if needs.care else OF_CASE:
                _put(table, self.table.of_case(kind, case_id))
            agents.add(row.owner or actor)
            customers |= set(filter(None, [row.customer_id]))
            self._load_words(needs, case_id, state)
        for agent in agents - PEOPLE:
            _put(table, [self.table.get(AgentRow, agent), self.table.get(LoadRow, agent)])
            _put(table, [self.table.get(TimerRow, 0, f"wrap_up.{agent}")])
        _put(table, [self.table.get(CustomerRow, customer) for customer in customers])
        self._load_people(needs, state)
        self._load_belongings(needs, state)
        if found.command is not None:
            _put(table, [self.table.get(UndoneRow, found.command.command_id)])
        if needs.held is not None:
            _put(table, [self.table.get(HeldMailRow, needs.held)])
        if needs.want is not None:
            _put(table, [self.table.get(AnswerWantRow, needs.want)])
        _put(table, [self.table.get(InteractionRow, id) for id in needs.interactions])
        held = (m for m in self.all_content(Message) if m.held_id == needs.held_mail is not None)
        state.held = next(held, None)
        for name in needs.new:
            last = self.table.get(IdRow, name)
            state.ids[name] = last.value if last else 0
        return state

    def _case_ids(self, needs: Needs, picked: int | None) -> list[int]:
        ids = {*needs.cases, *([] if picked is None else [picked])}
        ids |= {
            row.id
            for row in self.table.all(CaseRow)
            if (row.active and (needs.active or row.customer_id in needs.open_of))
            or row.customer_id in needs.cases_of
        }
        return sorted(ids)

    def _load_words(self, needs: Needs, case_id: int, state: State) -> None:
        if needs.texts:
            text = self.content_of(CaseText, case_id)
            if text is not None:
                state.subjects[case_id], state.summaries[case_id] = text.subject, text.summary
        if needs.care:
            for incident in filter(None, [self.content_of(IncidentText, case_id)]):
                state.incidents[case_id] = incident
            for complaint in filter(None, [self.content_of(ComplaintText, case_id)]):
                state.complaints[case_id] = complaint
        if needs.learning:
            used = [row for row in self.table.all(AnswerUseRow) if row.case_id == case_id]
            _put(state.table, used)
            state.learned += [t for t in self.all_content(LearnedText) if t.case_id == case_id]
        if needs.history:
            state.history[case_id] = [x for x in self.log if x.fact.case_id == case_id]
        if case_id in needs.messages_of:
            state.messages += [m for m in self.all_content(Message) if m.case_id == case_id]

    def _load_people(self, needs: Needs, state: State) -> None:
        for customer in needs.customers:
            entitled = self.table.all(EntitlementRow)
            _put(state.table, [row for row in entitled if row.customer_id == customer])
            _put(state.table, [self.table.get(MergedCustomerRow, customer)])
            person = self.content_of(Customer, customer)
            if person is not None:
                state.people[customer] = person
        if needs.goodwill_of is not None:
            granted = self.table.all(GoodwillRow)
            _put(state.table, [row for row in granted if row.by == needs.goodwill_of])
        for customer in needs.contacts_of:
            points = [p for p in self.all_content(ContactPoint) if p.customer_id == customer]
            state.contacts += sorted(points, key=lambda p: (p.kind, p.value))
        for customer in needs.edits_of:
            self._load_edit(customer, state)
        for moved in self.all_content(MovedContact):
            state.moved[moved.kind, moved.value] = moved
        for message_id in needs.outgoing:
            outgoing = self.content_of(Outgoing, message_id)
            if outgoing is not None:
                state.outgoing[message_id] = outgoing

    def _load_belongings(self, needs: Needs, state: State) -> None:
        if not needs.all_of and not needs.all_in:
            return
        theirs = {r.id for r in self.table.all(CaseRow) if r.customer_id in needs.all_of}
        cases = theirs | set(needs.all_in)
        rows: list[Row] = []
        for table in (CustomerRow, LegalHoldRow, MergedCustomerRow, HeldMailRow, RemovalRow):
            rows += self.table.all(table)
        _put(state.table, rows)
        points = {p for p in self.all_content(ContactPoint) if p.customer_id in needs.all_of}
        held = {h.id for h in self.table.all(HeldMailRow) if h.suggested_case in cases}
        messages = {
            m.id
            for m in self.all_content(Message)
            if m.case_id in cases
            or (m.direction == "in" and m.customer_id in needs.all_of)
            or (m.case_id is None and m.held_id in held)
            or (m.case_id is None and m.from_address.lower() in {p.value for p in points})
        }
        promises = {p.id for case in cases for p in self.table.of_case(PromiseRow, case)}
        for (kind, key), row in self.content.items():
            how = BELONGS[kind]
            if (
                (kind is Message and key[0] in messages)
                or (how.point and key in {(p.kind, p.value) for p in points})
                or (how.message and getattr(row, how.message) in messages)
                or (how.promise and getattr(row, how.promise) in promises)
                or (kind is not Message and how.case and getattr(row, how.case) in cases)
                or (
                    kind is not Message
                    and how.customer
                    and getattr(row, how.customer) in needs.all_of
                )
                or (how.loose and needs.all_of and getattr(row, how.case) == 0)
            ):
                state.belongings.append(row)

    def _load_edit(self, customer: str, state: State) -> None:
        consents = self.table.all(ConsentRow)
        _put(state.table, [row for row in consents if row.customer_id == customer])
        state.consents += [t for t in self.all_content(ConsentText) if t.customer_id == customer]
        edit = self.content_of(CustomerEdit, customer)
        if edit is not None:
            state.edits[customer] = edit
            for kind, value in (*edit.added, *edit.removed):
                point = self.content_of(ContactPoint, kind, value)
                if point is not None:
                    state.owners[kind, value] = point.customer_id

    def next_for(self, agent: str) -> int | None:
        """Pick the case a person takes next: reserved for them first, then in order."""
        known = {person.id: person for person in self.setup.people}
        if agent not in known:
            return None
        lanes = set(eligible_lanes(known[agent], {row.lane for row in self.table.all(LaneRow)}))
        rows = list(self.table.all(CaseRow))
        person = known[agent]
        held = busy(self.table.get(AgentRow, agent), self.table.get(LoadRow, agent))
        rows = [r for r in rows if r.channel in person.channels]
        rows = [r for r in rows if fits(person, held, r.channel, r.units)]
        reserved = [r for r in rows if r.reserved_for == agent and _could_wait(r)]
        waiting = [r for r in rows if r.claimable and r.lane in lanes]
        first = min(reserved or waiting, key=_order, default=None)
        return None if first is None else first.id

    # ---- reading

    def all_content(self, kind: type[R]) -> list[R]:
        """Return every content row of a type, in the order of first writing."""
        return [row for row in self.content.values() if isinstance(row, kind)]

    def content_of(self, kind: type[R], *key: int | str) -> R | None:
        """Return a content row, or ``None``."""
        row = self.content.get((kind, key))
        return row if isinstance(row, kind) else None

    def case(self, case_id: int) -> CaseRow:
        """Return a case's row. Raises ``KeyError``."""
        return self.table.one(CaseRow, case_id)

    def clock_of(self, case_id: int, kind: str) -> ClockRow | None:
        """Return one of a case's clocks, or ``None``."""
        return self.table.get(ClockRow, case_id, kind)

    def messages(self, case_id: int) -> list[Message]:
        """Return a case's messages and notes, oldest first."""
        return [m for m in self.all_content(Message) if m.case_id == case_id]

    def kinds(self, after: int = 0) -> list[str]:
        """Return the kinds of the entries after a seq."""
        return [entry.fact.event.kind for entry in self.log[after:]]

    def due_timers(self, now: int) -> list[TimerRow]:
        """Return what is due, in (due, case, kind) order."""
        due = [row for row in self.table.all(TimerRow) if row.due_at <= now]
        return sorted(due, key=lambda row: (row.due_at, row.case_id, row.kind))

    async def feed(self, after: int) -> AsyncIterator[Batch]:
        """Yield the log's entries after a seq, and then each new batch as it comes."""
        while True:
            if len(self.log) > after:
                batch = tuple(self.log[after:])
                after = len(self.log)
                yield Batch(batch, after)
            self._new.clear()
            if len(self.log) == after:
                await self._new.wait()

    def quiet(self) -> AbstractAsyncContextManager[None]:
        """Do nothing: no unit runs in the background here."""
        return nullcontext()

    async def close(self) -> None:
        """Do nothing: there is nothing to give back."""


def _put(table: Table, rows: Iterable[Row | None]) -> None:
    for row in rows:
        if row is not None:
            table.put(row)


def _order(row: CaseRow) -> tuple[Any, ...]:
    return row.band, row.rank_at, row.waiting_since, row.id


def _could_wait(row: CaseRow) -> bool:
    return row.owner is None and row.wake_at is None and row.state in ("new", "open")
