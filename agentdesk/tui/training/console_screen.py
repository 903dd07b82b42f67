"""The console's screen: it lays out the panes and shows what it is told."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from agentdesk.training.attempts.onlooking import Look, Standing
from agentdesk.tui.desk import case_lines
from agentdesk.tui.kit.glyphs import ASCII, UNICODE
from agentdesk.tui.kit.lines import FooterLine, HeaderLine
from agentdesk.tui.kit.pane import Pane
from agentdesk.tui.kit.prose import Line, ProseView
from agentdesk.tui.kit.stops import Row, StopList
from agentdesk.tui.training import console_words

PANES = ("attempts", "desk", "done")


class ConsoleScreen(Screen[None]):
    """Head, the attempts, a trainee's desk and what they did, footer."""

    AUTO_FOCUS = ""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__(id="console", classes="show-attempts")
        self.glyphs = ASCII if ascii_only else UNICODE
        self.header = HeaderLine(glyphs=self.glyphs)
        self.footer = FooterLine(glyphs=self.glyphs)
        self.attempts = StopList(glyphs=self.glyphs, id="attempts")
        self.case = ProseView(glyphs=self.glyphs, id="their-desk")
        self.done = ProseView(glyphs=self.glyphs, id="done")
        self._views: dict[str, ProseView] = {
            "attempts": self.attempts, "desk": self.case, "done": self.done,
        }  # fmt: skip
        self.panes = {name: Pane(view, id=f"{name}-pane") for name, view in self._views.items()}
        self.pane = "attempts"
        self._standings: Sequence[Standing] = ()
        self._wrong: Sequence[str] = ()
        self._seen: tuple[Standing, Look] | None = None

    def compose(self) -> ComposeResult:
        """Lay out everything."""
        yield self.header
        with Container(id="console-body"):
            yield self.panes["attempts"]
            with Container(id="shoulder"):
                yield self.panes["desk"]
                yield self.panes["done"]
        yield self.footer

    def on_mount(self) -> None:
        """Put the keyboard into the attempts."""
        self.panes["attempts"].set_title(f"1 Attempts {self.glyphs.dot} at work first")
        self.panes["desk"].set_title("2 On their desk")
        self.panes["done"].set_title("3 What they did")
        self.go("attempts")

    @property
    def view(self) -> ProseView:
        """What the keyboard is in."""
        return self._views[self.pane]

    def go(self, pane: str) -> None:
        """Put the keyboard into a pane, and show it where there is room for one only."""
        self.pane = pane
        for name in PANES:
            self.set_class(name == pane, f"show-{name}")
        self._views[pane].focus(scroll_visible=False)

    def go_next(self, by: int) -> None:
        """Put the keyboard into the next pane, or the one before."""
        self.go(PANES[(PANES.index(self.pane) + by) % len(PANES)])

    # ---- showing

    def show(self, standings: Sequence[Standing], wrong: Sequence[str] = ()) -> None:
        """Show how the attempts stand, and which cannot be read."""
        self._standings, self._wrong = standings, wrong
        left, right = console_words.head(standings, self.glyphs)
        self.header.show(left, [], right)
        self.attempts.show_rows(self._rows)
        # Whom the cursor is on is meant by the next key, whoever else comes above them.
        self.attempts.at = self.attempts.chosen

    def show_look(self, standing: Standing | None, look: Look | None) -> None:
        """Show what is seen over a trainee's shoulder."""
        self._seen = (standing, look) if standing is not None and look is not None else None
        dot = f" {self.glyphs.dot} "
        title = "2 On their desk"
        if self._seen is not None and self._seen[1].case is not None:
            case = self._seen[1].case
            title = dot.join((f"2 Case {case.row.id}", case.subject))
        self.panes["desk"].set_title(title)
        self.case.show(self._case_lines, at_end=True)
        self.done.show(self._done_lines, at_end=True)

    def _rows(self, cells: int) -> list[Row]:
        return console_words.rows(self._standings, self._wrong, cells, self.glyphs)

    def _case_lines(self, cells: int) -> list[Line]:
        if self._seen is None:
            return []
        standing, look = self._seen
        if look.case is None:
            return [[("No case is open.", "muted")]]
        here = standing.here
        seen = case_lines.Look(
            cells,
            standing.at if here is None else here.at,
            ZoneInfo(standing.zone),
            "",
            {},
            glyphs=self.glyphs,
        )
        return [*case_lines.head(look.case, (), seen), *case_lines.timeline(look.case, seen)]

    def _done_lines(self, cells: int) -> list[Line]:
        if self._seen is None:
            return []
        standing, look = self._seen
        return console_words.done_lines(look.done, standing.zone, cells)
