"""Times of a shift as people type them, on the clock of its place. Pure."""

from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from agentdesk.clock import HOUR, MINUTE, SECOND, from_datetime, to_datetime
from agentdesk.training.checking import started_at
from agentdesk.training.scenario import Scenario


def moment_of(text: str, scenario: Scenario) -> int | None:
    """Return the instant of a scenario's shift that was typed; ``None`` if it has none such."""
    start = started_at(scenario.start)
    return moment(text, start, start + scenario.length, ZoneInfo(scenario.start.zone))


def moment(text: str, start: int, end: int, zone: tzinfo) -> int | None:
    """Return the instant of ``10:32``, ``10:32:05`` or ``+15`` (minutes since the shift began).

    Of an hour that comes twice the first is meant, unless the zone is named: ``02:30 CET``.
    ``None`` for what is no time between ``start`` and ``end``.
    """
    written, _, name = text.strip().partition(" ")
    parts = written.removeprefix("+").split(":")
    if not 1 <= len(parts) <= 3 or not all(part.isdecimal() and len(part) < 6 for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if written.startswith("+"):
        seconds = numbers[1] if len(numbers) > 1 else 0
        at = start + numbers[0] * MINUTE + seconds * SECOND
        return at if at <= end and not name else None
    hour, minute, second = (*numbers, 0, 0)[:3]
    if len(parts) == 1 or hour > 23 or minute > 59 or second > 59:
        return None
    day = to_datetime(start).astimezone(zone).date()
    while _at(day, time(), zone) <= end:
        for fold in (0, 1):
            at = _at(day, time(hour, minute, second, fold=fold), zone)
            fits = not name or name.strip().upper() == to_datetime(at).astimezone(zone).tzname()
            if fits and start <= at + SECOND - 1 and at <= end:
                return max(start, at)
        day += timedelta(days=1)
    return None


def shown(at: int, zone: tzinfo) -> str:
    """Write an instant as the clock of the place shows it.

    Within two hours of a change of the clocks it is told by its zone as well, ``02:30:05 CET``.
    """
    clock = to_datetime(at).astimezone(zone)
    around = (to_datetime(at + by).astimezone(zone).utcoffset() for by in (-2 * HOUR, 2 * HOUR))
    return f"{clock:%H:%M:%S} {clock.tzname()}" if len(set(around)) > 1 else f"{clock:%H:%M:%S}"


def _at(day: date, clock: time, zone: tzinfo) -> int:
    return from_datetime(datetime.combine(day, clock, tzinfo=zone))
