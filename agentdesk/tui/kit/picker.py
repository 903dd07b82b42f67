"""A line to look something up with as one types: candidates above it, one of them lit.

What is looked up, and where, is the caller's. Import this module when it is asked for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from agentdesk.text import fit
from agentdesk.tui.kit.behind import run_behind
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs, to_ascii
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.question import Question
from agentdesk.tui.kit.styles import style_paths

SHOWN = 9
"""So many candidates are listed."""
REST_S = 0.05
"""A look-up begins once the typing rests this long."""
_LABEL_CELLS = 30


class Pick(NamedTuple):
    """One candidate: what is chosen by it, and the words that show it."""

    value: str
    label: str
    hint: str = ""


Finder = Callable[[str], Awaitable[Sequence[Pick]]]
"""From what is written to what it may mean, best first. May raise what the caller handles."""


class Picker(Question[Pick]):
    """Looks something up; the result is the candidate chosen, or ``None``.

    Enter waits for the look-up of what is written, so that nothing older is ever chosen.
    """

    AUTO_FOCUS = "Input"
    CSS_PATH = style_paths("line")[1:]

    def __init__(
        self,
        find: Finder,
        *,
        prompt: str,
        asks: str,
        nothing: str = "Nothing is found.",
        written: str = "",
        glyphs: Glyphs = UNICODE,
    ) -> None:
        super().__init__()
        self._find, self._prompt = find, prompt
        self._nothing, self._glyphs = nothing, glyphs
        # Held, not looked for: a look-up may end while the widgets are being taken away.
        self._box = Input(written, placeholder=asks, compact=True)
        self._listed = Static(id="candidates")
        self._lit = 0
        self._sought = ""
        """What the candidates are for."""
        self._wanted: str | None = None
        """What was written when Enter was pressed, while that is looked up."""
        self.found: Sequence[Pick] | None = None
        """The candidates for what is written; ``None`` while they are looked up."""

    def compose(self) -> ComposeResult:
        """Lay out the candidates and the line under them."""
        with Vertical(classes="typed"):
            yield self._listed
            with Vertical(classes="typed-row"):
                yield Static(self._prompt, id="prompt", classes="-word")
                yield self._box

    def on_mount(self) -> None:
        """Take the keyboard and look up what is written already."""
        self.set_focus(self._box)
        self._look_up()

    def on_input_changed(self) -> None:
        """Look up what is written now."""
        self._look_up()

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Handle a key; ``False`` leaves it to the line."""
        if token == "escape":
            self.dismiss(None)
        elif token in ("up", "down"):
            # The best stands nearest to the line, at the foot of the list.
            self._light(1 if token == "up" else -1)
        elif token in ("enter", "ctrl+s"):
            self._wanted = self._box.value
            if self._sought != self._wanted:
                # The last letters are still on their way from the line.
                self._look_up()
            self._choose()
        else:
            return False
        return True

    def _look_up(self) -> None:
        self.found, self._lit, self._sought = None, 0, self._box.value
        if self._wanted != self._box.value:
            self._wanted = None
        run_behind(self, self._search, "picking", exclusive=True)

    async def _search(self) -> None:
        await asyncio.sleep(REST_S)
        self.found = tuple(await self._find(self._box.value.strip()))[:SHOWN]
        self._show()
        if self._wanted is not None:
            self._choose()

    def _choose(self) -> None:
        if self.found:
            self.dismiss(self.found[self._lit])
        elif self.found is not None:
            self._wanted = None

    def _light(self, by: int) -> None:
        if self.found:
            self._lit = (self._lit + by) % len(self.found)
            self._show()

    def _show(self) -> None:
        found = self.found or ()
        lines = [self._line(pick, n == self._lit) for n, pick in enumerate(found)][::-1]
        if not lines and self._box.value.strip():
            lines = [Content(self._nothing)]
        self._listed.display = bool(lines)
        self._listed.update(Content("\n").join(lines))

    def _line(self, pick: Pick, lit: bool) -> Content:
        cells = max(20, self.app.size.width - 4)
        bar = self._glyphs.cursor if lit else " "
        text = fit(f"{bar} {fit(pick.label, _LABEL_CELLS)}  {pick.hint}", cells).rstrip()
        shown = Content(text if self._glyphs is UNICODE else to_ascii(text))
        return shown.stylize("bold $accent") if lit else shown
