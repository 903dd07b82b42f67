"""The scripted trainee: passes every scenario that is shipped, and finishes every case."""

import re
from pathlib import Path

import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.open import open_store
from agentdesk.domain.routing import order_key
from agentdesk.training.play.deeds import secret_in
from agentdesk.training.play.expert import expert_inputs, expert_run
from agentdesk.training.play.hashing import log_hash
from agentdesk.training.play.inputs import carried_out
from agentdesk.training.play.phrasing import Judge, Phrasing
from agentdesk.training.play.play import Play
from agentdesk.training.play.policies import POLICIES, Order
from agentdesk.training.play.replay import replay
from agentdesk.training.reading import shipped, shipped_scenario
from agentdesk.training.regret import regret
from agentdesk.training.words import Wanted
from tests.support.depth import THOROUGH
from tests.training.worked_shifts import worked_shift

BLANK = re.compile(r"([^‹›\n]{0,20})‹([^‹›\n]+)›([^‹›\n]{0,20})")
DIFFERENT = ("chat-and-phone", "night-shift", "outage", "wrong-tier")
"""Calls, chats and mail, an hour that comes twice, hand-overs, most of what breaks in."""


@pytest.mark.parametrize("name", shipped())
async def test_every_shipped_scenario_is_passed_and_finished(name: str) -> None:
    shift = await worked_shift(shipped_scenario(name))
    assert shift.score.failed_by == ()
    missed = [(item.id, item.guest, item.because) for item in shift.score.missed]
    assert shift.score.per_cent > 95, missed
    assert shift.left == []


@pytest.mark.parametrize("name", shipped())
async def test_the_expert_leaves_no_blank_in_a_shipped_scenario(name: str) -> None:
    scenario = shipped_scenario(name)
    shift = await worked_shift(scenario)
    wrote = b"\n".join(one.command for one in shift.inputs).decode()
    # Unfilled, a blank would stand there by its name, between the words beside it.
    named = ["".join(found) for one in scenario.answers for found in BLANK.findall(one.body)]
    assert [words for words in named if words in wrote] == []


@pytest.mark.parametrize("name", shipped() if THOROUGH else DIFFERENT)
async def test_a_shift_replayed_is_the_same(name: str, tmp_path: Path) -> None:
    scenario, clock = shipped_scenario(name), ManualClock(0)
    shift = await worked_shift(scenario)
    again = await open_store(str(tmp_path / "again.db"), clock=clock)
    replayed = await replay(again, clock, scenario, shift.inputs)
    assert await log_hash(again.reads) == shift.hash
    assert replayed.score() == shift.score
    await again.close()


async def test_the_same_scenario_gives_the_same_inputs() -> None:
    scenario = shipped_scenario("first-shift")
    inputs = await expert_inputs(scenario)
    assert inputs == (await worked_shift(scenario)).inputs
    ids = [carried_out(given)[1].command_id for given in inputs]
    assert len(set(ids)) == len(ids)


async def _worked(path: Path, order: Order, *, ahead: bool) -> Play:
    """Return a shift of calls, chats and mail as somebody slow works it."""
    clock, scenario = ManualClock(0), shipped_scenario("chat-and-phone")
    store = await open_store(str(path), clock=clock)
    _, play = await expert_run(scenario, store, clock, order=order, ahead=ahead, pace=3)
    await store.close()
    return play


async def test_who_does_not_look_ahead_does_worse(tmp_path: Path) -> None:
    expert = await _worked(tmp_path / "expert.db", order_key, ahead=True)
    assert regret(expert.picks.found).total == 0
    for name, order in POLICIES.items():
        play = await _worked(tmp_path / f"{name}.db", order, ahead=False)
        assert play.score().per_cent < expert.score().per_cent
        assert regret(play.picks.found).total > 0


def test_answers_are_chosen_by_what_they_do() -> None:
    scenario = shipped_scenario("angry-and-grieving")
    phrasing, play = Phrasing(scenario), Play(scenario, ManualClock(0))
    play.crowd.until(play.crowd.end)
    widow, free = play.crowd.guests["grief"], Judge(())
    chosen = phrasing.answers(widow, ["used:condolence"], free)
    assert chosen is not None
    assert chosen[0] == "condolence"
    never = Judge([Wanted("used", "condolence")])
    other = phrasing.answers(widow, ["acknowledge"], never)
    assert other is not None
    assert "condolence" not in other
    assert phrasing.answers(widow, ["used:condolence"], never) is None


def test_the_expert_says_nothing_of_a_matter_that_is_somebody_elses() -> None:
    scenario, free = shipped_scenario("angry-and-grieving"), Judge(())
    phrasing, play = Phrasing(scenario), Play(scenario, ManualClock(0))
    play.crowd.until(play.crowd.end)
    for guest in play.crowd.guests.values():
        guest.ended = ""
        for wants in (["answered"], ["acknowledge"], ["own"], ["choice"]):
            chosen = phrasing.answers(guest, wants, free) or ()
            assert ("condolence" in chosen) <= (guest.key == "grief"), (guest.key, chosen)
            assert ("third-time" in chosen) <= (guest.key == "third"), (guest.key, chosen)
            assert "‹" not in phrasing.body(guest, chosen, "Lena")


def test_where_no_answer_has_the_words_the_expert_writes_the_scenarios_own() -> None:
    scenario = shipped_scenario("night-shift")
    phrasing, play = Phrasing(scenario), Play(scenario, ManualClock(0))
    play.crowd.until(play.crowd.end)
    guest = play.crowd.guests["sleepless"]
    guest.ended = ""
    first, second, third = (phrasing.body(guest, (), "Lena") for _ in range(3))
    assert "Somebody is." in first
    assert "upper shelf" in second
    assert second == third
    guest.ended = "satisfied"
    assert "I close this now" in phrasing.body(guest, (), "Lena")


def test_what_is_taken_out_is_the_longest_row_of_figures() -> None:
    text = "For R-12 take four one one one, one one one one; my son is nine."
    assert secret_in(text) == "four one one one, one one one one"
    assert secret_in("Nothing to see here, at all.") == ""
