"""The connections of one open store: a small pool, and the database's clock.

A desk keeps one connection for the doorbell (:mod:`agentdesk.data.postgres.bell`) and one or two
of these. A server that goes away and comes back is met with new connections.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, TypeVar

import asyncpg

from agentdesk.clock import MINUTE, Clock, SystemClock
from agentdesk.data.postgres import schema
from agentdesk.data.postgres.trouble import FAILURES, explained, is_away

T = TypeVar("T")
Session: TypeAlias = Any
"""A connection of the pool, or one alone; asyncpg gives the former as a proxy."""

POOL = 3
"""How many connections a desk uses at most, the doorbell's aside."""
CONNECT_S, STATEMENT_S, IDLE_S = 5.0, 60.0, 900.0
"""A new connection has to plan the store's functions first: an idle one is kept over a pause."""
STALLED_MS, LOCK_MS = 15_000, 20_000
"""How long the server lets a stopped process hold its locks, and how long a unit waits for one."""

# What asyncpg logs is met here by trying again, and must not be printed over a screen.
logging.getLogger("asyncpg").addHandler(logging.NullHandler())

SETTINGS = {
    "application_name": "agentdesk",
    "search_path": f"{schema.NAME}, pg_temp",
    "lock_timeout": str(LOCK_MS),
    "idle_in_transaction_session_timeout": str(STALLED_MS),
    "jit": "off",
    # Every statement here is made for one plan whatever its values; planning a unit's anew each
    # time takes longer than running them.
    "plan_cache_mode": "force_generic_plan",
    "timezone": "UTC",
    "standard_conforming_strings": "on",
}


class Database:
    """The pool of one open store."""

    def __init__(self, url: str, clock: Clock | None) -> None:
        self.url = url
        self.settings = dict(SETTINGS)
        self._ours = SystemClock()
        self._measured: float | None = None
        self._given = clock
        self.clock: Clock = clock or self._ours
        self._pool: asyncpg.Pool | None = None

    async def alone(self) -> asyncpg.Connection:
        """Open a connection outside the pool. Raises what asyncpg raises."""
        return await asyncpg.connect(self.url, timeout=CONNECT_S, server_settings=self.settings)

    async def open(self) -> None:
        """Connect. Raises :class:`~agentdesk.data.errors.StoreError`."""
        with explained(self.url):
            self._pool = await asyncpg.create_pool(
                self.url,
                min_size=0,
                max_size=POOL,
                max_inactive_connection_lifetime=IDLE_S,
                command_timeout=STATEMENT_S,
                timeout=CONNECT_S,
                reset=_leave,
                server_settings=self.settings,
            )
        await self.measure()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """Borrow a connection. Raises what asyncpg raises."""
        if self._pool is None:
            raise asyncpg.InterfaceError("the store is closed")
        async with self._pool.acquire() as session:
            try:
                yield session
            except FAILURES as error:
                if is_away(error):
                    session.terminate()
                raise

    async def read(self, ask: Callable[[Session], Awaitable[T]]) -> T:
        """Ask something; once more when the connection had died in the meantime.

        Raises :class:`~agentdesk.data.errors.StoreError`.
        """
        with explained(self.url):
            try:
                return await self._ask(ask)
            except FAILURES as error:
                if not is_away(error):
                    raise
            # Every connection of the pool may have died with the server.
            await self.renew()
            return await self._ask(ask)

    async def _ask(self, ask: Callable[[Session], Awaitable[T]]) -> T:
        async with self.session() as session:
            return await ask(session)

    async def fetch(self, sql: str, *values: Any) -> list[Any]:
        """Return the rows of a statement."""
        return await self.read(lambda session: session.fetch(sql, *values))

    async def first(self, sql: str, *values: Any) -> Any:
        """Return the first row of a statement, or ``None``."""
        return await self.read(lambda session: session.fetchrow(sql, *values))

    async def value(self, sql: str, *values: Any) -> Any:
        """Return the first value of the first row of a statement, or ``None``."""
        return await self.read(lambda session: session.fetchval(sql, *values))

    async def run(self, sql: str, *values: Any) -> None:
        """Run a statement."""
        await self.read(lambda session: session.execute(sql, *values))

    async def renew(self) -> None:
        """Have the pool make new connections instead of those it holds."""
        if self._pool is not None:
            await self._pool.expire_connections()

    async def measure(self) -> None:
        """Learn how far the database's clock is from ours; at most once a minute."""
        now = time.monotonic()
        if self._given is not None:
            return
        if self._measured is not None and now - self._measured < MINUTE / 1000:
            return
        self._measured = now
        machine = SystemClock()
        before = machine.now()
        there: int = await self.value(
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
        )
        self._ours.offset_ms = there - (before + machine.now()) // 2

    async def reopen(self) -> None:
        """Connect anew, with the settings as they are now."""
        await self.close()
        await self.open()

    async def close(self) -> None:
        """Give the connections back, after whatever runs on them."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            await asyncio.wait_for(pool.close(), CONNECT_S)
        except FAILURES:
            pool.terminate()


async def _leave(session: Session) -> None:
    """Leave a returned connection as it is: nothing here changes a session's settings."""
