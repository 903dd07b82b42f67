"""The supervisor's own cache of folded logs, so that no moment is far from one that is known.

One SQLite file a store, in the platform's cache folder, readable by nobody else. A snapshot counts
only for the log whose entry ``seq`` has its hash, and for the version that wrote it. What several
share lies beside them in pieces, each once, named by what it holds. All of it can be made again
from the log: whatever is damaged, foreign or cannot be written is left out and never an error.
Blocking; safe to use from several threads.
"""

import hashlib
import os
import sqlite3
import threading
import time
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from agentdesk.data.board import Mark
from agentdesk.ownfiles import keep

LIMIT = 384_000_000
"""Bytes that the snapshots of one store take on disk."""
MEMORY_LIMIT = 96_000_000
"""The same in memory, where there is no folder to write to."""
_FORMAT = 2
_APPLICATION = 0x41445342
_FORGOTTEN = 60 * 86_400
"""Seconds after which the cache of a store that nobody watches is thrown away."""
_SCHEMA = """
CREATE TABLE snapshots (
    seq INTEGER PRIMARY KEY,
    recorded_at INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    size INTEGER NOT NULL,
    needs BLOB NOT NULL,
    data BLOB NOT NULL
) STRICT;
CREATE TABLE pieces (id BLOB PRIMARY KEY, data BLOB NOT NULL) STRICT;
"""
_ID = 16
"""Bytes of the id of a piece."""


def cache_folder() -> Path:
    """Return where boards keep their snapshots, whether or not it exists."""
    import platformdirs

    return platformdirs.user_cache_path("agentdesk", appauthor=False) / "board"


