"""A report's intervals, zone by zone: every queue has the days of its own zone."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

import msgspec

from agentdesk.board.reports.days import Interval, Row, Unit, intervals, row_of, whole
from agentdesk.board.reports.periods import Period
from agentdesk.board.scope import Span
from agentdesk.clock import DAY

_MARGIN = 40 * DAY
"""Longer than the longest interval: what is cut off at a margin is left out whole."""


class Zoned(msgspec.Struct, frozen=True):
    """The intervals of every zone, by the zone's name."""

    rows: Mapping[str, Row]

    @property
    def span(self) -> Span:
        """Return the stretch that holds them all."""
        every = [interval for row in self.rows.values() for interval in row.intervals]
        if not every:
            return Span(0, 0)
        return Span(min(each.start for each in every), max(each.end for each in every))

    @property
    def shown(self) -> tuple[Interval, ...]:
        """Return the rows of a report: what has the same name in several zones is one."""
        found: dict[str, Interval] = {}
        for row in self.rows.values():
            for each in row.intervals:
                known = found.get(each.order, each)
                found[each.order] = msgspec.structs.replace(
                    each,
                    start=min(known.start, each.start),
                    end=max(known.end, each.end),
                    part=known.part or each.part,
                )
        return tuple(sorted(found.values()))

    def name(self, zone: ZoneInfo) -> str:
        """Return the zone whose intervals count for one; where it has none, the first zone."""
        return zone.key if zone.key in self.rows else next(iter(self.rows))

    def row(self, zone: ZoneInfo) -> Row:
        """Return the intervals that count for a zone."""
        return self.rows[self.name(zone)]

    def going_on(self, at: int) -> frozenset[str]:
        """Return the intervals that are not over at an instant, by their order."""
        return frozenset(
            each.order for row in self.rows.values() for each in row.intervals if each.end > at
        )


def zoned_of(
    period: Period, unit: Unit | None, zones: Iterable[ZoneInfo], first: int, at: int
) -> Zoned:
    """Divide a span in every zone, from when the log begins (``first``) up to now (``at``)."""
    return Zoned({zone.key: _row(period.span(zone), unit, zone, first, at) for zone in zones})


def _row(span: Span, unit: Unit | None, zone: ZoneInfo, first: int, at: int) -> Row:
    if unit is None:
        found = [whole(span)] if span.start < span.end else []
    else:
        known = Span(max(span.start, first - _MARGIN), min(span.end, at + _MARGIN))
        found = list(intervals(unit, zone, known))
    return row_of([each for each in found if each.end > first and each.start <= at])
