"""The desk in training: the band, F5 and the transport line, watching, predicting, an exam."""

from contextlib import closing, nullcontext
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agentdesk.clock import HOUR, ManualClock, from_datetime
from agentdesk.data.errors import Refused
from agentdesk.training.attempts.book import Book
from agentdesk.training.moments import moment, moment_of
from agentdesk.training.reading import shipped_scenario
from agentdesk.tui.kit.glyphs import UNICODE
from agentdesk.tui.kit.sheet import Sheet
from agentdesk.tui.training.band import Shown, band
from agentdesk.tui.training.commands import registry
from agentdesk.tui.training.report_page import ReportPage
from tests.tui.desk_bed import desk, fill
from tests.tui.training_bed import TODAY, attempt, training

FIRST = shipped_scenario("first-shift")


@pytest.fixture
def wall() -> ManualClock:
    return ManualClock(TODAY)


async def test_customers_come_as_time_passes_and_the_band_says_that_nobody_is_real(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "practise", wall), wall, (160, 36)) as bed:
        assert "TRAINING" in bed.band
        assert "no real customer hears you" in bed.band
        await bed.wait(6)
        await bed.until(lambda: sorted(bed.cases) == [1, 2, 3])
        await bed.press("T")
        await bed.until(lambda: "took 2" in bed.status)
        assert "09:06:00" in bed.band


async def test_f5_stops_the_clock_and_the_transport_line_has_the_keys(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "practise", wall), wall) as bed:
        await bed.wait(6)
        await bed.press("f5")
        assert not bed.room.clock.running
        await bed.wait(10)
        assert bed.minute == 6
        await bed.press("t")
        await bed.press("escape")
        await bed.press("T")
        assert bed.app.need_bench().counts.mine == 0
        await bed.press(".")
        assert bed.minute == pytest.approx(9)
        await bed.press("f5")
        await bed.wait(1)
        assert bed.minute == pytest.approx(10)


async def test_the_way_back_to_work_is_listed_however_narrow_the_screen(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "practise", wall), wall, (80, 24)) as bed:
        await bed.press("f5")
        await bed.until(lambda: "F5 back to work" in bed.lines[-1])
        await bed.press("f5")
        await bed.until(lambda: "F5 stop the clock" in bed.lines[-1])


async def test_what_is_written_stays_while_the_transport_line_is_open(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "practise", wall), wall) as bed:
        await bed.wait(6)
        await bed.until(lambda: len(bed.cases) == 3)
        await bed.press("T")
        await bed.press("i")
        await bed.until(lambda: bed.app.desk.writing)
        await bed.type("Dear Ida")
        await bed.press("f5")
        await bed.press("b")
        box = bed.app.desk.composer
        assert box is not None
        assert box.area.text.endswith("Dear Ida")
        assert "Kept: 09:06:00" in bed.status
        await bed.press("f5")
        await bed.type(", thank you")
        assert box.area.text.endswith("Dear Ida, thank you")


async def test_going_back_shows_the_queue_of_that_moment_and_a_way_forward_again(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "practise", wall), wall) as bed:
        await bed.wait(6)
        await bed.until(lambda: len(bed.cases) == 3)
        await bed.press("T")
        await bed.press("f5")
        await bed.press("[")
        await bed.until(lambda: sorted(bed.cases) == [1, 2])
        await bed.until(lambda: bed.app.need_bench().counts.mine == 0)
        await bed.press("B")
        await bed.press("1")
        await bed.press("ctrl+s")
        await bed.until(lambda: len(bed.cases) == 3)
        await bed.until(lambda: bed.app.need_bench().counts.mine == 1)
        assert len(bed.room.book.branches()) == 3


async def test_going_back_leaves_what_is_written_with_the_moment_and_nothing_of_the_future(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "practise", wall), wall) as bed:
        await bed.wait(4)
        await bed.until(lambda: len(bed.cases) == 3)
        await bed.press("T", "i")
        await bed.until(lambda: bed.app.desk.writing)
        await bed.type("Dear Ida")
        await bed.press("f5")
        await bed.press("]")
        box = bed.app.desk.composer
        assert box is not None
        assert box.writing is not None, "on the way on it stays open"
        await bed.press("[")
        await bed.until(lambda: box.writing is None and "waits where you left" in bed.status)
        await bed.press("[")
        await bed.until(lambda: bed.minute == 0 and bed.cases == [])
        await bed.press("f5")
        await bed.type("T")
        assert not bed.app.desk.writing
        assert box.text == ""
        await bed.press("f5", "B", "1", "ctrl+s")
        await bed.until(lambda: bed.minute == pytest.approx(9) and len(bed.cases) == 4)
        await bed.press("f5", "i")
        await bed.until(lambda: box.writing is not None)
        assert box.text.endswith("Dear Ida")


