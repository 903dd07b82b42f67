"""A room: the desk's store with a clock and customers of its own, seeking, and how it is left."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agentdesk.clock import HOUR
from agentdesk.data.errors import Refused, StoreError, StoreMissing, StoreSwitched
from agentdesk.data.store import Batch
from agentdesk.desk.taking import TakeNext
from agentdesk.desk.tick import fire_due, sweep
from agentdesk.seat.session import Session
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.room import Room
from tests.training.attempt_bed import STEP, Bed, do, hash_again, hash_of, inputs, shift


async def all_of(feed: AsyncIterator[Batch]) -> None:
    async for _ in feed:
        pass


async def worked(bed: Bed, speed: float) -> str:
    async with bed.room() as room:
        await room.set_speed(speed)
        await shift(bed, room)
        await bed.until(room, 60)
        return await hash_of(room)


async def test_the_same_inputs_give_the_same_log_at_any_speed(tmp_path: Path) -> None:
    bed = Bed(tmp_path / "slow")
    slow = await worked(bed, 1)
    quick = await worked(Bed(tmp_path / "quick"), 64)
    assert slow == quick
    async with bed.room(going=False) as room:
        assert len(inputs(room)) == 6
        until = room.start + 60 * STEP
        assert await hash_again(tmp_path, bed.scenario, inputs(room), until) == slow


async def test_stepping_and_leaving_change_nothing_of_the_log(tmp_path: Path) -> None:
    plain = await worked(Bed(tmp_path / "plain"), 1)
    bed = Bed(tmp_path / "stepped")
    for act, until in enumerate((3, 4, 5, 8, 29, 40)):
        async with bed.room() as room:
            await room.stop()
            while (due := room.store.line.play.next_at) and due <= room.start + until * STEP:
                await room.step()
            await room.seek(room.start + until * STEP)
            await room.go_on()
            await shift(bed, room, act, act)
    async with bed.room() as room:
        await bed.until(room, 60)
        assert await hash_of(room) == plain


async def test_seeking_back_begins_a_branch_that_is_as_it_was(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        await shift(bed, room)
        end, there = await hash_of(room), inputs(room)
        for steps in (20, 4, 0):
            at = room.start + int(steps * STEP)
            await room.seek(at, branch=0)
            assert room.clock.now() == at
            again = tmp_path / f"{steps}"
            again.mkdir()
            past = tuple(one for one in there if one.at <= at)
            assert inputs(room) == past
            assert await hash_of(room) == await hash_again(again, bed.scenario, past, at)
        assert inputs(room, 0) == there
        await room.seek(room.start + 40 * STEP, branch=0)
        assert await hash_of(room) == end


async def test_a_folder_that_is_gone_is_not_begun_anew_by_going_back(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        await bed.until(room, 5)
        aside = bed.folder.rename(tmp_path / "aside")
        with pytest.raises(StoreMissing, match="Put it back"):
            await room.seek(room.start)
        assert not bed.folder.exists()
        aside.rename(bed.folder)
        await room.seek(room.start + STEP)
        assert room.clock.now() == room.start + STEP


async def test_a_room_is_left_though_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> None:
        raise StoreError("This attempt cannot be written down: database or disk is full.")

    bed = Bed(tmp_path)
    room = await Room.open(bed.folder, wall=bed.wall)
    await room.go_on()
    await bed.until(room, 5)
    with monkeypatch.context() as broken:
        broken.setattr(Book, "add_piece", full)
        broken.setattr(Book, "be_here", full)
        with pytest.raises(StoreError):
            await room.stop()
        await room.close()
    bed.wall.advance(HOUR)
    async with bed.room(going=False) as room:
        assert not room.clock.running
        assert room.start < room.clock.now() <= room.start + 5 * STEP


async def test_a_branch_goes_its_own_way_and_a_bookmark_leads_back(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        await shift(bed, room, 0, 2)
        mark = await room.bookmark("before the wait")
        at_mark = await hash_of(room)
        await shift(bed, room, 3, 5)
        await room.seek(room.start + 4 * STEP)
        await do(room, "release", "other", case_id=1)
        assert [one.parent for one in room.book.branches()] == [None, 0]
        assert len(inputs(room)) == 3
        await room.seek(mark.at, mark.branch)
        assert await hash_of(room) == at_mark
        assert room.bookmarks == (mark,)
    async with bed.room(going=False) as room:
        assert (room.store.line.branch, room.clock.now()) == (2, mark.at)
        assert await hash_of(room) == at_mark


async def test_restart_begins_with_nothing_done(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        await shift(bed, room, 0, 3)
        await room.restart()
        assert (room.clock.now(), inputs(room)) == (room.start, ())
        assert await room.store.reads.mine("lena") == ()


async def test_who_follows_the_log_hears_that_another_history_is_shown(tmp_path: Path) -> None:
    bed, told = Bed(tmp_path), []
    async with bed.room() as room:
        room.store.switched.append(lambda: told.append(room.store.line.branch))
        feed = room.store.feed(0)
        assert (await anext(feed)).last_seq > 0
        await bed.until(room, 5)
        assert (await anext(feed)).entries
        await room.seek(room.start)
        with pytest.raises(StoreSwitched):
            await all_of(feed)
        assert told == [1]
        last = await room.store.reads.last_seq()
        feed = room.store.feed(last)
        await bed.until(room, 2)
        assert (await anext(feed)).entries[0].seq == last + 1
        await feed.aclose()


async def test_a_desk_that_follows_takes_nothing_from_anybody(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        session = Session(room.store, room.scenario.setup, room.me)
        await room.set_speed(64)
        assert session.speed == 64
        await bed.until(room, 3)
        outcome = await session.do(TakeNext(**session.ids()))
        await bed.until(room, 100)
        before = await room.store.reads.last_seq()
        assert await fire_due(room.store, session.now) == 0
        assert await sweep(room.store, session.now) == 0
        assert await room.store.live.left("lena", session.desk_id, 0) == 1
        assert await room.store.reads.last_seq() == before
        row = await room.store.reads.case_row(outcome.cases[0])
        assert row is not None
        assert row.owner == "lena"


async def test_while_the_clock_stands_nothing_is_done(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        await bed.until(room, 3)
        await room.stop()
        bed.wall.advance(60_000)
        await room.turn()
        assert room.clock.now() == room.start + 3 * STEP
        with pytest.raises(Refused, match="The clock is stopped"):
            await do(room, "take_next", "one")
        assert inputs(room) == ()
        await room.go_on()
        await do(room, "take_next", "one")


async def test_what_the_desk_refuses_is_no_input(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        await bed.until(room, 3)
        with pytest.raises(Refused):
            await do(room, "take", "none", case_id=99)
        await do(room, "take", "one", case_id=1)
        assert (await do(room, "take", "one", case_id=1)).repeated
        assert [one.n for one in inputs(room)] == [1]


async def test_hints_say_what_is_open_and_are_counted(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        assert await room.hints() == ()
        await bed.until(room, 3)
        first, second = await room.hints()
        assert (first.words, first.case_id) == ("Bo Lind: write to the customer", 1)
        assert first.due_at == room.start + 11 * 60_000
        assert (second.words, second.due_at) == ("Bo Lind: ask the customer (order number)", None)
        assert [len(asked.words) for asked in room.book.asked()] == [0, 2]


async def test_a_closed_lid_is_no_time_of_the_shift(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        await bed.until(room, 3)
        bed.wall.advance(3_600_000)
        await room.turn()
        assert room.clock.now() == room.start + 3 * STEP
        bed.wall.advance(1_000)
        assert room.clock.now() == room.start + 3 * STEP + 1_000
        assert room.book.current[1] == room.clock.piece
