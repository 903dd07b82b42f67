"""What the screens read is what the cases say, page by page and number by number."""

import asyncio

import pytest

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Decision, Needs, State, Stored, UseCase
from agentdesk.domain import events as e
from agentdesk.domain.content import Part
from tests.store.test_units import create, on
from tests.support.small import RESERVE, RESOLVE, SNOOZE, TAKE, OnCase

LANES = ("billing|1|en|", "billing|1|de|", "tech|2|en|")


async def fill(store: Store, n: int = 30) -> list[tuple[int, int, int, int]]:
    """Make cases in three lanes and return their keys in the order of taking."""
    for i in range(n):
        lane = i % 3
        await create(
            store,
            queue="tech" if lane == 2 else "billing",
            tier=2 if lane == 2 else 1,
            language="de" if lane == 1 else "en",
            rank_at=(i * 7919) % 101,
            band=0 if i == 17 else 1,
        )
    rows = [await store.reads.case_row(case_id) for case_id in range(1, n + 1)]
    return sorted((r.band, r.rank_at, r.waiting_since, r.id) for r in rows if r is not None)


async def test_pages_go_down_and_up_through_all_lanes_in_order(store: Store) -> None:
    keys = await fill(store)
    assert set(await store.reads.lanes()) == set(LANES)
    seen: list[tuple[int, int, int, int]] = []
    page = await store.reads.queue_page(LANES, limit=7)
    while page.rows:
        assert (page.above, page.below) == (
            len(seen),
            len(keys) - len(seen) - len(page.rows),
        )
        seen += [row.key for row in page.rows]
        page = await store.reads.queue_page(LANES, after=seen[-1], limit=7)
    assert seen == keys
    up = await store.reads.queue_page(LANES, before=keys[20], limit=7)
    assert [row.key for row in up.rows] == keys[13:20]
    assert (up.above, up.below) == (13, len(keys) - 20)
    one = await store.reads.queue_page(LANES[:1], limit=100)
    assert {row.queue for row in one.rows} == {"billing"}


async def test_what_is_kept_for_me_comes_first_and_others_do_not_see_it(store: Store) -> None:
    keys = await fill(store, 9)
    for key in (keys[5], keys[8]):
        await store.act(RESERVE, on(key[-1], "lena"))
    rest = [key for i, key in enumerate(keys) if i not in (5, 8)]
    mine = [keys[5], keys[8], *rest]
    page = await store.reads.queue_page(LANES, agent="lena", limit=3)
    assert [row.key for row in page.rows] == mine[:3]
    assert (page.above, page.below) == (0, 6)
    page = await store.reads.queue_page(LANES, agent="lena", after=keys[5], limit=3)
    assert [row.key for row in page.rows] == mine[1:4]
    assert page.above == 1
    page = await store.reads.queue_page(LANES, agent="lena", before=rest[1], limit=2)
    assert [row.key for row in page.rows] == mine[1:3]
    others = await store.reads.queue_page(LANES, agent="omar", limit=20)
    assert [row.key for row in others.rows] == rest


async def test_the_headers_numbers(store: Store, clock: ManualClock) -> None:
    late = await create(store, due_in=MINUTE)
    soon = await create(store, due_in=14 * MINUTE)
    far = await create(store, due_in=60 * MINUTE)
    taken, asleep, kept = [await create(store) for _ in range(3)]
    await store.act(TAKE, on(taken))
    await store.act(SNOOZE, on(asleep))
    await store.act(RESERVE, on(kept, "lena"))
    lanes = await store.reads.lanes()
    counts = await store.reads.counts("lena", lanes, clock.advance(2 * MINUTE))
    assert {late, soon, far}
    assert (counts.late, counts.soon) == (1, 1)
    assert (counts.for_me, counts.mine, counts.mine_wrote) == (1, 1, 1)
    assert counts.snoozed == 1
    assert (await store.reads.counts("lena", (), clock.now())).waiting == 0


async def test_a_due_time_that_is_now_is_not_late(store: Store, clock: ManualClock) -> None:
    await create(store, due_in=MINUTE)
    lanes = await store.reads.lanes()
    assert (await store.reads.counts("lena", lanes, clock.now() + MINUTE)).late == 0
    assert (await store.reads.counts("lena", lanes, clock.now() + MINUTE + 1)).late == 1


