"""What the board shows of one moment: plain values, ready to be painted or printed.

A cell's key is the figure's id; the queue of its line, or ``""`` for the strip, says of what.
"""

from typing import Literal

import msgspec

from agentdesk.board.values import Value
from agentdesk.clock import MINUTE
from agentdesk.domain.rows import AgentState

ShownState = AgentState | Literal[""]
"""What somebody does; empty where the log tells of their work and not of their state."""

Level = Literal["", "good", "warn", "bad"]
"""What a threshold says of a number; shown by word, glyph and colour."""

STRIP: tuple[str, ...] = (
    "service_level",
    "waiting",
    "oldest_waiting",
    "due_soon",
    "late",
    "available",
    "staffed",
    "load",
    "csat",
)
"""The figures of the top strip, in order; ``service_level`` stands for the chosen variant."""

COLUMNS: tuple[str, ...] = (
    "waiting",
    "oldest_waiting",
    "in_progress",
    "snoozed",
    "late",
    "handled",
    "abandoned",
    "service_level",
    "asa",
    "aht",
    "wrap_up",
)
"""The figures of a queue's line, in order."""

AGES: tuple[str, ...] = ("4 h", "1 d", "3 d", "7 d", "older")
"""The backlog's age bands: up to 4 hours, 1, 3, 7 days, and older."""


def band_figure(age: str) -> str:
    """Return the figure that counts a band of ``AGES``: ``backlog.4h``."""
    return f"backlog.{age.replace(' ', '')}"


class Cell(msgspec.Struct, frozen=True, omit_defaults=True):
    """A number and what the thresholds say of it."""

    figure: str
    """The figure's id, with its variant: ``service_level.strict``."""
    value: Value
    level: Level = ""
    says: str = ""
    """The threshold's word: ``over 10``."""


class QueueLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One queue."""

    queue: str
    name: str
    team: str
    cells: dict[str, Cell]
    """By the name of the column."""
    ages: tuple[int, ...] = ()
    """The open cases by age, in the bands of ``AGES``."""
    arrivals: tuple[int, ...] = ()
    """What came in, by equal stretches of the day so far; the sparkline."""


class AgentLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One agent. Nothing in it tells how fast somebody is."""

    agent: str
    name: str
    team: str
    state: ShownState
    since: int
    """0 where it is not told."""
    reason: str = ""
    cases: tuple[int, ...] = ()
    """The current work."""
    talks: tuple[int, ...] = ()
    units: int = 0
    capacity: int = 0
    handled: int = 0
    """Cases resolved and interactions answered in the window."""


class FeedLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A breach, an escalation, a customer who gave up."""

    seq: int
    at: int
    words: str
    queue: str
    case_id: int | None = None
    level: Level = ""


class Plot(msgspec.Struct, frozen=True, omit_defaults=True):
    """The shift so far: at each instant, how many wait, and the service level up to then."""

    at: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    service: tuple[float | None, ...] = ()


class BoardView(msgspec.Struct, frozen=True, omit_defaults=True):
    """The board at one moment. Instants are milliseconds UTC; ``zone`` is how they are shown."""

    at: int
    """As of when. Live: the clock's time."""
    live: bool
    seq: int
    """Everything up to this entry of the log is in it."""
    fresh_at: int
    """When the newest entry in it was recorded."""
    zone: str
    window: str
    """``today``, ``1h``, ``4h``, ``24h``, ``7d``."""
    start: int
    """Where the window begins."""
    variant: str
    """Which service level: the figure's id."""
    strip: dict[str, Cell]
    queues: tuple[QueueLine, ...]
    agents: tuple[AgentLine, ...]
    feed: tuple[FeedLine, ...]
    plot: Plot = Plot()
    soon_ms: int = 15 * MINUTE
    """Within how long something is due that is due soon."""
    counted: float = 1.0
    """How much of the log has been read for the figures of the window, 0 to 1. While it is less,
    only what stands now is known; other cells are without a value and say so."""
    speed: float = 0
    """Time travel: how fast it plays, 0 when it stands."""
    trouble: str = ""
    """A sentence, while the store does not answer."""

    @property
    def worst(self) -> Level:
        """The gravest thing any threshold says."""
        levels = {cell.level for cell in self.strip.values()}
        levels |= {cell.level for line in self.queues for cell in line.cells.values()}
        return "bad" if "bad" in levels else "warn" if "warn" in levels else ""
