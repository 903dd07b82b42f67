"""Times on the command line: ``2h``, ``3d``, ``tomorrow``, ``2026-12-01``, ``2026-12-01 14:30``."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agentdesk.cli.exits import usage
from agentdesk.clock import from_datetime, to_datetime
from agentdesk.durations import duration

MORNING = 9
"""The hour that a day without a time means."""


def instant_of(text: str, now: int, zone: str) -> int:
    """Read a time in a zone, or a duration from now, as an instant.

    Raises :class:`~agentdesk.cli.exits.Failure` with a sentence that says how to write one.
    """
    place = ZoneInfo(zone)
    today = to_datetime(now).astimezone(place)
    if text.strip().lower() == "tomorrow":
        day = today + timedelta(days=1)
        return from_datetime(day.replace(hour=MORNING, minute=0, second=0, microsecond=0))
    try:
        return now + duration(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text.strip())
        if len(text.strip()) == len("2026-12-01"):
            moment = moment.replace(hour=MORNING)
        return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=place))
    except (ValueError, OverflowError):
        raise usage(
            f"“{text}” is no time: write 2h, 3d, tomorrow, 2026-12-01 or “2026-12-01 14:30”."
        ) from None
