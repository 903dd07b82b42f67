"""A small store on a fixed Monday, on each engine, and conversations with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plain.bed import Bed
from tests.store import postgres_server


@pytest.fixture
def bed(tmp_path: Path) -> Iterator[Bed]:
    """A desk in a SQLite store."""
    with Bed(str(tmp_path / "desk.db")) as bed:
        yield bed


@pytest.fixture(params=["sqlite", "postgres"])
def any_bed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bed]:
    """A desk in a store of each engine."""
    if request.param == "sqlite":
        with Bed(str(tmp_path / "desk.db")) as bed:
            yield bed
        return
    server = postgres_server.shared()
    if server is None:
        pytest.skip(postgres_server.why_not())
    url = postgres_server.in_a_thread(server.store())
    try:
        with Bed(url) as bed:
            yield bed
    finally:
        postgres_server.in_a_thread(server.drop(url))
