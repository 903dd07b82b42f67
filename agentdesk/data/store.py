"""The store's interface: one door for writing, readings for the screens, a feed, live tables.

``open_store(url)`` gives the engine that fits: a path (or ``sqlite:///path``) is one SQLite file,
``postgresql://…`` a PostgreSQL database. Both behave the same; ``tests/store`` proves it.
All instants are milliseconds UTC. Every method may raise
:class:`~agentdesk.data.errors.StoreError`.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

import msgspec

from agentdesk.clock import Clock
from agentdesk.data.batch import Batch as Batch
from agentdesk.data.readings import Reads
from agentdesk.data.search_texts import Told, untold
from agentdesk.data.unit import Command, Outcome, UseCase
from agentdesk.domain.views import (
    Doing,
    Draft,
)

C = TypeVar("C", bound=Command)


class Live(Protocol):
    """Drafts, who is here, heartbeats: kept beside the log, with a feed of its own."""

    async def save_draft(self, draft: Draft) -> None:
        """Keep a draft; an empty body deletes it."""
        ...

    async def drafts(self, agent: str) -> tuple[Draft, ...]:
        """Return every unsent text of a person, the newest first.

        A draft of the kind ``files``, which says what goes along with a reply, is none.
        """
        ...

    async def draft(self, agent: str, case_id: int, kind: str) -> Draft | None:
        """Return one draft."""
        ...

    async def drop_draft(self, agent: str, case_id: int, kind: str) -> None:
        """Delete a draft, after its text was posted."""
        ...

    async def drafts_in(self, case_ids: Sequence[int]) -> tuple[Draft, ...]:
        """Return everybody's unsent texts in some cases, lists of files among them."""
        ...

    async def drafts_before(self, at: int) -> tuple[Draft, ...]:
        """Return everybody's unsent texts that nobody has touched since an instant."""
        ...

    async def here(self, agent: str, case_id: int | None, what: str, now: int) -> None:
        """Say what a person does: looking at or typing in a case, or (``None``) neither."""
        ...

    async def doing(self, now: int) -> tuple[Doing, ...]:
        """Return who looked within 25 seconds; who typed within 10 still types."""
        ...

    async def seen(self, agent: str, case_id: int, at: int) -> None:
        """Remember that a person has opened a case."""
        ...

    async def beat(self, agent: str, now: int, desk: str = "") -> None:
        """Record a sign of a person: of their open desk, by its id, or of a command."""
        ...

    async def left(self, agent: str, desk: str, since: int) -> int:
        """Forget a desk; return how many others of that person gave a sign since then."""
        ...

    async def beats(self) -> dict[str, int]:
        """Return the last heartbeat of every person."""
        ...

    def changes(self) -> AsyncIterator[None]:
        """Yield whenever something here changed."""
        ...


class Store(Protocol):
    """One door for writing, and everything else that an engine gives."""

    url: str

    @property
    def clock(self) -> Clock:
        """Tells the time of everything that is written."""
        ...

    @property
    def read_only(self) -> str | None:
        """Why nothing can be written, as a sentence; ``None`` when it can."""
        ...

    @property
    def reads(self) -> Reads:
        """The readings."""
        ...

    @property
    def live(self) -> Live:
        """The live tables."""
        ...

    async def act(self, use_case: UseCase[C], command: C) -> Outcome:
        """Run a use-case as one unit, shielded from cancellation.

        Raises :class:`~agentdesk.data.unit.Refused` with nothing written.
        """
        ...

    def feed(self, after: int) -> AsyncIterator[Batch]:
        """Yield the log's entries after a seq, in order, and then each new batch as it comes."""
        ...

    async def scrub(self, *, full: bool = False) -> str | None:
        """Leave nothing of what was erased or taken out in any file of the store.

        ``full`` writes all of it anew, for a quiet hour: others wait. Returns a sentence that
        says what could not be done, and what to do; doing it again is safe.
        """
        ...

    def quiet(self) -> AbstractAsyncContextManager[None]:
        """Hold off new units and wait for those that run: for suspending the program."""
        ...

    async def close(self) -> None:
        """Give everything back; waits for a unit that runs."""
        ...


class Finding(msgspec.Struct, frozen=True):
    """Something ``store check`` found wrong."""

    what: str
    where: str


class Maintenance(Protocol):
    """What an administrator does with a store; both engines have it."""

    async def check(self) -> tuple[Finding, ...]:
        """Prove that rebuilding gives the same rows, the chain is whole and all bytes are there."""
        ...

    async def backup(self, path: str) -> None:
        """Write a backup while agents work: a folder with everything in it."""
        ...

    async def rebuild(self) -> int:
        """Fold the rows again from the log and swap them in; returns the number of events."""
        ...

    async def migrate(self, *, told: Told = untold) -> tuple[str, ...]:
        """Back up, then take the steps to this program's schema; returns their names.

        What the search index lacks is taken in afterwards, which ``told`` hears about.
        """
        ...

    def dump(self) -> AsyncIterator[tuple[str, Any]]:
        """Yield everything in the store, table by table, for ``store copy``."""
        ...

    async def load(self, items: AsyncIterator[tuple[str, Any]]) -> int:
        """Take in what ``dump`` of any engine gave, into an empty store; returns the rows."""
        ...
