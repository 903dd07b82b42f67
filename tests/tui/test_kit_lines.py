"""Header and footer: what stays when room is short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.text import width
from agentdesk.tui.kit.commands import COMPOSER, QUEUE, Registry
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.kit.lines import Part, Piece, footer_parts, hints_of, lay_out
from tests.tui.kit_demo import COMMANDS

LEFT = [
    Piece("● available 42m", 6, short="● avail 42m"),
    Piece("3/6 busy", 4, short="3/6", before=" "),
]
MIDDLE = [
    Piece("for me 1", 9),
    Piece("mine 3", 8),
    Piece("my queues: waiting 42", 7, short="wait 42", before=" │ "),
    Piece("late 2", 9, "late", before=" "),
    Piece("<15m 5", 3),
]
RIGHT = [Piece("lena L1", 1), Piece("live ✓", 9, "done"), Piece("14:02", 6, before=" ")]


def text(parts: list[Part]) -> str:
    return "".join(piece for piece, _ in parts)


def test_header_of_80_columns() -> None:
    line = text(lay_out(LEFT, MIDDLE[:-1], RIGHT[1:], 80, "·"))
    assert line.startswith(" ● avail 42m 3/6 ")
    assert "for me 1 · mine 3 │ wait 42 late 2" in line
    assert line.endswith("live ✓ 14:02 ")


def test_header_of_120_columns_says_all() -> None:
    line = text(lay_out(LEFT, MIDDLE, RIGHT, 120, "·"))
    assert line.startswith(" ● available 42m 3/6 busy ")
    assert "my queues: waiting 42 late 2 · <15m 5" in line
    assert line.endswith(" lena L1 · live ✓ 14:02 ")


def test_the_heaviest_stay() -> None:
    line = text(lay_out(LEFT, MIDDLE, RIGHT, 34, "·"))
    assert "for me 1" in line
    assert "live ✓" in line
    assert "lena" not in line


@given(st.integers(1, 250))
def test_lines_are_exactly_as_wide_as_the_screen(cells: int) -> None:
    assert width(text(lay_out(LEFT, MIDDLE, RIGHT, cells, "·"))) == cells
    hints = [("Ctrl+S", "send", 9), ("Esc", "leave", 5)]
    assert width(text(footer_parts("sent 田中 · u 12s", hints, cells, "│"))) == cells


def test_footer_drops_the_lightest_and_keeps_the_order() -> None:
    hints = [("T", "next", 9), ("n", "note", 1), ("e", "escalate", 5)]
    assert text(footer_parts("sent 1061", hints, 36, "│")).strip() == (
        "sent 1061 │ T next  e escalate"
    )
    assert "n note  e escalate" in text(footer_parts("sent 1061", hints, 60, "│"))


def test_footer_shortens_ctrl_on_narrow_screens() -> None:
    assert "^S send" in text(footer_parts("", [("Ctrl+S", "send", 1)], 80, "│"))
    assert "Ctrl+S send" in text(footer_parts("", [("Ctrl+S", "send", 1)], 120, "│"))


def test_hints_come_from_the_commands_that_apply() -> None:
    keymap = build_keymap(Registry(COMMANDS), overrides={"case.take": ["x"]})
    assert hints_of(keymap, QUEUE) == [("x", "next", 9), ("i", "reply", 5), ("r", "resolve", 3)]
    assert hints_of(keymap, COMPOSER) == [("Ctrl+S", "send", 9)]


@pytest.mark.parametrize("cells", [0, 1, 2])
def test_no_room_at_all(cells: int) -> None:
    assert width(text(footer_parts("sent", [("T", "next", 1)], cells, "│"))) == cells
