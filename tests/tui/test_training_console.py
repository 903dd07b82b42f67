"""The trainer's console over rooms that are really open, worked with real keys."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.desk.desk import Desk
from agentdesk.desk.replying import Reply
from agentdesk.desk.taking import TakeNext
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.onlooking import Onlooker
from agentdesk.training.attempts.place import Rooms
from agentdesk.training.attempts.room import Room
from agentdesk.training.attempts.rows import Mode
from agentdesk.training.reading import shipped_scenario
from agentdesk.tui.kit.commands import SHEET
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.training.console import ConsoleApp
from agentdesk.tui.training.console_commands import registry
from agentdesk.tui.training.report_page import ReportPage
from tests.tui.desk_bed import key_of
from tests.tui.training_bed import TODAY


class Class:
    """Trainees whose rooms are open, and the console of their trainer."""

    def __init__(self, tmp_path: Path) -> None:
        self.wall = ManualClock(TODAY)
        self.rooms = Rooms(tmp_path / "training")
        self.open: dict[str, Room] = {}
        onlooker = Onlooker(self.rooms, "ines", wall=self.wall)
        self.app = ConsoleApp(onlooker, build_keymap(registry()))

    async def begin(self, trainee: str, scenario: str, mode: Mode = "practise") -> Room:
        found = shipped_scenario(scenario)
        folder = self.rooms.create(found, mode, trainee, wall=self.wall)
        room = self.open[trainee] = await Room.open(folder, wall=self.wall)
        if mode != "exam":
            await room.go_on()
        return room

    async def wait(self, minutes: float) -> None:
        left = int(minutes * MINUTE)
        while left > 0:
            self.wall.advance(min(left, MINUTE))
            left -= MINUTE
            await self.hear()

    async def hear(self) -> None:
        self.wall.advance(SECOND)
        for room in self.open.values():
            await room.turn()
        await self.app.renew()

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.app.router.read([key_of(key)])
            await self.app.router.settled()

    async def choose(self, trainee: str) -> None:
        for _ in range(10):
            if self.app.chosen is not None and self.app.chosen.trainee == trainee:
                return
            await self.press("j")
        raise AssertionError(trainee)

    @property
    def said(self) -> str:
        return self.app.main.footer._status


@contextlib.asynccontextmanager
async def console(tmp_path: Path, *trainees: tuple[str, str, Mode]) -> AsyncIterator[Class]:
    trained = Class(tmp_path)
    for trainee, scenario, mode in trainees:
        await trained.begin(trainee, scenario, mode)
    await trained_wait(trained)
    async with trained.app.run_test(size=(120, 34)):
        await trained.app.renew()
        try:
            yield trained
        finally:
            await trained.app.shut()
            for room in trained.open.values():
                await room.close()


def over(trained: Class) -> list[bool]:
    """Say of every room whether its attempt is over."""
    return [room.band.over for room in trained.open.values()]


async def trained_wait(trained: Class) -> None:
    """Let six minutes pass before anybody looks on."""
    for _ in range(6):
        trained.wall.advance(MINUTE)
        for room in trained.open.values():
            await room.turn()


async def test_one_key_stops_everybody_but_an_exam(tmp_path: Path) -> None:
    robin, kim = ("robin", "first-shift"), ("kim", "first-shift")
    async with console(tmp_path, (*robin, "practise"), (*kim, "exam")) as trained:
        await trained.press("P")
        assert "1 shift stops. 1 exam goes on." in trained.said
        await trained.hear()
        assert not trained.open["robin"].clock.running
        assert trained.open["kim"].clock.running
        await trained.choose("kim")
        await trained.press("space")
        await trained.hear()
        assert "kim: An exam goes on as time does" in trained.said
        await trained.press("P")
        await trained.hear()
        assert trained.open["robin"].clock.running


async def test_a_whisper_reaches_the_trainee_and_an_inject_their_queue(tmp_path: Path) -> None:
    async with console(tmp_path, ("robin", "billing-rush", "practise")) as trained:
        await trained.press("w", "1")
        for letter in "Look up":
            await trained.press("space" if letter == " " else letter)
        await trained.press("ctrl+s")
        await trained.hear()
        (whisper,) = trained.open["robin"].band.whispers
        assert (whisper.text, whisper.by) == ("Look up", "ines")
        before = await trained.open["robin"].store.reads.last_seq()
        await trained.press("i", "2", "ctrl+s")
        await trained.wait(2)
        reads = trained.open["robin"].store.reads
        entries = await reads.entries(before, limit=500)
        assert any(entry.fact.command.startswith("guest:cafe-comes") for entry in entries)


async def test_a_whisper_that_does_not_fit_into_a_footer_is_asked_for_again(
    tmp_path: Path,
) -> None:
    async with console(tmp_path, ("robin", "first-shift", "practise")) as trained:
        await trained.press("w", "1", *"x" * 61, "ctrl+s")
        await trained.hear()
        assert not any(trained.open["robin"].band.whispers)
        await trained.press("1", "end", "backspace", "ctrl+s")
        await trained.hear()
        (whisper,) = trained.open["robin"].band.whispers
        assert whisper.text == "x" * 60


async def test_a_text_is_tagged_and_an_item_marked(tmp_path: Path) -> None:
    async with console(tmp_path, ("robin", "first-shift", "practise")) as trained:
        room = trained.open["robin"]
        desk = Desk(room.store, room.me.id)
        case_id = int((await desk.act(TakeNext)).result["case_id"])
        mail = {"subject": "Re:", "rfc_id": "1@desk.example", "raw": b"x"}
        address = room.store.line.play.crowd.guests["parcel"].address
        await desk.act(Reply, case_id=case_id, body="It is on its way.", to=(address,), **mail)
        room.is_at(case_id, "case")
        await trained.wait(1)
        assert trained.app.look is not None
        assert [body for _, body in trained.app.look.texts] == ["It is on its way."]
        assert trained.app.look.done[-1].case_id == case_id
        await trained.press("t", "1", "1", "ctrl+s")
        await trained.hear()
        (tag,) = room.book.tags()
        assert tag.words == ("acknowledge",)
        assert any(act.word == "acknowledge" for act in room.store.line.play.crowd.acts)
        await trained.press("m", "1", "3", "ctrl+s")
        (mark,) = room.book.marks()
        assert (mark.item, mark.share, mark.by) == ("words", 0.5, "ines")


async def test_who_has_left_is_listed_as_nobody_here(tmp_path: Path) -> None:
    async with console(tmp_path, ("robin", "first-shift", "practise")) as trained:
        await trained.open.pop("robin").close()
        trained.wall.advance(MINUTE)
        await trained.app.renew()
        (one,) = trained.app.standings
        assert one.silent
        assert "nobody is here" in listed(trained)


def listed(trained: Class) -> str:
    """Return what the list of attempts says."""
    lines = trained.app.main.attempts.lines
    return "\n".join("".join(text for text, _ in line) for line in lines)


async def test_a_folder_that_goes_while_a_hint_is_written_is_told(tmp_path: Path) -> None:
    async with console(tmp_path, ("robin", "first-shift", "practise")) as trained:
        await trained.press("w", "1", *"Wait")
        room = trained.open.pop("robin")
        await room.close()
        shutil.rmtree(room.folder)
        await trained.app.renew()
        await trained.press("ctrl+s")
        assert f"{room.folder.name} is gone" in trained.said
        assert "No attempt is going on here." in listed(trained)


async def test_an_attempt_that_cannot_be_read_is_listed_with_the_reason(tmp_path: Path) -> None:
    async with console(tmp_path) as trained:
        damaged = trained.rooms.create(shipped_scenario("first-shift"), "practise", "kim")
        (damaged / "scenario.json").write_bytes(b"{")
        await trained.begin("robin", "first-shift")
        await trained.app.renew()
        assert [one.trainee for one in trained.app.standings] == ["robin"]
        assert "changed or is damaged" in listed(trained)
        assert damaged.name in trained.app.onlooker.wrong[0]


async def test_an_attempt_is_ended_after_a_question_and_waits_for_its_marks(tmp_path: Path) -> None:
    async with console(tmp_path, ("robin", "first-shift", "exam")) as trained:
        await trained.press("X", "1", "ctrl+s")
        await trained.hear()
        assert over(trained) == [False]
        await trained.press("X", "2", "ctrl+s")
        await trained.hear()
        await trained.hear()
        assert over(trained) == [True]
        assert trained.app.standings[0].unmarked == ("words",)


async def test_an_exam_that_was_left_is_over_once_its_time_is_up(tmp_path: Path) -> None:
    async with console(tmp_path, ("robin", "first-shift", "exam")) as trained:
        await trained.open.pop("robin").close()
        await trained.wait(1)
        assert "nobody is here" in listed(trained)
        for key in ("space", "i", "X"):
            await trained.press(key)
            assert trained.said == "robin is not here: nothing would come of it."
        (folder,) = trained.rooms.list()
        with contextlib.closing(Book(folder / "book.db")) as book:
            assert book.controls() == ()
        trained.wall.advance(60 * MINUTE)
        await trained.hear()
        assert "over, 1 to mark" in listed(trained)
        await trained.press("w")
        assert trained.said == "robin: this attempt is over."


async def test_the_cursor_stays_on_whom_it_was_when_somebody_comes_above(tmp_path: Path) -> None:
    async with console(tmp_path, ("robin", "first-shift", "practise")) as trained:
        chosen = trained.app.chosen
        assert chosen is not None
        await trained.begin("kim", "angry-and-grieving")
        await trained.hear()
        assert [one.trainee for one in trained.app.standings] == ["kim", "robin"]
        chosen = trained.app.chosen
        assert chosen is not None
        assert chosen.trainee == "robin"


async def test_a_report_comes_at_once_and_an_expert_beside_it_while_it_is_read(
    tmp_path: Path,
) -> None:
    async with console(tmp_path, ("robin", "first-shift", "practise")) as trained:
        reading = asyncio.create_task(trained.press("r"))
        page = await shown(trained.app)
        command = f"agentdesk train replay first-shift-1 --room {trained.rooms.folder} --at"
        assert "".join(command.split()) in told(page)
        assert "Anexpertworksthesamescenario" not in told(page)
        (worker,) = [one for one in page.workers if one.node is page]
        await worker.wait()
        assert "Anexpertworksthesamescenario" in told(page)
        assert trained.app.key_context() == SHEET
        page.dismiss(None)
        await reading


async def shown(app: ConsoleApp) -> ReportPage:
    """Wait until a report lies over the console, and has its lines."""
    for _ in range(3000):
        if isinstance(app.screen, ReportPage) and app.screen._view.lines:
            return app.screen
        await asyncio.sleep(0.01)
    raise AssertionError("no report came within half a minute")


def told(page: ReportPage) -> str:
    """Return what a report says, without the blanks at which its lines may be broken."""
    lines = ["".join(text for text, _ in line) for line in page._view.lines]
    return "".join("".join(lines).split())
