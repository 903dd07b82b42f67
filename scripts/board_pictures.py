"""The scenes of the supervisors' board, over the same sample center as the desk's."""

import asyncio
import os
from pathlib import Path

from textual.events import Key
from textual.keys import _character_to_key

from agentdesk.board.watching import Board
from agentdesk.clock import ManualClock
from agentdesk.tui.board.app import BoardApp
from agentdesk.tui.board.commands import registry
from agentdesk.tui.kit.keymap import build_keymap
from scripts.svg import drawing

BOARD_SCENES: dict[str, tuple[str, ...]] = {
    "board": ("j",),
    "board-past": ("@", *"12:30", "enter"),
    "board-number": ("l", "l", "l", "l", "?"),
    "board-behind": ("j", "d"),
    "board-case": ("j", "d", "enter"),
}
"""The keys that lead to each picture."""
CHARACTERS = {"enter": "\r"}


async def take_board(
    keys: tuple[str, ...], size: tuple[int, int], theme: str, store: Path, at: int
) -> str:
    """Open the board on the sample as it stands at an instant, press keys, return the SVG."""
    clock = ManualClock(at)

    async def opener() -> Board:
        return await Board.open(str(store), clock=clock)

    # All colours, whatever terminal this is run in.
    os.environ["COLORTERM"], os.environ["TERM"] = "truecolor", "xterm-256color"
    app = BoardApp(opener, build_keymap(registry()), clock=clock, theme=theme)
    async with app.run_test(size=size):
        await _ready(app)
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            app.router.read([Key(name, key if len(key) == 1 else CHARACTERS.get(key))])
            await app.router.settled()
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        surface = app.get_css_variables()["background"]
        svg = drawing(app.screen._compositor.render_strips(), size[0], surface.lower())
        await app.shut()
    return svg


async def _ready(app: BoardApp) -> None:
    for _ in range(1_000):
        if app.board is not None and app.board.view.counted >= 1 and app.main.shift.ready:
            return
        await asyncio.sleep(0.02)
    raise TimeoutError("the board did not open")
