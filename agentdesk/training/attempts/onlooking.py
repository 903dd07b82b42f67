"""Looking on at attempts: what a trainer's console reads of each, and writes into its book.

Each attempt stays with its own room: nothing of a desk's store is ever written from here.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from agentdesk.board.telling import Words, sentence_of
from agentdesk.clock import MINUTE, SECOND, Clock, SystemClock
from agentdesk.data.errors import Refused, StoreError
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.domain.views import CaseView
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.over import is_over
from agentdesk.training.attempts.place import Rooms, scenario_of
from agentdesk.training.attempts.rows import Mark, Mode, Presence, State, What
from agentdesk.training.attempts.seeking import store_of
from agentdesk.training.scenario import Scenario

SILENT_MS = 5 * SECOND
"""A room that said nothing for so long on the wall is closed, or its program has ended."""
SHOWN_MS = 24 * 60 * MINUTE
"""Attempts that nobody has worked in for so long are not listed, unless a mark is missing."""
ENTRIES = 400
"""So many of the newest entries of the log are read for what was done last."""


class Standing(msgspec.Struct, frozen=True):
    """How one attempt stands."""

    name: str
    """The folder's."""
    trainee: str
    title: str
    mode: Mode
    state: State
    zone: str
    begins_at: int
    ends_at: int
    here: Presence | None
    """What its room last said; ``None`` if it was never open."""
    silent: bool
    """Whether nobody has it open."""
    unmarked: tuple[str, ...] = ()
    """Items of the rubric that a trainer has not marked."""
    hints: int = 0
    """How often a hint was asked for."""
    answer: str = ""
    """Why the last thing that was wanted of it was not done."""

    @property
    def at(self) -> int:
        """The shift's time."""
        return self.here.at if self.here is not None else self.begins_at


class Done(NamedTuple):
    """Something the trainee did, in words."""

    at: int
    case_id: int | None
    words: str


class Look(NamedTuple):
    """What is seen over a trainee's shoulder."""

    case: CaseView | None
    """The case on their desk."""
    done: tuple[Done, ...]
    """What they did last, the newest last."""
    texts: tuple[tuple[int, str], ...]
    """Their texts in that case: the number of each and its words, the newest last."""


