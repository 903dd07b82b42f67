"""Reading many mails: on every core, in order, with only a few of them in memory at a time."""

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Generic, Protocol, TypeVar

from agentdesk.channels.email.intake import Intake, take_in

AT_FIRST = 24
"""So many mails are read before others are called to help: they need a moment to start."""
AHEAD = 64
"""So many mails are read ahead of the one that is received."""
AHEAD_BYTES = 32_000_000
"""So many bytes of mail are read ahead at most."""


class HasRaw(Protocol):
    """Something with the bytes of a mail."""

    @property
    def raw(self) -> bytes:
        """The mail as it came."""
        ...


M = TypeVar("M", bound=HasRaw)


async def take_in_all(
    mails: Iterator[M], processes: int | None = None
) -> AsyncIterator[tuple[M, Intake]]:
    """Yield each mail with what was read in it, in order.

    ``processes`` says how many others help, the machine's cores if it is ``None``.
    """
    count = min(4, os.cpu_count() or 1) if processes is None else processes
    readers = _Readers[M](count)
    try:
        seen = 0
        while (mail := await asyncio.to_thread(next, mails, None)) is not None:
            seen += 1
            if seen <= AT_FIRST or count == 0:
                yield mail, await asyncio.to_thread(take_in, mail.raw)
                continue
            while readers.is_full(len(mail.raw)):
                yield await readers.first()
            readers.read(mail)
        while readers.waiting:
            yield await readers.first()
    finally:
        readers.close()


class _Readers(Generic[M]):
    """Processes that read mails, and the mails they read at the moment, the first one first."""

    def __init__(self, count: int) -> None:
        # A fresh process has none of this one's threads, connections and locks.
        self._pool = ProcessPoolExecutor(count, get_context("spawn")) if count else None
        self.waiting: deque[tuple[M, Future[Intake]]] = deque()
        self._bytes = 0

    def is_full(self, more: int) -> bool:
        return bool(self.waiting) and (
            len(self.waiting) >= AHEAD or self._bytes + more > AHEAD_BYTES
        )

    def read(self, mail: M) -> None:
        if self._pool is None:
            raise RuntimeError("Nobody is there to read.")
        self._bytes += len(mail.raw)
        self.waiting.append((mail, self._submitted(self._pool, mail.raw)))

    def _submitted(self, pool: ProcessPoolExecutor, raw: bytes) -> Future[Intake]:
        try:
            return pool.submit(take_in, raw)
        except BrokenProcessPool as error:
            broken: Future[Intake] = Future()
            broken.set_exception(error)
            return broken

    async def first(self) -> tuple[M, Intake]:
        mail, future = self.waiting.popleft()
        self._bytes -= len(mail.raw)
        try:
            return mail, await asyncio.wrap_future(future)
        except BrokenProcessPool:
            # A helper was killed, for want of memory perhaps: what it had is read here.
            return mail, await asyncio.to_thread(take_in, mail.raw)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
