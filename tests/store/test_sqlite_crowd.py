"""Many programs at one store in a file: nobody's locks are lost, nobody's writes either."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.errors import StoreBusy, StoreError, StoreReadOnly
from agentdesk.data.sqlite.backup import restore
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.emptying import bring_over
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.paths import paths_of
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.ownfiles import refuse_own
from tests.store.test_units import create
from tests.support.small import ARRANGE, Arrange, command_id

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk" / "desk.db"


@pytest.fixture
async def store(path: Path, clock: ManualClock) -> AsyncIterator[SqliteStore]:
    opened = await arranged(path, clock)
    yield opened
    await opened.close()


async def arranged(path: Path, clock: ManualClock) -> SqliteStore:
    """Open a new store and give it a set-up."""
    opened = await SqliteStore.open(path, clock=clock)
    await opened.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    return opened


async def program(module: str, *words: str) -> "asyncio.subprocess.Process":
    """Start one of the tests' own programs."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *words),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def told(process: "asyncio.subprocess.Process") -> list[str]:
    """Wait for a program's end and return the lines it wrote."""
    out, trouble = await process.communicate()
    assert process.returncode == 0, trouble.decode()
    return out.decode().splitlines()


# ---- the locks of a process


async def test_another_program_does_not_take_itself_for_the_last(
    store: SqliteStore, path: Path, clock: ManualClock
) -> None:
    await create(store)
    log = os.stat(paths_of(path).wal)
    second = await SqliteStore.open(path, clock=clock)
    await second.close()
    await told(await program("tests.support.writer", str(path), "3"))
    assert os.path.samestat(log, os.stat(paths_of(path).wal))
    assert await create(store) == 5


async def test_nothing_of_a_store_is_read_past_sqlite(path: Path) -> None:
    lines = await told(await program("tests.support.visitor", str(path), "1", "watched"))
    assert lines == ["1 visits, opened past SQLite: none"]


async def test_writers_lose_nothing_while_others_come_and_go(
    store: SqliteStore, path: Path
) -> None:
    visitors = [await program("tests.support.visitor", str(path), "6") for _ in range(2)]
    writers = [await program("tests.support.writer", str(path), "120") for _ in range(2)]
    acknowledged = {line.split()[0] for writer in writers for line in await told(writer)}
    for visitor in visitors:
        await told(visitor)
    assert len(acknowledged) == 240
    known = await store.run_read(
        lambda db: {row[0] for row in db.execute("SELECT command_id FROM commands")}
    )
    assert acknowledged <= known
    assert await SqliteMaintenance(store).check() == ()


