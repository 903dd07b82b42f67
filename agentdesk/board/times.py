"""Moments as supervisors type them, in the desk's zone. Pure; instants in ms UTC."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agentdesk.board.errors import BoardError
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND, from_datetime, to_datetime
from agentdesk.domain.setup import Setup

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
_DATE = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_MOMENT = re.compile(rf"{_DATE}(?:[T ]+{_CLOCK})?", re.IGNORECASE)
_NAMED = re.compile(rf"(?P<name>today|yesterday)(?: +{_CLOCK})?", re.IGNORECASE)
_TIME = re.compile(_CLOCK)
_ZULU = re.compile(
    rf"{_DATE}T{_CLOCK}(?:\.\d+)?(?:Z|(?P<sign>[+-])(?P<off>\d{{2}}:?\d{{2}}))", re.I
)
_BACK = re.compile(r"[-−](?P<n>\d{1,5})\s*(?P<unit>s|m|min|h|d)", re.IGNORECASE)
_UNITS = {"s": SECOND, "m": MINUTE, "min": MINUTE, "h": HOUR, "d": DAY}
HOW = "Write a time like 2026-03-02T10:32, 10:32, yesterday 14:00 or -15m."


def zone_of(setup: Setup) -> str:
    """Return the zone whose days are the board's: of the first queue with a calendar."""
    calendars = {calendar.id: calendar.zone for calendar in setup.calendars}
    for queue in setup.queues:
        if queue.calendar in calendars:
            return calendars[queue.calendar]
    return setup.zone


def midnight(at: int, zone: ZoneInfo) -> int:
    """Return when the day of an instant began in a zone."""
    day = to_datetime(at).astimezone(zone).date()
    return from_datetime(datetime(day.year, day.month, day.day, tzinfo=zone))


def parse_moment(text: str, now: int, zone: ZoneInfo) -> int:
    """Read ``2026-03-02T10:32``, ``10:32``, ``10:32:15``, ``yesterday 14:00``, ``-15m``.

    A time of day without a date is the last one that has been: at 09:00, ``10:32`` is
    yesterday's. With ``Z`` or an offset the zone is the one written. Raises ``BoardError``.
    """
    typed = text.strip()
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int, ZoneInfo], int]], ...] = (
        (_BACK, _back),
        (_ZULU, _with_offset),
        (_MOMENT, _dated),
        (_NAMED, _named),
        (_TIME, _clock),
    )
    for pattern, read in readers:
        if found := pattern.fullmatch(typed):
            try:
                at = read(found, now, zone)
                # What lies at the very ends of the calendar cannot be told in every zone.
                to_datetime(at).astimezone(zone)
            except (ValueError, OverflowError):
                raise BoardError(f"“{typed}” is no time that there is. {HOW}") from None
            return at
    raise BoardError(f"“{typed}” is no time. {HOW}" if typed else HOW)


def _back(found: re.Match[str], now: int, zone: ZoneInfo) -> int:
    return now - int(found["n"]) * _UNITS[found["unit"].lower()]


def _with_offset(found: re.Match[str], now: int, zone: ZoneInfo) -> int:
    return from_datetime(datetime.fromisoformat(found[0].upper()))


def _dated(found: re.Match[str], now: int, zone: ZoneInfo) -> int:
    return _placed(int(found["year"]), int(found["month"]), int(found["day"]), found, zone)


def _named(found: re.Match[str], now: int, zone: ZoneInfo) -> int:
    days = 1 if found["name"].lower() == "yesterday" else 0
    day = to_datetime(now).astimezone(zone).date() - timedelta(days=days)
    return _placed(day.year, day.month, day.day, found, zone)


def _clock(found: re.Match[str], now: int, zone: ZoneInfo) -> int:
    day = to_datetime(now).astimezone(zone).date()
    at = _placed(day.year, day.month, day.day, found, zone)
    if at <= now:
        return at
    day -= timedelta(days=1)
    return _placed(day.year, day.month, day.day, found, zone)


def _placed(year: int, month: int, day: int, found: re.Match[str], zone: ZoneInfo) -> int:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    return from_datetime(datetime(year, month, day, hour, minute, second, tzinfo=zone))
