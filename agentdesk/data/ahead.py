"""Units that need not be waited for: each can be decided while the one before is written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from agentdesk.data.address import path_of
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Outcome, UseCase

C = TypeVar("C", bound=Command)


class Acting(Protocol):
    """Does units in order, each in a transaction of its own."""

    async def act(self, use_case: UseCase[C], command: C) -> Outcome:
        """Do a unit. It may be written a little later; those before it never are."""
        ...


@asynccontextmanager
async def ahead(store: Store) -> AsyncIterator[Acting]:
    """Do long rows of large units, as far ahead as the engine can; all is written at the end.

    For a store where nobody else is at work. Commands must be new, erase nothing and keep no
    bytes. Raises ``StoreError`` when something cannot be written: what came before it is kept.
    """
    if path_of(store.url) is None:
        yield store
        return
    from agentdesk.data.sqlite.ahead import Ahead
    from agentdesk.data.sqlite.store import SqliteStore

    assert isinstance(store, SqliteStore)
    acting = Ahead(store)
    try:
        acting.begin()
    except OSError:
        # No other process can be begun: each unit is waited for.
        yield store
        return
    async with acting:
        yield acting
