"""What is no store, or a store no more: one sentence, nothing hangs, nothing is written over."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from agentdesk.data.sqlite.schema import VERSION
from tests.cli.conftest import Runner, write_mail


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(5_000)


def _text(path: Path) -> None:
    path.write_text("Dear diary")


def _first_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xa5" * 3_000)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _round(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _version(number: int) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA user_version = {number}")

    return change


@pytest.fixture
def path(open_desk: Runner, store: str, tmp_path: Path) -> Path:
    """A store with a case in it, alone in a folder of its own."""
    assert open_desk("import", "mail", write_mail(tmp_path / "in", "a")).code == 0
    folder = tmp_path / "bad"
    folder.mkdir()
    return Path(shutil.copy(store, folder / "desk.db"))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_empty, "is an empty file and holds no store. Restore the newest backup"),
        (_cut, "is damaged. Restore the newest backup."),
        (_first_page, "is damaged. Restore the newest backup."),
        (_text, "is not an agentdesk store. Check the path."),
        (_pipe, "is not a file. Check the path."),
        (_folder, "is a folder, not an agentdesk store."),
        (_round, "There is no store at"),
    ],
)
def test_every_command_says_the_same_of_what_is_no_store(
    open_desk: Runner, path: Path, harm: Callable[[Path], None], said: str
) -> None:
    harm(path)
    for line in (("queue", "list"), ("case", "note", "1", "x"), ("store", "check"), ("tick",)):
        ran = open_desk(*line, "--store", path, "--json")
        assert (ran.code, ran.one["ok"]) == (3, False), line
        assert said in ran.one["error"]
        assert ran.err.count("\n") == 1
    if harm is _empty:
        assert path.read_bytes() == b""


@pytest.mark.parametrize(
    ("version", "said"), [(VERSION + 1, "newer agentdesk"), (0, "store migrate")]
)
def test_a_store_of_another_program_is_read_and_not_written(
    open_desk: Runner, path: Path, version: int, said: str
) -> None:
    _version(version)(path)
    assert open_desk("queue", "list", "--store", path).code == 0
    before = path.read_bytes()
    ran = open_desk("case", "note", "1", "x", "--store", path, "--json")
    assert (ran.code, said in ran.one["error"]) == (3, True)
    assert path.read_bytes() == before


def test_a_damaged_file_of_drafts_is_put_aside_once_and_told(open_desk: Runner, path: Path) -> None:
    live = path.with_name("desk-live.db")
    live.write_bytes(os.urandom(20_000))
    harmed = live.read_bytes()
    first = open_desk("case", "note", "1", "x", "--store", path, "--json")
    assert first.code == 3
    assert "where unsent drafts are kept, was damaged" in first.one["error"]
    assert live.with_name("desk-live.db.damaged-1").read_bytes() == harmed
    assert open_desk("case", "take", "1", "--store", path).code == 0
    assert open_desk("case", "draft", "1", "words", "--store", path).code == 0


def test_something_in_the_place_of_a_side_file_is_named(open_desk: Runner, path: Path) -> None:
    for name in ("desk-live.db", "desk-lock"):
        side = path.with_name(name)
        side.unlink(missing_ok=True)
        side.mkdir()
        ran = open_desk("case", "note", "1", "x", "--store", path, "--json")
        assert ran.code == 3
        assert str(side) in ran.one["error"]
        side.rmdir()


def test_a_target_that_no_case_could_be_given_is_found_in_the_set_up(
    desk: Runner, setup_file: Path
) -> None:
    text = setup_file.read_text(encoding="utf-8")
    for target, said in (
        ("0", "more than nothing"),
        ("99999999999d", "at most ten years"),
        ("3000d", "open too little"),
    ):
        changed = text.replace("fr: 30m, nr: 1h, res: 4h", f"fr: {target}")
        assert changed != text
        setup_file.write_text(changed, encoding="utf-8")
        ran = desk("setup", "check", setup_file, "--json")
        assert ran.code == 2
        assert said in ran.one["error"]
