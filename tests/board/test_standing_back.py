"""While much happens a board keeps no snapshots, and misses nothing; afterwards it makes up."""

import asyncio
import math
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import pytest

from agentdesk.board import following, past
from agentdesk.board.following import Following
from agentdesk.board.past import Past
from agentdesk.board.position import Position
from agentdesk.board.snapshots import Snapshots
from tests.board.office_store import OfficeStore
from tests.support.office import Office

STEP = 10


class _Followed(NamedTuple):
    store: OfficeStore
    snapshots: Snapshots
    past: Past
    following: Following

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something to be so."""
        async with asyncio.timeout(20):
            while not holds():  # noqa: ASYNC110 (what is waited for has no event)
                await asyncio.sleep(0.005)

    async def close(self) -> None:
        """Stop."""
        await self.following.close()
        await self.past.close()
        self.snapshots.close()

    @property
    def kept(self) -> list[int]:
        """Where snapshots were kept."""
        return [mark.seq for mark in self.snapshots.marks()][::-1]

    def position(self) -> Position:
        """Return what is followed."""
        assert self.following.position is not None
        return self.following.position

    async def caught_up(self) -> None:
        """Wait until everything has come."""
        await self.until(lambda: self.position().seq == len(self.store.log))


async def _followed() -> _Followed:
    store = OfficeStore(Office())
    store.office.here("lena")
    snapshots = Snapshots(None, store.url, Position.VERSION)
    past = Past(store, snapshots, step=STEP)

    async def prepare(position: Position) -> None:
        return

    followed = _Followed(store, snapshots, past, Following(store, past, lambda: None, prepare))
    followed.following.start()
    await followed.until(lambda: followed.following.position is not None)
    return followed


async def _mails(followed: _Followed, count: int) -> None:
    for number in range(count):
        followed.store.office.mail(sender=f"m{number}-{len(followed.store.log)}@there.example")
        await asyncio.sleep(0)
    await followed.caught_up()


async def test_a_flood_is_taken_in_whole_and_its_snapshots_are_made_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(following, "PULSE", 0.01)
    monkeypatch.setattr(following, "CALM", 0.05)
    monkeypatch.setattr(following, "SURE", 0.0)
    monkeypatch.setattr(past, "FILLING", math.inf)
    followed = await _followed()
    try:
        await _mails(followed, 10)
        await followed.until(lambda: len(followed.kept) > 0)
        # Nothing is on its way any more.
        await followed.until(lambda: followed.following.filled)
        await followed.past.close()
        calm, followed.following._calm = followed.following._calm, math.inf
        before, followed.store.busy = followed.kept, True
        await _mails(followed, 40)
        assert [case.id for case in followed.position().ledger.cases()] == list(range(1, 51))
        assert followed.kept == before
        assert not followed.following.filled
        followed.store.busy, followed.following._calm = False, calm
        await followed.until(lambda: followed.following.filled)
        places = [0, *followed.kept, len(followed.store.log)]
        assert max(b - a for a, b in pairwise(places)) < 2 * STEP
    finally:
        await followed.close()


async def test_what_happens_now_and_then_is_kept_as_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(following, "SURE", 0.0)
    # Nothing is made up for afterwards.
    monkeypatch.setattr(following, "CALM", math.inf)
    followed = await _followed()
    try:
        await _mails(followed, 2)
        await _mails(followed, 10)
        await followed.until(lambda: len(followed.kept) > 0)
        assert not followed.store.busy
    finally:
        await followed.close()
