"""A connection on its own thread, and a whole unit of work in one hop to it.

aiosqlite has no public call for running a function on its thread; :meth:`Connection.run` uses the
private ``_execute``. The version is bounded in ``pyproject.toml`` and ``tests/store`` watches
that it still does what this file needs.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

import aiosqlite

from agentdesk.data.pace import begin

T = TypeVar("T")


class Connection(aiosqlite.Connection):
    """One SQLite connection on a thread that never keeps the process alive."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, 64)
        self._thread.daemon = True
        self._turn = _Turn()

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        """Start the thread and connect on it."""
        begin(self._thread)
        return self._connect().__await__()

    @classmethod
    async def open(cls, connect: Callable[[], sqlite3.Connection]) -> "Connection":
        """Start the thread and connect on it. Raises what ``connect`` raises."""
        connection = cls(connect)
        try:
            await connection
        except BaseException:
            # aiosqlite tells the thread to end and does not wait for it; should the loop close
            # first, the thread would print its own error over the sentence.
            await asyncio.shield(asyncio.to_thread(connection._thread.join, 5))
            raise
        return connection

    async def run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function on the thread, in one hop."""
        result: T = await self._execute(function, self._conn)  # type: ignore[no-untyped-call]  # private, and untyped there
        return result

    async def write(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function to its end, even when the caller is cancelled meanwhile."""
        return await asyncio.shield(self.run(function))

    async def read(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a reading; when the caller is cancelled, stop it and nobody else's."""
        ticket = _Ticket(self._turn, function)
        task = asyncio.ensure_future(self.run(ticket.run))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            # An interrupt that comes between two statements is forgotten: repeat until it is over.
            while ticket.stop(self._conn) and not task.done():
                await asyncio.wait({task}, timeout=0.005)
            task.add_done_callback(_forget)
            raise


class _Turn:
    """Who is reading on a connection now."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.now: object | None = None


class _Ticket(Generic[T]):
    """One reading that can be stopped, before it begins or while it runs."""

    def __init__(self, turn: _Turn, function: Callable[[sqlite3.Connection], T]) -> None:
        self._turn, self._function, self._stopped = turn, function, False

    def run(self, db: sqlite3.Connection) -> T:
        with self._turn.lock:
            if self._stopped:
                raise asyncio.CancelledError
            self._turn.now = self
        try:
            return self._function(db)
        finally:
            with self._turn.lock:
                self._turn.now = None

    def stop(self, db: sqlite3.Connection) -> bool:
        """Interrupt the reading if it runs, and say whether it does."""
        with self._turn.lock:
            self._stopped = True
            if self._turn.now is not self:
                return False
            db.interrupt()
            return True


def _forget(task: asyncio.Future[T]) -> None:
    """Take the result of a reading that nobody waits for, so that nobody warns about it."""
    if not task.cancelled():
        task.exception()
