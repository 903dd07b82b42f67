"""What the expert does in a scenario, worked out on a store that is thrown away."""

import tempfile
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from agentdesk.clock import ManualClock
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.training.customers import Crowd
from agentdesk.training.play.inputs import Input
from agentdesk.training.scenario import Scenario

Run: TypeAlias = Callable[[Scenario, SqliteStore, ManualClock], Awaitable[tuple[Input, ...]]]


async def expert_inputs(folder: Path, scenario: Scenario) -> tuple[Input, ...]:
    """Return the inputs of the expert's run; its store lies in a folder for as long as it runs."""
    expert_run: Run = import_module("agentdesk.training.play.expert").expert_run
    with tempfile.TemporaryDirectory(prefix=".expert-", dir=folder) as place:
        clock = ManualClock(Crowd(scenario).start)
        store = await SqliteStore.open(Path(place) / "expert.db", clock=clock)
        try:
            return await expert_run(scenario, store, clock)
        finally:
            await store.close()
