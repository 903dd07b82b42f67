"""Who may do what in the database: everybody acts as themselves, supervisors only read."""

from collections.abc import AsyncIterator

import asyncpg
import msgspec
import pytest

from agentdesk.data.errors import StoreError, StoreReadOnly
from agentdesk.data.postgres import grant
from agentdesk.data.postgres.store import PostgresStore
from agentdesk.data.unit import Refused
from agentdesk.domain.setup import PersonSetup, Setup
from agentdesk.domain.views import Draft
from tests.store.postgres_acts import act, create, desk_of, load_setup, tag, take
from tests.store.postgres_server import Server


def desk() -> Setup:
    """Two agents and a supervisor, who may act as nobody else."""
    agents = desk_of(2, allow_as=False)
    eve = PersonSetup(id="eve", name="Eve", role="supervisor")
    odd = PersonSetup(id="odd", name="Odd", queues=("q",), login="o\"dd's")
    return msgspec.structs.replace(agents, people=(*agents.people, eve, odd))


@pytest.fixture
async def name(server: Server) -> AsyncIterator[str]:
    """Make a store whose people have their roles; give its database's name."""
    url = await server.store()
    database = url.split("/")[3].split("?")[0]
    store = await PostgresStore.open(url)
    await store.act(load_setup, act("a0", setup=desk()))
    await store.act(create, act(n=3))
    await store.close()
    admin = await asyncpg.connect(url)
    for _ in range(2):
        for statement in grant.everything(database, desk()):
            await admin.execute(statement)
    await admin.close()
    yield database
    await server.drop(url)
    admin = await asyncpg.connect(server.url())
    for role in (*grant.groups(database), "a0", "a1", "eve", "o\"dd's"):
        await admin.execute(f"DROP ROLE IF EXISTS {grant.quoted(role)}")
    await admin.close()


async def test_everybody_acts_as_themselves(server: Server, name: str) -> None:
    store = await PostgresStore.open(server.url(name, "a1"))
    assert (await store.act(take, act("a1"))).result == {"case": 1}
    with pytest.raises(Refused, match="logged in to the database as “a1” and cannot act as a0"):
        await store.act(take, act("a0"))
    assert (await store.act(create, act("customer"))).result == {"cases": [4]}
    await store.live.save_draft(Draft("a1", 1, "reply", "Dear", "", None, 5))
    assert [draft.body for draft in await store.live.drafts("a1")] == ["Dear"]
    assert (await store.reads.case(1)) is not None
    await store.close()


async def test_a_login_may_have_any_name(server: Server, name: str) -> None:
    store = await PostgresStore.open(server.url(name, "o%22dd%27s"))
    assert (await store.act(take, act("odd"))).result == {"case": 1}
    await store.close()


async def test_an_agent_cannot_write_past_the_desk(server: Server, name: str) -> None:
    db = await asyncpg.connect(server.url(name, "a1"), server_settings={"search_path": "agentdesk"})
    for sql in (
        "INSERT INTO events SELECT 99, kind, v, body, at, recorded_at, actor, command, case_id, "
        "hash FROM events LIMIT 1",
        "UPDATE cases SET owner = 'a1'",
        "DELETE FROM messages",
        "UPDATE store SET allow_as = true",
        "INSERT INTO logins VALUES ('a0', 'a1')",
        "SELECT apply_rows('{}')",
        "SELECT take_setup('{}')",
        "BEGIN; LOCK TABLE append_lock IN EXCLUSIVE MODE",
        "CREATE TEMPORARY TABLE x (y integer)",
        "CREATE TABLE agentdesk.x (y integer)",
        "SELECT pg_notify('agentdesk_log', '1')",
        "SELECT pg_advisory_lock(1)",
        "SELECT lo_create(0)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.execute(sql)
        if sql.startswith("BEGIN"):
            await db.execute("ROLLBACK")
    await db.close()


async def test_a_supervisor_reads_the_board_and_nothing_else(server: Server, name: str) -> None:
    store = await PostgresStore.open(server.url(name, "eve"))
    assert store.read_only == "Your login may read the board and nothing else."
    async for batch in store.feed(0):
        assert batch.last_seq == 4
        break
    assert [row.id for row in await store.reads.owned_unacted()] == []
    with pytest.raises(StoreReadOnly):
        await store.act(tag, act("eve", case_id=1))
    await store.close()
    db = await asyncpg.connect(server.url(name, "eve"))
    for sql in (
        "SELECT * FROM agentdesk.messages",
        "SELECT * FROM agentdesk.customers",
        "SELECT * FROM agentdesk.events",
        "SELECT agentdesk.unit_write('{}')",
        "UPDATE agentdesk_board.cases SET owner = 'eve'",
        "CREATE TEMPORARY TABLE x (y integer)",
        "SELECT pg_notify('agentdesk_log', '1')",
        "SELECT lo_create(0)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.execute(sql)
    await db.close()


async def test_the_owner_acts_for_others_only_where_the_set_up_allows_it(
    server: Server, name: str
) -> None:
    store = await PostgresStore.open(server.url(name))
    with pytest.raises(Refused, match="cannot act as a1"):
        await store.act(take, act("a1"))
    await store.act(load_setup, act("a0", setup=desk_of(2, version=2, allow_as=True)))
    assert (await store.act(take, act("a1"))).result == {"case": 1}
    await store.close()


async def test_a_stranger_is_told_whom_to_ask(server: Server, name: str) -> None:
    admin = await asyncpg.connect(server.url())
    await admin.execute("CREATE ROLE stranger LOGIN")
    await admin.execute(f"GRANT CONNECT ON DATABASE {name} TO stranger")
    try:
        with pytest.raises(StoreError, match="may not read the store"):
            await PostgresStore.open(server.url(name, "stranger"))
    finally:
        await admin.execute(f"REVOKE CONNECT ON DATABASE {name} FROM stranger")
        await admin.execute("DROP ROLE stranger")
        await admin.close()
