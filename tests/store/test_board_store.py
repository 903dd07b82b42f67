"""A store opened to be watched gives the same on every engine: the log, and what stands now."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, suppress
from typing import TypeAlias

import pytest

from agentdesk.board.figures.figure import Look
from agentdesk.board.figures.registry import find
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.scope import Span
from agentdesk.clock import HOUR, MINUTE, ManualClock
from agentdesk.data.board import BoardStore, Mark
from agentdesk.data.board_rows import SOON_MS
from agentdesk.data.errors import StoreError, StoreMissing, StoreNewer
from agentdesk.data.open_board import open_board
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Decision, Needs, Refused, UseCase
from agentdesk.domain import events as e
from agentdesk.domain.events import Entry
from agentdesk.domain.setup import Setup
from tests.board.oracle import measured_by
from tests.store.conftest import Opener
from tests.store.test_feed import ROOT
from tests.store.test_units import create, on
from tests.support.small import ACTS, ARRANGE, NOW, PEOPLE, SETUP, TAKE, Arrange, command_id


class Tell(Command, frozen=True, kw_only=True):
    """Write these events."""

    events: tuple[e.Event, ...]
    cases: tuple[int, ...] = ()
    interactions: tuple[int, ...] = ()


TELL = UseCase(
    "tell",
    Tell,
    lambda command, found: Needs(
        cases=command.cases, interactions=command.interactions, new={"interaction": 1}
    ),
    lambda state, command: Decision(command.events),
)


async def tell(
    store: Store, *events: e.Event, cases: tuple[int, ...] = (), calls: tuple[int, ...] = ()
) -> None:
    """Write events, whatever they say."""
    command = Tell(
        command_id=command_id(), actor="lena", events=events, cases=cases, interactions=calls
    )
    await store.act(TELL, command)


Watch: TypeAlias = Callable[[str], Awaitable[BoardStore]]


@pytest.fixture
async def watch(clock: ManualClock) -> AsyncIterator[Watch]:
    """Open boards that are closed when the test is over."""
    async with AsyncExitStack() as stack:

        async def watch_one(url: str) -> BoardStore:
            board = await open_board(url, clock=clock)
            stack.push_async_callback(board.close)
            return board

        yield watch_one


@pytest.fixture
async def board(store: Store, place: str, watch: Watch) -> BoardStore:
    """The same store, watched."""
    return await watch(place)


async def collect(board: BoardStore, after: int, until: int) -> list[Entry]:
    """Follow a board's feed until an entry."""
    got: list[Entry] = []
    async with asyncio.timeout(20), aclosing(board.feed(after)) as feed:  # type: ignore[type-var]  # an async generator in both engines
        async for batch in feed:
            got += batch.entries
            if batch.last_seq >= until:
                return got
    return got


async def test_an_empty_store_has_nothing_to_watch(
    place: str, opened: Opener, watch: Watch
) -> None:
    await opened(place)
    board = await watch(place)
    assert (await board.first(), await board.last(), await board.mark(1)) == (None, None, None)
    assert await board.entries() == ()
    assert await board.timeline(1, 100) == ()
    assert [await board.seq_at(instant) for instant in (-1, 0, NOW, 1 << 60)] == [0, 0, 0, 0]
    assert await board.setup() == Setup()
    standing = await board.standing(NOW)
    assert (standing.seq, standing.at, standing.queues, standing.agents) == (0, NOW, (), ())


async def test_the_log_is_read_as_it_was_written(store: Store, board: BoardStore) -> None:
    for _ in range(5):
        await create(store)
    await store.act(TAKE, on(2))
    whole = await store.reads.entries(limit=1_000)
    last = whole[-1].seq
    assert await board.entries() == whole
    assert await board.entries(3, until=7) == whole[3:7]
    assert await board.entries(3, limit=2) == whole[3:5]
    assert await board.entries(last) == ()
    stream = await store.reads.entries(case_id=2, limit=1_000)
    assert stream[-1].seq == last
    assert await board.timeline(2, last) == stream
    assert await board.timeline(2, last - 1) == stream[:-1]
    assert await board.timeline(2, 0) == ()


