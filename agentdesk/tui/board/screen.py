"""The board's screen: it lays out the panes and shows a view in them. It decides nothing."""

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.screen import Screen

from agentdesk.board.view import BoardView
from agentdesk.tui.board import agents, feed, queues
from agentdesk.tui.board.band import Band, opening
from agentdesk.tui.board.cells import CellView
from agentdesk.tui.board.grid import Grid
from agentdesk.tui.board.plot import ShiftPlot
from agentdesk.tui.board.strip import Strip
from agentdesk.tui.kit.glyphs import ASCII, UNICODE
from agentdesk.tui.kit.lines import FooterLine
from agentdesk.tui.kit.pane import Pane

PANES = ("queues", "agents", "feed", "shift")
STRIP = "strip"
_MOST_QUEUES = 0.55
"""The share of the height that the queues take at most, where the others stand below."""
_AROUND = 3
"""Lines of the queues' pane that are no queues."""
NO_QUEUE = "The set-up of this desk names no queue yet."
NONE_SHOWN = "No queue is that. f and then “everything” shows all again."
NO_AGENT = "The log tells of nobody's state here."
QUIET = "No breach, no escalation, nobody gave up."


class BoardScreen(Screen[None]):
    """Band, strip, four panes, footer."""

    AUTO_FOCUS = ""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__(id="board", classes="show-queues")
        self.plain = ascii_only
        self.glyphs = ASCII if ascii_only else UNICODE
        self.band = Band(glyphs=self.glyphs)
        self.strip = Strip(glyphs=self.glyphs, id="strip")
        self.queues = Grid(queues.COLUMNS, glyphs=self.glyphs, id="queues")
        self.agents = Grid(agents.COLUMNS, glyphs=self.glyphs, id="agents")
        self.feed = Grid(feed.COLUMNS, heading=False, glyphs=self.glyphs, id="feed")
        self.shift = ShiftPlot(glyphs=self.glyphs, id="shift")
        self.footer = FooterLine(glyphs=self.glyphs)
        self.panes = {name: Pane(self.places[name], id=f"{name}-pane") for name in PANES}
        self.pane = "queues"
        """The pane the keyboard is in, or was in before it went to the strip."""
        self.zoomed = False
        self._titles: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out everything."""
        yield self.band
        yield self.strip
        with Vertical(id="board-body"):
            yield self.panes["queues"]
            with Container(id="lower"):
                yield self.panes["agents"]
                with Container(id="beside"):
                    yield self.panes["feed"]
                    yield self.panes["shift"]
        yield self.footer

    def on_mount(self) -> None:
        """Put the keyboard into the queues."""
        self.band.tell(opening(self.glyphs), past=False)
        for name in PANES:
            self._title(name, "")
        self.queues.focus()

    @property
    def places(self) -> dict[str, CellView]:
        """What the keyboard can be in, by name."""
        return {
            STRIP: self.strip, "queues": self.queues, "agents": self.agents,
            "feed": self.feed, "shift": self.shift,
        }  # fmt: skip

    @property
    def here(self) -> str:
        """Where the keyboard is."""
        return STRIP if self.focused is self.strip else self.pane

    @property
    def grid(self) -> Grid | None:
        """The table the keyboard is in; none in the strip and in the plot."""
        place = self.places[self.here]
        return place if isinstance(place, Grid) else None

    # Going places

    def go(self, name: str) -> None:
        """Put the keyboard somewhere, and show it where there is room for one pane only."""
        if name != STRIP:
            self.pane = name
            for pane in PANES:
                self.set_class(pane == name, f"show-{pane}")
        self.places[name].focus(scroll_visible=False)

    def on_descendant_focus(self) -> None:
        """Take the plot's cursor off its title when the keyboard has left it."""
        self.tell_shift()

    def go_next(self, by: int) -> None:
        """Put the keyboard into the next place, or the one before."""
        order = (*PANES, STRIP)
        self.go(order[(order.index(self.here) + by) % len(order)])

    def zoom(self) -> None:
        """Give the pane all the room, or share it again."""
        self.zoomed = not self.zoomed
        self.set_class(self.zoomed, "zoomed")
        self.share()

    def share(self) -> None:
        """Give the queues' pane as many lines as it has queues, where others stand below it."""
        alone = self.zoomed or self.app.size.width < 110
        most = int((self.app.size.height - 6) * _MOST_QUEUES)
        lines = max(5, min(len(self.queues.rows) + _AROUND, most))
        wanted = "1fr" if alone else str(lines)
        pane = self.panes["queues"]
        if str(pane.styles.height) != wanted:
            pane.styles.height = wanted

    # Showing

    def show(self, view: BoardView, *, narrowed: bool = False) -> None:
        """Show what is in a view, all but the band; ``narrowed`` when it is a part of the desk."""
        self.strip.show(view)
        self.queues.show(queues.rows(view, plain=self.plain), NONE_SHOWN if narrowed else NO_QUEUE)
        self.agents.show(agents.rows(view, self.glyphs), NO_AGENT)
        self.feed.show(feed.rows(view), QUIET)
        self.shift.show(view.plot, view.zone)
        self.set_class(not view.live, "past")
        self._title("queues", str(len(view.queues)))
        self._title("agents", agents.here_words(view))
        self._title("feed", str(len(view.feed)))
        self.tell_shift()
        self.share()

    def tell_shift(self) -> None:
        """Name the plot: what is drawn in it, or what was at the moment under its cursor."""
        area, dots = (":", "o") if self.plain else ("area", "dots")
        chosen = self.shift.words()
        self._title("shift", chosen or f"waiting ({area}), service level ({dots})")

    def _title(self, name: str, more: str) -> None:
        number = PANES.index(name) + 1
        words = f" {self.glyphs.dot} {more}" if more else ""
        title = f"{number} {name.capitalize()}{words}"
        if self._titles.get(name) != title:
            self._titles[name] = title
            self.panes[name].set_title(title)
