"""What a supervisor looks at: which stretch of time, whose work, by which rules."""

from functools import cached_property
from zoneinfo import ZoneInfo

import msgspec

from agentdesk.board.figures.figure import Figure, Look
from agentdesk.board.figures.registry import FIGURES, find
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.scope import EVERYTHING, Scope, Span
from agentdesk.board.telling import Words
from agentdesk.board.thresholds import Thresholds, numbers_of
from agentdesk.board.times import midnight, zone_of
from agentdesk.boardsettings import WINDOWS, BoardSettings
from agentdesk.clock import DAY
from agentdesk.domain.setup import Setup

FAR = 1 << 62
"""No end: what is told before its time belongs to the window too."""
LONG: dict[str, int] = {"csat": 7 * DAY}
"""Figures with a stretch of their own, whatever the window; in ms."""


class Sight(msgspec.Struct, frozen=True, dict=True):
    """What is looked at, and how it is judged."""

    setup: Setup
    settings: BoardSettings
    window: str
    variant: str
    """The service level's figure, by its whole id."""
    scope: Scope = EVERYTHING
    then: Setup | None = None
    """The set-up of the moment looked at, where it is another: who could take how much then."""

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the board's days."""
        return ZoneInfo(zone_of(self.setup))

    @cached_property
    def thresholds(self) -> Thresholds:
        """The thresholds that count."""
        return Thresholds(self.settings, FIGURES)

    @cached_property
    def words(self) -> Words:
        """The set-up's words."""
        return Words(self.setup, self.zone.key)

    def figure(self, name: str) -> Figure:
        """Return the figure of a column. Raises ``KeyError``."""
        return find(name, self.variant)

    def stretch(self, figure: str = "") -> int | None:
        """Return how long the window or a figure's own stretch is; ``None``: since midnight."""
        return LONG.get(figure) or WINDOWS[self.window]

    def start(self, at: int, figure: str = "") -> int:
        """Return where the window begins as of an instant, or a figure's own stretch."""
        length = self.stretch(figure)
        return midnight(at, self.zone) if length is None else at - length

    def slides(self, figure: str) -> bool:
        """Say whether a figure's stretch (``""``: the window) moves with every second."""
        if figure and self.figure(figure).standing:
            return False
        return figure in LONG or WINDOWS[self.window] is not None

    def numbers(self, figure: Figure) -> dict[str, int]:
        """Return a figure's parameters as they count here."""
        return numbers_of(self.settings, figure)

    def look(self, ledger: Ledger, at: int, figure: Figure, scope: Scope | None = None) -> Look:
        """Return what a figure is asked of a ledger as of an instant."""
        return Look(
            ledger=ledger,
            setup=self.setup,
            at=at,
            span=Span(self.start(at, figure.id), FAR),
            scope=self.scope if scope is None else scope,
            parameters=self.numbers(figure),
        )
