"""The book of an attempt: what it is besides its desk's store, in a file of its own.

The room that is worked in writes it, trainers read it and write controls, whispers, tags and marks
into it at the same time, reports read it afterwards. Every call is one small transaction of SQLite,
well under a millisecond; it survives the end of the program, not that of the machine's power.
A book is used by one thread.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from agentdesk.data.errors import StoreError
from agentdesk.training.attempts.rows import (
    About,
    Asked,
    Bookmark,
    Branch,
    Control,
    Kept,
    Mark,
    Piece,
    Prediction,
    Presence,
    State,
    Tag,
    What,
    Whisper,
)
from agentdesk.training.play.inputs import Input, read_input, write_input

T = TypeVar("T")

VERSION = 1
"""The form of the book that this program writes."""
APPLICATION_ID = 0x61674274
"""``agBt``."""
LOOK_S = 0.25
"""How often a book is looked at for what others wrote."""
WAIT_MS = 5_000
"""How long to wait for another writer; each writes for less than a millisecond."""
ADD_PIECE = "INSERT INTO pieces (wall, at, speed, running, branch) VALUES (?, ?, ?, ?, ?)"

_json = msgspec.json.Encoder().encode
_about = msgspec.json.Decoder(About)
_presence = msgspec.json.Decoder(Presence)
_words = msgspec.json.Decoder(tuple[str, ...])


class Book:
    """One attempt's book, open."""

    def __init__(self, path: Path) -> None:
        """Open a book. Raises ``StoreError`` if there is none, or one of a newer program."""
        self.path = path
        try:
            self._db = _connect(f"{path.absolute().as_uri()}?mode=rw")
            self._check()
        except sqlite3.Error as error:
            raise StoreError(
                f"{path} cannot be read as the book of an attempt: {error}. Look whether the "
                "folder is whole, and whether you may write in it."
            ) from None
        self.about = _about.decode(self._one("SELECT body FROM about")[0])

    @classmethod
    def begin(cls, path: Path, about: About, piece: Piece) -> "Book":
        """Make the book of a new attempt, with its trunk. Raises ``FileExistsError``."""
        with path.open("xb"):
            pass
        path.chmod(0o660 if path.parent.stat().st_mode & 0o020 else 0o600)
        with closing(_connect(f"{path.absolute().as_uri()}?mode=rw")) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("BEGIN IMMEDIATE")
            script = (files("agentdesk.training.attempts") / "book.sql").read_text("utf-8")
            for statement in script.split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("INSERT INTO about VALUES (1, ?, 'working')", (_json(about),))
            db.execute("INSERT INTO branches VALUES (0, NULL, ?, 0, ?)", (piece.at, piece.wall))
            db.execute(ADD_PIECE, _values(piece, 0))
            db.execute("COMMIT")
        return cls(path)

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    async def changes(self) -> AsyncIterator[None]:
        """Yield whenever another process, or another book of this one, wrote into the file."""
        seen = self.stamp()
        while True:
            await asyncio.sleep(LOOK_S)
            stamp = self.stamp()
            if stamp != seen:
                seen = stamp
                yield

    def stamp(self) -> int:
        """Return a number that another's writing changes; it costs next to nothing."""
        return int(self._one("PRAGMA data_version")[0])

    # ---- what became of the attempt

    @property
    def state(self) -> State:
        """Whether it is worked on, finished or given up."""
        state: State = self._one("SELECT state FROM about")[0]
        return state

    def set_state(self, state: State) -> None:
        """Say what became of the attempt."""
        self._write("UPDATE about SET state = ?", state)

    # ---- branches and inputs

    def branches(self) -> tuple[Branch, ...]:
        """Return every line of the history, the trunk first."""
        return self._all(Branch, "SELECT id, parent, at, inputs, wall FROM branches ORDER BY id")

    def lineage(self, branch: int) -> tuple[Branch, ...]:
        """Return a branch and those it comes from, the trunk last. Raises ``KeyError``."""
        known = {one.id: one for one in self.branches()}
        found = [known[branch]]
        while (parent := found[-1].parent) is not None:
            found.append(known[parent])
        return tuple(found)

    def fork(self, parent: int | None, at: int, inputs: int, wall: int) -> Branch:
        """Begin a branch; ``None`` for one that begins with the shift."""
        add = "INSERT INTO branches (parent, at, inputs, wall) VALUES (?, ?, ?, ?)"
        return Branch(self._write(add, parent, at, inputs, wall), parent, at, inputs, wall)

    def line(self, branch: int) -> tuple[Input, ...]:
        """Return every input of a branch, those before its forks included, in order."""
        upto, parts = 1 << 60, []
        for one in self.lineage(branch):
            parts.append(
                self._rows(
                    "SELECT body FROM inputs WHERE branch = ? AND n <= ? ORDER BY n", one.id, upto
                )
            )
            upto = min(upto, one.inputs)
        return tuple(read_input(row[0]) for part in reversed(parts) for row in part)

    def write(self, branch: int, input: Input) -> None:
        """Write an input down before it is carried out. ``input.n`` counts a line's from 1."""
        add = "INSERT INTO inputs VALUES (?, ?, ?, ?)"
        self._write(add, branch, input.n, input.at, write_input(input))

    def write_all(self, branch: int, inputs: Sequence[Input]) -> None:
        """Write several inputs down at once, as :meth:`write` does one."""
        self._write("BEGIN IMMEDIATE")
        try:
            for given in inputs:
                self.write(branch, given)
            self._write("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def drop(self, branch: int, n: int) -> None:
        """Take back an input that was not carried out: refused, or never seen by the store."""
        self._write("DELETE FROM inputs WHERE branch = ? AND n = ?", branch, n)

    # ---- the clock

    def pieces(self) -> tuple[Piece, ...]:
        """Return how the shift's time went over the wall's, in order."""
        return self._all(Piece, "SELECT wall, at, speed, running FROM pieces ORDER BY id")

    @property
    def current(self) -> tuple[int, Piece]:
        """The branch that is worked on, and how its time went last."""
        get = "SELECT branch, wall, at, speed, running FROM pieces ORDER BY id DESC LIMIT 1"
        branch, wall, at, speed, running = self._one(get)
        return branch, Piece(wall, at, speed, bool(running))

    def add_piece(self, piece: Piece, branch: int) -> None:
        """Write down that the clock goes otherwise from now on."""
        self._write(ADD_PIECE, *_values(piece, branch))

    # ---- places in the history

    def snapshots(self) -> tuple[Kept, ...]:
        """Return every snapshot, the oldest of each branch first."""
        get = "SELECT branch, seq, at, inputs, file FROM snapshots ORDER BY branch, at"
        return self._all(Kept, get)

    def keep(self, kept: Kept) -> None:
        """Write down that there is a snapshot."""
        add = "INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?)"
        self._write(add, *msgspec.structs.astuple(kept))

    def bookmarks(self) -> tuple[Bookmark, ...]:
        """Return every bookmark, in the order of the shift's time."""
        return self._all(Bookmark, "SELECT id, branch, at, name FROM bookmarks ORDER BY at, id")

    def bookmark(self, branch: int, at: int, name: str) -> Bookmark:
        """Keep a place to come back to."""
        add = "INSERT INTO bookmarks (branch, at, name) VALUES (?, ?, ?)"
        return Bookmark(self._write(add, branch, at, name), branch, at, name)

    # ---- what trainers write

    def whispers(self) -> tuple[Whisper, ...]:
        """Return every whisper, in order."""
        return self._all(Whisper, "SELECT id, at, text, by, seen_at FROM whispers ORDER BY id")

    def whisper(self, text: str, by: str) -> Whisper:
        """Give whoever works a hint; it is stamped with where the shift's time is."""
        at = self._now()
        add = "INSERT INTO whispers (at, text, by) VALUES (?, ?, ?)"
        return Whisper(self._write(add, at, text, by), at, text, by)

    def seen(self, whisper: int, wall: int) -> None:
        """Say that a whisper was shown."""
        self._write("UPDATE whispers SET seen_at = ? WHERE id = ?", wall, whisper)

    def tags(self) -> tuple[Tag, ...]:
        """Return what trainers said of texts, in order."""
        rows = self._rows("SELECT id, at, message_id, words, by, input FROM tags ORDER BY id")
        return tuple(Tag(i, at, m, _words.decode(w), by, n) for i, at, m, w, by, n in rows)

    def tag(self, message_id: int, words: Sequence[str], by: str) -> Tag:
        """Say what a text of the trainee's does; an open room lets the customers feel it."""
        at, said = self._now(), tuple(words)
        add = "INSERT INTO tags (at, message_id, words, by) VALUES (?, ?, ?, ?)"
        return Tag(self._write(add, at, message_id, _json(said), by), at, message_id, said, by)

    def felt(self, tag: int, n: int) -> None:
        """Say which input a tag became."""
        self._write("UPDATE tags SET input = ? WHERE id = ?", n, tag)

    def marks(self) -> tuple[Mark, ...]:
        """Return what trainers gave for the rubric's human items."""
        return self._all(Mark, "SELECT item, share, by, wall FROM marks ORDER BY item")

    def mark(self, mark: Mark) -> None:
        """Give a share of a human item; a later one takes the earlier one's place."""
        put = "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)"
        self._write(put, *msgspec.structs.astuple(mark))

    def controls(self, *, pending: bool = False) -> tuple[Control, ...]:
        """Return what trainers wanted of the room, or what of it is not done yet."""
        get = "SELECT id, what, detail, by, wall, done_at, answer FROM controls"
        return self._all(Control, f"{get}{' WHERE done_at IS NULL' * pending} ORDER BY id")

    def control(self, what: What, by: str, wall: int, detail: str = "") -> Control:
        """Want something of the room; it does so within a quarter of a second, while open."""
        add = "INSERT INTO controls (what, detail, by, wall) VALUES (?, ?, ?, ?)"
        return Control(self._write(add, what, detail, by, wall), what, detail, by, wall)

    def controlled(self, control: int, wall: int, answer: str = "") -> None:
        """Say that a control was taken; ``answer`` says why it was not done."""
        put = "UPDATE controls SET done_at = ?, answer = ? WHERE id = ?"
        self._write(put, wall, answer, control)

    # ---- what the room writes

    def predictions(self) -> tuple[Prediction, ...]:
        """Return what was said to come next, in order."""
        get = "SELECT branch, n, at, said, said_case, did, did_case, agreed FROM predictions"
        return self._all(Prediction, f"{get} ORDER BY branch, n")

    def predict(self, said: Prediction) -> None:
        """Keep what was said to come next."""
        put = "INSERT OR REPLACE INTO predictions VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        self._write(put, *msgspec.structs.astuple(said))

    def asked(self) -> tuple[Asked, ...]:
        """Return the hints that were asked for, in order."""
        rows = self._rows("SELECT branch, at, words FROM asked ORDER BY id")
        return tuple(Asked(branch, at, _words.decode(words)) for branch, at, words in rows)

    def ask(self, asked: Asked) -> None:
        """Count a hint that was asked for."""
        add = "INSERT INTO asked (branch, at, words) VALUES (?, ?, ?)"
        self._write(add, asked.branch, asked.at, _json(asked.words))

    @property
    def presence(self) -> Presence | None:
        """What the room last said of itself; ``None`` before it was open."""
        row = self._one("SELECT body FROM presence")
        return _presence.decode(row[0]) if row else None

    def be_here(self, presence: Presence) -> None:
        """Say where the room is."""
        self._write("INSERT OR REPLACE INTO presence VALUES (1, ?)", _json(presence))

    # ---- reading and writing

    def _now(self) -> int:
        presence = self.presence
        return presence.at if presence is not None else self.pieces()[-1].at

    def _check(self) -> None:
        (id,) = self._db.execute("PRAGMA application_id").fetchone()
        if id != APPLICATION_ID:
            raise StoreError(f"{self.path} is not the book of an attempt. Check the folder.")
        if self._one("PRAGMA user_version")[0] > VERSION:
            raise StoreError(
                f"A newer agentdesk wrote the attempt in {self.path.parent}. Update agentdesk on "
                "this machine to open it."
            )

    def _one(self, get: str, *values: Any) -> Any:
        return next(iter(self._rows(get, *values)), None)

    def _all(self, kind: type[T], get: str) -> tuple[T, ...]:
        # SQLite knows no truth values: what a row says is converted by its fields.
        rows = map(_named(kind), self._rows(get))
        return tuple(msgspec.convert(row, kind, strict=False) for row in rows)

    def _rows(self, get: str, *values: Any) -> list[Any]:
        try:
            return self._db.execute(get, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"The book of the attempt in {self.path.parent} cannot be read: {error}. Look "
                "whether the folder is still there."
            ) from error

    def _write(self, put: str, *values: Any) -> int:
        try:
            return self._db.execute(put, values).lastrowid or 0
        except sqlite3.Error as error:
            raise StoreError(_unwritten(error, self.path.parent)) from error


def _unwritten(error: sqlite3.Error, folder: Path) -> str:
    if getattr(error, "sqlite_errorname", "").startswith("SQLITE_READONLY"):
        return (
            f"You may read this attempt and not write into it. Ask whoever owns {folder} to let "
            "you write there."
        )
    return (
        f"This attempt cannot be written down: {error}. Make room on the disk, or wait a moment. "
        f"It lies in {folder}."
    )


def _named(kind: type) -> Any:
    fields = kind.__struct_fields__  # type: ignore[attr-defined]  # every row is a Struct
    return lambda row: dict(zip(fields, row, strict=True))


def _values(piece: Piece, branch: int) -> tuple[Any, ...]:
    return (*msgspec.structs.astuple(piece), branch)


def _connect(uri: str) -> sqlite3.Connection:
    db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT_MS / 1000)
    db.execute("PRAGMA synchronous = NORMAL")
    return db
