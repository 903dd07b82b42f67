"""How the desk fits its window: every line exactly as wide, one plain sentence when too small."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.tui.desk_bed import desk, fill

SIZES = ((200, 60), (120, 36), (80, 24), (60, 16))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", [(), ("enter",), ("enter", "i"), ("T", "e"), ("3",), ("4",)])
async def test_every_line_is_exactly_as_wide_as_the_window(
    tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock, size=size) as bed:
        await bed.press(*keys)
        lines = bed.lines
        assert len(lines) == size[1]
        assert {cell_len(line) for line in lines} == {size[0]}


@pytest.mark.parametrize("size", [(20, 5), (59, 30), (100, 10)])
async def test_a_window_that_is_too_small_says_so(tmp_path: Path, size: tuple[int, int]) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock, size=size) as bed:
        assert "too small" in " ".join(" ".join(bed.lines).split())


async def test_a_storm_of_resizes_ends_where_it_should(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock) as bed:
        for width in (200, 61, 20, 150, 80, 149, 110, 109, 60, 120):
            await bed.pilot.resize_terminal(width, 36)
        await bed.settle()
        assert {cell_len(line) for line in bed.lines} == {120}
        assert any("Ada Lovelace" in line for line in bed.lines)
