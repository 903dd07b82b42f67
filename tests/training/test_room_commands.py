"""``agentdesk train attempts``, ``hash`` and ``replay``."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Runner
from tests.training.attempt_bed import Bed, shift


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one attempt, which was worked for three quarters of an hour."""
    folder = tmp_path_factory.mktemp("class")

    async def work() -> None:
        bed = Bed(folder)
        async with bed.room() as room:
            await shift(bed, room)

    asyncio.run(work())
    return folder


def test_attempts_are_listed(desk: Runner, place: Path, tmp_path: Path) -> None:
    line = desk("train", "attempts", "--room", place, "--json").one
    told = {name: line[name] for name in ("attempt", "mode", "trainee", "state", "inputs")}
    assert told == {
        "attempt": "small-1",
        "mode": "practise",
        "trainee": "Lena",
        "state": "working",
        "inputs": 6,
    }
    assert "small-1" in desk("train", "attempts", "--room", place).out
    assert desk("train", "attempts").code == 4
    # It is found by its folder's name: a copy that was put back may have another one.
    copies = tmp_path / "copies"
    shutil.copytree(place / "small-1", copies / "small-7")
    assert desk("train", "attempts", "--room", copies, "--json").one["attempt"] == "small-7"


def test_one_that_cannot_be_read_hides_no_other(desk: Runner, place: Path, tmp_path: Path) -> None:
    damaged = place / "small-9"
    damaged.mkdir()
    (damaged / "book.db").write_bytes(b"no book")
    try:
        ran = desk("train", "attempts", "--room", place, "--json")
    finally:
        (damaged / "book.db").unlink()
    assert (ran.code, ran.one["attempt"], "small-9" in ran.err) == (3, "small-1", True)


def test_the_hash_is_proved_by_doing_it_again(desk: Runner, place: Path) -> None:
    first = desk("train", "hash", "small-1", "--room", place, "--json")
    assert (first.code, first.one["ok"], first.one["inputs"]) == (0, True, 6)
    assert first.one["hash"] in desk("train", "hash", "small-1", "--room", place).out
    with closing(sqlite3.connect(place / "small-1" / "book.db")) as db:
        db.execute("UPDATE inputs SET body = replace(body, '\"at\":', '\"at\":1') WHERE n = 6")
        db.commit()
        ran = desk("train", "hash", "small-1", "--room", place)
        db.execute("UPDATE inputs SET body = replace(body, '\"at\":1', '\"at\":') WHERE n = 6")
        db.commit()
    assert (ran.code, "give another log" in ran.err) == (1, True)
    assert desk("train", "hash", "small-1", "--branch", 3, "--room", place).code == 4


def test_a_moment_becomes_a_store_of_its_own(desk: Runner, place: Path, tmp_path: Path) -> None:
    target = tmp_path / "then.db"
    told = ("train", "replay", "small-1", "--room", place)
    assert desk(*told, "--to", target, "--at", "09:05").code == 0
    shown = desk("case", "show", 1, "--as", "omar", "--store", target, "--json").one
    assert shown["row"]["owner"] == "lena"
    assert desk("store", "check", "--store", target).code == 0
    assert (desk(*told, "--to", target).code, desk(*told, "--at", "25:00").code) == (1, 2)
    assert desk(*told, "--to", tmp_path / "none" / "x.db").code == 4
    late = tmp_path / "end.db"
    desk(*told, "--to", late)
    before, after = (
        desk("case", "show", 1, "--as", "omar", "--store", store, "--json").one
        for store in (target, late)
    )
    assert (before["row"]["priority"], after["row"]["priority"]) == (2, 1)