class _Known:
    """An attempt whose book is open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scenario: Scenario = scenario_of(folder)
        self.book = Book(folder / "book.db")
        self.words = Words(self.scenario.setup, self.scenario.start.zone)
        self.branch = -1
        self.store: SqliteStore | None = None
        self._turn = asyncio.Lock()

    async def see(self, branch: int, clock: Clock) -> SqliteStore:
        """Return the store of a branch, opened read-only. Raises ``StoreError``."""
        async with self._turn:
            if self.store is None or self.branch != branch:
                await self._shut()
                path = store_of(self.folder, branch)
                self.store = await SqliteStore.open(path, clock=clock, read_only=True, create=False)
                self.branch = branch
            return self.store

    async def leave(self) -> None:
        """Give its files back."""
        async with self._turn:
            await self._shut()
        self.book.close()

    async def _shut(self) -> None:
        store, self.store = self.store, None
        if store is not None:
            await store.close()


class Onlooker:
    """A trainer who looks on at the attempts of a class."""

    def __init__(self, rooms: Rooms, who: str, *, wall: Clock | None = None) -> None:
        self.rooms, self.who, self.wall = rooms, who, wall or SystemClock()
        self._known: dict[str, _Known] = {}
        self._wrong: dict[str, str] = {}
        """Folders that cannot be read, and why."""

    # ---- seeing

    async def standings(self) -> tuple[Standing, ...]:
        """Return how the attempts stand: those that are worked in, then the newest."""
        await self._meet()
        found = list(filter(None, map(self._standing_of, self._known)))
        now = self.wall.now()
        listed = [
            one
            for one in found
            if one.unmarked or (one.here is not None and now - one.here.wall < SHOWN_MS)
        ]
        return tuple(sorted(listed, key=_order))

    @property
    def wrong(self) -> tuple[str, ...]:
        """A sentence for each attempt that cannot be read."""
        return tuple(self._wrong.values())

    async def look(self, name: str) -> Look:
        """Look over a trainee's shoulder. Raises ``StoreError``, ``Refused`` if it is gone."""
        known = self._one(name)
        here = known.book.presence
        if here is None:
            return Look(None, (), ())
        store = await known.see(here.branch, self.wall)
        reads = store.reads
        case = await reads.case(here.case_id) if here.case_id is not None else None
        last = await reads.last_seq()
        entries = await reads.entries(max(0, last - ENTRIES), limit=ENTRIES)
        me = known.scenario.trainee
        done = [
            Done(entry.fact.at, entry.fact.case_id, words)
            for entry in entries
            if entry.fact.actor == me and (words := sentence_of(entry.fact.event, known.words))
        ]
        texts = [
            (item.message.id, item.message.body)
            for item in (case.items if case is not None else ())
            if item.message.author == me and item.message.direction == "out"
        ]
        return Look(case, tuple(done), tuple(texts))

    def scenario(self, name: str) -> Scenario:
        """Return the scenario of an attempt. Raises ``Refused`` if its folder is gone."""
        return self._one(name).scenario

    # ---- wanting something of a room: each raises ``Refused`` if its folder is gone

    def want(self, name: str, what: What, detail: str = "") -> None:
        """Let a room stop, go on, set an inject off or end."""
        self._one(name).book.control(what, self.who, self.wall.now(), detail)

    def whisper(self, name: str, text: str) -> None:
        """Give a hint to whoever works."""
        self._one(name).book.whisper(text, self.who)

    def tag(self, name: str, message_id: int, words: Sequence[str]) -> None:
        """Say what a text does to its reader; the customer of an open room feels it."""
        self._one(name).book.tag(message_id, words, self.who)

    def mark(self, name: str, item: str, share: float) -> None:
        """Give a share of one of the rubric's human items."""
        self._one(name).book.mark(Mark(item, share, self.who, self.wall.now()))

    async def close(self) -> None:
        """Give everything back."""
        for known in self._known.values():
            await known.leave()
        self._known.clear()

    # ---- parts

    def _one(self, name: str) -> _Known:
        known = self._known.get(name)
        if known is None:
            raise Refused(
                f"The folder of {name} is gone: somebody deleted or moved it.", "not_found"
            )
        return known

    async def _meet(self) -> None:
        """Take in new attempts, and forget those whose folders are gone."""
        there = {folder.name: folder for folder in self.rooms.list()}
        for name in [name for name in self._known if name not in there]:
            await self._known.pop(name).leave()
        self._wrong = {name: why for name, why in self._wrong.items() if name in there}
        for name, folder in there.items():
            if name in self._known:
                continue
            try:
                self._known[name] = _Known(folder)
            except StoreError as error:
                self._wrong[name] = str(error)

    def _standing_of(self, name: str) -> Standing | None:
        """Return how an attempt stands, or ``None`` with the reason among the wrong ones."""
        try:
            found = self._standing(self._known[name])
        except StoreError as error:
            self._wrong[name] = str(error)
            return None
        self._wrong.pop(name, None)
        return found

    def _standing(self, known: _Known) -> Standing:
        book, scenario, about = known.book, known.scenario, known.book.about
        here, state = book.presence, book.state
        if is_over(book, scenario, self.wall.now()):
            state = "finished"
        begins = book.branches()[0].at
        answers = [one.answer for one in book.controls() if one.done_at is not None]
        return Standing(
            name=about.name,
            trainee=about.trainee,
            title=scenario.title,
            mode=about.mode,
            state=state,
            zone=scenario.start.zone,
            begins_at=begins,
            ends_at=begins + scenario.length,
            here=here,
            silent=here is None or self.wall.now() - here.wall > SILENT_MS,
            unmarked=_unmarked(known) if state == "finished" else (),
            hints=len(book.asked()),
            answer=answers[-1] if answers else "",
        )


def _unmarked(known: _Known) -> tuple[str, ...]:
    if known.book.about.mode not in ("practise", "exam"):
        return ()
    marked = {mark.item for mark in known.book.marks()}
    return tuple(item.id for item in known.scenario.rubric.human if item.id not in marked)


def _order(one: Standing) -> tuple[bool, bool, int, str]:
    last = one.here.wall if one.here is not None else 0
    return (one.silent, one.state != "working", -(last // MINUTE) if one.silent else 0, one.name)
