"""A process of its own that makes cases: ``python -m tests.support.writer PLACE HOW_MANY``.

It prints a line for every case that the store has acknowledged.
"""

import asyncio
import sys

from agentdesk.clock import ManualClock
from agentdesk.data.open import open_store
from tests.support.small import CREATE, NOW, Create, command_id


async def main(place: str, how_many: int) -> None:
    """Make that many cases, one after another."""
    store = await open_store(place, clock=ManualClock(NOW))
    try:
        for _ in range(how_many):
            command = Create(command_id=command_id(), actor="customer")
            outcome = await store.act(CREATE, command)
            sys.stdout.write(f"{command.command_id} {outcome.result['case']}\n")
            sys.stdout.flush()
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
