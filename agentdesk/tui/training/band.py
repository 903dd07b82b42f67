"""The band that stands in place of the header while it is training. Its words are pure.

All of it is coloured, so that nobody takes it for the real desk, nor the real desk for it.
"""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.strip import Strip

from agentdesk.clock import MINUTE
from agentdesk.training import moments
from agentdesk.tui.kit.glyphs import Glyphs
from agentdesk.tui.kit.lines import HeaderLine, Piece
from agentdesk.tui.kit.looks import contrast, looks_of

WORDS = {
    "practise": ("TRAINING", "TRAINING"),
    "exam": ("EXAM", "EXAM"),
    "watch": ("WATCHING A REPLAY", "REPLAY"),
    "predict": ("WHAT COMES NEXT?", "PREDICT"),
}
"""What a mode is called on the band, and where room is short."""
WHITE, BLACK = Color(255, 255, 255), Color(0, 0, 0)
TAKEN_BACK = 0.5
"""How much of the background is in the band's colour."""
NOBODY = ("no real customer hears you", "not real")


class Shown(NamedTuple):
    """What the band says of a shift."""

    mode: str
    title: str
    at: int
    """The shift's time."""
    left_ms: int
    """Until the end of the shift."""
    zone: tzinfo
    speed: float
    running: bool
    line: bool = False
    """Whether the transport line is open."""
    over: bool = False
    """Whether the attempt is finished."""
    asks: bool = False
    """Whether it stands because somebody is to say what comes next."""
    trouble: str = ""
    """Why time does not pass although it should."""


Thirds = tuple[list[Piece], list[Piece], list[Piece]]


def band(shown: Shown, state: Sequence[Piece], numbers: Sequence[Piece], glyphs: Glyphs) -> Thirds:
    """Return the band: what it is and when, the desk's own numbers, what the clock does."""
    word, short = WORDS[shown.mode]
    left = [
        Piece(word, 99, "strong", short),
        Piece(shown.title, 50),
        Piece(moments.shown(shown.at, shown.zone), 95),
        *_motion(shown, glyphs),
        Piece(NOBODY[0], 60, "text", NOBODY[1]),
    ]
    middle = [piece._replace(weight=piece.weight // 2) for piece in (*state[:1], *numbers)]
    return left, middle, _right(shown, glyphs)


def _motion(shown: Shown, glyphs: Glyphs) -> list[Piece]:
    if shown.mode == "exam":
        return []
    return [Piece(f"{glyphs.times}{shown.speed:g}", 80)]


def _right(shown: Shown, glyphs: Glyphs) -> list[Piece]:
    if shown.over:
        return [Piece("over", 90)]
    if shown.trouble:
        return [Piece(shown.trouble, 96, "late", "STORE SILENT")]
    if shown.asks:
        return [Piece("what comes next? p says it", 90, "strong", "p: what next?")]
    hours, minutes = divmod(-(-shown.left_ms // MINUTE), 60)
    whole = f"{hours}h {minutes:02} left" if hours > 1 else f"{hours * 60 + minutes}m left"
    if not shown.left_ms:
        return [Piece("the shift is over", 90, "strong")]
    if shown.running:
        key = f"F5 stops it {glyphs.dot} " if shown.mode == "practise" else ""
        return [Piece(f"{key}{whole}", 70, "text", whole)]
    if shown.line and shown.mode != "exam":
        return [Piece(f"stopped {glyphs.dot} F5 back to work", 90, "strong", "stopped")]
    return [Piece("stopped", 90, "strong")]


class Band(HeaderLine):
    """The header of a desk in training."""

    told: Callable[[], Shown] | None = None
    """Says how the shift stands, once it is open."""

    def show(self, left: Sequence[Piece], middle: Sequence[Piece], right: Sequence[Piece]) -> None:
        """Take what a desk says of itself, and say it of a shift that is not real."""
        if self.told is None:
            super().show([Piece("TRAINING", 99, "strong"), *left], middle, [])
        else:
            super().show(*band(self.told(), left, middle, self.glyphs))

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        if y:
            return super().render_line(y)
        cells = self.size.width
        self._shown = self.parts(cells)
        plain = band_style(self.app)
        bold = plain + Style(bold=True)
        strong = ("strong", "late", "soon")
        return Strip(
            [Segment(text, bold if name in strong else plain) for text, name in self._shown], cells
        )


def band_style(app: App[Any]) -> Style:
    """Return the band's look: the accent, taken back far enough to be worked under for hours."""
    if app.native_ansi_color:
        return looks_of(app).accent + Style(reverse=True)
    variables = app.theme_variables
    accent, back = (Color.parse(variables[name]) for name in ("accent", "background"))
    ground = accent.blend(back, TAKEN_BACK)
    front = max((WHITE, BLACK), key=lambda color: contrast(color, ground))
    return Style(color=front.rich_color, bgcolor=ground.rich_color)
