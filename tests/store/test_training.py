"""A training shift gives one hash on every engine."""

from pathlib import Path

from agentdesk.clock import ManualClock
from agentdesk.data.open import open_store
from agentdesk.training.play.expert import expert_run
from agentdesk.training.play.hashing import log_hash
from agentdesk.training.play.replay import replay
from agentdesk.training.reading import shipped_scenario
from tests.store.conftest import Opener


async def test_a_shift_replayed_gives_the_same_hash(
    place: str, opened: Opener, clock: ManualClock, tmp_path: Path
) -> None:
    scenario = shipped_scenario("first-shift")
    other = ManualClock(0)
    first = await open_store(str(tmp_path / "first.db"), clock=other)
    inputs, play = await expert_run(scenario, first, other)
    wanted = await log_hash(first.reads)
    await first.close()
    store = await opened(place)
    again = await replay(store, clock, scenario, inputs)
    assert await log_hash(store.reads) == wanted
    assert again.score() == play.score()
