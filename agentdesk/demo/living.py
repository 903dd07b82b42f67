"""Letting the sample center live: does what :mod:`agentdesk.demo.life` plans, on a store.

Works on any clock: the one of the desk, one that is wound by hand, one that runs faster.
"""

import asyncio
from collections.abc import Generator
from contextlib import suppress
from typing import Any

from agentdesk.clock import SECOND, ManualClock
from agentdesk.data.errors import Refused, StoreBusy
from agentdesk.data.store import Store
from agentdesk.data.telling import Asked, Do, News, ask
from agentdesk.demo.center import Center
from agentdesk.demo.intents import Act, Again, Begin, Here, Intent, Plainly, Seen
from agentdesk.demo.life import Life
from agentdesk.demo.staff import PLAYER
from agentdesk.demo.switch import Switch
from agentdesk.demo.teller import Teller
from agentdesk.desk.sender import send_due
from agentdesk.desk.tick import fire_due
from agentdesk.domain.content import Outgoing
from agentdesk.domain.rows import ACTIVE_STATES

MOST = 2000
"""Active cases looked at; the sample never has so many."""
BEATS = 20 * SECOND
"""Heartbeats of the agents come this often, on the wall."""


class Nowhere:
    """Takes what the sample's people write, and throws it away."""

    name = "throws mail away: the customers of the sample do not exist"
    channels = ("mail", "web", "chat", "call", "visit")

    async def deliver(self, outgoing: Outgoing, case_id: int) -> str:
        """Say that it went nowhere."""
        return "nowhere"


NOWHERE = Nowhere()


class Living:
    """The sample center's people at work on a store."""

    def __init__(self, store: Store, center: Center, *, seed: int = 1, speed: float = 1) -> None:
        self.store, self.speed = store, speed
        now = store.clock.now()
        self.life = Life(center, seed, now)
        self.clock = ManualClock(now)
        self.teller = Teller(self.clock, center.setup, name="life", delivers=False)
        self.teller.customers = center.customers
        self.switch = Switch(center.setup, seed, "life")
        self.refused = 0
        """So much did not come to pass, because somebody was quicker or the desk said no."""
        self._beat_at = 0

    async def step(self) -> None:
        """Let everything happen that happens now."""
        store = self.store
        now = self.clock.at = store.clock.now()
        await fire_due(store, now)
        await send_due(store, NOWHERE)
        if now - self._beat_at >= BEATS * max(1.0, self.speed):
            self._beat_at = now
            for agent in self.life.places:
                await store.live.beat(agent, now)
        await self._report()
        for intent in self.life.next(await self.seen()):
            await self._come_to_pass(intent)
        await self._report()

    async def _report(self) -> None:
        """Let the switch hear what happened, and report what follows."""
        if not self.switch.seq:
            while past := await self.store.reads.entries(self.switch.seq, limit=MOST):
                for entry in past:
                    self.switch.learn(entry)
        await self._do(self.switch.listen(self.clock.at))

    async def seen(self) -> Seen:
        """Look at the desk."""
        reads = self.store.reads
        rows = await reads.list_cases(states=sorted(ACTIVE_STATES), snoozed=True, limit=MOST)
        awake = await reads.list_cases(states=sorted(ACTIVE_STATES), limit=MOST)
        states: dict[str, str] = {agent.id: agent.state for agent, _ in await reads.agents()}
        return Seen(self.clock.at, {row.case_id: row for row in (*rows, *awake)}, states)

    async def run(self) -> None:
        """Live until cancelled."""
        pause = max(0.2, min(1.0, 1 / self.speed))
        while True:
            # Where somebody else writes for long, the next step finds what is left.
            with suppress(StoreBusy):
                await self.step()
            await asyncio.sleep(pause)

    async def _come_to_pass(self, intent: Intent) -> None:
        try:
            if isinstance(intent, Here):
                live = self.store.live
                await live.here(intent.agent, intent.case_id, intent.what, self.clock.at)
            elif isinstance(intent, Begin):
                await self._do(self.teller.begin(intent.told))
            else:
                await self._do(self._telling(intent))
        except Refused:
            self.refused += 1
        if isinstance(intent, Begin) and intent.told.case_id:
            self.life.began(intent, self.clock.at)

    def _telling(self, intent: Again | Act | Plainly) -> Generator[Asked, Any, Any]:
        if isinstance(intent, Again):
            return self.teller.arrive(intent.told, intent.text)
        if isinstance(intent, Act):
            return self.teller.act(intent.told, intent.step, {})
        return self.teller.do(intent.kind, intent.actor, **intent.fields)

    async def _do(self, telling: Generator[Asked, Any, Any]) -> None:
        """Carry a telling out, act by act."""
        answer: Any = None
        while True:
            try:
                asked = ask(telling, answer)
            except StopIteration:
                return
            if isinstance(asked, News):
                answer = await self.store.reads.entries(asked.after, limit=MOST)
                continue
            assert isinstance(asked, Do)
            try:
                answer = await self.store.act(asked.use_case, asked.command)
            except Refused as refused:
                answer = refused


__all__ = ["NOWHERE", "PLAYER", "Living", "Nowhere"]
