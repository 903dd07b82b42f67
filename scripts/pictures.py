"""Make the pictures of the documentation from the sample center: ``python scripts/pictures.py``.

Pictures are built, never pasted, so that they show what the program shows. The clock stands still
and the sample is made with a fixed seed, so that two runs differ only where the program does.
"""

import asyncio
import re
import tempfile
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from agentdesk.clock import ManualClock
from agentdesk.data.open import open_store
from agentdesk.demo.build import build
from agentdesk.tui.desk.app import DeskApp
from agentdesk.tui.desk.commands import registry
from agentdesk.tui.desk.session import Session
from agentdesk.tui.kit.keymap import build_keymap

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
AT = 1_772_463_720_000
"""Monday, 2 March 2026, 15:02 UTC."""


class Picture(NamedTuple):
    """A picture: its file's name, the window, the theme, and the keys that lead to it."""

    name: str
    size: tuple[int, int]
    theme: str
    keys: tuple[str, ...]


ALL = (
    Picture("desk", (120, 36), "desk-dark", ("enter",)),
    Picture("desk-light", (120, 36), "desk-light", ("enter",)),
    Picture("writing", (120, 36), "desk-dark", ("i", *"Dear Ada,")),
    Picture("wide", (200, 60), "desk-dark", ("enter",)),
    Picture("narrow-queue", (80, 24), "desk-dark", ("j",)),
    Picture("narrow-case", (80, 24), "desk-light", ("enter",)),
    Picture("escalate", (120, 36), "desk-dark", ("e",)),
    Picture("resolve", (120, 36), "desk-light", ("r",)),
    Picture("wait", (120, 36), "desk-dark", ("s",)),
    Picture("why", (120, 36), "desk-dark", ("D",)),
    Picture("help", (120, 36), "desk-dark", ("question_mark",)),
    Picture("palette", (120, 36), "desk-light", ("ctrl+p",)),
)


async def take(picture: Picture, store_path: Path) -> str:
    """Open the desk on the sample, press the keys, return the picture as SVG."""
    clock = ManualClock(AT)

    async def opener() -> Session:
        store = await open_store(str(store_path), clock=clock, create=False)
        setup = await store.reads.setup()
        return Session(store, setup, setup.person("lena"))

    app = DeskApp(opener, build_keymap(registry()), clock=clock, theme=picture.theme)
    app.title = "agentdesk"
    async with app.run_test(size=picture.size) as pilot:
        await _ready(app, pilot)
        for key in picture.keys:
            await pilot.press({" ": "space", ",": "comma"}.get(key, key))
            await app.router.settled()
            await pilot.pause()
        await pilot.pause(0.3)
        svg = app.export_screenshot(title="agentdesk")
        await app.shut()
    return plain(svg)


async def _ready(app: DeskApp, pilot: Pilot[int]) -> None:
    while app.bench is None or app.bench.agent is None:
        await pilot.pause(0.02)
    await pilot.pause(0.3)


def plain(svg: str) -> str:
    """Take out fonts that would be fetched from elsewhere; any monospace font will do."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return re.sub(r"font-family: [^;]+;", "font-family: monospace;", svg)


async def main() -> None:
    """Make every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for picture in ALL:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "desk.db"
            clock = ManualClock(AT)
            store = await open_store(str(path), clock=clock)
            await build(store, clock)
            await store.close()
            (PICTURES / f"{picture.name}.svg").write_text(await take(picture, path))


if __name__ == "__main__":
    asyncio.run(main())
