"""Every reader of the feed gets every entry, in order, without a gap."""

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path

import pytest

from agentdesk.data.store import Store
from agentdesk.domain.events import Entry
from tests.store.conftest import Opener
from tests.store.test_units import create, on
from tests.support.small import TAKE

ROOT = Path(__file__).parents[2]


async def collect(store: Store, after: int, until: int) -> list[Entry]:
    """Follow the feed until an entry."""
    got: list[Entry] = []
    async with asyncio.timeout(20), aclosing(store.feed(after)) as feed:  # type: ignore[type-var]  # an async generator in both engines
        async for batch in feed:
            assert batch.last_seq == batch.entries[-1].seq
            got += batch.entries
            if batch.last_seq >= until:
                return got
    return got


async def test_a_feed_begins_with_what_was_there_and_goes_on(store: Store) -> None:
    await create(store)
    last = await store.reads.last_seq()
    follower = asyncio.create_task(collect(store, 0, last + 1))
    await asyncio.sleep(0)
    await store.act(TAKE, on(1))
    got = await follower
    assert [entry.seq for entry in got] == list(range(1, last + 2))
    assert got[-1].fact.event.kind == "case.assigned"


async def test_many_feeds_of_a_process_all_get_everything(
    store: Store, place: str, opened: Opener
) -> None:
    other = await opened(place)
    start = await store.reads.last_seq()
    feeds = [asyncio.create_task(collect(store, start, start + 60)) for _ in range(50)]
    feeds += [asyncio.create_task(collect(store, seq, start + 60)) for seq in range(start)]
    for door in (store, other) * 10:
        await create(door)
    for got in await asyncio.gather(*feeds):
        seqs = [entry.seq for entry in got]
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        assert seqs[-1] >= start + 60


async def test_a_feed_that_ends_gives_its_watch_back_and_can_be_asked_again(
    store: Store,
) -> None:
    for _ in range(3):
        seq = await store.reads.last_seq()
        follower = asyncio.create_task(collect(store, seq, seq + 3))
        await create(store)
        assert len(await follower) == 3


async def test_writers_in_other_processes_make_one_log_without_gaps(
    store: Store, place: str
) -> None:
    start = await store.reads.last_seq()
    total = start + 2 * 15 * 3
    follower = asyncio.create_task(collect(store, start, total))
    writers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.writer", place, "15", cwd=ROOT
        )
        for _ in range(2)
    ]
    got = await follower
    assert [await writer.wait() for writer in writers] == [0, 0]
    assert [entry.seq for entry in got] == list(range(start + 1, total + 1))
    recorded = [entry.recorded_at for entry in got]
    assert recorded == sorted(recorded)
    cases = [entry.fact.case_id for entry in got if entry.fact.event.kind == "case.created"]
    assert cases == list(range(1, 31))


async def test_without_inotify_the_feed_polls(
    store: Store, place: str, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agentdesk.data.sqlite.feed.is_remote", lambda folder: True)
    other = await opened(place)
    seq = await other.reads.last_seq()
    follower = asyncio.create_task(collect(other, seq, seq + 3))
    await create(store)
    assert len(await follower) == 3


async def test_a_live_change_wakes_who_watches_and_nobodys_queue(
    store: Store, place: str, opened: Opener
) -> None:
    other = await opened(place)
    seq = await other.reads.last_seq()
    queue = asyncio.create_task(collect(other, seq, seq + 1))
    changes = aiter(other.live.changes())
    change = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0.05)
    await store.live.here("lena", 7, "typing", 1_000)
    async with asyncio.timeout(20):
        await change
    assert [doing.case_id for doing in await other.live.doing(1_000)] == [7]
    assert not queue.done()
    await create(store)
    await queue
    await changes.aclose()  # type: ignore[attr-defined]  # an async generator in both engines
