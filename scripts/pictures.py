"""Make the pictures of the documentation from the sample center: ``python -m scripts.pictures``.

Pictures are built, never pasted, so that they show what the program shows. The clock stands still
and the sample is made with a fixed seed, so that two runs differ only where the program does.
With names as arguments only those scenes are made.
"""

import asyncio
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.demo.build import build
from agentdesk.seat.session import Session
from agentdesk.tui.desk.app import DeskApp
from agentdesk.tui.desk.commands import registry
from agentdesk.tui.kit.keymap import build_keymap
from scripts.board_pictures import BOARD_SCENES, take_board
from scripts.svg import drawing
from scripts.training_pictures import (
    CONSOLE_SCENES,
    TRAINING_SCENES,
    take_console,
    take_training,
)

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
AT = 1_772_463_720_000
"""Monday, 2 March 2026, 15:02 UTC."""
SIZES = {80: (80, 24), 120: (120, 36), 200: (200, 50)}
THEMES = {"dark": "desk-dark", "light": "desk-light"}
CHARACTERS = {"enter": "\r", "space": " "}

Stage = Callable[[DeskApp, Path], Awaitable[None]]
Take = Callable[[tuple[int, int], str], Awaitable[str]]
"""From a size and a theme to a picture."""


class Scene(NamedTuple):
    """What is shown: the picture's name, the keys that lead there, what is prepared before."""

    name: str
    keys: tuple[str, ...] = ()
    stage: Stage | None = None
    who: str = "lena"
    after: Stage | None = None
    """Done last, right before the picture is taken."""


def longest(channel: str) -> Stage:
    """Open the case of a channel in which most was written."""
    sql = (
        "SELECT c.id FROM cases c JOIN messages m ON m.case_id = c.id WHERE c.channel = ? "
        "GROUP BY c.id ORDER BY count(*) DESC, sum(length(m.body)) DESC, c.id LIMIT 1"
    )

    async def stage(app: DeskApp, store: Path) -> None:
        with closing(sqlite3.connect(store)) as db:
            (case_id,) = db.execute(sql, (channel,)).fetchone()
        await app.need_bench().open(case_id)
        app.desk.go("case")

    return stage


async def silence(app: DeskApp, store: Path) -> None:
    """Let the store have been silent for four minutes."""
    bench = app.need_bench()
    bench.silent_since = bench.session.now - 4 * MINUTE
    bench.show_lines()


SCENES = (
    Scene("queue", ("j",)),
    Scene("case", ("enter",)),
    Scene("mail", stage=longest("mail")),
    Scene("chat", stage=longest("chat")),
    Scene("customer", ("3",)),
    Scene("answers", ("4",)),
    Scene("writing", ("i", *"Dear Ada,")),
    Scene("note", ("n", *"Bookkeeping has both entries")),
    Scene("escalate", ("e",)),
    Scene("resolve", ("r",)),
    Scene("wait", ("s",)),
    Scene("assign", ("a",)),
    Scene("priority", ("p",)),
    Scene("tags", ("#",)),
    Scene("verify", ("v",)),
    Scene("promise", ("P",)),
    Scene("complaint", ("!",)),
    Scene("incident", ("L",)),
    Scene("new-case", ("N",)),
    Scene("macros", ("m", "m")),
    Scene("state", ("W",)),
    Scene("attachments", ("o",)),
    Scene("why", ("D",)),
    Scene("undo", ("p", "1", "#", *"vip", "ctrl+s", "n", *"Called the bank", "ctrl+s", "U")),
    Scene("marks", ("j", "j", "j", "j", "space", "space", "space")),
    Scene("help", ("?",)),
    Scene("palette", ("ctrl+p",)),
    Scene("typed", (":", *"esc")),
    Scene("search", ("g", "s", *"refund")),
    Scene("knowledge", ("g", "k")),
    Scene("empty", who="hedda"),
    Scene("silent", ("enter",), after=silence),
)


async def take(scene: Scene, columns: int, theme: str, store: Path) -> str:
    """Open the desk on the sample, press the keys, return the picture as SVG."""
    clock = ManualClock(AT)

    async def opener() -> Session:
        opened = await open_store(str(store), clock=clock, create=False)
        setup = await opened.reads.setup()
        return Session(opened, setup, setup.person(scene.who))

    # All colours, whatever terminal this is run in.
    os.environ["COLORTERM"], os.environ["TERM"] = "truecolor", "xterm-256color"
    app = DeskApp(opener, build_keymap(registry()), clock=clock, theme=theme)
    async with app.run_test(size=SIZES[columns]) as pilot:
        await _ready(app, pilot)
        if scene.stage is not None:
            await scene.stage(app, store)
        for key in scene.keys:
            # Past the pilot, which waits for the widgets of a sheet that a key has closed.
            app.router.read([_pressed(key)])
            await app.router.settled()
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        if scene.after is not None:
            await scene.after(app, store)
        surface = app.get_css_variables()["background"]
        svg = drawing(app.screen._compositor.render_strips(), columns, surface.lower())
        await app.shut()
    return svg


def _pressed(key: str) -> Key:
    if len(key) == 1:
        return Key(_character_to_key(key), key)
    return Key(key, CHARACTERS.get(key))


async def _ready(app: DeskApp, pilot: Pilot[int]) -> None:
    while app.bench is None or app.bench.agent is None:
        await pilot.pause(0.02)
    await pilot.pause(0.3)


async def _sample(folder: Path) -> None:
    clock = ManualClock(AT)
    store = await open_store(str(folder / "desk.db"), clock=clock)
    await build(store, clock)
    await store.close()


async def main(names: list[str]) -> None:
    """Make every picture, or those of the scenes named."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        await _sample(Path(made))
        for scene in SCENES:
            if names and scene.name not in names:
                continue
            for columns in SIZES:
                for light, theme in THEMES.items():
                    with tempfile.TemporaryDirectory() as folder:
                        shutil.copytree(made, folder, dirs_exist_ok=True)
                        svg = await take(scene, columns, theme, Path(folder) / "desk.db")
                    (PICTURES / f"{scene.name}-{columns}-{light}.svg").write_text(svg)
        store = Path(made) / "desk.db"
        others: dict[str, Take] = {
            **{n: partial(_board, keys, store) for n, keys in BOARD_SCENES.items()},
            **{n: partial(take_training, one, at=AT) for n, one in TRAINING_SCENES.items()},
            **{n: partial(take_console, keys, at=AT) for n, keys in CONSOLE_SCENES.items()},
        }
        for name, take_it in others.items():
            if names and name not in names:
                continue
            for columns, size in SIZES.items():
                for light, theme in THEMES.items():
                    svg = await take_it(size, theme)
                    (PICTURES / f"{name}-{columns}-{light}.svg").write_text(svg)


async def _board(keys: tuple[str, ...], store: Path, size: tuple[int, int], theme: str) -> str:
    return await take_board(keys, size, theme, store, AT)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
