"""Snapshots along a script, so that who watches may go to any moment at once.

They are made beside the room, on a store that is thrown away, a little at a time.
"""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from agentdesk.clock import MINUTE
from agentdesk.training.attempts.clock import RoomClock
from agentdesk.training.attempts.line import Line
from agentdesk.training.attempts.rows import SCRIPT
from agentdesk.training.attempts.seeking import forget_store
from agentdesk.training.attempts.snapshots import Snapshots
from agentdesk.training.play.inputs import Input
from agentdesk.training.scenario import Scenario

AT_A_TIME = MINUTE
"""So much of the shift is carried out in one go; what waits for it waits for some milliseconds."""
REST, BUSY_REST = 4, 40
"""So many times as long as it worked it rests while somebody watches, and while what they watch is
hurried: then the screen has much to do."""
HURRIED = 8.0
"""From this speed of the clock on."""


async def lay(
    folder: Path,
    scenario: Scenario,
    snapshots: Snapshots,
    script: Sequence[Input],
    rest: Callable[[], float] = lambda: 0,
) -> None:
    """Carry a script out to the end of the shift and keep snapshots on the way, unless it was.

    ``rest`` says how many times as long as it works it rests. Raises ``StoreError``.
    """
    path = folder / "script.db"
    forget_store(path)
    line = await Line.open(path, scenario, SCRIPT)
    try:
        end = line.play.crowd.end
        if snapshots.reaches(SCRIPT, end):
            return
        while line.at < end:
            begun = perf_counter()
            until = min(end, line.at + AT_A_TIME)
            left = script[line.inputs :]
            upto = next((n for n, one in enumerate(left) if one.at > until), len(left))
            await line.put(left[:upto], until=until)
            if snapshots.is_due(line) or until == end:
                await snapshots.take(line)
            await asyncio.sleep((perf_counter() - begun) * rest())
    finally:
        await line.close()
        forget_store(path)


def gently(clock: RoomClock) -> float:
    """Return how long to rest beside somebody who watches, see :func:`lay`."""
    return BUSY_REST if clock.running and clock.speed >= HURRIED else REST
