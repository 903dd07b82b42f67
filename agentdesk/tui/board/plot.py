"""The shift as a plot: how many wait, and the service level up to then. Drawn by ``plotext``.

The library is loaded in a thread, after the first frame. It writes escape sequences; they are
turned into this program's own styles, so that themes, few colours and none all work.
"""

import asyncio
import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from agentdesk.board.times import midnight
from agentdesk.board.view import Plot
from agentdesk.clock import DAY, HOUR, MINUTE, to_datetime
from agentdesk.text import fit
from agentdesk.tui.board.cells import CellView, Line, Part
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs

LEAST = (24, 5)
"""Columns and lines from which there is something to see."""
_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")
_STYLES = {"": "muted", "0": "muted", "38;5;1": "faint", "38;5;2": "strong", "38;5;3": "accent"}
_TICK_CELLS = 9
_STEPS = (
    *(n * MINUTE for n in (5, 10, 15, 30)), *(n * HOUR for n in (1, 2, 3, 4, 6, 12)), DAY, 2 * DAY,
)  # fmt: skip


class ShiftPlot(CellView):
    """Draws a :class:`~agentdesk.board.view.Plot` as large as there is room."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(glyphs=glyphs, id=id)
        self._plot = Plot()
        self._zone = ZoneInfo("UTC")
        self._library: Any = None
        self._chosen: int | None = None

    async def load(self) -> None:
        """Load what draws."""
        from importlib import import_module

        self._library = await asyncio.to_thread(import_module, "plotext")
        self.renew()

    @property
    def ready(self) -> bool:
        """Whether what draws has been loaded."""
        return self._library is not None

    def show(self, plot: Plot, zone: str) -> None:
        """Show this; what is the same is not drawn again."""
        if (plot, zone) != (self._plot, self._zone.key):
            self._plot, self._zone = plot, ZoneInfo(zone)
            self.renew()

    # The cursor

    @property
    def chosen(self) -> int | None:
        """The instant under the cursor, while the keyboard is here and has moved."""
        return self._chosen if self.has_focus and self._chosen in self._plot.at else None

    def move(self, by: int) -> None:
        """Move the cursor; it comes in from the newest instant."""
        if self._plot.at:
            last = len(self._plot.at) - 1
            at = self.chosen
            place = last if at is None else self._plot.at.index(at) + by
            self._chosen = self._plot.at[max(0, min(last, place))]
            self.renew()

    def words(self) -> str:
        """Return what was at the instant under the cursor: ``10:35: 23 waiting, 87 %``."""
        at = self.chosen
        if at is None:
            return ""
        place = self._plot.at.index(at)
        share = self._plot.service[place]
        level = "" if share is None else f", {share:.0%}".replace("%", " %")
        moment = to_datetime(at).astimezone(self._zone)
        return f"{moment:%H:%M} {self.glyphs.dot} {self._plot.waiting[place]} waiting{level}"

    def _wanting(self, cells: int, height: int) -> str:
        """Say what a picture lacks; empty where there is one."""
        if self._library is None:
            return ""
        if not self._plot.at:
            return "Nothing has happened in this time."
        if cells < LEAST[0] or height < LEAST[1]:
            return "No room for the plot here: 4, then z shows it."
        return ""

    def make(self, cells: int, height: int) -> Sequence[Line]:
        """Return the picture."""
        words = self._wanting(cells, height)
        if self._library is None or words:
            return [((f" {words}", "muted"),)]
        plain = self.glyphs is not UNICODE
        size = (cells, height)
        return drawn(self._library, self._plot, self._zone, size, plain=plain, chosen=self.chosen)


def drawn(
    library: Any,
    plot: Plot,
    zone: ZoneInfo,
    size: tuple[int, int],
    *,
    plain: bool,
    chosen: int | None = None,
) -> list[Line]:
    """Return a picture of so many columns and lines; ``plain`` in ASCII, a line at ``chosen``."""
    cells, height = size
    library.clear_figure()
    library.theme("clear")
    library.limit_size(False, False)
    library.plot_size(cells - 2, height)
    highest = max(plot.waiting, default=0)
    library.plot(
        plot.at, plot.waiting, yside="left", color=1, marker=":" if plain else "hd", fillx=True
    )
    known = [(at, share * 100) for at, share in zip(plot.at, plot.service, strict=True)
             if share is not None]  # fmt: skip
    if known:
        library.plot(
            [at for at, _ in known], [share for _, share in known],
            yside="right", color=2, marker="o" if plain else "dot",
        )  # fmt: skip
        library.ylim(0, 100, yside="right")
        library.yticks([0, 50, 100], ["0 %", "50 %", "100 %"], yside="right")
    top = _above(highest)
    library.ylim(0, top, yside="left")
    marks = sorted({0, top // 2, top})
    library.yticks(marks, [str(mark) for mark in marks], yside="left")
    ticks = _ticks(plot, zone, cells)
    library.xticks(ticks, [_tick(at, zone, plot) for at in ticks])
    if chosen is not None:
        # As a series of its own, drawn last: the library's own line would lie below the area.
        line = "|" if plain else "│"
        library.plot([chosen, chosen], [0, top], yside="left", color=3, marker=line)
    library.xaxes(True, False)
    return [_line(text, cells) for text in library.build().splitlines()[:height]]


def _above(highest: int) -> int:
    """Return a round number that is at least so high, and even, so that it has a middle."""
    size = 1
    while True:
        for step in (4, 6, 10, 16, 20, 30):
            if highest <= step * size:
                return step * size
        size *= 10


def _ticks(plot: Plot, zone: ZoneInfo, cells: int) -> list[int]:
    """Return round instants in the desk's time, as many as have room."""
    first, last = plot.at[0], plot.at[-1]
    many = max(1, cells // _TICK_CELLS)
    step = next((step for step in _STEPS if (last - first) <= step * many), 7 * DAY)
    start = midnight(first, zone)
    begin = start + -(-(first - start) // step) * step
    return list(range(begin, last + 1, step)) or [first]


def _tick(at: int, zone: ZoneInfo, plot: Plot) -> str:
    moment = to_datetime(at).astimezone(zone)
    days = plot.at[-1] - plot.at[0] > 2 * DAY
    return f"{moment.day}.{moment.month}." if days else f"{moment:%H:%M}"


def _line(text: str, cells: int) -> Line:
    """Return a line of the library in this program's styles."""
    parts: list[Part] = [(" ", "text")]
    style = "muted"
    for n, piece in enumerate(_ESCAPE.split(text)):
        if n % 2:
            style = _STYLES.get(piece, "muted")
        elif piece:
            parts.append((piece, style))
    return (*parts, (fit("", 1), "text")) if cells else ()
