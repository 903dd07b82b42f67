"""Opening hours: which stretches of time count, and when a target of open time is reached.

A set-up's calendar is compiled once into a :class:`Calendar`; every question is then answered on
half-open ranges of instants, because arithmetic on local times forgets daylight saving. A local
time that a change of the clocks skips counts as the first instant after the gap, one that comes
twice as its first occurrence. Instants and durations are milliseconds.
"""

import builtins
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from agentdesk.clock import DAY, MINUTE, to_datetime
from agentdesk.domain.setup import CalendarSetup, Setup

Range = tuple[int, int]
"""A half-open range of instants, ``[from, to)``."""

BLOCK_MS = 64 * DAY
"""Ranges are worked out a block at a time and kept; a block takes well under a millisecond."""

HORIZON_BLOCKS = 58
"""How far ahead a due time is looked for: ten years."""

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a local time, placed in a zone later
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_TIME = re.compile(r"(\d{1,2}):([0-5]\d)")
_WHOLE_DAY = (0, 24 * 60)


class BadCalendar(ValueError):
    """A calendar cannot be used; the message says why and what to write instead."""


class _Block(msgspec.Struct, frozen=True, gc=False):
    """The open ranges of one block of time, with running totals."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    """Open time in the block before each range."""
    through: tuple[int, ...]
    """Open time in the block up to the end of each range."""

    @property
    def total(self) -> int:
        """All open time of the block."""
        return self.through[-1] if self.through else 0

    def used_by(self, at: int) -> int:
        """Return the open time of the block before an instant."""
        i = bisect_right(self.starts, at) - 1
        if i < 0:
            return 0
        end = self.ends[i]
        return self.before[i] + (at if at < end else end) - self.starts[i]

    def reached(self, used: int) -> int:
        """Return the first instant by which ``used`` (> 0, ≤ total) of the block was open."""
        i = bisect_left(self.through, used)
        return self.starts[i] + used - self.before[i]


class Calendar:
    """Compiled opening hours. Make one with :func:`calendar_of`; it keeps what it worked out."""

    def __init__(self, setup: CalendarSetup) -> None:
        self.id = setup.id
        self.zone = _zone(setup)
        self._weekly = _weekly(setup)
        self._holidays = frozenset(_ordinal(setup, text) for text in setup.holidays)
        self._openings = _openings(setup)
        self._public = _public_holidays(setup)
        self.always = (
            all(_joined(day) == [_WHOLE_DAY] for day in self._weekly)
            and not self._holidays
            and self._public is None
        )
        if not any(self._weekly) and not self._openings:
            raise BadCalendar(f"The calendar “{self.id}” is never open: give it weekly hours.")
        self._blocks: dict[int, _Block] = {}

    def block(self, number: int) -> _Block:
        """Return a block's open ranges. Block 0 begins at instant 0."""
        found = self._blocks.get(number)
        if found is None:
            found = self._blocks[number] = self._work_out(number)
        return found

    def _work_out(self, number: int) -> _Block:
        start, end = number * BLOCK_MS, (number + 1) * BLOCK_MS
        # A shift ends before the end of the local day after the date it belongs to.
        days = range(self._local_ordinal(start) - 1, self._local_ordinal(end) + 1)
        weekly: list[Range] = []
        closed: list[Range] = []
        special: list[Range] = []
        for day in days:
            for begins, ends in self._weekly[(day - 1) % 7]:
                weekly.append((self._place(day, begins), self._place(day, ends)))
            if day in self._holidays or (self._public is not None and self._public(day)):
                closed.append((self._place(day, 0), self._place(day + 1, 0)))
            for begins, ends in self._openings.get(day, ()):
                special.append((self._place(day, begins), self._place(day, ends)))
        ranges = _joined([*_without(_joined(weekly), closed), *special])
        return _block([(max(a, start), min(b, end)) for a, b in ranges if a < end and b > start])

    def _local_ordinal(self, at: int) -> int:
        return to_datetime(at).astimezone(self.zone).toordinal()

    def _place(self, ordinal: int, minutes: int) -> int:
        """Return the instant of a local time, given as a day and minutes after its 00:00."""
        local_ms = (ordinal - _EPOCH_ORDINAL) * DAY + minutes * MINUTE
        local = _EPOCH + timedelta(milliseconds=local_ms)
        first = self._offset(local, 0)
        second = self._offset(local, 1)
        if first >= second:
            return local_ms - first
        # The local time is skipped: find the instant at which the offset changes.
        low, high = local_ms - second, local_ms - first
        while high - low > 1:
            middle = (low + high) // 2
            if self._offset_at(middle) == second:
                high = middle
            else:
                low = middle
        return high

    def _offset(self, local: datetime, fold: int) -> int:
        return _ms(local.replace(tzinfo=self.zone, fold=fold).utcoffset())

    def _offset_at(self, at: int) -> int:
        return _ms(to_datetime(at).astimezone(self.zone).utcoffset())


