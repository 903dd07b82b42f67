"""The change feed: woken by the doorbell, then everything after the last seq, in order.

Reading ``seq > last`` misses nothing, because whoever appends holds the append lock until the
commit: a number becomes visible only after all smaller ones.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeAlias

from agentdesk.data.batch import Batch
from agentdesk.data.errors import StoreBusy, StoreMissing
from agentdesk.data.postgres.bell import LIVE, LOG, PAGE, Bell
from agentdesk.domain.events import Entry

Read: TypeAlias = Callable[[int, int], Awaitable[tuple[Entry, ...]]]
"""Gives so many entries after a seq."""

AWAY_S = 0.25
"""How soon to try again while the server is away."""


async def entries(bell: Bell, read: Read, after: int) -> AsyncGenerator[Batch, None]:
    """Yield the entries after a seq, and then each new batch, until the store is closed.

    While the server is away the feed waits, and goes on where it was. Raises ``UnknownEvent`` or
    ``BadEvent`` for an entry that cannot be read.
    """
    last = after
    with bell.waiting(LOG) as woken:
        while not bell.closed:
            woken.clear()
            if bell.trouble is not None:
                raise bell.trouble
            if bell.last is None or last >= bell.last:
                await woken.wait()
                continue
            found = bell.since(last)
            if not found:
                try:
                    found = await read(last, PAGE)
                except (StoreMissing, StoreBusy):
                    await asyncio.sleep(AWAY_S)
                    continue
            last = found[-1].seq if found else last
            if found:
                yield Batch(found, last)


async def changes(bell: Bell) -> AsyncGenerator[None, None]:
    """Yield whenever a live table changed, until the store is closed."""
    with bell.waiting(LIVE) as woken:
        while not bell.closed:
            await woken.wait()
            woken.clear()
            yield None
