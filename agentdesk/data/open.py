"""Opening a store: the address says which engine, and only that one is imported."""

from agentdesk.clock import Clock
from agentdesk.data.address import path_of as path_of
from agentdesk.data.address import postgres_is_there
from agentdesk.data.store import Store


async def open_store(
    url: str, *, clock: Clock | None = None, read_only: bool = False, create: bool = True
) -> Store:
    """Open the store at a path, ``sqlite:///path`` or ``postgresql://…``.

    ``create`` makes a store that is not there yet; ``read_only`` never writes. Raises
    :class:`~agentdesk.data.errors.StoreError` with a sentence for the person who asked.
    """
    path = path_of(url)
    if path is None:
        with postgres_is_there(url):
            from agentdesk.data.postgres.store import PostgresStore
        return await PostgresStore.open(url, clock=clock, read_only=read_only, create=create)
    from agentdesk.data.sqlite.store import SqliteStore

    return await SqliteStore.open(path, clock=clock, read_only=read_only, create=create)
