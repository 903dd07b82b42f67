"""Looking after a store in a database: check, backup, restore, rebuild, copy, migrate."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.errors import StoreDamaged, StoreError, StoreMissing, StoreReadOnly
from agentdesk.data.manifest import verified
from agentdesk.data.postgres import schema
from agentdesk.data.postgres.maintenance import PostgresMaintenance, restore
from agentdesk.data.postgres.store import PostgresStore
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.unit import Decision, DropContent, Needs, State, Stored, UseCase
from agentdesk.domain import events as e
from agentdesk.domain.content import Outgoing, Part
from agentdesk.domain.views import Draft
from tests.store.postgres_server import Server
from tests.store.test_histories import live_through
from tests.store.test_units import create, on
from tests.support.small import ARRANGE, Arrange, OnCase, command_id

BIG = bytes(range(256)) * 10_000
DIGEST = hashlib.sha256(BIG).hexdigest()
RAW = b"From: a\r\n\r\n\x00\xff"


@pytest.fixture
async def store(postgres_url: str, clock: ManualClock) -> AsyncIterator[PostgresStore]:
    opened = await PostgresStore.open(postgres_url, clock=clock)
    await opened.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    yield opened
    await opened.close()


@pytest.fixture
async def other(server: Server) -> AsyncIterator[PostgresStore]:
    url = await server.store()
    opened = await PostgresStore.open(url)
    yield opened
    await opened.close()
    await server.give_back(url)


def attach(state: State, command: OnCase) -> Decision:
    part = Part("1.1", 1, "attachment", "a.bin", "a/b", len(BIG), DIGEST)
    empty = Part("1.2", 1, "attachment", "b.bin", "a/b", 0, hashlib.sha256().hexdigest())
    return Decision(
        (e.CaseTagged(case_id=command.case_id, added=("file",)),),
        content=(part, empty, Outgoing(1, ("a@example.org",), "x@y", RAW)),
        blobs=(Stored(DIGEST, BIG), Stored(empty.sha256, b"")),
    )


def detach(state: State, command: OnCase) -> Decision:
    return Decision(
        (e.CaseTagged(case_id=command.case_id, removed=("file",)),),
        drops=(DropContent(Part, ("1.1",)),),
    )


ATTACH = UseCase("attach", OnCase, lambda c, found: Needs(cases=(c.case_id,)), attach)
DETACH = UseCase("detach", OnCase, lambda c, found: Needs(cases=(c.case_id,)), detach)


async def tamper(store: PostgresStore, statement: str) -> None:
    """Change the tables behind the desk's back, as their owner could."""
    async with store.db.session() as session:
        await session.execute(f"SET session_replication_role = replica; {statement}; RESET ALL")


async def test_bytes_are_kept_in_pieces_and_go_with_their_part(store: PostgresStore) -> None:
    await create(store)
    await store.act(ATTACH, on(1))
    assert await store.reads.blob(DIGEST) == BIG
    assert await store.reads.blob(hashlib.sha256().hexdigest()) == b""
    found = await store.reads.outgoing(1)
    assert found is not None
    assert found.raw == RAW
    assert await PostgresMaintenance(store).check() == ()
    await store.act(DETACH, on(1))
    with pytest.raises(KeyError):
        await store.reads.blob(DIGEST)
    assert await PostgresMaintenance(store).check() == ()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE events SET actor = 'x' WHERE seq = 3", "Entry 3 of the log"),
        ("UPDATE events SET at = at + 1 WHERE seq = 2", "Entry 2 of the log"),
        ("DELETE FROM events WHERE seq = 3", "Entries 3 to 3 of the log are missing"),
        ("DELETE FROM events WHERE seq >= 3", "of the log are missing"),
        ("UPDATE log_head SET hash = 'x'", "does not end"),
        ("UPDATE cases SET priority = 1", "not what the log says"),
        ("UPDATE lanes SET n = n + 1", "not what the log says"),
        ("DELETE FROM cases", "missing"),
        ("DELETE FROM blobs", "bytes are missing"),
        ("UPDATE blobs SET data = 'x'", "bytes were changed"),
    ],
)
async def test_tampering_is_found(store: PostgresStore, statement: str, said: str) -> None:
    await create(store)
    await store.act(ATTACH, on(1))
    await tamper(store, statement)
    findings = await PostgresMaintenance(store).check()
    assert any(said in finding.what for finding in findings), findings


async def test_rebuild_mends_rows_while_agents_write(
    store: PostgresStore, clock: ManualClock
) -> None:
    await live_through(store, clock, 1, 60)
    maintenance = PostgresMaintenance(store)
    await store.db.run("UPDATE cases SET tags = '[\"wrong\"]', team = 'wrong'")
    await store.db.run("UPDATE ids SET value = value + 1000")
    await store.db.run("DELETE FROM timers")
    await store.db.run("UPDATE lanes SET n = n + 7")
    assert await maintenance.check() != ()
    work = asyncio.create_task(live_through(store, clock, 2, 40))
    assert await maintenance.rebuild() > 60
    await work
    await maintenance.rebuild()
    assert await maintenance.check() == ()


