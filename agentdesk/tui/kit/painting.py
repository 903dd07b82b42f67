"""Painting a widget at once, ahead of the screen's own rhythm.

Textual paints in frames: after one, the next comes 17 to 33 ms later, whatever is pressed
meanwhile. What a key does is to be seen at once, and before anything else that waits to be painted.
"""

from textual.widget import Widget


def paint_at_once(widget: Widget) -> None:
    """Paint what the widget has refreshed so far; what other widgets have waits for the frame.

    Where the screen is about to be laid out anew, the frame that does so paints this as well.
    """
    app, screen = widget.app, widget.screen
    if not widget._repaint_required or widget._layout_required or app._batch_count:
        return
    if screen is not app.screen or screen._layout_required or screen._repaint_required:
        return
    # The frame forgets whom it would have to paint; they are not painted here.
    waiting = screen._dirty_widgets - {widget}
    widget._repaint_required = False
    screen._compositor.update_widgets({widget})
    screen._compositor_refresh()
    screen._dirty_widgets |= waiting
