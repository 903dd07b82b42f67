"""A server that cannot be reached, refuses, or goes away and comes back."""

import asyncio
import builtins
import sys
from typing import Any

import asyncpg
import pytest

from agentdesk.data import errors
from agentdesk.data.open import open_store
from agentdesk.data.postgres import trouble
from agentdesk.data.postgres.store import PostgresStore
from tests.store.postgres_acts import act, create, desk_of, load_setup, tag
from tests.store.postgres_server import Server

URL = "postgresql://ada:secret@db.example/desk?sslmode=disable"


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (asyncpg.InvalidPasswordError("no"), errors.StoreError, "refused the login"),
        (asyncpg.InvalidCatalogNameError("no"), errors.StoreMissing, "no database “desk”"),
        (asyncpg.TooManyConnectionsError("no"), errors.StoreBusy, "no connection left"),
        (asyncpg.CannotConnectNowError("no"), errors.StoreMissing, "cannot be reached"),
        (ConnectionRefusedError(), errors.StoreMissing, "cannot be reached"),
        (TimeoutError(), errors.StoreMissing, "cannot be reached"),
        (asyncpg.DiskFullError("no"), errors.StoreFull, "is full"),
        (asyncpg.InsufficientPrivilegeError("no"), errors.StoreReadOnly, "may not do that"),
        (asyncpg.ReadOnlySQLTransactionError("no"), errors.StoreReadOnly, "may not do that"),
        (asyncpg.LockNotAvailableError("no"), errors.StoreBusy, "Try again"),
        (asyncpg.DeadlockDetectedError("no"), errors.StoreBusy, "Try again"),
        (asyncpg.DataCorruptedError("page 3"), errors.StoreDamaged, "Restore"),
        (asyncpg.InterfaceError("connection is closed"), errors.StoreMissing, "cannot be"),
        (asyncpg.UndefinedFunctionError("odd"), errors.StoreError, "odd"),
    ],
)
def test_errors_are_sentences(error: Exception, kind: type[Exception], said: str) -> None:
    found = trouble.translate(error, URL)
    assert type(found) is kind
    assert said in str(found)
    assert "secret" not in str(found)
    assert str(found).endswith(".")


async def test_a_missing_database_is_named(server: Server) -> None:
    with pytest.raises(errors.StoreMissing, match="no database “nowhere”"):
        await open_store(server.url("nowhere"))


async def test_a_server_that_is_not_there() -> None:
    with pytest.raises(errors.StoreMissing, match="cannot be reached"):
        await open_store("postgresql://nobody@127.0.0.1:1/desk")


async def test_a_database_without_a_store_is_left_alone_if_asked(server: Server) -> None:
    url = await server.database()
    with pytest.raises(errors.StoreMissing, match="holds no agentdesk store"):
        await open_store(url, create=False)
    with pytest.raises(errors.StoreMissing, match="holds no agentdesk store"):
        await open_store(url, read_only=True)
    stores = await asyncio.gather(*(open_store(url) for _ in range(3)))
    assert [await store.reads.last_seq() for store in stores] == [0, 0, 0]
    await asyncio.gather(*(store.close() for store in stores))
    await server.drop(url)


async def test_opened_for_reading_nothing_can_be_written(postgres_url: str) -> None:
    store = await open_store(postgres_url, read_only=True)
    with pytest.raises(errors.StoreReadOnly, match="for reading only"):
        await store.act(create, act())
    with pytest.raises(errors.StoreReadOnly, match="for reading only"):
        await store.live.beat("a1", 1)
    await store.close()


async def test_without_asyncpg_the_person_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [m for m in sys.modules if m.startswith(("asyncpg", "agentdesk.data.postgres"))]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.split(".")[0] == "asyncpg":
            raise ModuleNotFoundError("No module named 'asyncpg'", name="asyncpg")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(errors.StoreMissing, match=r"install agentdesk\[postgres\]"):
        await open_store(URL)


async def test_reads_feed_and_writes_go_on_when_the_server_is_back(
    server: Server, postgres_url: str
) -> None:
    store = await PostgresStore.open(postgres_url)
    await store.act(load_setup, act(setup=desk_of(2)))
    await store.act(create, act())
    seen: list[int] = []
    wanted = asyncio.Event()

    async def follow() -> None:
        async for batch in store.feed(0):
            seen.extend(entry.seq for entry in batch.entries)
            if batch.last_seq >= 3:
                wanted.set()

    following = asyncio.create_task(follow())
    await asyncio.to_thread(server.stop)
    with pytest.raises(errors.StoreMissing, match="cannot be reached"):
        await store.reads.last_seq()
    with pytest.raises(errors.StoreMissing, match="cannot be reached"):
        await store.act(tag, act("a1", case_id=1))
    await asyncio.to_thread(server.start_again)
    assert await store.reads.last_seq() == 2
    assert (await store.act(tag, act("a1", case_id=1))).last_seq == 3
    await asyncio.wait_for(wanted.wait(), 10)
    assert seen == [1, 2, 3]
    assert await store.live.doing(0) == ()
    following.cancel()
    await asyncio.wait({following})
    await store.close()


async def test_a_killed_connection_is_nobodys_trouble(postgres_url: str) -> None:
    """An administrator ends our sessions in the middle: reads and writes are simply done."""
    store = await PostgresStore.open(postgres_url)
    await store.act(load_setup, act(setup=desk_of(2)))
    admin = await asyncpg.connect(postgres_url)
    for n in range(1, 4):
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert await store.reads.last_seq() == n
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        done = await store.act(create, act())
        assert (done.last_seq, done.repeated) == (n + 1, False)
    await admin.close()
    await store.close()


async def test_a_stopped_process_holds_nobody_up_for_ever(postgres_url: str) -> None:
    from agentdesk.data.postgres.connection import SETTINGS, STALLED_MS

    assert 0 < STALLED_MS <= 15_000
    assert SETTINGS["idle_in_transaction_session_timeout"] == str(STALLED_MS)
    store = await PostgresStore.open(postgres_url)
    await store.act(load_setup, act(setup=desk_of(2)))
    await store.act(create, act())
    stopped = await asyncpg.connect(
        postgres_url, server_settings={"idle_in_transaction_session_timeout": "200"}
    )
    await stopped.execute("BEGIN; SELECT 1 FROM agentdesk.cases WHERE id = 1 FOR UPDATE")
    assert (await store.act(tag, act("a1", case_id=1))).result == {"saw": 1}
    with pytest.raises(trouble.FAILURES):
        await stopped.execute("COMMIT")
    stopped.terminate()
    await store.close()
