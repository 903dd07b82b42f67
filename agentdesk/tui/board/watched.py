"""What the screen needs of a board: the live one, and the one that tests make up."""

from collections.abc import AsyncIterator
from typing import Protocol

from agentdesk.board.behind import Behind, Explained, TimelineLine
from agentdesk.board.view import BoardView
from agentdesk.domain.setup import Setup


class Watched(Protocol):
    """A board that is watched. Every asynchronous method may raise ``BoardError`` or
    ``StoreError``, each with a sentence for the person."""

    @property
    def view(self) -> BoardView:
        """What is shown now."""
        ...

    @property
    def setup(self) -> Setup:
        """The desk's set-up: names of queues, teams, sites, people."""
        ...

    def changes(self) -> AsyncIterator[BoardView]:
        """Yield the view after each change, and each second while it is live."""
        ...

    async def go(self, at: int | None) -> None:
        """Go to an instant; ``None`` is live."""
        ...

    async def step(self, by_ms: int) -> None:
        """Go forward or back."""
        ...

    def play(self, speed: float) -> None:
        """Let the past run at a speed; 0 stands."""
        ...

    async def freeze(self) -> None:
        """Stand at this moment."""
        ...

    async def live(self) -> None:
        """Be live again."""
        ...

    def narrow(
        self,
        queues: frozenset[str] = frozenset(),
        teams: frozenset[str] = frozenset(),
        channels: frozenset[str] = frozenset(),
        sites: frozenset[str] = frozenset(),
    ) -> None:
        """Look at these only; an empty set lets everything through."""
        ...

    def window(self, name: str) -> None:
        """Look at another stretch of time."""
        ...

    def variant(self, figure: str) -> None:
        """Show another service level."""
        ...

    async def explain(self, figure: str, queue: str = "", agent: str = "") -> Explained:
        """Say why a number is what it is."""
        ...

    async def behind(self, figure: str, queue: str = "", agent: str = "") -> tuple[Behind, ...]:
        """Return what a number counts."""
        ...

    async def timeline(self, case_id: int) -> tuple[TimelineLine, ...]:
        """Return what happened to a case, as it was known at the board's moment."""
        ...

    async def close(self) -> None:
        """Give everything back."""
        ...
