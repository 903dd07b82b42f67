"""The parts of a file's search index, one more with every commit, are merged beside the work."""

from contextlib import closing
from pathlib import Path

import pytest

from agentdesk.data.sqlite import emptying
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.indexing import merge_some
from agentdesk.data.sqlite.lock import TurnLock
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.store import SqliteStore
from tests.store.test_units import create
from tests.support.small import ARRANGE, Arrange, command_id


def parts(path: Path) -> int:
    """Return of how many parts the index is made."""
    with closing(connect(path)) as db:
        count: int = db.execute("SELECT count(DISTINCT segid) FROM search_index_idx").fetchone()[0]
        return count


async def lived(path: Path, units: int) -> SqliteStore:
    """Return a store in which so many cases came in."""
    store = await SqliteStore.open(path)
    await store.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    for _ in range(units):
        await create(store)
    return store


async def test_merging_goes_on_until_one_part_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emptying, "EVERY", 1_000_000)
    path = tmp_path / "desk.db"
    store = await lived(path, 30)
    assert parts(path) > 3
    with closing(connect(path)) as db, closing(TurnLock(tmp_path / "turn", 0o600)) as lock:
        while merge_some(db, lock):
            pass
        assert not merge_some(db, lock)
    assert parts(path) == 1
    assert await SqliteMaintenance(store).check() == ()
    await store.close()


async def test_whoever_brings_the_log_over_merges_a_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emptying, "EVERY", 1_000_000)
    alone = tmp_path / "alone" / "desk.db"
    await (await lived(alone, 40)).close()
    monkeypatch.setattr(emptying, "EVERY", 1)
    tended = tmp_path / "tended" / "desk.db"
    store = await lived(tended, 40)
    await store.close()
    assert parts(tended) < parts(alone)
