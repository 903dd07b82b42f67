"""A crowd on a store, small: what ``python -m tests.bench crowd`` does at length."""

from pathlib import Path

from agentdesk.clock import ManualClock
from agentdesk.data.store import Store
from agentdesk.domain import events as e
from tests.store.conftest import Opener
from tests.support.crowd import Crowd, found
from tests.support.crowd_proofs import Owners, findings, shape_of, spoilt
from tests.support.depth import depth

ACTS = depth(250, 400)


async def _worked(store: Store, seed: str, acts: int) -> Crowd:
    await found(store)
    crowd = Crowd(store, seed)
    await crowd.begin()
    await crowd.run(acts)
    return crowd


async def test_whatever_a_crowd_does_the_store_is_what_its_log_says(
    place: str, opened: Opener
) -> None:
    store = await opened(place)
    watched = (await _worked(store, "suite", ACTS)).watched
    assert await findings(store, watched.kept, watched.refused) == []
    assert len(watched.kept) > ACTS / 3
    assert len({shape_of(sentence) for sentence in watched.refused.values()}) > 20
    bad = {shape_of(s): why for s in watched.refused.values() if (why := spoilt(s))}
    assert bad == {}


async def test_the_same_seed_is_the_same_crowd(
    tmp_path: Path, opened: Opener, clock: ManualClock
) -> None:
    told = []
    for name in ("one", "two"):
        clock.at = 1_772_442_000_000
        store = await opened(str(tmp_path / name / "desk.db"))
        watched = (await _worked(store, "again", 120)).watched
        told.append((watched.kept, watched.refused))
    assert told[0] == told[1]


async def test_a_promise_that_is_not_in_the_log_is_found(tmp_path: Path, opened: Opener) -> None:
    store = await opened(str(tmp_path / "desk.db"))
    watched = (await _worked(store, "lost", 60)).watched
    some = next(command for command, told in watched.kept.items() if told.cases)
    lost = {**watched.kept, "lost": watched.kept[some]}
    assert any("lost was acknowledged" in line for line in await findings(store, lost, ()))
    assert f"{some} was refused and is in the log" in await findings(store, watched.kept, [some])


def test_a_case_that_two_have_is_found() -> None:
    owners = Owners()
    owners.see(1, e.CaseAssigned(case_id=1, agent="p01", how="take"))
    owners.see(2, e.CaseReleased(case_id=1, agent="p01", reason="released"))
    owners.see(3, e.CaseAssigned(case_id=1, agent="p02", how="next"))
    assert owners.wrong == []
    owners.see(4, e.CaseAssigned(case_id=1, agent="p03", how="take"))
    owners.see(5, e.CaseReleased(case_id=1, agent="p02", reason="absent"))
    assert [line.split(":")[0] for line in owners.wrong] == [
        "entry 4, case 1",
        "entry 4, case 1",
        "entry 5, case 1",
    ]


def test_what_no_person_should_read_is_found() -> None:
    good = "Ada Aas has case 12: ask them or a lead."
    assert spoilt(good) is None
    for bad in (
        "p07 has case 12: ask them or a lead.",
        "Choose a to_queue first.",
        "There is no case None.",
        "Write something first!",
        "write something first.",
        "Write something first",
    ):
        assert spoilt(bad) is not None, bad
