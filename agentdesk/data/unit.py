"""One unit of work: load → decide → project → append, all of it or nothing.

A use-case is data, then a decision. ``find`` and ``needs`` say what to load, ``decide`` is pure
and returns a :class:`Decision` or raises :class:`Refused`. Both engines run the same
:func:`plan` between their reading and their writing.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from agentdesk.data.errors import Refused as Refused
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
from agentdesk.domain.events import Entry, Event, Fact, encode
from agentdesk.domain.live_rows import InteractionRow
from agentdesk.domain.projection import Add, Table, Tallied, Tally, project
from agentdesk.domain.rows import Key, Row, TimerRow
from agentdesk.domain.setup import Setup


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person, a customer or a timer wants done.

    ``command_id`` is unique: repeating it returns the first result. ``actor`` is a person's id,
    ``customer`` or ``system``. Commands that are parts of one act (a verb over many cases, a
    macro) share a ``group``, so that they can be taken back together.
    """

    command_id: str
    actor: str
    group: str | None = None


C = TypeVar("C", bound=Command)


class Find(msgspec.Struct, frozen=True):
    """What to look up in content before it is known which cases are needed."""

    addresses: tuple[tuple[str, str], ...] = ()
    """``(kind, normalised value)`` of contact points."""
    rfc_ids: tuple[str, ...] = ()
    """Message-IDs (no angle brackets) of messages that may be ours."""
    message_ids: tuple[int, ...] = ()
    """Our own messages, to be loaded whole."""
    case_references: tuple[tuple[str, str], ...] = ()
    """``(source, reference)`` of cases that were imported."""
    customer_references: tuple[tuple[str, str], ...] = ()
    """``(source, reference)`` of customers that were imported."""
    held_id: int | None = None
    """A held mail, whose message is loaded whole."""
    command: str | None = None
    """A command's record (undo, redo)."""
    last_of: str | None = None
    """The newest command of this actor that can be undone. One that was undone and done again
    stands behind its redo, which is a command of its own."""
    last_undone_of: str | None = None
    """The command of this actor that was undone last, of two at once the older; never a redo."""
    answers: tuple[str, ...] = ()
    """Answers, by their ids."""
    used_answers: tuple[str, ...] = ()
    """Answers of which it is asked whether they were ever sent."""
    due_by: int | None = None
    """Timers of ``due_kinds`` due by then, the first ``due_most`` in the order of firing."""
    due_kinds: tuple[str, ...] = ()
    due_most: int = 1_000
    interactions: tuple[int, ...] = ()
    """Calls and chats that are going on."""
    log_end: bool = False
    """Whether to say when the newest entry of the log was recorded."""


class CommandRecord(msgspec.Struct, frozen=True):
    """What the log keeps of a command."""

    command_id: str
    kind: str
    actor: str
    at: int
    cases: tuple[int, ...]
    undoable_until: int | None
    """Until when its actor may take it back; ``None`` if it cannot be."""
    label: str
    """A short name without personal data, ``sent 1061``, for the footer and the undo list."""
    result: dict[str, Any]
    group: str | None = None
    """What the command is a part of, if it is one of several."""


class Found(msgspec.Struct, frozen=True):
    """The answers to a :class:`Find`."""

    customers: dict[tuple[str, str], str] = msgspec.field(default_factory=dict)
    """Contact point → customer id."""
    by_rfc_id: dict[str, Message] = msgspec.field(default_factory=dict)
    messages: dict[int, Message] = msgspec.field(default_factory=dict)
    held: Message | None = None
    command: CommandRecord | None = None
    answers: dict[str, Answer] = msgspec.field(default_factory=dict)
    """As they stand in their table: with the uses that were counted elsewhere only."""
    used_answers: frozenset[str] = frozenset()
    case_references: dict[tuple[str, str], int] = msgspec.field(default_factory=dict)
    customer_references: dict[tuple[str, str], str] = msgspec.field(default_factory=dict)
    due: tuple[TimerRow, ...] = ()
    interactions: dict[int, InteractionRow] = msgspec.field(default_factory=dict)
    recorded_at: int = 0
    """When the newest entry of the log was recorded, if that was asked; 0 for an empty log."""


