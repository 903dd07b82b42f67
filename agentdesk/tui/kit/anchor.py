"""Keeps what follows a doubtful run of characters in its column, whatever the terminal thinks.

Terminals disagree on how many cells Indic conjuncts, joined emoji and their like take. Before such
a run its cells are emptied, and after it the cursor is put where the desk has measured the run to
end: the rest of the row, borders included, stands where it should in every terminal.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from agentdesk.text import clusters, width

# What all terminals agree on: Latin with its marks, Greek, Cyrillic, Hebrew and Arabic letters,
# punctuation, lines and boxes, CJK. Everything else is doubtful.
_CERTAIN = (
    "\x00-\xac\xae-\u052f\u0591-\u05ff\u0606-\u061b\u061d-\u06dc\u06de-\u06ff\u1e00-\u200a"
    "\u2010-\u2027\u202f-\u2049\u20a0-\u20bf\u2116\u2122\u2150-\u22ff\u2400-\u25fc\u2713\u270e"
    "\u3000-\u312f\u3200-\u33ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60"
)
_DOUBTFUL = re.compile(f"[^{_CERTAIN}]")
_PIECE = re.compile(
    r"\x1b\[[0-9;:?<=>]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|[^\x1b]+"
)
_MOVE = re.compile(r"\x1b\[\d+;(\d+)H")
_SAME_PLACE = re.compile(r"\x1b\[[0-9;:]*m|\x1b\]8;")


def anchored(data: str) -> str:
    """Return what goes to the terminal with every doubtful run held in its cells."""
    if not _DOUBTFUL.search(data):
        return data
    return "".join(_pieces(data))


def _pieces(data: str) -> Iterator[str]:
    column: int | None = None
    for piece in _PIECE.findall(data):
        if move := _MOVE.fullmatch(piece):
            column = int(move[1])
            yield piece
        elif piece.startswith("\x1b"):
            column = column if _SAME_PLACE.match(piece) else None
            yield piece
        elif column is None or "\n" in piece or "\r" in piece:
            column = None
            yield piece
        else:
            yield _held(piece, column) if _DOUBTFUL.search(piece) else piece
            column += width(piece)


def _held(text: str, column: int) -> str:
    out = []
    for doubtful, run in groupby(clusters(text), lambda one: bool(_DOUBTFUL.search(one[0]))):
        pairs = list(run)
        shown, cells = "".join(part for part, _ in pairs), sum(size for _, size in pairs)
        if doubtful:
            end = column + cells
            out.append(f"{' ' * cells}\x1b[{column}G{shown}\x1b[{end}G")
        else:
            out.append(shown)
        column += cells
    return "".join(out)
