"""The queue list: paints only the lines that changed, over a window of a queue of any length."""

from collections.abc import Callable, Iterable

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from agentdesk.clock import Clock
from agentdesk.domain.views import QueuePage, QueueRow
from agentdesk.tui.kit.glyphs import ASCII, UNICODE, Glyphs
from agentdesk.tui.kit.queue_model import Need, QueueModel
from agentdesk.tui.kit.queue_paint import QueuePainter
from agentdesk.tui.kit.queue_view import QueueView, outside_text
from agentdesk.tui.kit.queue_window import Key, by_rank

SETTLE_S = 0.05
"""Changes of the live queue are gathered this long; keys are painted at once."""
TWO_LINES_BELOW = 60
"""In a pane narrower than this a row takes two lines."""
HEADING_FROM = 150
"""From this width of the screen the columns have a heading."""


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
        self.painter = QueuePainter(self, self.view, self.glyphs)
        self._settling: Timer | None = None
        self._laid_out: Size | None = None
        self._told: int | None = None
        self._edge = ""

    # The rows

    def set_rows(self, mine: Iterable[QueueRow], page: QueuePage) -> None:
        """Show the agent's own cases and a page of the waiting ones."""
        line = self.view.cursor_line()
        self.model.set_mine(mine)
        self.model.set_page(page)
        self._changed(line)

    def show(
        self,
        mine: Iterable[QueueRow],
        page: QueuePage,
        key: Callable[[QueueRow], Key] = by_rank,
    ) -> None:
        """Show another list, painted at once; see :meth:`QueueModel.show`."""
        self.model.show(mine, page, key)
        self.view.top = self.view.mine_top = 0
        self._moved()

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

    def set_total(self, total: int) -> None:
        """Take in how many cases wait in all."""
        self.model.set_total(total)
        self._changed(self.view.cursor_line())

    def set_titles(
        self, mine: str | None = "", waiting: str = "", detail: str = "", empty: str = ""
    ) -> None:
        """Name the sections; see :class:`QueueView` for what empty and ``None`` mean."""
        line, view = self.view.cursor_line(), self.view
        titles = (mine, waiting, detail, empty)
        if titles != (view.mine_title, view.waiting_title, view.detail, view.empty):
            view.mine_title, view.waiting_title, view.detail, view.empty = titles
            self._changed(line)

    # The cursor

    @property
    def selected(self) -> QueueRow | None:
        """Return the row under the cursor."""
        return self.model.selected_row

    def move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.model.move(by)
        self._moved(by_hand=True)

    def move_page(self, pages: float) -> None:
        """Move the cursor by pages, ``0.5`` for half a one."""
        rows = max(1, int(self.view.page * abs(pages)))
        self.move(rows if pages > 0 else -rows)

    def to_top(self) -> None:
        """Move the cursor to the first row of all."""
        self.model.to_top()
        self._moved(by_hand=True)

    def to_end(self) -> None:
        """Move the cursor to the last row of all."""
        self.model.to_end()
        self._moved(by_hand=True)

    def select(self, case_id: int) -> bool:
        """Put the cursor on a case; ``False`` if it is not among the rows known."""
        found = self.model.select(case_id)
        if found:
            self._moved(by_hand=True)
        return found

    def toggle_mark(self) -> None:
        """Mark the case under the cursor, or take the mark away, and go on to the next."""
        row = self.model.selected_row
        if row is not None:
            self.model.marks.toggle(row)
            self.move(1)

    def mark_all(self, rows: Iterable[QueueRow], of: object = None) -> bool:
        """Mark these cases; again, take those marks away. Say whether they are marked.

        ``of`` names the list that they stand in.
        """
        marked = self.model.marks.toggle_all(rows, of)
        self._paint()
        return marked

    def drop_marks(self, case_ids: Iterable[int] | None = None) -> None:
        """Take the marks of these cases away, or all."""
        self.model.marks.drop(case_ids)
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
        self.painter.forget_styles()

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

    def on_mouse_move(self) -> None:
        """Keep the rows where they are for somebody who is about to click."""
        self.view.in_hand = True

    def on_mouse_scroll_down(self) -> None:
        """Scroll the waiting rows."""
        self.view.in_hand = True
        self.view.scroll(3)
        self._paint()

    def on_mouse_scroll_up(self) -> None:
        """Scroll the waiting rows."""
        self.view.in_hand = True
        self.view.scroll(-3)
        self._paint()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines asked for. A new size is taken in at once, not a frame later."""
        if self._laid_out != self.size:
            self._lay_out(self.size)
        right = crop.right
        whole = crop.x == 0 and right >= self.size.width
        strips = [self.painter.strip(y) for y in crop.line_range]
        return strips if whole else [strip.crop(crop.x, right) for strip in strips]

    # Inside

    def _lay_out(self, size: Size) -> None:
        self._laid_out = size
        self.view.height, self.view.cells = size.height, size.width
        self.view.tall = 2 if size.width < TWO_LINES_BELOW else 1
        self.view.heading = self.app.size.width >= HEADING_FROM and self.view.tall == 1
        self.view.follow()
        self.painter.begin(self.clock.now())

    def _want(self, need: Need) -> None:
        self.post_message(self.Wanted(self, need))

    def _moved(self, *, by_hand: bool = False) -> None:
        self.view.in_hand |= by_hand
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
        regions = self.painter.renew(self.clock.now())
        if regions is None:
            self.refresh()
        elif regions:
            self.refresh(*regions)
        self._tell()

    def _tell(self) -> None:
        if self.model.selected != self._told:
            self._told = self.model.selected
            self.post_message(self.Moved(self, self._told))
        glyphs = self.glyphs
        edge = outside_text(self.view.outside(), glyphs.up, glyphs.down, glyphs.dot)
        if edge != self._edge:
            self._edge = edge
            self.post_message(self.Edge(edge))
