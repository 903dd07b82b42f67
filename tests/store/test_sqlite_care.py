"""Looking after a store in one file: check, backup, restore, rebuild, sweep, copy, migrate."""

import asyncio
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.errors import StoreDamaged, StoreError, StoreMissing
from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.backup import restore, verify
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.paths import paths_of
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.unit import Decision, DropContent, Needs, State, Stored, UseCase
from agentdesk.domain import events as e
from agentdesk.domain.content import Message, Part
from agentdesk.domain.views import Draft
from tests.store.test_histories import live_through
from tests.store.test_units import create, on
from tests.support.small import ARRANGE, NEXT, Arrange, Next, OnCase, command_id

BIG = bytes(range(256)) * 1_000
DIGEST = hashlib.sha256(BIG).hexdigest()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk" / "desk.db"


@pytest.fixture
async def store(path: Path, clock: ManualClock):  # type: ignore[no-untyped-def]  # a fixture
    opened = await SqliteStore.open(path, clock=clock)
    await opened.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    yield opened
    await opened.close()


def attach(state: State, command: OnCase) -> Decision:
    part = Part("1.1", 1, "attachment", "a.bin", "a/b", len(BIG), DIGEST)
    return Decision(
        (e.CaseTagged(case_id=command.case_id, added=("file",)),),
        content=(part,),
        blobs=(Stored(DIGEST, BIG),),
    )


def detach(state: State, command: OnCase) -> Decision:
    return Decision(
        (e.CaseTagged(case_id=command.case_id, removed=("file",)),),
        drops=(DropContent(Part, ("1.1",)),),
    )


ATTACH = UseCase("attach", OnCase, lambda c, found: Needs(cases=(c.case_id,)), attach)
DETACH = UseCase("detach", OnCase, lambda c, found: Needs(cases=(c.case_id,)), detach)


