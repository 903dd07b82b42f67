"""The one place where outside text becomes printable, and is measured in terminal cells.

Customers' text may hold escape sequences that drive a terminal, marks that turn its direction
round, and characters that fill two cells or none. :func:`clean` and :func:`clean_line` take the
first two away and are applied once, after all decoding. :func:`width`, :func:`fit` and
:func:`wrap` deal with the third and expect cleaned text; a *cell* is one column of a terminal.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

ELLIPSIS = "…"
REPLACEMENT = "\ufffd"
TAB_CELLS = 4
LINE_LIMIT = 400

# Everything that must not reach a terminal: C0 but newline, DEL, C1, line and paragraph
# separators, direction overrides, embeddings and isolates, annotation marks, the byte order
# mark, half a surrogate pair, and the two noncharacters that no UTF-8 writer accepts everywhere.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_REMOVED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def clean(text: str) -> str:
    """Make a body of many lines safe to print.

    Line ends of every kind become ``\\n``, tabs become spaces, control characters and lone
    surrogates become U+FFFD, direction overrides vanish. Joiners (ZWJ, ZWNJ) stay: scripts and
    emoji need them. Cleaning twice changes nothing.
    """
    if not _UNPRINTABLE.search(text):
        return text
    text = _BREAKS.sub("\n", text)
    if "\t" in text:
        text = text.expandtabs(TAB_CELLS)
    return _UNPRINTABLE.sub(_stand_in, text)


def clean_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Make a field of one line (subject, name, file name) safe to print.

    As :func:`clean`, and every run of blanks becomes one space. More than ``limit`` characters
    are cut and end in an ellipsis.
    """
    line = " ".join(clean(text).split())
    if len(line) <= limit:
        return line
    return line[: max(limit - 1, 0)].rstrip("\u200d ") + ELLIPSIS


def _stand_in(match: re.Match[str]) -> str:
    return "" if match[0] in _REMOVED else REPLACEMENT


# How many cells a character fills follows from its Unicode category and East Asian width, but
# the tables of Python versions differ, and the screens measure with tables of their own. What
# stands here is where those disagree with the plain rule; a test compares every code point.
def _ranges(written: str) -> tuple[tuple[int, int], ...]:
    pairs = (item.partition("-") for item in written.split())
    return tuple((int(first, 16), int(last or first, 16)) for first, _, last in pairs)


_NO_CELL = _ranges(
    "0 897 cf3 ece 1acf-1add 1ae0-1aeb 2065 3164 d7b0-d7ff ffa0 fff0-fff8 1160-11ff 10d69-10d6d "
    "10efa-10eff 11241 113b8-113c0 113c2 113c5 113c7-113ca 113cc-113d0 113d2 113e1-113e2 "
    "11b60-11b67 11f00-11f01 11f03 11f34-11f3a 11f3e-11f42 11f5a 13439-13440 13447-13455 "
    "1611e-1612f 1e08f 1e4ec-1e4ef 1e5ee-1e5ef 1e6e3 1e6e6 1e6ee-1e6ef 1e6f5 1f3fb-1f3ff "
    "e0000-e0fff"
)
_ONE_CELL = _ranges("ad 600-605 6dd 70f 890-891 8e2 110bd 110cd 2fffe-2ffff")
_TWO_CELLS = _ranges(
    "2630-2637 268a-268f 2ffc-2fff 31e4-31e5 31ef 4dc0-4dff fa6e-fa6f fada-faff 16ff2-16ff6 "
    "187f8-187ff 18cff 18d09-18d1e 18d80-18df2 1b132 1b155 1d300-1d356 1d360-1d376 1f6d8 1f6dc "
    "1fa75-1fa77 1fa87-1fa8a 1fa8e-1fa8f 1faad-1faaf 1fabb-1fabf 1fac6 1fac8 1facd-1facf "
    "1fada-1fadc 1fadf 1fae8-1faea 1faef 1faf7-1faf8 20000-2fffd 30000-3fffd"
)
_EXCEPTIONS = sorted(
    (first, last, cells)
    for cells, ranges in enumerate((_NO_CELL, _ONE_CELL, _TWO_CELLS))
    for first, last in ranges
)
_EXCEPTION_STARTS = [first for first, _, _ in _EXCEPTIONS]

