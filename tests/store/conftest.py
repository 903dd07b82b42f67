"""One body of tests, run on every engine: ``place`` says where, ``store`` is open there."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from tests.store import postgres_server
from tests.store.postgres_server import Server, in_a_thread
from tests.support.small import ARRANGE, NOW, Arrange, command_id

ENGINES = ("sqlite", "postgres")


@pytest.fixture
def clock() -> ManualClock:
    """A clock that moves only when told to."""
    return ManualClock(NOW)


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store, on each engine."""
    if request.param == "sqlite":
        yield str(tmp_path / "desk" / "desk.db")
    else:
        yield request.getfixturevalue("postgres_url")


@pytest.fixture(scope="session")
def server() -> Server:
    """A PostgreSQL server, one for the whole run."""
    found = postgres_server.shared()
    if found is None:
        pytest.skip(postgres_server.why_not())
    return found


@pytest.fixture
def postgres_url(server: Server) -> Iterator[str]:
    """The address of a database with an empty store."""
    url = in_a_thread(server.store())
    yield url
    in_a_thread(server.give_back(url))


Opener = Callable[..., Awaitable[Store]]


@pytest.fixture
async def opened(clock: ManualClock) -> AsyncIterator[Opener]:
    """Open stores that are closed when the test is over."""
    async with AsyncExitStack() as stack:

        async def open_one(url: str, **options: Any) -> Store:
            store = await open_store(url, **{"clock": clock, **options})
            stack.push_async_callback(store.close)
            return store

        yield open_one


@pytest.fixture
async def store(place: str, opened: Opener) -> Store:
    """A store with the small set-up in it."""
    opened_store = await opened(place)
    await opened_store.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    return opened_store
