"""What stands over a screen that has no room: how much it needs. No key acts on what is unseen.

Everything beneath stays as it is, the keyboard's place included, and comes back with the room.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.widgets import Static

from agentdesk.tui.kit.app import SMALLEST
from agentdesk.tui.kit.behind import run_behind
from agentdesk.tui.kit.keymap import Keymap
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.question import Question


class TooSmall(Question[None]):
    """Covers everything and takes every key; only leaving the program is left."""

    DEFAULT_CSS = "TooSmall { background: $background; color: $foreground; padding: 0 1; }"

    def __init__(self, size: Size, keymap: Keymap, leave: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._sentence = Static("", markup=False)
        self._keymap = keymap
        self._leave = leave
        self.say(size)

    def compose(self) -> ComposeResult:
        """Lay out the sentence."""
        yield self._sentence

    def say(self, size: Size) -> None:
        """Say what is needed, now that the terminal is this large."""
        self._room = size
        self._sentence.update(
            f"This window is too small: {size.width} by {size.height}. It needs "
            f"{SMALLEST[0]} columns and {SMALLEST[1]} lines. {self._keymap.label('quit')} leaves."
        )

    def take_key(self, token: Token, event: events.Key) -> bool:
        """Leave the program, if that is the key; all others do nothing."""
        if self._keymap.command("queue", (token,)) == "quit":
            run_behind(self, self._leave, "leaving")
        return True

    def on_screen_resume(self) -> None:
        """Go, when the room came back while something else stood above."""
        if not is_too_small(self._room):
            self.dismiss(None)


def is_too_small(size: Size) -> bool:
    """Say whether a terminal has too little room."""
    return size.width < SMALLEST[0] or size.height < SMALLEST[1]


async def cover(
    app: App[Any], size: Size, keymap: Keymap, leave: Callable[[], Awaitable[None]]
) -> None:
    """Cover the app when its terminal is too small, and uncover it when there is room again."""
    covering = next((s for s in app.screen_stack if isinstance(s, TooSmall)), None)
    if covering is not None:
        covering.say(size)
        if not is_too_small(size) and covering is app.screen:
            covering.dismiss(None)
    elif is_too_small(size):
        await app.push_screen(TooSmall(size, keymap, leave))
