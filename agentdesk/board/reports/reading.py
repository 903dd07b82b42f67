"""Reading a report: the log is folded once, in order, and asked on the way what stands."""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable
from itertools import chain

from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.reports.counting import Counter, StandingCounter
from agentdesk.board.reports.periods import Period
from agentdesk.board.reports.places import NONE, Places
from agentdesk.board.reports.report import Asked, Grid, Report
from agentdesk.board.reports.zoned import Zoned, zoned_of
from agentdesk.board.wording import moment_text
from agentdesk.data.board import BoardStore
from agentdesk.domain.setup import Setup

PAGE = 5_000

Grids = tuple[Grid, ...]
Progress = Callable[[int, int], None]
"""Is told how many entries of how many have been read."""


async def read_report(
    store: BoardStore, setup: Setup, asked: Asked, period: Period, progress: Progress
) -> Report:
    """Read the log up to ``asked.at`` and return the report.

    Raises :class:`~agentdesk.data.errors.StoreError`.
    """
    places = Places(setup)
    first = await store.first()
    if first is None:
        return _empty(asked, places, period, "The store holds no events yet.")
    if first.recorded_at > asked.at:
        return _empty(asked, places, period, _why(first.recorded_at, places, period, asked.at))
    zones = places.zones(asked.scope.queues)
    unit, at = asked.by.time, asked.at
    standing = StandingCounter(asked, places, zoned_of(period, unit, zones, first.recorded_at, at))
    ledger = await _fold(store, asked, standing, progress)
    begins = min(first.recorded_at, _earliest(ledger, first.recorded_at))
    zoned = zoned_of(period, unit, zones, begins, at)
    if not zoned.shown:
        return _empty(asked, places, period, _why(begins, places, period, at))
    counter = Counter(asked, places, zoned, ledger)
    grids = tuple(
        standing.grid(figure) if figure.standing else counter.count(figure)
        for figure in asked.figures
    )
    return _report(asked, places, period, zoned, grids)


async def _fold(
    store: BoardStore, asked: Asked, standing: StandingCounter, progress: Progress
) -> Ledger:
    """Fold the log; what stands at each instant is counted on the way."""
    instants = deque(standing.instants)
    ledger = Ledger()
    stands = all(figure.standing for figure in asked.figures)
    until = await store.seq_at(max(instants, default=0) if stands else asked.at)
    while ledger.seq < until:
        entries = await store.entries(ledger.seq, until=until, limit=PAGE)
        if not entries:
            break
        times = [entry.recorded_at for entry in entries]
        done = 0
        while instants and instants[0] < times[-1]:
            # As of an instant is everything recorded up to it.
            reached = bisect_right(times, instants[0])
            ledger.apply(entries[done:reached])
            standing.take(instants.popleft(), ledger)
            done = reached
        ledger.apply(entries[done:])
        progress(ledger.seq, until)
    while instants:
        standing.take(instants.popleft(), ledger)
    return ledger


def _earliest(ledger: Ledger, otherwise: int) -> int:
    """Return when the first thing happened: what is told of late may be older than the log."""
    cases = (case.created_at for case in ledger.cases())
    talks = (talk.queued_at for talk in ledger.talks())
    return min(chain(cases, talks), default=otherwise)


def _why(first: int, places: Places, period: Period, at: int) -> str:
    """Say why a span holds nothing."""
    span, zone = period.span(places.zone), places.zone.key
    if first > at:
        return f"The log begins on {moment_text(first, zone)}: nothing was known before."
    if span.start >= at:
        return f"The span begins after {moment_text(at, zone)}: nothing is known of it."
    return (
        f"The log begins on {moment_text(first, zone)}, after the end of the span: "
        "there is nothing to tell of it."
    )


def _report(asked: Asked, places: Places, period: Period, zoned: Zoned, grids: Grids) -> Report:
    kind = asked.by.kind
    groups = {group for grid in grids for _, group in grid.cells}
    names = places.names(kind) if kind is not None else {}
    ranks = {group: rank for rank, group in enumerate(names)}
    return Report(
        asked=asked,
        setup=places.setup,
        span=zoned.span,
        period=period,
        zones=tuple(zoned.rows),
        intervals=zoned.shown,
        # In the order of the set-up; what it does not know, by name; what has none, last.
        groups=tuple(sorted(groups, key=lambda id: (id == NONE, ranks.get(id, len(ranks)), id)))
        if kind is not None
        else (NONE,),
        names=names,
        grids=grids,
    )


def _empty(asked: Asked, places: Places, period: Period, sentence: str) -> Report:
    grids = tuple(
        Grid(figure, asked.numbers(figure), {}, {}, {}, nothing, nothing, frozenset())
        for figure in asked.figures
        for nothing in (figure.reduce([]),)
    )
    span = period.span(places.zone)
    zone = places.zone.key
    return Report(asked, places.setup, span, period, (zone,), (), (), {}, grids, sentence)
