"""The agent's desk as a program: opens the store behind the first frame, then follows it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.screen import Screen

from agentdesk.clock import Clock, SystemClock
from agentdesk.data.errors import Refused, StoreError
from agentdesk.domain.views import QueuePage, QueueRow
from agentdesk.tui.desk.keyboard import context_of, slash_command
from agentdesk.tui.desk.opening import ORDINARY, Opening
from agentdesk.tui.desk.resting import REST_S, Resting
from agentdesk.tui.desk.screen import DeskScreen
from agentdesk.tui.kit.app import SMALLEST, KitApp
from agentdesk.tui.kit.behind import run_behind
from agentdesk.tui.kit.commands import SHEET
from agentdesk.tui.kit.keymap import Keymap
from agentdesk.tui.kit.painting import paint_at_once
from agentdesk.tui.kit.queue_list import QueueList
from agentdesk.tui.kit.styles import style_paths
from agentdesk.tui.kit.theme import DARK

if TYPE_CHECKING:
    # Everything that can wait for the first frame is imported after it.
    from agentdesk.data.unit import Command, Outcome
    from agentdesk.seat.session import Session
    from agentdesk.tui.desk.answer_search import AnswerSearch
    from agentdesk.tui.desk.bench import Bench
    from agentdesk.tui.desk.composer import ComposerBox
    from agentdesk.tui.desk.filter_line import FilterLine
    from agentdesk.tui.desk.history import TypedHistory
    from agentdesk.tui.desk.host import Action
    from agentdesk.tui.desk.search_place import HitList, SearchLine
    from agentdesk.tui.kit.help import Palette
    from agentdesk.tui.kit.sheet import SheetPlan

Opener = Callable[[], Awaitable["Session"]]
Result = TypeVar("Result")
FirstRows = Callable[[], tuple[tuple[QueueRow, ...], QueuePage] | None]


class DeskApp(KitApp):
    """One agent's desk. ``opener`` opens the store; ``first`` gives what the first frame shows."""

    CSS_PATH = style_paths("desk")
    SCREEN = DeskScreen

    def __init__(
        self,
        opener: Opener,
        keymap: Keymap,
        *,
        first: FirstRows | None = None,
        clock: Clock | None = None,
        theme: str = DARK,
        ascii_only: bool = False,
        after_send: str = "stay",
        opening: Opening = ORDINARY,
    ) -> None:
        super().__init__(keymap, theme=theme, ascii_only=ascii_only)
        self.ascii_only = ascii_only
        self.after_send = after_send
        self.busy = 0
        """How many commands are being done; one whose sheet is open counts."""
        self.bench: Bench | None = None
        self.desk = self.SCREEN(clock or SystemClock(), ascii_only=ascii_only)
        self.trouble: Exception | None = None
        """Why the desk could not be opened; whoever ran it tells."""
        self._opener = opener
        self._first = first
        self._opening = opening
        if self.theme_in_use != theme:
            said = f"There is no theme “{theme}”: {self.theme_in_use} is used."
            self._opening = opening._replace(greeting=said)
        self._resting = Resting(self)
        self._covered = False
        """Whether the terminal was ever too small."""
        self._palette: Palette | None = None
        self._history: TypedHistory | None = None
        self.followers: list[Callable[[], Awaitable[None]]] = []
        """What follows the store, each by how it is stopped."""

    def get_default_screen(self) -> Screen[None]:
        """Begin with the desk."""
        return self.desk

    def on_mount(self) -> None:
        """Show the first page if it is there already, and open the store behind it."""
        if self._first is not None and (found := self._first()):
            self.desk.show_rows(*found)
        self.call_after_refresh(self._open)

    async def on_resize(self, event: events.Resize) -> None:
        """Cover a desk that has no room: what cannot be seen must not be worked with."""
        columns, lines = event.size
        if self._covered or columns < SMALLEST[0] or lines < SMALLEST[1]:
            from agentdesk.tui.kit.too_small import cover

            self._covered = True
            await cover(self, event.size, self.router.keymap, self._leave_unseen)

    async def _leave_unseen(self) -> None:
        from agentdesk.tui.desk.leaving import leave_unseen

        await leave_unseen(self)

    def _open(self) -> None:
        run_behind(self, self._begin, "opening")

    async def _begin(self) -> None:
        await self.desk.complete_layout()
        # In a thread, so that keys are answered meanwhile.
        for needed in ("beginning", "leaving", "actions"):
            await asyncio.to_thread(import_module, f"agentdesk.tui.desk.{needed}")
        from agentdesk.tui.desk.beginning import begin

        await begin(self, self._opener, self._opening)

    def give_up(self, error: Exception) -> None:
        """End without having begun; the sentence is for the terminal that comes back."""
        self.trouble = error
        self.exit(return_code=1)

    # What the router asks

    def key_context(self) -> str:
        """Say where the keyboard is."""
        return context_of(self.desk) if self.screen is self.desk else SHEET

    def text_command(self, token: str) -> str:
        """Return what a letter does in a text box; more keys behind it mean that it was pasted."""
        return slash_command(self.desk) if token == "/" and not self.router.more else ""

    async def run_command(self, command_id: str) -> None:
        """Do what a command says. What cannot be done is said in the footer."""
        if self.bench is None and not command_id.startswith(("move.", "quit", "theme")):
            self.say("One moment: the store is being opened.")
            return
        self.busy += 1
        if self.busy == 1 and self.bench is not None:
            self.bench.commands += 1
        try:
            await self.find_action(command_id)(self)
        except (Refused, StoreError) as error:
            self.say(_sentence(error))
        finally:
            self.busy -= 1
        if not self.router.more:
            paint_at_once(self.desk.queue)

    def find_action(self, command_id: str) -> "Action":
        """Return what a command does."""
        from agentdesk.tui.desk.actions import ACTIONS

        return ACTIONS[command_id]

    def show_prefix(self, prefix: str) -> None:
        """List in the footer what may follow a prefix."""
        if prefix:
            from agentdesk.tui.desk.footer_keys import show_prefix

            show_prefix(self, prefix)
        else:
            self.show_hints()

    def show_held(self, text: str) -> None:
        """Show keys that look like text, and how to answer."""
        shown = f"looks like text: “{text[:24]}” {self.glyphs.dot} Enter applies, Esc drops"
        self.say(shown if text else "")

    def notice(self, text: str) -> None:
        """Say one sentence in the footer."""
        self.say(text)

    # What actions use

    def need_bench(self) -> "Bench":
        """Return the open desk."""
        assert self.bench is not None
        return self.bench

    def palette(self) -> "Palette":
        """Return the palette's list, prepared on first use."""
        if self._palette is None:
            from agentdesk.tui.kit.help import Palette

            self._palette = Palette(self.router.keymap)
        return self._palette

    def history(self) -> "TypedHistory":
        """Return what was typed into the command line before, read on first use."""
        if self._history is None:
            from agentdesk.tui.desk.history import TypedHistory

            self._history = TypedHistory(self._opening.history_file)
        return self._history

    def ids(self) -> dict[str, Any]:
        """Return a new command's id and its actor."""
        return self.need_bench().session.ids()

    def say(self, sentence: str) -> None:
        """Put a sentence into the footer."""
        if self.bench is not None:
            self.bench.say(sentence)
        else:
            self.desk.footer.show_status(sentence)

    def show_hints(self) -> None:
        """List the keys that make sense now."""
        if self.bench is not None:
            self.bench.show_lines()
        from agentdesk.tui.desk.footer_keys import hints

        self.desk.footer.show_hints(hints(self))

    async def do(self, command: "Command") -> "Outcome | None":
        """Do a command; ``None`` and a sentence in the footer if it was refused."""
        bench = self.need_bench()
        try:
            outcome = await bench.session.do(command)
        except Refused as error:
            bench.say(error.sentence)
            return None
        except StoreError as error:
            bench.not_written(error)
            bench.say(f"Not now: {error}")
            return None
        bench.note = ""
        bench.written()
        # It is done, whatever becomes of the reading: the feed brings the rest.
        with suppress(StoreError):
            await bench.cases_changed(outcome.cases)
            await bench.renew_numbers()
        return outcome

    async def sheet(self, plan: "SheetPlan") -> dict[str, str] | None:
        """Ask with a sheet; answers can be put into what is written in it."""
        from agentdesk.tui.kit.sheet import Sheet, Text

        words = None
        if any(isinstance(field, Text) and field.prose for field in plan.fields):
            from agentdesk.tui.desk.actions.inserting import words_for_sheet

            words = words_for_sheet(self)
        return await self.beside(Sheet(plan, glyphs=self.glyphs, words=words))

    async def beside(self, screen: Screen[Result]) -> Result | None:
        """Open something beside the case it is about, and return its answer."""
        self.desk.add_class("with-sheet")
        self.desk.footer.show_hints([("Esc", "leaves, nothing done", 1)])
        try:
            return await self.ask(screen)
        finally:
            self.desk.remove_class("with-sheet")
            if self.is_running:
                self.show_hints()

    async def take_back(self, command_id: str) -> None:
        """Undo a command; a reply's text comes back as a draft."""
        from agentdesk.tui.desk.taking_back import take_back

        await take_back(self, command_id)

    async def open_selected(self) -> bool:
        """Open the highlighted case."""
        bench = self.bench
        row = self.desk.queue.selected
        if bench is None or row is None:
            return False
        opened = bench.opened
        if opened is None or opened.case.row.id != row.case_id:
            await bench.open(row.case_id)
        await self.seen(row.case_id)
        return True

    async def seen(self, case_id: int) -> None:
        """Remember that the case was opened, and tell the others."""
        bench = self.need_bench()
        with suppress(StoreError):
            session = bench.session
            await session.store.live.seen(session.me.id, case_id, session.now)
        await bench.here(case_id, "looking")

    async def close_composer(self) -> None:
        """Leave the text box; the draft is kept."""
        from agentdesk.tui.desk.drafting import close_composer

        await close_composer(self)

    async def open_ends(self) -> str:
        """Return a sentence when something would be left open by quitting now."""
        from agentdesk.tui.desk.leaving import open_ends

        return await open_ends(self)

    async def shut(self, code: int = 0) -> None:
        """Leave in order: stop following, close the store, end with an exit code."""
        from agentdesk.tui.desk.leaving import shut

        self._resting.stop()
        await shut(self, code)

    async def stand_aside(self) -> None:
        """Give the terminal back to the shell for a while."""
        from agentdesk.tui.desk.signals import stand_aside

        await stand_aside(self)

    # What widgets tell

    def on_descendant_focus(self) -> None:
        """List the keys of the place where the keyboard is: it arrives a moment after its key."""
        if self.bench is not None and self.screen is self.desk and not self.router.prefix:
            self.show_hints()

    def on_queue_list_wanted(self, event: QueueList.Wanted) -> None:
        """Fetch the rows the list asks for."""
        bench = self.bench
        if bench is not None:
            self.read(partial(bench.listing.extend, event.need), "extend")

    def on_queue_list_moved(self, event: QueueList.Moved) -> None:
        """Show the highlighted case beside the queue, where there is room."""
        bench = self.bench
        if bench is None:
            return
        if self.desk.narrow:
            bench.describe(self.desk.queue.selected)
            return
        self._resting.begin()

    def read(
        self, work: Callable[[], Awaitable[object]], group: str, *, exclusive: bool = False
    ) -> None:
        """Read for the screen, behind the keys; when the store does not answer, it stays as it is.

        An exclusive reading takes the place of the one of its group that is under way.
        """

        async def reading() -> None:
            try:
                await work()
            except StoreError as error:
                self.say(f"Not now: {error}")

        run_behind(self, reading, group, exclusive=exclusive)

    def on_filter_line_typed(self, event: "FilterLine.Typed") -> None:
        """Filter the list: at once what is at hand, and once the typing rests what is stored."""
        if self.bench is not None and self.desk.filtering:
            self.bench.listing.typed(event.text)
            self.read(self._filter_once_typed, "filter", exclusive=True)

    async def _filter_once_typed(self) -> None:
        await asyncio.sleep(REST_S)
        await self.need_bench().listing.show()

    def on_search_line_typed(self, event: "SearchLine.Typed") -> None:
        """Search for what is typed; a search that runs still is given up."""
        if self.bench is not None and self.desk.asking:
            from agentdesk.tui.desk.actions.searching import typed

            run_behind(self, partial(typed, self, event.text), "searching", exclusive=True)

    def on_hit_list_wanted(self, event: "HitList.Wanted") -> None:
        """Fetch the hits below those shown."""
        from agentdesk.tui.desk.actions.searching import more

        self.read(partial(more, self), "more hits")

    def on_answer_search_typed(self, event: "AnswerSearch.Typed") -> None:
        """Offer the answers that hold what is typed."""
        if self.bench is not None and self.desk.searching:
            self.bench.offering.search(event.text)

    async def on_composer_box_typed(self, event: "ComposerBox.Typed") -> None:
        """Keep a draft."""
        box = self.desk.composer
        if self.bench is not None and box is not None and box.writing == event.writing:
            from agentdesk.tui.desk.drafting import keep

            await keep(self, box)


def _sentence(error: Refused | StoreError) -> str:
    return error.sentence if isinstance(error, Refused) else f"Not now: {error}"