async def test_what_a_shift_is_about_can_be_read_again_in_an_exam_too(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "exam", wall), wall) as bed:
        await bed.press("f5", "A")
        await bed.until(lambda: any("Monday morning" in line for line in bed.lines))
        await bed.press("escape", "question_mark")
        await bed.until(lambda: any("the line that ends the exam" in line for line in bed.lines))
        assert not any("Stop the clock" in line for line in bed.lines)


async def test_a_hint_says_what_is_expected_and_is_counted(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "practise", wall), wall) as bed:
        await bed.wait(16)
        await bed.press("f5", "H")
        await bed.until(lambda: any("Jonas Feld" in line for line in bed.lines))
        await bed.press("escape")
        assert len(bed.room.book.asked()) == 1


async def test_a_trainee_hears_who_stopped_the_clock_and_who_ended_the_attempt(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "practise", wall), wall) as bed:
        with closing(Book(bed.room.folder / "book.db")) as book:
            book.control("pause", "ines", wall.now())
            await bed.until(lambda: bed.status == "ines stopped the clock.")
            book.control("go_on", "ines", wall.now())
            await bed.until(lambda: bed.status == "ines lets the clock go on.")
            book.control("inject", "ines", wall.now(), "none-such")
            book.control("end", "ines", wall.now())
            await bed.until(lambda: bed.status.startswith("ines ended this attempt: F5 X shows"))
        await bed.press("f5", "X")
        await bed.until(lambda: isinstance(bed.app.screen, ReportPage))
        await bed.press("escape")


async def test_whispers_are_shown_once(tmp_path: Path, wall: ManualClock) -> None:
    async with training(attempt(tmp_path, FIRST, "practise", wall), wall) as bed:
        # The console writes with a book of its own.
        with closing(Book(bed.room.folder / "book.db")) as book:
            book.whisper("Look at the fuse.", "ines")
            await bed.until(lambda: "ines whispers: Look at the fuse." in bed.status)
            assert [one.seen_at is not None for one in book.whispers()] == [True]
        assert bed.room.band.whispers == ()


async def test_who_watches_has_the_transport_bare_and_does_nothing(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "watch", wall), wall) as bed:
        assert bed.training.key_context() == "training"
        await bed.press("space")
        assert not bed.room.clock.running
        await bed.press("space", ">")
        assert bed.room.clock.speed == 2
        await bed.wait(10)
        await bed.until(lambda: bed.app.need_bench().counts.mine > 0 or bed.minute >= 20)
        assert bed.room.store.line.inputs > 0
        await bed.press("T")
        assert "took" not in bed.status


async def test_who_predicts_is_asked_before_each_act(tmp_path: Path, wall: ManualClock) -> None:
    async with training(attempt(tmp_path, FIRST, "predict", wall), wall) as bed:
        await bed.wait(8)
        await bed.until(lambda: bed.room.deed is not None)
        assert not bed.room.clock.running
        await bed.until(lambda: len(bed.cases) > 0)
        await bed.press("p", "1", "1", "ctrl+s")
        await bed.until(lambda: "Done was:" in bed.status)
        (said,) = bed.room.book.predictions()
        assert said.said == "take"


@pytest.mark.parametrize("mode", ["practise", "watch", "predict", "exam"])
def test_the_keys_of_training_stand_first_and_leaving_is_what_it_is_here(mode: str) -> None:
    commands = list(registry(mode))
    known = [command.group for command in commands]
    assert known[0] == "Training"
    leaving = next(command for command in commands if command.id == "quit").help
    assert ("goes on without you" in leaving) is (mode == "exam")


async def test_leaving_asks_nothing_and_keeps_what_is_written_and_taken(
    tmp_path: Path, wall: ManualClock
) -> None:
    folder = attempt(tmp_path, FIRST, "practise", wall)
    async with training(folder, wall) as bed:
        await bed.wait(6)
        await bed.until(lambda: len(bed.cases) == 3)
        await bed.press("T")
        await bed.press("i")
        await bed.until(lambda: bed.app.desk.writing)
        await bed.type("Dear Ida")
        await bed.press("ctrl+q")
        await bed.until(lambda: bed.app.return_code == 0)
    async with training(folder, wall) as bed:
        bench = bed.app.need_bench()
        assert bench.counts.mine == 1
        (draft,) = await bench.session.store.live.drafts(bench.session.me.id)
        assert draft.body.endswith("Dear Ida")


