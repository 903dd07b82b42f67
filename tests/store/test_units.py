"""A unit of work happens once and wholly, or not at all."""

import asyncio
from typing import Any

import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Decision, Needs, Refused, State, UseCase
from agentdesk.domain import events as e
from tests.store.conftest import Opener
from tests.support.small import (
    CREATE,
    NEXT,
    RELEASE,
    RESERVE,
    RESOLVE,
    SNOOZE,
    TAKE,
    Create,
    Next,
    OnCase,
    command_id,
)


async def create(store: Store, **fields: object) -> int:
    command = Create(command_id=command_id(), actor="customer", **fields)  # type: ignore[arg-type]  # any of its fields
    return int((await store.act(CREATE, command)).result["case"])


def on(case_id: int, actor: str = "lena", **fields: Any) -> OnCase:
    return OnCase(command_id=command_id(), actor=actor, case_id=case_id, **fields)


async def test_repeating_a_command_returns_its_first_result(store: Store) -> None:
    case_id = await create(store)
    command = on(case_id)
    first = await store.act(TAKE, command)
    again = await store.act(TAKE, command)
    assert not first.repeated
    assert again.repeated
    assert (again.result, again.last_seq, again.cases) == (
        first.result,
        first.last_seq,
        first.cases,
    )
    assert (again.undo_until, again.label) == (first.undo_until, first.label)
    assert await store.reads.last_seq() == first.last_seq


async def test_an_id_stands_for_one_command_of_one_person(store: Store) -> None:
    case_id = await create(store)
    command = on(case_id)
    first = await store.act(TAKE, command)
    other = OnCase(command_id=command.command_id, actor="omar", case_id=case_id)
    for use_case, repeat in ((TAKE, other), (RELEASE, command)):
        with pytest.raises(Refused, match="an id of its own") as refused:
            await store.act(use_case, repeat)
        assert refused.value.code == "conflict"
    assert await store.reads.last_seq() == first.last_seq


async def test_a_command_without_events_is_remembered_too(store: Store) -> None:
    seq = await store.reads.last_seq()
    quiet = UseCase(
        "quiet", Next, lambda command, found: Needs(), lambda state, command: Decision(label="x")
    )
    command = Next(command_id=command_id(), actor="lena")
    assert not (await store.act(quiet, command)).repeated
    assert (await store.act(quiet, command)).repeated
    assert await store.reads.last_seq() == seq


async def test_a_refusal_writes_nothing(store: Store) -> None:
    case_id = await create(store)
    await store.act(TAKE, on(case_id))
    before = await store.reads.last_seq(), await store.reads.case(case_id)
    with pytest.raises(Refused, match="is taken"):
        await store.act(TAKE, on(case_id, "omar"))
    assert (await store.reads.last_seq(), await store.reads.case(case_id)) == before


async def test_an_error_in_the_middle_writes_nothing_and_the_next_unit_works(
    store: Store,
) -> None:
    case_id = await create(store)

    def broken(state: State, command: OnCase) -> Decision:
        taken = e.CaseAssigned(case_id=case_id, agent="lena", how="take")
        unknown = e.CaseTagged(case_id=999, added=("x",))
        return Decision((taken, unknown))

    use_case = UseCase("broken", OnCase, lambda c, found: Needs(cases=(c.case_id,)), broken)
    with pytest.raises(KeyError):
        await store.act(use_case, on(case_id))
    row = await store.reads.case_row(case_id)
    assert row is not None
    assert row.owner is None
    assert (await store.act(TAKE, on(case_id))).result == {"case": case_id}


async def test_next_takes_in_order_and_a_reservation_comes_first(store: Store) -> None:
    late = await create(store, rank_at=300)
    early = await create(store, rank_at=100)
    kept = await create(store, rank_at=900)
    emergency = await create(store, rank_at=999, band=0)
    await store.act(RESERVE, on(kept, "lena"))

    async def next_of(agent: str) -> int:
        outcome = await store.act(NEXT, Next(command_id=command_id(), actor=agent))
        return int(outcome.result["case"])

    assert await next_of("omar") == emergency
    assert await next_of("lena") == kept
    assert await next_of("lena") == early
    assert await next_of("omar") == late
    with pytest.raises(Refused):
        await next_of("omar")


async def test_two_who_take_the_next_at_once_never_get_the_same(
    store: Store, place: str, opened: Opener
) -> None:
    other = await opened(place)
    for rank in range(20):
        await create(store, rank_at=rank)

    async def take_ten(door: Store, agent: str) -> list[int]:
        return [
            (await door.act(NEXT, Next(command_id=command_id(), actor=agent))).result["case"]
            for _ in range(10)
        ]

    got = await asyncio.gather(take_ten(store, "lena"), take_ten(other, "omar"))
    assert len({*got[0], *got[1]}) == 20


async def test_a_cancelled_caller_leaves_a_whole_action(store: Store) -> None:
    case_id = await create(store)
    task = asyncio.create_task(store.act(TAKE, on(case_id)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    # The next unit queues behind the one that was left alone.
    other = await create(store)
    row = await store.reads.case_row(case_id)
    assert row is not None
    assert row.owner == "lena"
    assert other == case_id + 1


async def test_recorded_time_never_falls_and_now_is_the_clocks(
    store: Store, clock: ManualClock
) -> None:
    await create(store)
    clock.advance(-60_000)
    await create(store)
    recorded = [entry.recorded_at for entry in await store.reads.entries()]
    assert recorded == sorted(recorded)
    assert (await store.reads.entries())[-1].fact.at == clock.now()


async def test_what_can_be_taken_back_is_told_newest_first(
    store: Store, clock: ManualClock
) -> None:
    first, second = await create(store), await create(store)
    await store.act(TAKE, on(first))
    await store.act(TAKE, on(second))
    undoable = await store.reads.undoable("lena", clock.now())
    assert [record.label for record in undoable] == [f"took {second}", f"took {first}"]
    assert await store.reads.undoable("omar", clock.now()) == ()
    assert await store.reads.undoable("lena", clock.advance(15_001)) == ()


async def test_timers_are_due_in_order(store: Store, clock: ManualClock) -> None:
    cases = [await create(store) for _ in range(3)]
    for case_id, delay in zip(cases, (300, 100, 200), strict=True):
        await store.act(SNOOZE, on(case_id, until=clock.now() + delay))
    assert await store.reads.next_timer() == clock.now() + 100
    due = await store.reads.due_timers(clock.now() + 200)
    assert [timer.case_id for timer in due] == [cases[1], cases[2]]


async def test_owner_load_and_lane_counters_follow(store: Store, clock: ManualClock) -> None:
    case_id = await create(store)
    await store.act(TAKE, on(case_id))
    assert (await store.reads.agent("lena"))[1].cases == 1
    await store.act(RELEASE, on(case_id))
    assert (await store.reads.agent("lena"))[1].cases == 0
    await store.act(TAKE, on(case_id))
    await store.act(RESOLVE, on(case_id))
    lanes = await store.reads.lanes()
    assert (await store.reads.agent("lena"))[1].units == 0
    assert (await store.reads.counts("lena", lanes, clock.now())).mine == 0
