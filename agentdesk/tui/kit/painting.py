"""Painting a widget at once, ahead of the screen's own rhythm.

Textual paints in frames: after one, the next comes 17 to 33 ms later, whatever is pressed
meanwhile. What a key does is to be seen at once, and before anything else that waits to be painted.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from textual._styles_cache import StylesCache
from textual.geometry import Region
from textual.widget import Widget

from agentdesk.tui.kit.router import KeyRouter

GAP_S = 0.004
"""Between two steps of painting: time for a key that comes meanwhile to be worked off first."""

_RECKONED = (
    Region.__contains__,
    Region.contains_region,
    Region.grow,
    Region.intersection,
    Region.shrink,
    Region.union,
)

Step = Callable[[], Sequence[Widget]]
"""Shows something new in some widgets, and returns them."""


def paint_at_once(*widgets: Widget) -> None:
    """Paint what the widgets have refreshed so far; what others have waits for the frame.

    Where the screen is about to be laid out anew, the frame that does so paints this as well.
    """
    dirty = {widget for widget in widgets if widget._repaint_required}
    if not dirty or any(widget._layout_required for widget in widgets):
        return
    app, screen = widgets[0].app, widgets[0].screen
    if app._batch_count or screen is not app.screen:
        return
    if screen._layout_required or screen._repaint_required:
        return
    # The frame forgets whom it would have to paint; they are not painted here.
    waiting = screen._dirty_widgets - dirty
    for widget in dirty:
        widget._repaint_required = False
    screen._compositor.update_widgets(dirty)
    screen._compositor_refresh()
    screen._dirty_widgets |= waiting


def forget_gone() -> None:
    """Let go of the paint of widgets that are gone: every line of a sheet, some 100 kB of it.

    Textual's cache of the colours in and around a box has the widget's own cache in its key, so
    that the last thousand widgets would stay with all they ever painted. Its thousands of
    rectangles are those of all sheets that ever were: they fill in hours, and are soon reckoned.
    """
    StylesCache.get_inner_outer.cache_clear()
    for reckoned in _RECKONED:
        reckoned.cache_clear()


async def paint_in_turn(
    steps: Iterable[Step], router: KeyRouter, still: Callable[[], bool]
) -> None:
    """Paint one step after the other while ``still`` holds; a key goes before the next step."""
    for step in steps:
        await asyncio.sleep(GAP_S)
        await router.settled()
        if not still():
            return
        paint_at_once(*step())
