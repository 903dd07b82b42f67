"""A supervisor's login can read the board and nothing else: PostgreSQL refuses it, not our code."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from agentdesk.data.errors import StoreError
from agentdesk.data.open_board import open_board
from agentdesk.data.postgres import grant, schema
from agentdesk.data.postgres.bell import FOOLED_S, LOG
from agentdesk.data.postgres.board import PostgresBoard
from agentdesk.data.postgres.store import PostgresStore
from tests.store.postgres_acts import act, take
from tests.store.postgres_server import Server
from tests.store.test_board_store import collect
from tests.store.test_postgres_grant import name as name
from tests.store.test_units import create

# Refused by PostgreSQL, whatever the session is told: “{t}” is the database's board group.
ROWS = (
    "INSERT INTO agentdesk_board.{v} SELECT * FROM agentdesk_board.{v}",
    "DELETE FROM agentdesk_board.{v}",
    "SELECT * FROM agentdesk_board.{v} FOR UPDATE",
    "SELECT * FROM agentdesk_board.{v} FOR NO KEY UPDATE",
    "SELECT * FROM agentdesk_board.{v} FOR SHARE",
    "SELECT * FROM agentdesk_board.{v} FOR KEY SHARE",
    "BEGIN; LOCK TABLE agentdesk_board.{v} IN ROW SHARE MODE",
    "BEGIN; LOCK TABLE agentdesk_board.{v} IN ACCESS EXCLUSIVE MODE",
    "COPY agentdesk_board.{v} FROM '/dev/null'",
    "COPY agentdesk_board.{v} TO '/dev/null'",
    "COPY agentdesk_board.{v} TO PROGRAM 'cat'",
    "ALTER VIEW agentdesk_board.{v} OWNER TO eve",
    "ALTER VIEW agentdesk_board.{v} RENAME TO x",
    "DROP VIEW agentdesk_board.{v}",
    "COMMENT ON VIEW agentdesk_board.{v} IS 'x'",
    "SELECT * INTO public.x FROM agentdesk_board.{v}",
)
STATEMENTS = (
    "UPDATE agentdesk_board.cases SET owner = 'eve'",
    "UPDATE agentdesk_board.setups SET version = 2",
    "MERGE INTO agentdesk_board.cases AS c USING (SELECT 1 AS id) AS s ON c.id = s.id "
    "WHEN MATCHED THEN DELETE",
    "WITH x AS (DELETE FROM agentdesk_board.cases RETURNING 1) SELECT * FROM x",
    "EXPLAIN ANALYZE DELETE FROM agentdesk_board.cases",
    "DO $$ BEGIN DELETE FROM agentdesk_board.cases; END $$",
    "SELECT query_to_xml('DELETE FROM agentdesk_board.cases RETURNING 1', true, true, '')",
    # The tables behind the views.
    "SELECT * FROM agentdesk.events",
    "SELECT * FROM agentdesk.messages",
    "SELECT * FROM agentdesk.customers",
    "INSERT INTO agentdesk.beats VALUES ('eve', 1)",
    "TRUNCATE agentdesk.cases",
    "BEGIN; LOCK TABLE agentdesk.append_lock",
    "SELECT agentdesk.unit_find('{}')",
    "SELECT agentdesk.unit_load('{}')",
    "SELECT agentdesk.unit_next('{}')",
    "SELECT agentdesk.unit_write('{}')",
    "SELECT agentdesk.apply_rows('{}')",
    "SELECT agentdesk.put_blob('x', 0, '')",
    # Things of one's own.
    "CREATE TEMPORARY TABLE x (a integer)",
    "CREATE TEMPORARY TABLE x AS SELECT 1",
    "CREATE TEMPORARY VIEW x AS SELECT 1",
    "CREATE TEMPORARY SEQUENCE x",
    "CREATE FUNCTION pg_temp.x() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE x (a integer)",
    "CREATE TABLE public.x (a integer)",
    "CREATE TABLE agentdesk_board.x (a integer)",
    "CREATE VIEW agentdesk_board.x AS SELECT 1",
    "CREATE UNLOGGED TABLE public.x (a integer)",
    "CREATE MATERIALIZED VIEW public.x AS SELECT 1",
    "CREATE FUNCTION public.x() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE TYPE public.x AS (a integer)",
    "CREATE SEQUENCE public.x",
    "CREATE SCHEMA x",
    "CREATE PUBLICATION x",
    "CREATE EVENT TRIGGER x ON ddl_command_start EXECUTE FUNCTION x()",
    "CREATE TRIGGER x AFTER INSERT ON agentdesk_board.cases EXECUTE FUNCTION x()",
    "CREATE RULE x AS ON INSERT TO agentdesk_board.cases DO INSTEAD NOTHING",
    "CREATE ROLE x",
    "CREATE DATABASE x",
    # Large objects.
    "SELECT lo_create(0)",
    "SELECT lo_creat(-1)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_put(1, 0, 'x')",
    "SELECT lo_open(1, 131072)",
    "SELECT lowrite(0, 'x')",
    "SELECT lo_truncate(0, 0)",
    "SELECT lo_unlink(1)",
    "SELECT lo_import('/etc/hostname')",
    "SELECT lo_export(1, '/dev/null')",
    # Locks that others would wait for, and whom one may not be.
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_advisory_lock(1, 2)",
    "SELECT pg_advisory_lock_shared(1)",
    "SELECT pg_advisory_xact_lock(1)",
    "SELECT pg_advisory_xact_lock_shared(1, 2)",
    "SELECT pg_try_advisory_lock(1)",
    "SELECT pg_try_advisory_lock_shared(1)",
    "SELECT pg_try_advisory_xact_lock(1)",
    "SELECT pg_try_advisory_xact_lock_shared(1, 2)",
    "SET ROLE postgres",
    "SET ROLE a0",
    "SET SESSION AUTHORIZATION a0",
    "SET session_replication_role = replica",
    "SELECT set_config('session_replication_role', 'replica', false)",
    "GRANT {t} TO a0",
    "REASSIGN OWNED BY a0 TO eve",
    "DROP OWNED BY a0",
    "ALTER ROLE a0 SET work_mem = '1MB'",
    "ALTER ROLE eve SUPERUSER",
    # The server.
    "SELECT pg_notify('agentdesk_log', '1')",
    "SELECT pg_logical_emit_message(true, 'x', 'x')",
    "SELECT pg_logical_emit_message(false, 'x', 'x')",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
    "SELECT pg_create_physical_replication_slot('x')",
    "SELECT pg_create_restore_point('x')",
    "SELECT pg_switch_wal()",
    "SELECT pg_reload_conf()",
    "SELECT pg_stat_reset()",
    "SELECT pg_read_file('PG_VERSION')",
    "COPY (SELECT 1) TO '/dev/null'",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "ALTER SYSTEM SET work_mem = '1MB'",
    "ALTER DATABASE {d} SET work_mem = '1MB'",
    "CHECKPOINT",
    "LOAD '/tmp/x.so'",
)
HARMLESS = (
    # PostgreSQL says yes to these, skips what one has no right to, and nothing comes of it.
    "VACUUM",
    "ANALYZE",
    "GRANT SELECT ON agentdesk_board.cases TO PUBLIC",
    "REVOKE SELECT ON agentdesk_board.cases FROM {t}",
    "DROP OWNED BY {t}",
    "NOTIFY agentdesk_log, '1'",
    "NOTIFY agentdesk_log, '999999999999'",
    "NOTIFY agentdesk_live",
)
UNLOCK = (
    "SET default_transaction_read_only = off",
    "SELECT set_config('default_transaction_read_only', 'off', false)",
)
REFUSED = (asyncpg.InsufficientPrivilegeError, asyncpg.FeatureNotSupportedError)
"""No right to it; or a view's column that nothing could be put into, whoever asked."""


