"""Behind the screen: the log, the live tables and the clock, each followed by one task."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from agentdesk.clock import Paced
from agentdesk.data.errors import StoreError, StoreSwitched
from agentdesk.seat.sitting import BEAT_S, give_sign
from agentdesk.tui.desk.around import look_around
from agentdesk.tui.desk.bench import Bench
from agentdesk.tui.desk.coming_back import came_back, mine_of
from agentdesk.tui.desk.customers_moved import cases_of, customers_of
from agentdesk.tui.kit.tidying import tidy

if TYPE_CHECKING:
    from agentdesk.tui.desk.app import DeskApp

GATHER_S = 0.05
"""Changes are gathered this long before the screen takes them in."""
AGAIN_AFTER_S = 0.25
"""While changes keep coming, the screen takes them in this often: nobody reads faster."""
NUMBERS_S = 0.5
"""The header's numbers are fetched at most this often."""
LOOK_AGAIN_S = 5.0
"""Without news, the numbers and who is here are looked at this often: both hang on time too."""
SLICE = 20
"""So many due timers are fired before the store is asked for anything else."""
GAP_MS = 30_000
"""Seconds that did not come for so long mean that the machine, or the program, stood still."""
SWEEP_S = 60.0
"""Cases of absent owners are looked for this often by each open desk."""
AGAIN_S = 1.0
SHORTEST_S = 0.05


