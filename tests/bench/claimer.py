"""Agents who take the next case: ``python -m tests.bench.claimer PLACE FIRST AGENTS START S RATE``.

Each of ``AGENTS`` agents has a connection of its own. They begin at ``START`` (monotonic seconds)
and go on for ``S`` seconds, together ``RATE`` times a second (0: as fast as they can). Each agent
keeps a steady pace from a moment of its own, by chance but the same in every run: nobody waits
for the others, and they do not step in time. Prints JSON: the milliseconds from when each claim
was due until it was acknowledged, by agent, and the cases that were got.
"""

import asyncio
import contextlib
import json
import random
import sys
import time
from typing import Any

from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.data.unit import Refused
from tests.support.small import NEXT, Next, command_id


async def claims(store: Store, agent: str, start: float, end: float, pause: float) -> list[Any]:
    """Take cases until the end; return (milliseconds, case) of each."""
    got: list[Any] = []
    due = start
    while due < end:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        try:
            outcome = await store.act(NEXT, Next(command_id=command_id(), actor=agent))
        except Refused:
            return got
        got.append(((time.monotonic() - due) * 1000, outcome.result["case"]))
        # Whoever is slow does not get to claim less: the next one is due when it is due.
        due = due + pause if pause else time.monotonic()
    return got


async def main(place: str, first: int, agents: int, start: float, s: float, rate: float) -> None:
    """Open a store an agent, claim, print what came of it."""
    names = [f"agent{i}" for i in range(first, first + agents)]
    stores = [await open_store(place) for _ in names]
    for store, name in zip(stores, names, strict=True):
        # An agent has been at work for a while: the server has planned what the desk asks of it.
        with contextlib.suppress(Refused):
            await store.act(NEXT, Next(command_id=command_id(), actor=name))
    pause = agents / rate if rate else 0.0
    found = await asyncio.gather(
        *(
            claims(store, name, start + pause * random.Random(name).random(), start + s, pause)
            for store, name in zip(stores, names, strict=True)
        )
    )
    for store in stores:
        await store.close()
    sys.stdout.write(json.dumps(dict(zip(names, found, strict=True))))


if __name__ == "__main__":
    place, *numbers = sys.argv[1:]
    first, agents, *rest = numbers
    asyncio.run(main(place, int(first), int(agents), *map(float, rest)))
