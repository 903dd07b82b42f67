"""Help, palette, styles, glyphs of the borders, and what the kit must not import."""

import subprocess
import sys
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.worker import WorkerFailed

import agentdesk
from agentdesk.tui.board.app import BoardApp
from agentdesk.tui.kit.clean import ControlFilter
from agentdesk.tui.kit.commands import COMPOSER, QUEUE, Registry
from agentdesk.tui.kit.crash import describe
from agentdesk.tui.kit.help import HelpScreen, Palette, PaletteScreen, help_text
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.kit.styles import style_paths, styles_folder
from tests.tui.kit_demo import COMMANDS, Demo
from tests.tui.test_kit_router import keys

KEYMAP = build_keymap(Registry(COMMANDS))


def test_help_lists_what_applies_with_its_keys() -> None:
    text = help_text(KEYMAP, QUEUE).plain
    assert "T                Take next. Takes." in text
    assert "compose" not in text
    assert "Ctrl+S" in help_text(KEYMAP, COMPOSER).plain


def test_palette_finds_by_words_best_first() -> None:
    palette = Palette(KEYMAP)
    assert [entry.command.id for entry in palette.find("ta", QUEUE)] == ["case.take"]
    assert palette.find("send", QUEUE) == []
    assert palette.find("", QUEUE, frozenset({"case.write"}))[0].command.id == "case.write"
    titles = [entry.command.title for entry in palette.find("next", QUEUE)]
    assert titles == ["Next", "Next of mine", "Take next"]


@pytest.mark.parametrize(
    ("typed", "result"),
    [
        ("take\r", "case.take"),
        ("next\x1b[B\r", "case.next_mine"),
        ("\x1b", None),
        ("zz\r\x1b", None),
    ],
)
async def test_palette_by_keys(typed: str, result: str | None) -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        answers: list[str | None] = []

        async def ask() -> None:
            answer = await demo.ask(PaletteScreen(Palette(KEYMAP), QUEUE))
            answers.append(answer)

        worker = demo.run_worker(ask(), group="ask")
        await pilot.pause()
        demo.router.read(keys(typed))
        await worker.wait()
        assert answers == [result]


async def test_help_scrolls_and_leaves() -> None:
    demo = Demo()
    async with demo.run_test(size=(80, 12)) as pilot:
        demo.push_screen(HelpScreen(KEYMAP, QUEUE))
        await pilot.pause()
        demo.router.read(keys("jj"))
        await demo.router.settled()
        await pilot.pause()
        help = demo.screen.query_one(".help")
        assert help.scroll_y == 2
        for typed, line in (("G", help.max_scroll_y), ("gg", 0)):
            demo.router.read(keys(typed))
            await demo.router.settled()
            await pilot.pause()
            assert help.scroll_y == line
        demo.router.read(keys("\x1b"))
        await demo.router.settled()
        assert not isinstance(demo.screen, HelpScreen)
        assert "nav.back" not in demo.log_lines


def test_styles_are_found_beside_the_package_and_inside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(Path(path).is_file() for path in style_paths("sheet", "help"))
    wheel = tmp_path / "agentdesk"
    (wheel / "styles").mkdir(parents=True)
    monkeypatch.setattr(agentdesk, "__file__", str(wheel / "__init__.py"))
    with pytest.raises(FileNotFoundError):
        styles_folder()
    (wheel / "styles" / "base.tcss").touch()
    assert styles_folder() == wheel / "styles"


def test_styles_name_theme_variables_only() -> None:
    for path in styles_folder().glob("*.tcss"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "color:" in line or "background:" in line:
                assert "$" in line or "transparent" in line, f"{path.name}: {line}"


def test_controls_go_and_joiners_stay() -> None:
    for text, left in (
        ("a\x1b[31mb\x9b\x7f\u202ec", "a[31mbc"),
        ("👩\u200d👩 नि\u200dक", "👩\u200d👩 नि\u200dक"),
    ):
        (segment,) = ControlFilter().apply([Segment(text)], Color(0, 0, 0))
        assert segment.text == left


def test_crash_text_names_causes_but_no_values() -> None:
    def deep(secret: str) -> None:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ExceptionGroup(secret, [ValueError(secret)]) from error

    with pytest.raises(ExceptionGroup) as caught:
        deep("Ada's card")
    text = describe(caught.value)
    assert "Ada" not in text
    assert "KeyError" in text
    assert "ExceptionGroup (ValueError)" in text
    assert "in deep" in text
    assert describe(caught.value, BoardApp.CRASHED).startswith("The board stopped")
    assert str(Path(__file__).parent) not in text


async def failing_worker(demo: Demo) -> None:
    async def work() -> None:
        raise LookupError("Ada's card")

    async with demo.run_test() as pilot:
        demo.run_worker(work(), group="work")
        await pilot.pause()


async def test_a_worker_that_fails_is_told_by_its_own_error() -> None:
    demo = Demo()
    with pytest.raises(WorkerFailed) as caught:
        await failing_worker(demo)
    text = describe(caught.value)
    assert "LookupError" in text
    assert "in work" in text
    assert "Ada" not in text
    assert demo.return_code == 1


def test_the_kit_imports_little() -> None:
    code = """
import sys
import agentdesk.tui.kit.app, agentdesk.tui.kit.queue_list, agentdesk.tui.kit.lines
import agentdesk.tui.kit.pane
bad = [name for name in sys.modules if name.startswith((
    "agentdesk.desk", "agentdesk.data", "agentdesk.channels", "agentdesk.tui.kit.sheet",
    "agentdesk.tui.kit.help", "textual.widgets._markdown", "textual.widgets._text_area",
    "textual.widgets._data_table", "tree_sitter", "markdown_it",
))]
sys.exit(" ".join(bad) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
