"""Units that wait in one process at once: one commit, each with an outcome of its own."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from agentdesk.data.sqlite import emptying
from agentdesk.data.sqlite.paths import paths_of
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.sqlite.together import Job, Take, Together
from agentdesk.data.unit import Refused
from tests.support.small import ARRANGE, CREATE, NEXT, Arrange, Create, Next, command_id


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