@pytest.mark.parametrize("links", [True, False], ids=["hard links", "no hard links"])
async def test_a_crowd_that_makes_a_store_makes_one(
    path: Path, monkeypatch: pytest.MonkeyPatch, clock: ManualClock, links: bool
) -> None:
    if not links:

        def refuse(*_: object) -> None:
            raise PermissionError("Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)
    programs = [await program("tests.support.visitor", str(path), "1") for _ in range(3)]

    def visit() -> None:
        async def run() -> None:
            opened = await SqliteStore.open(path, clock=clock)
            await opened.live.beat("lena", 1)
            await opened.close()

        asyncio.run(run())

    await asyncio.gather(*(asyncio.to_thread(visit) for _ in range(8)))
    for each in programs:
        await told(each)
    store = await arranged(path, clock)
    assert await create(store) == 1
    assert await SqliteMaintenance(store).check() == ()
    await store.close()
    assert os.stat(path).st_nlink == 1
    # Nothing that was made aside is left.
    assert not [name for name in os.listdir(path.parent) if name.startswith(".")]


async def test_two_do_not_rebuild_at_once(store: SqliteStore) -> None:
    for _ in range(20):
        await create(store)
    care = SqliteMaintenance(store)
    ended = await asyncio.gather(*(care.rebuild() for _ in range(4)), return_exceptions=True)
    assert 61 in ended
    assert all(isinstance(each, StoreBusy) for each in ended if each != 61)
    assert await care.check() == ()


@pytest.mark.parametrize("name", ["desk.db", "desk.db-shm", "desk.db-wal", "link", "desk-live.db"])
async def test_a_store_is_no_file_to_read(store: SqliteStore, path: Path, name: str) -> None:
    await store.live.beat("lena", 1)
    path.with_name("link").symlink_to(path)
    with pytest.raises(OSError, match="it is the desk's own store"):
        refuse_own(path.with_name(name))
    path.with_name("bill.txt").touch()
    refuse_own(path.with_name("bill.txt"))


# ---- what another store left


@pytest.fixture
async def left(store: SqliteStore, path: Path, tmp_path: Path) -> Path:
    """A folder with the log of a store whose file was taken away."""
    for _ in range(5):
        await create(store)
    folder = tmp_path / "left"
    folder.mkdir()
    for end in ("-wal", "-shm"):
        shutil.copy(f"{path}{end}", folder)
    assert (folder / "desk.db-wal").stat().st_size > 100_000
    return folder


async def test_a_log_that_was_left_is_not_written_into_a_new_store(
    left: Path, clock: ManualClock
) -> None:
    store = await arranged(left / "desk.db", clock)
    assert await create(store) == 1
    assert await SqliteMaintenance(store).check() == ()
    await store.close()


async def test_nothing_is_restored_beside_a_log_that_was_left(
    store: SqliteStore, left: Path, tmp_path: Path
) -> None:
    await SqliteMaintenance(store).backup(str(tmp_path / "backup"))
    with pytest.raises(StoreError, match="is there already"):
        restore(tmp_path / "backup", paths_of(left / "desk.db"))
    assert not (left / "desk.db").exists()


# ---- other names


async def test_a_link_to_a_store_is_the_store(
    store: SqliteStore, path: Path, tmp_path: Path, clock: ManualClock
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    second = await SqliteStore.open(link, clock=clock)
    assert await create(second) == 1
    assert await create(store) == 2
    await second.close()
    assert sorted(os.listdir(tmp_path)) == ["desk", "link.db"]


async def test_under_two_names_a_store_is_only_read(
    store: SqliteStore, path: Path, clock: ManualClock
) -> None:
    await create(store)
    await store.close()
    os.link(path, path.with_name("second.db"))
    second = await SqliteStore.open(path.with_name("second.db"), clock=clock)
    with pytest.raises(StoreReadOnly, match="has a second name"):
        await create(second)
    assert await second.reads.last_seq() == 4
    await second.close()
    path.with_name("second.db").unlink()
    first = await SqliteStore.open(path, clock=clock)
    assert await create(first) == 2
    await first.close()


async def test_the_name_left_by_a_program_that_was_killed_is_forgotten(
    store: SqliteStore, path: Path, clock: ManualClock
) -> None:
    await store.close()
    aside = path.parent / ".desk.db-new-x"
    aside.mkdir()
    os.link(path, aside / "desk.db")
    first = await SqliteStore.open(path, clock=clock)
    assert await create(first) == 1
    await first.close()
    assert not aside.exists()


async def test_stores_that_share_their_side_files_share_no_commit(
    path: Path, clock: ManualClock
) -> None:
    stores = [await arranged(path.with_suffix(end), clock) for end in (".db", ".sqlite")]
    got = await asyncio.gather(*(create(store) for _ in range(10) for store in stores))
    assert sorted(got) == sorted([*range(1, 11)] * 2)
    for store in stores:
        assert await SqliteMaintenance(store).check() == ()
        await store.close()


# ---- reading without permission to write


async def test_a_reader_sees_what_was_written_by_one_who_came_and_went(
    store: SqliteStore, path: Path, clock: ManualClock
) -> None:
    await create(store)
    await store.close()
    reader = await SqliteStore.open(path, read_only=True)
    assert await reader.reads.last_seq() == 4
    for n in range(5):
        writer = await SqliteStore.open(path, clock=clock)
        await create(writer, body="x" * 20_000)
        await writer.close()
        assert not paths_of(path).wal.exists()
        assert await reader.reads.last_seq() == 7 + 3 * n
        assert await reader.run_read(lambda db: db.execute("PRAGMA quick_check").fetchone()) == (
            "ok",
        )
    await reader.close()


# ---- the write-ahead log


class Racing:
    """A connection that lets somebody commit just as it begins to bring the log over."""

    def __init__(self, db: sqlite3.Connection, other: sqlite3.Connection) -> None:
        self.db, self.other = db, other
        self.brought = (0, 0, 0)

    def execute(self, sql: str) -> Any:
        """Commit, then do as told."""
        self.other.execute("INSERT INTO t VALUES (randomblob(100))")
        self.brought = self.db.execute(sql).fetchone()
        return self

    def fetchone(self) -> Any:
        """Return what it came to."""
        return self.brought


def test_the_log_is_not_begun_anew_and_brought_over_at_the_same_moment(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.touch()
    wal = tmp_path / "a.db-wal"
    with closing(connect(path)) as db, closing(connect(path)) as other:
        db.execute("CREATE TABLE t (x)")
        racing: Any = Racing(db, other)
        # Not all has been brought over: the log goes on, and what was there before comes over.
        before = wal.read_bytes()[16:24]
        bring_over(racing, path)
        assert wal.read_bytes()[16:24] == before
        assert 0 < racing.brought[2] < racing.brought[1]
        # All of it has: the commit begins the log anew, so nothing may be called brought over.
        bring_over(db, path)
        bring_over(racing, path)
        assert wal.read_bytes()[16:24] != before
        assert racing.brought[2] in (0, -1)
        # Left alone, everything is.
        frames = bring_over(db, path)
        assert db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone() == (0, frames, frames)
