"""The one place that reads a clock.

An *instant* is an ``int``: milliseconds since 1970-01-01T00:00Z. Durations are milliseconds too,
and their names end in ``_ms``. Every rule takes ``now`` as an argument; only the edges of the
program ask a :class:`Clock`. A training replay swaps the clock and nothing else.
"""

import time
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """Tells the time as an instant (milliseconds, UTC)."""

    def now(self) -> int:
        """Return the current instant."""
        ...


@runtime_checkable
class Paced(Protocol):
    """A clock that does not go as the wall's: faster, slower, or not at all for a while."""

    @property
    def speed(self) -> float:
        """How many times as fast as the wall's it goes, when it does."""
        ...

    @property
    def running(self) -> bool:
        """Whether it goes."""
        ...


class SystemClock:
    """The machine's clock, shifted by ``offset_ms`` (PostgreSQL: towards the database's clock)."""

    def __init__(self, offset_ms: int = 0) -> None:
        self.offset_ms = offset_ms

    def now(self) -> int:
        """Return the machine's time plus the offset."""
        return time.time_ns() // 1_000_000 + self.offset_ms


class ScaledClock:
    """A clock that runs ``speed`` times as fast as the machine's, from an instant on.

    Two processes that are given the same ``origin`` and ``speed`` agree on the time.
    """

    running = True

    def __init__(self, origin: int, speed: float) -> None:
        self.origin, self.speed = origin, speed
        self._machine = SystemClock()

    def now(self) -> int:
        """Return the scaled time; at ``origin`` it is the machine's."""
        return self.origin + int((self._machine.now() - self.origin) * self.speed)


class ManualClock:
    """A clock that moves only when told to: for tests, the demo and training."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now(self) -> int:
        """Return the instant last set."""
        return self.at

    def advance(self, by_ms: int) -> int:
        """Move forward and return the new instant."""
        self.at += by_ms
        return self.at


def to_datetime(instant: int) -> datetime:
    """Turn an instant into an aware UTC ``datetime``."""
    return datetime.fromtimestamp(instant / 1000, tz=UTC)


def from_datetime(moment: datetime) -> int:
    """Turn an aware ``datetime`` into an instant. Raises ``ValueError`` if it has no zone."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be placed: {moment.isoformat()}")
    delta = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1000 + delta.microseconds // 1000


def iso(instant: int) -> str:
    """Write an instant for machines, as ``2026-03-02T10:00:00.000Z``."""
    return to_datetime(instant).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant % 1000:03d}Z"
