"""Agents who take the next case: ``python -m tests.bench.claimer PLACE FIRST AGENTS START S RATE``.

Each of ``AGENTS`` agents has a connection of its own. They begin at ``START`` (monotonic seconds)
and go on for ``S`` seconds, together ``RATE`` times a second (0: as fast as they can). Each agent
keeps a steady pace from a moment of its own, by chance but the same in every run: nobody waits
for the others, and they do not step in time. Prints JSON: the milliseconds from when each claim
was due until it was acknowledged, by agent, and the cases that were got.

With ``-`` for ``START`` they say ``ready`` and go on whenever a line tells them when to begin,
until there is no other; ``S`` and ``RATE`` are the same each time.
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


async def main(place: str, first: int, agents: int, start: str, s: float, rate: float) -> None:
    """Open a store an agent, claim, print what came of it."""
    names = [f"agent{i}" for i in range(first, first + agents)]
    stores = [await open_store(place) for _ in names]
    for store, name in zip(stores, names, strict=True):
        # An agent has been at work for a while: the server has planned what the desk asks of it.
        with contextlib.suppress(Refused):
            await store.act(NEXT, Next(command_id=command_id(), actor=name))
    agents_at = list(zip(stores, names, strict=True))
    if start == "-":
        _print("ready")
        while begins := (await asyncio.to_thread(sys.stdin.readline)).strip():
            _print(json.dumps(await turn(agents_at, float(begins), s, rate)))
    else:
        _print(json.dumps(await turn(agents_at, float(start), s, rate)))
    for store in stores:
        await store.close()


async def turn(
    agents: list[tuple[Store, str]], start: float, s: float, rate: float
) -> dict[str, list[Any]]:
    """Let agents claim from a moment on for so many seconds; return what came of it by agent."""
    pause = len(agents) / rate if rate else 0.0
    found = await asyncio.gather(
        *(
            claims(store, name, start + pause * random.Random(name).random(), start + s, pause)
            for store, name in agents
        )
    )
    return dict(zip((name for _, name in agents), found, strict=True))


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    place, first, agents, start, s, rate = sys.argv[1:]
    asyncio.run(main(place, int(first), int(agents), start, float(s), float(rate)))
