"""Somebody else at work: acts at the top of the queue, so and so many a second.

``python -m tests.bench.desk_changes STORE A-SECOND`` goes on until it is ended. Every act is a
use-case: tags, priorities, taking a case and giving it back.
"""

import asyncio
import random
import sys
from collections.abc import Callable
from typing import Any

from agentdesk.data.open import open_store
from agentdesk.data.unit import Refused
from agentdesk.desk.classing import Prioritise, Tag
from agentdesk.desk.desk import Desk
from agentdesk.desk.taking import Release, Take
from tests.bench.desk_store import AGENT, OTHER
from tests.bench.seed import LANES

SHOWN = 30
"""So many rows of the first page are changed: those that a person at the top sees."""
BEAT_EVERY = 100


class Colleague:
    """Does one small thing after another."""

    def __init__(self, desk: Desk, case_ids: list[int]) -> None:
        self.desk, self.free, self.taken = desk, case_ids, list[int]()
        self.tagged: set[int] = set()

    async def act(self) -> None:
        """Do one thing; a refusal (somebody was first) is no harm."""
        choices: list[Callable[[], Any]] = [self._tag, self._tag, self._prioritise, self._take]
        if self.taken:
            choices.append(self._release)
        try:
            await random.choice(choices)()
        except Refused:
            return

    async def _tag(self) -> None:
        case_id = random.choice(self.free)
        tag = {"remove" if case_id in self.tagged else "add": ("seen",)}
        self.tagged ^= {case_id}
        await self.desk.act(Tag, case_id=case_id, **tag)

    async def _prioritise(self) -> None:
        case_id, priority = random.choice(self.free), random.randint(1, 4)
        await self.desk.act(Prioritise, case_id=case_id, priority=priority, reason="bench")

    async def _take(self) -> None:
        if len(self.taken) < SHOWN // 3:
            case_id = self.free.pop(random.randrange(len(self.free)))
            self.taken.append(case_id)
            await self.desk.act(Take, case_id=case_id)
        else:
            await self._release()

    async def _release(self) -> None:
        case_id = self.taken.pop(0)
        self.free.append(case_id)
        await self.desk.act(Release, case_id=case_id)


async def main(place: str, a_second: float) -> None:
    """Act until ended; prints how late it is when it cannot keep up."""
    store = await open_store(place, create=False)
    page = await store.reads.queue_page(LANES, limit=SHOWN, agent=AGENT)
    colleague = Colleague(Desk(store, OTHER), [row.case_id for row in page.rows])
    loop = asyncio.get_running_loop()
    began, done = loop.time(), 0
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        if done % BEAT_EVERY == 0:
            await store.live.beat(OTHER, store.clock.now())
        await colleague.act()
        done += 1
        ahead = done / a_second - (loop.time() - began)
        if ahead > 0:
            await asyncio.sleep(ahead)
        elif done % BEAT_EVERY == 0:
            sys.stdout.write(f"{done / (loop.time() - began):.0f} a second\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
