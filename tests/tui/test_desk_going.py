"""Going to a case: where a person went last is what they see, whatever else is read meanwhile."""

import asyncio
from pathlib import Path

import pytest

from agentdesk.clock import ManualClock
from agentdesk.seat.session import Opened, Session
from agentdesk.tui.desk.following import Following
from agentdesk.tui.desk.offering import Offering
from tests.tui.desk_bed import Bed, desk, fill


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    return await fill(tmp_path / "desk.db")


def there(bed: Bed) -> tuple[str, int | None]:
    opened = bed.app.need_bench().opened
    return bed.app.desk.pane, opened.case.row.id if opened is not None else None


async def test_a_case_one_goes_to_while_the_desk_begins_stays(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, begun = asyncio.Event(), asyncio.Event()
    renew, start = Offering.renew, Following.start

    async def renewed(offering: Offering) -> None:
        await slow.wait()
        await renew(offering)

    async def started(following: Following) -> None:
        await start(following)
        begun.set()

    monkeypatch.setattr(Offering, "renew", renewed)
    monkeypatch.setattr(Following, "start", started)
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.type(":3\n")
        await bed.until(lambda: there(bed) == ("case", 3))
        slow.set()
        await bed.until(begun.is_set)
        await bed.settle()
        assert there(bed) == ("case", 3)


class Slow:
    """Readings of cases that come when they are let."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[int, asyncio.Event]] = []
        read = Session.open

        async def opened(session: Session, case_id: int) -> Opened | None:
            let = asyncio.Event()
            self.asked.append((case_id, let))
            await let.wait()
            return await read(session, case_id)

        monkeypatch.setattr(Session, "open", opened)

    def let(self, number: int) -> None:
        self.asked[number][1].set()


async def test_a_cursor_that_rests_gives_way_to_a_case_one_goes_to(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.until(lambda: there(bed) == ("queue", 1))
        slow, bench = Slow(monkeypatch), bed.app.need_bench()
        bed.app.desk.queue.select(2)
        going = asyncio.create_task(bench.open(3))
        await bed.until(lambda: len(slow.asked) == 1)
        assert not await bench.open(2, by="cursor")
        slow.let(0)
        assert await going
        assert there(bed) == ("queue", 3)


async def test_a_cursor_that_rested_opens_nothing_once_one_is_elsewhere(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.until(lambda: there(bed) == ("queue", 1))
        bed.app.desk.queue.select(2)
        bed.app._resting._rests()
        bed.app.desk.go("case")
        await bed.app.workers.wait_for_complete()
        assert there(bed) == ("case", 1)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (1, 0)])
async def test_a_case_that_changes_while_one_goes_to_it_is_shown_whichever_comes_first(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, first: int, second: int
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.until(lambda: there(bed) == ("queue", 1))
        slow, bench = Slow(monkeypatch), bed.app.need_bench()
        readings = [asyncio.create_task(bench.open(3))]
        await bed.until(lambda: len(slow.asked) == 1)
        readings.append(asyncio.create_task(bench.open(3, by="change")))
        await bed.until(lambda: len(slow.asked) == 2)
        slow.let(first)
        await bed.until(lambda: there(bed)[1] == 3)
        newest = bench.opened
        slow.let(second)
        assert await asyncio.gather(*readings) == [True, True]
        # An older reading takes the place of no later one.
        assert (bench.opened is newest) is (first == 1)
