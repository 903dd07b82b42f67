"""The desk at every width between the smallest and the widest: nothing too wide, nothing cut."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from agentdesk.data.open import open_store
from agentdesk.tui.desk.case_lines import READABLE
from agentdesk.tui.kit.theme import DARK, LIGHT
from tests.tui.desk_bed import Bed, desk, fill, mail

WIDTHS = {
    DARK: (60, 70, 80, 84, 100, 109, 110, 120, 149, 150, 180, 200, 220, 250),
    LIGHT: (80, 120, 200),
}
LONG = " ".join(f"word{number}" for number in range(60))


def _widest(bed: Bed) -> int:
    """Return how many cells the widest line of the long text takes."""
    runs = [
        run.strip()
        for line in bed.lines
        for run in line.replace("▁", "│").split("│")
        if "word" in run
    ]
    assert runs, "the text is not to be seen"
    return max(cell_len(run) for run in runs)


def _fits(bed: Bed, columns: int) -> None:
    assert {cell_len(line) for line in bed.lines} == {columns}


async def _sized(bed: Bed, columns: int) -> None:
    await bed.pilot.resize_terminal(columns, 36)
    await bed.until(lambda: cell_len(bed.lines[0]) == columns)
    await bed.settle()


@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_the_desk_fits_every_width(tmp_path: Path, theme: str) -> None:
    clock = await fill(tmp_path / "desk.db")
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    about = {"name": "Ada Lovelace", "address": "ada@lovelace.example", "subject": "It " * 60}
    await mail(store, 50, body=LONG, **about)
    await store.close()
    async with desk(tmp_path / "desk.db", clock, theme=theme) as bed:
        await bed.press("T", "T", "T", "T", "i")
        await bed.type(LONG[:100])
        await bed.press("escape")
        for columns in WIDTHS[theme]:
            await _sized(bed, columns)
            await bed.press("g", "q")
            _fits(bed, columns)
            assert "1 Queue" in bed.lines[1]
            assert "live ✓" in bed.lines[0]
            await bed.press("2")
            _fits(bed, columns)
            assert _widest(bed) <= READABLE
            assert "word59" in "\n".join(bed.lines)
            await bed.press("i")
            _fits(bed, columns)
            assert _widest(bed) <= READABLE
            assert "REPLY" in "\n".join(bed.lines)
            await bed.press("escape", "e")
            _fits(bed, columns)
            assert "Escalate" in "\n".join(bed.lines)
            await bed.press("escape")
