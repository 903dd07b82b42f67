"""The trainer's console as a program: several trainees at once, each with a file of their own."""

import asyncio
from contextlib import suppress
from pathlib import PurePath

from textual import events
from textual.screen import Screen

from agentdesk.data.errors import Refused, StoreError
from agentdesk.sheetplan import SheetPlan
from agentdesk.training.attempts.onlooking import Look, Onlooker, Standing
from agentdesk.tui.kit.app import SMALLEST, KitApp
from agentdesk.tui.kit.behind import run_behind
from agentdesk.tui.kit.commands import SHEET, TRAINING
from agentdesk.tui.kit.keymap import Keymap
from agentdesk.tui.kit.lines import hints_of
from agentdesk.tui.kit.styles import style_paths
from agentdesk.tui.kit.theme import DARK
from agentdesk.tui.training.console_screen import ConsoleScreen

EACH_S = 1.0
"""How often everything is looked at again."""
LATER_STYLES = ("sheet", "help", "line")


class ConsoleApp(KitApp):
    """A trainer's console over the attempts of a class."""

    CSS_PATH = style_paths("console")
    CRASHED = (
        "The console stopped because of a fault in the program. The trainees go on; start it "
        "again. Please pass on the lines below, they hold no customer's data."
    )

    def __init__(
        self, onlooker: Onlooker, keymap: Keymap, *, theme: str = DARK, ascii_only: bool = False
    ) -> None:
        super().__init__(keymap, theme=theme, ascii_only=ascii_only)
        self.onlooker = onlooker
        self.main = ConsoleScreen(ascii_only=ascii_only)
        self.busy = 0
        """How many commands are being done; one whose sheet is open counts."""
        self.standings: tuple[Standing, ...] = ()
        self.look: Look | None = None
        self._answers: dict[str, str] = {}
        self._covered = False
        self._left = False
        self._turn = asyncio.Lock()
        """Whoever looked first shows first: what was looked at last is what stands."""

    def get_default_screen(self) -> Screen[None]:
        """Begin with the console."""
        return self.main

    def on_mount(self) -> None:
        """Look on from the first frame on."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self._left:
            return
        self.stylesheet.read_all([PurePath(path) for path in style_paths(*LATER_STYLES)[1:]])
        self.show_hints()
        run_behind(self, self._look_on, "looking on")

    async def on_resize(self, event: events.Resize) -> None:
        """Cover a console that has no room."""
        columns, lines = event.size
        if self._covered or columns < SMALLEST[0] or lines < SMALLEST[1]:
            from agentdesk.tui.kit.too_small import cover

            self._covered = True
            await cover(self, event.size, self.router.keymap, self.shut)

    # ---- looking on

    async def _look_on(self) -> None:
        while True:
            await self.renew()
            await asyncio.sleep(EACH_S)

    async def renew(self) -> None:
        """Look at everything again."""
        async with self._turn:
            await self._renew()

    async def _renew(self) -> None:
        self.standings = await self.onlooker.standings()
        self.main.show(self.standings, self.onlooker.wrong)
        for one in self.standings:
            before = self._answers.get(one.name, "")
            self._answers[one.name] = one.answer
            if one.answer and one.answer != before:
                self.say(f"{one.trainee}: {one.answer}")
        chosen, self.look = self.chosen, None
        if chosen is not None:
            with suppress(StoreError, Refused):
                self.look = await self.onlooker.look(chosen.name)
        self.main.show_look(chosen, self.look)

    @property
    def chosen(self) -> Standing | None:
        """The attempt that the cursor is on."""
        name = self.main.attempts.chosen
        return next((one for one in self.standings if one.name == name), None)

    # ---- the router's host

    def key_context(self) -> str:
        """Say where the keyboard is."""
        return TRAINING if self.screen is self.main else SHEET

    async def run_command(self, command_id: str) -> None:
        """Do what a command says. What cannot be done is said in the footer."""
        from agentdesk.tui.training.console_actions import ACTIONS

        self.busy += 1
        try:
            await ACTIONS[command_id](self)
        except (Refused, StoreError) as error:
            self.say(str(error))
        finally:
            self.busy -= 1

    def notice(self, text: str) -> None:
        """Say one sentence in the footer."""
        self.say(text)

    def say(self, sentence: str) -> None:
        """Put a sentence into the footer."""
        self.main.footer.show_status(sentence)

    def show_hints(self) -> None:
        """List the keys that make sense now."""
        self.main.footer.show_hints(hints_of(self.router.keymap, TRAINING))

    async def sheet(self, plan: SheetPlan) -> dict[str, str] | None:
        """Ask with a sheet."""
        from agentdesk.tui.kit.sheet import Sheet

        return await self.ask(Sheet(plan, glyphs=self.glyphs))

    async def shut(self, code: int = 0) -> None:
        """Leave; the trainees go on."""
        self._left = True
        await self.leave_questions()
        self.workers.cancel_group(self, "looking on")
        await self.onlooker.close()
        self.exit(code, return_code=code)