async def test_a_mark_is_a_place_in_this_very_log(
    store: Store, board: BoardStore, clock: ManualClock
) -> None:
    first = await board.first()
    assert first is not None
    assert first == await board.last() == await board.mark(1)
    assert (first.seq, first.recorded_at) == (1, NOW)
    clock.advance(MINUTE)
    await create(store)
    last = await board.last()
    assert last is not None
    assert (last.seq, last.recorded_at) == (4, NOW + MINUTE)
    assert last == await board.mark(4)
    marks = [await board.mark(seq) for seq in (1, 2, 3, 4)]
    assert all(isinstance(mark, Mark) and len(mark.hash) == 64 for mark in marks)
    assert len({mark.hash for mark in marks if mark}) == 4
    assert await board.mark(5) is None


async def test_any_instant_leads_to_the_last_entry_recorded_by_then(
    store: Store, board: BoardStore, clock: ManualClock
) -> None:
    chance = random.Random(5)
    for _ in range(30):
        clock.advance(chance.choice((0, 0, 1, 7, MINUTE)))
        await create(store)
    entries = await board.entries()
    times = {entry.recorded_at for entry in entries}
    for instant in sorted({t + step for t in times for step in (-1, 0, 1)} | {0, 1 << 60}):
        slow = sum(entry.recorded_at <= instant for entry in entries)
        assert await board.seq_at(instant) == slow, instant


async def test_a_changed_set_up_is_seen(store: Store, board: BoardStore) -> None:
    assert (await board.setup()).queues == SETUP.queues
    assert (await board.setup()).people == SETUP.people
    changed = Setup(version=2, name="Night", queues=SETUP.queues[:1], allow_as=True)
    await store.act(ARRANGE, Arrange(command_id=command_id(), actor="admin", setup=changed))
    assert (await board.setup()).name == "Night"
    assert (await board.setup(1)).people == SETUP.people
    assert (await board.setup(2)).name == "Night"
    assert await board.setup(0) == Setup()


async def test_what_stands_is_what_the_figures_count(
    store: Store, board: BoardStore, clock: ManualClock
) -> None:
    await _a_wild_day(store, clock)
    now = clock.now() + 5 * MINUTE
    standing = await board.standing(now)
    ledger, setup = Ledger(), await board.setup()
    ledger.apply(await board.entries(limit=10_000))
    look = Look(ledger, setup, now, Span(1, 1 << 60))
    counted = {queue.queue: queue for queue in standing.queues}
    assert set(counted) == {"billing", "tech"}
    for figure, field in (
        ("waiting", "waiting"),
        ("in_progress", "in_progress"),
        ("snoozed", "snoozed"),
        ("late", "late"),
    ):
        wanted = measured_by(find(figure), look, lambda item: item.subject.queue)  # type: ignore[union-attr]  # a case or contact
        for queue, row in counted.items():
            value = wanted[queue].numerator if queue in wanted else 0
            assert getattr(row, field) == value > 0, (figure, queue)
    oldest = find("oldest_waiting")
    for queue, row in counted.items():
        items = [i for i in oldest.items(look) if i.subject.queue == queue]  # type: ignore[union-attr]  # a case or contact
        assert row.oldest_waiting == min(item.at for item in items)
    assert standing.seq == ledger.seq
    assert {person.id for person, _ in standing.agents} == set(PEOPLE)
    assert [await store.reads.agent(person.id) for person, _ in standing.agents] == list(
        standing.agents
    )