@pytest.fixture
async def eve(server: Server, name: str) -> AsyncIterator[asyncpg.Connection]:
    """A supervisor at her own client, who has switched off that her transactions only read."""
    db = await asyncpg.connect(server.url(name, "eve"))
    for sql in UNLOCK:
        await db.execute(sql)
    assert await db.fetchval("SHOW transaction_read_only") == "off"
    yield db
    await db.close()


async def everything_in(server: Server, name: str) -> dict[str, Any]:
    """Return a print of all rows, all that there is in the database, and who may do what."""
    db = await asyncpg.connect(server.url(name))
    try:
        tables = await db.fetch(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname IN ('agentdesk', 'public')"
        )
        found = {
            table: await db.fetchval(
                f"SELECT md5(string_agg(x::text, ';' ORDER BY x::text)) FROM {table} AS x"
            )
            for (table,) in tables
        }
        for of, sql in (
            ("relations", "SELECT oid, relname, relacl::text FROM pg_class ORDER BY oid"),
            ("functions", "SELECT oid, proname, proacl::text FROM pg_proc ORDER BY oid"),
            ("schemas", "SELECT oid, nspname, nspacl::text FROM pg_namespace ORDER BY oid"),
            ("large objects", "SELECT oid FROM pg_largeobject_metadata"),
            ("roles", "SELECT rolname, rolconfig, rolsuper FROM pg_roles ORDER BY 1"),
            ("settings", "SELECT setdatabase, setrole, setconfig FROM pg_db_role_setting"),
            ("locks", "SELECT objid FROM pg_locks WHERE locktype = 'advisory'"),
        ):
            found[of] = [tuple(row) for row in await db.fetch(sql)]
    finally:
        await db.close()
    return found


