"""Units that wait in one process at once: one commit, each with an outcome of its own."""

import asyncio
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agentdesk.data.sqlite import emptying
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.paths import paths_of
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.sqlite.together import Job, Take, Together
from agentdesk.data.unit import Refused
from tests.support.small import ARRANGE, CREATE, NEXT, Arrange, Create, Next, command_id

Crowd = list[SqliteStore]


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[Crowd]:
    """Six who have one store open."""
    stores = [await SqliteStore.open(tmp_path / "desk.db") for _ in range(6)]
    await stores[0].act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    yield stores
    for store in stores:
        await store.close()


async def kept(store: SqliteStore) -> list[tuple[str]]:
    """Return the ids of the commands that are in the store."""
    return await store.run_read(lambda db: db.execute("SELECT command_id FROM commands").fetchall())


class Turns:
    """Commits whose first one holds the turn until told otherwise."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.sizes: list[int] = []
        self.together: Together[int] = Together()

    def commit(self, take: Take[int]) -> None:
        """Do the jobs; a commit of several fails when one of them cannot be done."""
        assert self.go.wait(5)
        jobs = take()
        self.sizes.append(len(jobs))
        with sqlite3.connect(":memory:") as db:
            for job in jobs:
                job.result = job.work(db)

    def crowd(self, jobs: list[Job[int]]) -> list[int | str]:
        """Run jobs at once, a thread each; return what each of them heard."""
        heard: list[int | str] = ["nothing"] * len(jobs)

        def run(i: int) -> None:
            try:
                heard[i] = self.together.run(jobs[i], self.commit)
            except ValueError as error:
                heard[i] = str(error)

        threads = [threading.Thread(target=run, args=(i,)) for i in range(len(jobs))]
        for thread in threads:
            thread.start()
        while len(self.together._waiting) < len(jobs):
            pass
        self.go.set()
        for thread in threads:
            thread.join(5)
        return heard


def test_those_who_wait_share_a_commit() -> None:
    turns = Turns()
    assert turns.crowd([Job(lambda db, i=i: i) for i in range(5)]) == [0, 1, 2, 3, 4]  # type: ignore[misc]  # mypy infers no lambda with a default
    assert turns.sizes == [5]


def test_when_the_commit_fails_each_is_tried_alone() -> None:
    def broken(db: sqlite3.Connection) -> int:
        raise ValueError("The disk is full.")

    turns = Turns()
    heard = turns.crowd([Job(lambda db: 1), Job(broken), Job(lambda db: 3)])
    assert heard == [1, "The disk is full.", 3]
    assert sorted(turns.sizes) == [1, 1, 1, 3]


async def test_a_crowd_of_one_process_claims_each_case_once(tmp_path: Path) -> None:
    stores = [await SqliteStore.open(tmp_path / "desk.db") for _ in range(6)]
    await stores[0].act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    for _ in range(20):
        await stores[0].act(CREATE, Create(command_id=command_id(), actor="customer"))

    async def claim(store: SqliteStore) -> int | None:
        try:
            outcome = await store.act(NEXT, Next(command_id=command_id(), actor="lena"))
        except Refused:
            return None
        return int(outcome.result["case"])

    got = await asyncio.gather(*(claim(store) for store in stores * 4))
    assert sorted(case for case in got if case is not None) == list(range(1, 21))
    assert got.count(None) == 4
    for store in stores:
        await store.close()


async def test_the_write_ahead_log_starts_anew_under_a_steady_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emptying, "EVERY", 16)
    monkeypatch.setattr(emptying, "LONG", 100)
    store = await SqliteStore.open(tmp_path / "desk.db")
    await store.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    for _ in range(150):
        await store.act(CREATE, Create(command_id=command_id(), actor="customer"))
    size = paths_of(tmp_path / "desk.db").wal.stat().st_size
    await store.close()
    # 150 units write some 3,000 pages of 4 kB.
    assert size < 1_000 * 4_096


async def test_a_command_that_comes_twice_in_one_commit_is_done_once(crowd: Crowd) -> None:
    command = Create(command_id=command_id(), actor="customer")
    outcomes = await asyncio.gather(*(store.act(CREATE, command) for store in crowd))
    assert {outcome.result["case"] for outcome in outcomes} == {1}
    assert sorted(outcome.repeated for outcome in outcomes) == [False, *[True] * 5]
    assert await crowd[0].reads.last_seq() == 4


async def test_one_who_is_cancelled_takes_nobody_along(crowd: Crowd) -> None:
    commands = [Create(command_id=command_id(), actor="customer") for _ in range(24)]
    acts = [
        asyncio.create_task(store.act(CREATE, command))
        for store, command in zip(crowd * 4, commands, strict=True)
    ]
    await asyncio.wait(acts, return_when=asyncio.FIRST_COMPLETED)
    for act in acts[1::5]:
        act.cancel()
    for store in crowd[1:]:
        # Closing waits for what has begun, that of the cancelled too.
        await store.close()
    await asyncio.gather(*acts, return_exceptions=True)
    done = {outcome[0] for outcome in await kept(crowd[0])}
    acknowledged = {
        command.command_id
        for command, act in zip(commands, acts, strict=True)
        if not act.cancelled() and act.exception() is None
    }
    assert len(acknowledged) >= 6
    assert acknowledged <= done
    assert await SqliteMaintenance(crowd[0]).check() == ()


FULL = """
import asyncio, resource, signal, sys
from agentdesk.data.errors import StoreFull
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.store import SqliteStore
from tests.support.small import *

async def main():
    stores = [await SqliteStore.open(sys.argv[1]) for _ in range(6)]
    commands = [Create(command_id=command_id(), actor="customer", body="x" * 9_000)
                for _ in range(120)]
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, resource.RLIM_INFINITY))
    said = await asyncio.gather(
        *(stores[i % 6].act(CREATE, command) for i, command in enumerate(commands)),
        return_exceptions=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    known = await stores[0].run_read(
        lambda db: {row[0] for row in db.execute("SELECT command_id FROM commands")})
    done = {c.command_id for c, s in zip(commands, said) if not isinstance(s, Exception)}
    full = {c.command_id for c, s in zip(commands, said) if isinstance(s, StoreFull)}
    assert done and full and len(done) + len(full) == 120, said
    assert done <= known and not full & known
    again = await asyncio.gather(
        *(stores[i % 6].act(CREATE, command) for i, command in enumerate(commands)))
    assert sum(outcome.repeated for outcome in again) == len(done)
    assert await SqliteMaintenance(stores[0]).check() == ()
    for store in stores:
        await store.close()

asyncio.run(main())
"""


async def test_a_disk_that_is_full_amid_a_commit_tells_each_the_truth(crowd: Crowd) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", FULL, crowd[0].url),
        cwd=Path(__file__).parents[2],
        stderr=asyncio.subprocess.PIPE,
    )
    _, trouble = await process.communicate()
    assert process.returncode == 0, trouble.decode()
