"""What the review of a recording shows: the list of texts, and one text with its places."""

from collections.abc import Sequence

from agentdesk.text import fit, width, wrap
from agentdesk.training.recording.reviewing import Draft
from agentdesk.training.recording.spans import KINDS, Span
from agentdesk.tui.kit.glyphs import Glyphs
from agentdesk.tui.kit.prose import Line
from agentdesk.tui.kit.stops import Row

MARKS = {
    "template": ("invented", "muted"),
    "accepted": ("through", "done"),
    "edited": ("edited", "done"),
}


def list_rows(drafts: Sequence[Draft], open_: dict[int, int], cells: int) -> list[Row]:
    """Return a line a text: what becomes of it, whose it is, how many places are open."""
    rows = []
    for draft in drafts:
        mark, style = MARKS[draft.choice]
        count = open_[draft.number]
        if draft.choice != "template" and count:
            mark, style = "not yet", "warning"
        where = "first" if not draft.reply else "later"
        head = f"{draft.number:>4} {fit(mark, 8)} "
        places = f"{count} open" if count else ""
        tail = f" {places:>7}"
        room = max(4, cells - width(head) - width(tail))
        words = fit(f"{where}: {' '.join(draft.made.split())}", room)
        gap = " " * max(0, room - width(words))
        line: Line = [
            (f"{draft.number:>4} ", "muted"), (f"{fit(mark, 8)} ", style), (words, "text"),
            (gap + tail, "warning" if count else "muted"),
        ]  # fmt: skip
        rows.append(Row(line, draft.number))
    return rows or [Row([("No customer of it wrote anything.", "muted")])]


def text_lines(
    draft: Draft, places: Sequence[Span], lit: Span | None, glyphs: Glyphs, cells: int
) -> list[Line]:
    """Return one text: as it would be said, what is open, as it was, the invented words."""
    lines: list[Line] = [_heading("As it would be said", glyphs, cells)]
    marks = [(span, "accent") for span in draft.stands]
    marks += [(span, "late" if span == lit else "warning") for span in places]
    lines += marked(draft.made, marks, cells)
    lines.append([])
    lines.append(_heading(f"Open places {glyphs.dot} {len(places)}", glyphs, cells))
    lines += [_place(span, span == lit, glyphs, cells) for span in places]
    if not places:
        lines.append([("None: a lets it through.", "muted")])
    lines.append([])
    lines.append(_heading(f"As it was {glyphs.dot} {len(draft.replaced)} replaced", glyphs, cells))
    lines += marked(draft.was, [(span, "accent") for span in draft.replaced], cells)
    if draft.replaced:
        lines.append([])
    for was, now in zip(draft.replaced, draft.stands, strict=False):
        arrow = f"{was.was} {glyphs.arrow} {now.was}"
        lines.append(
            [(fit(KINDS[was.kind], 19), "muted"), (fit(arrow, max(8, cells - 20)), "text")]
        )
    lines.append([])
    lines.append(_heading("Otherwise the invented words", glyphs, cells))
    lines += [[(line, "muted")] for line in wrap(draft.template, cells)]
    return lines


def _heading(text: str, glyphs: Glyphs, cells: int) -> Line:
    rule = glyphs.rule * max(0, cells - width(text) - 1)
    return [(f"{text} ", "strong"), (rule, "muted")]


def _place(span: Span, lit: bool, glyphs: Glyphs, cells: int) -> Line:
    bar = glyphs.cursor if lit else " "
    words = fit(span.was, max(8, cells - 24))
    return [
        (f"{bar} ", "accent"),
        (fit(KINDS[span.kind], 19), "muted"),
        (words, "late" if lit else "warning"),
    ]


def marked(text: str, marks: Sequence[tuple[Span, str]], cells: int) -> list[Line]:
    """Wrap a text in which some places have a style of their own."""
    styles = ["text"] * len(text)
    for span, style in marks:
        styles[span.start : span.end] = [style] * (span.end - span.start)
    lines: list[Line] = []
    at = 0
    for piece in wrap(text, cells):
        # Wrapping drops blanks and breaks at the ends of lines: each piece is found again.
        at = max(at, text.find(piece, at)) if piece else at
        lines.append(_styled(piece, styles[at : at + len(piece)]))
        at += len(piece)
    return lines


def _styled(text: str, styles: Sequence[str]) -> Line:
    line: Line = []
    for character, style in zip(text, styles, strict=False):
        if line and line[-1][1] == style:
            line[-1] = (line[-1][0] + character, style)
        else:
            line.append((character, style))
    return line
