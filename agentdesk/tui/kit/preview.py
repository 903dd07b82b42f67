"""A page beside the case: an earlier case, a person or an organisation; the case stays."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from agentdesk.tui.kit.glyphs import UNICODE, Glyphs, to_ascii
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.question import Question
from agentdesk.tui.kit.stops import MakeRows, StopList


class Preview(Question[object]):
    """Rows to read. Its answer is what was opened: a target of its rows, or the page itself."""

    AUTO_FOCUS = "StopList"
    BINDINGS: ClassVar[list[tuple[str, str, str]]] = []  # type: ignore[assignment] # keys come by take_key

    def __init__(
        self,
        title: str,
        make: MakeRows,
        *,
        itself: object = None,
        enter: str = "opens",
        also: Sequence[str] = (),
        at: object = None,
        glyphs: Glyphs = UNICODE,
    ) -> None:
        super().__init__()
        self._title, self._make, self._itself = title, make, itself
        self._enter, self._also, self._glyphs = enter, also, glyphs
        self.view = StopList(glyphs=glyphs, surface="panel")
        self.view.at = at

    def compose(self) -> ComposeResult:
        """Lay out the title, the rows and the keys."""
        with Vertical(classes="sheet"):
            yield Static(self._line(self._title), classes="sheet-title")
            yield self.view
            dot = self._glyphs.dot
            keys = [f"Enter {self._enter}"] if self._enter else []
            foot = f" {dot} ".join(["j k", *keys, *self._also, "Esc back"])
            yield Static(self._line(foot), classes="sheet-foot")

    def on_mount(self) -> None:
        """Show the rows."""
        self.view.show_rows(self._make)

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Move, open, or leave."""
        if token in ("escape", "q", "h", "left"):
            self.dismiss(None)
        elif token in ("enter", "l", "right"):
            chosen = self.view.chosen or self._itself
            # Arrows go deeper, never away from the case one is on.
            if chosen is not None and (token == "enter" or chosen is not self._itself):
                self.dismiss(chosen)
        elif token in ("j", "down", "k", "up"):
            self.view.move(1 if token in ("j", "down") else -1)
        elif token in _PAGES:
            self.view.page(_PAGES[token])
        elif token in ("home", "g"):
            self.view.to_first()
        elif token in ("end", "G"):
            self.view.to_last()
        return True

    def _line(self, text: str) -> Content:
        return Content(text if self._glyphs is UNICODE else to_ascii(text))


_PAGES = {"pagedown": 1.0, "space": 1.0, "pageup": -1.0, "ctrl+d": 0.5, "ctrl+u": -0.5}
