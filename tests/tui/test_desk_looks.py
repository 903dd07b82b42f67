"""How the desk fits its window: every line exactly as wide, one plain sentence when too small."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from agentdesk.data.open import open_store
from agentdesk.tui.kit.sheet import Sheet
from agentdesk.tui.kit.too_small import TooSmall
from tests.tui.desk_bed import Bed, desk, fill, mail

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


async def test_no_key_acts_on_what_cannot_be_seen(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "n")
        await bed.type("half a")
        await bed.pilot.resize_terminal(40, 10)
        await bed.until(lambda: isinstance(bed.app.screen, TooSmall))
        await bed.type("unseen")
        await bed.press("ctrl+s", "escape", "r")
        await bed.pilot.resize_terminal(20, 5)
        await bed.until(lambda: "20 by 5" in " ".join(" ".join(bed.lines).split()))
        await bed.pilot.resize_terminal(80, 24)
        await bed.until(lambda: bed.app.screen is bed.app.desk)
        await bed.type(" sentence")
        box = bed.app.desk.composer
        assert box is not None
        assert box.text == "half a sentence"
        assert "half a sentence" in " ".join(bed.lines)
        assert {cell_len(line) for line in bed.lines} == {80}
        await bed.press("escape", "r")
        await bed.pilot.resize_terminal(80, 10)
        await bed.until(lambda: isinstance(bed.app.screen, TooSmall))
        await bed.press("1", "enter")
        await bed.pilot.resize_terminal(120, 36)
        await bed.until(lambda: isinstance(bed.app.screen, Sheet))
        assert bed.app.need_bench().counts.mine == 1
        await bed.pilot.resize_terminal(30, 36)
        await bed.until(lambda: isinstance(bed.app.screen, TooSmall))
        await bed.press("ctrl+q")
        await bed.until(lambda: not bed.app.is_running)


async def test_a_storm_of_resizes_ends_where_it_should(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock) as bed:
        for width in (200, 61, 20, 150, 80, 149, 110, 109, 60, 120):
            await bed.pilot.resize_terminal(width, 36)
        await bed.settle()
        assert {cell_len(line) for line in bed.lines} == {120}
        await bed.until(lambda: any("Ada Lovelace" in line for line in bed.lines))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_long_case_opens_at_its_newest_message(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    clock = await fill(tmp_path / "desk.db")
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    body = "\n".join(f"line {number}" for number in range(200))
    await mail(
        store, 60, name="Ada Lovelace", address="ada@lovelace.example",
        subject="Re: Charged twice [#1]", body=body,
    )  # fmt: skip
    await store.close()
    async with desk(tmp_path / "desk.db", clock, size=size) as bed:
        await bed.press("enter")
        await bed.until(lambda: any("line 199" in line for line in bed.lines))
        # It stays in sight when the window gets lower, until one scrolls away.
        await bed.pilot.resize_terminal(size[0], size[1] - 4)
        await bed.until(lambda: any("line 199" in line for line in bed.lines))
        await bed.press("g", "g")
        await bed.until(lambda: any("mail" in line for line in bed.lines))
        assert not any("line 199" in line for line in bed.lines)
        await bed.pilot.resize_terminal(*size)
        await bed.settle()
        assert not any("line 199" in line for line in bed.lines)


async def test_ascii_draws_nothing_else(tmp_path: Path) -> None:
    """Titles cut short, sheets' borders and scroll bars included: what Textual draws for us."""
    clock = await fill(
        tmp_path / "desk.db", (("Ada", "ada@l.example", "A very long subject " * 9),)
    )
    async with desk(tmp_path / "desk.db", clock, size=(110, 16), ascii_only=True) as bed:
        shown = set[str]()
        for keys in ((), ("T", "n"), ("escape", "3"), ("2", "D"), ("escape", "e"), ("escape", "r")):
            await bed.press(*keys)
            shown |= set("".join(bed.lines))
        assert {c for c in shown if ord(c) > 127} == set()
        assert {"+", "|", "-", ">"} <= shown


async def test_one_pane_at_a_time_shows_the_case_it_names(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock, size=(80, 24)) as bed:
        for key in ("g", "j", "j"):
            await bed.press(*(("g", "g") if key == "g" else (key,)), "enter")
            await bed.until(lambda: _subject(bed) in " ".join(bed.lines[8:]))
            await bed.press("escape")


async def test_the_footer_lists_the_keys_of_where_the_keyboard_arrives(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.type("half a")
        box = bed.app.desk.composer
        assert box is not None
        box.end()
        bed.app.desk.go("case")
        bed.app.show_hints()
        await bed.until(lambda: "Ctrl+S" not in bed.lines[-1] and "resolve" in bed.lines[-1])


def _subject(bed: Bed) -> str:
    opened = bed.app.need_bench().opened
    return "" if opened is None else opened.case.subject


async def test_a_theme_that_is_not_there_is_told(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock, theme="desk-drak") as bed:
        await bed.until(lambda: bed.status == "There is no theme “desk-drak”: desk-dark is used.")
