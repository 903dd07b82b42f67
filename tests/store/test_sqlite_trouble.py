"""When things go wrong around a store in one file: nothing is lost, and a sentence says what."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import aiosqlite
import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreReadOnly,
)
from agentdesk.data.sqlite import connection, lock
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.connection import Connection
from agentdesk.data.sqlite.first import first_page
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.store import SqliteStore
from tests.store.test_feed import collect
from tests.store.test_units import create, on
from tests.support.depth import depth
from tests.support.small import ARRANGE, NOW, TAKE, Arrange, command_id

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk" / "desk.db"


@pytest.fixture
async def store(path: Path, clock: ManualClock) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(path, clock=clock)
    await opened.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    yield opened
    await opened.close()


# ---- what is not a store


async def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match=r"There is no store at .*nothing\.db"):
        await SqliteStore.open(tmp_path / "nothing.db", create=False)
    with pytest.raises(StoreMissing):
        await SqliteStore.open(tmp_path / "nothing.db", read_only=True)
    assert os.listdir(tmp_path) == []


async def test_a_text_file_a_folder_and_a_strange_database(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("Dear diary, this is not a database at all.")
    with closing(sqlite3.connect(tmp_path / "strange.db")) as db:
        db.execute("CREATE TABLE t (a)")
    (tmp_path / "folder.db").mkdir()
    for name in ("text.db", "strange.db", "folder.db"):
        with pytest.raises(StoreDamaged, match="not an agentdesk store"):
            await SqliteStore.open(tmp_path / name)
    assert (tmp_path / "text.db").read_text().startswith("Dear diary")


async def test_a_corrupt_file_is_told_and_found_by_check(store: SqliteStore, path: Path) -> None:
    for _ in range(20):
        await create(store)
    # The first pages of the log and of the cases, where the next unit has to write.
    roots = "SELECT rootpage FROM sqlite_master WHERE name IN ('events', 'cases')"
    pages = await store.run_read(lambda db: [row[0] for row in db.execute(roots)])
    await store.close()
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * 4096)
            file.write(b"\xff" * 300)
    again = await SqliteStore.open(path)
    try:
        with pytest.raises(StoreDamaged, match="Restore the newest backup"):
            await create(again)
        findings = await SqliteMaintenance(again).check()
        assert any("damaged" in finding.what for finding in findings)
    finally:
        await again.close()


# ---- permissions


async def test_files_are_private_and_follow_the_folders_group(
    tmp_path: Path, clock: ManualClock
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o2770)
    before = os.umask(0o077)
    try:
        for folder, mode in ((tmp_path / "own", 0o600), (shared, 0o660)):
            store = await SqliteStore.open(folder / "desk.db", clock=clock)
            await create(store)
            await store.live.beat("lena", 1)
            files = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
            await store.close()
            assert len(files) >= 7
            assert set(files.values()) == {mode}, files
    finally:
        os.umask(before)
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o700


async def test_a_reader_of_a_closed_store_follows_it_when_it_is_written_again(
    store: SqliteStore, path: Path, clock: ManualClock
) -> None:
    await create(store)
    await store.close()
    assert not (path.parent / "desk.db-wal").exists()
    reader = await SqliteStore.open(path, read_only=True)
    try:
        seq = await reader.reads.last_seq()
        assert not (path.parent / "desk.db-wal").exists()
        follower = asyncio.create_task(collect(reader, seq, seq + 3))
        await asyncio.sleep(0.05)
        writer = await SqliteStore.open(path, clock=clock)
        await create(writer)
        assert len(await follower) == 3
        await writer.close()
        assert await reader.reads.last_seq() == seq + 3
        with pytest.raises(StoreReadOnly):
            await reader.act(TAKE, on(1))
        with pytest.raises(StoreReadOnly):
            await reader.live.beat("lena", 1)
    finally:
        await reader.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_file_without_permission_to_write_is_only_read(
    store: SqliteStore, path: Path
) -> None:
    await create(store)
    await store.close()
    os.chmod(path, 0o400)
    reader = await SqliteStore.open(path)
    try:
        assert reader.read_only is not None
        assert str(path) in reader.read_only
        assert len((await reader.reads.queue_page(await reader.reads.lanes())).rows) == 1
    finally:
        await reader.close()


# ---- going away and coming back


async def test_a_store_that_goes_away_and_comes_back(store: SqliteStore, path: Path) -> None:
    await create(store)
    seq = await store.reads.last_seq()
    follower = asyncio.create_task(collect(store, seq, seq + 1))
    await asyncio.sleep(0.05)
    away = path.parent.with_name("away")
    path.parent.rename(away)
    with pytest.raises(StoreMissing, match="put the file back"):
        await follower
    with pytest.raises(StoreMissing):
        await create(store)
    with pytest.raises(StoreMissing):
        await store.reads.lanes()
    away.rename(path.parent)
    assert await create(store) == 2
    assert len(await collect(store, seq, seq + 3)) == 3


async def test_a_store_that_is_replaced_by_a_copy(
    store: SqliteStore, path: Path, tmp_path: Path, clock: ManualClock
) -> None:
    await create(store)
    other = await SqliteStore.open(tmp_path / "other" / "desk.db", clock=clock)
    await other.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    for _ in range(3):
        await create(other)
    await other.close()
    shutil.rmtree(path.parent)
    (tmp_path / "other").rename(path.parent)
    assert await create(store) == 4


# ---- a full disk


async def test_a_full_disk_loses_nothing_and_works_again_when_there_is_room(
    store: SqliteStore, path: Path
) -> None:
    await create(store)
    pages = await store.run_write(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    await store.run_write(lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchall())
    last = await fill_up(store)
    seq = await store.reads.last_seq()
    assert await store.reads.case_row(last + 1) is None
    await store.run_write(lambda db: db.execute("PRAGMA max_page_count = 100000").fetchall())
    assert await create(store) == last + 1
    assert await store.reads.last_seq() == seq + 3
    assert await SqliteMaintenance(store).check() == ()


async def fill_up(store: SqliteStore) -> int:
    """Make cases until the disk is full; return the last that was made."""
    last = 1
    for _ in range(50):
        try:
            last = await create(store, body="x" * 5_000)
        except StoreFull:
            return last
    raise AssertionError("the disk did not become full")


FULL = """
import asyncio, resource, signal, sys
from agentdesk.data.errors import StoreFull
from agentdesk.data.open import open_store
from tests.store.test_units import create

