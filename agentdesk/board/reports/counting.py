"""Counting: figures' items put into the groups of a report, and reduced there. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from agentdesk.board.figures.figure import Figure, Item, Look
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.records import CaseRecord
from agentdesk.board.reports.days import Interval
from agentdesk.board.reports.dimensions import Kind
from agentdesk.board.reports.excerpts import excerpts
from agentdesk.board.reports.places import NONE, Places, queue_of
from agentdesk.board.reports.report import Asked, Grid, Group
from agentdesk.board.reports.zoned import Zoned
from agentdesk.board.scope import Span
from agentdesk.board.values import Value

K = TypeVar("K")
Sorted = dict[K, list[Item]]


class Sorter:
    """Says to which group an item of a figure belongs."""

    def __init__(self, places: Places, kind: Kind | None, ledger: Ledger) -> None:
        self._places, self._kind, self._ledger = places, kind, ledger

    def group(self, figure: Figure, item: Item) -> str:
        """Return the id of an item's group; ``""`` if it has none."""
        match self._kind:
            case None:
                return NONE
            case "queue":
                return queue_of(figure, item)
            case "team":
                return self._team(figure, item)
            case "channel":
                return NONE if isinstance(item.subject, str) else item.subject.channel
            case kind:
                return self._of_case(kind, self._case(item))

    def _team(self, figure: Figure, item: Item) -> str:
        if isinstance(item.subject, str):
            return self._places.team_of(item.subject)
        otherwise = item.subject.team if isinstance(item.subject, CaseRecord) else NONE
        return self._places.team_at(queue_of(figure, item), otherwise)

    def _case(self, item: Item) -> CaseRecord | None:
        subject = item.subject
        if isinstance(subject, CaseRecord):
            return subject
        if isinstance(subject, str) or subject.case_id is None:
            return None
        return self._ledger.case(subject.case_id)

    @staticmethod
    def _of_case(kind: Kind, case: CaseRecord | None) -> str:
        if case is None:
            return NONE
        if kind == "disposition":
            return case.disposition or NONE
        if kind == "root-cause":
            return case.root_cause or NONE
        return case.type if kind == "type" else str(case.priority)


class Counter:
    """Counts the figures of a report that belong to a stretch of time."""

    def __init__(self, asked: Asked, places: Places, zoned: Zoned, ledger: Ledger) -> None:
        self._asked, self._places, self._zoned, self._ledger = asked, places, zoned, ledger
        self._sorter = Sorter(places, asked.by.kind, ledger)

    def count(self, figure: Figure) -> Grid:
        """Return a figure's values in every group."""
        if figure.spread:
            return self._count_spread(figure)
        placed = list(self._placed(figure, figure.items(self._look(figure, self._zoned.span))))
        return self._grid(figure, placed, placed)

    def _placed(self, figure: Figure, items: Iterable[Item]) -> Iterator[tuple[Group, Item]]:
        for item in items:
            zone = self._places.zone_at(queue_of(figure, item))
            interval = self._zoned.row(zone).of(item.at)
            if interval is not None:
                yield (interval.order, self._sorter.group(figure, item)), item

    def _count_spread(self, figure: Figure) -> Grid:
        """Count what lasts: it is cut to each stretch, so each is looked at by itself."""
        row = self._zoned.row(self._places.zone)
        whole = Span(row.starts[0], row.intervals[-1].end) if row.intervals else Span(0, 0)
        parts = (
            ((interval.order, self._sorter.group(figure, item)), item)
            for interval, excerpt in excerpts(self._ledger, row, self._asked.at)
            for item in figure.items(
                look_of(self._asked, self._places, excerpt, figure, self._asked.at, interval.span)
            )
        )
        together = (
            (("", self._sorter.group(figure, item)), item)
            for item in figure.items(self._look(figure, whole))
        )
        return self._grid(figure, parts, together)

    def _grid(
        self,
        figure: Figure,
        parts: Iterable[tuple[Group, Item]],
        together: Iterable[tuple[Group, Item]],
    ) -> Grid:
        cells: Sorted[Group] = defaultdict(list)
        times: Sorted[str] = defaultdict(list)
        groups: Sorted[str] = defaultdict(list)
        everything: list[Item] = []
        for key, item in parts:
            cells[key].append(item)
            times[key[0]].append(item)
        for key, item in together:
            groups[key[1]].append(item)
            everything.append(item)
        going_on = self._zoned.going_on(self._asked.at)
        soon = bool(going_on)
        return Grid(
            figure=figure,
            parameters=self._asked.numbers(figure),
            cells={key: reduced(figure, items, key[0] in going_on) for key, items in cells.items()},
            by_time={key: reduced(figure, items, key in going_on) for key, items in times.items()},
            by_group={key: reduced(figure, items, soon) for key, items in groups.items()},
            all=reduced(figure, everything, soon),
            nothing=figure.reduce([]),
            going_on=going_on,
        )

    def _look(self, figure: Figure, span: Span) -> Look:
        return look_of(self._asked, self._places, self._ledger, figure, self._asked.at, span)


