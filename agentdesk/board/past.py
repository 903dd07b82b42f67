"""From any place in the log to what it adds up to there: the nearest place known, and the rest.

Folding is done in slices of a few milliseconds, so that a screen goes on painting meanwhile.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from itertools import pairwise

from agentdesk.board.hurry import hurrying
from agentdesk.board.leisure import Leisure
from agentdesk.board.position import Position
from agentdesk.board.sharing import Sharing
from agentdesk.board.snapshots import Snapshots
from agentdesk.data.board import BoardStore, Mark
from agentdesk.data.errors import StoreError
from agentdesk.domain.events import Entry

STEP = 2_500
"""How many entries lie between two snapshots at most: they are folded in the time that it takes to
read a snapshot (``tests/bench/bench_board_moments.py``)."""
SPARSE = 100_000
"""The same while a log is read for the first time: figures first, the rest when all is quiet."""
PAGE = 2_000
SLICE = 100
"""Entries that are folded before it is asked how long that took."""
BREATH = 0.004
"""Seconds of folding at a stretch."""
NEAR = 2_000
"""So many entries more are folded on rather than read from a snapshot."""
BASES = 2
"""Snapshots that are kept unpacked: whoever goes back a second often does so again."""
FILLING = 0.04
"""The share of a processor of a board that fills in snapshots, its screen included."""

Progress = Callable[[Position], None]
Rest = Callable[[], Awaitable[None]]


async def _let_others() -> None:
    await asyncio.sleep(0)


async def fold(position: Position, entries: tuple[Entry, ...], rest: Rest = _let_others) -> None:
    """Take entries in; ``rest`` in between, so that others run."""
    since = time.perf_counter()
    for start in range(0, len(entries), SLICE):
        with hurrying():
            position.apply(entries[start : start + SLICE])
        if time.perf_counter() - since > BREATH:
            await rest()
            since = time.perf_counter()


class Past:
    """The places of one store's log. Every method may raise ``StoreError``."""

    def __init__(self, store: BoardStore, snapshots: Snapshots, step: int = STEP) -> None:
        self._store, self._snapshots, self._step = store, snapshots, step
        self._sharing = Sharing(snapshots)
        self._bases: list[Position] = []
        self._waypoint: Position | None = None
        """Where the last long way was left behind, not far from its end."""
        self._keeping: asyncio.Task[None] | None = None

    async def position(
        self, seq: int, near: Iterable[Position] = (), progress: Progress | None = None
    ) -> Position:
        """Return what the log adds up to after an entry, as a position of one's own."""
        position = await self._nearest(seq, near)
        waypoint = seq - NEAR
        while position.seq < seq:
            if position.seq == waypoint:
                # Whoever came a long way and then steps back need not come from there again.
                self._waypoint = position.copy()
            reach = waypoint if position.seq < waypoint else seq
            limit = min(PAGE, reach - position.seq)
            entries = await self._store.entries(position.seq, until=seq, limit=limit)
            if not entries:
                break
            await fold(position, entries)
            await self._keep(position, SPARSE)
            if progress is not None:
                progress(position)
        return position

    async def fill(self) -> None:
        """Keep snapshots where they lie far apart, the newest first, in no hurry."""
        rest = Leisure(FILLING).rest
        marks = [0, *(mark.seq for mark in reversed(self._snapshots.marks()))]
        for low, high in reversed(list(pairwise(marks))):
            parts = -(-(high - low) // self._step)
            if parts < 2:
                continue
            step = (high - low) // parts
            position = Position() if low == 0 else await self._read(low - 1, low, base=False)
            for seq in range(low + step, low + step * parts, step):
                # Somebody else was here, or there is no room for more.
                await asyncio.to_thread(self._snapshots.look_again)
                if position is None or not self._snapshots.wants(seq, step):
                    break
                await self._fill_to(position, seq, step, rest)

    async def _fill_to(self, position: Position, until: int, step: int, rest: Rest) -> None:
        while position.seq < until:
            limit = min(PAGE, until - position.seq)
            entries = await self._store.entries(position.seq, until=until, limit=limit)
            if not entries:
                return
            await rest()
            await fold(position, entries, rest)
        await self._keep(position, step)
        await rest()

    async def _keep(self, position: Position, step: int) -> None:
        """Keep a snapshot of a position, which stands meanwhile, far enough from the others."""
        if not self._snapshots.wants(position.seq, step):
            return
        mark = await self._store.mark(position.seq)
        if mark is not None:
            await asyncio.to_thread(self._write, position, mark)

    def keep_soon(self, position: Position) -> None:
        """Keep a snapshot of a position that goes on meanwhile, if it is wanted."""
        if self._keeping is None and self._snapshots.wants(position.seq, self._step):
            self._keeping = asyncio.create_task(self._keep_copy(position.copy()))

    async def _keep_copy(self, position: Position) -> None:
        try:
            # Without an answer of the store there is no snapshot: the next one will do.
            with suppress(StoreError):
                await asyncio.to_thread(self._snapshots.look_again)
                await self._keep(position, self._step)
        finally:
            self._keeping = None

    async def close(self) -> None:
        """Wait for a snapshot that is being kept."""
        if self._keeping is not None:
            await asyncio.wait({self._keeping})

    def forget(self) -> None:
        """Forget what is known of the log: it has become another."""
        self._bases.clear()
        self._waypoint = None

    # ---- where to begin

    async def _nearest(self, seq: int, near: Iterable[Position]) -> Position:
        places = [*near, *self._bases, *([self._waypoint] if self._waypoint is not None else [])]
        known = [place for place in places if place.seq <= seq]
        best = max(known, key=lambda place: place.seq, default=None)
        reached = best.seq if best is not None else 0
        if seq - reached > NEAR or best is None:
            found = await self._read(reached, seq)
            if found is not None:
                return found
        return Position() if best is None else best.copy()

    async def _read(self, after: int, until: int, *, base: bool = True) -> Position | None:
        """Return the newest snapshot between two entries that is one of this very log.

        As a ``base`` it stays in memory, for the next who comes this way.
        """
        for mark in self._snapshots.marks(until):
            if mark.seq <= after:
                return None
            there = await self._store.mark(mark.seq)
            if there is None or there.hash != mark.hash:
                self._snapshots.forget(mark.seq)
                continue
            position = await asyncio.to_thread(self._load, mark)
            if position is not None and base:
                self._bases = [position, *self._bases[: BASES - 1]]
                return position.copy()
            if position is not None:
                return position
        return None

    def _load(self, mark: Mark) -> Position | None:
        data = self._snapshots.load(mark)
        if data is None:
            return None
        try:
            position = Position.load(data, self._sharing.find)
        except ValueError:
            position = None
        if position is None or position.seq != mark.seq:
            self._snapshots.forget(mark.seq)
            return None
        return position

    def _write(self, position: Position, mark: Mark) -> None:
        data, pieces = position.dump()
        self._snapshots.keep(mark, data, {piece.head.id: piece.data for piece in pieces})