def calendar_of(setup: CalendarSetup) -> Calendar:
    """Compile a calendar; equal set-ups share one. Raises :class:`BadCalendar`."""
    return _compile(msgspec.json.encode(setup, order="deterministic"))


def calendar_in(setup: Setup, id: str) -> Calendar:
    """Compile a calendar of a set-up by its id. Raises :class:`BadCalendar`."""
    for part in setup.calendars:
        if part.id == id:
            known = _compiled.get(_object(part))
            if known is None or known[0] is not part:
                if len(_compiled) > MOST_COMPILED:
                    _compiled.clear()
                known = _compiled[_object(part)] = (part, calendar_of(part))
            return known[1]
    raise BadCalendar(f"The set-up has no calendar “{id}”: add it, or name another one.")


MOST_COMPILED = 500
_object = builtins.id
_compiled: dict[int, tuple[CalendarSetup, Calendar]] = {}
"""By the very object, which is asked for again and again: to tell that two are equal takes long."""


def open_ranges(cal: Calendar, a: int, b: int) -> list[Range]:
    """Return the open ranges between two instants, in order and not touching."""
    if cal.always:
        return [(a, b)] if a < b else []
    found: list[Range] = []
    for number in range(a // BLOCK_MS, -(-b // BLOCK_MS)):
        block = cal.block(number)
        for start, end in zip(block.starts, block.ends, strict=True):
            if start < b and end > a:
                found.append((max(start, a), min(end, b)))
    return _joined(found)


def elapsed_ms(cal: Calendar, a: int, b: int) -> int:
    """Return the open time between two instants; 0 if ``b`` is not after ``a``."""
    if b <= a:
        return 0
    if cal.always:
        return b - a
    first, last = a // BLOCK_MS, b // BLOCK_MS
    used = cal.block(last).used_by(b) - cal.block(first).used_by(a)
    return used + sum(cal.block(number).total for number in range(first, last))


def due(cal: Calendar, start: int, target_ms: int) -> int:
    """Return the earliest instant by which ``target_ms`` of open time have passed since ``start``.

    A target of 0 or less is reached at once. Raises :class:`BadCalendar` if ten years of the
    calendar do not hold the target.
    """
    if target_ms <= 0:
        return start
    if cal.always:
        return start + target_ms
    number = start // BLOCK_MS
    block = cal.block(number)
    wanted = target_ms + block.used_by(start)
    for ahead in range(number + 1, number + HORIZON_BLOCKS):
        if wanted <= block.total:
            return block.reached(wanted)
        wanted -= block.total
        block = cal.block(ahead)
    raise BadCalendar(
        f"The calendar “{cal.id}” is open too little to reach a target within ten years: "
        "give it more opening hours, or the policy another calendar."
    )


def is_open(cal: Calendar, at: int) -> bool:
    """Say whether an instant is within the opening hours."""
    return elapsed_ms(cal, at, at + 1) == 1


def next_open(cal: Calendar, at: int) -> int:
    """Return the first open instant from ``at`` on. Raises :class:`BadCalendar` as :func:`due`."""
    return due(cal, at, 1) - 1


@lru_cache(maxsize=512)
def _compile(raw: bytes) -> Calendar:
    return Calendar(msgspec.json.decode(raw, type=CalendarSetup))


def _block(ranges: Sequence[Range]) -> _Block:
    before, through, total = [], [], 0
    for start, end in ranges:
        before.append(total)
        total += end - start
        through.append(total)
    return _Block(
        tuple(start for start, _ in ranges),
        tuple(end for _, end in ranges),
        tuple(before),
        tuple(through),
    )


def _joined(ranges: Iterable[Range]) -> list[Range]:
    """Sort ranges and join those that touch; empty ones go."""
    result: list[Range] = []
    for start, end in sorted(ranges):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _without(ranges: Sequence[Range], cuts: Iterable[Range]) -> list[Range]:
    """Take ``cuts`` out of ``ranges``."""
    left = list(ranges)
    for cut_from, cut_to in cuts:
        pieces: list[Range] = []
        for start, end in left:
            if start < cut_to and end > cut_from:
                pieces += [(start, cut_from), (cut_to, end)]
            else:
                pieces.append((start, end))
        left = [(start, end) for start, end in pieces if start < end]
    return left


def _ms(offset: timedelta | None) -> int:
    return 0 if offset is None else offset // timedelta(milliseconds=1)


def _zone(setup: CalendarSetup) -> ZoneInfo:
    # Depending on the text, an unknown zone raises KeyError, ValueError or OSError.
    try:
        return ZoneInfo(setup.zone)
    except (KeyError, ValueError, OSError) as error:
        raise BadCalendar(
            f"The calendar “{setup.id}” names the unknown zone “{setup.zone}”: "
            "write one like Europe/Berlin."
        ) from error


def _weekly(setup: CalendarSetup) -> tuple[tuple[Range, ...], ...]:
    for key in setup.weekly:
        if key not in ("0", "1", "2", "3", "4", "5", "6"):
            raise BadCalendar(
                f"The calendar “{setup.id}” has the weekday “{key}”: "
                "write 0 for Monday to 6 for Sunday."
            )
    return tuple(
        tuple(_hours(setup, *pair) for pair in setup.weekly.get(str(day), ())) for day in range(7)
    )


def _hours(setup: CalendarSetup, begins: str, ends: str) -> Range:
    """Read a pair of local times as minutes after 00:00; the end may be up to 48:00."""
    start, end = _minutes(setup, begins), _minutes(setup, ends)
    if start >= _WHOLE_DAY[1]:
        raise BadCalendar(f"The calendar “{setup.id}” opens at {begins}: hours begin before 24:00.")
    if end <= start:
        raise BadCalendar(
            f"The calendar “{setup.id}” closes at {ends} before it opens at {begins}: "
            "for the next morning add 24 hours, so that 06:00 is written 30:00."
        )
    return start, end


def _minutes(setup: CalendarSetup, text: str) -> int:
    match = _TIME.fullmatch(text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= minutes <= 2 * _WHOLE_DAY[1]:
        raise BadCalendar(
            f"The calendar “{setup.id}” has the time “{text}”: write hours and minutes like 09:00."
        )
    return minutes


def _ordinal(setup: CalendarSetup, text: str) -> int:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError as error:
        raise BadCalendar(
            f"The calendar “{setup.id}” has the date “{text}”: write dates like 2026-12-25."
        ) from error


def _openings(setup: CalendarSetup) -> dict[int, list[Range]]:
    found: dict[int, list[Range]] = {}
    for day, begins, ends in setup.openings:
        found.setdefault(_ordinal(setup, day), []).append(_hours(setup, begins, ends))
    return found


def _public_holidays(setup: CalendarSetup) -> Callable[[int], bool] | None:
    """Return a test for a country's public holidays by day, or ``None`` without a country."""
    if setup.country is None:
        return None
    # Imported here because it is slow to load and few calendars need it.
    from holidays import country_holidays

    try:
        known = country_holidays(setup.country.upper(), subdiv=setup.subdivision)
    except NotImplementedError as error:
        place = (
            setup.country if setup.subdivision is None else f"{setup.country}-{setup.subdivision}"
        )
        raise BadCalendar(
            f"The calendar “{setup.id}” wants the public holidays of “{place}”, which are not "
            "known: write a country code like DE, or list the holidays by date."
        ) from error
    return lambda ordinal: date.fromordinal(ordinal) in known