async def views(db: asyncpg.Connection) -> list[str]:
    """Return the names of the board's views."""
    rows = await db.fetch("SELECT viewname FROM pg_views WHERE schemaname = 'agentdesk_board'")
    return [row[0] for row in rows]


async def test_postgresql_refuses_every_way_to_write(
    server: Server, name: str, eve: asyncpg.Connection
) -> None:
    before = await everything_in(server, name)
    names = await views(eve)
    assert {"events", "cases", "agents", "loads", "setups", "interactions"} <= set(names)
    group = grant.groups(name)[1]
    asked = [sql.replace("{v}", view) for view in names for sql in ROWS]
    for sql in (*asked, *STATEMENTS):
        with pytest.raises(REFUSED):
            await eve.execute(sql.replace("{t}", group).replace("{d}", name))
        if sql.startswith("BEGIN"):
            await eve.execute("ROLLBACK")
    assert await everything_in(server, name) == before


async def test_what_postgresql_does_not_refuse_leaves_nothing(
    server: Server, name: str, eve: asyncpg.Connection
) -> None:
    before = await everything_in(server, name)
    group = grant.groups(name)[1]
    for sql in HARMLESS:
        await eve.execute(sql.replace("{t}", group))
    await eve.execute(f"SET ROLE {group}")
    for sql in ("DELETE FROM agentdesk_board.cases", "CREATE TABLE agentdesk_board.x (a integer)"):
        with pytest.raises(REFUSED):
            await eve.execute(sql)
    assert await everything_in(server, name) == before


async def test_a_board_reads_in_transactions_that_cannot_write_whoever_opens_it(
    server: Server, name: str
) -> None:
    for login, of_views in (("eve", True), ("a0", False), ("postgres", True)):
        board = await PostgresBoard.open(server.url(name, login))
        path = await board._db.value("SHOW search_path")
        assert (path.split(",")[0] == schema.BOARD) is of_views, login
        assert await board._db.value("SHOW transaction_read_only") == "on"
        last = await board.last()
        assert last is not None
        assert len(await board.entries()) == last.seq == 4
        (queue,) = (await board.standing(0)).queues
        assert queue.waiting == 3
        with pytest.raises(StoreError, match="may not do that"):
            await board._db.run("DELETE FROM beats")
        await board.close()


async def test_a_supervisor_sees_no_rules_and_no_macros(server: Server, name: str) -> None:
    board = await open_board(server.url(name, "eve"))
    owners = await open_board(server.url(name, "a0"))
    seen, whole = await board.setup(), await owners.setup()
    await board.close()
    await owners.close()
    assert (seen.queues, seen.people, seen.limits) == (whole.queues, whole.people, whole.limits)
    db = await asyncpg.connect(server.url(name, "eve"))
    for left_out in ("rules", "macros", "views"):
        count = await db.fetchval(
            "SELECT count(*) FROM agentdesk_board.setups WHERE body::jsonb ? $1", left_out
        )
        assert count == 0
    await db.close()


async def test_a_stranger_is_told_whom_to_ask(server: Server, name: str) -> None:
    admin = await asyncpg.connect(server.url())
    await admin.execute("CREATE ROLE passer_by LOGIN")
    await admin.execute(f"GRANT CONNECT ON DATABASE {name} TO passer_by")
    try:
        with pytest.raises(StoreError, match="agentdesk store grant"):
            await open_board(server.url(name, "passer_by"))
    finally:
        await admin.execute(f"REVOKE CONNECT ON DATABASE {name} FROM passer_by")
        await admin.execute("DROP ROLE passer_by")
        await admin.close()


