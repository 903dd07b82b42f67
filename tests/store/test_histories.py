"""Whatever happened: the rows are what folding the log into a dictionary gives."""

import random

import pytest

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Refused
from agentdesk.domain.rows import LaneRow, bucket_of
from tests.store.conftest import Opener
from tests.store.test_units import create, on
from tests.support.depth import depth
from tests.support.proofs import recount, refold
from tests.support.small import ACTS, NEXT, PEOPLE, Next, command_id


async def live_through(store: Store, clock: ManualClock, seed: int, steps: int) -> None:
    """Do legal things at random; what is refused is part of it."""
    chance = random.Random(seed)
    cases = 0
    for _ in range(steps):
        clock.advance(chance.randrange(0, 3 * MINUTE))
        agent = chance.choice(PEOPLE)
        act = chance.randrange(10)
        try:
            if cases < 2 or act == 0:
                await create(
                    store,
                    language=chance.choice(("en", "de")),
                    rank_at=chance.randrange(1_000),
                    due_in=chance.choice((None, MINUTE)),
                )
                cases += 1
            elif act == 1:
                await store.act(NEXT, Next(command_id=command_id(), actor=agent))
            else:
                await store.act(chance.choice(ACTS), on(chance.randint(1, cases), agent))
        except Refused:
            continue


@pytest.mark.parametrize("seed", range(depth(4, 8)))
async def test_rows_are_what_the_log_says(
    store: Store, clock: ManualClock, seed: int, place: str, opened: Opener
) -> None:
    await live_through(store, clock, seed, 60)
    entries = await store.reads.entries()
    table = refold(entry.fact for entry in entries)
    assert recount(table) == []
    for case_id in range(1, 60):
        row = await store.reads.case_row(case_id)
        if row is None:
            break
        view = await store.reads.case(case_id)
        assert view is not None
        assert table.one(type(row), case_id) == row == view.row
    assert case_id > 2
    for agent, load in await store.reads.agents():
        held = [row for row in await store.reads.list_cases(owner=agent.id)]
        active = [row for row in held if row.state not in ("resolved", "closed")]
        assert load.cases == len(active)
    lanes = await store.reads.lanes()
    assert set(lanes) == {row.lane for row in table.all(LaneRow)}
    waiting = [row for row in await store.reads.list_cases() if row.state in ("new", "open")]
    rows = [await store.reads.case_row(row.case_id) for row in waiting]
    counts = await store.reads.counts("nobody", lanes, clock.now())
    assert counts.waiting == sum(1 for row in rows if row and bucket_of(row) == "waiting")