class Following:
    """Keeps a bench in step with its store until stopped."""

    def __init__(self, app: "DeskApp", bench: Bench) -> None:
        self.app = app
        self.bench = bench
        self._tasks: list[asyncio.Task[None]] = []
        self._changed: set[int] = set()
        self._customers: set[str] = set()
        self._news = asyncio.Event()
        self._all = False
        """Whether everything is to be read again."""
        self._other = False
        """Whether that is because another history is shown."""
        self._numbers_at = 0.0
        self._stale = False
        """Whether something has changed that the header's numbers do not know of."""
        self._sweep_at = 0.0
        self._stopped = False

    async def start(self) -> None:
        """Read what there is, then follow."""
        bench = self.bench
        last = await bench.session.store.reads.last_seq()
        await bench.fill_queue()
        # An older store, which is only read, may not say how often they were used.
        with suppress(StoreError):
            await bench.offering.renew()
        row = self.app.desk.queue.selected
        if row is not None and bench.opened is None and not self.app.desk.narrow:
            await bench.open(row.case_id, by="cursor")
        # Not at once, and not all desks in the same second.
        self._sweep_at = asyncio.get_running_loop().time() + SWEEP_S * (0.5 + random.random() / 2)
        runs = (self._take_in, self._live, self._seconds, self._timers, self._beat, self._fill)
        if self._stopped:
            # Whoever left before everything was read is not followed any more.
            return
        for run in (lambda: self._log(last), *runs):
            self._tasks.append(asyncio.create_task(self._guarded(run)))

    async def stop(self) -> None:
        """Stop following and say goodbye."""
        self._stopped = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(StoreError):
            await self.bench.here(None, "looking")

    async def _guarded(self, run: Callable[[], Awaitable[None]]) -> None:
        try:
            await run()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self.app.command_failed(error)

    async def _log(self, last: int) -> None:
        """Collect which cases changed. A store that goes away may come back."""
        while True:
            try:
                async for batch in self.bench.session.store.feed(last):
                    last = batch.last_seq
                    self._heard()
                    self.bench.offering.heard(batch.entries)
                    for entry in batch.entries:
                        if entry.fact.case_id is not None:
                            self._changed.add(entry.fact.case_id)
                        self._customers.update(customers_of(entry.fact.event))
                        if entry.fact.event.kind == "setup.changed":
                            await self.bench.session.renew_setup()
                    self._news.set()
            except StoreSwitched:
                with suppress(StoreError):
                    last = await self._turned()
                    continue
            except StoreError:
                self._silent()
            await asyncio.sleep(AGAIN_S)
            # A store that was put back from a backup may end before what was seen.
            with suppress(StoreError):
                last = min(last, await self.bench.session.store.reads.last_seq())

    async def _turned(self) -> int:
        """Read everything again at once: another history is shown. Return where its log ends."""
        self._changed.clear()
        self._customers.clear()
        self.bench.session.forget_shown()
        last = await self.bench.session.store.reads.last_seq()
        self._all = self._other = True
        self._news.set()
        return last

    async def _take_in(self) -> None:
        """Bring gathered changes onto the screen, and the numbers now and then."""
        clock, taken_at = asyncio.get_running_loop().time, 0.0
        while True:
            await self._news.wait()
            await asyncio.sleep(max(GATHER_S, taken_at + AGAIN_AFTER_S - clock()))
            taken_at = clock()
            self._news.clear()
            changed, self._changed = self._changed, set()
            customers, self._customers = self._customers, set()
            try:
                if self._all:
                    await self._begin_anew()
                else:
                    if customers:
                        changed |= await cases_of(self.bench, customers)
                    if changed:
                        await self.bench.cases_changed(changed)
                    await self.bench.offering.catch_up()
                self._stale = True
                waited = clock() - self._numbers_at
                if waited > NUMBERS_S:
                    self._numbers_at, self._stale = clock(), False
                    await self.bench.renew_numbers()
                if waited > LOOK_AGAIN_S:
                    await self.bench.people_moved()
                    await self.bench.offering.look_again()
            except StoreError:
                self._changed |= changed
                self._customers |= customers
                self._silent()
                await asyncio.sleep(AGAIN_S)
                self._news.set()

    async def _fill(self) -> None:
        """Learn, once the first page is painted, what answers are found by."""
        with suppress(StoreError):
            await self.bench.offering.fill()

    async def _live(self) -> None:
        """Follow who looks and types."""
        while True:
            with suppress(StoreError):
                async for _ in self.bench.session.store.live.changes():
                    await self.bench.people_moved()
                    # Others write with many keys a second; nobody reads that faster.
                    await asyncio.sleep(AGAIN_AFTER_S)
            await asyncio.sleep(AGAIN_S)

    async def _seconds(self) -> None:
        """Each second: repaint what time has changed. Nothing here waits for a write."""
        while True:
            bench = self.bench
            if (box := self.app.desk.composer) is not None:
                box.keep_again()
                look_around(bench)
            waited = asyncio.get_running_loop().time() - self._numbers_at
            if waited > LOOK_AGAIN_S or (self._stale and waited > NUMBERS_S):
                self._news.set()
            bench.tick()
            tidy(self.app.router)
            await asyncio.sleep(_rest_of_second(bench.session.now))

    async def _timers(self) -> None:
        """Each second: fire what is due, however much it is, and look for absent owners."""
        from agentdesk.desk.tick import Firing, sweep

        session = self.bench.session
        firing = Firing(session.store)
        last, mine = session.now, mine_of(self.bench)
        while True:
            now = session.now
            # A clock that is paced, or set, leaps by itself; whoever paces it knows of standstills.
            if now - last > GAP_MS and not isinstance(session.store.clock, Paced):
                await came_back(self.bench, mine)
            last, mine = now, mine_of(self.bench)
            try:
                due = await session.store.reads.next_timer()
                self._heard()
            except StoreError:
                due = None
                self._silent()
            if session.store.read_only:
                due = None
            elif due is not None and due <= now:
                await self._writing(firing.some(now, SLICE))
            at = asyncio.get_running_loop().time()
            if at >= self._sweep_at and not session.store.read_only:
                self._sweep_at = at + SWEEP_S
                await self._writing(sweep(session.store, session.now))
            more = due is not None and due <= now and not firing.done
            if not more or self.bench.unwritable is not None:
                await asyncio.sleep(_rest_of_second(session.now))

    async def _beat(self) -> None:
        while True:
            session = self.bench.session
            if not session.store.read_only:
                await self._writing(give_sign(session))
                await self.bench.still_here()
            with suppress(StoreError):
                await self.bench.owners_moved()
            await asyncio.sleep(AGAIN_S if self.bench.unwritable else BEAT_S)

    async def _writing(self, work: Awaitable[object]) -> None:
        """Write what is due; the header says when the store takes nothing."""
        try:
            await work
            self.bench.written()
        except StoreError as error:
            self.bench.not_written(error)

    async def _begin_anew(self) -> None:
        """Read everything again: the store was away, and may have come back as another."""
        other, self._all, self._other = self._other, False, False
        try:
            await self._read_again(other)
        except StoreError:
            self._all, self._other = True, self._other or other
            raise

    async def _read_again(self, other: bool) -> None:
        bench = self.bench
        await bench.session.renew_setup()
        await bench.fill_queue(other=other)
        if bench.opened is not None:
            if await bench.open(bench.opened.case.row.id, by="change"):
                return
            await bench.forget_missing()
        row = self.app.desk.queue.selected
        if bench.opened is None and row is not None and not self.app.desk.narrow:
            await bench.open(row.case_id, by="cursor")

    def _silent(self) -> None:
        if self.bench.silent_since is None:
            self.bench.silent_since = self.bench.session.now
            self.bench.show_lines()

    def _heard(self) -> None:
        if self.bench.silent_since is not None:
            self.bench.silent_since = None
            self.bench.show_lines()
            self._all = True
            self._news.set()


def _rest_of_second(now: int) -> float:
    """Return how long to sleep until the second is over; a clock may stand at its very end."""
    return max(SHORTEST_S, 1.0 - now % 1000 / 1000)
