"""A supervisor's board without its screen: ``python -m tests.bench.watcher PLACE``.

Opens a store to be watched, follows its feed as ``agentdesk board`` does, and says ``ready``. Ends
when its input ends, and prints JSON: how many entries it got, the milliseconds from when each was
recorded until it was here.
"""

import asyncio
import json
import sys
from contextlib import aclosing

from agentdesk.clock import SystemClock
from agentdesk.data.board import BoardStore
from agentdesk.data.open_board import open_board
from agentdesk.data.pace import give_way


async def follow(store: BoardStore, delays: list[int]) -> None:
    """Follow the feed until cancelled."""
    last = await store.last()
    clock = SystemClock()
    async with aclosing(store.feed(last.seq if last else 0)) as feed:  # type: ignore[type-var]  # an async generator in both engines
        async for batch in feed:
            now = clock.now()
            delays += [now - entry.recorded_at for entry in batch.entries]


async def main(place: str) -> None:
    """Watch until the input ends."""
    give_way()
    store = await open_board(place)
    delays: list[int] = []
    following = asyncio.create_task(follow(store, delays))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    following.cancel()
    await asyncio.wait({following})
    await store.close()
    sys.stdout.write(json.dumps({"entries": len(delays), "delays": delays}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