# Text symbols that variation selector 16 turns into an emoji two cells wide.
_WIDENED = frozenset(
    chr(code)
    for first, last in _ranges(
        "23 2a 30-39 a9 ae 203c 2049 2122 2139 2194-2199 21a9-21aa 2328 23cf 23ed-23ef 23f1-23f2 "
        "23f8-23fa 24c2 25aa-25ab 25b6 25c0 25fb-25fc 2600-2604 260e 2611 2618 261d 2620 "
        "2622-2623 2626 262a 262e-262f 2638-263a 2640 2642 265f-2660 2663 2665-2666 2668 267b "
        "267e 2692 2694-2697 2699 269b-269c 26a0 26a7 26b0-26b1 26c8 26cf 26d1 26d3 26e9 "
        "26f0-26f1 26f4 26f7-26f9 2702 2708-2709 270c-270d 270f 2712 2714 2716 271d 2721 "
        "2733-2734 2744 2747 2763-2764 27a1 2934-2935 2b05-2b07 1f170-1f171 1f17e-1f17f 1f321 "
        "1f324-1f32c 1f336 1f37d 1f396-1f397 1f399-1f39b 1f39e-1f39f 1f3cb-1f3ce 1f3d4-1f3df "
        "1f3f3 1f3f5 1f3f7 1f43f 1f441 1f4fd 1f549-1f54a 1f56f-1f570 1f573-1f579 1f587 "
        "1f58a-1f58d 1f590 1f5a5 1f5a8 1f5b1-1f5b2 1f5bc 1f5c2-1f5c4 1f5d1-1f5d3 1f5dc-1f5de "
        "1f5e1 1f5e3 1f5e8 1f5ef 1f5f3 1f5fa 1f6cb 1f6cd-1f6cf 1f6e0-1f6e5 1f6e9 1f6f0 1f6f3"
    )
    for code in range(first, last + 1)
)
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
# Scripts of which every character fills one cell; most rows never leave them.
_PLAIN = re.compile("[\x20-\x7e\xa0-\u02ff\u0370-\u0482\u2500-\u25fc\u2800-\u28ff…–—•]*")
_CACHED_WIDTHS = 20_000
_CACHED_TEXT = 256


def _measure(character: str) -> int:
    code = ord(character)
    if code < 32 or 0x7F <= code < 0xA0:
        return 0
    at = bisect_right(_EXCEPTION_STARTS, code) - 1
    if at >= 0 and code <= _EXCEPTIONS[at][1]:
        return _EXCEPTIONS[at][2]
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Mc", "Cf", "Zl", "Zp"):
        return 0
    # Not assigned in this Python's tables, whose east_asian_width means nothing then.
    if category == "Cn":
        return 1
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class _Widths(dict[str, int]):
    """Cells by character, measured on first sight; bounded against text that holds them all."""

    def __missing__(self, character: str) -> int:
        cells = _measure(character)
        if len(self) < _CACHED_WIDTHS:
            self[character] = cells
        return cells


_WIDTHS = _Widths()


def width(text: str) -> int:
    """Return how many terminal cells the text fills."""
    if _PLAIN.fullmatch(text):
        return len(text)
    if _JOINER not in text and _EMOJI_STYLE not in text:
        return sum(map(_WIDTHS.__getitem__, text))
    return sum(cells for _, cells in clusters(text))


def fit(text: str, cells: int, align: Literal["left", "right"] = "left") -> str:
    """Return the text filling exactly ``cells`` terminal cells.

    Short text is padded on the side away from ``align``; long text is cut and ends in an
    ellipsis. Wide characters and joined sequences are never split: a space fills the gap.
    """
    if cells <= 0:
        return ""
    if _PLAIN.fullmatch(text):
        if len(text) > cells:
            return text[: cells - 1] + ELLIPSIS
        return text.ljust(cells) if align == "left" else text.rjust(cells)
    kept, used = _cached_head(text, cells) if len(text) <= _CACHED_TEXT else _head(text, cells)
    # A joiner at the end would swallow the padding.
    kept = kept.rstrip(_JOINER)
    gap = " " * (cells - used)
    return kept + gap if align == "left" else gap + kept


