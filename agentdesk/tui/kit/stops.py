"""Lines with a cursor that stops only where something can be opened."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events

from agentdesk.text import width
from agentdesk.tui.kit.prose import Line, ProseView


class Row(NamedTuple):
    """A line; with a target the cursor stops there. Lines of one target are one stop."""

    line: Line
    target: object = None
    section: str = ""
    """What it belongs to; a section is folded as a whole."""


MakeRows = Callable[[int], Sequence[Row]]
"""From a width in cells to the rows."""


class StopList(ProseView):
    """Rows with a cursor, which is seen while the keyboard is here.

    Its bar stands in a column of its own before the text, so that nothing moves when it comes.
    """

    def __init__(self, **more: object) -> None:
        super().__init__(**more)  # type: ignore[arg-type] # handed on as they came
        self.rows: Sequence[Row] = ()
        self.at: object = None
        """The target that the cursor is on."""
        self._make_rows: MakeRows = lambda cells: ()

    def show_rows(self, make: MakeRows) -> None:
        """Show other rows; the cursor stays on its target if that is still there."""
        self._make_rows = make
        self.show(self._with_cursor)

    @property
    def stops(self) -> list[object]:
        """Everything the cursor can be on, from the top."""
        return list(dict.fromkeys(row.target for row in self.rows if row.target is not None))

    @property
    def chosen(self) -> object:
        """What the cursor is on, ``None`` when nothing here can be opened."""
        return self.at if self.at in self.stops else self.first(self.stops)

    @property
    def section(self) -> str:
        """The section in which the cursor is."""
        chosen = self.chosen
        return next((row.section for row in self.rows if row.target == chosen), "")

    def first(self, stops: Sequence[object]) -> object:
        """Return where the cursor begins."""
        return stops[0] if stops else None

    def put(self, target: object) -> None:
        """Put the cursor on a target, and into sight."""
        self.at = target
        self.renew()
        self._into_sight()

    def move(self, by: int) -> None:
        """Move the cursor; where there is no further stop, the text."""
        stops = self.stops
        chosen = self.chosen
        if chosen is None:
            self.line(by)
            return
        here = stops.index(chosen)
        there = max(0, min(len(stops) - 1, here + by))
        if there == here:
            self.line(by)
        else:
            self.put(stops[there])

    def to_first(self) -> None:
        """Go to the top."""
        if stops := self.stops:
            self.put(stops[0])
        self.to_top()

    def to_last(self) -> None:
        """Go to the end."""
        if stops := self.stops:
            self.put(stops[-1])
        self.to_end()

    def on_focus(self, event: events.Focus) -> None:
        """Show the cursor."""
        self.renew()
        self._into_sight()

    def on_blur(self, event: events.Blur) -> None:
        """Hide the cursor."""
        self.renew()

    def _with_cursor(self, cells: int) -> list[Line]:
        self.rows = self._make_rows(max(1, cells - 1))
        chosen = self.chosen if self.has_focus else None
        lines: list[Line] = []
        before: object = None
        for row in self.rows:
            here = chosen is not None and row.target == chosen
            bar = (self.glyphs.cursor, "accent") if here else (" ", "text")
            # Only the first line of what is opened in place is lit: the rest is to be read.
            lit = here and before != chosen
            lines.append([bar, *(_lit(row.line, cells - 1) if lit else row.line)])
            before = row.target
        return lines

    def _into_sight(self) -> None:
        chosen = self.chosen
        places = [y for y, row in enumerate(self.rows) if row.target == chosen]
        if chosen is None or not places:
            return
        top, height = self.lines_above(), max(1, self.size.height)
        if places[0] < top:
            # From the first stop on, what stands above it can be read as well.
            to = 0 if chosen == self.stops[0] else places[0]
            self.scroll_to(y=to, animate=False, immediate=True)
        elif places[-1] >= top + height:
            to = min(places[0], places[-1] - height + 1)
            self.scroll_to(y=to, animate=False, immediate=True)


def _lit(line: Line, cells: int) -> Line:
    rest = cells - sum(width(text) for text, _ in line)
    return [*((text, "cursor") for text, _ in line), (" " * max(0, rest), "cursor")]
