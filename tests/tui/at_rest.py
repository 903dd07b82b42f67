"""When a screen under test has come to rest: nothing left to do, and painted."""

import asyncio
from typing import Any, cast

from textual.app import App

ROUNDS = 2000
"""So many turns of the loop are waited for; a screen that never rests is for the test to judge."""
QUIET = 3
"""Turns without anything to do: one may lie between a thread's answer and who waits for it."""


async def at_rest(app: App[Any]) -> None:
    """Wait until no task can go on by itself, and paint what they left behind.

    What waits for a time or for a thread is not waited for: tests name what they wait for.
    """
    loop = cast(Any, asyncio.get_running_loop())
    quiet = 0
    for _ in range(ROUNDS):
        await asyncio.sleep(0)
        quiet = 0 if loop._ready else quiet + 1
        if quiet >= QUIET:
            if not app.is_running or not _paint(app):
                return
            quiet = 0


def _paint(app: App[Any]) -> bool:
    """Do now what the screen would do with its next frame; say whether there was anything."""
    screen = app.screen
    wants = (
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
    )
    if not wants or app._batch_count or not screen.is_current:
        return False
    screen._on_timer_update()
    return True
