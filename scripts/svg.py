"""Writes a screen as a small SVG: a rectangle for each run of one background, a text for each run
of one style. No font is embedded or fetched; every run is as wide as its cells."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from rich.color import Color
from rich.style import Style
from textual.strip import Strip

from agentdesk.text import width

CELL, LINE, FONT, BASE, EDGE = 10, 20, 16.6, 15, 10
"""Units of the drawing: a cell's width, a line's height, the letters' size (most monospace fonts
are 0.6 of it wide), where they stand, and
the air around the screen."""


class Run(NamedTuple):
    """Neighbouring cells that look the same."""

    column: int
    cells: int
    text: str
    look: tuple[str, str, bool, bool]
    """Foreground, background, bold, underlined."""


def drawing(strips: Iterable[Strip], columns: int, surface: str) -> str:
    """Return the SVG of a screen's lines; ``surface`` is the colour that needs no rectangle."""
    backs, texts, looks = [], [], dict[tuple[str, bool, bool], str]()
    lines = 0
    for y, strip in enumerate(strips):
        lines = y + 1
        for run in _runs(strip):
            fore, back, bold, line = run.look
            if back != surface:
                place = f'x="{run.column * CELL}" y="{y * LINE}" width="{run.cells * CELL}"'
                backs.append(f'<rect {place} height="{LINE}" fill="{back}"/>')
            if not run.text.strip():
                continue
            name = looks.setdefault((fore, bold, line), f"s{len(looks)}")
            lead = width(run.text) - width(run.text.lstrip(" "))
            shown = run.text.strip(" ")
            place = f'x="{(run.column + lead) * CELL}" y="{y * LINE + BASE}"'
            size = f'textLength="{width(shown) * CELL}"'
            texts.append(f'<text {place} {size} class="{name}">{escape(shown)}</text>')
    style = "".join(
        f".{name}{{fill:{fore}{';font-weight:bold' if bold else ''}"
        f"{';text-decoration:underline' if line else ''}}}"
        for (fore, bold, line), name in looks.items()
    )
    wide, high = columns * CELL, lines * LINE
    box = f"{-EDGE} {-EDGE} {wide + 2 * EDGE} {high + 2 * EDGE}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" '
        f'font-family="monospace" font-size="{FONT}" xml:space="preserve">'
        f"<style>{style}</style>"
        f'<rect x="{-EDGE}" y="{-EDGE}" width="{wide + 2 * EDGE}" height="{high + 2 * EDGE}" '
        f'rx="8" fill="{surface}"/>' + "".join(backs) + "".join(texts) + "</svg>\n"
    )


def _runs(strip: Strip) -> Iterator[Run]:
    column = 0
    now: Run | None = None
    for segment in strip:
        look, cells = _look(segment.style), width(segment.text)
        if now is not None and now.look == look:
            now = now._replace(cells=now.cells + cells, text=now.text + segment.text)
        else:
            if now is not None:
                yield now
            now = Run(column, cells, segment.text, look)
        column += cells
    if now is not None:
        yield now


def _look(style: Style | None) -> tuple[str, str, bool, bool]:
    style = style or Style.null()
    fore, back = _hex(style.color), _hex(style.bgcolor)
    if style.reverse:
        fore, back = back, fore
    return fore, back, bool(style.bold), bool(style.underline)


def _hex(color: Color | None) -> str:
    return "#808080" if color is None else color.get_truecolor().hex
