"""Lines of words with named styles, shown in a pane that scrolls. Text is never markup."""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from agentdesk.text import fit, width
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs, to_ascii
from agentdesk.tui.kit.looks import looks_of

Line = list[tuple[str, str]]
"""Pieces of a line: text and the name of its style, one of :class:`~agentdesk.tui.kit.looks.Looks`,
or ``warning``, ``success``, ``cursor``."""

_SAME_AS = {"warning": "soon", "success": "done"}


class ProseView(ScrollView, can_focus=True):
    """Shows lines made by a function of the width, so that they wrap anew when it changes."""

    # Textual lays out the whole screen when this changes; here a scroll bar is all that may move.
    virtual_size = Reactive(Size(0, 0))

    def __init__(
        self, *, glyphs: Glyphs = UNICODE, id: str | None = None, surface: str = "background"
    ) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs
        self.surface = surface
        self._make: Callable[[int], Sequence[Line]] = lambda cells: []
        self._lines: Sequence[Line] = []
        self._cells = 0
        self._looks: dict[str, Style] = {}
        self._at_end = False
        """Whether the last line is to be in sight, as far as the person has not scrolled away."""

    def show(self, make: Callable[[int], Sequence[Line]], *, at_end: bool = False) -> None:
        """Show what ``make(width)`` returns; ``at_end`` begins at the last line.

        Lines that did not change are not painted again.
        """
        self._make, self._at_end = make, at_end or self._at_end
        self._ask(scroll=at_end)

    def renew(self) -> None:
        """Ask for the lines again: the time, or what they tell, has changed."""
        self._ask(scroll=False)

    @property
    def lines(self) -> Sequence[Line]:
        """The lines as they are wrapped now."""
        return self._lines

    def lines_above(self) -> int:
        """How many lines are out of sight above."""
        return int(self.scroll_offset.y)

    def page(self, pages: float) -> None:
        """Scroll by pages, ``0.5`` for half a one."""
        self.scroll_to(
            y=self.scroll_offset.y + int(pages * max(1, self.size.height - 1)),
            animate=False,
            immediate=True,
        )

    def line(self, lines: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, immediate=True)

    def to_top(self) -> None:
        """Scroll to the first line."""
        self._at_end = False
        self.scroll_to(y=0, animate=False, immediate=True)

    def to_end(self) -> None:
        """Scroll to the last line, and stay there when the height changes."""
        self._at_end = True
        self.scroll_to(y=max(0, len(self._lines)), animate=False, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew; who reads the end still sees it.

        What stands above in the same pane takes its height a frame after the text was shown.
        """
        if self._room != self._cells:
            self._remake(scroll=self._at_end)
        elif self._at_end:
            self.to_end()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember whether the person left the end."""
        super().watch_scroll_y(old_value, new_value)
        self._at_end = new_value >= self.max_scroll_y

    def notify_style_update(self) -> None:
        """Forget the styles of before."""
        super().notify_style_update()
        self._looks.clear()

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        at = int(self.scroll_offset.y) + y
        cells = self._cells
        line = self._lines[at] if at < len(self._lines) else []
        segments = []
        left = cells
        for text, style in line:
            size = width(text)
            if size > left:
                text, size = fit(text, left), left
            shown = text if self.glyphs is UNICODE else to_ascii(text)
            segments.append(Segment(shown, self._style(style)))
            left -= size
        if left > 0:
            segments.append(Segment(" " * left, self._style("text")))
        return Strip(segments, cells)

    @property
    def _room(self) -> int:
        """Cells for text: the scroll bar's are not among them."""
        return self.scrollable_content_region.width

    @property
    def _has_bar(self) -> bool:
        return self.styles.overflow_y == "auto" and self.styles.scrollbar_size_vertical > 0

    def _ask(self, scroll: bool) -> None:
        if self._room:
            self._remake(scroll)
        else:
            # Out of sight: the lines there are old, however wide the pane is when it comes back.
            self._cells = 0

    def _remake(self, scroll: bool) -> None:
        before = self._lines
        self._cells = self._room
        self._lines = now = list(self._make(self._cells))
        if not self.show_vertical_scrollbar and len(now) > self.size.height and self._has_bar:
            # The bar is about to appear and takes a cell; wrapping for it now spares a repaint.
            self._cells -= self.styles.scrollbar_size_vertical
            self._lines = now = list(self._make(self._cells))
        self._resized(Size(self._cells, len(now)))
        if scroll:
            self.to_end()
        elif self._at_end:
            # Lines that came below the place where the person reads do not move it.
            self._at_end = self.scroll_y >= self.max_scroll_y
        top, height = int(self.scroll_offset.y), self.size.height
        changed = [
            Region(0, y - top, self._cells, 1)
            for y in range(top, top + height)
            if before[y : y + 1] != now[y : y + 1]
        ]
        if changed:
            self.refresh(*changed)

    def _resized(self, size: Size) -> None:
        """Take in another number of lines; only where the pane grows with them is it laid out."""
        if size == self.virtual_size:
            return
        self.virtual_size = size
        if self.styles.is_auto_height:
            self.refresh(layout=True)
        else:
            self._scroll_update(size)

    def _style(self, name: str) -> Style:
        style = self._looks.get(name)
        if style is None:
            if name == "cursor":
                style = looks_of(self.app, "panel").strong
            else:
                style = looks_of(self.app, self.surface).named(_SAME_AS.get(name, name))
            self._looks[name] = style
        return style
