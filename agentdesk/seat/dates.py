"""Dates as agents type them, and the fixed ones of the sheets. Pure; zones given, ms out."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from agentdesk.clock import DAY, HOUR, MINUTE, from_datetime, to_datetime

_SPAN = re.compile(r"\s*(\d{1,4})\s*([mhdw])\s*")
_UNIT = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d", "%d.%m.%Y")
_FRIDAY = 4


def typed(text: str, now: int, zone: tzinfo) -> int | None:
    """Read ``2026-03-02 10:00``, ``2026-03-02`` (09:00), ``02.03.2026``, ``17:00``, ``4h``, ``2d``.

    ``None`` when it is no date.
    """
    if found := _SPAN.fullmatch(text):
        return now + int(found[1]) * _UNIT[found[2]]
    text = text.strip()
    for pattern in _FORMATS:
        try:
            naive = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone follows
        except ValueError:
            continue
        if "%H" not in pattern:
            naive = naive.replace(hour=9)
        try:
            return from_datetime(naive.replace(tzinfo=zone))
        except OverflowError:
            return None
    if found := re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text):
        at = _at(now, zone, 0, int(found[1]), int(found[2]))
        return at if at > now else _at(now, zone, 1, int(found[1]), int(found[2]))
    return None


def named(name: str, now: int, zone: tzinfo, hour: int) -> int | None:
    """Return the instant of ``today``, ``tomorrow``, ``friday`` or ``week`` at an hour.

    A day that is over means the next of its kind; ``None`` for another name.
    """
    weekday = to_datetime(now).astimezone(zone).weekday()
    days = {
        "today": 0,
        "tomorrow": 1,
        "friday": (_FRIDAY - weekday) % 7,
        "week": 7 - weekday,
    }.get(name)
    if days is None:
        return None
    at = _at(now, zone, days, hour)
    return at if at > now else _at(now, zone, days + (7 if name == "friday" else 1), hour)


def _at(now: int, zone: tzinfo, days: int, hour: int, minute: int = 0) -> int:
    day = to_datetime(now).astimezone(zone).date() + timedelta(days=days)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    return from_datetime(local.astimezone(UTC))
