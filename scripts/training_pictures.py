"""The scenes of the training room: a trainee's desk, and the console of their trainer."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from textual.events import Key
from textual.keys import _character_to_key

from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.desk.desk import Desk
from agentdesk.desk.taking import TakeNext
from agentdesk.training.attempts.onlooking import Onlooker
from agentdesk.training.attempts.place import Rooms
from agentdesk.training.attempts.room import Room
from agentdesk.training.attempts.rows import Mode
from agentdesk.training.reading import shipped_scenario
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.training import commands, console_commands
from agentdesk.tui.training.app import TrainingDesk
from agentdesk.tui.training.console import ConsoleApp
from scripts.svg import drawing

CHARACTERS = {"enter": "\r", "space": " "}


class Shift(NamedTuple):
    """Which shift is shown, how far on, and the keys that lead to the picture."""

    scenario: str
    mode: Mode
    minutes: int
    keys: tuple[str, ...] = ()


TRAINING_SCENES: dict[str, Shift] = {
    "training": Shift("billing-rush", "practise", 20, ("f5",)),
    "training-hint": Shift("first-shift", "practise", 18, ("f5", "H")),
    "training-watch": Shift("billing-rush", "watch", 9),
    "training-predict": Shift("first-shift", "predict", 2, ("p",)),
    "training-exam": Shift("night-shift", "exam", 70),
}
CLASS: tuple[tuple[str, str, Mode], ...] = (
    ("robin", "first-shift", "practise"),
    ("kim", "billing-rush", "exam"),
)
CONSOLE_SCENES: dict[str, tuple[str, ...]] = {"console": (), "console-report": ("j", "r")}


async def take_training(shift: Shift, size: tuple[int, int], theme: str, at: int) -> str:
    """Work a shift up to a minute, press keys, return the SVG."""
    wall = ManualClock(at)
    with tempfile.TemporaryDirectory() as folder:
        scenario = shipped_scenario(shift.scenario)
        made = Rooms(Path(folder)).create(scenario, shift.mode, "robin", wall=wall)

        async def opener() -> Room:
            return await Room.open(made, wall=wall)

        keymap = build_keymap(commands.registry(shift.mode))
        app = TrainingDesk(opener, keymap, clock=ManualClock(at), theme=theme)
        _all_colours()
        async with app.run_test(size=size):
            await _open(app)
            for _ in range(shift.minutes):
                wall.advance(MINUTE)
                await app.need_room().turn()
                await asyncio.sleep(0.05)
            await asyncio.sleep(1.0)
            await _press(app, shift.keys)
            svg = _drawn(app, size)
            await app.shut()
    return svg


async def take_console(keys: tuple[str, ...], size: tuple[int, int], theme: str, at: int) -> str:
    """Look on at two trainees, press keys, return the SVG."""
    wall = ManualClock(at)
    with tempfile.TemporaryDirectory() as folder:
        rooms = Rooms(Path(folder))
        opened = [await _at_work(rooms, wall, *one) for one in CLASS]
        # While the second began, the first would have stood.
        wall.advance(3 * SECOND)
        for room in opened:
            await room.turn()
        keymap = build_keymap(console_commands.registry())
        app = ConsoleApp(Onlooker(rooms, "ines", wall=wall), keymap, theme=theme)
        _all_colours()
        async with app.run_test(size=size):
            await asyncio.sleep(0.5)
            await app.renew()
            await _press(app, keys)
            svg = _drawn(app, size)
            await app.shut()
        for room in opened:
            await room.close()
    return svg


async def _at_work(
    rooms: Rooms, wall: ManualClock, trainee: str, scenario: str, mode: Mode
) -> Room:
    folder = rooms.create(shipped_scenario(scenario), mode, trainee, wall=wall)
    room = await Room.open(folder, wall=wall)
    if mode != "exam":
        await room.go_on()
    for _ in range(9):
        wall.advance(MINUTE)
        await room.turn()
    desk = Desk(room.store, room.me.id)
    case_id = int((await desk.act(TakeNext)).result["case_id"])
    counts = await room.store.reads.counts(room.me.id, await room.store.reads.lanes(), wall.now())
    room.is_at(case_id, "case", waiting=counts.waiting, mine=1)
    wall.advance(2 * SECOND)
    await room.turn()
    return room


def _all_colours() -> None:
    """Whatever terminal this is run in."""
    os.environ["COLORTERM"], os.environ["TERM"] = "truecolor", "xterm-256color"


async def _open(app: TrainingDesk) -> None:
    for _ in range(1_000):
        if app.bench is not None and app.bench.agent is not None:
            return
        await asyncio.sleep(0.02)
    raise TimeoutError("the desk did not open")


async def _press(app: Any, keys: tuple[str, ...]) -> None:
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 else key
        app.router.read([Key(name, key if len(key) == 1 else CHARACTERS.get(key))])
        await app.router.settled()
        await asyncio.sleep(0.3)
    await asyncio.sleep(0.5)


def _drawn(app: Any, size: tuple[int, int]) -> str:
    surface = app.get_css_variables()["background"]
    return drawing(app.screen._compositor.render_strips(), size[0], surface.lower())
