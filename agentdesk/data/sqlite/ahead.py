"""Deciding ahead: a unit is decided while the one before is written, by a process of its own.

For long rows of large units in a store where nobody else is at work, such as an import of a log.
Each unit is one transaction, in order, as if each had been waited for. What somebody else writes
in between is noticed, and ends it.
"""

import asyncio
import sqlite3
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple, TypeVar

import msgspec

from agentdesk.data import errors
from agentdesk.data.errors import Refused, StoreError, StoreReadOnly
from agentdesk.data.pending import Pending, can_wait
from agentdesk.data.sqlite.finding import find
from agentdesk.data.sqlite.loading import load
from agentdesk.data.sqlite.log import head
from agentdesk.data.sqlite.parcel import parcel_of
from agentdesk.data.sqlite.scribe import Reply, receive, send
from agentdesk.data.sqlite.setup import SetupCache
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.unit import (
    Command,
    Find,
    Outcome,
    Plan,
    UseCase,
    completed,
    plan_without_bodies,
)

C = TypeVar("C", bound=Command)

_reply = msgspec.msgpack.Decoder(Reply).decode


class _Decided(NamedTuple):
    """A unit that was decided: what it writes, and behind which entry of the log."""

    plan: Plan
    now: int
    after: int


class Ahead:
    """Units of one store, each decided while the one before is written.

    Commands must be new, erase nothing and keep no bytes. Begin it, then use it as a context.
    """

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._setup = SetupCache()
        self._hands = ThreadPoolExecutor(1, "agentdesk-ahead")
        self._under_way: list[Future[None]] = []
        self._last: Pending | None = None
        self._seq: int | None = None
        self._scribe: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Begin the process that writes. Raises ``OSError`` if none can be begun."""
        if self._store.read_only is not None:
            raise StoreReadOnly(self._store.read_only)
        self._scribe = subprocess.Popen(
            [sys.executable, "-m", "agentdesk.data.sqlite.scribe", str(self._store.paths.db)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl+C is for this program: the scribe ends what it writes and goes with it.
            start_new_session=True,
        )

    async def __aenter__(self) -> "Ahead":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            # What came before a unit that is refused is kept.
            if kind is None or issubclass(kind, Refused):
                await self.written()
        finally:
            await self.close()

    async def close(self) -> None:
        """Let what is being written be written, leave the rest, and end the writer."""
        await asyncio.shield(asyncio.to_thread(self._end))

    @property
    def writer(self) -> int:
        """The process that writes, by its id."""
        assert self._scribe is not None
        return self._scribe.pid

    async def act(self, use_case: UseCase[C], command: C) -> Outcome:
        """Decide a unit and have it written; what came of it is known before it is written.

        Raises ``Refused``, or ``StoreError`` when a unit before it could not be written.
        """
        await self._settle(all_but=1)
        decided = await self._store.run_read(lambda db: self._decide(db, use_case, command))
        if decided is None:
            await self.written()
            decided = await self._store.run_read(lambda db: self._decide(db, use_case, command))
            assert decided is not None, "nothing is pending"
        worked, now, after = decided
        decision = worked.decision
        if decision.drops or decision.blobs:
            raise ValueError(f"{use_case.kind} erases or keeps bytes: it cannot be done ahead.")
        parcel = parcel_of(use_case.kind, command, worked, now, after)
        self._under_way.append(self._hands.submit(self._hand_over, parcel))
        self._last, self._seq = Pending(worked, now), after + len(worked.facts)
        return Outcome(
            command.command_id,
            decision.result,
            self._seq,
            cases=worked.cases,
            undo_until=decision.undo_until,
            label=decision.label,
        )

    async def written(self) -> None:
        """Wait until everything is written. Raises ``StoreError`` when something could not be."""
        await self._settle(all_but=0)
        self._last = None

    async def _settle(self, all_but: int) -> None:
        while len(self._under_way) > all_but:
            await asyncio.shield(asyncio.wrap_future(self._under_way[0]))
            del self._under_way[0]

    def _decide(self, db: sqlite3.Connection, use_case: UseCase[C], command: C) -> _Decided | None:
        """Decide a unit; ``None`` if all before it must be written for that."""
        db.execute("BEGIN")
        try:
            now = self._store.clock.now()
            wanted = use_case.find(command) if use_case.find else Find()
            found = find(db, wanted)
            if self._last is not None:
                if not can_wait(wanted, found):
                    return None
                found = self._last.over_found(wanted, found)
            setup = self._setup.get(db)
            needs = completed(use_case.needs(command, found), setup)
            state = load(db, command.actor, needs, found, setup, now, self._last)
            after = head(db).seq if self._seq is None else self._seq
        finally:
            db.execute("COMMIT")
        return _Decided(plan_without_bodies(use_case, state, command), now, after)

    # ---- the scribe

    def _hand_over(self, parcel: bytes) -> None:
        """Have a parcel written. Raises ``StoreError`` if that cannot be."""
        scribe = self._scribe
        assert scribe is not None
        assert scribe.stdin is not None
        assert scribe.stdout is not None
        # Of one that has ended the last reply says why, if it could say so.
        with suppress(OSError):
            send(scribe.stdin, parcel)
        body = receive(scribe.stdout)
        if not body:
            raise StoreError(
                "What writes into the store ended before its time. What was done before is kept: "
                "do it again."
            )
        reply = _reply(body)
        if reply.error:
            kind = getattr(errors, reply.error, StoreError)
            raise kind(reply.sentence)

    def _end(self) -> None:
        self._hands.shutdown(wait=True, cancel_futures=True)
        if self._scribe is not None:
            for pipe in (self._scribe.stdin, self._scribe.stdout):
                # What it did not take, for it has ended, is still there.
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            self._scribe.wait()
