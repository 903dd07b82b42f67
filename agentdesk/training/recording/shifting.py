"""Moves a shift by whole weeks: weekday and local hour stay, which week it was does not.

A local time that the clocks leave out becomes the first there is after it; of an hour that comes
twice the first or second is kept where the other week has both.
"""

import secrets
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from agentdesk.clock import from_datetime, to_datetime

FURTHEST = 104
"""So many weeks a shift is moved at most, back or on."""


class Weeks:
    """A move by so many weeks in one zone."""

    def __init__(self, weeks: int, zone: str) -> None:
        self.weeks, self._zone = weeks, ZoneInfo(zone)

    def moved(self, at: int) -> int:
        """Return the instant with the same weekday and local time, so many weeks on."""
        local = to_datetime(at).astimezone(self._zone)
        plain = local.replace(tzinfo=None) + timedelta(weeks=self.weeks)
        there = plain.replace(tzinfo=self._zone, fold=local.fold)
        return from_datetime(there.astimezone(UTC))

    def local(self, at: int) -> datetime:
        """Return an instant's local time where it really was, without its zone."""
        return to_datetime(at).astimezone(self._zone).replace(tzinfo=None)

    def start(self, at: int) -> str:
        """Return a moved instant's local time as a scenario writes it."""
        return to_datetime(self.moved(at)).astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def fits(self, begins: int, ends: int) -> bool:
        """Say whether the moved shift lasts as long, and begins at the same local time."""
        same = self.moved(ends) - self.moved(begins) == ends - begins
        return same and self.start(begins)[-5:] == self.local(begins).strftime("%H:%M")


def some_weeks(begins: int, ends: int, zone: str) -> Weeks:
    """Draw a move that nobody can know; the shift lasts as long there as it did.

    A shift over a change of the clocks keeps its local times instead, where no week has one.
    """
    tries = [n for n in range(-FURTHEST, FURTHEST + 1) if abs(n) > 1]
    secrets.SystemRandom().shuffle(tries)
    for number in tries:
        weeks = Weeks(number, zone)
        if weeks.fits(begins, ends):
            return weeks
    return Weeks(tries[0], zone)
