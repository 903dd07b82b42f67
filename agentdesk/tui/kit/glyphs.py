"""Every glyph the screens use, and what stands for it under ``--ascii``.

No glyph here has an emoji form: a terminal may draw those two cells wide. Every glyph and every
stand-in is exactly as many cells wide as the other, so a screen keeps its columns in both.
"""

from typing import NamedTuple


class Glyphs(NamedTuple):
    """The signs of one alphabet, named by what they mean."""

    cursor: str = "▌"
    marked: str = "*"
    cursor_marked: str = "◆"
    unread: str = "•"
    rule: str = "─"
    reply_rule: str = "━"
    typing: str = "✎"
    more: str = "…"
    dot: str = "·"
    up: str = "↑"
    down: str = "↓"
    below: str = "▾"
    folded: str = "▸"
    arrow: str = "→"
    done: str = "✓"
    here: str = "●"
    away: str = "○"
    minus: str = "−"
    bar: str = "│"
    blank_open: str = "‹"
    blank_close: str = "›"
    quoted: str = "⋯"
    times: str = "×"
    article: str = "§"
    none: str = "–"
    warn: str = "△"
    bad: str = "▲"


UNICODE = Glyphs()

ASCII = Glyphs(
    cursor=">",
    cursor_marked="#",
    unread="o",
    rule="-",
    reply_rule="=",
    typing="~",
    more=".",
    dot="-",
    up="^",
    down="v",
    below="v",
    folded=">",
    arrow=">",
    done="v",
    here="@",
    away="o",
    minus="-",
    bar="|",
    blank_open="<",
    blank_close=">",
    quoted=".",
    times="x",
    article="#",
    none="-",
    warn="?",
    bad="!",
)

_TO_ASCII = str.maketrans(
    {g: a for g, a in zip(UNICODE, ASCII, strict=True)}
    | dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+")
    | dict.fromkeys("┃▎▏▕", "|")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‘’", "'")
    # The ends of a scroll bar: its body is a space in another colour.
    | dict.fromkeys("▁▂▃▄▅▆▇█▔▀▐░▒▓", " ")
)

_WIDER = str.maketrans(
    {"≤": "<=", "≥": ">=", "÷": "/", "∑": "sum", "Σ": "sum", "≠": "!=", "≈": "~"}
)


def words_in_ascii(text: str) -> str:
    """Replace our own signs in words that are not laid out yet: some take more cells in ASCII."""
    return to_ascii(text.translate(_WIDER))


def to_ascii(text: str) -> str:
    """Replace the desk's own glyphs in a finished line; customers' letters are left alone."""
    return text.translate(_TO_ASCII)
