"""A widget made of cells that draws itself: of a change only the cells that differ are painted.

Lines are drawn past Textual's style cache, because they are drawn each second and with every
change; line filters are applied here for the same reason.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App
from textual.color import Color
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from agentdesk.text import fit, width
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs
from agentdesk.tui.kit.looks import Looks, looks_of

Part = tuple[str, str]
"""A cell as it is shown: a text of the cell's width, and a style. The style is a name of
:class:`~agentdesk.tui.kit.looks.Looks`, with ``@row`` on the line of the cursor and ``@here`` in
the cell of the cursor."""
Line = tuple[Part, ...]

_STRIPS = 512


class CellView(Widget, can_focus=True):
    """Lines of cells. A subclass says what they are (:meth:`make`) and calls :meth:`renew`."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs
        self._lines: list[Line] = []
        self._drawn: dict[Line, Strip] = {}
        self._made_for: Size | None = None
        self._made_styles: dict[str, Style] = {}
        self._looks: tuple[Looks, Looks] | None = None

    def make(self, cells: int, height: int) -> Sequence[Line]:
        """Return the lines for a widget of this size."""
        raise NotImplementedError

    def renew(self) -> None:
        """Take in what is shown now; paint what differs."""
        if not self.is_mounted or not self.size:
            return
        if self._made_for != self.size:
            self._remake()
            self.refresh()
            return
        before = self._lines
        self._remake()
        changed = list(_changed(before, self._lines, self.size.width))
        if changed:
            self.refresh(*changed)

    @property
    def shown(self) -> list[str]:
        """The lines as plain text."""
        return ["".join(text for text, _ in line) for line in self._lines]

    # Textual

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out anew, if drawing has not done so already."""
        self.renew()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show or hide the cursor."""
        super().watch_has_focus(has_focus)
        self.renew()

    def notify_style_update(self) -> None:
        """Forget what was drawn with the styles of before."""
        super().notify_style_update()
        self._looks = None
        self._made_styles.clear()
        self._drawn.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines asked for. A new size is taken in at once, not a frame later."""
        if self._made_for != self.size:
            self._remake()
        right = crop.right
        strips = [self._strip(y) for y in crop.line_range]
        whole = crop.x == 0 and right >= self.size.width
        return strips if whole else [strip.crop(crop.x, right) for strip in strips]

    # Inside

    def _remake(self) -> None:
        self._made_for = self.size
        cells = self.size.width
        lines = [_exact(line, cells) for line in self.make(cells, self.size.height)]
        blank: Line = ((" " * cells, "text"),)
        self._lines = [*lines, *[blank] * (self.size.height - len(lines))][: self.size.height]

    def _strip(self, y: int) -> Strip:
        line = self._lines[y] if y < len(self._lines) else ((" " * self.size.width, "text"),)
        strip = self._drawn.get(line)
        if strip is None:
            if len(self._drawn) >= _STRIPS:
                self._drawn.clear()
            strip = self._drawn[line] = self._draw(line)
        return strip

    def _draw(self, line: Line) -> Strip:
        strip = Strip([Segment(text, self._style(name)) for text, name in line], self.size.width)
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, background)
        return strip

    def _style(self, name: str) -> Style:
        style = self._made_styles.get(name)
        if style is None:
            style = self._made_styles[name] = self._new_style(name)
        return style

    def _new_style(self, name: str) -> Style:
        if self._looks is None:
            self._looks = (looks_of(self.app), looks_of(self.app, "panel"))
        plain, _, place = name.partition("@")
        looks = self._looks[bool(place)]
        if plain == "faint":
            return looks.muted if self.app.native_ansi_color else looks.muted + _faint(self.app)
        if place != "here":
            return looks.named(plain)
        # What a number says of itself stays to be seen under the cursor.
        said = looks.named(plain if plain in ("late", "soon", "done") else "accent")
        return said + Style(reverse=True, bold=True)


def _faint(app: App[Any]) -> Style:
    """Return the colour of what is drawn behind something, and not read."""
    return Style(color=Color.parse(app.theme_variables["border-blurred"]).rich_color)


def _exact(line: Sequence[Part], cells: int) -> Line:
    """Return a line that fills its width exactly."""
    exact: list[Part] = []
    left = cells
    for text, style in line:
        size = width(text)
        if size > left:
            text, size = fit(text, left), left
        if size:
            exact.append((text, style))
        left -= size
    if left > 0:
        exact.append((" " * left, "text"))
    return tuple(exact)


def _changed(before: Sequence[Line], now: Sequence[Line], cells: int) -> Iterator[Region]:
    """Yield the regions in which two pictures differ: single cells where lines are cut alike."""
    for y, line in enumerate(now):
        old = before[y] if y < len(before) else ()
        if old == line:
            continue
        sizes = [width(text) for text, _ in line]
        if [width(text) for text, _ in old] != sizes:
            yield Region(0, y, cells, 1)
            continue
        x = 0
        for was, part, size in zip(old, line, sizes, strict=True):
            if was != part:
                yield Region(x, y, size, 1)
            x += size
