"""The queue list: paints only the lines that changed, over a window of a queue of any length.

It draws lines itself, past Textual's style cache, because it repaints on every key and every
change of the live queue. Line filters are applied here for the same reason.
"""

from collections.abc import Iterable
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from agentdesk.clock import Clock
from agentdesk.domain.views import QueuePage, QueueRow
from agentdesk.text import fit, width
from agentdesk.tui.kit.glyphs import ASCII, UNICODE, Glyphs, to_ascii
from agentdesk.tui.kit.looks import Looks, looks_of
from agentdesk.tui.kit.queue_line import (
    DUE_AT,
    Look,
    Part,
    due_part,
    heading,
    id_width,
    one_line,
    rule,
    tail,
    two_lines,
)
from agentdesk.tui.kit.queue_model import Need, QueueModel
from agentdesk.tui.kit.queue_view import Line, QueueView, outside_text
from agentdesk.tui.kit.times import DUE_WIDTH

SETTLE_S = 0.05
"""Changes of the live queue are gathered this long; keys are painted at once."""
TWO_LINES_BELOW = 60
"""In a pane narrower than this a row takes two lines."""
HEADING_FROM = 150
"""From this width of the screen the columns have a heading."""
_STRIPS = 1_000


class _Painted(NamedTuple):
    """What a line shows now; two equal ones need no painting."""

    line: Line
    due: Part
    tail: str


