"""A page to read over the desk: lines of words, scrolled, left with Esc."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from agentdesk.text import wrap
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.prose import Line, ProseView
from agentdesk.tui.kit.question import Question


class Reading(Question[None]):
    """Shows plain lines; nothing can be done here but read."""

    AUTO_FOCUS = "ProseView"
    BINDINGS: ClassVar[list[tuple[str, str, str]]] = []  # type: ignore[assignment] # keys come by take_key

    def __init__(self, title: str, text: Sequence[str], *, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self._title = title
        self._text = tuple(text)
        self._view = ProseView(glyphs=glyphs, surface="panel")

    def compose(self) -> ComposeResult:
        """Lay out the title, the text and the way out."""
        with Vertical(classes="sheet"):
            yield Static(Content(self._title), classes="sheet-title")
            yield self._view
            yield Static(Content("j k scroll · Esc leaves"), classes="sheet-foot")

    def on_mount(self) -> None:
        """Show the text."""
        self._view.show(self._lines)

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Scroll, or leave."""
        if token in ("escape", "q", "enter"):
            self.dismiss(None)
        elif token in ("j", "down", "k", "up"):
            self._view.line(1 if token in ("j", "down") else -1)
        elif token in ("pagedown", "space", "pageup"):
            self._view.page(-1 if token == "pageup" else 1)
        return True

    def _lines(self, cells: int) -> list[Line]:
        return [[(piece, "text")] for line in self._text for piece in wrap(line, cells) or [""]]
