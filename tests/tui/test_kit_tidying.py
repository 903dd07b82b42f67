"""What nobody holds is looked for between the keys, never while one is worked off."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from textual.events import Key

from agentdesk.tui.kit.tidying import IDLE_S, tidy
from tests.tui.kit_demo import Demo


class Circle:
    """Something that holds itself: only a search finds it gone."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def gone() -> Iterator[weakref.ref[Circle]]:
    """Return what nobody holds any more, grown old enough that only a search of all finds it."""
    gc.collect()
    gc.disable()
    one = Circle()
    gc.collect(0)
    gc.collect(1)
    found = weakref.ref(one)
    del one
    yield found
    gc.enable()


async def test_nothing_is_searched_while_a_key_is_worked_off(gone: weakref.ref[Circle]) -> None:
    demo = Demo()
    async with demo.run_test():
        gc.collect(1)
        demo.router.read([Key("T", "T")])
        assert demo.router.idle_s == 0.0
        tidy(demo.router)
        assert gone() is not None
        await demo.router.settled()
        assert 0.0 < demo.router.idle_s < IDLE_S
        tidy(demo.router)
        assert gone() is not None


async def test_all_is_searched_once_between_keys_when_much_has_come(
    gone: weakref.ref[Circle],
) -> None:
    demo = Demo()
    async with demo.run_test():
        gc.collect(1)
        demo.router._heard_at -= 2 * IDLE_S  # a while ago
        tidy(demo.router)
        assert gone() is None
        assert gc.get_count()[2] == 0
        another = weakref.ref(Circle())
        tidy(demo.router)
        assert another() is not None
