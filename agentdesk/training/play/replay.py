"""Playing a scenario again from its inputs: as fast as the store takes it, and to the same log."""

from collections.abc import Iterable

from agentdesk.data.store import Store
from agentdesk.data.telling import Telling, tell
from agentdesk.training.play.inputs import Input, in_order
from agentdesk.training.play.play import Play, SettableClock
from agentdesk.training.scenario import Scenario


def replaying(play: Play, inputs: Iterable[Input], until: int | None = None) -> Telling:
    """Tell a whole attempt from its beginning, up to an instant or the end of the shift.

    What comes of an input that the desk refuses is what came of it the first time: nothing.
    """
    end = play.crowd.end if until is None else until
    yield from play.begin()
    yield from going_on(play, inputs, end)


def going_on(play: Play, inputs: Iterable[Input], until: int) -> Telling:
    """Tell an attempt on from where it stands, up to an instant, by inputs still to be done."""
    for given in in_order(inputs):
        if given.at > until:
            break
        yield from play.do(given)
    yield from play.until(until)


async def replay(
    store: Store,
    clock: SettableClock,
    scenario: Scenario,
    inputs: Iterable[Input],
    until: int | None = None,
) -> Play:
    """Play a scenario on an empty store that is open on ``clock``; return the play as it ends."""
    play = Play(scenario, clock)
    await tell(store, replaying(play, inputs, until))
    return play
