"""Turns the queue's lines into strips, keeps those drawn, and says which lines differ.

Lines are drawn past Textual's style cache, because they are drawn on every key and every change of
the live queue. Line filters are applied here for the same reason.
"""

from collections.abc import Iterator
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from agentdesk.text import fit, width
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs, to_ascii
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
from agentdesk.tui.kit.queue_view import Line, QueueView
from agentdesk.tui.kit.times import DUE_WIDTH

_STRIPS = 256


class Painted(NamedTuple):
    """What a line shows now; two equal ones need no painting."""

    line: Line
    due: Part
    tail: str


class QueuePainter:
    """Draws the lines of a view for one widget."""

    def __init__(self, widget: Widget, view: QueueView, glyphs: Glyphs) -> None:
        self.widget, self.view, self.glyphs = widget, view, glyphs
        self.painted: list[Painted] = []
        self._strips: dict[tuple[Painted, bool], Strip] = {}
        self._looks: tuple[Looks, Looks] | None = None
        self._ids = 4
        self._now = 0

    def forget_styles(self) -> None:
        """Forget what was drawn with the styles of before."""
        self._looks = None
        self._strips.clear()

    def begin(self, now: int) -> None:
        """Take in the lines for a new size; all of them are painted anew."""
        self._strips.clear()
        self._measure()
        self.painted = self._to_paint(now)

    def renew(self, now: int) -> list[Region] | None:
        """Take in the lines as they are; return what differs on the screen, ``None`` for all."""
        self._measure()
        before, self.painted = self.painted, self._to_paint(now)
        if len(before) != len(self.painted):
            return None
        return list(self._differing(before))

    def strip(self, y: int) -> Strip:
        """Return a line of the screen."""
        if not 0 <= y < len(self.painted):
            return Strip.blank(self.widget.size.width, self._style("text", False))
        painted = self.painted[y]
        key = (painted, painted.line.selected and self.widget.has_focus)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) >= _STRIPS:
                self._strips.clear()
            strip = self._strips[key] = self._draw(painted)
        return strip

    def _differing(self, before: list[Painted]) -> Iterator[Region]:
        cells = self.widget.size.width
        for y, (old, new) in enumerate(zip(before, self.painted, strict=True)):
            if old == new:
                continue
            only_due = old.line == new.line and old.tail == new.tail
            yield Region(DUE_AT, y, DUE_WIDTH, 1) if only_due else Region(0, y, cells, 1)

    def _measure(self) -> None:
        """Widen the case numbers' column when longer ones come; it never gets narrower."""
        model = self.view.model
        rows = (*model.mine, *model.waiting)
        needed = max(self._ids, id_width(max((row.case_id for row in rows), default=0)))
        if needed != self._ids:
            self._ids = needed
            self._strips.clear()
            self.painted = []

    def _to_paint(self, now: int) -> list[Painted]:
        self._now = now
        two = self.view.tall == 2
        painted = []
        for line in self.view.lines():
            if line.row is None:
                painted.append(Painted(line, ("", ""), ""))
                continue
            look = self._look(line)
            due = due_part(line.row, look) if line.part == 0 else ("", "")
            shows_tail = line.part == self.view.tall - 1
            painted.append(Painted(line, due, tail(line.row, look, two) if shows_tail else ""))
        return painted

    def _look(self, line: Line) -> Look:
        return Look(
            self.widget.size.width,
            self._now,
            self._ids,
            line.selected,
            line.marked,
            line.ghost,
            line.mine,
            self.glyphs,
        )

    def _draw(self, painted: Painted) -> Strip:
        line = painted.line
        dimmed = line.selected and not self.widget.has_focus
        segments = [
            Segment(
                text if self.glyphs is UNICODE else to_ascii(text),
                self._style("muted" if dimmed and style == "accent" else style, line.selected),
            )
            for text, style in self._parts(line)
        ]
        strip = Strip(segments, self.widget.size.width)
        background = self.widget.background_colors[1]
        for line_filter in self.widget.get_line_filters():
            strip = strip.apply_filter(line_filter, background)
        return strip

    def _parts(self, line: Line) -> list[Part]:
        look = self._look(line)
        if line.row is not None:
            if self.view.tall == 1:
                return one_line(line.row, look)
            return two_lines(line.row, look)[line.part]
        if line.kind == "heading":
            return heading(look)
        if line.kind == "blank":
            return [(" " * look.width, "text")]
        if line.kind == "text":
            return [(fit(f" {line.text}", look.width), "muted")]
        return rule(fit(line.text, min(width(line.text), max(1, look.width - 4))), look)

    def _style(self, name: str, selected: bool) -> Style:
        if self._looks is None:
            app = self.widget.app
            self._looks = (looks_of(app), looks_of(app, "panel"))
        if selected and name == "text":
            name = "strong"
        return self._looks[selected].named(name)
