"""The ledger: the records that a log's entries add up to.

Entries come in the order of the log. A record never changes: an event puts another in its place,
so that a copy costs little. Events of commands that were taken back count for nothing, and so
does what the undo itself wrote. What an undo that is recorded later takes back stands until then.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, ClassVar

from agentdesk.board.ledger import snapshot
from agentdesk.board.ledger.cases import OF_TALKS
from agentdesk.board.ledger.moments import Moments
from agentdesk.board.ledger.parts import AGENT, CASE, TALK, Parts, Told
from agentdesk.board.ledger.pieces import Piece
from agentdesk.board.ledger.shelving import CaseShelf
from agentdesk.board.ledger.snapshot import Dump, Find
from agentdesk.board.ledger.talks import FOLDS as TALK_FOLDS
from agentdesk.board.ledger.talks import last_of
from agentdesk.board.records import CaseRecord, Moment, StretchRecord, TalkRecord
from agentdesk.clock import DAY, HOUR
from agentdesk.domain.events import (
    AgentStateChanged,
    CommandRedone,
    CommandUndone,
    Entry,
    Event,
    Fact,
    InteractionAbandoned,
    SetupChanged,
)

PRUNING = 6 * HOUR
"""How often what is over is looked for."""


class Ledger:
    """Records of cases, calls and chats, and agents, as of the last entry that was applied.

    ``keep_ms`` lets go of what ended longer ago; ``None`` keeps everything. An act can be taken
    back for ``warm_ms`` after it was recorded; the desk's own limit is seconds.
    """

    VERSION: ClassVar[int] = snapshot.VERSION
    """Of the snapshot's format and of what the records mean."""

    def __init__(self, *, keep_ms: int | None = None, warm_ms: int = HOUR) -> None:
        self.keep_ms, self.warm_ms = keep_ms, warm_ms
        self.seq = self.recorded_at = 0
        self.changed: set[str] = set()
        self._set_parts(Parts())

    def _set_parts(self, parts: Parts) -> None:
        self._parts = parts
        self._cases, self._talks, self._agents = parts.cases, parts.talks, parts.agents
        self._shelves, self._moments = parts.shelves, parts.moments
        self._commands, self._cooling = parts.commands, parts.cooling

    # ---- reading

    def cases(self) -> Iterable[CaseRecord]:
        """Return the cases that count; those that came from elsewhere are marked."""
        return self._those(self._cases.pieces)

    def cases_since(self, since: int) -> list[CaseRecord]:
        """Return the cases that count and were touched since an instant."""
        recent = self._those(piece for piece in self._cases.pieces if piece.newest >= since)
        return [x for x in recent if x.touched_at >= since]

    def surveyed(self) -> list[CaseRecord]:
        """Return the cases that count of which the customer was asked for an opinion."""
        return [x for x in self._those(p for p in self._cases.pieces if p.surveyed) if x.surveys]

    def _those(self, pieces: Iterable[Piece[CaseRecord]]) -> list[CaseRecord]:
        """Return the cases that count of some pieces, and of none."""
        every = chain(self._cases.resting(pieces), self._cases.records.values())
        return [x for x in every if not x.gone]

    def active(self) -> Iterable[CaseRecord]:
        """Return the cases that count and are neither resolved nor closed."""
        records = self._cases.records
        return [records[key] for key in self._cases.active]

    def talks(self) -> Iterable[TalkRecord]:
        """Return the calls and chats; those of cases that do not count are left out."""
        every = chain(self._talks.resting(self._talks.pieces), self._talks.records.values())
        gone = self._cases.gone
        return [x for x in every if x.case_id not in gone]

    def talks_since(self, since: int) -> list[TalkRecord]:
        """Return the calls and chats to which something happened since an instant."""
        recent = (piece for piece in self._talks.pieces if piece.newest >= since)
        every = chain(self._talks.resting(recent), self._talks.records.values())
        gone = self._cases.gone
        return [x for x in every if x.case_id not in gone and last_of(x) >= since]

    def live(self) -> Iterable[TalkRecord]:
        """Return the calls and chats whose customers are there now, waiting or talking."""
        found = (self._talks.records[key] for key in self._talks.live)
        return [x for x in found if x.case_id not in self._cases.gone]

    @property
    def setup(self) -> int:
        """The version of the set-up that was in force; 0: the log has told of none."""
        return self._parts.setup

    @property
    def size(self) -> int:
        """How many cases, calls and chats there are to be counted, roughly."""
        shelves = (self._cases, self._talks)
        return sum(len(x.records) + sum(piece.size for piece in x.pieces) for x in shelves)

    def stretches(self, agent: str | None = None) -> Iterable[StretchRecord]:
        """Return what an agent, or each agent, did from when to when, in order."""
        agents = self._agents.records if agent is None else (agent,)
        return [stretch for one in agents for stretch in self._agents.of(one)]

    def agents(self) -> Iterable[StretchRecord]:
        """Return what each agent ever seen does now."""
        return [record.now for record in self._agents.records.values()]

    def moments(self) -> Sequence[Moment]:
        """Return what supervisors want to hear of, the newest last."""
        return [*self.newest_moments()][::-1]

    def newest_moments(self) -> Iterator[Moment]:
        """Yield what supervisors want to hear of, the newest first: a feed shows only some."""
        return self._moments.newest(self._commands, self._cases.gone.__contains__)

    def case(self, id: int) -> CaseRecord | None:
        """Return a case, whether it counts or not."""
        return self._cases.get(id)

    def is_gone(self, id: int | None) -> bool:
        """Say whether a case counts for nothing."""
        return id in self._cases.gone

    def talk(self, id: int) -> TalkRecord | None:
        """Return a call or chat."""
        return self._talks.get(id)

    def changed_by(self, command: str) -> Iterable[tuple[int, Any]]:
        """Return what a command of late changed: 0 with a case's id, 1 with that of a call or
        chat, 2 with an agent's."""
        told = self._commands.get(command)
        return () if told is None else dict.fromkeys(told.keys)

    def copy(self) -> "Ledger":
        """Return a ledger that goes on from here by itself."""
        other = Ledger(keep_ms=self.keep_ms, warm_ms=self.warm_ms)
        other.seq, other.recorded_at = self.seq, self.recorded_at
        other._set_parts(self._parts.copy())
        return other

    def dump(self) -> Dump:
        """Return it as a snapshot, for a cache on the same machine."""
        head = snapshot.Head(self.seq, self.recorded_at, self.keep_ms, self.warm_ms)
        return snapshot.dump(head, self._parts)

    @classmethod
    def load(cls, data: bytes, find: Find) -> "Ledger":
        """Read a snapshot. Raises ``BadSnapshot`` (a ``ValueError``) for a damaged or older one."""
        head, parts = snapshot.load(data, find)
        ledger = cls(keep_ms=head.keep_ms, warm_ms=head.warm_ms)
        ledger.seq, ledger.recorded_at = head.seq, head.recorded_at
        ledger._set_parts(parts)
        return ledger

    def to_bytes(self) -> bytes:
        """Return it as a snapshot with everything that it needs."""
        return snapshot.whole(self.dump())

    @classmethod
    def from_bytes(cls, data: bytes) -> "Ledger":
        """Read what :meth:`to_bytes` wrote. Raises ``BadSnapshot``."""
        return cls.load(*snapshot.parted(data))

    # ---- folding

    def apply(self, entries: Iterable[Entry]) -> None:
        """Take entries in, in the order of the log, from the one after :attr:`seq`."""
        routes, commands = _ROUTES, self._commands
        for entry in entries:
            self.seq, now = entry.seq, entry.recorded_at
            self.recorded_at = now
            fact = entry.fact
            route = routes.get(type(fact.event))
            if route is None:
                continue
            told = commands.get(fact.command)
            if told is None:
                told = self._begin(fact.command, now)
            route(self, entry, fact, told)

    def _begin(self, command: str, now: int) -> Told:
        """Note a command, and let go of what is old by now."""
        horizon = now - self.warm_ms
        if self._cooling and self._cooling[0][0] <= horizon:
            self._cool(horizon)
        if self.keep_ms is not None and now >= self._parts.prune_at:
            self._prune(now)
        told = self._commands[command] = Told(now)
        self._cooling.append((now, command))
        return told

    def _of_case(self, entry: Entry, fact: Fact, told: Told) -> None:
        event: Any = fact.event
        key = event.case_id
        told.keys.append((CASE, key))
        before = self._cases.get(key)
        after = self._cases.take(key, fact, entry.recorded_at, counts=not told.undone)
        if before is not None and after is not None and before.queue != after.queue:
            self.changed.add(before.queue)
        if after is not None:
            self.changed.add(after.queue)

    def _of_case_and_feed(self, entry: Entry, fact: Fact, told: Told) -> None:
        self._of_case(entry, fact, told)
        self._to_feed(entry, fact, told)

    def _to_feed(self, entry: Entry, fact: Fact, told: Told) -> None:
        event: Any = fact.event
        record = self._cases.get(event.case_id)
        if record is not None:
            self._moments.add(entry, record.queue)
            told.lines.append(entry.seq)

    def _of_talk(self, entry: Entry, fact: Fact, told: Told) -> None:
        event: Any = fact.event
        told.keys.append((TALK, event.interaction_id))
        now, counts = entry.recorded_at, not told.undone
        record = self._talks.take(event.interaction_id, fact, now, counts=counts)
        if record is None:
            return
        self.changed.add(record.queue)
        if record.case_id is not None and type(event) in OF_TALKS:
            told.keys.append((CASE, record.case_id))
            self._cases.take(record.case_id, fact, now, counts=counts)
        if type(event) is InteractionAbandoned:
            self._moments.add(entry, record.queue, record.case_id)
            told.lines.append(entry.seq)

    def _of_agent(self, entry: Entry, fact: Fact, told: Told) -> None:
        event: Any = fact.event
        told.keys.append((AGENT, event.agent))
        self._agents.take(event.agent, fact, entry.recorded_at, counts=not told.undone)

    def _of_setup(self, entry: Entry, fact: Fact, told: Told) -> None:
        event: Any = fact.event
        self._parts.setup = event.version

    # ---- taking back

    def _undo(self, entry: Entry, fact: Fact, told: Told) -> None:
        event: Any = fact.event
        self._set(event.undone, entry.recorded_at, undone=True)
        self._set(fact.command, entry.recorded_at, undone=True)
        undone = self._commands.get(event.undone)
        if undone is not None and undone.lines:
            self._moments.undone(entry, undone.lines)

    def _redo(self, entry: Entry, fact: Fact, told: Told) -> None:
        event: Any = fact.event
        self._set(event.redone, entry.recorded_at, undone=False)
        self._set(fact.command, entry.recorded_at, undone=True)

    def _set(self, command: str, now: int, *, undone: bool) -> None:
        """Say whether a command is taken back, and fold again what it had changed.

        One that is not known has changed nothing, or too long ago.
        """
        told = self._commands.get(command)
        if told is None:
            return
        if told.touched != now:
            # It can be done again, or taken back again, for as long from here.
            told.touched = now
            self._cooling.append((now, command))
        if told.undone == undone:
            return
        told.undone = undone
        for shelf, key in dict.fromkeys(told.keys):
            self._note_queue(shelf, key)
            self._shelves[shelf].refold(key, now, self._is_undone)
            self._note_queue(shelf, key)

    def _is_undone(self, command: str) -> bool:
        told = self._commands.get(command)
        return told is not None and told.undone

    def _note_queue(self, shelf: int, key: Any) -> None:
        record = self._shelves[shelf].records.get(key)
        if isinstance(record, CaseRecord | TalkRecord):
            self.changed.add(record.queue)

    # ---- letting go

    def _cool(self, horizon: int) -> None:
        """Let go of the commands that were touched last before an instant."""
        cooling, commands = self._cooling, self._commands
        while cooling and cooling[0][0] <= horizon:
            _, command = cooling.popleft()
            told = commands.get(command)
            if told is None or told.touched > horizon:
                continue
            del commands[command]
            for shelf, key in dict.fromkeys(told.keys):
                self._shelves[shelf].cool(key, command, horizon, commands, undone=told.undone)
            if told.undone and told.lines:
                self._moments.forget(told.lines)

    def _prune(self, now: int) -> None:
        """Let go of what ended too long ago, and put aside what has come to rest.

        At the same hours, however entries come.
        """
        assert self.keep_ms is not None
        self._parts.prune_at = (now // PRUNING + 1) * PRUNING
        horizon = now - self.keep_ms
        self._cases.prune(horizon)
        self._talks.prune(horizon)
        self._agents.prune(horizon)
        self._moments.prune(horizon)
        self._cases.seal(self.seq, horizon + DAY)
        self._talks.seal(self.seq)
        self._agents.seal(self.seq)
        self._moments.seal(self.seq, self._commands)


_ROUTES: dict[type[Event], Any] = {
    **dict.fromkeys(CaseShelf.KINDS, Ledger._of_case),
    **dict.fromkeys(Moments.KINDS, Ledger._to_feed),
    **dict.fromkeys(CaseShelf.KINDS.keys() & Moments.KINDS, Ledger._of_case_and_feed),
    **dict.fromkeys(TALK_FOLDS, Ledger._of_talk),
    AgentStateChanged: Ledger._of_agent,
    SetupChanged: Ledger._of_setup,
    CommandUndone: Ledger._undo,
    CommandRedone: Ledger._redo,
}
"""What is done with an event, by its type; the others are nothing to a board."""
