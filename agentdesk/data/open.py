"""Opening a store: the address says which engine, and only that one is imported."""

from urllib.parse import urlsplit

from agentdesk.clock import Clock
from agentdesk.data.errors import StoreMissing
from agentdesk.data.store import Store

POSTGRES = ("postgresql://", "postgres://")
SQLITE = "sqlite:///"


def path_of(url: str) -> str | None:
    """Return the file that an address means, or ``None`` if it means a PostgreSQL database."""
    if url.startswith(POSTGRES):
        return None
    return url.removeprefix(SQLITE)


async def open_store(
    url: str, *, clock: Clock | None = None, read_only: bool = False, create: bool = True
) -> Store:
    """Open the store at a path, ``sqlite:///path`` or ``postgresql://…``.

    ``create`` makes a store that is not there yet; ``read_only`` never writes. Raises
    :class:`~agentdesk.data.errors.StoreError` with a sentence for the person who asked.
    """
    path = path_of(url)
    if path is None:
        try:
            urlsplit(url)
        except ValueError as error:
            raise StoreMissing(
                "The store's address cannot be read. Write it like postgresql://host/database."
            ) from error
        try:
            from agentdesk.data.postgres.store import PostgresStore
        except ModuleNotFoundError as error:
            if error.name != "asyncpg":
                raise
            raise StoreMissing(
                f"{url} is a PostgreSQL database, and the part of agentdesk that talks to it is "
                "not installed: install agentdesk[postgres]."
            ) from error
        return await PostgresStore.open(url, clock=clock, read_only=read_only, create=create)
    from agentdesk.data.sqlite.store import SqliteStore

    return await SqliteStore.open(path, clock=clock, read_only=read_only, create=create)
