"""What a ledger is made of."""

from collections import deque
from typing import Any

from agentdesk.board.ledger.agents import AgentShelf
from agentdesk.board.ledger.moments import Moments
from agentdesk.board.ledger.shelf import Shelf
from agentdesk.board.ledger.shelving import CaseShelf
from agentdesk.board.ledger.talks import TalkShelf

CASE, TALK, AGENT = 0, 1, 2
"""Where the shelves stand."""


class Told:
    """A command of late: which records it changed, and whether it is taken back."""

    __slots__ = ("keys", "lines", "touched", "undone")

    def __init__(self, touched: int) -> None:
        self.touched = touched
        self.undone = False
        self.keys: list[tuple[int, Any]] = []
        """The shelf and the key of each."""
        self.lines: list[int] = []
        """The entries that it has lines of the feed from."""

    def copy(self) -> "Told":
        """Return one that goes on by itself."""
        other = Told(self.touched)
        other.undone, other.keys, other.lines = self.undone, self.keys.copy(), self.lines.copy()
        return other


class Parts:
    """The shelves, the feed, and the commands of late in the order they are let go of."""

    def __init__(self) -> None:
        self.cases = CaseShelf()
        self.talks = TalkShelf()
        self.agents = AgentShelf()
        self.shelves: tuple[Shelf[Any, Any], ...] = (self.cases, self.talks, self.agents)
        self.moments = Moments()
        self.commands: dict[str, Told] = {}
        self.cooling: deque[tuple[int, str]] = deque()
        self.prune_at = 0
        self.setup = 0
        """The version of the set-up; 0 as long as the log has told of none."""

    def copy(self) -> "Parts":
        """Return parts that go on by themselves; records are shared, they never change."""
        other = Parts()
        for mine, its in zip(self.shelves, other.shelves, strict=True):
            mine.copy_into(its)
        other.moments = self.moments.copy()
        other.commands = {name: told.copy() for name, told in self.commands.items()}
        other.cooling = self.cooling.copy()
        other.prune_at, other.setup = self.prune_at, self.setup
        return other
