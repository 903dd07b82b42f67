"""What the system asks of the board by signal: to end in order, and to paint after a pause."""

import asyncio
import signal
from functools import partial
from typing import TYPE_CHECKING

from agentdesk.tui.kit.behind import run_behind

if TYPE_CHECKING:
    from agentdesk.tui.board.app import BoardApp

ENDING = (signal.SIGTERM, signal.SIGHUP)


def listen(app: "BoardApp") -> None:
    """End in order when told to; paint again when the shell has had the terminal meanwhile."""
    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, _end, app, number)


def _end(app: "BoardApp", number: int) -> None:
    # A second signal ends a board that does not manage to.
    loop = asyncio.get_running_loop()
    for ending in ENDING:
        loop.remove_signal_handler(ending)
    run_behind(app, partial(app.shut, 128 + number), "leaving")
