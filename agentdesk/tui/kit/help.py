"""Help for the place one is in, and the command palette. Both are built from the registry.

Import this module when help is asked for, not at start-up.
"""

from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Input, Static

from agentdesk.text import fit, width, wrap
from agentdesk.tui.kit.commands import Command
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs, to_ascii
from agentdesk.tui.kit.keymap import Keymap
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.question import Question
from agentdesk.tui.kit.styles import style_paths

_KEY_CELLS = 16
_HELP_CELLS = 78
_AROUND = 5
"""Cells of air and scroll bar beside the help."""
_SCROLL = {
    "down": 1,
    "j": 1,
    "up": -1,
    "k": -1,
    "pagedown": 15,
    "space": 15,
    "pageup": -15,
    "ctrl+d": 8,
    "ctrl+u": -8,
    "end": 9_999,
    "G": 9_999,
    "home": -9_999,
    "g": -9_999,
}


class Entry(NamedTuple):
    """One command as the palette lists it."""

    command: Command
    key: str
    words: str
    """What a search looks in, in lower case."""


class Palette:
    """The palette's list, prepared once; a search over it is quick enough for every key."""

    def __init__(self, keymap: Keymap) -> None:
        self._entries = [
            Entry(command, keymap.label(command.id), f"{command.title} {command.group}".lower())
            for command in keymap.registry
            if command.palette
        ]

    def find(
        self, written: str, context: str, allowed: frozenset[str] | None = None
    ) -> list[Entry]:
        """Return what applies in ``context`` and holds every word written, best first.

        ``allowed`` leaves only the commands that can be done now. A title that begins with what
        was written comes first, then one with a word that does.
        """
        words = written.lower().split()
        found: list[tuple[int, int, Entry]] = []
        for place, entry in enumerate(self._entries):
            if not entry.command.applies(context):
                continue
            if allowed is not None and entry.command.id not in allowed:
                continue
            if all(word in entry.words for word in words):
                found.append((_rank(words, entry.command.title.lower()), place, entry))
        return [entry for _, _, entry in sorted(found)]


def _rank(words: list[str], title: str) -> int:
    if not words or title.startswith(words[0]):
        return 0
    return 1 if f" {words[0]}" in title else 2


class PaletteScreen(Question[str]):
    """Finds a command by its words; the result is its id, or ``None``."""

    AUTO_FOCUS = "Input"
    CSS_PATH = style_paths("help")[1:]

    def __init__(
        self,
        palette: Palette,
        context: str,
        allowed: frozenset[str] | None = None,
        *,
        glyphs: Glyphs = UNICODE,
    ) -> None:
        super().__init__()
        self._palette = palette
        self._where = context
        self._allowed = allowed
        self._glyphs = glyphs
        self._lit = 0

    def compose(self) -> ComposeResult:
        """Lay out the line to write in and the list under it."""
        with VerticalScroll(classes="palette", can_focus=False):
            yield Input(placeholder="What do you want to do?", compact=True)
            yield Static(id="found")

    def on_mount(self) -> None:
        """Take the keyboard and list everything that applies."""
        self.set_focus(self.query_one(Input))
        self._show()

    def on_input_changed(self) -> None:
        """List what holds the words written."""
        self._lit = 0
        self._show()

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Handle a key; ``False`` leaves it to the line one writes in."""
        found = self._found()
        if token == "escape":
            self.dismiss(None)
        elif token == "enter":
            if found:
                self.dismiss(found[min(self._lit, len(found) - 1)].command.id)
        elif token in ("up", "down"):
            if found:
                self._lit = (self._lit + (1 if token == "down" else -1)) % len(found)
            self._show()
        else:
            return False
        return True

    def _found(self) -> list[Entry]:
        return self._palette.find(self.query_one(Input).value, self._where, self._allowed)

    def _show(self) -> None:
        found = self._found()
        cells = max(20, min(72, self.app.size.width) - 6)
        lines = [
            _palette_line(entry, number == self._lit, cells, self._glyphs)
            for number, entry in enumerate(found)
        ]
        empty = Content("Nothing by that name applies here. Esc leaves.")
        self.query_one("#found", Static).update(Content("\n").join(lines) if lines else empty)


class HelpScreen(Question[None]):
    """All keys of one place, by group. Esc leaves."""

    AUTO_FOCUS = ""
    CSS_PATH = style_paths("help")[1:]

    def __init__(self, keymap: Keymap, context: str, *, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self._keymap = keymap
        self._where = context
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        """Lay out the groups in one scrolling column."""
        with VerticalScroll(classes="help", can_focus=False):
            cells = min(_HELP_CELLS, self.app.size.width - _AROUND)
            yield Static(help_text(self._keymap, self._where, self._glyphs, cells))

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Scroll or leave; other keys do nothing here."""
        if token in ("escape", "q", "?", "f1"):
            self.dismiss(None)
        elif step := _SCROLL.get(token):
            self.query_one(VerticalScroll).scroll_relative(y=step, animate=False, immediate=True)
        return True


def help_text(
    keymap: Keymap, context: str, glyphs: Glyphs = UNICODE, cells: int = _HELP_CELLS
) -> Content:
    """Return the help of a place: every command that applies, its keys and its sentence.

    No line is wider than ``cells``.
    """
    lines: list[Content] = [Content(f"Keys here {glyphs.dot} Esc leaves").stylize("bold")]
    for group, commands in keymap.registry.groups(context).items():
        lines += [Content(""), Content(group).stylize("bold")]
        for command in commands:
            keys = "  ".join(keymap.labels(command.id)) or "palette"
            words = _sentence(command)
            first, *more = wrap(words, cells - _KEY_CELLS - 3)
            head = fit(keys, max(_KEY_CELLS, width(keys)))
            lines.append(Content(_plain(f"  {head} {first}", glyphs)))
            lines += [Content(_plain(" " * (_KEY_CELLS + 3) + line, glyphs)) for line in more]
    return Content("\n").join(lines)


def _sentence(command: Command) -> str:
    """Return the title and the help, or the help alone where it says the same."""
    if command.help.rstrip(".").lower().startswith(command.title.lower()):
        return command.help
    return f"{command.title}. {command.help}"


def _palette_line(entry: Entry, lit: bool, cells: int, glyphs: Glyphs) -> Content:
    bar = glyphs.cursor if lit else " "
    room = max(1, cells - width(entry.key) - 2)
    line = f"{bar} {fit(entry.command.title, room - 1)} {entry.key}"
    return Content(_plain(line, glyphs)).stylize(Style(bold=lit))


def _plain(text: str, glyphs: Glyphs) -> str:
    return text if glyphs is UNICODE else to_ascii(text)
