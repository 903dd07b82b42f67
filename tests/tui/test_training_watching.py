"""Watching at the highest speed shows what the store holds, and a room hears its book at once."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from agentdesk.clock import SECOND, ManualClock
from agentdesk.domain.views import Counts, QueueRow
from agentdesk.training.attempts import room as room_module
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.room import Room
from agentdesk.training.attempts.rows import What
from agentdesk.training.reading import shipped_scenario
from tests.tui.training_bed import TODAY, TrainingBed, attempt, training

STOPS = (0.2, 0.4, 1.0)
"""Where the shift is looked at, in shares of it."""

Lines = list[tuple[int, int, str]]
Seen = tuple[Lines, Lines, Counts]


def lines(rows: Iterable[QueueRow]) -> Lines:
    """Return the case, version and state of lines."""
    return [(row.case_id, row.version, row.state) for row in rows]


def shown(bed: TrainingBed) -> Seen:
    """Return one's own lines, which keep their places under the cursor, the queue, the numbers."""
    model = bed.app.desk.queue.model
    there = [row for row in model.waiting if row.case_id != model.ghost]
    mine = [row for row in model.mine if row.case_id != model.ghost]
    return sorted(lines(mine)), lines(there), bed.app.need_bench().counts


async def held(bed: TrainingBed) -> Seen:
    """Return the same of the store."""
    session = bed.app.need_bench().session
    mine, there = await session.mine(), (await session.page()).rows
    return sorted(lines(mine)), lines(there), await session.counts()


async def agreed(bed: TrainingBed) -> Seen:
    """Wait until the screen shows what the store holds, which the room may still be writing."""
    for _ in range(1500):
        wanted = await held(bed)
        if shown(bed) == wanted:
            return wanted
        await asyncio.sleep(0.02)
    raise AssertionError("the screen does not show what the store holds")


async def test_nothing_is_skipped_on_the_screen_at_the_highest_speed(tmp_path: Path) -> None:
    wall, rush = ManualClock(TODAY), shipped_scenario("billing-rush")
    async with training(attempt(tmp_path, rush, "watch", wall), wall) as bed:
        room, most = bed.room, 0
        await bed.press(*">" * 6)
        assert room.clock.speed == 64
        for share in STOPS:
            stop = room.start + int((room.end - room.start) * share)
            while room.clock.now() < stop:
                wall.advance(SECOND)
                await room.turn()
            mine, there, _ = await agreed(bed)
            most = max(most, len(mine) + len(there))
        assert most > 1
        assert room.store.line.inputs == len(room.script or ())


async def test_a_room_hears_at_once_what_is_written_into_its_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By itself it would look far too late.
    monkeypatch.setattr(room_module, "CALM_S", 600.0)
    wall = ManualClock(TODAY)
    folder = attempt(tmp_path, shipped_scenario("first-shift"), "practise", wall)
    room = await Room.open(folder, wall=wall)
    await room.go_on()
    heard = asyncio.Event()
    room.on_change.append(lambda what: heard.set() if what == "clock" else None)
    running = asyncio.create_task(room.run())
    trainers = Book(folder / "book.db")
    wishes: tuple[tuple[What, bool], ...] = (("pause", False), ("go_on", True), ("pause", False))
    try:
        await asyncio.sleep(0)
        for what, runs in wishes:
            heard.clear()
            trainers.control(what, "ines", TODAY)
            await asyncio.wait_for(heard.wait(), 20)
            assert room.clock.running is runs
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        trainers.close()
        await room.close()
