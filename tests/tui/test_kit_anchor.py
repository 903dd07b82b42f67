"""Doubtful characters: what follows them stands in its column in terminals that count otherwise."""

import pyte
import pytest

from agentdesk.text import width
from agentdesk.tui.kit.anchor import anchored
from agentdesk.tui.kit.glyphs import UNICODE

NAMES = (
    "प्रिया शर्मा",
    "क्षत्रिय",
    "நன்றி வாழ்க்கை",
    "👨‍👩‍👧 family",
    "❤️ 1️⃣ 🇩🇪",
    "👍🏽 yes",
    "ᄒᆞᆫ글",
    "ไทย ภาษา",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_border_stands_where_it_was_measured(name: str) -> None:
    screen = pyte.Screen(60, 3)
    stream = pyte.Stream(screen)
    # What stood there before must not shine through where a terminal needs fewer cells.
    stream.feed("\x1b[2;5H" + "#" * 40)
    stream.feed(anchored(f"\x1b[2;5H\x1b[1m{name}\x1b[0m│\x1b[3;1Hnext"))
    end = 4 + width(name)
    row = screen.buffer[1]
    assert row[end].data == "│"
    assert not any(row[x].data == "#" for x in range(4, end))
    assert "".join(screen.buffer[2][x].data for x in range(4)) == "next"


class Greedy(pyte.Screen):
    """A terminal that gives every character a cell of its own, marks and joiners included."""

    def draw(self, data: str) -> None:
        for character in data:
            self.buffer[self.cursor.y][self.cursor.x] = self.default_char._replace(data=character)
            self.cursor.x += 2 if "\uac00" <= character <= "\ud7a3" else 1


@pytest.mark.parametrize("name", NAMES)
def test_a_terminal_that_takes_more_cells_does_not_shift_the_row(name: str) -> None:
    screen = Greedy(60, 3)
    pyte.Stream(screen).feed(anchored(f"\x1b[2;5H{name} 1042 │\x1b[2;1Hx"))
    row, end = screen.buffer[1], 4 + width(name)
    assert "".join(row[x].data for x in range(end, end + 7)) == " 1042 │"


@pytest.mark.parametrize(
    "text", ["\x1b[2;5HŁukasz Wiśniewski 田中 花子 ёж", "ad\u0301", "مرحبا שלום"]
)
def test_what_all_terminals_agree_on_is_left_alone(text: str) -> None:
    assert anchored(text) == text
    assert anchored("".join(UNICODE) + "╭╮╰╯") == "".join(UNICODE) + "╭╮╰╯"


def test_text_of_an_unknown_place_is_left_alone() -> None:
    assert anchored("प्रिया") == "प्रिया"
    assert anchored("\x1b[2;2Hab\nप्रि") == "\x1b[2;2Hab\nप्रि"
