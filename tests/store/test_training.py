"""A training shift gives one hash on every engine."""

from agentdesk.clock import ManualClock
from agentdesk.training.play.hashing import log_hash
from agentdesk.training.play.replay import replay
from agentdesk.training.reading import shipped_scenario
from tests.store.conftest import Opener
from tests.training.worked_shifts import worked_shift


async def test_a_shift_replayed_gives_the_same_hash(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    scenario = shipped_scenario("first-shift")
    shift = await worked_shift(scenario)
    store = await opened(place)
    again = await replay(store, clock, scenario, shift.inputs)
    assert await log_hash(store.reads) == shift.hash
    assert again.score() == shift.score
