"""A room: one attempt, open in this process, with its desk's store, its clock and its customers.

    room = await Room.open(folder)
    session = Session(room.store, room.scenario.setup, room.me)   # what a desk is opened on
    running = asyncio.create_task(room.run())                     # lets time pass
    await room.go_on()
    …
    running.cancel()
    await room.close()

Whatever a person did and was told of is kept, however the program ends.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from os import getpid
from pathlib import Path
from typing import NamedTuple

from agentdesk import __version__
from agentdesk.clock import Clock, SystemClock
from agentdesk.data.errors import Refused, StoreError
from agentdesk.data.sqlite.feed import Bell
from agentdesk.domain.setup import PersonSetup
from agentdesk.training.attempts.laying import gently, lay
from agentdesk.training.attempts.opening import Opened, open_attempt
from agentdesk.training.attempts.place import WorkLock
from agentdesk.training.attempts.rows import (
    SCRIPT,
    Control,
    Mode,
    Prediction,
    Presence,
    State,
    Whisper,
)
from agentdesk.training.attempts.script import Deed, agreement, deed_of
from agentdesk.training.attempts.seeking import inputs_of
from agentdesk.training.attempts.snapshots import Snapshots
from agentdesk.training.attempts.store import RoomStore
from agentdesk.training.attempts.trainers import Trainers
from agentdesk.training.attempts.transport import OVER, Changed, Transport
from agentdesk.training.play.inputs import Input
from agentdesk.training.scoring import Score

SIGN_MS = 2_000
"""The room says where it is this often, on the wall; where that has changed, sooner."""
SOON_MS = 500
LOOK_S = 0.25
"""Trainers' wishes are looked for this often where the system does not tell of writes."""
CALM_S = 2.0
"""And this often where it does."""
AGAIN_S = 1.0
"""After trouble with the store it is tried again so much later."""

WATCHED = "You are watching: what is shown here was done by somebody else."
PREDICTED = "Here you say what comes next; it is done by itself then."
STOPPED = "The clock is stopped. Let it go on first."


class Where(NamedTuple):
    """Where the trainee is, as the screen says."""

    case_id: int | None = None
    place: str = ""
    waiting: int = 0
    mine: int = 0


class Band(NamedTuple):
    """What the line says that stands in place of the header."""

    title: str
    mode: Mode
    at: int
    running: bool
    speed: float
    left_ms: int
    """Until the end of the shift, in its own time."""
    branch: int
    whispers: tuple[Whisper, ...]
    """Those that were not shown yet."""
    deed: Deed | None
    """What is to be predicted."""
    over: bool
    """Whether the attempt is finished or given up."""


