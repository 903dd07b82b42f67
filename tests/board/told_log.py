"""A log held in memory, to be watched; and the story of the metrics vectors as such a log."""

from collections.abc import AsyncIterator, Iterable
from functools import cache

from agentdesk.board.errors import BoardError as BoardError
from agentdesk.board.reports.choosing import chosen
from agentdesk.board.reports.dimensions import by_of
from agentdesk.board.reports.narrowing import Narrowed
from agentdesk.board.reports.periods import period_of
from agentdesk.board.reports.places import Places
from agentdesk.board.reports.reading import read_report
from agentdesk.board.reports.report import Asked, Report
from agentdesk.board.values import Value
from agentdesk.clock import Clock, ManualClock
from agentdesk.data.board import Mark, Standing
from agentdesk.data.store import Batch
from agentdesk.domain.events import Entry, Fact
from agentdesk.domain.setup import CalendarSetup, PersonSetup, QueueSetup, Setup
from tests.unit import test_figures_from_events as story

SNAPSHOT = story.SNAPSHOT


class ToldLog:
    """A :class:`~agentdesk.data.board.BoardStore` over entries that are given."""

    url, busy = "memory", False

    def __init__(self, entries: Iterable[Entry], setup: Setup, now: int) -> None:
        self.log, self._setup = tuple(entries), setup
        self.clock: Clock = ManualClock(now)

    async def setup(self, version: int | None = None) -> Setup:
        return self._setup

    async def first(self) -> Mark | None:
        return await self.mark(1)

    async def last(self) -> Mark | None:
        return await self.mark(len(self.log))

    async def mark(self, seq: int) -> Mark | None:
        return next((Mark(x.seq, x.recorded_at, "") for x in self.log if x.seq == seq), None)

    async def seq_at(self, instant: int) -> int:
        return max((x.seq for x in self.log if x.recorded_at <= instant), default=0)

    async def entries(
        self, after: int = 0, *, until: int | None = None, limit: int = 2_000
    ) -> tuple[Entry, ...]:
        found = [x for x in self.log if x.seq > after and (until is None or x.seq <= until)]
        return tuple(found[:limit])

    async def timeline(self, case_id: int, until: int) -> tuple[Entry, ...]:
        return tuple(x for x in self.log if x.fact.case_id == case_id and x.seq <= until)

    async def standing(self, now: int) -> Standing:
        return Standing(len(self.log), now, (), ())

    async def feed(self, after: int) -> AsyncIterator[Batch]:
        return
        yield

    async def close(self) -> None:
        return


def entries_of(facts: Iterable[Fact]) -> list[Entry]:
    """Number facts as a log does: what is recorded never goes back in time."""
    found: list[Entry] = []
    recorded = 0
    for seq, fact in enumerate(facts, start=1):
        recorded = max(recorded, fact.at)
        found.append(Entry(seq, recorded, fact))
    return found


VECTORS = Setup(
    queues=(
        QueueSetup("q", "Orders", "t", calendar="office"),
        QueueSetup("q2", "Experts", "t2", calendar="office", tier=2),
    ),
    people=(PersonSetup("A1", "Ada", team="t"), PersonSetup("A2", "Bo", team="t2")),
    calendars=(CalendarSetup("office", "UTC", story.HOURS),),
)


@cache
def vectors_log() -> ToldLog:
    """Return the vectors' story, with what must not count in it, as of their snapshot."""
    telling = story.Telling()
    story.cases(telling)
    story.live(telling)
    story.people(telling)
    story.nothing_that_counts(telling)
    return ToldLog(entries_of(telling.run()), VECTORS, SNAPSHOT)


async def tell(
    log: ToldLog,
    *names: str,
    by: str = "",
    since: str | None = "2026-02-23",
    until: str | None = "2026-03-08",
    at: int | None = None,
    **narrowed: tuple[str, ...],
) -> Report:
    """Return a report as the command line would make it."""
    setup = await log.setup()
    now = log.clock.now() if at is None else at
    split = by_of((by,) if by else ())
    narrow = Narrowed(setup, **narrowed)
    asked = Asked(chosen(names, "default", split), split, narrow.scope, now, said=narrow.said)
    period = period_of(since, until, now, Places(setup).zone)
    return await read_report(log, setup, asked, period, lambda done, total: None)


def counts(value: Value) -> tuple[float, float | None]:
    """Return what a value was made of."""
    return value.numerator, value.denominator


def column(report: Report, figure: int = 0) -> dict[str, Value]:
    """Return a figure's values by the label of time or the group."""
    return {line.interval.label or line.group: line.values[figure] for line in report.lines}
