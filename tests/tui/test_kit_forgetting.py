"""Sheets that are gone leave nothing behind: a shift opens thousands."""

import gc

from textual._styles_cache import StylesCache

from agentdesk.tui.kit.app import KitApp
from agentdesk.tui.kit.commands import Registry
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.kit.sheet import Choice, Option, Sheet, SheetPlan, Text

PLAN = SheetPlan(
    title="How it ended",
    fields=(Choice("how", "How", (Option("a", "well"), Option("b", "badly"))), Text("why", "Why")),
    apply="ends",
)


class _App(KitApp):
    def key_context(self) -> str:
        return "sheet"

    async def run_command(self, command_id: str) -> None:
        raise AssertionError(command_id)


def _painted() -> int:
    gc.collect()
    return sum(isinstance(one, StylesCache) for one in gc.get_objects())


async def test_the_paint_of_a_sheet_goes_with_it() -> None:
    app = _App(build_keymap(Registry()))
    async with app.run_test(size=(100, 30)) as pilot:

        async def ask() -> None:
            sheet = Sheet(PLAN)

            async def opened() -> None:
                await app.ask(sheet)

            asking = app.run_worker(opened())
            while not sheet.is_mounted or app.screen is not sheet:
                await pilot.pause()
            await sheet.dismiss(None)
            await asking.wait()
            await pilot.pause()

        await ask()
        before = _painted()
        for _ in range(4):
            await ask()
        # Those of the newest may still be painted over what is behind it.
        assert _painted() <= before + 1