async def _a_wild_day(store: Store, clock: ManualClock) -> None:
    """Bring cases into every state there is, with and without clocks, calls among them."""
    chance = random.Random(11)
    for agent in PEOPLE:
        await tell(store, e.AgentStateChanged(agent=agent, before="offline", after="available"))
    for i in range(60):
        clock.advance(chance.randrange(MINUTE))
        due = chance.choice((None, 2 * MINUTE, 20 * MINUTE, 40 * MINUTE, 9 * HOUR))
        queue, tier = chance.choice((("billing", 1), ("tech", 2)))
        await create(store, queue=queue, tier=tier, due_in=due)
        for _ in range(4):
            act, case = chance.choice(ACTS), chance.randrange(1, i + 2)
            with suppress(Refused):
                await store.act(act, on(case, chance.choice(PEOPLE)))
        case = chance.randrange(1, i + 2)
        row = await store.reads.case_row(case)
        if row is not None and row.state == "open" and chance.random() < 0.4:
            waits = e.CaseWaiting(case_id=case, waits_for="customer", remind_at=NOW + 99 * HOUR)
            await tell(store, waits, cases=(case,))
    for call in range(1, 13):
        clock.advance(chance.randrange(MINUTE))
        case_id = chance.choice((None, None, chance.randrange(1, 61)))
        row = await store.reads.case_row(case_id) if case_id else None
        queue = row.queue if row else ("billing", "tech")[call % 2]
        queued = e.InteractionQueued(
            interaction_id=call, channel="call", queue=queue, target_ms=20_000, case_id=case_id
        )
        cases = (case_id,) if case_id else ()
        await tell(store, queued, cases=cases, calls=(call,))
        if call % 3:
            connected = e.InteractionConnected(interaction_id=call, agent="lena", case_id=case_id)
            await tell(store, connected, cases=cases, calls=(call,))


async def test_what_is_due_within_a_quarter_of_an_hour_is_due_soon(
    store: Store, board: BoardStore, clock: ManualClock
) -> None:
    for due_in in (MINUTE, SOON_MS, SOON_MS + 1, HOUR):
        await create(store, due_in=due_in)
    await store.act(TAKE, on(1))
    (queue,) = (await board.standing(NOW)).queues
    assert (queue.late, queue.due_soon) == (0, 2)
    (queue,) = (await board.standing(NOW + MINUTE + 1)).queues
    assert (queue.late, queue.due_soon) == (1, 2)


async def test_a_feed_goes_on_from_anywhere(
    store: Store, board: BoardStore, place: str, watch: Watch
) -> None:
    await create(store)
    other = await watch(place)
    followers = [
        asyncio.create_task(collect(b, after, 10)) for b in (board, other) for after in (0, 3)
    ]
    for _ in range(2):
        await create(store)
    for follower, after in zip(followers, (0, 3, 0, 3), strict=True):
        assert [entry.seq for entry in await follower] == list(range(after + 1, 11))


async def test_much_that_happens_comes_in_order_and_whole(store: Store, board: BoardStore) -> None:
    start = await store.reads.last_seq()
    follower = asyncio.create_task(collect(board, start, start + 360))
    for _ in range(120):
        await create(store)
    assert [entry.seq for entry in await follower] == list(range(start + 1, start + 361))


async def test_a_board_follows_many_programs_that_write_at_once(
    store: Store, place: str, board: BoardStore, watch: Watch
) -> None:
    start = await store.reads.last_seq()
    until = start + 3 * 3 * 15
    others = [board, *[await watch(place) for _ in range(2)]]
    followers = [asyncio.create_task(collect(other, start, until)) for other in others]
    writers = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.support.writer", place, "15"),
            cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL,
        )
        for _ in range(3)
    ]
    whole = await followers[0]
    assert [entry.seq for entry in whole] == list(range(start + 1, until + 1))
    assert [await follower for follower in followers[1:]] == [whole, whole]
    assert [await writer.wait() for writer in writers] == [0, 0, 0]
    (queue,) = (await board.standing(NOW)).queues
    assert queue.waiting == 45


async def test_a_closed_board_says_so(board: BoardStore) -> None:
    await board.close()
    with pytest.raises(StoreError):
        await board.last()


async def test_an_entry_of_a_newer_program_is_said_to_be_one(
    store: Store, board: BoardStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create(store)
    monkeypatch.delitem(e.codec._decoders, ("case.created", 1))
    monkeypatch.delitem(e.codec.KINDS, "case.created")
    with pytest.raises(StoreNewer, match="newer than the program"):
        await board.entries()
    with pytest.raises(StoreNewer, match="newer than the program"):
        await collect(board, 0, 4)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://[", "cannot be read"),
        ("postgresql://nobody@127.0.0.1:1/desk", "cannot be reached"),
        ("sqlite:////nowhere/desk.db", "no store at /nowhere/desk.db"),
    ],
)
async def test_an_address_without_a_store_is_a_sentence(address: str, said: str) -> None:
    with pytest.raises(StoreMissing, match=said):
        await open_board(address)