class StandingCounter:
    """Counts the figures that are true of an instant, at the end of each interval.

    The log is folded once: :meth:`take` is called for each of :attr:`instants` in order, with the
    ledger as it was then.
    """

    def __init__(self, asked: Asked, places: Places, zoned: Zoned) -> None:
        self._asked, self._places, self._zoned = asked, places, zoned
        self._figures = [figure for figure in asked.figures if figure.standing]
        self._ends: dict[int, list[tuple[str, Interval]]] = defaultdict(list)
        self._zones_left: dict[str, int] = defaultdict(int)
        for zone, row in zoned.rows.items():
            for interval in row.intervals:
                self._ends[min(interval.end, asked.at)].append((zone, interval))
                self._zones_left[interval.order] += 1
        self._last = {zone: row.intervals[-1] for zone, row in zoned.rows.items() if row.intervals}
        self._going_on = zoned.going_on(asked.at)
        self._open: dict[str, dict[str, Sorted[str]]] = {}
        self._final: dict[str, Sorted[str]] = {f.id: defaultdict(list) for f in self._figures}
        self._cells: dict[str, dict[Group, Value]] = {f.id: {} for f in self._figures}
        self._times: dict[str, dict[str, Value]] = {f.id: {} for f in self._figures}

    @property
    def instants(self) -> list[int]:
        """Return the instants to be looked at, in order; none without a standing figure."""
        return sorted(self._ends) if self._figures else []

    def take(self, at: int, ledger: Ledger) -> None:
        """Count what stands at an instant."""
        sorter = Sorter(self._places, self._asked.by.kind, ledger)
        ends = self._ends[at]
        zones = {zone: interval for zone, interval in ends}
        begin = min(interval.start for _, interval in ends)
        for figure in self._figures:
            look = look_of(self._asked, self._places, ledger, figure, at, Span(begin, at))
            for item in figure.items(look):
                zone = self._zoned.name(self._places.zone_at(queue_of(figure, item)))
                if zone in zones:
                    self._keep(figure, zone, zones[zone], sorter.group(figure, item), item)
        for _, interval in ends:
            self._zones_left[interval.order] -= 1
            if not self._zones_left[interval.order]:
                self._reduce(interval.order)

    def _keep(self, figure: Figure, zone: str, interval: Interval, group: str, item: Item) -> None:
        kept = self._open.setdefault(interval.order, {})
        kept.setdefault(figure.id, defaultdict(list))[group].append(item)
        if interval == self._last[zone]:
            self._final[figure.id][group].append(item)

    def _reduce(self, order: str) -> None:
        """Make the values of an interval that has been looked at in every zone."""
        going_on = order in self._going_on
        for figure in self._figures:
            groups = self._open.get(order, {}).get(figure.id, {})
            for group, items in groups.items():
                self._cells[figure.id][order, group] = reduced(figure, items, going_on)
            every = [item for items in groups.values() for item in items]
            self._times[figure.id][order] = reduced(figure, every, going_on)
        self._open.pop(order, None)

    def grid(self, figure: Figure) -> Grid:
        """Return a figure's values, when every instant has been taken."""
        final = self._final[figure.id]
        soon = bool(self._going_on)
        every = [item for items in final.values() for item in items]
        return Grid(
            figure=figure,
            parameters=self._asked.numbers(figure),
            cells=self._cells[figure.id],
            by_time=self._times[figure.id],
            by_group={group: reduced(figure, items, soon) for group, items in final.items()},
            all=reduced(figure, every, soon),
            nothing=figure.reduce([]),
            going_on=self._going_on,
        )


def look_of(
    asked: Asked, places: Places, ledger: Ledger, figure: Figure, at: int, span: Span
) -> Look:
    """Return what a figure is asked in a report."""
    return Look(ledger, places.setup, at, span, asked.scope, asked.numbers(figure))


def reduced(figure: Figure, items: Sequence[Item], going_on: bool) -> Value:
    """Return the value of some items; provisional while the stretch goes on."""
    value = figure.reduce(items)
    return msgspec.structs.replace(value, provisional=True) if going_on else value
