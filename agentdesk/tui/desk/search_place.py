"""The place for searching everything: a line to type in, and the hits below."""

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from agentdesk.domain.search.hits import Hit
from agentdesk.text import wrap
from agentdesk.tui.desk.prompt_line import PromptLine
from agentdesk.tui.desk.search_rows import Paper, height, help_lines, lines_of
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs, to_ascii
from agentdesk.tui.kit.pane import Pane
from agentdesk.tui.kit.prose import Line, ProseView


class SearchLine(PromptLine):
    """The search as it is written."""

    class Typed(PromptLine.Typed):
        """The search has changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("words, “a phrase”, from:ada, before:2026-03", id=id)


class HitList(ProseView):
    """The hits, with a cursor."""

    class Wanted(Message):
        """The cursor comes near the end: more hits are wanted."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(glyphs=glyphs, id=id)
        self.hits: list[Hit] = []
        self.at = 0
        self.said = ""
        """What stands there when there is no hit."""
        self.asked = False
        """Whether anything was asked for."""
        self.has_cursor = False
        """Whether the cursor shows: the keyboard is in the list."""
        self.paper: Callable[[int], Paper] | None = None
        self._made: dict[int, list[Line]] = {}
        self._made_for = 0

    @property
    def chosen(self) -> Hit | None:
        """The hit under the cursor."""
        return self.hits[self.at] if self.at < len(self.hits) else None

    def show_hits(self, hits: list[Hit], said: str, *, asked: bool) -> None:
        """Show other hits, from the first on."""
        self.hits, self.said, self.asked, self.at = hits, said, asked, 0
        self._made.clear()
        self.show(self._render_hits)
        self.to_top()

    def add_hits(self, hits: list[Hit]) -> None:
        """Show more of the same search."""
        self.hits += hits
        self.renew()

    def move(self, by: int) -> None:
        """Move the cursor."""
        if not self.hits:
            return
        self.at = max(0, min(len(self.hits) - 1, self.at + by))
        self.renew()
        self._follow()
        if self.at > len(self.hits) - 10:
            self.post_message(self.Wanted())

    def page_rows(self) -> int:
        """Return how many hits are in sight."""
        return max(1, self.size.height // height(self._cells or self.size.width))

    def take_cursor(self, here: bool) -> None:
        """Show the cursor, or hide it."""
        self.has_cursor = here
        self.renew()
        if here:
            self._follow()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight."""
        super().on_resize(event)
        if self.has_cursor:
            self._follow()

    def on_show(self) -> None:
        """Write the hits again: out of sight they have no width."""
        self.renew()
        if self.has_cursor:
            self._follow()

    def _follow(self) -> None:
        tall = height(self._cells or self.size.width)
        first, last = self.at * tall, self.at * tall + tall
        top, room = int(self.scroll_offset.y), self.size.height
        if first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif last > top + room:
            self.scroll_to(y=last - room, animate=False, immediate=True)

    def _render_hits(self, cells: int) -> list[Line]:
        if self.paper is None:
            return []
        if not self.hits:
            said: list[Line] = [[(f" {piece}", "muted")] for piece in wrap(self.said, cells - 2)]
            return said if self.asked else [*said, [], *help_lines(cells)]
        if cells != self._made_for:
            self._made.clear()
            self._made_for = cells
        paper = self.paper(cells)
        lines: list[Line] = []
        for number, hit in enumerate(self.hits):
            if number == self.at and self.has_cursor:
                lines += lines_of(hit, True, paper)
                continue
            if number not in self._made:
                self._made[number] = lines_of(hit, False, paper)
            lines += self._made[number]
        return lines


class SearchPlace(Pane):
    """The whole of the desk's body while somebody searches."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs
        self.line = SearchLine(id="search-line")
        self.note = Static("", id="search-note")
        self.hits = HitList(glyphs=glyphs, id="search-hits")

    def compose(self) -> ComposeResult:
        """Lay out the line, a sentence and the hits."""
        yield self.line
        yield self.note
        yield self.hits

    def tell(self, text: str, *, wrong: bool = False) -> None:
        """Say something about the search under its line."""
        self.note.set_class(wrong, "wrong")
        self.note.update(Content(text if self.glyphs is UNICODE else to_ascii(text)))
