"""The board as a program: opens what is watched behind the first frame, then follows it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.screen import Screen

from agentdesk.board.errors import BoardError
from agentdesk.board.view import BoardView, Cell
from agentdesk.clock import Clock, SystemClock
from agentdesk.data.errors import StoreError
from agentdesk.tui.board.band import ALL_QUEUES, band
from agentdesk.tui.board.screen import BoardScreen
from agentdesk.tui.kit import tidying
from agentdesk.tui.kit.app import SMALLEST, KitApp
from agentdesk.tui.kit.behind import run_behind
from agentdesk.tui.kit.commands import BOARD, SHEET
from agentdesk.tui.kit.keymap import Keymap
from agentdesk.tui.kit.painting import paint_at_once
from agentdesk.tui.kit.styles import style_paths
from agentdesk.tui.kit.theme import DARK

if TYPE_CHECKING:
    from agentdesk.tui.board.filtering import Filter
    from agentdesk.tui.board.watched import Watched
    from agentdesk.tui.kit.typed_line import History

Result = TypeVar("Result")
Opener = Callable[[], Awaitable["Watched"]]
Rings = Callable[[BoardView, BoardView], Sequence[Cell]]
"""From two views to the numbers that have just become bad and are to be heard."""
TIDY_S = 60.0
"""Between two searches for what nobody holds any more: a board makes little of it."""
LATER_STYLES = ("sheet", "help", "line")
"""What the first frame needs no styles of."""


class BoardApp(KitApp):
    """A supervisor's board. ``opener`` opens what is watched; ``rings`` says what is heard."""

    CSS_PATH = style_paths("board")
    CRASHED = (
        "The board stopped because of a fault in the program. Nothing at the desk has changed; "
        "start it again. Please pass on the lines below, they hold no customer's data."
    )
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-tall"), (30, "-high")]  # noqa: RUF012 - declared by Textual

    def __init__(
        self,
        opener: Opener,
        keymap: Keymap,
        *,
        rings: Rings | None = None,
        clock: Clock | None = None,
        theme: str = DARK,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(keymap, theme=theme, ascii_only=ascii_only)
        self.busy = 0
        """How many commands are being done; one whose sheet is open counts."""
        self.clock = clock or SystemClock()
        self.board: Watched | None = None
        self.main = BoardScreen(ascii_only=ascii_only)
        self.trouble: Exception | None = None
        """Why the board could not be opened; whoever ran it tells."""
        self.filters = ALL_QUEUES
        """What the board is narrowed to, in words."""
        self.filter: Filter | None = None
        self.history: History | None = None
        self._opener, self._rings = opener, rings
        self._shown: BoardView | None = None
        self._covered = False
        self._said = (
            "" if self.theme_in_use == theme
            else f"There is no theme “{theme}”: {self.theme_in_use} is used."
        )  # fmt: skip

    def get_default_screen(self) -> Screen[None]:
        """Begin with the board."""
        return self.main

    def on_mount(self) -> None:
        """Open what is watched, once the first frame stands."""
        self.call_after_refresh(self._open)

    async def on_resize(self, event: events.Resize) -> None:
        """Cover a board that has no room; else share the room anew."""
        columns, lines = event.size
        self.main.share()
        if self._covered or columns < SMALLEST[0] or lines < SMALLEST[1]:
            from agentdesk.tui.kit.too_small import cover

            self._covered = True
            await cover(self, event.size, self.router.keymap, self._leave_unseen)

    async def _leave_unseen(self) -> None:
        # Not in the covering's own worker: it ends with the covering.
        run_behind(self, self.shut, "leaving")

    def _open(self) -> None:
        run_behind(self, self._begin, "opening")

    async def _begin(self) -> None:
        """Open the board and follow it; one that cannot be opened ends with the reason."""
        try:
            self.board = board = await self._opener()
        except Exception as error:
            self.trouble = error
            self.exit(return_code=1)
            return
        if self.filter is not None:
            self.narrow(self.filter)
        self.take(board.view)
        self.show_hints()
        self.say(self._said)
        run_behind(self, partial(self._follow, board), "following")
        if not self.is_headless:
            from agentdesk.tui.board.signals import listen

            listen(self)
        # In a thread, so that keys are answered meanwhile.
        await asyncio.to_thread(import_module, "agentdesk.tui.board.actions")
        self.stylesheet.read_all([PurePath(path) for path in style_paths(*LATER_STYLES)[1:]])
        await self.main.shift.load()
        tidying.begin()

    async def _follow(self, board: "Watched") -> None:
        tidied, reading = time.monotonic(), True
        try:
            async for view in board.changes():
                self.take(view)
                if reading and view.counted >= 1:
                    # What the log adds up to stays; it is not looked through again.
                    reading = False
                    tidying.begin()
                elif time.monotonic() - tidied > TIDY_S:
                    tidied = time.monotonic()
                    tidying.tidy(self.router)
        except (BoardError, StoreError) as error:
            self.trouble = error
            self.exit(return_code=1)

    # What the router asks

    def key_context(self) -> str:
        """Say where the keyboard is."""
        return BOARD if self.screen is self.main else SHEET

    async def run_command(self, command_id: str) -> None:
        """Do what a command says. What cannot be done is said in the footer."""
        if command_id == "quit":
            await self.shut()
            return
        if self.board is None:
            self.say("One moment: the store is being opened.")
            return
        from agentdesk.tui.board.actions import ACTIONS

        self.busy += 1
        self.say("")
        try:
            await ACTIONS[command_id](self)
        except BoardError as error:
            self.say(str(error))
        except StoreError as error:
            self.say(f"Not now: {error}")
        finally:
            self.busy -= 1
        if not self.router.more:
            paint_at_once(*self.main.places.values())

    def show_prefix(self, prefix: str) -> None:
        """List in the footer what may follow a prefix."""
        if not prefix:
            self.show_hints()
            return
        from agentdesk.tui.kit.keynames import tokens_of

        followers = self.router.keymap.followers(self.key_context(), tokens_of(prefix))
        hints = [(key, command.footer or command.title.lower(), 1) for key, command in followers]
        self.main.footer.show_followers(prefix, hints)

    def show_held(self, text: str) -> None:
        """Show keys that look like text, and how to answer."""
        shown = f"looks like text: “{text[:24]}” {self.glyphs.dot} Enter applies, Esc drops"
        self.say(shown if text else "")

    def notice(self, text: str) -> None:
        """Say one sentence in the footer."""
        self.say(text)

    # What actions use

    def need_board(self) -> "Watched":
        """Return what is watched."""
        assert self.board is not None
        return self.board

    def take(self, view: BoardView) -> None:
        """Show a view; ring for what has just become bad."""
        before, self._shown = self._shown, view
        self.main.show(view, narrowed=self.filters != ALL_QUEUES)
        self.show_band()
        if view.trouble:
            self.main.footer.show_status(view.trouble)
        elif before is not None and before.trouble:
            self.main.footer.show_status("")
        if before is not None and before.live != view.live:
            self.show_hints()
        if before is not None and self._rings is not None and self._rings(before, view):
            self.bell()

    def narrow(self, wanted: "Filter") -> None:
        """Look at a part of the desk only."""
        from agentdesk.tui.board.filtering import choices, words_of

        board = self.need_board()
        self.filter = wanted
        board.narrow(
            queues=wanted.queue, teams=wanted.team, channels=wanted.channel, sites=wanted.site
        )
        self.filters = words_of(wanted, choices(board.setup))

    def renew(self) -> None:
        """Show what the board says now, without waiting for its next change."""
        self.take(self.need_board().view)

    def show_band(self) -> None:
        """Say in the band what is shown, and as of when."""
        if self._shown is not None:
            thirds = band(self._shown, self.clock.now(), self.filters, self.glyphs)
            self.main.band.tell(thirds, past=not self._shown.live)

    def say(self, sentence: str) -> None:
        """Put a sentence into the footer; a store in trouble stays named when it is empty."""
        trouble = self._shown.trouble if self._shown is not None else ""
        self.main.footer.show_status(sentence or trouble)

    def show_hints(self) -> None:
        """List the keys that make sense now."""
        from agentdesk.tui.board.footer_keys import hints

        view = self._shown
        live, playing = view is None or view.live, view is not None and view.speed > 0
        found = hints(self.router.keymap, self.main.here, live=live, playing=playing)
        self.main.footer.show_hints(found)

    def on_descendant_focus(self) -> None:
        """List the keys of the place where the keyboard is: it arrives a moment after its key."""
        if self.board is not None and self.screen is self.main and not self.router.prefix:
            self.show_hints()

    async def beside(self, screen: Screen[Result]) -> Result | None:
        """Open something over the board, and return its answer."""
        self.main.footer.show_hints([("Esc", "back", 1)])
        try:
            return await self.ask(screen)
        finally:
            if self.is_running:
                self.show_hints()

    async def shut(self, code: int = 0) -> None:
        """Leave in order: stop following, close what is watched, end with an exit code."""
        await self.leave_questions()
        for group in ("opening", "following"):
            self.workers.cancel_group(self, group)
        if self.board is not None:
            with suppress(StoreError):
                await self.board.close()
        self.exit(code, return_code=code)
