"""Moments as an agent reads them, in the agent's own zone. Pure; instants in milliseconds."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from agentdesk.clock import DAY, to_datetime

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def when(at: int, now: int, zone: tzinfo) -> str:
    """Return ``13:51`` today, ``Mon 13:51`` within six days, ``12 Nov 13:51`` before that."""
    moment, today = (to_datetime(t).astimezone(zone) for t in (at, now))
    clock = f"{moment:%H:%M}"
    if moment.date() == today.date():
        return clock
    if abs(now - at) < 6 * DAY:
        return f"{_DAYS[moment.weekday()]} {clock}"
    if moment.year == today.year:
        return f"{moment.day:02d} {_MONTHS[moment.month - 1]} {clock}"
    return f"{moment.day:02d} {_MONTHS[moment.month - 1]} {moment.year}"


def day(at: int, now: int, zone: tzinfo) -> str:
    """Return ``Fri`` within six days either way, ``20 Feb`` this year, ``20 Feb 27`` else."""
    moment, today = (to_datetime(t).astimezone(zone) for t in (at, now))
    if moment.date() == today.date():
        return "today"
    if abs(now - at) < 6 * DAY:
        return _DAYS[moment.weekday()]
    text = f"{moment.day:02d} {_MONTHS[moment.month - 1]}"
    return text if moment.year == today.year else f"{text} {moment.year % 100:02d}"


def clock_there(now: int, zone: str) -> str | None:
    """Return the local time of a zone, ``15:02``, or ``None`` when the zone is not known."""
    try:
        return f"{to_datetime(now).astimezone(ZoneInfo(zone)):%H:%M}"
    except (KeyError, ValueError, OSError):
        return None


def took(span_ms: int) -> str:
    """Return how long something took, in one unit: ``4 min``, ``3 h``, ``2 d``."""
    if span_ms < 60 * 60_000:
        return f"{max(1, span_ms // 60_000)} min"
    if span_ms < DAY:
        return f"{span_ms // 3_600_000} h"
    return f"{span_ms // DAY} d"