class QueueList(Widget, can_focus=True):
    """Shows a :class:`QueueModel`. Change the rows through the methods here, not the model."""

    class Wanted(Message):
        """Rows beyond the window are wanted: answer with :meth:`QueueList.extend`."""

        def __init__(self, queue: "QueueList", need: Need) -> None:
            super().__init__()
            self.queue = queue
            self.need = need

        @property
        def control(self) -> "QueueList":
            """Return the list that asks."""
            return self.queue

    class Moved(Message):
        """The cursor stands on another case."""

        def __init__(self, queue: "QueueList", case_id: int | None) -> None:
            super().__init__()
            self.queue = queue
            self.case_id = case_id

        @property
        def control(self) -> "QueueList":
            """Return the list in which the cursor moved."""
            return self.queue

        def can_replace(self, message: Message) -> bool:
            """A later move makes an earlier one pointless."""
            return isinstance(message, QueueList.Moved) and message.queue is self.queue

    class Edge(Message):
        """What is out of sight has changed: ``↑2 new · ↓28``."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, clock: Clock, *, ascii_only: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.model = QueueModel(self._want)
        self.view = QueueView(self.model)
        self.clock = clock
        self.glyphs: Glyphs = ASCII if ascii_only else UNICODE
        self._painted: list[_Painted] = []
        self._strips: dict[tuple[_Painted, bool], Strip] = {}
        self._looks: tuple[Looks, Looks] | None = None
        self._settling: Timer | None = None
        self._laid_out: Size | None = None
        self._told: int | None = None
        self._edge = ""
        self._ids = 4
        self._now = clock.now()

    # The rows

    def set_rows(self, mine: Iterable[QueueRow], page: QueuePage) -> None:
        """Show the agent's own cases and a page of the waiting ones."""
        line = self.view.cursor_line()
        self.model.set_mine(mine)
        self.model.set_page(page)
        self._changed(line)

    def set_mine(self, rows: Iterable[QueueRow]) -> None:
        """Replace the agent's own cases."""
        line = self.view.cursor_line()
        self.model.set_mine(rows)
        self._changed(line)

    def extend(self, page: QueuePage, need: Need) -> None:
        """Take in rows that were wanted; a cursor that waited for them goes on."""
        before, line = self.model.selected, self.view.cursor_line()
        self.model.extend(page, need)
        if self.model.selected != before:
            self._moved()
        else:
            self.view.keep(line)
            self._paint()

    def upsert(self, row: QueueRow) -> None:
        """Take in a waiting case that came or changed."""
        line = self.view.cursor_line()
        self.model.upsert(row)
        self._changed(line)

    def drop(self, case_id: int) -> None:
        """Take out a case that waits no longer."""
        line = self.view.cursor_line()
        self.model.drop(case_id)
        self._changed(line)

    def set_counts(self, above: int, below: int) -> None:
        """Take in newly counted numbers of cases before and after the window."""
        self.model.set_counts(above, below)
        self._changed(self.view.cursor_line())

    def set_titles(self, mine: str | None = "", waiting: str = "", detail: str = "") -> None:
        """Name the sections; see :class:`QueueView` for what empty and ``None`` mean."""
        self.view.mine_title, self.view.waiting_title = mine, waiting
        self.view.detail = detail
        self._changed(self.view.cursor_line())

    # The cursor

    @property
    def selected(self) -> QueueRow | None:
        """Return the row under the cursor."""
        return self.model.selected_row

    def move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.model.move(by)
        self._moved()

    def move_page(self, pages: float) -> None:
        """Move the cursor by pages, ``0.5`` for half a one."""
        rows = max(1, int(self.view.page * abs(pages)))
        self.move(rows if pages > 0 else -rows)

    def to_top(self) -> None:
        """Move the cursor to the first row of all."""
        self.model.to_top()
        self._moved()

    def to_end(self) -> None:
        """Move the cursor to the last row of all."""
        self.model.to_end()
        self._moved()

    def select(self, case_id: int) -> bool:
        """Put the cursor on a case; ``False`` if it is not among the rows known."""
        found = self.model.select(case_id)
        if found:
            self._moved()
        return found

    def toggle_mark(self) -> None:
        """Mark the case under the cursor, or take the mark away, and go on to the next."""
        if self.model.selected is not None:
            self.model.toggle_mark(self.model.selected)
            self.move(1)

    def mark_shown(self) -> None:
        """Mark all rows known; when all are marked, take the marks away."""
        shown = {row.case_id for row in (*self.model.mine, *self.model.waiting)}
        if shown <= self.model.marks:
            self.model.marks -= shown
        else:
            self.model.marks |= shown
        self._paint()

    def tick(self) -> None:
        """Repaint what the time has changed: the ticking column, and who wrote when."""
        if self._settling is None:
            self._paint()

    # Textual

    def on_mount(self) -> None:
        """Start the ticking."""
        self.set_interval(1.0, self.tick)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out anew, if drawing has not done so already."""
        if self._laid_out != event.size:
            self._lay_out(event.size)
            self.refresh()
        self._tell()

    def notify_style_update(self) -> None:
        """Forget what was drawn with the styles of before."""
        super().notify_style_update()
        self._looks = None
        self._strips.clear()

    def on_focus(self) -> None:
        """Show that the keyboard is here."""
        self._refocus()

    def on_blur(self) -> None:
        """Show that the keyboard is elsewhere."""
        self._refocus()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked."""
        if row := self.view.row_at(event.y):
            self.select(row.case_id)

    def on_mouse_scroll_down(self) -> None:
        """Scroll the waiting rows."""
        self.view.scroll(3)
        self._paint()

    def on_mouse_scroll_up(self) -> None:
        """Scroll the waiting rows."""
        self.view.scroll(-3)
        self._paint()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines asked for. A new size is taken in at once, not a frame later."""
        if self._laid_out != self.size:
            self._lay_out(self.size)
        right = crop.right
        whole = crop.x == 0 and right >= self.size.width
        strips = [self._strip(y) for y in crop.line_range]
        return strips if whole else [strip.crop(crop.x, right) for strip in strips]

    # Inside

    def _lay_out(self, size: Size) -> None:
        self._laid_out = size
        self.view.height = size.height
        self.view.tall = 2 if size.width < TWO_LINES_BELOW else 1
        self.view.heading = self.app.size.width >= HEADING_FROM and self.view.tall == 1
        self.view.follow()
        self._strips.clear()
        self._measure()
        self._painted = self._to_paint()

    def _want(self, need: Need) -> None:
        self.post_message(self.Wanted(self, need))

    def _moved(self) -> None:
        self.model.look_ahead(self.view.page * 2)
        self.view.follow()
        self._paint()

    def _changed(self, line: int | None) -> None:
        """Put the cursor's line back; paint a little later, together with other changes."""
        self.view.keep(line)
        if self._settling is None and self.is_running:
            self._settling = self.set_timer(SETTLE_S, self._settle)

    def _settle(self) -> None:
        self._settling = None
        self._paint()

    def _refocus(self) -> None:
        line = self.view.cursor_line()
        if line is not None:
            self.refresh(Region(0, line, self.size.width, self.view.tall))

    def _paint(self) -> None:
        """Refresh the lines whose content has changed since they were painted."""
        if self._settling is not None:
            self._settling.stop()
            self._settling = None
        self._measure()
        cells = self.size.width
        before, now = self._painted, self._to_paint()
        self._painted = now
        if len(before) != len(now):
            self.refresh()
        else:
            regions = [
                Region(DUE_AT, y, DUE_WIDTH, 1) if same else Region(0, y, cells, 1)
                for y, (old, new) in enumerate(zip(before, now, strict=True))
                if old != new
                for same in (old.line == new.line and old.tail == new.tail,)
            ]
            if regions:
                self.refresh(*regions)
        self._tell()

    def _measure(self) -> None:
        """Widen the case numbers' column when longer ones come; it never gets narrower."""
        rows = (*self.model.mine, *self.model.waiting)
        needed = max(self._ids, id_width(max((row.case_id for row in rows), default=0)))
        if needed != self._ids:
            self._ids = needed
            self._strips.clear()
            self._painted = []

    def _to_paint(self) -> list[_Painted]:
        self._now = now = self.clock.now()
        two = self.view.tall == 2
        painted = []
        for line in self.view.lines():
            if line.row is None:
                painted.append(_Painted(line, ("", ""), ""))
                continue
            look = self._look(line, now)
            due = due_part(line.row, look) if line.part == 0 else ("", "")
            shows_tail = line.part == self.view.tall - 1
            painted.append(_Painted(line, due, tail(line.row, look, two) if shows_tail else ""))
        return painted

    def _tell(self) -> None:
        if self.model.selected != self._told:
            self._told = self.model.selected
            self.post_message(self.Moved(self, self._told))
        glyphs = self.glyphs
        edge = outside_text(self.view.outside(), glyphs.up, glyphs.down, glyphs.dot)
        if edge != self._edge:
            self._edge = edge
            self.post_message(self.Edge(edge))

    def _look(self, line: Line, now: int) -> Look:
        return Look(
            self.size.width,
            now,
            self._ids,
            line.selected,
            line.marked,
            line.ghost,
            line.mine,
            self.glyphs,
        )

    def _strip(self, y: int) -> Strip:
        if not 0 <= y < len(self._painted):
            return Strip.blank(self.size.width, self._style("text", False))
        painted = self._painted[y]
        key = (painted, painted.line.selected and self.has_focus)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) >= _STRIPS:
                self._strips.clear()
            strip = self._strips[key] = self._draw(painted)
        return strip

    def _draw(self, painted: _Painted) -> Strip:
        line = painted.line
        dimmed = line.selected and not self.has_focus
        segments = [
            Segment(
                text if self.glyphs is UNICODE else to_ascii(text),
                self._style("muted" if dimmed and style == "accent" else style, line.selected),
            )
            for text, style in self._parts(line)
        ]
        strip = Strip(segments, self.size.width)
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, background)
        return strip

    def _parts(self, line: Line) -> list[Part]:
        look = self._look(line, self._now)
        if line.row is not None:
            return one_line(line.row, look) if self.view.tall == 1 else self._two(line, look)
        if line.kind == "heading":
            return heading(look)
        if line.kind == "blank":
            return [(" " * look.width, "text")]
        return rule(fit(line.text, min(width(line.text), max(1, look.width - 4))), look)

    @staticmethod
    def _two(line: Line, look: Look) -> list[Part]:
        assert line.row is not None
        return two_lines(line.row, look)[line.part]

    def _style(self, name: str, selected: bool) -> Style:
        if self._looks is None:
            self._looks = (looks_of(self.app), looks_of(self.app, "panel"))
        if selected and name == "text":
            name = "strong"
        return self._looks[selected].named(name)
