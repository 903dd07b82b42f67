"""A board cannot write to a store in a file: the system and SQLite refuse it, not our code."""

import asyncio
import json
import os
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.errors import StoreDamaged, StoreError, StoreMissing
from agentdesk.data.open_board import open_board
from agentdesk.data.sqlite.board import SqliteBoard
from agentdesk.data.sqlite.paths import paths_of
from agentdesk.data.sqlite.sealed import sealed
from agentdesk.data.sqlite.store import SqliteStore
from tests.store.test_board_store import collect
from tests.store.test_units import create, on
from tests.support.small import ARRANGE, NOW, SETUP, TAKE, Arrange, command_id

NOBODY = 65_534

WRITES = (
    "INSERT INTO cases SELECT * FROM cases",
    "UPDATE cases SET owner = 'eve'",
    "DELETE FROM events",
    "REPLACE INTO setups VALUES (9, '[]')",
    "WITH x AS (SELECT 1) DELETE FROM agents",
    "CREATE TABLE x (a)",
    "CREATE INDEX x ON cases (id)",
    "CREATE VIEW x AS SELECT 1",
    "CREATE TRIGGER x AFTER INSERT ON cases BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE x USING fts5 (a)",
    "ALTER TABLE cases ADD COLUMN x",
    "DROP TABLE cases",
    "DROP TRIGGER events_keep",
    "REINDEX",
    "ANALYZE",
    "VACUUM",
    "PRAGMA user_version = 99",
    "PRAGMA application_id = 1",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA writable_schema = ON",
    "PRAGMA query_only = OFF",
    "PRAGMA trusted_schema = ON",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA temp_store_directory = '/'",
    "PRAGMA incremental_vacuum",
    "PRAGMA optimize",
)
TEMPORARY = (
    "CREATE TEMP TABLE x (a)",
    "CREATE TEMP TABLE x AS SELECT * FROM cases",
    "CREATE TEMP VIEW x AS SELECT 1",
    "CREATE TEMP TRIGGER x AFTER INSERT ON cases BEGIN SELECT 1; END",
)
ELSEWHERE = (
    "ATTACH '{new}' AS x",
    "ATTACH 'file:{new}?mode=rwc' AS x",
    "ATTACH ':memory:' AS x",
    "ATTACH '' AS x",
    "VACUUM INTO '{new}'",
    "SELECT writefile('{new}', 'x')",
    "SELECT load_extension('{new}')",
    "SELECT * FROM fsdir('/')",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "desk" / "desk.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    """A store with the small set-up and a case in it."""
    store = await SqliteStore.open(path, clock=ManualClock(NOW))
    await store.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    await create(store)
    yield store
    await store.close()


@pytest.fixture(params=("in use", "closed"))
async def board(
    request: pytest.FixtureRequest, store: SqliteStore, path: Path
) -> AsyncIterator[SqliteBoard]:
    """A board of a store that is open elsewhere, or that was closed cleanly."""
    if request.param == "closed":
        await store.close()
    board = await SqliteBoard.open(path, clock=ManualClock(NOW))
    yield board
    await board.close()


def bytes_in(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Return what every file of a folder holds, when it was written, and its rights.

    Of ``-shm`` only that it is there: SQLite's readers mark in it what they read. Another process
    reads the files, since closing one would take SQLite's locks from this one.
    """
    files = [str(path) for path in sorted(folder.rglob("*")) if path.is_file()]
    told = subprocess.run(["sha256sum", "--", *files], capture_output=True, check=True, text=True)
    found = {}
    for line, name in zip(told.stdout.splitlines(), files, strict=True):
        status = os.stat(name)
        found[name] = (line.split()[0], status.st_mtime_ns, status.st_mode)
        if name.endswith("-shm"):
            found[name] = ("", 0, status.st_mode)
    return found


async def refused(board: SqliteBoard, sql: str) -> bool:
    """Ask for something on the board's very connection; say whether SQLite refuses it."""

    def ask(db: sqlite3.Connection) -> bool:
        try:
            db.execute(sql).fetchall()
        except sqlite3.Error:
            return True
        return False

    return await board.read(ask)


async def test_sqlite_refuses_every_way_to_write(board: SqliteBoard, path: Path) -> None:
    before = bytes_in(path.parent)
    new = path.with_name("new")
    for sql in (*WRITES, *TEMPORARY, *ELSEWHERE):
        assert await refused(board, sql.format(new=new)), sql
    assert bytes_in(path.parent) == before
    assert (await board.standing(NOW)).queues[0].waiting == 1


async def test_the_blob_door_is_closed_too(board: SqliteBoard) -> None:
    def ask(db: sqlite3.Connection) -> None:
        with pytest.raises(sqlite3.Error):
            db.blobopen("setups", "body", 1, readonly=False)
        with pytest.raises(sqlite3.Error), closing(sqlite3.connect(":memory:")) as other:
            other.backup(db)

    await board.read(ask)


FILE = tuple(sql for sql in WRITES if not sql.startswith(("PRAGMA", "REINDEX", "ANALYZE")))


@pytest.mark.parametrize("closed", [False, True], ids=("in use", "closed"))
async def test_the_system_refuses_it_when_sqlite_is_told_not_to(
    store: SqliteStore, path: Path, closed: bool
) -> None:
    """Without the authoriser and ``query_only`` the file is still opened without the right."""
    if closed:
        await store.close()
    before = bytes_in(path.parent)
    with closing(sealed(paths_of(path), immutable=closed)) as db:
        db.set_authorizer(None)
        db.execute("PRAGMA query_only = OFF")
        for sql in (*FILE, "PRAGMA user_version = 99", "PRAGMA application_id = 1"):
            with pytest.raises(sqlite3.OperationalError, match=r"readonly|attached databases"):
                db.execute(sql).fetchall()
        for sql in ELSEWHERE:
            with pytest.raises(sqlite3.Error):
                db.execute(sql.format(new=path.with_name("new"))).fetchall()
        for sql in ("PRAGMA journal_mode = DELETE", "PRAGMA wal_checkpoint(TRUNCATE)", "ANALYZE"):
            with suppress(sqlite3.Error):
                db.execute(sql).fetchall()
        # What is temporary is in this process's memory, and goes with it.
        db.execute("CREATE TEMP TABLE x AS SELECT * FROM cases")
    assert bytes_in(path.parent) == before


async def test_a_closed_store_stays_as_it_is_whoever_watches(
    store: SqliteStore, path: Path
) -> None:
    await store.close()
    before = bytes_in(path.parent)
    board = await SqliteBoard.open(path)
    assert len(await board.entries()) == 4
    follower = asyncio.create_task(collect(board, 0, 4))
    assert len(await follower) == 4
    await board.close()
    assert bytes_in(path.parent) == before


async def test_without_its_other_files_a_store_is_watched_and_none_is_made(
    store: SqliteStore, path: Path
) -> None:
    await store.close()
    for other in path.parent.iterdir():
        if other != path:
            other.unlink()
    board = await SqliteBoard.open(path)
    assert (await board.standing(NOW)).queues[0].waiting == 1
    await board.close()
    assert [found.name for found in path.parent.iterdir()] == [path.name]


async def test_a_board_opens_before_the_first_writer_and_stays_after_the_last(
    store: SqliteStore, path: Path
) -> None:
    await store.close()
    board = await SqliteBoard.open(path)
    follower = asyncio.create_task(collect(board, 4, 10))
    for _ in range(2):
        writer = await SqliteStore.open(path, clock=ManualClock(NOW))
        await create(writer)
        await writer.close()
    assert [entry.seq for entry in await follower] == list(range(5, 11))
    assert (await board.standing(NOW)).queues[0].waiting == 3
    await board.close()


# ---- somebody else, who may only read


def as_nobody(work: Callable[[], Awaitable[Any]]) -> Any:
    """Run something in a process that belongs to nobody; return what it returns, or raise."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            told: tuple[bool, Any] = (True, asyncio.run(work()))  # type: ignore[arg-type]  # a coroutine
        except BaseException as error:
            told = (False, f"{type(error).__name__}: {error}")
        os.write(theirs, json.dumps(told).encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        well, result = json.loads(pipe.read())
    os.waitpid(child, 0)
    if not well:
        raise AssertionError(result)
    return result


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody may look into and nobody else may write to."""
    folders = [*tmp_path.parents][:3]
    modes = [folder.stat().st_mode for folder in folders]
    for folder in (*folders, tmp_path):
        folder.chmod(0o755)
    (tmp_path / "desk").mkdir(mode=0o755)
    yield tmp_path / "desk" / "desk.db"
    for folder, mode in zip(folders, modes, strict=True):
        folder.chmod(mode)


async def watched_by(path: Path) -> list[Any]:
    """Watch as a supervisor does: what stands, the newest entry, the next that comes."""
    board = await SqliteBoard.open(path)
    standing = await board.standing(NOW)
    last = await board.last()
    entries = await board.entries()
    await board.close()
    return [standing.queues[0].waiting, last.seq if last else 0, len(entries), os.geteuid()]


@pytest.mark.parametrize("closed", [False, True], ids=("in use", "closed"))
async def test_who_may_only_read_watches_and_leaves_nothing(shown: Path, closed: bool) -> None:
    store = await SqliteStore.open(shown, clock=ManualClock(NOW))
    await store.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    # The owner lets them read: SQLite gives its side files the rights of the store.
    await store.close()
    os.chmod(shown, 0o644)
    store = await SqliteStore.open(shown, clock=ManualClock(NOW))
    await create(store)
    if closed:
        await store.close()
    before = bytes_in(shown.parent)
    seen = await asyncio.to_thread(as_nobody, lambda: watched_by(shown))
    assert seen == [1, 4, 4, NOBODY]
    assert bytes_in(shown.parent) == before
    if not closed:
        await store.act(TAKE, on(1))
        assert await asyncio.to_thread(as_nobody, lambda: watched_by(shown)) == [0, 5, 5, NOBODY]
        await store.close()


async def test_who_may_not_read_is_told_whom_to_ask(shown: Path) -> None:
    store = await SqliteStore.open(shown, clock=ManualClock(NOW))
    await store.close()
    with pytest.raises(AssertionError, match="that you may read the file"):
        await asyncio.to_thread(as_nobody, lambda: watched_by(shown))


# ---- what is no store, goes away, comes back


async def test_a_store_that_goes_away_and_comes_back(store: SqliteStore, path: Path) -> None:
    board = await SqliteBoard.open(path)
    follower = asyncio.create_task(collect(board, 4, 10))
    await asyncio.sleep(0)
    await store.close()
    away = path.parent.with_name("away")
    path.parent.rename(away)
    with pytest.raises(StoreMissing, match="put the file back"):
        await follower
    for _ in range(3):
        with pytest.raises(StoreMissing, match="put the file back"):
            await collect(board, 4, 10)
    with pytest.raises(StoreMissing):
        await board.standing(NOW)
    away.rename(path.parent)
    assert (await board.standing(NOW)).queues[0].waiting == 1
    follower = asyncio.create_task(collect(board, 4, 7))
    writer = await SqliteStore.open(path, clock=ManualClock(NOW))
    await create(writer)
    assert len(await follower) == 3
    await writer.close()
    await board.close()


async def test_another_store_in_its_place_is_the_one_that_is_watched(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    await store.close()
    board = await SqliteBoard.open(path)
    before = await board.first()
    assert (await board.setup()).name != "Elsewhere"
    other = await SqliteStore.open(tmp_path / "other.db", clock=ManualClock(NOW + 1))
    # Its set-up has the same number.
    elsewhere = msgspec.structs.replace(SETUP, name="Elsewhere")
    arrange = Arrange(command_id=command_id(), actor="admin", setup=elsewhere)
    await other.act(ARRANGE, arrange)
    await other.close()
    (tmp_path / "other.db").rename(path)
    after = await board.first()
    assert before is not None
    assert after is not None
    assert after.hash != before.hash
    assert (await board.setup()).name == "Elsewhere"
    await board.close()


async def test_waiting_for_a_store_leaves_no_watches_behind(store: SqliteStore, path: Path) -> None:
    board = await SqliteBoard.open(path)
    await store.close()
    os.rename(path, path.with_name("away"))

    def handles() -> int:
        return len(os.listdir("/proc/self/fd"))

    with pytest.raises(StoreMissing):
        await collect(board, 4, 5)
    before = handles()
    for _ in range(5):
        with pytest.raises(StoreMissing):
            await collect(board, 4, 5)
    assert handles() == before
    await board.close()


async def test_what_is_no_store_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("Dear desk, " * 100)
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE x (a)")
    for name, kind, said in (
        ("gone.db", StoreMissing, "There is no store"),
        ("", StoreDamaged, "is a folder"),
        ("empty.db", StoreDamaged, "is an empty file"),
        ("text.db", StoreDamaged, "is not an agentdesk store"),
        ("other.db", StoreDamaged, "is not an agentdesk store"),
    ):
        with pytest.raises(kind, match=said) as told:
            await open_board(str(tmp_path / name))
        assert isinstance(told.value, StoreError)


async def test_news_of_a_store_that_nobody_had_open_is_not_missed(
    store: SqliteStore, path: Path, clock: ManualClock
) -> None:
    last = await store.reads.last_seq()
    await store.close()
    board = await SqliteBoard.open(path)
    log = board._hub._log
    assert await log.news(last, 10) == ()
    writer = await SqliteStore.open(path, clock=clock)
    await create(writer)
    await writer.close()
    assert await log.news(last, 10) != ()
    await board.close()