async def test_backup_while_agents_write_and_restore(
    store: PostgresStore, server: Server, clock: ManualClock, tmp_path: Path
) -> None:
    await create(store)
    await store.act(ATTACH, on(1))
    await store.live.save_draft(Draft("lena", 1, "reply", "Dear", "a@b", None, 1))
    work = asyncio.create_task(live_through(store, clock, 4, 60))
    folder = tmp_path / "backup"
    await PostgresMaintenance(store).backup(str(folder))
    await work
    manifest = verified(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*.jsonl")} == {0}

    url = await server.database()
    assert await restore(folder, url) > 5
    again = await PostgresStore.open(url)
    assert await again.reads.last_seq() == manifest.last_seq
    assert await PostgresMaintenance(again).check() == ()
    assert await again.reads.blob(DIGEST) == BIG
    assert (await again.live.drafts("lena"))[0].body == "Dear"
    assert (await again.reads.outgoing(1)) == (await store.reads.outgoing(1))
    await create(again)
    assert await PostgresMaintenance(again).check() == ()
    await again.close()
    with pytest.raises(StoreError, match="not empty"):
        await restore(folder, url)
    await server.drop(url)


async def test_a_backup_writes_over_nothing_and_a_damaged_one_is_refused(
    store: PostgresStore, other: PostgresStore, tmp_path: Path
) -> None:
    await create(store)
    folder = tmp_path / "backup"
    await PostgresMaintenance(store).backup(str(folder))
    with pytest.raises(StoreError, match="there already"):
        await PostgresMaintenance(store).backup(str(folder))
    with (folder / "events.jsonl").open("r+b") as file:
        file.seek(10)
        file.write(b"?")
    with pytest.raises(StoreDamaged, match=r"events\.jsonl"):
        await PostgresMaintenance(other).restore(str(folder))
    assert await other.reads.last_seq() == 0
    with pytest.raises(StoreMissing):
        verified(tmp_path / "nothing")


async def test_a_store_can_move_to_the_other_engine_and_back(
    store: PostgresStore, other: PostgresStore, clock: ManualClock, tmp_path: Path
) -> None:
    await live_through(store, clock, 6, 60)
    await store.act(ATTACH, on(1))
    file = await SqliteStore.open(tmp_path / "desk.db", clock=clock)
    first, middle = PostgresMaintenance(store), SqliteMaintenance(file)
    last = PostgresMaintenance(other)
    await middle.load(first.dump())
    await last.load(middle.dump())
    assert await middle.check() == ()
    assert await last.check() == ()
    assert [item async for item in last.dump()] == [item async for item in first.dump()]
    for reads in (file.reads, other.reads):
        assert await reads.entries() == await store.reads.entries()
        assert await reads.case(1) == await store.reads.case(1)
        assert await reads.blob(DIGEST) == BIG
    await create(other)
    assert await last.check() == ()
    await file.close()


async def test_an_older_store_is_read_only_until_migrated(
    store: PostgresStore, postgres_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await create(store)
    step = tmp_path / "9999_more.sql"
    step.write_text("-- A new column.\nALTER TABLE blobs ADD COLUMN note text;\n")
    steps = (*schema.steps(), step)
    monkeypatch.setattr(schema, "SCHEMA", len(steps))
    monkeypatch.setattr(schema, "steps", lambda: steps)
    old = await PostgresStore.open(postgres_url)
    assert old.read_only is not None
    assert "agentdesk store migrate" in old.read_only
    with pytest.raises(StoreReadOnly, match="older agentdesk"):
        await create(old)
    with pytest.raises(StoreError, match="older agentdesk"):
        await create(store)
    assert len((await old.reads.queue_page(await old.reads.lanes())).rows) == 1
    folder = tmp_path / "before"
    assert await PostgresMaintenance(old).migrate(str(folder)) == ("9999_more",)
    verified(folder)
    await create(old)
    assert await PostgresMaintenance(old).migrate() == ()
    await old.close()


async def test_a_migration_that_fails_changes_nothing(
    store: PostgresStore, postgres_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    step = tmp_path / "9999_broken.sql"
    step.write_text("ALTER TABLE blobs ADD COLUMN note text;\nALTER TABLE nothing ADD x text;\n")
    steps = (*schema.steps(), step)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "SCHEMA", len(steps))
        patched.setattr(schema, "steps", lambda: steps)
        old = await PostgresStore.open(postgres_url)
        with pytest.raises(StoreError):
            await PostgresMaintenance(old).migrate(str(tmp_path / "before"))
        await old.close()
    await create(store)
    async with store.db.session() as session:
        with pytest.raises(asyncpg.UndefinedColumnError):
            await session.fetch("SELECT note FROM blobs")
