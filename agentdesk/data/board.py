"""What a board reads of a store: the log, which holds no words, and what stands now.

There is no way to write from here. SQLite is opened ``mode=ro`` and ``query_only``, PostgreSQL
under whatever role the address names: a supervisor's has SELECT on the board's views and nothing
else. Every method may raise :class:`~agentdesk.data.errors.StoreError`.
"""

from collections.abc import AsyncIterator
from typing import Protocol

import msgspec

from agentdesk.clock import Clock
from agentdesk.data.batch import Batch
from agentdesk.domain.events import Entry
from agentdesk.domain.rows import AgentRow, LoadRow
from agentdesk.domain.setup import Setup


class Mark(msgspec.Struct, frozen=True):
    """A place in the log. The hash tells whether a snapshot belongs to this very log."""

    seq: int
    recorded_at: int
    hash: str


class QueueStanding(msgspec.Struct, frozen=True):
    """What stands in a queue now, counted in the rows."""

    queue: str
    waiting: int
    oldest_waiting: int | None
    """The earliest ``waiting_since``."""
    in_progress: int
    snoozed: int
    late: int
    """Cases with a running clock that is past due."""
    due_soon: int
    """Cases with a running clock that is due within 15 minutes."""


class Standing(msgspec.Struct, frozen=True):
    """What stands now, for the first picture: before any of the log has been read."""

    seq: int
    at: int
    queues: tuple[QueueStanding, ...]
    agents: tuple[tuple[AgentRow, LoadRow], ...]


class BoardStore(Protocol):
    """A store opened to be watched."""

    url: str
    clock: Clock

    @property
    def busy(self) -> bool:
        """Whether so much happens that who only watches stands back for those who work."""
        ...

    async def setup(self, version: int | None = None) -> Setup:
        """Return the current set-up, or the one of a version."""
        ...

    async def first(self) -> Mark | None:
        """Return the first entry's place; ``None`` for an empty log."""
        ...

    async def last(self) -> Mark | None:
        """Return the newest entry's place; ``None`` for an empty log."""
        ...

    async def mark(self, seq: int) -> Mark | None:
        """Return an entry's place; ``None`` if there is no such entry."""
        ...

    async def seq_at(self, instant: int) -> int:
        """Return the last entry recorded at or before an instant; 0 if there is none."""
        ...

    async def entries(
        self, after: int = 0, *, until: int | None = None, limit: int = 2_000
    ) -> tuple[Entry, ...]:
        """Return entries after a seq in order, up to ``until`` (inclusive)."""
        ...

    async def timeline(self, case_id: int, until: int) -> tuple[Entry, ...]:
        """Return a case's stream up to an entry (inclusive)."""
        ...

    async def standing(self, now: int) -> Standing:
        """Count what stands now."""
        ...

    def feed(self, after: int) -> AsyncIterator[Batch]:
        """Yield the entries after a seq, in order, and then each new batch as it comes."""
        ...

    async def close(self) -> None:
        """Give everything back."""
        ...
