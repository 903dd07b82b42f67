"""A line to type a command into, with history and completion. What the words mean is the caller's.

Import this module when the line is asked for, not at start-up.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from agentdesk.text import fit
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs, to_ascii
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.question import Question
from agentdesk.tui.kit.styles import style_paths

SHOWN = 8
"""So many candidates are listed at a time."""


class Candidate(NamedTuple):
    """One way to go on: the whole line as it would stand, and what it means."""

    line: str
    hint: str = ""


Completer = Callable[[str], Sequence[Candidate]]
"""From what is written to how it may go on, best first."""


class History:
    """What was typed before, the newest last, with a place to walk up and down from."""

    def __init__(self, lines: Sequence[str] = (), limit: int = 200) -> None:
        self.lines = list(lines)[-limit:]
        self._limit = limit
        self._at = len(self.lines)
        self._written = ""

    def add(self, line: str) -> None:
        """Remember a line; one that was there already moves to the end."""
        if line in self.lines:
            self.lines.remove(line)
        self.lines = [*self.lines, line][-self._limit :]
        self.rewind()

    def rewind(self) -> None:
        """Stand after the newest line again."""
        self._at, self._written = len(self.lines), ""

    def up(self, written: str) -> str:
        """Return the line before; what is written now is kept for the way down."""
        if self._at == len(self.lines):
            self._written = written
        self._at = max(0, self._at - 1)
        return self.lines[self._at] if self.lines else written

    def down(self, written: str) -> str:
        """Return the line after, in the end what was being written."""
        if self._at >= len(self.lines):
            return written
        self._at += 1
        return self.lines[self._at] if self._at < len(self.lines) else self._written


class TypedLine(Question[str]):
    """One line at the foot of the screen; the result is what was typed, or ``None``."""

    AUTO_FOCUS = "Input"
    CSS_PATH = style_paths("line")[1:]

    def __init__(
        self,
        complete: Completer,
        history: History,
        *,
        prompt: str = ":",
        written: str = "",
        glyphs: Glyphs = UNICODE,
    ) -> None:
        super().__init__()
        self._complete, self._history = complete, history
        self._prompt, self._first, self._glyphs = prompt, written, glyphs

    def compose(self) -> ComposeResult:
        """Lay out the candidates and the line under them."""
        with Vertical(classes="typed"):
            yield Static(id="candidates")
            with Vertical(classes="typed-row"):
                yield Static(self._prompt, id="prompt")
                yield Input(self._first, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        """Take the keyboard and list how a line may begin."""
        self._history.rewind()
        self.set_focus(self._box)
        self._box.cursor_position = len(self._first)
        self._show()

    def on_input_changed(self) -> None:
        """List how what is written may go on."""
        self._show()

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Handle a key; ``False`` leaves it to the line."""
        box = self._box
        if token == "escape" or (token == "backspace" and not box.value):
            self.dismiss(None)
        elif token == "enter":
            self.dismiss(box.value.strip() or None)
        elif token == "tab":
            self._write(self._further())
        elif token == "up":
            self._write(self._history.up(box.value))
        elif token == "down":
            self._write(self._history.down(box.value))
        else:
            return False
        return True

    @property
    def _box(self) -> Input:
        return self.query_one(Input)

    def _further(self) -> str:
        """Return the line as far as every candidate agrees, at least one step on."""
        # Those that are listed may not know of the last letters yet.
        lines = [candidate.line for candidate in self._complete(self._box.value)]
        if not lines:
            return self._box.value
        agreed = 0
        for letters in zip(*lines, strict=False):
            if len(set(letters)) > 1:
                break
            agreed += 1
        return lines[0][:agreed] if agreed > len(self._box.value) else lines[0]

    def _write(self, line: str) -> None:
        self._box.value = line
        self._box.cursor_position = len(line)

    def _show(self) -> None:
        candidates = self._complete(self._box.value)
        cells = max(20, self.app.size.width - 4)
        shown = [self._line(candidate, cells) for candidate in candidates[:SHOWN]]
        more = len(candidates) - len(shown)
        if more > 0:
            shown.append(Content(f"  {more} more").stylize("dim"))
        listed = self.query_one("#candidates", Static)
        listed.display = bool(shown)
        listed.update(Content("\n").join(shown))

    def _line(self, candidate: Candidate, cells: int) -> Content:
        text = f"  {fit(candidate.line, 26)}  {candidate.hint}"
        text = fit(text, cells).rstrip()
        return Content(text if self._glyphs is UNICODE else to_ascii(text))
