"""The whole board over a real store, on every engine: live, in the past, from its cache."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from agentdesk.board import following, past
from agentdesk.board.errors import BoardError
from agentdesk.board.view import BoardView
from agentdesk.board.watching import Board
from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.data.store import Store
from agentdesk.domain import events as e
from tests.store.conftest import Opener
from tests.store.test_board_store import tell
from tests.store.test_units import create, on
from tests.support.small import TAKE

Watch = Callable[..., Any]


@pytest.fixture
async def watch(place: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Watch]:
    """Open boards over the place, with one cache, that are closed when the test is over."""
    async with AsyncExitStack() as stack:

        async def watch_it(**options: Any) -> Board:
            board = await Board.open(place, clock=clock, cache=tmp_path / "cache", **options)
            stack.push_async_callback(board.close)
            return board

        yield watch_it


async def _until(board: Board, holds: Callable[[BoardView], bool]) -> BoardView:
    async with asyncio.timeout(20):
        if not holds(board.view):
            async for view in board.changes():
                if holds(view):
                    break
    return board.view


def _reaches(seq: int) -> Callable[[BoardView], bool]:
    return lambda view: view.seq == seq


async def _call(store: Store, id: int, clock: ManualClock, wait_ms: int) -> None:
    await tell(store, e.InteractionQueued(id, "call", "billing", 20 * SECOND), calls=(id,))
    clock.advance(wait_ms)
    await tell(store, e.InteractionOffered(id, "lena"), calls=(id,))
    await tell(store, e.InteractionConnected(id, "lena"), calls=(id,))
    clock.advance(MINUTE)
    await tell(store, e.InteractionEnded(id), calls=(id,))
    await tell(store, e.InteractionWrapped(id), calls=(id,))


async def test_a_board_is_the_same_live_and_later_from_its_cache(
    store: Store, clock: ManualClock, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "SPARSE", 20)
    monkeypatch.setattr(past, "PAGE", 8)
    monkeypatch.setattr(past, "NEAR", 4)
    board = await watch()
    await _until(board, lambda view: view.counted >= 1)
    seen: dict[int, BoardView] = {}
    chance = random.Random(3)
    for number in range(1, 8):
        clock.advance(chance.randrange(SECOND, MINUTE))
        case = await create(store)
        if number % 3 == 0:
            await store.act(TAKE, on(case))
        await _call(store, number, clock, chance.choice((5, 30)) * SECOND)
        last = await store.reads.entries(limit=1_000)
        view = await _until(board, _reaches(last[-1].seq))
        assert (view.at, view.live) == (clock.now(), True)
        seen[view.at] = view
    assert view.strip["service_level"].value.numerator > 0
    assert view.strip["service_level"].value.denominator == 7
    again = await watch()
    await _until(again, lambda view: view.counted >= 1)
    for at in chance.sample(sorted(seen), len(seen)):
        await again.go(at)
        was, now = seen[at], again.view
        for name in ("at", "seq", "fresh_at", "strip", "queues", "agents", "feed", "plot"):
            assert getattr(now, name) == getattr(was, name), name
        assert not now.live


async def test_what_stands_is_shown_first_and_counted_the_same(
    store: Store, clock: ManualClock, watch: Watch
) -> None:
    for _ in range(4):
        clock.advance(MINUTE)
        await create(store)
    await store.act(TAKE, on(2))
    clock.advance(MINUTE)
    board = await watch()
    first = board.view
    assert first.counted < 1
    counted = await _until(board, lambda view: view.counted >= 1)
    for name in ("waiting", "oldest_waiting", "late", "due_soon"):
        assert first.strip[name].value == counted.strip[name].value, name
    for one, other in zip(first.queues, counted.queues, strict=True):
        for name in ("waiting", "oldest_waiting", "in_progress", "snoozed", "late"):
            assert one.cells[name].value == other.cells[name].value, (one.queue, name)


async def test_behind_a_number_of_a_real_store(
    store: Store, clock: ManualClock, watch: Watch
) -> None:
    case = await create(store)
    await _call(store, 1, clock, 30 * SECOND)
    board = await watch()
    await _until(board, lambda view: view.counted >= 1)
    level = await board.explain("service_level")
    assert (level.numerator, level.denominator) == (0, 1)
    (line,) = await board.behind("service_level")
    assert (line.talk_id, line.counts) == (1, "not met")
    assert line.words == "call · answered after 30 s · target 20 s"
    told = await board.timeline(case)
    assert told[0].words.startswith("created by")
    with pytest.raises(BoardError, match="is still to come"):
        await board.go(clock.now() + MINUTE)
    with pytest.raises(BoardError, match="The log begins"):
        await board.go(0)


async def test_an_empty_store(place: str, opened: Opener, watch: Watch) -> None:
    await opened(place)
    board = await watch()
    view = await _until(board, lambda view: view.counted >= 1)
    assert view.strip["waiting"].value.value == 0
    assert view.queues == ()
    with pytest.raises(BoardError, match="The log is empty"):
        await board.go(1)


async def test_a_file_that_is_taken_away_and_brought_back(
    tmp_path: Path, opened: Opener, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "AGAIN", 0.05)
    monkeypatch.setattr(following, "PULSE", 0.05)
    path = tmp_path / "desk" / "desk.db"
    store = await opened(str(path))
    await tell(store, e.AgentStateChanged(agent="lena", before="offline", after="available"))
    await store.close()
    board = await Board.open(str(path), clock=clock)
    try:
        before = await _until(board, lambda view: view.counted >= 1)
        aside = path.parent.rename(tmp_path / "aside")
        view = await _until(board, lambda view: view.trouble != "")
        assert "The board shows how it stood at" in view.trouble
        assert view.strip == before.strip
        aside.rename(path.parent)
        await _until(board, lambda view: view.trouble == "")
        store = await opened(str(path))
        await tell(store, e.AgentStateChanged(agent="omar", before="offline", after="available"))
        await _until(board, lambda view: view.strip["available"].value.value == 2)
    finally:
        await board.close()
