"""The figures of everything, side by side on top: a name, the number, and what is to say of it."""

from collections.abc import Sequence

from textual import events

from agentdesk.board.view import STRIP, BoardView, Cell
from agentdesk.board.wording import counted, soon_text
from agentdesk.text import fit
from agentdesk.tui.board.cells import CellView, Line, Part
from agentdesk.tui.board.words import LEVEL_STYLES, WAITING, number, variant_name
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs

NAMES: dict[str, tuple[str, ...]] = {
    "service_level": ("service level", "SL"),
    "waiting": ("waiting", "wait"),
    "oldest_waiting": ("oldest waiting", "oldest"),
    "due_soon": ("due in {soon}", "due {soon}", "due"),
    "late": ("late",),
    "available": ("available", "avail", "free"),
    "staffed": ("staffed", "here"),
    "load": ("load",),
    "csat": ("CSAT 7 days", "CSAT 7d", "CSAT"),
}
"""What a figure is called, the longest first: the first one that fits is shown. ``{soon}`` is how
soon something is due that is due soon."""
_FIRST, _FIRST_WIDE, _WIDE_FROM = 14, 18, 100
"""Least cells of the first tile, which names its formula too; from so many in all it is wider."""
_LEAST: dict[str, int] = {
    "service_level": 8,
    "waiting": 6,
    "oldest_waiting": 9,
    "due_soon": 6,
    "late": 6,
    "available": 5,
    "staffed": 5,
    "load": 6,
    "csat": 8,
}
"""What a number takes with its mark and a blank behind it: together, with the blank at the left,
what the narrowest window has."""


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
            called = _spaced(self._called(figure, size), size)
            names.append((called, "accent" if here else "muted"))
            strong = "strong" if style == "text" else style
            values += _value(text, strong, size, here=here)
            notes.append((_spaced(_note(figure, cell, size), size), _note_style(cell)))
        return [tuple(names), tuple(values), tuple(notes)][:height]

    def _called(self, figure: str, size: int) -> str:
        soon = soon_text(self.view.soon_ms) if self.view is not None else "15m"
        names = tuple(name.format(soon=soon) for name in NAMES[figure])
        if figure == "service_level" and self.view is not None:
            formula = variant_name(self.view.variant)
            names = (f"{names[0]} {self.glyphs.dot} {formula}", f"{names[1]} {formula}", names[1])
        return next((name for name in names if len(name) < size), names[-1])


def _sizes(cells: int) -> list[int]:
    """Return the widths of the tiles: the first is wider, the others alike where they can be."""
    room, least = cells - 2, [_LEAST[figure] for figure in STRIP]
    begin = _FIRST_WIDE if cells >= _WIDE_FROM else _FIRST
    each = min(max(6, (room - begin) // (len(STRIP) - 1)), 24)
    first = room - each * (len(STRIP) - 1)
    sizes = [max(1, first), *[each] * (len(STRIP) - 2), each + 1]
    for tile, needed in enumerate(least):
        while sizes[tile] < needed:
            spare = [size - minimum for size, minimum in zip(sizes, least, strict=True)]
            if max(spare) <= 0:
                break
            sizes[spare.index(max(spare))] -= 1
            sizes[tile] += 1
    return sizes


def _spaced(text: str, size: int) -> str:
    """Return a text filling its tile, with a blank at its end."""
    return fit(text, size - 1) + " " if size > 1 else fit(text, size)


def _value(text: str, style: str, size: int, *, here: bool) -> list[Part]:
    """Return a number and the air behind it; under the cursor one blank is lit with it."""
    shown = fit(text, max(1, min(size - 1, len(text))))
    air = max(0, size - len(shown))
    lit = min(1, air) if here else 0
    return [(shown + " " * lit, f"{style}@here" if here else style), (" " * (air - lit), "text")]


def _note(figure: str, cell: Cell | None, size: int) -> str:
    """Return what the thresholds say of a number, and of a share what it was made of."""
    if cell is None:
        return ""
    share = figure in ("service_level", "csat") and cell.value.denominator
    made = counted(cell.value) if share else ""
    if cell.level not in ("warn", "bad"):
        return made
    both = f"{cell.says}, {made}" if made else cell.says
    return both if len(both) < size else cell.says


def _note_style(cell: Cell | None) -> str:
    if cell is not None and cell.level in ("warn", "bad"):
        return LEVEL_STYLES[cell.level]
    return "muted"
