"""The hits of a search as lines: what, when, whose, about what, and the words around. Pure."""

from datetime import tzinfo
from typing import NamedTuple

from agentdesk.clock import to_datetime
from agentdesk.domain.search.hits import Hit, Spans
from agentdesk.seat.words import STATE_WORDS
from agentdesk.text import fit, width
from agentdesk.tui.kit.glyphs import Glyphs
from agentdesk.tui.kit.prose import Line

WIDE = 140
"""From so many cells on a hit takes one line; below, two."""
KIND, WHEN, CASE, STATE, CUSTOMER, SHORT = 8, 6, 6, 8, 22, 16
ROOMY = 100
"""From so many cells on names have all their room."""
_STATES = {
    **STATE_WORDS, "held": "held", "snoozed": "snoozed", "waiting_customer": "waits",
    "waiting_third_party": "waits",
}  # fmt: skip


class Paper(NamedTuple):
    """On what is written: how wide, when, where, with which glyphs."""

    cells: int
    now: int
    zone: tzinfo
    glyphs: Glyphs


def height(cells: int) -> int:
    """Return how many lines a hit takes."""
    return 1 if cells >= WIDE else 2


def lines_of(hit: Hit, here: bool, paper: Paper) -> list[Line]:
    """Return the lines of a hit; ``here`` says that the cursor is on it."""
    glyphs, style = paper.glyphs, "strong" if here else "text"
    bar = (glyphs.cursor if here else " ", "accent" if here else "text")
    head: Line = [bar, (fit(hit.kind, KIND) + " ", "muted")]
    if hit.kind not in ("customer", "answer"):
        number = "" if hit.case_id is None else str(hit.case_id)
        state = _STATES.get(hit.state, hit.state)
        head += [
            (fit(when(hit.at, paper), WHEN) + " ", "muted"),
            (fit(number, CASE, "right") + " ", style),
            (fit(state, STATE) + " ", "muted"),
            (fit(hit.customer, CUSTOMER if paper.cells >= ROOMY else SHORT) + " ", style),
        ]
    rest = _marked(hit.title, hit.title_marks, "text")
    words = _marked(hit.snippet, hit.marks, "muted")
    if paper.cells >= WIDE:
        between: Line = [(f" {glyphs.dot} ", "muted")] if hit.title and hit.snippet else []
        return [_cut([*head, *rest, *between, *words], paper.cells)]
    indent: Line = [bar, (" " * KIND + " ", "text")]
    return [_cut([*head, *rest], paper.cells), _cut([*indent, *words], paper.cells)]


def when(at: int | None, paper: Paper) -> str:
    """Write when something was written: the hour today, the day this year, the month before."""
    if at is None:
        return ""
    then = to_datetime(at).astimezone(paper.zone)
    today = to_datetime(paper.now).astimezone(paper.zone)
    if then.date() == today.date():
        return then.strftime("%H:%M")
    if then.year == today.year:
        return f"{then.day} {_MONTHS[then.month - 1]}"
    return f"{_MONTHS[then.month - 1]} {then.year % 100:02d}"


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _marked(text: str, marks: Spans, style: str) -> Line:
    """Part a text where it is marked: heavier there."""
    line: Line = []
    at = 0
    for first, last in marks:
        if first < at:
            continue
        line += [
            (text[at:first], style),
            (text[first:last], "done" if style == "strong" else "strong"),
        ]
        at = last
    line.append((text[at:], style))
    return [(piece, name) for piece, name in line if piece]


def _cut(line: Line, cells: int) -> Line:
    """Cut a line to its cells, an ellipsis at its end."""
    left, cut = cells, []
    for text, style in line:
        size = width(text)
        if size > left:
            cut.append((fit(text, left), style))
            return cut
        cut.append((text, style))
        left -= size
    return cut


HELP: tuple[tuple[str, str], ...] = (
    ("refund kettle", "both words, in any order"),
    ('"never arrived"', "a phrase"),
    ("refu*", "words that begin so"),
    ("refund -kettle", "without a word"),
    ("refund OR exchange", "one or the other"),
    ("from:ada  to:billing", "who wrote, to whom"),
    ("customer:ada  org:acme", "whose case"),
    ("queue:  state:  owner:me", "where the case stands"),
    ("priority:1  tag:vip  channel:  type:", "what it is"),
    ("before:2026-03  after:3d  on:yesterday", "when"),
    ("in:notes", "only messages, notes, customers, cases or answers"),
    ("#1042", "one case"),
)
"""What may be typed, and what it means."""


def help_lines(cells: int) -> list[Line]:
    """Return what may be typed, for an empty line."""
    wide = max(len(written) for written, _ in HELP) + 2
    return [
        _cut([("  ", "text"), (written.ljust(wide), "text"), (meaning, "muted")], cells)
        for written, meaning in HELP
    ]
