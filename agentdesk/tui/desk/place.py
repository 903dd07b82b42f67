"""A page of lines over the desk, with a line to find in it and the keys below."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from agentdesk.text import width
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs, to_ascii
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.question import Question
from agentdesk.tui.kit.stops import Row, StopList
from agentdesk.tui.kit.styles import style_paths

Result = TypeVar("Result")

_PAGES = {"pagedown": 1.0, "space": 1.0, "pageup": -1.0, "ctrl+d": 0.5, "ctrl+u": -0.5}


class Place(Question[Result]):
    """What the editors' place and the audit share; a subclass says the lines and what keys do."""

    CSS_PATH = style_paths("knowledge")[1:]
    AUTO_FOCUS = "StopList"
    BINDINGS: ClassVar[list[tuple[str, str, str]]] = []  # type: ignore[assignment] # keys come by take_key
    FOOT: ClassVar[tuple[str, ...]] = ()
    SHORT_FOOT: ClassVar[tuple[str, ...]] = ()
    """The keys where there is little room."""

    def __init__(self, typed: str, placeholder: str, at: object, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs
        self.view = StopList(glyphs=glyphs, surface="panel")
        self.view.at = at
        self.box = Input(typed, placeholder=placeholder, compact=True)
        self._foot = Static(classes="knowledge-foot")

    @abstractmethod
    def title_text(self) -> str:
        """Return what stands above the lines."""

    @abstractmethod
    def rows(self, cells: int) -> Sequence[Row]:
        """Return the lines for a width."""

    def compose(self) -> ComposeResult:
        """Lay out the title, the lines, the line to find with, and the keys."""
        with Vertical(classes="knowledge"):
            yield Static(self._content(self.title_text()), classes="knowledge-title")
            yield self.view
            yield self.box
            yield self._foot

    def on_mount(self) -> None:
        """Show the lines."""
        self.box.display = False
        self.view.show_rows(self.rows)
        self._show_foot()

    def on_resize(self) -> None:
        """Name the keys that there is room for."""
        self._show_foot()

    def take_move(self, token: Token) -> bool:
        """Move over the lines, or begin to find; ``False`` for a key that does neither."""
        if token in ("j", "down", "k", "up"):
            self.view.move(1 if token in ("j", "down") else -1)
        elif token in _PAGES:
            self.view.page(_PAGES[token])
        elif token in ("home", "g"):
            self.view.to_first()
        elif token in ("end", "G"):
            self.view.to_last()
        elif token in ("/", "slash"):
            self.box.display = True
            self.box.focus()
        else:
            return False
        return True

    def _show_foot(self) -> None:
        keys = f" {self._glyphs.dot} ".join(self.FOOT)
        if width(keys) > self.size.width - 2:
            keys = f" {self._glyphs.dot} ".join(self.SHORT_FOOT)
        self._foot.update(self._content(keys))

    def _content(self, text: str) -> Content:
        return Content(text if self._glyphs is UNICODE else to_ascii(text))
