"""A store of the first release is brought to this program's schema, and copied as it is."""

from pathlib import Path

import pytest

from agentdesk.cli.store import maintenance_of
from agentdesk.data.manifest import verified
from agentdesk.data.postgres import schema as postgres_schema
from agentdesk.data.postgres.maintenance import PostgresMaintenance
from agentdesk.data.postgres.store import PostgresStore
from agentdesk.data.sqlite import schema as sqlite_schema
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.store import SqliteStore
from tests.store.conftest import Opener
from tests.store.postgres_server import Server, in_a_thread
from tests.store.test_units import create
from tests.support.small import ARRANGE, Arrange

FIRST_SQLITE, FIRST_POSTGRES = 1, 8
"""How many steps the first release had."""


async def test_a_file_of_the_first_release(
    tmp_path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desk.db"
    with monkeypatch.context() as patched:
        steps = sqlite_schema.steps()[:FIRST_SQLITE]
        patched.setattr(sqlite_schema, "steps", lambda: steps)
        patched.setattr(sqlite_schema, "VERSION", FIRST_SQLITE)
        await (await SqliteStore.open(path)).close()
    old = await SqliteStore.open(path)
    assert old.read_only is not None
    items = [table async for table, _ in SqliteMaintenance(old).dump()]
    assert items == []
    names = await SqliteMaintenance(old).migrate()
    assert len(names) == len(sqlite_schema.steps()) - FIRST_SQLITE
    await old.close()
    verified(tmp_path / "desk-before-0002")
    store = await opened(str(path))
    await store.act(ARRANGE, Arrange(command_id="setup", actor="admin"))
    await create(store)
    assert await maintenance_of(store).check() == ()


async def test_a_database_of_the_first_release(
    server: Server, tmp_path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = in_a_thread(server.database())
    with monkeypatch.context() as patched:
        steps = postgres_schema.steps()[:FIRST_POSTGRES]
        patched.setattr(postgres_schema, "steps", lambda: steps)
        patched.setattr(postgres_schema, "SCHEMA", FIRST_POSTGRES)
        await (await PostgresStore.open(url)).close()
    old = await PostgresStore.open(url)
    assert old.read_only is not None
    # The backup is made before the first step, of what is there.
    names = await PostgresMaintenance(old).migrate(str(tmp_path / "before"))
    assert len(names) == len(postgres_schema.steps()) - FIRST_POSTGRES
    await old.close()
    verified(tmp_path / "before")
    store = await opened(url)
    await store.act(ARRANGE, Arrange(command_id="setup", actor="admin"))
    await create(store)
    assert await maintenance_of(store).check() == ()
    await store.close()
    in_a_thread(server.drop(url))


def test_every_step_has_the_number_of_its_place() -> None:
    for schema in (sqlite_schema, postgres_schema):
        numbers = [int(step.name[:4]) for step in schema.steps()]
        assert numbers == list(range(1, len(numbers) + 1))
