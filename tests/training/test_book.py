"""The book of an attempt, and the folder it lies in."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.errors import Refused, StoreError
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.clock import STILL_MS, RoomClock
from agentdesk.training.attempts.place import Rooms, WorkLock, scenario_of
from agentdesk.training.attempts.rows import Mark, Piece, Prediction
from agentdesk.training.play.inputs import Did, SetOff
from tests.training.small import small


def begun(place: Path) -> Path:
    return Rooms(place).create(small(), "practise", "Lena", wall=ManualClock(7))


def test_attempts_are_numbered_and_never_written_over(tmp_path: Path) -> None:
    rooms = Rooms(tmp_path / "class")
    assert rooms.list() == ()
    folders = [rooms.create(small(), "exam", "Lena") for _ in range(11)]
    assert [folder.name for folder in rooms.list()] == [f"small-{n}" for n in range(1, 12)]
    assert rooms.find("small-2") == folders[1]
    assert scenario_of(folders[1]) == small()
    with pytest.raises(Refused, match=r"no attempt “small-12”.*small-11"):
        rooms.find("small-12")
    assert (tmp_path / "class").stat().st_mode & 0o077 == 0


def test_nothing_is_left_of_an_attempt_for_which_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(Book, "begin", full)
        with pytest.raises(StoreError, match="or make room in this one"):
            begun(tmp_path / "class")
    assert list((tmp_path / "class").iterdir()) == []
    assert begun(tmp_path / "class").name == "small-1"


def test_a_folder_that_cannot_be_worked_in_is_told_in_a_sentence(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    (folder / "work-lock").mkdir()
    with pytest.raises(StoreError, match="Nobody can work in"):
        WorkLock(folder)


def test_a_book_that_is_gone_or_damaged_is_told_in_a_sentence(tmp_path: Path) -> None:
    book = Book(begun(tmp_path) / "book.db")
    with sqlite3.connect(book.path) as db:
        db.execute("DROP TABLE whispers")
        db.execute("DROP TABLE presence")
    with pytest.raises(StoreError, match="cannot be read"):
        book.whispers()
    with pytest.raises(StoreError, match="cannot be read"):
        _ = book.presence
    book.close()


def test_who_may_only_read_an_attempt_is_told_whom_to_ask(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    with closing(Book(folder / "book.db")) as book:
        book._db.execute("PRAGMA query_only = 1")
        with pytest.raises(StoreError, match=f"Ask whoever owns {folder} to let you write"):
            book.mark(Mark("words", 1.0, "ines", 7))


def test_what_a_newer_program_wrote_is_told_in_a_sentence(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    path = folder / "scenario.json"
    path.write_bytes(b'{"format":9,"new":1,' + path.read_bytes()[1:])
    with pytest.raises(StoreError, match="A newer agentdesk wrote"):
        scenario_of(folder)
    path.write_bytes(b"{")
    with pytest.raises(StoreError, match="Begin a new attempt"):
        scenario_of(folder)
    db = sqlite3.connect(folder / "book.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="A newer agentdesk wrote the attempt"):
        Book(folder / "book.db")
    (folder / "book.db").write_bytes(b"no book")
    with pytest.raises(StoreError, match="cannot be read"):
        Book(folder / "book.db")


def test_a_branch_has_its_parents_inputs_up_to_where_it_left(tmp_path: Path) -> None:
    book = Book(begun(tmp_path) / "book.db")
    one, two, three = Did(1, 5, "take", b"{}"), SetOff(2, 6, "flood"), Did(3, 9, "note", b"{}")
    book.write_all(0, (one, two, three))
    first = book.fork(0, 6, 2, 7)
    other = Did(3, 8, "reply", b"{}")
    book.write(first.id, other)
    second = book.fork(first.id, 6, 1, 7)
    assert book.line(0) == (one, two, three)
    assert book.line(first.id) == (one, two, other)
    assert book.line(second.id) == (one,)
    assert [branch.id for branch in book.lineage(second.id)] == [2, 1, 0]
    book.drop(0, 3)
    assert book.line(0) == (one, two)
    book.close()


async def test_a_trainer_writes_while_somebody_works(tmp_path: Path) -> None:
    path = begun(tmp_path) / "book.db"
    room, trainer = Book(path), Book(path)
    changes = room.changes()
    heard = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0)
    whisper = trainer.whisper("Breathe.", "ute")
    async with asyncio.timeout(20):
        await heard
    control = trainer.control("inject", "ute", 8, "flood")
    tag = trainer.tag(4, ("own", "asked:order"), "ute")
    trainer.mark(Mark("tone", 0.5, "ute", 8))
    trainer.mark(Mark("tone", 1.0, "ute", 9))
    assert room.whispers() == (whisper,)
    assert room.controls(pending=True) == (control,)
    assert room.tags() == (tag,)
    assert room.marks() == (Mark("tone", 1.0, "ute", 9),)
    room.seen(whisper.id, 11)
    room.controlled(control.id, 12, "No.")
    assert trainer.whispers()[0].seen_at == 11
    assert (trainer.controls()[0].done_at, trainer.controls()[0].answer) == (12, "No.")
    assert trainer.controls(pending=True) == ()
    said = Prediction(0, 3, 5, "take", None, "reply", 7, "other")
    room.predict(said)
    assert trainer.predictions() == (said,)
    room.close()
    trainer.close()


def test_the_clock_of_a_room() -> None:
    wall = ManualClock(1_000)
    clock = RoomClock(wall, Piece(1_000, 50_000, 1.0, running=False), 5_000_000)
    wall.advance(500)
    assert (clock.now(), clock.running, clock.wait_ms(60_000)) == (50_000, False, None)
    clock.go_on()
    wall.advance(500)
    assert clock.now() == 50_500
    clock.set_speed(64)
    wall.advance(1_000)
    assert clock.now() == 114_500
    assert clock.wait_ms(114_500 + 64 * 10) == 10
    clock.set_speed(0.25)
    wall.advance(1_000)
    assert clock.now() == 114_750
    with clock.held(114_800):
        wall.advance(100)
        assert clock.now() == 114_800
    assert clock.now() == 114_800
    wall.at -= 900
    assert clock.now() == 114_800
    clock.set(60_000)
    assert (clock.now(), clock.running) == (60_000, False)


def test_the_clock_stands_where_the_program_did_but_in_an_exam() -> None:
    for stands, passed in ((True, 0), (False, STILL_MS + 1)):
        wall = ManualClock(0)
        clock = RoomClock(wall, Piece(0, 0, 1.0, running=True), 10_000_000, stands=stands)
        wall.advance(STILL_MS + 1)
        assert clock.now() == passed
    clock.end = 130_000
    wall.advance(99_999)
    assert (clock.now(), clock.running) == (130_000, False)


def test_who_shares_the_folder_of_a_class_may_write_into_its_attempts(tmp_path: Path) -> None:
    shared = tmp_path / "class"
    shared.mkdir()
    shared.chmod(0o2770)
    before = os.umask(0o022)
    try:
        folder = begun(shared)
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o7777 == 0o2770
    assert (folder / "book.db").stat().st_mode & 0o777 == 0o660
