"""The base of every Textual app of this program: themes, styles, safe output, keys, quiet crash."""

import asyncio
from abc import abstractmethod
from typing import Any, TypeVar

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen

from agentdesk.tui.kit.clean import install_filters
from agentdesk.tui.kit.crash import DESK, print_crash
from agentdesk.tui.kit.driver import ReadingDriver, TerminalRead
from agentdesk.tui.kit.glyphs import ASCII, UNICODE, Glyphs
from agentdesk.tui.kit.keymap import Keymap
from agentdesk.tui.kit.painting import forget_gone
from agentdesk.tui.kit.pane import Pane
from agentdesk.tui.kit.router import KeyRouter, KeyTaker
from agentdesk.tui.kit.styles import style_paths
from agentdesk.tui.kit.theme import DARK, install_themes

FORWARD_PATIENCE_S = 1.0
SMALLEST = (60, 16)
"""Columns and lines under which a screen is covered, see ``too_small``."""

Result = TypeVar("Result")


class KitApp(App[int]):
    """An app whose keys go through the router. It is the router's host.

    Subclasses say where the keyboard is (:meth:`key_context`), what commands do
    (:meth:`run_command`) and where the footer shows prefixes and held keys.
    """

    ENABLE_COMMAND_PALETTE = False
    CRASHED = DESK
    """What is said where a fault ends it."""
    CSS_PATH = style_paths()
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - declared by Textual
        (0, "-tiny"),
        (60, "-narrow"),
        (110, "-middle"),
        (150, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-tall")]  # noqa: RUF012 - declared by Textual

    def __init__(self, keymap: Keymap, *, theme: str = DARK, ascii_only: bool = False) -> None:
        super().__init__()
        install_filters(self, ascii_only=ascii_only)
        self.theme_in_use = install_themes(self, theme)
        self._styled = self.get_css_variables()
        self.stylesheet.set_variables(self._styled)
        self._started = False
        self.glyphs: Glyphs = ASCII if ascii_only else UNICODE
        self.set_class(ascii_only, "-ascii")
        self.router = KeyRouter(self, keymap)
        self._crash: BaseException | None = None

    # What a subclass says

    @abstractmethod
    def key_context(self) -> str:
        """Return the context of the keyboard now."""

    @abstractmethod
    async def run_command(self, command_id: str) -> None:
        """Do what the command says."""

    def show_prefix(self, prefix: str) -> None:
        """Show what may follow a prefix; nothing unless a subclass has a footer."""

    def show_held(self, text: str) -> None:
        """Show keys that look like text; a toast unless a subclass has a footer."""
        if text:
            self.notice(f"Looks like text: {text[:12]}… · Enter applies, Esc drops")

    def notice(self, text: str) -> None:
        """Tell the person one sentence; a toast unless a subclass has a footer."""
        self.notify(text, markup=False)

    # The router's host

    def takes_text(self) -> bool:
        """Say whether the focused widget takes letters."""
        focused = self.focused
        return focused is not None and focused.check_consume_key("a", "a")

    def text_command(self, token: str) -> str:
        """Return the command a letter gives in a text box; none unless a subclass has one."""
        return ""

    def key_taker(self) -> KeyTaker | None:
        """Return the screen on top if it takes its keys itself."""
        screen: Any = self.screen
        return screen if callable(getattr(screen, "take_key", None)) else None

    async def forward(self, event: events.Event) -> None:
        """Give an event to Textual and return when the widgets have handled it."""
        node: MessagePump | None = self.focused or self.screen
        await super().on_event(event)
        # A message is handled by the widget, then by its parents: wait at each of them in turn.
        while node is not None and node is not self:
            if not await _caught_up(node) or event._stop_propagation:
                return
            node = node._parent
        if node is self:
            await _caught_up(self)

    def command_failed(self, error: BaseException) -> None:
        """End the program: a command that failed unexpectedly is a fault."""
        if isinstance(error, Exception):
            self._handle_exception(error)

    async def on_event(self, event: events.Event) -> None:
        """Let the router have keys and pastes before Textual sees them."""
        if isinstance(event, TerminalRead):
            self.router.read(event.keys)
        elif isinstance(event, events.Key) and not event.is_forwarded:
            self.router.read([event])
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            self.router.paste(event)
        else:
            await super().on_event(event)

    async def ask(self, screen: Screen[Result]) -> Result | None:
        """Open a sheet and return its result.

        Keys wait until it is there, and again when it has answered, until the command that asked
        is done. Unlike Textual's ``push_screen_wait`` it needs no worker.
        """
        hold = self.router.hold()
        behind = self._pane_with_keyboard()
        if behind is not None:
            behind.add_class("-behind")
        opened = self.push_screen(screen)
        # This future is set within dismiss(); a callback would come a message later.
        answer = screen._result_callbacks[-1].future
        assert answer is not None
        try:
            await opened
        finally:
            self.router.asks(answer)
            self.router.release(hold)
        try:
            return await answer
        finally:
            forget_gone()
            if behind is not None:
                behind.remove_class("-behind")

    async def leave_questions(self) -> None:
        """Answer every open sheet with nothing, so that who asked ends before the program does."""
        while isinstance(screen := self.screen, ModalScreen):
            await screen.dismiss(None)
            await asyncio.sleep(0)

    def _pane_with_keyboard(self) -> Pane | None:
        if self.focused is None:
            return None
        return next((node for node in self.focused.ancestors if isinstance(node, Pane)), None)

    def refresh_css(self, animate: bool = True) -> None:
        """Read all styles again; at the start only if they are not those of this theme already."""
        before, self._styled = self._styled, self.get_css_variables()
        first, self._started = not self._started, True
        if first and before == self._styled:
            for screen in self._screen_stack:
                screen._css_update_count = self._css_update_count
        else:
            super().refresh_css(animate)

    # Terminal and crash

    def get_driver_class(self) -> type[Driver]:
        """Return the driver that keeps the keys of one read together."""
        chosen = super().get_driver_class()
        return ReadingDriver if chosen is LinuxDriver else chosen

    def panic(self, *renderables: RenderableType) -> None:
        """End the program; what Textual wanted to print may hold customers' data and is not."""
        self._return_code = 1
        self._crash = self._crash or RuntimeError()
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._crash = self._crash or error
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()
        if self._crash is not None and not self.is_headless:
            print_crash(self._crash, self.CRASHED)


async def _caught_up(node: MessagePump) -> bool:
    """Wait until a node has handled what it was sent; ``False`` if it is gone or too slow."""
    done = asyncio.Event()
    if not node.call_later(done.set):
        return False
    try:
        await asyncio.wait_for(done.wait(), FORWARD_PATIENCE_S)
    except TimeoutError:
        return False
    return True
