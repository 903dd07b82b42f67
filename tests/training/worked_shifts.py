"""Shifts that the scripted trainee has worked: each once, for all tests that only look at it."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from agentdesk.clock import ManualClock
from agentdesk.data.open import open_store
from agentdesk.training.play.expert import expert_run
from agentdesk.training.play.hashing import log_hash
from agentdesk.training.play.inputs import Did
from agentdesk.training.scenario import Scenario, checksum
from agentdesk.training.scoring import Score

OPEN = ("new", "open", "waiting_customer", "waiting_third_party")


class Shift(NamedTuple):
    """What became of a shift."""

    inputs: tuple[Did, ...]
    hash: str
    score: Score
    left: Sequence[int]
    """The trainee's cases that were still open."""


_known: dict[str, Shift] = {}


async def worked_shift(scenario: Scenario) -> Shift:
    """Return what becomes of a scenario that the scripted trainee works."""
    key = checksum(scenario)
    if key not in _known:
        _known[key] = await _worked(scenario)
    return _known[key]


async def _worked(scenario: Scenario) -> Shift:
    clock = ManualClock(0)
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(str(Path(folder) / "shift.db"), clock=clock)
        inputs, play = await expert_run(scenario, store, clock)
        mine = await store.reads.list_cases(states=OPEN, owner=scenario.trainee, limit=100)
        left = [row.case_id for row in mine]
        found = Shift(inputs, await log_hash(store.reads), play.score(), left)
        await store.close()
    return found
