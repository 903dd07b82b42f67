"""Days as they are typed into a query, in a person's zone. Pure."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from agentdesk.clock import DAY, HOUR, MINUTE, from_datetime, to_datetime


class Day(NamedTuple):
    """A span of time: from ``first`` up to, and without, ``over``; both the same for an instant."""

    first: int
    over: int


_BACK = re.compile(r"(\d{1,4})(min|h|d|w|m|y)")
_UNITS = {"min": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY, "m": 30 * DAY, "y": 365 * DAY}
_WRITTEN = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DECEMBER = 12


def day_of(text: str, now: int, zone: tzinfo) -> Day | None:
    """Read ``2026``, ``2026-03``, ``2026-03-02``, ``02.03.2026``, ``yesterday``, ``friday``,
    ``3d``.

    ``3d`` is the instant three days ago (``h``, ``d``, ``w``, ``m`` for 30 days, ``y``). ``None``
    when it is no date.
    """
    word = text.strip().lower()
    try:
        if back := _BACK.fullmatch(word):
            at = now - int(back[1]) * _UNITS[back[2]]
            return Day(at, at)
        days = _days(word, to_datetime(now).astimezone(zone).date())
        if days is None:
            return None
        return Day(_midnight(days[0], zone), _midnight(days[1], zone))
    except (ValueError, OverflowError):
        return None


def _days(word: str, today: date) -> tuple[date, date] | None:
    """Return the first day, and the first day after."""
    one = timedelta(days=1)
    if word == "today":
        return today, today + one
    if word == "yesterday":
        return today - one, today
    if word in _WEEKDAYS:
        day = today - timedelta(days=(today.weekday() - _WEEKDAYS.index(word)) % 7)
        return day, day + one
    if dotted := _DOTTED.fullmatch(word):
        day = date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        return day, day + one
    if written := _WRITTEN.fullmatch(word):
        year, month, number = int(written[1]), written[2], written[3]
        if number:
            day = date(year, int(month), int(number))
            return day, day + one
        if month:
            first = date(year, int(month), 1)
            return first, _next_month(first)
        return date(year, 1, 1), date(year + 1, 1, 1)
    return None


def _next_month(first: date) -> date:
    if first.month == _DECEMBER:
        return date(first.year + 1, 1, 1)
    return date(first.year, first.month + 1, 1)


def _midnight(day: date, zone: tzinfo) -> int:
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    return from_datetime(local.astimezone(UTC))
