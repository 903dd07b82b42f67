"""When a screen under test has come to rest: nothing left to do, and painted.

A program in a test has no terminal: what it paints goes nowhere, but painting it takes most of a
test's time. So it is painted once it rests, and not in each frame on the way there.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from unittest.mock import patch

from rich.console import RenderableType
from textual._compositor import Compositor
from textual.app import App
from textual.screen import Screen

ROUNDS = 2000
"""So many turns of the loop are waited for; a screen that never rests is for the test to judge."""
QUIET = 3
"""Turns without anything to do: one may lie between a thread's answer and who waits for it."""

_render = Compositor.render_update


def _render_later(
    compositor: Compositor,
    full: bool = False,
    screen_stack: list[Screen[Any]] | None = None,
    simplify: bool = False,
) -> RenderableType | None:
    """Paint a whole screen that is asked for; leave what is dirty until it rests."""
    return _render(compositor, full, screen_stack, simplify) if full else None


@contextmanager
def painted_at_rest() -> Iterator[None]:
    """Let programs of this test paint when they are waited for with ``at_rest``."""
    with patch.object(Compositor, "render_update", _render_later):
        yield


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
            if not app.is_running or not _next_frame(app):
                break
            quiet = 0
    if app.is_running:
        _render(app.screen._compositor, screen_stack=app._background_screens)


def _next_frame(app: App[Any]) -> bool:
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
