"""People come and go: ``python -m tests.bench.board_changes STORE A-SECOND``, until it is ended.

On the store of :mod:`tests.bench.board_log`. Each change is seen in the agents' pane and on top.
"""

import asyncio
import sys

from agentdesk.data.open import open_store
from agentdesk.desk.desk import Desk
from agentdesk.desk.presence import SetAgentState
from tests.bench.board_log import PEOPLE

REASONS = ("lunch", "training")


async def main(place: str, a_second: float) -> None:
    """Change one state after the other."""
    store = await open_store(place, create=False)
    desks = [Desk(store, person) for person in PEOPLE[1:]]
    loop = asyncio.get_running_loop()
    began, done = loop.time(), 0
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        turn, which = divmod(done, len(desks))
        if turn % 2:
            await desks[which].act(SetAgentState, state="available")
        else:
            await desks[which].act(
                SetAgentState, state="unavailable", reason=REASONS[turn % 4 // 2]
            )
        done += 1
        await asyncio.sleep(max(0.0, done / a_second - (loop.time() - began)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
