"""An app that shows a customer's hostile text everywhere a screen can show text."""

import sys

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Input, Static, TextArea

from agentdesk.clock import SystemClock
from agentdesk.domain.views import QueuePage
from agentdesk.tui.kit.app import KitApp
from agentdesk.tui.kit.commands import QUEUE, Command, Registry
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.kit.lines import FooterLine, HeaderLine, Piece
from agentdesk.tui.kit.pane import Pane
from agentdesk.tui.kit.queue_list import QueueList
from tests.tui.kit_rows import row

EVIL = "x\x1b]0;OWNED\x07\x1b[31mred\x9b2J\x90DCS\x9c\x7f\x08y [bold]z[/]"


class Dirty(KitApp):
    """Hands the same text to every kind of widget, uncleaned."""

    def __init__(self) -> None:
        quit_it = Command(id="app.quit", title="Quit", help="", group="g", keys=("ctrl+q",))
        super().__init__(build_keymap(Registry([quit_it])))

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        with Pane() as pane:
            yield QueueList(SystemClock())
            yield Static(EVIL, markup=False)
            yield Static(Text(EVIL))
            yield Input(EVIL)
            yield TextArea(EVIL)
        pane.set_title(EVIL)
        pane.set_edge(EVIL)
        yield FooterLine()

    def on_mount(self) -> None:
        listing = self.query_one(QueueList)
        listing.styles.height = 6
        evil = row(1, customer=EVIL, subject=EVIL, mark=EVIL, channel=EVIL)
        listing.set_rows([evil], QueuePage((), 0, 0))
        listing.set_titles(EVIL, EVIL, EVIL)
        self.query_one(HeaderLine).show([Piece(EVIL)], [], [])
        self.query_one(FooterLine).show_status(EVIL)
        self.notice(EVIL)
        self.set_timer(0.3, lambda: self.query_one(FooterLine).show_status("PAINTED"))

    def key_context(self) -> str:
        return QUEUE

    async def run_command(self, command_id: str) -> None:
        self.exit(0)


if __name__ == "__main__":
    app = Dirty()
    app.run()
    sys.exit(app.return_code or 0)