async def main():
    store = await open_store(sys.argv[1])
    await create(store)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
    made = 1
    try:
        while True:
            await create(store, body="x" * 20_000)
            made += 1
    except StoreFull as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    assert await create(store) == made + 1
    await store.close()
    print("again")

asyncio.run(main())
"""


async def test_a_file_that_may_not_grow_is_a_full_disk(path: Path) -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", FULL, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "is full; nothing of this action was written" in done.stdout
    assert done.stdout.endswith("again\n")


# ---- others who write


HOLD = """
import sys, time
from pathlib import Path
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.lock import TurnLock
lock = TurnLock(Path(sys.argv[1]).with_name("desk-lock"), 0o600)
db = connect(Path(sys.argv[1]))
with lock.turn():
    if sys.argv[2] == "writing":
        db.execute("BEGIN IMMEDIATE")
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(path: Path) -> Callable[[str], subprocess.Popen[str]]:
    """Start a process that takes the write turn and keeps it."""

    def start(what: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path), what],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        return process

    return start


async def test_a_stopped_holder_of_the_turn_delays_once_and_blocks_nobody(
    store: SqliteStore,
    holder: Callable[[str], subprocess.Popen[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    patience = 1.0
    monkeypatch.setattr(lock, "PATIENCE_S", patience)
    with await asyncio.to_thread(holder, "turn") as process:
        process.send_signal(signal.SIGSTOP)
        try:
            began = time.monotonic()
            await create(store)
            first = time.monotonic() - began
            await create(store)
            second = time.monotonic() - began - first
        finally:
            process.kill()
    assert second < patience <= first
    # Once the holder is gone, turns are taken again.
    for _ in range(5):
        await create(store)
    assert store._lock is not None
    with store._lock.turn():
        pass


async def test_a_stopped_writer_makes_others_busy_and_then_they_go_on(
    store: SqliteStore,
    holder: Callable[[str], subprocess.Popen[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lock, "PATIENCE_S", 0.1)
    await store.run_write(lambda db: db.execute("PRAGMA busy_timeout = 200").fetchall())
    before = await store.reads.last_seq()
    with await asyncio.to_thread(holder, "writing") as process:
        process.send_signal(signal.SIGSTOP)
        try:
            with pytest.raises(StoreBusy, match="Try again"):
                await create(store)
            assert await store.reads.last_seq() == before
        finally:
            process.kill()
    assert await create(store) == 1


@pytest.mark.parametrize("run", range(depth(2, 4)))
async def test_what_was_acknowledged_survives_kill_9(
    store: SqliteStore, path: Path, run: int
) -> None:
    writer = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.writer",
        str(path),
        "100000",
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert writer.stdout is not None
    lines = [await writer.stdout.readline() for _ in range(5 + 7 * run)]
    writer.kill()
    lines += (await writer.stdout.read()).splitlines()
    await writer.wait()
    acknowledged = {line.split()[0].decode() for line in lines if len(line.split()) == 2}
    assert await create(store) > len(acknowledged)
    assert await SqliteMaintenance(store).check() == ()
    known = await store.run_read(
        lambda db: {row[0] for row in db.execute("SELECT command_id FROM commands")}
    )
    assert acknowledged <= known


async def test_quiet_holds_units_off(store: SqliteStore) -> None:
    async with store.quiet():
        waiting = asyncio.create_task(create(store))
        await asyncio.sleep(0.05)
        assert not waiting.done()
    assert await waiting == 1


# ---- connections


def test_a_program_that_forgets_to_close_ends_all_the_same(path: Path) -> None:
    script = (
        "import asyncio, sys\n"
        "from agentdesk.data.open import open_store\n"
        "from tests.store.test_units import create\n"
        "async def main():\n"
        "    store = await open_store(sys.argv[1])\n"
        "    await create(store)\n"
        "    await store.live.beat('lena', 1)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(path)], cwd=ROOT, timeout=20, check=False
    )
    assert done.returncode == 0


async def test_aiosqlite_still_runs_a_function_on_its_thread(tmp_path: Path) -> None:
    assert aiosqlite.__version__.startswith("0.22.")
    (tmp_path / "a.db").touch()
    db = await Connection.open(lambda: connect(tmp_path / "a.db"))
    try:
        assert await db.run(lambda c: c.execute("SELECT 7").fetchone()[0]) == 7
        assert isinstance(db, connection.Connection)
        with pytest.raises(sqlite3.OperationalError):
            await db.run(lambda c: c.execute("SELECT nonsense"))
    finally:
        await db.close()


async def test_a_cancelled_reading_is_interrupted_at_once_and_only_that_one(
    store: SqliteStore,
) -> None:
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )
    slow = asyncio.create_task(store.run_read(lambda db: db.execute(endless).fetchone()))
    queued = asyncio.create_task(store.reads.last_seq())
    await asyncio.sleep(0.05)
    slow.cancel()
    async with asyncio.timeout(20):
        with pytest.raises(asyncio.CancelledError):
            await slow
        assert await queued == 1


async def test_after_closing_nothing_is_reopened(store: SqliteStore) -> None:
    await create(store)
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.reads.last_seq()


async def test_the_first_page_without_an_event_loop(store: SqliteStore, path: Path) -> None:
    for rank in range(5):
        await create(store, rank_at=rank)
    await store.act(TAKE, on(1))
    await store.live.seen("lena", 2, NOW)
    seq = await store.reads.last_seq()
    for _ in range(2):
        first = await asyncio.to_thread(first_page, path, lambda setup: "lena", NOW)
        assert [row.case_id for row in first.page.rows] == [2, 3, 4, 5]
        assert [row.case_id for row in first.mine] == [1]
        assert first.last_seq == seq
        assert first.counts.mine == 1
        await store.close()
