"""A table with a cursor on one cell: rows that keep their place while others come and go."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from textual import events

from agentdesk.text import wrap
from agentdesk.tui.board.cells import CellView, Line, Part
from agentdesk.tui.board.columns import GAP, Column, aligned, pages
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs
from agentdesk.tui.kit.pane import Pane

Made = Part | Callable[[int], Part]
"""A cell: as it is shown, or how it is made for so many columns."""


class Row(NamedTuple):
    """One line: what it is about, and its cells by the name of the column."""

    key: object
    cells: Mapping[str, Made]


class Grid(CellView):
    """Rows under a heading. The cursor holds a row's key and a column's name, not places."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        heading: bool = True,
        glyphs: Glyphs = UNICODE,
        id: str | None = None,
    ) -> None:
        super().__init__(glyphs=glyphs, id=id)
        self.columns = tuple(columns)
        self.rows: Sequence[Row] = ()
        self.empty = ""
        """The sentence that stands where there are no rows."""
        self.key: object = None
        self.column = ""
        self.top = 0
        """How many rows are out of sight above."""
        self._has_heading = heading
        self._room = 1
        self._pages: list[tuple[Column, ...]] = [()]
        self._edge = ""

    def show(self, rows: Sequence[Row], empty: str = "") -> None:
        """Show these rows; the row under the cursor stays in its line."""
        before = self._place
        self.rows, self.empty = rows, empty
        now = self._place
        if self.has_focus and before is not None and now is not None and before > 0:
            self.top += now - before
        self.renew()

    # The cursor

    @property
    def chosen(self) -> object:
        """The key of the row under the cursor; the first one's until it was moved."""
        if self._place is not None:
            return self.key
        return self.rows[0].key if self.rows else None

    @property
    def chosen_column(self) -> str:
        """The name of the column under the cursor."""
        stops = self._stops
        return self.column if self.column in stops else stops[0] if stops else ""

    @property
    def at_top(self) -> bool:
        """Whether there is no row above the cursor."""
        return not self._place

    def put(self, key: object) -> None:
        """Put the cursor on a row."""
        self.key = key
        self._follow()
        self.renew()

    def move(self, by: int) -> None:
        """Move the cursor by rows."""
        if self.rows:
            there = max(0, min(len(self.rows) - 1, (self._place or 0) + by))
            self.put(self.rows[there].key)

    def move_page(self, pages: float) -> None:
        """Move the cursor by pages."""
        rows = max(1, int(self._room * abs(pages)))
        self.move(rows if pages > 0 else -rows)

    def move_column(self, by: int) -> None:
        """Move the cursor by columns."""
        stops = self._stops
        if stops:
            at = stops.index(self.chosen_column) + by
            self.column = stops[max(0, min(len(stops) - 1, at))]
            self.renew()

    # Textual

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell that was clicked."""
        at = self.top + event.y - int(self._has_heading)
        if event.y < int(self._has_heading) or not 0 <= at < len(self.rows):
            return
        x = 1
        for column in self._page:
            if x <= event.x < x + column.cells + GAP and column.stop:
                self.column = column.name
            x += column.cells + GAP
        self.put(self.rows[at].key)

    def on_mouse_scroll_down(self) -> None:
        """Scroll the rows."""
        self._scroll(3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll the rows."""
        self._scroll(-3)

    def make(self, cells: int, height: int) -> Sequence[Line]:
        """Return the heading and the rows in sight."""
        # A blank column of air on either side; the cursor's bar stands in the left one.
        self._pages = pages(self.columns, cells - 2)
        self._room = max(1, height - int(self._has_heading))
        self.top = max(0, min(self.top, len(self.rows) - self._room))
        lines: list[Line] = [self._heading()] if self._has_heading else []
        if not self.rows:
            return [*lines, *_sentence(self.empty, cells)]
        chosen = self.chosen if self.has_focus else None
        for row in self.rows[self.top : self.top + self._room]:
            lines.append(self._line(row, self.has_focus and row.key == chosen))
        self._tell()
        return lines

    # Inside

    @property
    def _place(self) -> int | None:
        return next((n for n, row in enumerate(self.rows) if row.key == self.key), None)

    @property
    def _stops(self) -> list[str]:
        return [column.name for page in self._pages for column in page if column.stop]

    @property
    def _page(self) -> tuple[Column, ...]:
        """The columns in sight: those among which the cursor is."""
        chosen = self.chosen_column
        there = (page for page in self._pages if any(c.name == chosen for c in page if c.stop))
        return next(there, self._pages[0])

    def _heading(self) -> Line:
        parts: list[Part] = [(" ", "muted")]
        for column in self._page:
            parts += [(aligned(column.heading, column), "muted"), (" " * GAP, "muted")]
        return tuple(parts)

    def _line(self, row: Row, here: bool) -> Line:
        place = "@row" if here else ""
        bar = self.glyphs.cursor if here else " "
        parts: list[Part] = [(bar, "accent" if here else "text")]
        for column in self._page:
            made = row.cells.get(column.name, ("", "text"))
            text, style = made(column.cells) if callable(made) else made
            lit = here and column.name == self.chosen_column
            parts.append((aligned(text, column), style + ("@here" if lit else place)))
            parts.append((" " * GAP, f"text{place}"))
        rest = self.size.width - 1 - sum(column.cells + GAP for column in self._page)
        parts.append((" " * max(0, rest), f"text{place}"))
        return tuple(parts)

    def _follow(self) -> None:
        """Bring the cursor's row into sight."""
        place = self._place or 0
        self.top = max(min(self.top, place), place - self._room + 1)

    def _scroll(self, by: int) -> None:
        self.top += by
        self.renew()

    def _tell(self) -> None:
        """Say on the pane's edge how many rows are out of sight."""
        above, below = self.top, len(self.rows) - self.top - self._room
        beside = len(self._stops) - sum(column.stop for column in self._page)
        more = f"{beside} more {self.glyphs.arrow}" if beside else ""
        words = [more] if more else []
        words += [f"{self.glyphs.up}{above}"] if above > 0 else []
        words += [f"{self.glyphs.down}{below}"] if below > 0 else []
        edge = f" {self.glyphs.dot} ".join(words)
        if edge != self._edge and isinstance(self.parent, Pane):
            self._edge = edge
            self.parent.set_edge(edge)


def _sentence(text: str, cells: int) -> list[Line]:
    return [((f" {line}", "muted"),) for line in wrap(text, max(2, cells - 2))] if text else []
