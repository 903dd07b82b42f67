"""The figures of everything, side by side on top: a name, the number, and what is to say of it."""

from collections.abc import Sequence

from textual import events

from agentdesk.board.view import STRIP, BoardView, Cell
from agentdesk.board.wording import counted
from agentdesk.text import fit
from agentdesk.tui.board.cells import CellView, Line, Part
from agentdesk.tui.board.words import LEVEL_STYLES, WAITING, number, variant_name
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs

NAMES: dict[str, tuple[str, str]] = {
    "service_level": ("service level", "SL"),
    "waiting": ("waiting", "waiting"),
    "oldest_waiting": ("oldest waiting", "oldest"),
    "due_soon": ("due in 15m", "due 15m"),
    "late": ("late", "late"),
    "available": ("available", "avail"),
    "staffed": ("staffed", "staffed"),
    "load": ("load", "load"),
    "csat": ("CSAT 7 days", "CSAT 7d"),
}
"""What a figure is called where there is room, and where there is little."""
_FIRST = 14
"""Least cells of the first tile: it names its formula too."""


class Strip(CellView):
    """Nine numbers. The third line, where there is one, says what a number was made of."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(glyphs=glyphs, id=id)
        self.view: BoardView | None = None
        self._at = STRIP[0]

    def show(self, view: BoardView) -> None:
        """Show these numbers."""
        self.view = view
        self.renew()

    @property
    def figure(self) -> str:
        """The figure under the cursor."""
        cell = self.view.strip.get(self._at) if self.view is not None else None
        return cell.figure if cell is not None else self._at

    def move_column(self, by: int) -> None:
        """Move the cursor."""
        at = STRIP.index(self._at) + by
        self._at = STRIP[max(0, min(len(STRIP) - 1, at))]
        self.renew()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the number that was clicked."""
        x = 1
        for figure, size in zip(STRIP, _sizes(self.size.width), strict=True):
            if x <= event.x < x + size:
                self._at = figure
            x += size
        self.renew()

    def make(self, cells: int, height: int) -> Sequence[Line]:
        """Return names, numbers, and what there is to say of them."""
        sizes = _sizes(cells)
        view = self.view
        names: list[Part] = [(" ", "muted")]
        values: list[Part] = [(" ", "text")]
        notes: list[Part] = [(" ", "muted")]
        for figure, size in zip(STRIP, sizes, strict=True):
            cell = view.strip.get(figure) if view is not None else None
            text, style = number(cell, view.counted) if view is not None else (WAITING, "muted")
            here = self.has_focus and figure == self._at
            shown = f"{text} " if here else text
            names.append((fit(self._called(figure, size), size), "accent" if here else "muted"))
            strong = "strong" if style == "text" else style
            values += _value(shown, f"{strong}@here" if here else strong, size)
            notes.append((fit(_note(figure, cell), size), _note_style(cell)))
        return [tuple(names), tuple(values), tuple(notes)][:height]

    def _called(self, figure: str, size: int) -> str:
        long, short = NAMES[figure]
        name = long if len(long) < size else short
        if figure == "service_level" and self.view is not None:
            formula = variant_name(self.view.variant)
            whole = f"{long} {self.glyphs.dot} {formula}"
            return whole if len(whole) < size else f"{short} {formula}"
        return name


def _sizes(cells: int) -> list[int]:
    """Return the widths of the tiles: the first is wider, the others alike."""
    room = cells - 2
    each = min(max(6, (room - _FIRST) // (len(STRIP) - 1)), 24)
    first = room - each * (len(STRIP) - 1)
    return [max(1, first), *[each] * (len(STRIP) - 1)]


def _value(text: str, style: str, size: int) -> list[Part]:
    """Return a number and the air behind it; under the cursor one blank is lit with it."""
    shown = fit(text, min(size, max(1, len(text))))
    return [(shown, style), (" " * max(0, size - len(shown)), "text")]


def _note(figure: str, cell: Cell | None) -> str:
    if cell is None:
        return ""
    if cell.level in ("warn", "bad"):
        return cell.says
    if figure in ("service_level", "csat") and cell.value.denominator:
        return counted(cell.value)
    return ""


def _note_style(cell: Cell | None) -> str:
    if cell is not None and cell.level in ("warn", "bad"):
        return LEVEL_STYLES[cell.level]
    return "muted"
