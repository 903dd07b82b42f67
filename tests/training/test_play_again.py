"""The same scenario and inputs give the same log: however it is cut, resumed, or sped up."""

import itertools
from collections.abc import Callable
from pathlib import Path
from random import Random

from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.telling import tell
from agentdesk.training.play.hashing import log_hash
from agentdesk.training.play.inputs import Input, SetOff, Tagged
from agentdesk.training.play.play import Play
from agentdesk.training.play.replay import going_on, replay
from agentdesk.training.reading import shipped_scenario
from agentdesk.training.scenario import Scenario
from agentdesk.training.scoring import Score
from tests.support.depth import depth
from tests.training.play_bed import scenario_of
from tests.training.small import TEXT
from tests.training.test_play import BROKEN
from tests.training.worked_shifts import worked_shift

Played = tuple[str, Score]


def _again(tmp_path: Path) -> Callable[[], str]:
    count = itertools.count()
    return lambda: str(tmp_path / f"{next(count)}.db")


async def _worked(scenario: Scenario) -> tuple[tuple[Input, ...], Played]:
    """Return what the scripted trainee does, and what comes of it."""
    shift = await worked_shift(scenario)
    return shift.inputs, (shift.hash, shift.score)


async def _replayed(path: str, scenario: Scenario, inputs: tuple[Input, ...]) -> Played:
    clock = ManualClock(0)
    store = await open_store(path, clock=clock)
    play = await replay(store, clock, scenario, inputs)
    found = await log_hash(store.reads), play.score()
    await store.close()
    return found


async def _cut(path: str, scenario: Scenario, inputs: tuple[Input, ...], seed: int) -> Played:
    """Play in pieces drawn by chance, and make the play anew between some of them."""
    random, clock = Random(seed), ManualClock(0)
    store = await open_store(path, clock=clock)
    play = Play(scenario, clock)
    await tell(store, play.begin())
    at, done = play.crowd.start, 0
    while at < play.crowd.end:
        # Some pieces are a millisecond, some many minutes, some end right at an input.
        at += random.choice([1, 37, SECOND, 20 * SECOND, MINUTE, 5 * MINUTE])
        if random.random() < 0.3 and done < len(inputs):
            at = max(play.now, inputs[done].at)
        at = min(at, play.crowd.end)
        while done < len(inputs) and inputs[done].at <= at:
            await tell(store, play.do(inputs[done]))
            done += 1
        await tell(store, play.until(at))
        if random.random() < 0.1:
            entries = [e for p in range(0, play.seq, 1_000)
                       for e in await store.reads.entries(p, limit=1_000)]  # fmt: skip
            play = Play.resume(scenario, clock, entries, inputs[:done])
    found = await log_hash(store.reads), play.score()
    await store.close()
    return found


async def _same(tmp_path: Path, text: str, more: Callable[[Scenario], list[Input]]) -> None:
    scenario, path = scenario_of(text), _again(tmp_path)
    dids, _ = await _worked(scenario)
    inputs = tuple(sorted((*dids, *more(scenario)), key=lambda one: (one.at, one.n)))
    whole = await _replayed(path(), scenario, inputs)
    assert await _replayed(path(), scenario, inputs) == whole
    for seed in range(depth(1, 8)):
        assert await _cut(path(), scenario, inputs, seed) == whole


async def test_however_it_is_cut_and_resumed_the_log_is_the_same(tmp_path: Path) -> None:
    await _same(tmp_path, TEXT, lambda scenario: [])


async def test_with_everything_that_breaks_in_as_well(tmp_path: Path) -> None:
    def more(scenario: Scenario) -> list[Input]:
        start = Play(scenario, ManualClock(0)).crowd.start
        return [SetOff(1_001, start + 15 * MINUTE, "by-hand"),
                SetOff(1_002, start + 70 * MINUTE, "ill")]  # fmt: skip

    await _same(tmp_path, BROKEN, more)


async def test_what_trainers_say_is_an_input_like_any_other(tmp_path: Path) -> None:
    def more(scenario: Scenario) -> list[Input]:
        start = Play(scenario, ManualClock(0)).crowd.start
        return [Tagged(1_001, start + 60 * MINUTE, 2, ("own", "asked:order number"), "ines")]

    await _same(tmp_path, TEXT, more)


async def test_a_snapshot_is_gone_on_from_with_the_inputs_that_are_left(tmp_path: Path) -> None:
    scenario, path = shipped_scenario("first-shift"), _again(tmp_path)
    inputs, whole = await _worked(scenario)
    clock = ManualClock(0)
    store = await open_store(path(), clock=clock)
    half = inputs[len(inputs) // 2].at
    play = await replay(store, clock, scenario, inputs, half)
    entries = await store.reads.entries(0, limit=1_000)
    play = Play.resume(scenario, clock, entries, [one for one in inputs if one.at <= half])
    assert play.now <= half
    rest = [one for one in inputs if one.at > half]
    await tell(store, going_on(play, rest, play.crowd.end))
    assert (await log_hash(store.reads), play.score()) == whole
    await store.close()


async def test_another_act_gives_another_hash(tmp_path: Path) -> None:
    scenario, path = shipped_scenario("first-shift"), _again(tmp_path)
    inputs, whole = await _worked(scenario)
    assert (await _replayed(path(), scenario, inputs[:-1]))[0] != whole[0]
    other = shipped_scenario("angry-and-grieving")
    assert (await _replayed(path(), other, ()))[0] != whole[0]
