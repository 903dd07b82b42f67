"""A guarded server on a free port of this machine, in front of a screen or a stand-in for one."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from agentdesk.tui.web.guard import Guard
from agentdesk.tui.web.server import BoardServer
from agentdesk.tui.web.service import board_environ

TOKEN = "the-token-of-this-test"

STAND_IN = """
import os, sys
from textual.app import App
from textual.widgets import Static

class StandIn(App):
    def compose(self):
        yield Static("store " + os.environ.get("AGENTDESK_STORE", "none") + " ends")
        yield Static("words " + " ".join(sys.argv[1:]))
        yield Static("number %d." % os.getpid())
        yield Static()
    def on_key(self, event):
        if event.key == "q":
            self.exit()
        self.query(Static).first().update("typed " + event.key + ".")
    def on_resize(self, event):
        self.query(Static).last().update("%d wide." % event.size.width)

StandIn().run()
"""
"""A small Textual app that says what it was given."""


def stand_in(*words: str) -> tuple[str, ...]:
    """Return the words of the process that stands in for the board."""
    return (sys.executable, "-c", STAND_IN, *words)


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something holds; a minute is too long."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.02)


@asynccontextmanager
async def serving(
    words: Sequence[str], *, public: str = "", **settings: str
) -> AsyncIterator[BoardServer]:
    """Serve until the block ends; the guard knows the address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        guard = Guard(TOKEN, "127.0.0.1", listening.getsockname()[1], public)
        server, stop = BoardServer(guard, words, board_environ(settings)), asyncio.Event()
        running = asyncio.create_task(server.serve_on(listening, stop))
        try:
            yield server
        finally:
            stop.set()
            await running
