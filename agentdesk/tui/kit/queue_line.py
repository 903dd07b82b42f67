"""A queue row as words of fixed width. Pure: texts and names of styles, no colours.

Every line is exactly as wide as asked for, in cells, whatever script the customer writes.
"""

from typing import NamedTuple

from agentdesk.domain.views import QueueRow
from agentdesk.text import fit, width
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs
from agentdesk.tui.kit.times import DUE_WIDTH, age_text, due_cells, urgency

Part = tuple[str, str]
"""A piece of a line and the name of its style: ``text strong muted late soon accent``."""

DUE_AT = 1
"""Cell where the ticking column begins; it is ``DUE_WIDTH`` cells wide."""

_DUE_STYLE = {"late": "late", "soon": "soon", "later": "text"}
_CUSTOMER = 18
_CUSTOMER_WIDE = 24


class Look(NamedTuple):
    """Everything besides the row that decides how its line looks."""

    width: int
    now: int
    id_width: int = 4
    selected: bool = False
    marked: bool = False
    ghost: bool = False
    mine: bool = False
    glyphs: Glyphs = UNICODE


def id_width(case_id: int) -> int:
    """Return how many cells a list needs for its case numbers, judged by the highest."""
    return max(4, len(str(case_id)))


def one_line(row: QueueRow, look: Look) -> list[Part]:
    """Return a row on one line: due, priority, channel, case, unread, customer, about, who."""
    customer = _CUSTOMER_WIDE if look.width >= 110 else _CUSTOMER
    head = _head(row, look)
    used = DUE_AT + DUE_WIDTH + 4 + 5
    ids = max(6, look.id_width + 1)
    fixed = used + ids + 2 + customer + 1
    about = max(0, look.width - fixed - 1)
    parts = [
        *head,
        (fit(row.channel, 4) + " ", _dim("muted", look)),
        (fit(str(row.case_id), ids - 1, "right") + " ", _dim("text", look)),
        *_unread(row, look),
        (fit(row.customer, customer) + " ", _name_style(row, look)),
        *_about(row.subject, _tail(row, look, wrote=False), about, look),
        (" ", "text"),
    ]
    return _exact(parts, look.width)


def two_lines(row: QueueRow, look: Look) -> tuple[list[Part], list[Part]]:
    """Return a row on two lines: due, priority, customer, case; channel, unread, about, who."""
    customer = max(0, look.width - 12 - look.id_width)
    upper = [
        *_head(row, look),
        (fit(row.customer, customer) + " ", _name_style(row, look)),
        (fit(str(row.case_id), look.id_width, "right"), _dim("text", look)),
    ]
    about = max(0, look.width - 12)
    lower = [
        (look.glyphs.cursor if look.selected else " ", "accent"),
        ("  ", "text"),
        (fit(row.channel, 4) + "  ", _dim("muted", look)),
        (look.glyphs.unread if row.unread else " ", "accent"),
        (" ", "text"),
        *_about(row.subject, _tail(row, look, wrote=look.mine), about, look),
        (" ", "text"),
    ]
    return _exact(upper, look.width), _exact(lower, look.width)


def heading(look: Look) -> list[Part]:
    """Return the heading over one-line rows."""
    ids = max(6, look.id_width + 1)
    customer = _CUSTOMER_WIDE if look.width >= 110 else _CUSTOMER
    text = (
        " " + "due".rjust(DUE_WIDTH) + " P  chan "
        + "case".rjust(ids - 1) + "   " + fit("customer", customer) + " about"
    )  # fmt: skip
    return [(fit(text, look.width), "muted")]


def rule(title: str, look: Look) -> list[Part]:
    """Return a section's rule: ``─ mine 3 · 1 wrote ────``."""
    line = look.glyphs.rule
    shown = f"{line} {title} "
    return _exact([(shown + line * max(0, look.width - width(shown)), "muted")], look.width)


def due_part(row: QueueRow, look: Look) -> Part:
    """Return the ticking column alone."""
    style = "muted" if look.ghost else _DUE_STYLE[urgency(row.due_at, look.now)]
    return due_cells(row.due_at, row.due_kind, look.now, look.glyphs.minus), style


def tail(row: QueueRow, look: Look, two: bool) -> str:
    """Return the words at the end of a row: who is here, or how long ago the customer wrote."""
    return _tail(row, look, wrote=two and look.mine)


def _head(row: QueueRow, look: Look) -> list[Part]:
    glyphs = look.glyphs
    bar = " "
    if look.selected:
        bar = glyphs.cursor_marked if look.marked else glyphs.cursor
    elif look.marked:
        bar = glyphs.marked
    priority = "strong" if row.priority <= 2 else "muted"
    return [
        (bar, "accent"),
        due_part(row, look),
        (" ", "text"),
        (fit(f"P{row.priority}", 2) + " ", _dim(priority, look)),
    ]


def _unread(row: QueueRow, look: Look) -> list[Part]:
    return [(look.glyphs.unread if row.unread else " ", "accent"), (" ", "text")]


def _about(subject: str, words: str, cells: int, look: Look) -> list[Part]:
    room = width(words) + 1 if words else 0
    if not words or room > cells - 4:
        return [(fit(subject, cells), _dim("text", look))]
    style = "muted" if look.ghost else "soon"
    return [(fit(subject, cells - room) + " ", _dim("text", look)), (words, style)]


def _tail(row: QueueRow, look: Look, wrote: bool) -> str:
    if look.ghost:
        return "moved on"
    if row.mark:
        return row.mark
    if wrote and row.wrote_at is not None:
        return f"wrote {age_text(look.now - row.wrote_at)}"
    return ""


def _name_style(row: QueueRow, look: Look) -> str:
    return _dim("strong" if row.unread or look.marked else "text", look)


def _dim(style: str, look: Look) -> str:
    return "muted" if look.ghost else style


def _exact(parts: list[Part], cells: int) -> list[Part]:
    """Cut or fill the parts to ``cells``; neighbours of one style become one part."""
    joined: list[Part] = []
    left = cells
    for text, style in parts:
        size = width(text)
        if size > left:
            text, size = fit(text, left), left
        if not text:
            continue
        if joined and joined[-1][1] == style:
            joined[-1] = (joined[-1][0] + text, style)
        else:
            joined.append((text, style))
        left -= size
    if left > 0:
        joined.append((" " * left, "text"))
    return joined
