"""What happens while a person types: gathered behind, told as single lines before the next prompt.

Like any open desk it also gives signs of life, fires what is due and takes cases from the absent.
"""

import asyncio
import random
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from agentdesk.data.errors import StoreError
from agentdesk.data.store import Batch
from agentdesk.desk.common import CUSTOMER, SYSTEM
from agentdesk.desk.tick import fire_due, sweep
from agentdesk.domain.events import CaseAssigned, CaseReserved, Entry, MessagePosted
from agentdesk.seat.session import Session
from agentdesk.seat.sitting import BEAT_S, give_sign, leave, sit_down
from agentdesk.seat.when import when

AGAIN_S = 1.0
SWEEP_S = 60.0
MOST = 50
"""More lines than that are not kept: the oldest go, and a line says so."""


class News:
    """Follows a store for one person. Its lines may be fetched from another thread."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.open_case: int | None = None
        """The case that is open, written by whoever opens it."""
        self._lines: deque[str] = deque()
        self._dropped = 0
        self._lock = threading.Lock()
        self._silent_since: int | None = None
        self._mine: set[int] = set()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to follow, from what the store holds now."""
        await sit_down(self.session)
        last = await self.session.store.reads.last_seq()
        self._mine = {row.case_id for row in await self.session.mine()}
        for work in (self._log(last), self._time(), self._beat()):
            self._tasks.append(asyncio.create_task(self._guarded(work)))

    async def stop(self) -> None:
        """Stop, and say goodbye."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        session = self.session
        await leave(session)
        with suppress(StoreError):
            await session.store.live.here(session.me.id, None, "looking", session.now)

    def take(self) -> list[str]:
        """Return what has not been told yet."""
        with self._lock:
            lines, self._lines = list(self._lines), deque()
            if self._dropped:
                lines.insert(0, f"{self._dropped} older lines are left out.")
                self._dropped = 0
        return lines

    def tell(self, line: str) -> None:
        """Keep a line until the next prompt; what waits already is not told twice."""
        with self._lock:
            if line not in self._lines:
                self._lines.append(line)
            if len(self._lines) > MOST:
                self._lines.popleft()
                self._dropped += 1

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as error:
            fault = type(error).__name__
            self.tell(f"Following the store ended with a fault ({fault}): open the desk anew.")

    async def _log(self, last: int) -> None:
        """Follow the log. A store that goes away may come back."""
        while True:
            with suppress(StoreError):
                async for batch in self.session.store.feed(last):
                    last = batch.last_seq
                    await self._heed(batch)
            await asyncio.sleep(AGAIN_S)
            # A store that was put back from a backup may end before what was seen.
            with suppress(StoreError):
                last = min(last, await self.session.store.reads.last_seq())

    async def _heed(self, batch: Batch) -> None:
        for entry in batch.entries:
            if entry.fact.event.kind == "setup.changed":
                await self.session.renew_setup()
            line = self._line(entry)
            if line:
                self.tell(line)

    def _line(self, entry: Entry) -> str:
        """Return what an entry means for this person, or nothing."""
        event, actor, me = entry.fact.event, entry.fact.actor, self.session.me.id
        if isinstance(event, CaseAssigned):
            return self._assigned(event, actor)
        if isinstance(event, CaseReserved) and event.agent == me and actor != me:
            return f"Case {event.case_id} is kept for you: take {event.case_id}."
        if isinstance(event, MessagePosted) and actor != me:
            return self._posted(event, actor)
        return ""

    def _assigned(self, event: CaseAssigned, actor: str) -> str:
        me, case_id = self.session.me.id, event.case_id
        if event.agent == me:
            self._mine.add(case_id)
            by = "a rule" if actor == SYSTEM else actor
            return "" if actor == me else f"Case {case_id} is yours now: {by} gave it to you."
        mine, self._mine = case_id in self._mine, self._mine - {case_id}
        if actor != me and (mine or case_id == self.open_case):
            return f"{event.agent} has case {case_id} now."
        return ""

    def _posted(self, event: MessagePosted, actor: str) -> str:
        case_id = event.case_id
        if case_id != self.open_case and case_id not in self._mine:
            return ""
        which = "the open case" if case_id == self.open_case else "one of yours"
        if event.direction == "in" and event.human:
            return f"The customer wrote in case {case_id}, {which}."
        if event.direction != "in" and actor not in (CUSTOMER, SYSTEM):
            what = "wrote a note" if event.direction == "note" else "answered the customer"
            return f"{actor} {what} in case {case_id}, {which}."
        return ""

    async def _time(self) -> None:
        """Each second: do what is due, and notice whether the store answers."""
        session, clock = self.session, asyncio.get_running_loop().time
        # Not all desks in the same second.
        sweep_at = clock() + SWEEP_S * (0.5 + random.random() / 2)
        while True:
            try:
                due = await session.store.reads.next_timer()
                self._heard()
            except StoreError:
                due = None
                self._silent()
            if due is not None and due <= session.now:
                await self._write(lambda: fire_due(session.store, session.now))
            if clock() >= sweep_at:
                sweep_at = clock() + SWEEP_S
                await self._write(lambda: sweep(session.store, session.now))
            await asyncio.sleep(AGAIN_S)

    async def _beat(self) -> None:
        session = self.session
        while True:
            await self._write(lambda: give_sign(session))
            await asyncio.sleep(BEAT_S)

    async def _write(self, work: Callable[[], Awaitable[object]]) -> None:
        if self.session.store.read_only is None:
            with suppress(StoreError):
                await work()

    def _silent(self) -> None:
        if self._silent_since is None:
            self._silent_since = self.session.now
            at = when(self._silent_since, self._silent_since, self.session.zone)
            self.tell(f"The store does not answer since {at}: you can read what was told, not act.")

    def _heard(self) -> None:
        if self._silent_since is not None:
            self._silent_since = None
            self.tell("The store answers again.")
