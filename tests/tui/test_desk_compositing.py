"""The desk puts its widgets together a few lines at a time, and paints what Textual would."""

from pathlib import Path
from random import Random
from unittest.mock import patch

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.screen import Screen

from agentdesk.tui.kit.compositing import NearCompositor
from tests.tui.desk_bed import desk, fill

TRIES = 80


def painted(screen: Screen[None], part: Region, *, near: bool) -> str:
    """Return what is sent to the terminal for a part of the screen."""
    compositor = screen._compositor
    assert isinstance(compositor, NearCompositor)
    compositor._dirty_regions = {part}
    # Textual renders every line of every widget.
    renders = NearCompositor._get_renders if near else Compositor._get_renders
    with patch.object(NearCompositor, "_get_renders", renders):
        update = compositor.render_partial_update()
    assert isinstance(update, ChopsUpdate)
    return update.render_segments(screen.app.console)


async def test_every_part_of_the_screen_is_painted_as_by_textual(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "a.db")
    async with desk(tmp_path / "a.db", clock, size=(130, 36)) as bed:
        await bed.press("T", "i")
        await bed.until(lambda: bed.app.desk.writing)
        await bed.type("Dear Ada")
        await bed.press("escape")
        screen, random, words = bed.app.desk, Random(5), ""
        for _ in range(TRIES):
            x, y = random.randrange(130), random.randrange(36)
            size = random.randint(1, 130 - x), random.randint(1, 36 - y)
            part = Region(x, y, *size)
            there = painted(screen, part, near=True)
            assert there == painted(screen, part, near=False), part
            words += there
        assert "Ada Lovelace" in words
