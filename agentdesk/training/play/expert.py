"""A scripted trainee: takes what comes next, does what is expected in time, finishes every case.

It looks at the desk, at what customers wrote and at what the scenario expects, and draws no lots:
the same scenario gives the same inputs. With another order of taking and without looking ahead it
is a naive trainee.
"""

import tempfile
from pathlib import Path

from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.data.telling import Telling, tell
from agentdesk.domain.routing import order_key
from agentdesk.training.play.doing import Doing
from agentdesk.training.play.inputs import Did
from agentdesk.training.play.looking import looked
from agentdesk.training.play.memory import Memory
from agentdesk.training.play.owed import Owed
from agentdesk.training.play.play import Play, SettableClock
from agentdesk.training.play.policies import Order
from agentdesk.training.scenario import Scenario


class Expert:
    """Works a shift on a play; what it did is in its memory."""

    def __init__(
        self, play: Play, *, order: Order = order_key, ahead: bool = True, pace: float = 1
    ) -> None:
        """``ahead``: look at what will be due, and change over to what cannot wait.

        ``pace``: how many times as long everything takes.
        """
        self.memory = Memory(play, pace=pace)
        self._owed = Owed(self.memory, order=order, ahead=ahead)
        self._doing = Doing(self.memory)

    def telling(self) -> Telling:
        """Tell the whole shift from its beginning."""
        yield from self.memory.play.begin()
        yield from self._working()

    def _working(self) -> Telling:
        """Work until the end of the shift."""
        memory = self.memory
        end = memory.play.crowd.end
        while memory.at < end:
            yield from memory.play.until(memory.at)
            seen = yield from looked(memory.me.id)
            memory.look_up()
            found = self._owed.next(seen)
            if found is not None:
                yield from self._doing.turn(found, seen)
            elif not (yield from self._doing.tidy(seen)):
                self._wait()
        yield from memory.play.until(end)

    def _wait(self) -> None:
        """Look again when something has happened, after a moment to notice it."""
        at, next_at = self.memory.at, self.memory.play.next_at
        soon = at + MINUTE if next_at is None else min(next_at, at + MINUTE)
        self.memory.at = max(at + SECOND, soon + 3 * SECOND)


async def expert_run(
    scenario: Scenario,
    store: Store,
    clock: SettableClock,
    *,
    order: Order = order_key,
    ahead: bool = True,
    pace: float = 1,
) -> tuple[tuple[Did, ...], Play]:
    """Let the scripted trainee work a shift on an empty store that is open on ``clock``."""
    play = Play(scenario, clock)
    expert = Expert(play, order=order, ahead=ahead, pace=pace)
    await tell(store, expert.telling())
    return tuple(one for one in expert.memory.inputs if isinstance(one, Did)), play


async def expert_inputs(scenario: Scenario) -> tuple[Did, ...]:
    """Return what the scripted trainee does in a scenario; works it in a store of its own."""
    clock = ManualClock(0)
    with tempfile.TemporaryDirectory(prefix="agentdesk-") as folder:
        store = await open_store(str(Path(folder) / "expert.db"), clock=clock)
        try:
            inputs, _ = await expert_run(scenario, store, clock)
        finally:
            await store.close()
    return inputs
