"""The change feed: woken by the doorbell, then everything after the last seq, in order.

Reading ``seq > last`` misses nothing, because whoever appends holds the append lock until the
commit: a number becomes visible only after all smaller ones.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from agentdesk.data.errors import StoreBusy, StoreMissing
from agentdesk.data.postgres.bell import LIVE, LOG, Bell
from agentdesk.data.postgres.reads import PostgresReads
from agentdesk.data.store import Batch

PAGE = 1_000
SAFETY_S = 2.0
"""How often to look, though the doorbell should have rung."""
AWAY_S = 0.25
"""How soon to try again while the server is away."""


async def entries(bell: Bell, reads: PostgresReads, after: int) -> AsyncGenerator[Batch, None]:
    """Yield the entries after a seq, and then each new batch, until the store is closed.

    While the server is away the feed waits, and goes on where it was.
    """
    last = after
    with bell.waiting(LOG) as rung:
        while not bell.closed:
            rung.clear()
            try:
                found = await reads.entries(last, limit=PAGE)
            except (StoreMissing, StoreBusy):
                await asyncio.sleep(AWAY_S)
                continue
            if found:
                last = found[-1].seq
                yield Batch(found, last)
            if len(found) < PAGE:
                await _wait(rung)


async def changes(bell: Bell) -> AsyncGenerator[None, None]:
    """Yield whenever a live table changed, until the store is closed."""
    with bell.waiting(LIVE) as rung:
        while not bell.closed:
            await rung.wait()
            rung.clear()
            yield None


async def _wait(rung: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SAFETY_S):
            await rung.wait()
