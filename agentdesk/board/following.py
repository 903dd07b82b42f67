"""Following a store: what it adds up to now, and a sentence while it does not answer."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import suppress

from agentdesk.board.past import SLICE, Past, Progress
from agentdesk.board.position import Position
from agentdesk.board.touched import Touched
from agentdesk.data.batch import Batch
from agentdesk.data.board import BoardStore, Mark
from agentdesk.data.errors import StoreError
from agentdesk.domain.events import Entry

PULSE = 5.0
"""Seconds between two looks whether the store still answers, and is still the same."""
PATIENCE = 10.0
"""Seconds within which it must answer."""
AGAIN = 1.0
"""Seconds before it is asked again after it did not."""
CALM = 10.0
"""Seconds after much has happened until the snapshots are made that were left out meanwhile."""
SURE = 2.0
"""Seconds after something has come until it is known that it is no flood."""


class Following:
    """The live end of one store's log.

    ``news`` is called whenever something came, the store fell silent or answers again;
    ``prepare`` with a position that has just been read, before anything is added to it.
    """

    def __init__(
        self,
        store: BoardStore,
        past: Past,
        news: Callable[[], None],
        prepare: Callable[[Position], Awaitable[None]],
    ) -> None:
        self._store, self._past, self._news, self._prepare = store, past, news, prepare
        self.position: Position | None = None
        """``None`` until the log has been read."""
        self.touched = Touched()
        """What has changed since somebody took it (:meth:`take`)."""
        self.counted = 0.0
        """How much of the log has been read."""
        self.trouble = ""
        self.silent_since: int | None = None
        """When the store answered last, while it does not."""
        self._answered = store.clock.now()
        self._known: Mark | None = None
        self._following: asyncio.Task[None] | None = None
        self._feeling: asyncio.Task[None] | None = None
        self._filling: asyncio.Task[None] | None = None
        self._left_out_at: float | None = None
        """When snapshots were left out last, until they are made up for."""
        self._quiet_since: float | None = None
        """Since when it comes at a pace at which snapshots are made."""
        self._calm = CALM * (1 + random.random())
        """Not all boards at once: whoever is first makes the snapshot for the others."""

    def start(self) -> None:
        """Begin to follow, if that has not begun."""
        if self._following is None:
            self._following = asyncio.create_task(self._follow(), name="agentdesk board: following")
            self._feeling = asyncio.create_task(self._feel(), name="agentdesk board: pulse")

    def take(self) -> Touched:
        """Return what has changed since the last call."""
        taken, self.touched = self.touched, Touched()
        return taken

    @property
    def filled(self) -> bool:
        """Whether all snapshots are there for which there is room."""
        return self._filling is not None and self._filling.done() and self._left_out_at is None

    @property
    def failure(self) -> BaseException | None:
        """What ended following that should not have ended."""
        for task in (self._following, self._feeling, self._filling):
            if task is not None and task.done() and not task.cancelled() and task.exception():
                return task.exception()
        return None

    async def close(self) -> None:
        """Stop following."""
        tasks = [
            task for task in (self._filling, self._feeling, self._following) if task is not None
        ]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    # ---- what comes

    async def _follow(self) -> None:
        while True:
            try:
                await self._catch_up()
                assert self.position is not None
                batches = self._store.feed(self.position.seq)
                try:
                    async for batch in batches:
                        await self._take_in(batch.entries)
                        self._heard()
                finally:
                    await _end(batches)
            except StoreError as error:
                self._silent(str(error))
            await asyncio.sleep(AGAIN)

    async def _catch_up(self) -> None:
        """Read the log, from the newest snapshot on; or go on from where it was left."""
        if self.position is not None and await self._is_another():
            self._start_again()
        if self.position is None:
            last = await self._store.last()
            end = last.seq if last else 0
            position = await self._past.position(end, progress=self._progress(end))
            await self._prepare(position)
            self.position, self.counted = position, 1.0
            self._known = await self._store.mark(position.seq) if position.seq else None
            self._begin_filling()
        self._heard()
        self._news()

    def _begin_filling(self) -> None:
        if self._filling is None or self._filling.done():
            self._filling = asyncio.create_task(self._fill(), name="agentdesk board: snapshots")

    async def _fill(self) -> None:
        # Without an answer of the store it is left for the next time.
        with suppress(StoreError):
            # What is being kept now need not be filled in.
            await self._past.close()
            await self._past.fill()

    def _keep(self) -> None:
        """Keep a snapshot if it is time for one; not while everybody has much to do.

        A snapshot of a busy day takes longer than all else that a board does in a minute, and
        every board would make its own at the same moment.
        """
        assert self.position is not None
        now = time.monotonic()
        if self._store.busy:
            self._left_out_at, self._quiet_since = now, None
            if self._filling is not None:
                self._filling.cancel()
        elif self._quiet_since is None:
            # What begins now may be a flood, and is not known as one yet.
            self._left_out_at = self._quiet_since = now
        elif now - self._quiet_since > SURE:
            self._past.keep_soon(self.position)

    def _make_up(self) -> None:
        """Make the snapshots that were left out, once it has been calm for a while."""
        since, now = self._left_out_at, time.monotonic()
        if since is not None and self.position is not None and now - since > self._calm:
            self._left_out_at = self._quiet_since = None
            self._past.keep_soon(self.position)
            self._begin_filling()

    def _progress(self, end: int) -> Progress:
        def told(position: Position) -> None:
            self.counted = min(0.99, position.seq / max(1, end))
            self._news()

        return told

    async def _take_in(self, entries: tuple[Entry, ...]) -> None:
        assert self.position is not None
        for start in range(0, len(entries), SLICE):
            part = entries[start : start + SLICE]
            self.position.apply(part)
            self.touched.add(part, self.position.ledger)
            if len(entries) > SLICE:
                await asyncio.sleep(0)
        self._news()
        self._keep()

    # ---- whether it answers

    async def _feel(self) -> None:
        """Ask the store now and then, which says nothing by itself when nothing happens."""
        while True:
            await asyncio.sleep(AGAIN if self.trouble else PULSE)
            if self.position is None:
                continue
            try:
                async with asyncio.timeout(PATIENCE):
                    another = await self._is_another()
            except StoreError as error:
                self._silent(str(error))
                continue
            except TimeoutError:
                self._silent(f"The store at {self._store.url} does not answer.")
                continue
            self._heard()
            if another:
                await self._begin_again()
            else:
                self._make_up()

    async def _is_another(self) -> bool:
        """Say whether the log is not the one that was read: replaced, or brought back older."""
        position, known = self.position, self._known
        if known is not None:
            there = await self._store.mark(known.seq)
            if there is None or there.hash != known.hash:
                return True
        if position is not None and position.seq and (known is None or known.seq < position.seq):
            self._known = await self._store.mark(position.seq)
            return self._known is None
        return False

    async def _begin_again(self) -> None:
        """Read another log from its beginning."""
        assert self._following is not None
        self._following.cancel()
        await asyncio.wait({self._following})
        self._start_again()
        self._following = asyncio.create_task(self._follow(), name="agentdesk board: following")

    def _start_again(self) -> None:
        self.position, self._known, self.counted = None, None, 0.0
        self.touched.setup = True
        self._past.forget()
        self._news()

    def _silent(self, sentence: str) -> None:
        if self.silent_since is None:
            self.silent_since = self._answered
        if sentence != self.trouble:
            self.trouble = sentence
            self._news()

    def _heard(self) -> None:
        self._answered = self._store.clock.now()
        if self.trouble:
            self.trouble, self.silent_since = "", None
            self._news()


async def _end(batches: AsyncIterator[Batch]) -> None:
    """Close a feed at once, not when it is forgotten."""
    if isinstance(batches, AsyncGenerator):
        await batches.aclose()
