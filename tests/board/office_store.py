"""A board over the office of the tests: what happens there comes at once; it can fall silent."""

import asyncio
from collections.abc import AsyncIterator

from agentdesk.clock import Clock
from agentdesk.data.batch import Batch
from agentdesk.data.board import Mark, QueueStanding, Standing
from agentdesk.data.errors import StoreError
from agentdesk.domain.events import Entry
from agentdesk.domain.rows import AgentRow, CaseRow, LoadRow
from agentdesk.domain.setup import Setup
from tests.support.office import Office


class OfficeStore:
    """A :class:`~agentdesk.data.board.BoardStore` over an office."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.url = "office"
        self.clock: Clock = office.clock
        self.silent: StoreError | None = None
        """What every question is answered with, while it is set."""
        self.asked: list[str] = []
        self.busy = False
        self.closed = False
        self.setups: dict[int, Setup] = {}
        """Set-ups that were in force before."""

    @property
    def log(self) -> list[Entry]:
        """The office's log."""
        return self.office.store.log

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.silent is not None:
            raise self.silent

    async def setup(self, version: int | None = None) -> Setup:
        self._ask("setup")
        return self.setups.get(version or 0, self.office.store.setup)

    async def first(self) -> Mark | None:
        return await self.mark(1)

    async def last(self) -> Mark | None:
        return await self.mark(len(self.log))

    async def mark(self, seq: int) -> Mark | None:
        self._ask("mark")
        if not 0 < seq <= len(self.log):
            return None
        return Mark(seq, self.log[seq - 1].recorded_at, self.office.store.hashes[seq - 1])

    async def seq_at(self, instant: int) -> int:
        self._ask("seq_at")
        return max((x.seq for x in self.log if x.recorded_at <= instant), default=0)

    async def entries(
        self, after: int = 0, *, until: int | None = None, limit: int = 2_000
    ) -> tuple[Entry, ...]:
        self._ask("entries")
        end = len(self.log) if until is None else until
        await asyncio.sleep(0)
        return tuple(self.log[after : min(end, after + limit)])

    async def timeline(self, case_id: int, until: int) -> tuple[Entry, ...]:
        self._ask("timeline")
        return tuple(x for x in self.log[:until] if x.fact.case_id == case_id)

    async def standing(self, now: int) -> Standing:
        self._ask("standing")
        table = self.office.store.table
        cases = [row for row in table.all(CaseRow) if row.active]
        queues = {row.queue for row in cases}
        return Standing(
            len(self.log),
            now,
            tuple(_standing(q, [c for c in cases if c.queue == q], now) for q in sorted(queues)),
            tuple(
                (row, table.get(LoadRow, row.id) or LoadRow(row.id, 0, 0))
                for row in table.all(AgentRow)
            ),
        )

    async def feed(self, after: int) -> AsyncIterator[Batch]:
        self._ask("feed")
        while True:
            if self.silent is not None:
                raise self.silent
            if len(self.log) > after:
                entries = tuple(self.log[after:])
                after = entries[-1].seq
                yield Batch(entries, after)
            await asyncio.sleep(0.01)

    async def close(self) -> None:
        self.closed = True


def _standing(queue: str, cases: list[CaseRow], now: int) -> QueueStanding:
    waiting = [c for c in cases if c.owner is None and c.wake_at is None and c.state in _WORK]
    return QueueStanding(
        queue,
        len(waiting),
        min((c.waiting_since for c in waiting), default=None),
        sum(c.owner is not None and c.wake_at is None and c.state in _WORK for c in cases),
        sum(c.wake_at is not None for c in cases),
        sum(c.due_at is not None and c.due_at < now for c in cases),
        sum(c.due_at is not None and now <= c.due_at <= now + 900_000 for c in cases),
    )


_WORK = ("new", "open")