class Needs(msgspec.Struct, frozen=True):
    """What to load, and lock, before deciding."""

    cases: tuple[int, ...] = ()
    """Each with its clocks, timers, sends, promises, reservation and its customer's facts."""
    next_for: str | None = None
    """Pick the next case for this person (reserved first, then by order) and load it too."""
    agents: tuple[str, ...] = ()
    """Agent and load rows. The actor's and every loaded case's owner's are always loaded."""
    customers: tuple[str, ...] = ()
    """Customer facts, entitlements and identity (``state.people``) of these."""
    open_of: tuple[str, ...] = ()
    """Also load every active case of these customers (for fan-out)."""
    active: bool = False
    """Load every active case: a change of set-up fans out."""
    history: bool = False
    """The loaded cases' streams, from the log."""
    messages_of: tuple[int, ...] = ()
    """The messages of these cases (merge, split, reply address)."""
    outgoing: tuple[int, ...] = ()
    """Frozen bytes of these messages."""
    held: int | None = None
    """The row of a held mail."""
    new: dict[str, int] = msgspec.field(default_factory=dict)
    """How many ids may be needed: ``case``, ``message``, ``promise``, ``held``, ``interaction``."""
    texts: bool = False
    """The loaded cases' words (``state.texts``)."""
    care: bool = False
    """The loaded cases' incidents, complaints and goodwill, with their words."""
    cases_of: tuple[str, ...] = ()
    """Also load every case of these customers, whatever its state."""
    contacts_of: tuple[str, ...] = ()
    """The contact points of these customers."""
    goodwill_of: str | None = None
    """The newest thousand grants of goodwill by this person."""
    want: int | None = None
    """A line of the editors' list, by the number of its note."""
    held_mail: int | None = None
    """The words of a held mail (``state.held``)."""
    edits_of: tuple[str, ...] = ()
    """The newest change of these customers, whoever has its addresses, and their consents."""
    all_of: tuple[str, ...] = ()
    """Everything that belongs to these customers: their content and that of their cases, legal
    holds, identities folded in (``state.belongings``); see :mod:`agentdesk.domain.personal`."""
    all_in: tuple[int, ...] = ()
    """The same for these cases."""
    interactions: tuple[int, ...] = ()
    """These calls and chats, as far as they are going on."""
    learning: bool = False
    """Which answers the loaded cases' messages were made of, and what was learned from them."""


def completed(needs: Needs, setup: Setup) -> Needs:
    """Return what is to be loaded besides for the set-up's rules.

    Words, where one asks for them (a change of set-up, which loads every active case, is spared
    that), and the last number of a message, where one writes notes.
    """
    if setup.writes_notes and "message" not in needs.new:
        needs = msgspec.structs.replace(needs, new={**needs.new, "message": 1})
    if needs.texts or needs.active or not setup.reads_subjects:
        return needs
    return msgspec.structs.replace(needs, texts=True)


class State(msgspec.Struct):
    """What was loaded: a small table of rows, and the content that was asked for."""

    table: Table
    setup: Setup
    now: int
    found: Found
    picked: int | None = None
    """The case picked for ``next_for``."""
    people: dict[str, Customer] = msgspec.field(default_factory=dict)
    messages: list[Message] = msgspec.field(default_factory=list)
    outgoing: dict[int, Outgoing] = msgspec.field(default_factory=dict)
    subjects: dict[int, str] = msgspec.field(default_factory=dict)
    summaries: dict[int, str] = msgspec.field(default_factory=dict)
    history: dict[int, list[Entry]] = msgspec.field(default_factory=dict)
    incidents: dict[int, IncidentText] = msgspec.field(default_factory=dict)
    complaints: dict[int, ComplaintText] = msgspec.field(default_factory=dict)
    contacts: list[ContactPoint] = msgspec.field(default_factory=list)
    moved: dict[tuple[str, str], MovedContact] = msgspec.field(default_factory=dict)
    """Of the contact points loaded: those that came from an identity folded into their owner's."""
    belongings: list[Row] = msgspec.field(default_factory=list)
    """The content rows that ``all_of`` and ``all_in`` ask for."""
    learned: list[LearnedText] = msgspec.field(default_factory=list)
    held: Message | None = None
    edits: dict[str, CustomerEdit] = msgspec.field(default_factory=dict)
    owners: dict[tuple[str, str], str] = msgspec.field(default_factory=dict)
    """Who has the contact points that ``edits`` names."""
    consents: list[ConsentText] = msgspec.field(default_factory=list)
    ids: dict[str, int] = msgspec.field(default_factory=dict)
    """The highest id given out of each kind that ``needs.new`` names."""

    def new_id(self, name: str) -> int:
        """Give out the next id of a kind."""
        self.ids[name] += 1
        return self.ids[name]


class Stored(msgspec.Struct, frozen=True):
    """Bytes to be kept by their sha256 (attachments, raw mail)."""

    sha256: str
    data: bytes


class DropContent(msgspec.Struct, frozen=True):
    """Content to be deleted."""

    type: type[Row]
    key: Key