async def test_a_terminal_that_is_closed_leaves_what_was_typed_last(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "exam", wall), wall) as bed:
        await bed.wait(6)
        await bed.until(lambda: len(bed.cases) == 3)
        await bed.press("T")
        await bed.press("i")
        await bed.until(lambda: bed.app.desk.writing)
        await bed.type("Dear Ida")
        bench = bed.app.need_bench()
        assert "The exam goes on" in await bed.app.open_ends()
        (draft,) = await bench.session.store.live.drafts(bench.session.me.id)
        assert draft.body.endswith("Dear Ida")


async def test_an_exam_cannot_be_stopped_and_ends_with_a_question(
    tmp_path: Path, wall: ManualClock
) -> None:
    async with training(attempt(tmp_path, FIRST, "exam", wall), wall) as bed:
        assert "EXAM" in bed.band
        await bed.wait(3)
        await bed.press("f5")
        assert bed.room.clock.running
        await bed.wait(3)
        assert bed.minute == 6
        with pytest.raises(Refused):
            await bed.room.stop()
        await bed.press("X", "1", "ctrl+s")
        assert not bed.training.done
        await bed.press("X", "2", "ctrl+s")
        await bed.until(lambda: bed.training.done)
        await bed.until(lambda: "Esc leaves" in bed.status)


def test_moments_are_read_on_the_clock_of_the_place() -> None:
    start = moment_of("+0", FIRST)
    assert start is not None
    assert moment_of("09:10:30", FIRST) == start + 630_000
    assert moment_of("+10:30", FIRST) == moment_of("09:10:30 CET", FIRST) == start + 630_000
    for wrong in (
        "08:59",
        "10:00",
        "9",
        "25:00",
        "09:61",
        "",
        "+",
        "a:b",
        "09:10:11:12",
        "09:1²",
        "09:10 CEST",
    ):
        assert moment_of(wrong, FIRST) is None, wrong


def test_of_an_hour_that_comes_twice_the_first_is_meant_and_the_band_names_both() -> None:
    zone = ZoneInfo("Europe/Berlin")
    night = shipped_scenario("night-shift")
    start = moment_of("+0", night)
    assert start is not None
    first = moment("02:30", start, start + night.length, zone)
    assert first == start + 75 * 60_000 == moment("02:30 cest", start, start + night.length, zone)
    assert moment("02:30 CET", start, start + night.length, zone) == first + HOUR
    shown = Shown("practise", "A night", first, HOUR, zone, 1.0, running=True)
    left, _, _ = band(shown, (), (), UNICODE)
    again, _, _ = band(shown._replace(at=first + HOUR), (), (), UNICODE)
    assert [piece.text for piece in left][2] == "02:30:00 CEST"
    assert [piece.text for piece in again][2] == "02:30:00 CET"
    day = from_datetime(datetime(2026, 3, 9, 12, tzinfo=zone))
    plain, _, _ = band(shown._replace(at=day), (), (), UNICODE)
    assert [piece.text for piece in plain][2] == "12:00:00"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(210, "3h 30 left"), (120, "2h 00 left"), (119, "119m left"), (1, "1m left")],
)
def test_what_is_left_of_a_long_shift_is_said_in_hours(minutes: int, said: str) -> None:
    shown = Shown("exam", "A night", 0, minutes * 60_000, ZoneInfo("UTC"), 1.0, running=True)
    assert [piece.text for piece in band(shown, (), (), UNICODE)[2]] == [said]


async def test_the_real_desk_goes_to_the_training_room_and_says_that_one_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[list[str]] = []

    def call(words: list[str]) -> int:
        began.append(words)
        return 0

    monkeypatch.setattr("subprocess.call", call)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock) as bed:
        monkeypatch.setattr(bed.app, "suspend", nullcontext)
        await bed.press("g", "t")
        await bed.type("first")
        await bed.press("enter")
        await bed.until(lambda: isinstance(bed.app.screen, Sheet))
        await bed.press("1", "ctrl+s")
        await bed.until(lambda: "Back at the desk" in bed.status)
    assert began[0][3:] == ["train", "start", "first-shift", "--mode", "practise"]
