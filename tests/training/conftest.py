"""Commands in a place of their own, as in ``tests/cli``; stores made of one that was made once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from agentdesk.data.sqlite import schema
from tests.cli.conftest import _own_place, desk

__all__ = ["_own_place", "desk"]


@pytest.fixture(scope="package", autouse=True)
def _made_once() -> Iterator[None]:
    """Give every new store the tables of one that was made here.

    Attempts begin with a new store each, and ``tests/store`` proves how one is made.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as kept:
        schema.create(kept)
        pages = kept.serialize()
    create = schema.create

    def copied(db: sqlite3.Connection) -> None:
        if schema.version_of(db):
            return
        with closing(sqlite3.connect(":memory:")) as there:
            there.deserialize(pages)
            there.backup(db)

    schema.create = copied
    yield
    schema.create = create
