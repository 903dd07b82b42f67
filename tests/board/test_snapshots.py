"""Snapshots: found again, bounded, private, and never an error whatever is on the disk."""

import os
import sqlite3
import stat
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from agentdesk.board.snapshots import Snapshots
from agentdesk.data.board import Mark


def _mark(seq: int) -> Mark:
    return Mark(seq, seq * 10, f"hash{seq}")


def _file(folder: Path) -> Path:
    (found,) = folder.glob("*.sqlite3")
    return found


def test_what_was_kept_is_there_the_next_time(tmp_path: Path) -> None:
    first = Snapshots(tmp_path, "/desk.db", 1)
    assert first.on_disk
    assert first.keep(_mark(100), b"a" * 5_000)
    assert first.keep(_mark(300), b"c")
    assert first.keep(_mark(200), b"b")
    first.close()
    again = Snapshots(tmp_path, "/desk.db", 1)
    assert [mark.seq for mark in again.marks()] == [300, 200, 100]
    assert again.marks(until=299)[0] == _mark(200)
    assert again.load(_mark(100)) == b"a" * 5_000
    assert again.size < 200
    again.close()
    other = Snapshots(tmp_path, "/other.db", 1)
    assert other.marks() == ()
    other.close()


def test_another_version_takes_nothing_of_the_old_one(tmp_path: Path) -> None:
    old = Snapshots(tmp_path, "/desk.db", 1)
    old.keep(_mark(1), b"old")
    old.close()
    new = Snapshots(tmp_path, "/desk.db", 2)
    assert new.marks() == ()
    assert new.load(_mark(1)) is None
    new.close()


def test_nobody_else_may_read_it_and_its_name_tells_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    snapshots = Snapshots(folder, "postgresql://sven:secret@host/desk", 1)
    snapshots.keep(_mark(1), b"x")
    assert stat.S_IMODE(_file(folder).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "secret" not in _file(folder).name
    assert b"secret" not in _file(folder).read_bytes()
    snapshots.close()


def test_a_snapshot_of_another_log_is_not_given_out(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, "/desk.db", 1)
    snapshots.keep(_mark(1), b"x")
    assert snapshots.load(Mark(1, 10, "another")) is None
    assert snapshots.marks() == ()
    snapshots.close()


def _damage_bytes(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def _damage_text(path: Path) -> None:
    path.write_text("no database at all\n" * 200)


def _damage_half(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:2048] + os.urandom(max(0, len(data) - 2048)))


def _damage_foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE mine (x)")


def _damage_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "damage", [_damage_bytes, _damage_text, _damage_half, _damage_foreign, _damage_folder]
)
def test_a_damaged_or_foreign_cache_is_made_anew(tmp_path: Path, damage: object) -> None:
    snapshots = Snapshots(tmp_path, "/desk.db", 1)
    snapshots.keep(_mark(1), os.urandom(20_000))
    snapshots.close()
    assert callable(damage)
    damage(_file(tmp_path))
    again = Snapshots(tmp_path, "/desk.db", 1)
    for mark in again.marks():
        assert again.load(mark) is None
    # It may take one that fails to find the damage out; then it works again.
    again.keep(_mark(2), b"y" * 9_000)
    again.keep(_mark(3), b"z")
    assert again.load(_mark(3)) == b"z"
    again.close()


def test_damage_while_it_is_open_costs_only_what_was_kept(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, "/desk.db", 1)
    snapshots.keep(_mark(1), os.urandom(50_000))
    with closing(sqlite3.connect(_file(tmp_path))) as db, db:
        db.execute("UPDATE snapshots SET data = x'00112233'")
    assert snapshots.load(_mark(1)) is None
    assert snapshots.marks() == ()
    with closing(sqlite3.connect(_file(tmp_path))) as db, db:
        db.execute("DROP TABLE snapshots")
    assert not snapshots.keep(_mark(2), b"x")
    assert snapshots.load(_mark(2)) is None
    snapshots.close()


def test_without_a_folder_that_can_be_written_it_lives_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (None, tmp_path / "file" / "below"):
        snapshots = Snapshots(folder, "/desk.db", 1)
        assert not snapshots.on_disk
        assert snapshots.keep(_mark(7), b"seven")
        assert snapshots.load(_mark(7)) == b"seven"
        snapshots.close()


def test_a_cache_that_somebody_else_holds_is_left_alone(tmp_path: Path) -> None:
    Snapshots(tmp_path, "/desk.db", 1).close()
    with closing(sqlite3.connect(_file(tmp_path))) as db:
        db.execute("BEGIN EXCLUSIVE")
        snapshots = Snapshots(tmp_path, "/desk.db", 1)
        assert snapshots.keep(_mark(1), b"x")
        assert not snapshots.on_disk
        snapshots.close()
    assert _file(tmp_path).exists()


def test_it_stays_within_its_size_and_keeps_the_whole_span(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, "/desk.db", 1, limit=100_000)
    for seq in range(1_000, 61_000, 1_000):
        if snapshots.wants(seq, 1_000):
            snapshots.keep(_mark(seq), os.urandom(9_000))
    seqs = [mark.seq for mark in snapshots.marks()]
    assert snapshots.size <= 100_000
    assert len(seqs) >= 8
    assert seqs[0] >= 54_000
    assert seqs[-1] <= 10_000
    assert max(a - b for a, b in pairwise(seqs)) <= 16_000
    assert not snapshots.keep(_mark(70_000), os.urandom(200_000))
    snapshots.close()


def test_only_what_fills_a_gap_is_wanted(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, "/desk.db", 1)
    assert not snapshots.wants(900, 1_000)
    assert snapshots.wants(1_000, 1_000)
    snapshots.keep(_mark(1_000), b"x")
    snapshots.keep(_mark(5_000), b"x")
    assert not snapshots.wants(1_500, 1_000)
    assert snapshots.wants(3_000, 1_000)
    assert not snapshots.wants(4_900, 1_000)
    assert not snapshots.wants(5_000, 1_000)
    assert snapshots.wants(6_000, 1_000)
    snapshots.close()


def test_caches_of_stores_that_nobody_watches_go(tmp_path: Path) -> None:
    Snapshots(tmp_path, "/old.db", 1).close()
    old = _file(tmp_path)
    long_ago = time.time() - 70 * 86_400
    os.utime(old, (long_ago, long_ago))
    Snapshots(tmp_path, "/new.db", 1).close()
    assert not old.exists()
    assert _file(tmp_path).exists()
