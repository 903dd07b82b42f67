"""What the system asks of the desk by signal: to end, or to stand aside for the shell."""

import asyncio
import os
import signal
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from agentdesk.data.errors import StoreError
from agentdesk.tui.kit.behind import run_behind

if TYPE_CHECKING:
    from agentdesk.tui.desk.app import DeskApp

ENDING = (signal.SIGTERM, signal.SIGHUP)


def listen(app: "DeskApp") -> None:
    """End in order when told to, and stop for the shell only between two units of work."""
    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, _end, app, number)
    loop.add_signal_handler(signal.SIGTSTP, _stand_aside_soon, app)
    loop.add_signal_handler(signal.SIGCONT, _paint_again, app)


def _end(app: "DeskApp", number: int) -> None:
    # A second signal ends a desk that does not manage to.
    loop = asyncio.get_running_loop()
    for ending in ENDING:
        loop.remove_signal_handler(ending)
    run_behind(app, partial(_ended, app, number), "leaving")


async def _ended(app: "DeskApp", number: int) -> None:
    with suppress(StoreError):
        # What was typed last is kept; a question cannot be answered any more.
        await app.open_ends()
    await app.shut(128 + number)


def _stand_aside_soon(app: "DeskApp") -> None:
    run_behind(app, partial(stand_aside, app), "leaving")


async def stand_aside(app: "DeskApp") -> None:
    """Give the terminal back to the shell until it says to go on (Ctrl+Z).

    A process that stands still in the middle of a unit would hold the store's lock meanwhile.
    """
    if app.is_headless:
        return
    if app.bench is None:
        _stop(app)
        return
    store = app.bench.session.store
    async with store.quiet():
        with suppress(StoreError):
            # Once this is answered nothing is left to do for the live tables either.
            await store.live.doing(store.clock.now())
        _stop(app)


def _paint_again(app: "DeskApp") -> None:
    """Somebody stopped the program without asking; the shell has had the terminal meanwhile."""
    if app.is_running and not app.is_headless:
        with app.suspend():
            pass
        app.refresh(layout=True)


def _stop(app: "DeskApp") -> None:
    with app.suspend():
        os.killpg(os.getpgrp(), signal.SIGSTOP)
    app.refresh(layout=True)