class Snapshots:
    """The snapshots of one store; without a folder, or one that takes nothing, in memory."""

    def __init__(self, folder: Path | None, url: str, version: int, limit: int = LIMIT) -> None:
        self._version = version
        self._lock = threading.Lock()
        self._closed = False
        self._path = None if folder is None else folder / _name(url)
        self._limit = limit
        self._db = self._open()
        self._marks: list[Mark] = []
        self._sizes: dict[int, int] = {}
        self._shared = 0
        """Bytes that the pieces take."""
        self._read_marks()

    @property
    def on_disk(self) -> bool:
        """Whether they will be there the next time."""
        return self._path is not None

    @property
    def size(self) -> int:
        """How many bytes they take."""
        return sum(self._sizes.values()) + self._shared

    def marks(self, until: int | None = None) -> tuple[Mark, ...]:
        """Return what there is up to an entry (inclusive), the newest first."""
        with self._lock:
            return tuple(
                mark for mark in reversed(self._marks) if until is None or mark.seq <= until
            )

    def wants(self, seq: int, step: int) -> bool:
        """Say whether a snapshot at an entry is worth keeping, if ``step`` entries may lie between.

        Where there is no room for another, only one that fills a wider gap than others do.
        """
        with self._lock:
            seqs = [mark.seq for mark in self._marks]
            at = bisect_right(seqs, seq)
            before = seqs[at - 1] if at else 0
            after = seqs[at] if at < len(seqs) else None
            if seq - before < step or (after is not None and after - seq < step // 2):
                return False
            if not seqs or self.size + self.size // len(seqs) <= self._limit:
                return True
            gap = 2 * (seq - before) if after is None else after - before
            return gap > min(_gaps(seqs).values(), default=0)

    def look_again(self) -> None:
        """Take in what other boards have kept of the same store meanwhile."""
        with suppress(sqlite3.Error), self._lock:
            rows = self._db.execute(
                "SELECT seq, recorded_at, hash, size FROM snapshots WHERE version = ?",
                (self._version,),
            ).fetchall()
            for seq, at, hash, size in rows:
                if seq not in self._sizes:
                    self._put(Mark(seq, at, hash), size)

    def load(self, mark: Mark) -> bytes | None:
        """Return what was kept at a place; ``None``, and it is forgotten, if it is damaged."""
        try:
            with self._lock:
                row = self._db.execute(
                    "SELECT hash, data FROM snapshots WHERE seq = ? AND version = ?",
                    (mark.seq, self._version),
                ).fetchone()
            if row is not None and row[0] == mark.hash:
                return zlib.decompress(row[1])
        except (sqlite3.Error, zlib.error, TypeError):
            pass
        self.forget(mark.seq)
        return None

    def pieces(self, ids: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the pieces of these ids that there are."""
        found = {}
        with suppress(sqlite3.Error), self._lock:
            for id in ids:
                row = self._db.execute("SELECT data FROM pieces WHERE id = ?", (id,)).fetchone()
                if row is not None:
                    found[id] = row[0]
        return found

    def keep(self, mark: Mark, data: bytes, pieces: Mapping[bytes, bytes] = {}) -> bool:
        """Keep what a log adds up to at a place, with the pieces that it needs.

        ``False`` if that could not be done.
        """
        packed = zlib.compress(data, 1)
        if len(packed) > self._limit:
            return False
        needs = b"".join(pieces)
        place = (mark.seq, mark.recorded_at, mark.hash, self._version)
        try:
            with self._lock, self._db:
                self._db.execute(
                    "INSERT OR REPLACE INTO snapshots VALUES (?,?,?,?,?,?,?)",
                    (*place, len(packed), needs, packed),
                )
                self._put(mark, len(packed))
                self._put_pieces(pieces)
                surplus = self._surplus(mark.seq)
                for seq in surplus:
                    self._db.execute("DELETE FROM snapshots WHERE seq = ?", (seq,))
                    self._take(seq)
                if surplus:
                    self._drop_pieces()
        except sqlite3.DatabaseError as error:
            damaged = not isinstance(error, sqlite3.OperationalError)
            # What is still on its way when it is closed is no damage.
            if damaged and not self._closed:
                self._start_again()
            else:
                with self._lock:
                    self._take(mark.seq)
            return False
        return True

    def forget(self, seq: int) -> None:
        """Leave out a snapshot that belongs to another log, or cannot be read."""
        with self._lock, suppress(sqlite3.Error):
            self._take(seq)
            with self._db:
                self._db.execute("DELETE FROM snapshots WHERE seq = ?", (seq,))

    def close(self) -> None:
        """Give the file back."""
        with self._lock, suppress(sqlite3.Error):
            self._closed = True
            self._db.close()

    # ---- what is in it

    def _put(self, mark: Mark, size: int) -> None:
        self._take(mark.seq)
        self._marks.insert(bisect_left([old.seq for old in self._marks], mark.seq), mark)
        self._sizes[mark.seq] = size

    def _take(self, seq: int) -> None:
        if self._sizes.pop(seq, None) is not None:
            self._marks = [mark for mark in self._marks if mark.seq != seq]

    def _put_pieces(self, pieces: Mapping[bytes, bytes]) -> None:
        for id, data in pieces.items():
            new = self._db.execute("INSERT OR IGNORE INTO pieces VALUES (?,?)", (id, data))
            if new.rowcount > 0:
                self._shared += len(data)

    def _drop_pieces(self) -> None:
        """Throw away the pieces that no snapshot needs, whoever wrote it."""
        rows = self._db.execute("SELECT needs FROM snapshots").fetchall()
        needed = {row[0][n : n + _ID] for row in rows for n in range(0, len(row[0]), _ID)}
        there = {row[0] for row in self._db.execute("SELECT id FROM pieces")}
        surplus = [(id,) for id in there - needed]
        self._db.executemany("DELETE FROM pieces WHERE id = ?", surplus)
        sizes = self._db.execute("SELECT coalesce(sum(length(data)), 0) FROM pieces")
        self._shared = int(sizes.fetchone()[0])

    def _surplus(self, newest: int) -> list[int]:
        """Return what must go so that the rest fits: those that leave the smallest gaps."""
        seqs, size, gone = [mark.seq for mark in self._marks], self.size, []
        while size > self._limit and len(seqs) > 1:
            gaps = _gaps(seqs)
            seq = min(gaps, key=lambda seq: (gaps[seq], seq)) if gaps else seqs[0]
            seqs.remove(seq)
            gone.append(seq)
            size -= self._sizes[seq]
        return gone

    def _read_marks(self) -> None:
        try:
            with self._lock, self._db:
                self._db.execute("DELETE FROM snapshots WHERE version <> ?", (self._version,))
                self._drop_pieces()
                rows = self._db.execute(
                    "SELECT seq, recorded_at, hash, size FROM snapshots ORDER BY seq"
                ).fetchall()
        except sqlite3.Error:
            self._start_again()
            return
        self._marks = [Mark(seq, at, hash) for seq, at, hash, _ in rows]
        self._sizes = {seq: size for seq, _, _, size in rows}

    # ---- the file

    def _open(self) -> sqlite3.Connection:
        if self._path is not None:
            with suppress(OSError):
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _tidy(self._path)
            for _ in range(2):
                try:
                    return _connect(self._path)
                except sqlite3.OperationalError:
                    # Nothing can be opened or written there, or somebody else holds it.
                    break
                except (sqlite3.Error, _Foreign):
                    with suppress(OSError):
                        self._path.unlink()
                except OSError:
                    break
        return self._in_memory()

    def _in_memory(self) -> sqlite3.Connection:
        self._path, self._limit = None, min(self._limit, MEMORY_LIMIT)
        db = sqlite3.connect(":memory:", check_same_thread=False)
        db.executescript(_SCHEMA)
        return db

    def _start_again(self) -> None:
        """Throw a damaged file away and begin another."""
        with self._lock:
            with suppress(sqlite3.Error):
                self._db.close()
            if self._path is not None:
                with suppress(OSError):
                    self._path.unlink()
            self._marks, self._sizes, self._shared = [], {}, 0
            self._db = self._open()


class _Foreign(Exception):
    """The file at our place is not ours."""


def _connect(path: Path) -> sqlite3.Connection:
    """Open the file, or make it. Raises ``_Foreign``, ``sqlite3.Error`` or ``OSError``."""
    # Nobody else reads it: what is in it tells how a desk is doing.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    db = sqlite3.connect(path, timeout=0.2, check_same_thread=False)
    try:
        keep(path)
        # A crash costs the cache, which can be made again, and never a wait for the disk.
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA journal_mode = TRUNCATE").fetchall()
        found = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in _STAMPS]
        if found == [0, 0] and not db.execute("SELECT 1 FROM sqlite_master").fetchone():
            with db:
                for statement in _SCHEMA.split(";"):
                    db.execute(statement)
                for name, value in zip(_STAMPS, (_APPLICATION, _FORMAT), strict=True):
                    db.execute(f"PRAGMA {name} = {value}")
        elif found != [_APPLICATION, _FORMAT]:
            raise _Foreign
        # A file that can be read and not written would take every snapshot in vain.
        with db:
            db.execute("DELETE FROM snapshots WHERE seq < 0")
    except BaseException:
        db.close()
        raise
    return db


_STAMPS = ("application_id", "user_version")


def _name(url: str) -> str:
    """Return the file's name for a store: it tells neither a path nor a password."""
    return hashlib.sha256(url.encode()).hexdigest()[:32] + ".sqlite3"


def _gaps(seqs: list[int]) -> dict[int, int]:
    """Return how wide a gap each one would leave; the newest is never taken."""
    return {seqs[i]: seqs[i + 1] - (seqs[i - 1] if i else 0) for i in range(len(seqs) - 1)}


def _tidy(ours: Path) -> None:
    """Throw away the caches of stores that nobody has watched for long."""
    with suppress(OSError):
        ours.touch(0o600)
    for path in ours.parent.glob("*.sqlite3"):
        with suppress(OSError):
            if path != ours and time.time() - path.stat().st_mtime > _FORGOTTEN:
                path.unlink()
