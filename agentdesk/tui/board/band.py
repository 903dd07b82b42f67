"""The band on top: live or as of when, of what, and how fresh. Its words are pure.

The past has a band of its own colour, in reverse, that says so first: it cannot be mistaken.
"""

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from agentdesk.board.view import BoardView
from agentdesk.board.wording import WINDOW_WORDS, clock_text
from agentdesk.tui.board.words import long_moment
from agentdesk.tui.kit.glyphs import Glyphs
from agentdesk.tui.kit.lines import HeaderLine, Piece
from agentdesk.tui.kit.looks import looks_of
from agentdesk.tui.kit.times import age_text


class Thirds(NamedTuple):
    """The pieces of the band."""

    left: Sequence[Piece]
    middle: Sequence[Piece]
    right: Sequence[Piece]


class Band(HeaderLine):
    """The header line; while the board is in the past, all of it is a warning."""

    past = False

    def tell(self, thirds: Thirds, *, past: bool) -> None:
        """Say something else."""
        if past != self.past:
            self.past = past
            self.refresh()
        self.show(*thirds)

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        if not self.past or y:
            return super().render_line(y)
        cells = self.size.width
        self._shown = self.parts(cells)
        style: Style = looks_of(self.app).soon + Style(reverse=True, bold=True)
        return Strip([Segment(text, style) for text, _ in self._shown], cells)


def opening(glyphs: Glyphs) -> Thirds:
    """Return the band before anything is known."""
    return Thirds([Piece(f"{glyphs.away} opening", 90, "muted")], [], [])


def band(view: BoardView, now: int, filters: str, glyphs: Glyphs) -> Thirds:
    """Return the band for what is shown; ``now`` is the clock's time."""
    window = WINDOW_WORDS.get(view.window, view.window)
    middle = [Piece(window, 40), Piece(filters, 60, "strong" if filters != ALL_QUEUES else "text")]
    if view.counted < 1:
        middle.append(Piece(f"counting {int(view.counted * 100)} %", 80, "soon"))
    if not view.live:
        return _past(view, now, middle, glyphs)
    left = [Piece(f"{glyphs.here} live", 90, "strong")]
    clock = Piece(clock_text(now, view.zone), 85)
    if view.trouble:
        age = age_text(now - view.at)
        silent = Piece(f"STORE SILENT, as of {age} ago", 95, "late")
        return Thirds([Piece(f"{glyphs.away} not live", 90, "late")], middle, [silent, clock])
    right = [Piece(_freshness(view, now), 50, "muted", ""), clock]
    return Thirds(left, middle, [piece for piece in right if piece.text])


ALL_QUEUES = "all queues"


def filter_words(
    queues: Sequence[str], teams: Sequence[str], channels: Sequence[str], sites: Sequence[str]
) -> str:
    """Return what the board is narrowed to, by name: ``only Billing, chat``."""
    named = [*queues, *teams, *sites, *channels]
    if not named:
        return ALL_QUEUES
    more = f" +{len(named) - 3}" if len(named) > 3 else ""
    return f"only {', '.join(named[:3])}{more}"


def _past(view: BoardView, now: int, middle: list[Piece], glyphs: Glyphs) -> Thirds:
    ago = f"{age_text(now - view.at)} ago"
    moment = long_moment(view.at, ZoneInfo(view.zone))
    motion = f"playing {view.speed:g}{glyphs.times}" if view.speed else "standing"
    left = [Piece(f"PAST  {moment}", 99), Piece(motion, 95), Piece(ago, 45)]
    return Thirds(left, middle, [Piece("L live", 70)])


def _freshness(view: BoardView, now: int) -> str:
    """Say how old the newest entry is that is shown: a quiet desk is not a silent store."""
    if not view.fresh_at:
        return "nothing has happened yet"
    return f"last event {age_text(now - view.fresh_at)} ago"