async def test_lists_by_state_queue_and_owner_are_newest_first(store: Store) -> None:
    await fill(store, 12)
    for case_id in (2, 4, 6):
        await store.act(TAKE, on(case_id))
    await store.act(RESOLVE, on(4))

    async def ids(**criteria: object) -> list[int]:
        rows = await store.reads.list_cases(**criteria)  # type: ignore[arg-type]  # any criteria
        return [row.case_id for row in rows]

    assert await ids() == list(range(12, 0, -1))
    assert await ids(states=("open",)) == [6, 2]
    assert await ids(owner="lena") == [6, 4, 2]
    assert await ids(owner="lena", states=("resolved",)) == [4]
    assert await ids(queue="tech", limit=2) == [12, 9]
    assert await ids(queue="tech", owner="lena") == [6]
    await store.act(SNOOZE, on(8))
    assert await ids(snoozed=True) == [8]
    mine = await store.reads.mine("lena")
    assert {row.case_id for row in mine} == {2, 6}
    assert [row.key for row in mine] == sorted(row.key for row in mine)


async def test_unread_until_the_agent_has_opened_it(store: Store, clock: ManualClock) -> None:
    case_id = await create(store)
    assert (await store.reads.rows([case_id], agent="lena"))[0].unread
    await store.live.seen("lena", case_id, clock.now())
    assert not (await store.reads.rows([case_id], agent="lena"))[0].unread
    assert (await store.reads.rows([case_id], agent="omar"))[0].unread
    assert not (await store.reads.rows([case_id]))[0].unread


async def test_rows_come_back_in_the_order_asked_for(store: Store) -> None:
    for _ in range(4):
        await create(store)
    rows = await store.reads.rows([3, 1, 99, 4])
    assert [row.case_id for row in rows] == [3, 1, 4]


async def test_the_panes(store: Store, clock: ManualClock) -> None:
    case_id = await create(store, customer="ada", name="Ada Lovelace", subject="No picture")
    second = await create(store, customer="ada", name="Ada Lovelace")
    view = await store.reads.case(case_id)
    assert view is not None
    assert view.subject == "No picture"
    assert [item.message.body for item in view.items] == ["It began on Monday."]
    customer = await store.reads.customer("ada", clock.now())
    assert customer is not None
    assert customer.customer.name == "Ada Lovelace"
    assert [line.case_id for line in customer.history] == [second, case_id]
    assert customer.contacts_7d == 2
    assert await store.reads.case(99) is None
    assert await store.reads.customer("nobody", clock.now()) is None


@pytest.mark.parametrize("text", ["ada", "Ada L", "lovelace", "ADA@example", "a_a"])
async def test_customers_are_found_by_name_and_address(store: Store, text: str) -> None:
    await create(store, customer="ada", name="Ada Lovelace")
    await create(store, customer="mary", name="Mary Shelley")
    found = await store.reads.find_customers(text)
    assert [view.customer.id for view in found] == ([] if text == "a_a" else ["ada"])


@pytest.mark.parametrize(
    ("text", "found"),
    [("lukasz", ["luk"]), ("ŁUK", ["luk"]), ("bjorg", ["bjo"]), ("hallgrims", ["bjo"]),
     ("Παπαδάκη", ["pap"]), ("ΠΑΠΑ", ["pap"]), ("papa", []), ("jorn h", []), ("björg h", ["bjo"])],
)  # fmt: skip
async def test_customers_are_found_whatever_the_accents(
    store: Store, text: str, found: list[str]
) -> None:
    await create(store, customer="luk", name="Łukasz Wiśniewski")
    await create(store, customer="bjo", name="Björg Hallgrímsdóttir")
    await create(store, customer="pap", name="Γιώργος Παπαδάκης")
    assert [view.customer.id for view in await store.reads.find_customers(text)] == found


async def test_bytes_come_back_small_and_large(store: Store) -> None:
    case_id = await create(store)
    small, large = Stored("s" * 64, b"x" * 100), Stored("l" * 64, bytes(range(256)) * 1_000)

    def attach(state: State, command: OnCase) -> Decision:
        parts = tuple(
            Part(f"1.{i}", 1, "attachment", f"{i}.bin", "a/b", len(blob.data), blob.sha256)
            for i, blob in enumerate((small, large))
        )
        return Decision(
            (e.CaseTagged(case_id=case_id, added=("file",)),),
            content=parts,
            blobs=(small, large),
        )

    use_case = UseCase("attach", OnCase, lambda c, found: Needs(cases=(c.case_id,)), attach)
    await store.act(use_case, on(case_id))
    assert await store.reads.blob(small.sha256) == small.data
    assert await store.reads.blob(large.sha256) == large.data
    view = await store.reads.case(case_id)
    assert view is not None
    assert [part.size for part in view.items[0].parts] == [100, 256_000]
    with pytest.raises(KeyError):
        await store.reads.blob("0" * 64)


async def test_a_cancelled_reading_stops_and_the_next_one_works(store: Store) -> None:
    await create(store)
    readings = [asyncio.create_task(store.reads.entries()) for _ in range(5)]
    await asyncio.sleep(0)
    readings[2].cancel()
    done = await asyncio.gather(*readings, return_exceptions=True)
    assert [isinstance(result, asyncio.CancelledError) for result in done] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert len(await store.reads.entries()) == 4
