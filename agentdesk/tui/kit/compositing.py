"""Putting widgets together on the screen, a few lines at a time.

For a change of some lines Textual renders every line of each widget beside which something changed,
and of every box around it. Here each renders what is painted, and nothing else: a key, or a
second that passed, changes one line or two of fifty.
"""

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class NearCompositor(Compositor):
    """Asks widgets for no more lines than are painted."""

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Yield what is seen of each widget, those in front first: where, cut how, its lines."""
        if not crop:
            yield from super()._get_renders(crop)
            return
        # Whole lines: a widget keeps them as they are, and cuts them for nobody.
        painted = Region(0, crop.y, self.size.width, crop.height)
        for widget, (region, clip) in self.visible_widgets.items():
            near = clip.intersection(painted)
            seen = region.intersection(near)
            if seen and seen.overlaps(crop):
                yield region, near, widget.render_lines(seen.translate(-region.offset))
