"""Opening a store to be watched: the one place that knows both engines of the board."""

from agentdesk.clock import Clock
from agentdesk.data.address import path_of, postgres_is_there
from agentdesk.data.board import BoardStore


async def open_board(url: str, *, clock: Clock | None = None) -> BoardStore:
    """Open the store at an address to be watched; the address says which engine.

    Raises :class:`~agentdesk.data.errors.StoreError` with a sentence for the person who asked.
    """
    path = path_of(url)
    if path is None:
        with postgres_is_there(url):
            from agentdesk.data.postgres.board import PostgresBoard
        return await PostgresBoard.open(url, clock=clock)
    from agentdesk.data.sqlite.board import SqliteBoard

    return await SqliteBoard.open(path, clock=clock)