def tamper(path: Path, *statements: str) -> None:
    """Change a closed store behind its back, as somebody with an editor would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for trigger in ("events_keep", "events_stay"):
            db.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            db.execute(statement)


@pytest.mark.parametrize("table", ["events", "commands"])
@pytest.mark.parametrize("what", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}"])
async def test_the_log_is_only_added_to(
    store: SqliteStore, path: Path, table: str, what: str
) -> None:
    with closing(sqlite3.connect(path)) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(what.format(table))


async def test_a_whole_store_has_no_findings(store: SqliteStore, clock: ManualClock) -> None:
    await live_through(store, clock, 5, 40)
    assert await SqliteMaintenance(store).check() == ()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE events SET actor = 'x' WHERE seq = 3", "Entry 3 of the log"),
        ("UPDATE events SET at = at + 1 WHERE seq = 4", "Entry 4 of the log"),
        ("DELETE FROM events WHERE seq = 3", "Entries 3 to 3 of the log are missing"),
        ("DELETE FROM events WHERE seq >= 4", "of the log are missing"),
        ("UPDATE cases SET priority = 1", "not what the log says"),
        ("UPDATE lanes SET n = n + 1", "not what the log says"),
        ("DELETE FROM cases", "missing"),
    ],
)
async def test_tampering_is_found(
    store: SqliteStore, path: Path, statement: str, said: str
) -> None:
    await create(store)
    await store.close()
    tamper(path, statement)
    again = await SqliteStore.open(path)
    try:
        findings = await SqliteMaintenance(again).check()
    finally:
        await again.close()
    assert any(said in finding.what for finding in findings), findings


async def test_rebuild_while_agents_write(store: SqliteStore, clock: ManualClock) -> None:
    await live_through(store, clock, 1, 80)
    maintenance = SqliteMaintenance(store)
    for seed in (2, 3):
        work = asyncio.create_task(live_through(store, clock, seed, 60))
        events = await maintenance.rebuild()
        await work
        assert 0 < events <= await store.reads.last_seq()
    await create(store)
    assert await maintenance.check() == ()


async def test_rebuild_mends_rows(store: SqliteStore, path: Path, clock: ManualClock) -> None:
    await live_through(store, clock, 1, 40)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE cases SET priority = 1")
        db.execute("DELETE FROM lanes")
        db.commit()
    maintenance = SqliteMaintenance(store)
    assert await maintenance.check() != ()
    await maintenance.rebuild()
    assert await maintenance.check() == ()


async def test_backup_while_agents_write_and_restore(
    store: SqliteStore, clock: ManualClock, tmp_path: Path
) -> None:
    await create(store)
    await store.act(ATTACH, on(1))
    await store.live.save_draft(Draft("lena", 1, "reply", "Dear", "a@b", None, 1))
    work = asyncio.create_task(live_through(store, clock, 4, 60))
    await SqliteMaintenance(store).backup(str(tmp_path / "backup"))
    await work
    manifest = verify(tmp_path / "backup")
    target = paths_of(tmp_path / "other" / "desk.db")
    assert restore(tmp_path / "backup", target) == manifest
    assert target.db.stat().st_mode & 0o777 == 0o600
    again = await SqliteStore.open(target.db)
    try:
        assert await again.reads.last_seq() == manifest.last_seq
        assert await SqliteMaintenance(again).check() == ()
        assert await again.reads.blob(DIGEST) == BIG
        assert (await again.live.drafts("lena"))[0].body == "Dear"
        await create(again)
    finally:
        await again.close()


async def test_a_backup_writes_over_nothing_and_a_damaged_one_is_refused(
    store: SqliteStore, tmp_path: Path, path: Path
) -> None:
    folder = tmp_path / "backup"
    await SqliteMaintenance(store).backup(str(folder))
    with pytest.raises(StoreError, match="there already"):
        await SqliteMaintenance(store).backup(str(folder))
    with pytest.raises(StoreError, match="there already"):
        restore(folder, paths_of(path))
    with (folder / "store.db").open("r+b") as file:
        file.seek(5_000)
        file.write(b"?")
    with pytest.raises(StoreDamaged, match=r"store\.db"):
        restore(folder, paths_of(tmp_path / "other.db"))
    assert not (tmp_path / "other.db").exists()
    with pytest.raises(StoreMissing):
        verify(tmp_path / "nothing")


async def test_large_bytes_are_files_that_go_with_their_part(
    store: SqliteStore, path: Path
) -> None:
    await create(store)
    await store.act(ATTACH, on(1))
    file = path.parent / "desk-files" / DIGEST[:2] / DIGEST
    assert file.read_bytes() == BIG
    assert file.stat().st_mode & 0o777 == 0o600
    await store.act(DETACH, on(1))
    assert not file.exists()
    assert await SqliteMaintenance(store).check() == ()


async def test_stray_files_are_swept_and_named_ones_stay(store: SqliteStore, path: Path) -> None:
    await create(store)
    await store.act(ATTACH, on(1))
    stray = path.parent / "desk-files" / DIGEST[:2] / ("f" * 64)
    stray.write_bytes(b"left behind")
    assert await SqliteMaintenance(store).sweep() == 1
    assert not stray.exists()
    assert await store.reads.blob(DIGEST) == BIG


async def test_check_finds_missing_and_changed_bytes(store: SqliteStore, path: Path) -> None:
    await create(store)
    await store.act(ATTACH, on(1))
    file = path.parent / "desk-files" / DIGEST[:2] / DIGEST
    file.write_bytes(b"x" * len(BIG))
    findings = await SqliteMaintenance(store).check()
    assert [finding.what for finding in findings] == ["An attachment's bytes were changed."]
    file.unlink()
    findings = await SqliteMaintenance(store).check()
    assert [finding.what for finding in findings] == ["An attachment's file is missing."]


async def test_erased_words_are_in_no_file(store: SqliteStore, path: Path) -> None:
    secret = "Zanzibar-4711"
    await create(store, customer="ada", body=f"My word is {secret}")
    await store.live.save_draft(Draft("lena", 1, "reply", f"About {secret}", "a@b", None, 1))

    def erase(state: State, command: OnCase) -> Decision:
        return Decision((e.CustomerErased(customer_id="ada"),), drops=(DropContent(Message, (1,)),))

    needs = Needs(customers=("ada",))
    use_case = UseCase("erase", OnCase, lambda c, found: needs, erase)
    assert any(secret.encode() in f.read_bytes() for f in path.parent.iterdir() if f.is_file())
    await store.act(use_case, on(1))
    for file in path.parent.iterdir():
        if file.is_file():
            assert secret.encode() not in file.read_bytes(), file.name


async def test_copy_into_an_empty_store(
    store: SqliteStore, clock: ManualClock, tmp_path: Path
) -> None:
    await live_through(store, clock, 6, 40)
    await store.act(ATTACH, on(1))
    other = await SqliteStore.open(tmp_path / "copy.db")
    try:
        source, target = SqliteMaintenance(store), SqliteMaintenance(other)
        assert await target.load(source.dump()) > 40
        assert await target.check() == ()
        assert await other.reads.entries() == await store.reads.entries()
        assert await other.reads.case(1) == await store.reads.case(1)
        assert await other.reads.blob(DIGEST) == BIG
        with pytest.raises(StoreError, match="not empty"):
            await target.load(source.dump())
    finally:
        await other.close()


async def test_an_older_store_is_read_only_until_migrated(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await create(store)
    await store.close()
    name = f"{schema.VERSION + 1:04d}_more"
    step = tmp_path / f"{name}.sql"
    step.write_text("-- A new column.\nALTER TABLE blobs ADD COLUMN note TEXT;\n")
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setattr(schema, "steps", lambda: (tmp_path / "0001_x.sql", step))
    old = await SqliteStore.open(path)
    try:
        assert old.read_only is not None
        assert "agentdesk store migrate" in old.read_only
        with pytest.raises(StoreError, match="older agentdesk"):
            await create(old)
        assert len((await old.reads.queue_page(await old.reads.lanes())).rows) == 1
        assert await SqliteMaintenance(old).migrate() == (name,)
        verify(path.parent / f"desk-before-{name[:4]}")
    finally:
        await old.close()
    new = await SqliteStore.open(path)
    try:
        assert new.read_only is None
        await create(new)
    finally:
        await new.close()


async def test_a_newer_store_turns_a_running_program_read_only(
    store: SqliteStore, path: Path
) -> None:
    await create(store)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(StoreError, match="newer agentdesk"):
        await store.act(NEXT, Next(command_id=command_id(), actor="lena"))
    assert store.read_only is not None
    assert len((await store.reads.queue_page(await store.reads.lanes())).rows) == 1


def test_the_last_step_has_the_programs_number() -> None:
    numbers = [schema.number(step) for step in schema.steps()]
    assert numbers == list(range(1, schema.VERSION + 1))


def test_every_tables_columns_are_its_structs_fields() -> None:
    from agentdesk.data.codec import CODECS

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        schema.create(db)
        for cls, codec in CODECS.items():
            found = db.execute(f'PRAGMA table_info("{cls.TABLE}")').fetchall()
            assert tuple(row[1] for row in found) == codec.names, cls.TABLE
            keys = [row[1] for row in sorted(found, key=lambda row: row[5]) if row[5]]
            assert tuple(keys) == cls.KEY, cls.TABLE


def test_stores_in_one_folder_share_nothing(tmp_path: Path) -> None:
    sides = [
        {p.live, p.lock, p.live_bell, p.rebuild, p.files}
        for p in map(paths_of, (tmp_path / "desk.db", tmp_path / "desk.sqlite", tmp_path / "desk"))
    ]
    assert len(set.union(*sides)) == 15
