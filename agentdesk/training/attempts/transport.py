"""The transport of a room: stop, go on, speed, step, seek, bookmarks, from the beginning again.

In an exam nothing of it can be touched: its time is the wall's.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from agentdesk.data.errors import Refused
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.clock import SPEEDS, RoomClock
from agentdesk.training.attempts.drafts import take_along
from agentdesk.training.attempts.hints import Hint, open_hints
from agentdesk.training.attempts.rows import About, Asked, Bookmark, Piece
from agentdesk.training.attempts.script import Deed, deed_of
from agentdesk.training.attempts.seeking import branch_at, forget_store, inputs_of, store_of
from agentdesk.training.attempts.snapshots import Snapshots
from agentdesk.training.attempts.store import RoomStore
from agentdesk.training.play.inputs import Input
from agentdesk.training.scenario import Scenario

Changed = Literal["clock", "branch", "whisper", "control", "deed", "state", "trouble"]
EXAM = "An exam goes on as time does: it cannot be stopped, hurried or gone back in."
OVER = "This attempt is over. Begin another one, or watch it."


class Transport:
    """What may be done with the time of a room. Everything here may raise ``StoreError``."""

    folder: Path
    about: About
    scenario: Scenario
    book: Book
    clock: RoomClock
    store: RoomStore
    snapshots: Snapshots
    script: tuple[Input, ...] | None
    """What is played, where nobody works."""
    start: int
    end: int
    signed: int
    """When on the wall the book was last told where the room is."""
    recorded: Piece
    """How the book says that time goes."""
    on_change: list[Callable[[Changed], None]]
    """Told what changed, besides what the desk reads by itself."""

    def changed(self, what: Changed) -> None:
        """Tell everybody who wants to know."""
        for told in tuple(self.on_change):
            told(what)

    # ---- the clock

    async def stop(self) -> None:
        """Let the clock stand. Raises ``Refused`` in an exam."""
        self._may()
        await self._pass()
        self._turned(self.clock.stop())

    async def go_on(self) -> None:
        """Let the clock go. Raises ``Refused`` where it does already by itself."""
        self._may()
        if self.deed is not None:
            raise Refused("Say first what you would do: the clock goes on then.")
        if self.clock.now() >= self.end:
            raise Refused("The shift is over. Go back in it, or finish.")
        self._turned(self.clock.go_on())

    async def set_speed(self, speed: float) -> None:
        """Let the clock go 0.25 to 64 times as fast as the wall's. Raises ``Refused``."""
        self._may()
        if not SPEEDS[0] <= speed <= SPEEDS[-1]:
            raise Refused(f"The clock goes ×{SPEEDS[0]:g} to ×{SPEEDS[-1]:g}.", "invalid")
        await self._pass()
        self._turned(self.clock.set_speed(speed))

    async def faster(self) -> None:
        """Take the next higher speed, if there is one."""
        await self.set_speed(next((s for s in SPEEDS if s > self.clock.speed), SPEEDS[-1]))

    async def slower(self) -> None:
        """Take the next lower speed, if there is one."""
        await self.set_speed(next((s for s in SPEEDS[::-1] if s < self.clock.speed), SPEEDS[0]))

    async def step(self) -> None:
        """Stand at the next thing that happens, or that is done by whoever is watched."""
        self._may()
        await self._pass(force=True)
        known = (self.store.line.play.next_at, self._next_input_at())
        at = min((at for at in known if at is not None), default=self.clock.end)
        self._turned(self.clock.set(min(max(at, self.clock.now()), self.clock.end)))
        await self._pass(force=True)
        self.changed("clock")

    # ---- other moments

    async def seek(self, at: int, branch: int | None = None) -> None:
        """Go to an instant of a branch (of this one, if not given), within the shift.

        What comes back is a branch of its own, which shares the history up to then. The clock
        goes or stands as before. Raises ``Refused`` in an exam.
        """
        self._may()
        at = min(max(at, self.start), self.end)
        await self._pass()
        running, line = self.clock.piece.running, self.store.line
        if self.is_ahead(at, branch):
            self._turned(self.clock.set(at))
            await self._pass(force=True)
        else:
            source = line.branch if branch is None else branch
            given = self.script or inputs_of(self.book, source, None)
            await self._go_to(source, tuple(one for one in given if one.at <= at), at)
        if running and self.deed is None and at < self.end:
            self._turned(self.clock.go_on())

    def is_ahead(self, at: int, branch: int | None = None) -> bool:
        """Say whether an instant of a branch is reached by going on in this one."""
        here = branch in (None, self.store.line.branch)
        return here and self.script is None and at >= self.clock.now()

    @property
    def moved(self) -> bool:
        """Whether time has passed in this branch, or something was done, since it was begun."""
        line = self.store.line
        begun = self.book.lineage(line.branch)[0]
        return line.inputs > begun.inputs or self.clock.now() > begun.at

    async def restart(self) -> None:
        """Begin again in a branch that shares nothing, standing. Raises ``Refused`` in an exam."""
        self._may()
        await self._pass()
        await self._go_to(self.store.line.branch, (), self.start)

    async def bookmark(self, name: str = "") -> Bookmark:
        """Keep this moment, to come back to with ``seek(bookmark.at, bookmark.branch)``."""
        self._may()
        return self.book.bookmark(self.store.line.branch, self.clock.now(), name)

    @property
    def bookmarks(self) -> tuple[Bookmark, ...]:
        """Every bookmark, in the order of the shift's time."""
        return self.book.bookmarks()

    # ---- what to do

    async def hints(self) -> tuple[Hint, ...]:
        """Return what is expected and not done yet; that it was asked for is kept in the book.

        Raises ``Refused`` but while practising.
        """
        if self.about.mode != "practise":
            raise Refused("There are hints only while you practise.")
        await self._pass(force=True)
        line = self.store.line
        found = open_hints(line.play)
        asked = Asked(line.branch, self.clock.now(), tuple(hint.words for hint in found))
        self.book.ask(asked)
        return found

    @property
    def deed(self) -> Deed | None:
        """What is about to be done, and to be predicted first; ``None`` if nothing is."""
        deed = self._coming_deed()
        return deed if deed is not None and self.clock.now() >= deed.at else None

    # ---- parts

    def _may(self) -> None:
        if self.about.mode == "exam":
            raise Refused(EXAM)
        if self.book.state != "working":
            raise Refused(OVER)

    def _coming_deed(self) -> Deed | None:
        """Return the next deed of the script, where it is to be predicted."""
        if self.about.mode != "predict" or self.script is None:
            return None
        left = self.script[self.store.line.inputs :]
        return next((deed for one in left if (deed := deed_of(one)) is not None), None)

    def _next_input_at(self) -> int | None:
        if self.script is None or self.store.line.inputs >= len(self.script):
            return None
        return self.script[self.store.line.inputs].at

    async def _go_to(self, source: int, given: tuple[Input, ...], at: int) -> None:
        scripted = self.script is not None
        async with self.store.lock:
            line = await branch_at(
                self.folder,
                self.book,
                self.scenario,
                self.snapshots,
                source,
                given,
                at,
                self.clock.wall.now(),
                scripted=scripted,
            )
            if not scripted:
                mine, wrote = line.store.paths.db, store_of(self.folder, source)
                await take_along(wrote, mine, self.scenario.trainee, at)
            self._bound(line.inputs)
            piece = self.clock.set(at)
            left = self.store.line.store.paths.db
            await self.store.switch(line)
            self._turned(piece)
            if scripted:
                # What is only played can be played again: nobody goes back to that branch.
                forget_store(left)
        self.changed("branch")

    def _bound(self, inputs: int) -> None:
        """Let the clock come no further than to the next deed that is to be predicted."""
        self.clock.end = self.end
        if self.about.mode == "predict" and self.script is not None:
            deeds = (deed_of(one) for one in self.script[inputs:])
            self.clock.end = next((deed.at for deed in deeds if deed is not None), self.end)

    def _turned(self, piece: Piece) -> None:
        self.recorded = piece
        self.signed = 0
        self.wake()
        self.book.add_piece(piece, self.store.line.branch)
        self.changed("clock")

    def wake(self) -> None:
        """Look again at once at what is due."""
        raise NotImplementedError

    async def _pass(self, *, force: bool = False) -> None:
        """Carry out what happens, and what is played, up to now."""
        raise NotImplementedError