class Happening(msgspec.Struct, frozen=True):
    """An event at its own time, when that is not ``now`` (a breach, an imported mail)."""

    event: Event
    at: int
    actor: str | None = None
    """Who did it, if not the command's actor: ``system`` for what the desk's rules add to an act,
    whoever a log that is brought in names."""
    recorded_at: int | None = None
    """When it was recorded, if not now: what is brought in as the past. It must not lie before
    the log's newest entry; what does is recorded with that."""


class Decision(msgspec.Struct, frozen=True):
    """What a use-case wants written, and what it answers."""

    events: tuple[Event | Happening, ...] = ()
    content: tuple[Row, ...] = ()
    """Content rows to be put (:mod:`agentdesk.domain.content`)."""
    drops: tuple[DropContent, ...] = ()
    blobs: tuple[Stored, ...] = ()
    result: dict[str, Any] = msgspec.field(default_factory=dict)
    """Plain JSON values, without personal data: it is kept with the command."""
    undo_until: int | None = None
    label: str = ""
    worked: "Worked | None" = None
    """Events that the use-case has projected over the loaded rows already, in place of
    ``events``: thousands of them are then projected once."""


class Worked(msgspec.Struct, frozen=True):
    """Events of a past that were told and projected one after the other."""

    facts: tuple[Fact, ...]
    recorded: tuple[int, ...]
    """When each was recorded (see :class:`Happening`)."""
    tally: Tally | Tallied
    """What they come to, by :func:`~agentdesk.domain.projection.project` of each in turn."""


class UseCase(msgspec.Struct, Generic[C], frozen=True):
    """One thing the desk can do."""

    kind: str
    command: type[C]
    needs: Callable[[C, Found], Needs]
    decide: Callable[[State, C], Decision]
    find: Callable[[C], Find] | None = None


class Outcome(msgspec.Struct, frozen=True):
    """What became of a command. ``repeated`` if it had been done before."""

    command_id: str
    result: dict[str, Any]
    last_seq: int
    cases: tuple[int, ...] = ()
    repeated: bool = False
    undo_until: int | None = None
    label: str = ""


def check_same(kind: str, command: Command, done_kind: str, done_actor: str) -> None:
    """Refuse to call a command done because another one was done under its id.

    Raises ``Refused``.
    """
    if (kind, command.actor) != (done_kind, done_actor):
        raise Refused(
            f"The id {command.command_id} was used for another command before: give this one an "
            "id of its own.",
            "conflict",
        )


class Plan(msgspec.Struct, frozen=True):
    """A decision worked out: bodies to append and rows to write."""

    decision: Decision
    facts: tuple[Fact, ...]
    bodies: tuple[str, ...]
    """The events as they stand in the log; none where they are made elsewhere."""
    puts: tuple[Row, ...]
    """The final row per key."""
    gone: tuple[tuple[type[Row], Key], ...]
    adds: tuple[Add, ...]
    cases: tuple[int, ...]
    recorded: tuple[int | None, ...] = ()
    """When each fact was recorded, where that is not now; empty if all are recorded now."""


def plan(use_case: UseCase[C], state: State, command: C) -> Plan:
    """Decide, then project every event in order over the loaded rows.

    Raises :class:`Refused` when the use-case refuses.
    """
    decided = plan_without_bodies(use_case, state, command)
    bodies = tuple(encode(fact.event) for fact in decided.facts)
    return msgspec.structs.replace(decided, bodies=bodies)


def plan_without_bodies(use_case: UseCase[C], state: State, command: C) -> Plan:
    """Return a :func:`plan` whose bodies somebody else makes, who writes it."""
    decision = use_case.decide(state, command)
    worked = decision.worked
    facts = tuple(_fact(item, state.now, command) for item in decision.events)
    recorded = _recorded(decision)
    tally: Tally | Tallied
    if worked is not None:
        facts, recorded, tally = worked.facts, worked.recorded, worked.tally
    else:
        tally = Tally()
        for fact in facts:
            changes = project(state.table, fact)
            state.table.apply(changes)
            tally.take(changes)
    cases = dict.fromkeys([getattr(fact.event, "case_id", None) for fact in facts])
    return Plan(
        decision=decision,
        facts=facts,
        bodies=(),
        puts=tally.puts,
        gone=tally.gone,
        adds=tally.adds,
        cases=tuple(case_id for case_id in cases if case_id is not None),
        recorded=recorded,
    )


def _recorded(decision: Decision) -> tuple[int | None, ...]:
    recorded = tuple(getattr(item, "recorded_at", None) for item in decision.events)
    return recorded if any(at is not None for at in recorded) else ()


def _fact(item: Event | Happening, now: int, command: Command) -> Fact:
    if isinstance(item, Happening):
        return Fact(item.at, item.actor or command.actor, command.command_id, item.event)
    return Fact(now, command.actor, command.command_id, item)
