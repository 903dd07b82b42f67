"""What only PostgreSQL must prove of a unit: many machines write at the same time."""

import asyncio
from collections.abc import AsyncIterator
from typing import get_origin, get_type_hints

import asyncpg
import msgspec
import pytest

from agentdesk.data.chain import FIRST, Link
from agentdesk.data.codec import CODECS
from agentdesk.data.errors import StoreNewer, StoreReadOnly
from agentdesk.data.postgres.store import PostgresStore
from agentdesk.data.postgres.writing import puts
from agentdesk.data.unit import Needs, Outcome, Refused, UseCase
from agentdesk.domain.rows import Row
from tests.store.postgres_acts import act, create, desk_of, load_setup, receive, tag, take


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


@pytest.fixture
async def store(url: str) -> AsyncIterator[PostgresStore]:
    opened = await PostgresStore.open(url)
    await opened.act(load_setup, act(setup=desk_of(40)))
    yield opened
    await opened.close()


async def more(url: str, n: int) -> list[PostgresStore]:
    return [await PostgresStore.open(url) for _ in range(n)]


async def close(stores: list[PostgresStore]) -> None:
    await asyncio.gather(*(store.close() for store in stores))


async def links(url: str) -> list[Link]:
    db = await asyncpg.connect(url)
    rows = await db.fetch(
        "SELECT seq, kind, v, body, at, recorded_at, actor, command, case_id, hash "
        "FROM agentdesk.events ORDER BY seq"
    )
    await db.close()
    return [Link(*row) for row in rows]


async def test_tables_have_the_structs_columns_in_order(store: PostgresStore) -> None:
    for cls, codec in CODECS.items():
        rows = await store.db.fetch(
            "SELECT column_name, data_type, is_nullable FROM information_schema.columns "
            "WHERE table_schema = 'agentdesk' AND table_name = $1 ORDER BY ordinal_position",
            cls.TABLE,
        )
        kinds = {"bigint": "int", "boolean": "bool", "text": "text", "bytea": "bytes"}
        found = [(r[0], kinds[r[1]], r[2] == "YES") for r in rows]
        wanted = [
            (c.name, "text" if c.kind == "json" else c.kind, c.optional) for c in codec.columns
        ]
        assert found == wanted, cls.TABLE


def some_row(cls: type[Row], salt: int) -> Row:
    """Make a row whose every field but the key differs from another salt's."""
    values: dict[str, object] = {}
    hints = get_type_hints(cls)
    for number, column in enumerate(CODECS[cls].columns):
        key = column.name in cls.KEY
        kinds: dict[str, object] = {
            "int": 7 if key else 100 * salt + number,
            "bool": bool(salt % 2),
            "text": "k" if key else f"{salt} {column.name} ’ü\\",
            "bytes": bytes((salt, 0, 255, number)),
            "json": {"a": f"{salt}"} if get_origin(hints[column.name]) is dict else (f"{salt}",),
        }
        values[column.name] = kinds[column.kind]
    if cls.TABLE == "messages":
        values["folds"] = ((salt, 2, "quote"),)
    if cls.TABLE == "customer_edits":
        values["added"] = values["removed"] = (("mail", f"{salt}"),)
    if cls.TABLE == "setups":
        values["body"] = msgspec.json.encode(desk_of(salt)).decode()
    return cls(**values)


async def test_every_column_of_every_table_is_written_and_written_over(
    store: PostgresStore,
) -> None:
    for cls, codec in CODECS.items():
        for salt in (1, 2):
            row = some_row(cls, salt)
            text = msgspec.json.encode(puts([row])).decode()
            for function in ("apply_rows", "apply_content"):
                await store.db.run(f"SELECT {function}($1::text::jsonb)", text)
            where = " AND ".join(f"{k} = '{getattr(row, k)}'" for k in cls.KEY)
            found = await store.db.fetch(f"SELECT {codec.select()} FROM {cls.TABLE} WHERE {where}")
            assert codec.all(found) == (row,), cls.TABLE


