"""What the address of a store says: which engine, and where."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from agentdesk.data.errors import StoreMissing

POSTGRES = ("postgresql://", "postgres://")
SQLITE = "sqlite:///"


def path_of(url: str) -> str | None:
    """Return the file that an address means, or ``None`` if it means a PostgreSQL database."""
    if url.startswith(POSTGRES):
        return None
    return url.removeprefix(SQLITE)


@contextmanager
def postgres_is_there(url: str) -> Iterator[None]:
    """Import the part for PostgreSQL in here.

    Raises ``StoreMissing`` if an address cannot be read or that part is not installed.
    """
    try:
        urlsplit(url)
    except ValueError as error:
        raise StoreMissing(
            "The store's address cannot be read. Write it like postgresql://host/database."
        ) from error
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "asyncpg":
            raise
        raise StoreMissing(
            f"{url} is a PostgreSQL database, and the part of agentdesk that talks to it is "
            "not installed: install agentdesk[postgres]."
        ) from error
