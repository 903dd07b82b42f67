"""The shared vectors, and a slow engine that steps through time a minute at a time.

The stepping engine knows nothing of ranges or instants of opening: it asks each minute for its
local time and looks that up. It is the other opinion in the property tests.
"""

import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agentdesk.clock import MINUTE, from_datetime, to_datetime
from agentdesk.domain.setup import CalendarSetup

FOLDER = Path(__file__).parents[2].parent / "shared" / "vectors"


def load(name: str) -> dict[str, Any]:
    """Read a file of vectors; skips the module when the shared folder is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the repository", allow_module_level=True)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def calendars(data: dict[str, Any]) -> dict[str, CalendarSetup]:
    """Turn the vectors' calendars into set-ups by id."""
    return {
        id: CalendarSetup(
            id,
            zone=part["tz"],
            weekly={day: tuple((a, b) for a, b in pairs) for day, pairs in part["weekly"].items()},
            holidays=tuple(part["holidays"]),
        )
        for id, part in data["calendars"].items()
    }


def local(text: str, zone: str) -> int:
    """Place a local time such as ``2026-03-02T10:00``."""
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def utc(text: str) -> int:
    """Place a time that carries its offset."""
    return from_datetime(datetime.fromisoformat(text))


def open_minute(setup: CalendarSetup, at: int) -> bool:
    """Say whether the minute that begins at ``at`` is open, from its local time alone."""
    zone = ZoneInfo(setup.zone)
    moment = to_datetime(at).astimezone(zone)
    for text, begins, ends in setup.openings:
        day = datetime.fromisoformat(text)
        if _within(at, day, begins, ends, zone):
            return True
    if moment.date().isoformat() in setup.holidays:
        return False
    for back in (0, 1, 2):
        day = datetime.combine(moment.date() - timedelta(days=back), datetime.min.time())
        for begins, ends in setup.weekly.get(str(day.weekday()), ()):
            if _within(at, day, begins, ends, zone):
                return True
    return False


def _within(at: int, day: datetime, begins: str, ends: str, zone: ZoneInfo) -> bool:
    return _first(day, begins, zone) <= at < _first(day, ends, zone)


@lru_cache(maxsize=100_000)
def _first(day: datetime, text: str, zone: ZoneInfo) -> int:
    """Return the first minute whose local time has reached ``text`` of ``day``, by stepping."""
    hours, minutes = text.split(":")
    wanted = day + timedelta(hours=int(hours), minutes=int(minutes))
    # Four hours before by the clock on the wall is before the instant looked for, in any zone.
    at = from_datetime(wanted.replace(tzinfo=UTC)) - _offset_ms(wanted, zone) - 240 * MINUTE
    while to_datetime(at).astimezone(zone).replace(tzinfo=None) < wanted:
        at += MINUTE
    return at


def _offset_ms(wanted: datetime, zone: ZoneInfo) -> int:
    offset = wanted.replace(tzinfo=zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) * 1000


class Stepper:
    """Steps through one calendar minute by minute, remembering what it saw."""

    def __init__(self, setup: CalendarSetup) -> None:
        self.setup = setup
        self.seen: dict[int, bool] = {}

    def open(self, at: int) -> bool:
        """Say whether the minute is open."""
        if at not in self.seen:
            self.seen[at] = open_minute(self.setup, at)
        return self.seen[at]

    def elapsed(self, a: int, b: int) -> int:
        """Count open time between two whole minutes."""
        return sum(MINUTE for at in range(a, b, MINUTE) if self.open(at))

    def due(self, start: int, target_ms: int) -> int:
        """Return the minute by which the target was open."""
        at = start
        while target_ms > 0:
            target_ms -= MINUTE if self.open(at) else 0
            at += MINUTE
        return at