async def test_nobody_misses_anything_with_eight_writers(url: str, store: PostgresStore) -> None:
    made = await store.act(create, act(n=6))
    writers = await more(url, 8)
    reader = (await more(url, 1))[0]
    seen: list[int] = []
    wanted = made.last_seq + 8 * 20

    async def read() -> None:
        async for batch in reader.feed(0):
            seen.extend(entry.seq for entry in batch.entries)
            if seen[-1] == wanted:
                return

    async def write(writer: PostgresStore, n: int) -> list[int]:
        saw = []
        for i in range(20):
            done = await writer.act(tag, act(f"a{n}", case_id=1 + (i + n) % 6))
            saw.append(done.result["saw"])
        return saw

    reading = asyncio.create_task(read())
    await asyncio.gather(*(write(writer, n) for n, writer in enumerate(writers)))
    await asyncio.wait_for(reading, 20)
    assert seen == list(range(1, wanted + 1))

    previous, last_time = FIRST, 0
    for link in await links(url):
        assert link.follows(previous)
        assert link.recorded_at >= last_time
        previous, last_time = link.hash, link.recorded_at
    rows = [await store.reads.case_row(id) for id in range(1, 7)]
    assert sum(row.version - 1 for row in rows if row) == 160
    await close([*writers, reader])


async def test_everybody_takes_another_case_and_nobody_sees_an_error(
    url: str, store: PostgresStore
) -> None:
    await store.act(create, act(n=30))
    agents = await more(url, 12)

    async def take_three(desk: PostgresStore, n: int) -> list[int]:
        return [(await desk.act(take, act(f"a{n}"))).result["case"] for _ in range(3)]

    async def take_all() -> list[list[int]]:
        return await asyncio.gather(*(take_three(d, n) for n, d in enumerate(agents[:10])))

    taken = [id for ids in await take_all() for id in ids]
    assert sorted(taken) == list(range(1, 31))
    with pytest.raises(Refused, match="Nothing waits"):
        await agents[11].act(take, act("a11"))
    await close(agents)


async def test_next_waits_for_the_only_case_instead_of_saying_nothing(
    url: str, store: PostgresStore
) -> None:
    await store.act(create, act())
    other = await asyncpg.connect(url)
    holding = other.transaction()
    await holding.start()
    await other.execute("SELECT 1 FROM agentdesk.cases WHERE id = 1 FOR UPDATE")
    taking = asyncio.create_task(store.act(take, act("a1")))
    done, _ = await asyncio.wait({taking}, timeout=0.2)
    assert not done
    await holding.rollback()
    assert (await taking).result == {"case": 1}
    await other.close()


async def test_a_new_address_makes_one_customer(url: str, store: PostgresStore) -> None:
    desks = await more(url, 6)
    done = await asyncio.gather(
        *(desk.act(receive, act("customer", address="ada@example.org")) for desk in desks)
    )
    assert sum(d.result["new"] for d in done) == 1
    assert len({d.result["customer"] for d in done}) == 1
    await close(desks)


async def test_a_repeated_command_is_done_once(url: str, store: PostgresStore) -> None:
    await store.act(create, act())
    command = act("a1", case_id=1)
    desks = await more(url, 4)
    done: list[Outcome] = await asyncio.gather(*(desk.act(tag, command) for desk in desks))
    assert sorted(d.repeated for d in done) == [False, True, True, True]
    assert len({(d.last_seq, d.cases) for d in done}) == 1
    await close(desks)


async def test_a_cancelled_act_is_still_done(store: PostgresStore) -> None:
    started = asyncio.Event()

    def needs(command: object, found: object) -> Needs:
        started.set()
        return Needs(new={"case": 1})

    slow = msgspec.structs.replace(create, needs=needs)
    assert isinstance(slow, UseCase)
    before = await store.reads.last_seq()
    task = asyncio.create_task(store.act(slow, act()))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async for batch in store.feed(before):
        assert [entry.fact.event.kind for entry in batch.entries] == ["case.created"]
        break


async def test_ids_are_given_out_once(url: str, store: PostgresStore) -> None:
    desks = await more(url, 5)
    done = await asyncio.gather(*(desk.act(create, act(n=4)) for desk in desks for _ in range(4)))
    ids = [id for d in done for id in d.result["cases"]]
    assert sorted(ids) == list(range(1, 81))
    await close(desks)


