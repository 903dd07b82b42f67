"""The board that is watched: live, or as of any moment of the log, played or standing still.

One task follows the store and folds what comes; another shows it, at most four times a second
however much happens, and each second for the ages. Whoever goes back in time gets a position of
their own, while the live one goes on.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import msgspec

from agentdesk.board.beginning import NOTHING
from agentdesk.board.errors import BoardError
from agentdesk.board.figures.registry import FIGURES
from agentdesk.board.following import Following
from agentdesk.board.journey import go_on, known_moment
from agentdesk.board.looking import Looking
from agentdesk.board.past import Past
from agentdesk.board.position import Position
from agentdesk.board.scope import scope_of
from agentdesk.board.showing import Showing
from agentdesk.board.sight import Sight
from agentdesk.board.snapshots import Snapshots
from agentdesk.board.thresholds import check
from agentdesk.board.view import BoardView
from agentdesk.boardsettings import BoardSettings
from agentdesk.clock import SECOND, Clock
from agentdesk.data.board import BoardStore, Standing
from agentdesk.data.errors import StoreError
from agentdesk.data.open_board import open_board
from agentdesk.domain.setup import Setup

MOST = 0.25
"""Seconds between two views at least."""
TICK = 1.0
"""Seconds between two live views at most: ages grow."""
SLOW = 0.3
"""Seconds after which a jump in time that is not there yet says how far it is."""
FEW = 5_000
"""So many entries are folded on, one moment after the other; more are a jump."""
FASTEST = 600.0


class Board(Showing):
    """A board over one store. Nothing it does changes the store.

    Methods that read may raise :class:`~agentdesk.data.errors.StoreError`, and
    :class:`~agentdesk.board.errors.BoardError` with a sentence for what cannot be shown.
    """

    def __init__(
        self, store: BoardStore, sight: Sight, snapshots: Snapshots, standing: Standing
    ) -> None:
        self._snapshots = snapshots
        self._past = Past(store, snapshots)
        self._moved = 0.0
        """When a past that plays was moved on last, by the machine's clock."""
        self._journey = 0
        """Counts jumps, so that one that is overtaken by the next does not arrive."""
        self._moving = asyncio.Lock()
        self._known_setup: tuple[int, Setup] | None = None
        """A set-up of the past with its version, for who looks at that time again."""
        self._task: asyncio.Task[None] | None = None
        following = Following(store, self._past, self._hear, self._prepare)
        super().__init__(store, sight, following, standing)

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        settings: BoardSettings | None = None,
        clock: Clock | None = None,
        cache: Path | None = None,
        at: int | None = None,
    ) -> "Board":
        """Open the board of the store at an address: live, or as of an instant.

        ``cache`` is the folder of snapshots; without one they live in memory. Raises
        ``StoreError``, and ``BoardError`` for settings or a moment that do not fit.
        """
        store = await open_board(url, clock=clock)
        try:
            return await cls.over(store, settings or BoardSettings(), cache=cache, at=at)
        except BaseException:
            await store.close()
            raise

    @classmethod
    async def over(
        cls,
        store: BoardStore,
        settings: BoardSettings,
        *,
        cache: Path | None = None,
        at: int | None = None,
    ) -> "Board":
        """Open the board of a store that is open; it is closed with the board."""
        setup = await store.setup()
        check(settings, FIGURES, setup)
        variant = f"service_level.{settings.service_level}"
        sight = Sight(setup, settings, settings.window, variant)
        now = store.clock.now()
        standing = await store.standing(now) if at is None else NOTHING
        snapshots = await asyncio.to_thread(Snapshots, cache, store.url, Position.VERSION)
        board = cls(store, sight, snapshots, standing)
        try:
            if at is not None:
                board._live, board._at = False, await known_moment(store, at, sight.zone.key)
                board.view = board._make_view()
        except BaseException:
            snapshots.close()
            raise
        if at is None:
            board._following.start()
        board._task = asyncio.create_task(board._run(), name="agentdesk board")
        board._task.add_done_callback(lambda task: board._wake())
        return board

    @property
    def filled(self) -> bool:
        """Whether no moment of the log is far from a snapshot any more, or can be brought."""
        return self._following.filled

    async def changes(self) -> AsyncIterator[BoardView]:
        """Yield the view after each change, at most four times a second; live, each second."""
        changed = asyncio.Event()
        self._watchers.add(changed)
        try:
            while not self._is_over:
                await changed.wait()
                changed.clear()
                if not self._is_over:
                    yield self.view
        finally:
            self._watchers.discard(changed)
        if self._task is not None and not self._task.cancelled():
            self._task.result()

    @property
    def _is_over(self) -> bool:
        return self._task is None or self._task.done()

    # ---- through time

    async def go(self, at: int | None) -> None:
        """Go to an instant, everything recorded up to it; ``None``: be live again."""
        if at is None:
            await self.live()
            return
        at = await known_moment(self._store, at, self._sight.zone.key)
        self._speed = 0
        await self._jump(at)

    async def step(self, by_ms: int) -> None:
        """Go forward or back; from now on it is live."""
        if self._live and by_ms >= 0:
            return
        at = self.view.at + by_ms
        if at >= self._store.clock.now():
            await self.live()
            return
        at = await known_moment(self._store, at, self._sight.zone.key)
        await (self._jump(at) if self._live or by_ms < 0 else self._move_on(at))
        self._moved = time.monotonic()

    def play(self, speed: float) -> None:
        """Let the past run, 1 to 600 times as fast as it was; 0 stands. At its end it is live."""
        if self._live:
            return
        self._speed = 0.0 if speed <= 0 else min(FASTEST, max(1.0, speed))
        self._moved = time.monotonic()
        self._show()
        self._news.set()

    async def freeze(self) -> None:
        """Stand still at the moment that is shown."""
        if not self._live:
            self.play(0)
            return
        position = self._following.position
        if position is None:
            raise BoardError("The log is still being read; it can be stopped in a moment.")
        self._journey += 1
        journey = self._journey
        self._show()
        at = self.view.at
        looking = await self._look(position.copy(), at)
        if journey == self._journey:
            self._live, self._at, self._speed = False, at, 0.0
            self._looking = looking
            self._show()

    async def live(self) -> None:
        """Be live again."""
        self._journey += 1
        self._speed = 0.0
        if not self._live:
            if self._following.position is None:
                self._standing = await self._store.standing(self._store.clock.now())
            self._live, self._looking = True, None
            if self._sight.then is not None:
                self._sight = msgspec.structs.replace(self._sight, then=None)
            self._following.start()
        self._show()
        self._news.set()

    async def close(self) -> None:
        """Give everything back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        if self._recounting is not None:
            await asyncio.wait({self._recounting})
        await self._following.close()
        await self._past.close()
        await asyncio.to_thread(self._snapshots.close)
        await self._store.close()
        self._wake()

    # ---- moving

    async def _jump(self, at: int) -> None:
        """Show the log as of an instant, from the nearest place that is known."""
        self._journey += 1
        journey, since = self._journey, time.monotonic()

        def progress(position: Position) -> None:
            if journey != self._journey:
                raise _Overtaken
            if time.monotonic() - since > SLOW:
                self._counted = min(0.99, position.seq / max(1, seq))
                self._publish(self._counting(at))

        async with self._moving:
            seq = await self._store.seq_at(at)
            known = [self._looking.position] if self._looking is not None else []
            if self._following.position is not None:
                known.append(self._following.position)
            try:
                position = await self._past.position(seq, known, progress)
            except _Overtaken:
                return
            looking = await self._look(position, at, await self._then(position))
            if journey != self._journey:
                return
            self._live, self._at, self._trouble = False, at, ""
            self._looking, self._sight = looking, looking.sight
        self._show()

    async def _look(self, position: Position, at: int, then: Setup | None = None) -> Looking:
        """Count a position that stands, in a thread, so that keys are answered meanwhile."""
        while True:
            wanted = sight = self._sight
            if sight.then != then:
                sight = msgspec.structs.replace(sight, then=then)
            looking = await asyncio.to_thread(Looking, position, sight, at)
            if wanted is self._sight:
                return looking

    async def _then(self, position: Position) -> Setup | None:
        """Return the set-up that was in force at a position, if it is another than now."""
        version = position.ledger.setup
        if not version or version == self.setup.version:
            return None
        if self._known_setup is None or self._known_setup[0] != version:
            self._known_setup = version, await self._store.setup(version)
        return self._known_setup[1]

    async def _prepare(self, position: Position) -> None:
        """Count the live position before anything is added to it."""
        looking = await self._look(position, max(self._store.clock.now(), position.recorded_at))
        await asyncio.to_thread(looking.settle)
        if self._live:
            self._looking = looking

    async def _move_on(self, at: int) -> None:
        """Go on to a later instant of the past, entry by entry; far away, by a jump."""
        looking = self._looking
        if looking is None or self._live or self._recounting is not None:
            return
        seq = await self._store.seq_at(at)
        if seq - looking.position.seq > FEW:
            await self._jump(at)
            return
        async with self._moving:
            await go_on(self._store, looking, seq, lambda: self._stands(looking))
            if self._stands(looking):
                then = await self._then(looking.position)
                if then != self._sight.then:
                    self._sight = msgspec.structs.replace(self._sight, then=then)
                self._at, self._trouble = max(self._at, at), ""
        self._show()

    def _stands(self, looking: Looking) -> bool:
        """Say whether something is still what is shown, and not being counted again."""
        return looking is self._looking and self._recounting is None

    async def _play_on(self) -> None:
        """Move a past that plays on by the time that has gone by."""
        now = time.monotonic()
        at = self._at + int((now - self._moved) * self._speed * SECOND)
        self._moved = now
        last = await self._store.last()
        if self._live or not self._speed:
            return
        if last is None or at >= last.recorded_at:
            await self.live()
        else:
            await self._move_on(at)

    # ---- showing

    async def _run(self) -> None:
        """Show what comes, and what time does, until the board is closed."""
        shown = 0.0
        while True:
            if await self._pause(shown):
                shown = time.monotonic()
            if failure := self._following.failure or self._failure:
                raise failure
            try:
                if self._stale:
                    await self._take_setup()
                if not self._live and self._looking is None:
                    await self._jump(self._at)
                elif not self._live and self._speed:
                    await self._play_on()
                else:
                    self._show()
            except StoreError as error:
                self._trouble = str(error)
                self._show()
                await asyncio.sleep(TICK)

    async def _pause(self, shown: float) -> bool:
        """Wait until there is something to show, and a moment longer if something just was.

        Say whether that counts: after a mere tick of the clock the next change is shown at once.
        """
        begins = not self._live and self._looking is None
        ends = 0.0 if begins else MOST if self._speed else TICK if self._live else None
        with suppress(TimeoutError):
            async with asyncio.timeout(ends):
                await self._news.wait()
        ticked = self._live and not self._news.is_set()
        await asyncio.sleep(shown + MOST - time.monotonic())
        self._news.clear()
        return not ticked

    def _hear(self) -> None:
        """Take notice of what came; whoever looks at the past is not disturbed by it."""
        if self._live:
            self._news.set()

    async def _take_setup(self) -> None:
        self._stale = False
        setup = await self._store.setup()
        scope = scope_of(setup, *self._narrowed)
        self._see(setup=setup, scope=scope)


class _Overtaken(Exception):
    """Somebody has set out for another moment meanwhile."""