def _head(text: str, cells: int) -> tuple[str, int]:
    """Return as much of the text as fits, an ellipsis included if it was cut, and its cells."""
    kept: list[str] = []
    used = 0
    short_end = short_used = 0
    for cluster, size in clusters(text):
        if used + size > cells:
            head = "".join(kept[:short_end]).rstrip(_JOINER)
            return head + ELLIPSIS, short_used + 1
        kept.append(cluster)
        used += size
        if used < cells:
            short_end, short_used = len(kept), used
    return text, used


# The same rows are painted again and again.
_cached_head = lru_cache(maxsize=4096)(_head)


def clusters(text: str) -> Iterator[tuple[str, int]]:
    """Yield pieces that must stay together, and how many cells each fills.

    A joiner glues on the character after it, which then takes no room; combining marks belong
    to the character before them; variation selector 16 widens some symbols by one cell.
    """
    start = position = size = 0
    measured = ""
    length = len(text)
    while position < length:
        character = text[position]
        step = 1
        if character == _JOINER:
            step = 2
            grown = 0
        elif character == _EMOJI_STYLE:
            grown = 1 if measured in _WIDENED else 0
            measured = ""
        else:
            grown = _WIDTHS[character]
            if grown:
                measured = character
                if position > start:
                    yield text[start:position], size
                    start, size = position, 0
        size += grown
        position += step
    if start < length:
        yield text[start:], size


_WORDS = re.compile(r"[^ ]+|[ ]+")


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines of at most ``width`` cells (at least 2), at blanks where possible.

    Wide scripts break between any two characters, words longer than a line are broken, and the
    indentation of a line stays with its first piece. Takes time in proportion to the text.
    """
    limit = max(width, 2)
    lines: list[str] = []
    for line in text.split("\n"):
        if len(line) <= limit and _PLAIN.fullmatch(line):
            lines.append(line)
        else:
            lines.extend(_wrap_line(line, limit))
    return lines


def _wrap_line(line: str, limit: int) -> list[str]:
    lines: list[str] = []
    current: list[str] = []
    used = 0
    for piece, size in _breakable(line, limit):
        if used + size > limit:
            lines.append("".join(current).rstrip(" "))
            current, used = [], 0
            if piece[0] == " ":
                continue
        current.append(piece)
        used += size
    if current or not lines:
        lines.append("".join(current).rstrip(" "))
    return lines


def _breakable(line: str, limit: int) -> Iterator[tuple[str, int]]:
    """Yield the line in pieces no wider than ``limit`` that a line may end after."""
    for match in _WORDS.finditer(line):
        word = match[0]
        if _PLAIN.fullmatch(word):
            for at in range(0, len(word), limit):
                piece = word[at : at + limit]
                yield piece, len(piece)
            continue
        held: list[str] = []
        used = 0
        for cluster, size in clusters(word):
            if held and (size == 2 or used + size > limit):
                yield "".join(held), used
                held, used = [], 0
            held.append(cluster)
            used += size
            if size == 2:
                yield "".join(held), used
                held, used = [], 0
        if held:
            yield "".join(held), used


_MARKS = re.compile("[\u0300-\u036f]+")
_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i",
        "æ": "ae", "œ": "oe", "þ": "th",
    }
)  # fmt: skip
"""Letters that no table of Unicode takes apart; ``ß`` is ``ss`` already by folding its case."""


def fold(text: str) -> str:
    """Return a text as it is looked for: in small letters, accents left out.

    ``Łukasz`` becomes ``lukasz``, ``Straße`` ``strasse``. Alphabets stay what they are, and so do
    marks that make another sound of a letter outside Latin, Greek and Cyrillic.
    """
    return text.lower() if text.isascii() else _folded(text)


def fold_whole(text: str) -> str:
    """Do as :func:`fold` does, for long texts: nothing of them is kept."""
    return text.lower() if text.isascii() else _fold(text)


def _fold(text: str) -> str:
    apart = _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())
    # Folding a case may bring accents of its own.
    apart = _MARKS.sub("", unicodedata.normalize("NFKD", apart))
    return unicodedata.normalize("NFC", apart.translate(_LETTERS))


# The same names and subjects are judged again and again.
_folded = lru_cache(maxsize=2048)(_fold)