async def test_the_log_is_only_added_to(store: PostgresStore) -> None:
    await store.act(create, act())
    for sql in (
        "UPDATE events SET body = ''",
        "DELETE FROM events",
        "TRUNCATE events",
        "UPDATE commands SET label = 'x'",
        "DELETE FROM commands",
    ):
        async with store.db.session() as session:
            with pytest.raises(asyncpg.RaiseError, match="only ever added to"):
                await session.execute(sql)


async def test_a_newer_schema_makes_an_open_store_read_only(url: str, store: PostgresStore) -> None:
    await store.db.run("UPDATE store SET schema_version = 1000")
    with pytest.raises(StoreNewer, match="newer agentdesk"):
        await store.act(create, act())
    with pytest.raises(StoreReadOnly, match="newer agentdesk"):
        await store.act(create, act())
    assert await store.reads.last_seq() == 1
    again = await PostgresStore.open(url)
    assert again.read_only is not None
    assert "newer agentdesk" in again.read_only
    await again.close()


async def test_a_decision_on_an_older_set_up_is_made_again(url: str, store: PostgresStore) -> None:
    """A unit that began before a change of set-up must not be written after it."""
    other = (await more(url, 1))[0]
    seen: list[int] = []

    def decide(state: object, command: object) -> object:
        seen.append(state.setup.version)  # type: ignore[attr-defined]  # a State
        return create.decide(state, command)  # type: ignore[arg-type]  # as it was given

    watched = msgspec.structs.replace(create, decide=decide)
    blocker = await asyncpg.connect(url)
    holding = blocker.transaction()
    await holding.start()
    await blocker.execute("LOCK TABLE agentdesk.append_lock IN EXCLUSIVE MODE")
    # The change of set-up queues first, the new case behind it.
    change = asyncio.create_task(other.act(load_setup, act(setup=desk_of(3, version=2))))
    await _queued(blocker, 1)
    new = asyncio.create_task(store.act(watched, act()))
    await _queued(blocker, 2)
    await holding.rollback()
    await asyncio.gather(change, new)
    assert seen == [1, 2]
    await blocker.close()
    await other.close()


async def _queued(db: asyncpg.Connection, n: int) -> None:
    """Wait until that many units queue for the append lock."""
    queue = (
        "SELECT count(*) FROM pg_locks "
        "WHERE NOT granted AND relation = 'agentdesk.append_lock'::regclass"
    )
    async with asyncio.timeout(10):
        while await db.fetchval(queue) < n:  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0.005)


async def test_a_desk_takes_from_a_lane_it_has_not_heard_of(store: PostgresStore, url: str) -> None:
    with pytest.raises(Refused):
        await store.act(take, act("a1"))
    (other,) = await more(url, 1)
    made = await other.act(create, act(n=1))
    assert (await store.act(take, act("a1"))).cases == made.cases
    await other.close()


async def test_a_stopped_process_does_not_keep_others_from_taking(
    store: PostgresStore, url: str
) -> None:
    await store.act(create, act(n=2))
    db = await asyncpg.connect(url, server_settings={"search_path": "agentdesk"})
    async with db.transaction():
        await db.execute("LOCK TABLE turn_1, turn_2, turn_3, turn_4 IN EXCLUSIVE MODE")
        assert len((await store.act(take, act("a1"))).cases) == 1
    await db.close()


async def test_what_a_unit_looks_up_is_found_by_the_indexes(store: PostgresStore) -> None:
    await store.act(create, act(n=6))
    find = {
        "addresses": [["mail", "ada@marshbooks.example"]],
        "rfc_ids": ["a@shop.example", "b@shop.example"],
        "message_ids": [1, 2],
        "held_id": 3,
        "last_of": "postgres",
    }
    question = msgspec.json.encode({"command_id": "new", "find": find}).decode()
    async with store.db.session() as session, session.transaction():
        # Small tables are read whole where that may be done at all.
        await session.execute("SET LOCAL enable_seqscan = off")
        await session.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await session.fetch("SELECT t, r FROM unit_find($1::text::jsonb)", question)
        read = await session.fetch(
            "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0"
        )
    whole = {row[0] for row in read}
    assert whole & {"commands", "messages", "contact_points", "undone", "held_mail"} == set()