async def test_who_rings_for_nothing_disturbs_nobody(
    server: Server, name: str, eve: asyncpg.Connection
) -> None:
    """PostgreSQL gives everybody NOTIFY: a desk then looks now and then, and goes on working."""
    desk = await PostgresStore.open(server.url(name, "a0"))
    admin = await asyncpg.connect(server.url(name))
    follower = asyncio.create_task(collect(desk, 4, 5))  # type: ignore[arg-type]  # the same feed
    looks = _counting_looks(desk)
    async with asyncio.timeout(20):
        await _listening(desk)
    began = asyncio.get_running_loop().time()
    for number in range(400):
        await eve.execute(f"NOTIFY agentdesk_log, '{(0, 4, 10**12 + number)[number % 3]}'")
        await eve.execute("NOTIFY agentdesk_log, 'x'")
    took = asyncio.get_running_loop().time() - began
    assert len(looks) <= took / FOOLED_S + 3
    assert not follower.done()
    assert (await desk.act(take, act("a0"))).result == {"case": 1}
    assert [entry.seq for entry in await follower] == [5]
    await desk.close()
    await admin.close()


async def _listening(desk: PostgresStore) -> None:
    """Wait until a desk has looked at the log for the first time."""
    with desk._bell.waiting(LOG) as woken:
        if desk._bell.last is None:
            await woken.wait()


def _counting_looks(desk: PostgresStore) -> list[int]:
    """Count how often a desk looks at the log."""
    looks: list[int] = []
    rest = desk._bell._rest

    async def counted(found: int, rung: bool) -> None:
        looks.append(found)
        await rest(found, rung)

    desk._bell._rest = counted  # type: ignore[method-assign]  # to count
    return looks


async def test_a_board_whose_connections_are_cut_goes_on(server: Server, name: str) -> None:
    board = await open_board(server.url(name, "eve"))
    desk = await PostgresStore.open(server.url(name, "a0"))
    follower = asyncio.create_task(collect(board, 0, 5))
    assert await board.seq_at(0) == 0
    admin = await asyncpg.connect(server.url(name))
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'eve'"
    )
    await admin.close()
    assert (await desk.act(take, act("a0"))).result == {"case": 1}
    assert [entry.seq for entry in await follower] == [1, 2, 3, 4, 5]
    assert len(await board.entries()) == 5
    await desk.close()
    await board.close()


async def test_an_empty_database_holds_nothing_to_watch(server: Server) -> None:
    url = await server.database()
    try:
        with pytest.raises(StoreError, match="holds no agentdesk store"):
            await open_board(url)
    finally:
        await server.drop(url)


async def test_views_show_every_column_of_their_tables(server: Server, name: str) -> None:
    db = await asyncpg.connect(server.url(name))
    missing = await db.fetch(
        "SELECT t.table_name, t.column_name FROM information_schema.columns AS t "
        "WHERE t.table_schema = 'agentdesk' AND t.table_name = ANY ($1) AND NOT EXISTS ("
        "SELECT 1 FROM information_schema.columns AS v WHERE v.table_schema = 'agentdesk_board' "
        "AND v.table_name = t.table_name AND v.column_name = t.column_name)",
        await views(db),
    )
    await db.close()
    assert missing == []


async def test_no_view_shows_what_a_customer_wrote_or_who_they_are(
    server: Server, name: str
) -> None:
    store = await PostgresStore.open(server.url(name))
    for customer in ("Mary Shelley", "José Rizal"):
        await create(store, name=customer, queue="q", body=f"Dear desk, I am {customer}.")
    await store.close()
    db = await asyncpg.connect(server.url(name, "eve"))
    words = set(await views(db)) & {
        *("messages", "customers", "contact_points", "case_texts", "promise_texts", "drafts"),
        *("parts", "blobs", "outbox", "customer_facts", "commands", "learned_texts", "answers"),
        *("incident_texts", "complaint_texts", "consents", "consent_texts", "import_texts"),
    }
    assert words == set()
    seen = [
        str(tuple(row))
        for view in await views(db)
        for row in await db.fetch(f"SELECT * FROM agentdesk_board.{view}")
    ]
    await db.close()
    admin = await asyncpg.connect(server.url(name))
    secret = [row[0] for row in await admin.fetch("SELECT body FROM agentdesk.messages")]
    secret += [row[0] for row in await admin.fetch("SELECT name FROM agentdesk.customers")]
    await admin.close()
    assert len(secret) == 4
    assert not [text for text in secret if text and any(text in row for row in seen)]
