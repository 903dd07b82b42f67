"""A small app for the tests of the kit: a list, a text box and a sheet. Writes what happened.

Run as a program it logs to the file named by its first argument, one event a line.
"""

import asyncio
import sys
from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Static, TextArea

from agentdesk.tui.kit.app import KitApp
from agentdesk.tui.kit.commands import CASE, COMPOSER, QUEUE, SHEET, Command, Registry
from agentdesk.tui.kit.keymap import Keymap, build_keymap
from agentdesk.tui.kit.sheet import Choice, Option, Sheet, SheetPlan, Text

LISTS = frozenset({QUEUE, CASE})

COMMANDS = (
    Command(
        id="list.next", title="Next", help="h", group="Move", keys=("j", "down"),
        contexts=LISTS, movement=True,
    ),
    Command(
        id="list.top", title="Top", help="h", group="Move", keys=("g g",), contexts=LISTS,
        movement=True,
    ),
    Command(id="go.queue", title="Queue", help="h", group="Go", keys=("g q",), contexts=LISTS),
    Command(id="macro.1", title="Macro 1", help="h", group="Case", keys=("m 1",), contexts=LISTS),
    Command(id="view.snoozed", title="View", help="h", group="Go", keys=("f z",), contexts=LISTS),
    Command(
        id="case.take", title="Take next", help="Takes.", group="Case", keys=("T",),
        contexts=LISTS, footer="next", weight=9,
    ),
    Command(
        id="case.resolve", title="Resolve", help="Ends it.", group="Case", keys=("r",),
        mail=("R",), function_keys=("f8",), contexts=LISTS, footer="resolve", weight=3,
    ),
    Command(
        id="case.write", title="Write", help="Opens a reply.", group="Case", keys=("i",),
        contexts=LISTS, footer="reply", weight=5,
    ),
    Command(id="nav.back", title="Back", help="h", group="Go", keys=("escape",),
            contexts=frozenset({QUEUE, CASE, COMPOSER})),
    Command(
        id="compose.send", title="Send", help="Sends.", group="Write", keys=("ctrl+s",),
        contexts=frozenset({COMPOSER}), footer="send", weight=9,
    ),
    Command(id="case.next_mine", title="Next of mine", help="h", group="Go", keys=("ctrl+n",)),
    Command(id="app.crash", title="Crash", help="h", group="Go", keys=("f12",), contexts=LISTS),
    Command(id="app.quit", title="Quit", help="h", group="Go", keys=("ctrl+q",)),
)  # fmt: skip

RESOLVE = SheetPlan(
    title="Resolve 1042",
    fields=(
        Choice(
            "disposition", "Disposition", (Option("solved", "Solved"), Option("no", "No fault"))
        ),
        Text("summary", "Summary", required=True),
    ),
    letters={"r": "reply"},
)


class Demo(KitApp):
    """The app; ``log`` holds what happened."""

    CSS = "#list { height: 3; } #list:focus { text-style: bold; }"

    def __init__(self, keymap: Keymap | None = None, path: Path | None = None) -> None:
        super().__init__(keymap or build_keymap(Registry(COMMANDS)))
        self.log_lines: list[str] = []
        self.path = path

    def compose(self) -> ComposeResult:
        listing = Static("a list", id="list")
        listing.can_focus = True
        yield listing
        yield TextArea(id="box")

    def on_mount(self) -> None:
        self.query_one("#list").focus()
        if self.path is not None:
            self.call_after_refresh(self.note, "ready")

    def note(self, text: str) -> None:
        self.log_lines.append(text)
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(text + "\n")

    def key_context(self) -> str:
        if self.key_taker() is not None:
            return SHEET
        return COMPOSER if isinstance(self.focused, TextArea) else QUEUE

    def notice(self, text: str) -> None:
        self.note(f"notice {text}")

    def show_prefix(self, prefix: str) -> None:
        self.note(f"prefix {prefix}")

    def show_held(self, text: str) -> None:
        self.note(f"held {text}")

    async def run_command(self, command_id: str) -> None:
        box = self.query_one(TextArea)
        if command_id == "case.resolve":
            await asyncio.sleep(0.05)
            result = await self.ask(Sheet(RESOLVE))
            await asyncio.sleep(0.05)
            self.note(f"resolved {result}")
            return
        if command_id == "case.write":
            box.focus()
        elif command_id == "nav.back":
            self.query_one("#list").focus()
        elif command_id == "app.quit":
            self.exit(0)
        elif command_id == "app.crash":
            secret = "Ada's card 4111"
            raise LookupError(f"nothing for {secret}")
        elif command_id == "compose.send":
            self.note(f"sent {box.text!r}")
            return
        self.note(command_id)


if __name__ == "__main__":
    demo = Demo(path=Path(sys.argv[1]))
    demo.run()
    sys.exit(demo.return_code or 0)
