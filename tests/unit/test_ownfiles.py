"""The store's own files are kept from being read; every other file is left alone."""

import os
from pathlib import Path

import pytest

from agentdesk.ownfiles import keep, refuse_own


@pytest.fixture
def store(tmp_path: Path) -> Path:
    place = tmp_path / "desk.db"
    place.touch()
    keep(place)
    return place


def number(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def test_a_file_with_the_number_of_a_store_that_is_gone_is_read(store: Path) -> None:
    gone = number(store)
    bill = store.with_name("bill.txt")
    # Which number a new file gets is the file system's choice; a moved one has the old for certain.
    store.rename(bill)
    assert number(bill) == gone
    refuse_own(bill)
    store.touch()
    assert number(store) != gone
    refuse_own(bill)


def test_a_store_is_refused_by_its_second_name(store: Path) -> None:
    linked = store.with_name("linked")
    os.link(store, linked)
    with pytest.raises(OSError, match="it is the desk's own store"):
        refuse_own(linked)


def test_a_store_opened_by_two_names_is_refused_when_one_of_them_is_gone(store: Path) -> None:
    linked = store.with_name("linked.db")
    os.link(store, linked)
    keep(linked)
    linked.unlink()
    with pytest.raises(OSError, match="it is the desk's own store"):
        refuse_own(store)


def test_what_is_not_there_is_not_refused(store: Path) -> None:
    store.unlink()
    refuse_own(store)
