"""The store that the desk is opened on in a room.

What the desk reads is the store of the branch that is worked on, at the room's time. What a person
does is stamped with that time, written into the book, and carried out after everything that
happened before it.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any, TypeAlias, TypeVar

from agentdesk.data.errors import Refused, StoreSwitched
from agentdesk.data.store import Batch
from agentdesk.data.unit import Command, Outcome, UseCase
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.clock import RoomClock
from agentdesk.training.attempts.line import Line
from agentdesk.training.attempts.live import RoomLive, RoomReads
from agentdesk.training.play.inputs import Did, Input, did

C = TypeVar("C", bound=Command)
T = TypeVar("T")
Made: TypeAlias = Callable[[], tuple[Sequence[Input], int]]
"""Says which inputs are to be carried out, and up to which instant time is to pass."""

NOBODY = ("customer", "system")
NOT_BY_HAND = "In the training room the shift itself does that."


class RoomStore:
    """A store whose time and whose customers belong to a room (see ``data.store.Store``)."""

    def __init__(self, book: Book, clock: RoomClock, line: Line) -> None:
        self.book, self.clock = book, clock
        self.lock = asyncio.Lock()
        """Held by whatever changes the branch: an act, the passing of time, a seek."""
        self.reading_only: Callable[[], str | None] = lambda: None
        """Says why nobody may do anything in this attempt, in a sentence."""
        self.standing: Callable[[], str | None] = lambda: None
        """Says why nothing can be done at this moment."""
        self.inputs_of: Callable[[int], tuple[Input, ...]] = book.line
        """Says what the inputs of a branch are."""
        self.acted: list[Callable[[], None]] = []
        """Told after each act of a person."""
        self.switched: list[Callable[[], None]] = []
        """Told after each seek: everything that was read is to be read again."""
        self._running: set[asyncio.Task[Any]] = set()
        self._leave(line)

    def _leave(self, line: Line) -> None:
        """Show the store of another branch from now on."""
        people = tuple(person.id for person in line.scenario.setup.people)
        self.line, self.url = line, line.store.url
        self._reads = RoomReads(line.store, self.clock)
        self._live = RoomLive(line.store.paths, self.clock, lambda: people)
        self._turned = asyncio.Event()

    @property
    def read_only(self) -> str | None:
        """Why nothing can be done in this attempt; ``None`` when it can."""
        return self.reading_only()

    @property
    def reads(self) -> RoomReads:
        """The readings."""
        return self._reads

    @property
    def live(self) -> RoomLive:
        """The live tables."""
        return self._live

    async def act(self, use_case: UseCase[C], command: C) -> Outcome:
        """Do what a person does, at the room's time, shielded from cancellation.

        Raises ``Refused`` with nothing of it written, or ``StoreError``.
        """
        return await self.shielded(self._act(use_case, command))

    async def _act(self, use_case: UseCase[C], command: C) -> Outcome:
        if command.actor in NOBODY:
            raise Refused(NOT_BY_HAND)
        async with self.lock:
            why = self.reading_only() or self.standing()
            if why is not None:
                raise Refused(why)
            now, line = self.clock.now(), self.line
            given = did(line.inputs + 1, now, use_case, command)
            with self.clock.held(now):
                self.book.write(line.branch, given)
                try:
                    outcome = await line.act(use_case, command, now)
                except Refused:
                    self.book.drop(line.branch, given.n)
                    raise
                except BaseException:
                    await self._settle(line)
                    raise
            if outcome.repeated:
                self.book.drop(line.branch, given.n)
            else:
                line.inputs += 1
        for told in self.acted:
            told()
        return outcome

    async def pass_time(self, *, force: bool = False) -> None:
        """Carry out what happens up to now, ``force`` even if it is nothing.

        Raises ``StoreError``.
        """
        if force or self.line.is_due(self.clock.now()):
            await self.play(lambda: ((), self.clock.now()))

    async def play(self, made: Made) -> int:
        """Carry inputs out, and what happens up to an instant; return the last one's number.

        What to carry out is asked for once nobody else changes the branch. Raises ``StoreError``,
        or ``KeyError`` or ``ValueError`` for an input that says nothing of this attempt.
        """
        return await self.shielded(self._play(made))

    async def _play(self, made: Made) -> int:
        async with self.lock:
            line, (given, until) = self.line, made()
            if not given and not self.line.is_due(until) and until <= line.at:
                return line.inputs
            with self.clock.held(until):
                if given:
                    self.book.write_all(line.branch, given)
                try:
                    await line.put(given, until=until)
                except BaseException:
                    for lost in given:
                        if not isinstance(lost, Did):
                            self.book.drop(line.branch, lost.n)
                    await self._settle(line)
                    raise
            return line.inputs

    async def _settle(self, line: Line) -> None:
        """After the store failed: leave out what it never saw, and make the play anew."""
        given = self.inputs_of(line.branch)
        await line.renew(given)
        for lost in given[line.inputs :]:
            self.book.drop(line.branch, lost.n)

    async def switch(self, line: Line) -> None:
        """Show another branch; feeds end, so that whoever follows reads everything again.

        The room's lock is held.
        """
        old, live, turned = self.line, self._live, self._turned
        self._leave(line)
        turned.set()
        await live.close()
        await old.close()
        for told in self.switched:
            told()

    async def feed(self, after: int) -> AsyncGenerator[Batch, None]:
        """Yield the log's entries after a seq, and then each new batch.

        Raises ``StoreSwitched`` after a seek; ask again from the last seq then.
        """
        turned, store = self._turned, self.line.store
        async with aclosing(store.feed(after)) as batches:
            while True:
                batch = await _unless(turned, anext(batches))
                if batch is None:
                    raise StoreSwitched
                yield batch

    async def scrub(self, *, full: bool = False) -> str | None:
        """Leave nothing of what was erased in the branch; its snapshots keep the invented words."""
        return await self.line.store.scrub(full=full)

    @asynccontextmanager
    async def quiet(self) -> AsyncIterator[None]:
        """Hold off acts and the passing of time, and wait for those that run."""
        async with self.lock, self.line.store.quiet():
            yield

    async def close(self) -> None:
        """Give everything back; waits for an act that runs."""
        if self._running:
            await asyncio.wait(set(self._running))
        self._turned.set()
        await self._live.close()
        await self.line.close()

    async def shielded(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something to its end, even when the caller is cancelled."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            # The caller may have been cancelled: then nobody else takes the error.
            task.exception()


async def _unless(turned: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Return what becomes of work, or ``None`` if the room turns to another branch first."""
    task, turn = asyncio.ensure_future(work), asyncio.ensure_future(turned.wait())
    try:
        await asyncio.wait({task, turn}, return_when=asyncio.FIRST_COMPLETED)
        if turn.done():
            return None
        return task.result()
    finally:
        for one in (task, turn):
            one.cancel()
        await asyncio.gather(task, turn, return_exceptions=True)