class Room(Transport):
    """One attempt, open for work. Make it with :meth:`open`."""

    def __init__(self, opened: Opened, lock: WorkLock) -> None:
        self.folder, self.about, self.scenario = opened.folder, opened.about, opened.scenario
        self.book, self.clock, self.script = opened.book, opened.clock, opened.script
        self.start, self.end = opened.line.play.crowd.start, opened.line.play.crowd.end
        self.snapshots = Snapshots(opened.folder, opened.book, opened.scenario)
        self.store = RoomStore(opened.book, opened.clock, opened.line)
        self.store.reading_only = self._reading_only
        self.store.standing = self._standing
        self.store.inputs_of = lambda branch: inputs_of(self.book, branch, self.script)
        self.store.acted.append(self.wake)
        self.on_change: list[Callable[[Changed], None]] = []
        self.wanted: Control | None = None
        """What a trainer wanted last; ``None`` where it could not be done."""
        self.trouble: str | None = None
        """Why time does not pass although it should, in a sentence."""
        self.recorded = opened.clock.piece
        self._lock = lock
        self._trainers = Trainers(self)
        self._bell = Bell(opened.folder, "book.db", "book.db-wal")
        self.signed = 0
        self._state = self.book.state
        self._where = Where()
        self._moved = False
        """Whether that is another place than the book was told."""
        self._whispers: tuple[Whisper, ...] = ()
        self._bound(opened.line.inputs)

    @classmethod
    async def open(cls, folder: Path, *, wall: Clock | None = None) -> "Room":
        """Open an attempt for work, where it was left; an exam goes on as if it never was.

        Raises ``Refused`` when it is open in another window, ``StoreError`` with a sentence.
        """
        lock = WorkLock(folder)
        try:
            opened = await open_attempt(folder, wall or SystemClock())
        except BaseException:
            lock.release()
            raise
        room = cls(opened, lock)
        try:
            await room._pass(force=True)
            await room._look_after()
        except BaseException:
            await room.close()
            raise
        return room

    @property
    def me(self) -> PersonSetup:
        """Who of the scenario's people the trainee is."""
        people = self.scenario.setup.people
        return next(person for person in people if person.id == self.scenario.trainee)

    @property
    def band(self) -> Band:
        """What the band says now."""
        at = self.clock.now()
        return Band(
            title=self.scenario.title,
            mode=self.about.mode,
            at=at,
            running=self.clock.running,
            speed=self.clock.speed,
            left_ms=max(0, self.end - at),
            branch=self.store.line.branch,
            whispers=self._whispers,
            deed=self.deed,
            over=self._state != "working",
        )

    def is_at(self, case_id: int | None, place: str, *, waiting: int = 0, mine: int = 0) -> None:
        """Say what lies on the desk, where on the screen the trainee is, and how much there is."""
        where = Where(case_id, place, waiting, mine)
        if where != self._where:
            self._where, self._moved = where, True
            self.wake()

    def hear_whispers(self) -> None:
        """Take the trainers' hints that were not shown yet out of the book."""
        self._whispers = tuple(one for one in self.book.whispers() if one.seen_at is None)

    def shown(self, whisper: Whisper) -> None:
        """Say that a whisper was shown."""
        self.book.seen(whisper.id, self.clock.wall.now())
        self._whispers = tuple(one for one in self._whispers if one.id != whisper.id)

    # ---- time passes

    async def run(self) -> None:
        """Let time pass until cancelled: what is due happens, and trainers are heard."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._lay_quietly(), name="agentdesk snapshots")
            self._bell.start()
            try:
                await self._let_pass()
            finally:
                self._bell.stop()

    async def _let_pass(self) -> None:
        while True:
            try:
                rest = await self.turn()
                self._troubled(None)
            except (StoreError, Refused) as error:
                self._troubled(str(error))
                rest = AGAIN_S
            await self._bell.wait(rest)

    async def lay(self, rest: Callable[[], float] = lambda: 0) -> None:
        """Make the whole of what is played ready to be gone to at once. Raises ``StoreError``."""
        if self.script is not None:
            await lay(self.folder, self.scenario, self.snapshots, self.script, rest)

    async def _lay_quietly(self) -> None:
        # Without them seeking takes longer; a full disk is told of where something is written.
        with suppress(StoreError):
            await self.lay(lambda: gently(self.clock))

    async def turn(self) -> float:
        """Do what is due now; return in how many seconds to look again at the latest."""
        self.clock.now()
        if self.clock.piece is not self.recorded:
            # It found out that the program had stood still.
            self._turned(self.clock.piece)
        await self._trainers.hear()
        await self._pass()
        await self._look_after()
        known = (self.store.line.play.next_at, self._next_input_at(), self.clock.end)
        waits = [self.clock.wait_ms(at) for at in known if at is not None]
        waits.append(self._sign_in_ms())
        look_s = CALM_S if self._bell.watching else LOOK_S
        return min(look_s, *(wait / 1000 for wait in waits if wait is not None))

    def wake(self) -> None:
        """Look again at once: something was done that may bring something about."""
        self._bell.ring()

    # ---- the end

    async def finish(self) -> Score:
        """End the attempt and return its score as it stands without a trainer's marks."""
        if self._state == "working":
            await self._pass(force=True)
            self._turned(self.clock.stop())
            self._set_state("finished")
        return self.score()

    def abandon(self) -> None:
        """Give the attempt up; it can still be looked at. Raises ``Refused`` in an exam."""
        self._may()
        self._turned(self.clock.stop())
        self._set_state("abandoned")

    def score(self) -> Score:
        """Return the score as it stands, with what trainers marked."""
        marks = {mark.item: mark.share for mark in self.book.marks()}
        return self.store.line.play.score(marks)

    async def close(self) -> None:
        """Leave the room: where the clock may stand, it does."""
        try:
            # What cannot be written is made up for when the attempt is opened again.
            with suppress(StoreError):
                if self.about.mode != "exam" and self.clock.piece.running:
                    self.book.add_piece(self.clock.stop(), self.store.line.branch)
                self._sign()
            await self.store.close()
        finally:
            self.book.close()
            self._lock.release()

    # ---- predicting

    async def predict(self, act: str, case_id: int | None) -> Prediction:
        """Say what comes next, a word of ``DEEDS`` and a case; it is done then, and time goes on.

        Raises ``Refused`` when nothing is about to be done.
        """
        deed = self.deed
        if deed is None or self.script is None:
            raise Refused("Nothing is about to be done: let the clock go on.", "nothing")
        line, until = self.store.line, deed.n
        await self.store.play(lambda: ((self.script or ())[line.inputs : until], self.clock.now()))
        # Who takes whatever comes next finds out by taking.
        came = line.play.came
        cases = getattr(came, "cases", ())
        if deed.case_id is None and cases:
            deed = Deed(deed.n, deed.at, deed.act, cases[0])
        agreed = agreement(act, case_id, deed)
        said = Prediction(
            line.branch, deed.n, deed.at, act, case_id, deed.act, deed.case_id, agreed
        )
        self.book.predict(said)
        self._bound(line.inputs)
        self._turned(self.clock.go_on())
        self.changed("deed")
        return said

    # ---- parts

    async def _pass(self, *, force: bool = False) -> None:
        if self.script is None:
            await self.store.pass_time(force=force)
        elif force or self._due() or self.store.line.is_due(self.clock.now()):
            await self.store.play(lambda: (self._due(), self.clock.now()))

    def _due(self) -> tuple[Input, ...]:
        """Return what of the script is to be done by now, up to a deed to be predicted."""
        found = []
        for given in (self.script or ())[self.store.line.inputs :]:
            stops = self.about.mode == "predict" and deed_of(given) is not None
            if given.at > self.clock.now() or stops:
                break
            found.append(given)
        return tuple(found)

    async def _look_after(self) -> None:
        """Do what passing time asks for: a snapshot, a sign, the end of the shift."""
        now = self.clock.now()
        line = self.store.line
        if self.snapshots.is_due(line) and not (
            self.script is not None and self.snapshots.reaches(SCRIPT, line.at)
        ):
            async with self.store.lock:
                await self.snapshots.take(self.store.line)
        if now >= self.end and self._state == "working" and self.clock.piece.running:
            await self._over()
        if self.about.mode == "predict" and self.deed is not None and self.clock.piece.running:
            self._turned(self.clock.set(self.clock.end))
            self.changed("deed")
        if not self._sign_in_ms():
            self._sign()

    async def _over(self) -> None:
        """The shift is over: an exam is finished, everything else stands at its end."""
        if self.about.mode == "exam":
            await self.finish()
        else:
            self._turned(self.clock.stop())

    def _sign_in_ms(self) -> int:
        since = abs(self.clock.wall.now() - self.signed)
        return max(0, (SOON_MS if self._moved else SIGN_MS) - since)

    def _sign(self) -> None:
        wall = self.signed = self.clock.wall.now()
        self._moved = False
        self.book.be_here(
            Presence(
                wall=wall,
                at=self.clock.now(),
                speed=self.clock.speed,
                running=self.clock.running,
                branch=self.store.line.branch,
                case_id=self._where.case_id,
                place=self._where.place,
                waiting=self._where.waiting,
                mine=self._where.mine,
                program=__version__,
                process=getpid(),
            )
        )

    def _set_state(self, state: State) -> None:
        self._state = state
        self.book.set_state(state)
        self.changed("state")

    def _reading_only(self) -> str | None:
        if self._state != "working":
            return OVER
        return {"watch": WATCHED, "predict": PREDICTED}.get(self.about.mode)

    def _standing(self) -> str | None:
        return None if self.clock.running else STOPPED

    def _troubled(self, sentence: str | None) -> None:
        if sentence != self.trouble:
            self.trouble = sentence
            self.changed("trouble")
