"""Hours, days, ISO weeks and months of a zone, as stretches between instants.

A day of a zone has 23, 24 or 25 hours, or none where the date line was crossed; only instants are
ever subtracted. A local time that a change of the clocks skips counts as the first instant after
the gap, one that comes twice as its first occurrence.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from agentdesk.board.scope import Span
from agentdesk.clock import HOUR, from_datetime, to_datetime

Unit = Literal["hour", "day", "week", "month"]
UNITS: tuple[Unit, ...] = ("hour", "day", "week", "month")


class Interval(msgspec.Struct, frozen=True, order=True):
    """A stretch of a report. Equal ``order`` and ``label`` in two zones are one row."""

    order: str
    """Sorts as the local time goes by, the second of two equal hours after the first."""
    label: str
    """``2026-03-02``, ``2026-W10``, ``2026-03``, ``2026-03-02 14:00``."""
    start: int
    end: int
    part: bool = False
    """It was cut to the span of the report."""

    @property
    def span(self) -> Span:
        """Return it as a span."""
        return Span(self.start, self.end)


class Row(msgspec.Struct, frozen=True):
    """The intervals of one zone, in order and without gaps."""

    intervals: tuple[Interval, ...]
    starts: tuple[int, ...]

    def of(self, at: int) -> Interval | None:
        """Return the interval that an instant lies in."""
        place = bisect_right(self.starts, at) - 1
        if place < 0 or at >= self.intervals[place].end:
            return None
        return self.intervals[place]


def row_of(intervals: Sequence[Interval]) -> Row:
    """Return intervals ready to be searched."""
    return Row(tuple(intervals), tuple(interval.start for interval in intervals))


@lru_cache(maxsize=50_000)
def midnight(zone: ZoneInfo, day: date) -> int:
    """Return the instant at which a date begins in a zone."""
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    first = from_datetime(local)
    if to_datetime(first).astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return first
    # The clocks go forward over midnight: the day begins where the gap ends.
    return _turn(zone, first - 24 * HOUR, first + 24 * HOUR, day)


def local_date(zone: ZoneInfo, at: int) -> date:
    """Return the date of an instant in a zone."""
    return to_datetime(at).astimezone(zone).date()


def intervals(unit: Unit, zone: ZoneInfo, span: Span) -> Iterator[Interval]:
    """Yield the intervals of a zone that touch a span, the first and last cut to it."""
    if span.start >= span.end:
        return
    found = _hours(zone, span) if unit == "hour" else _dates(unit, zone, span)
    for interval in found:
        start, end = max(interval.start, span.start), min(interval.end, span.end)
        if start < end:
            part = (start, end) != (interval.start, interval.end)
            yield msgspec.structs.replace(interval, start=start, end=end, part=part)


def whole(span: Span) -> Interval:
    """Return a span as the one interval of a report without time."""
    return Interval("", "", span.start, span.end)


def _dates(unit: Unit, zone: ZoneInfo, span: Span) -> Iterator[Interval]:
    day = _first_of(unit, local_date(zone, span.start))
    start = midnight(zone, day)
    while start < span.end:
        after = _next(unit, day)
        end = midnight(zone, after)
        yield Interval(day.isoformat(), _label(unit, day), start, end)
        day, start = after, end


def _first_of(unit: Unit, day: date) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _next(unit: Unit, day: date) -> date:
    if unit == "month":
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day + timedelta(days=7 if unit == "week" else 1)


def _label(unit: Unit, day: date) -> str:
    if unit == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return day.isoformat()[:7] if unit == "month" else day.isoformat()


def _hours(zone: ZoneInfo, span: Span) -> Iterator[Interval]:
    start = midnight(zone, local_date(zone, span.start))
    while start < span.end:
        local = to_datetime(start).astimezone(zone)
        into = local.minute * 60_000 + local.second * 1_000 + local.microsecond // 1_000
        end = start + HOUR - into
        if _offset(zone, end) != _offset(zone, start):
            end = min(end, _change(zone, start, end))
        hour = local.strftime("%Y-%m-%d %H:00")
        yield Interval(f"{hour}{local.fold}", _hour_label(local, hour), start, end)
        start = end


def _hour_label(local: datetime, hour: str) -> str:
    """Add the offset to an hour that comes twice on its day."""
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return hour
    return f"{hour} {local.strftime('%z')}"


def _offset(zone: ZoneInfo, at: int) -> timedelta | None:
    return to_datetime(at).astimezone(zone).utcoffset()


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """Return the first instant after ``low`` whose offset is another; there is one by ``high``."""
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _turn(zone: ZoneInfo, low: int, high: int, day: date) -> int:
    """Return the first instant between two whose date is ``day`` or later."""
    while high - low > 1:
        middle = (low + high) // 2
        if local_date(zone, middle) < day:
            low = middle
        else:
            high = middle
    return high
