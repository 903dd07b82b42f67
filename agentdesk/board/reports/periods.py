"""What somebody writes for a report's span: ``2026-03-02``, ``2026-W10``, ``2026-03``, ``7d``.

A date is a date of every queue's own zone, so one report may begin at another instant in each. An
end that is a date, a week, a month or a year is still in the span.
"""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import msgspec

from agentdesk.board.errors import BoardError
from agentdesk.board.reports.days import local_date, midnight
from agentdesk.board.scope import Span
from agentdesk.board.times import parse_moment

FIRST, LAST = date(1970, 1, 1), date(9000, 1, 1)
_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR = re.compile(r"\d{4}")
_DAYS_AGO = re.compile(r"-?(\d{1,5})\s*d", re.IGNORECASE)
_AGO = re.compile(r"\d{1,5}\s*(?:s|m|min|h)", re.IGNORECASE)
_HOW = (
    "write 2026-03-02, 2026-W10, 2026-03, 2026, “2026-03-02 14:30”, today, yesterday, now, "
    "7d for the day seven days ago, or 8h for eight hours ago."
)


class Instant(msgspec.Struct, frozen=True):
    """A bound that is the same moment everywhere."""

    at: int

    def begins(self, zone: ZoneInfo) -> int:
        """Return the moment."""
        return self.at

    def ends(self, zone: ZoneInfo) -> int:
        """Return the moment: what happens at it is not in the span."""
        return self.at


class Dates(msgspec.Struct, frozen=True):
    """A bound in dates: the first one, and the one after the last."""

    first: date
    after: date

    def begins(self, zone: ZoneInfo) -> int:
        """Return when the first date begins in a zone."""
        return midnight(zone, self.first)

    def ends(self, zone: ZoneInfo) -> int:
        """Return when the last date ends in a zone."""
        return midnight(zone, self.after)


Bound = Instant | Dates


class Period(msgspec.Struct, frozen=True):
    """From when and until when, in whatever zone."""

    since: Bound
    until: Bound

    def span(self, zone: ZoneInfo) -> Span:
        """Return it as instants in a zone."""
        return Span(self.since.begins(zone), self.until.ends(zone))


def period_of(since: str | None, until: str | None, now: int, zone: ZoneInfo) -> Period:
    """Read a span. Without a beginning it is the last 7 days of it, without an end up to today.

    Raises :class:`BoardError`, also for a span that ends before it begins.
    """
    end = bound_of(until, now, zone) if until else _day(local_date(zone, now))
    if since:
        begin = bound_of(since, now, zone)
    else:
        last = local_date(zone, end.ends(zone) - 1)
        begin = _day(last - timedelta(days=6))
    period = Period(begin, end)
    span = period.span(zone)
    if span.start >= span.end:
        raise BoardError(
            f"The span from {since or 'then'} to {until or 'today'} ends before it begins: "
            "give --from an earlier time than --to."
        )
    return period


def bound_of(text: str, now: int, zone: ZoneInfo) -> Bound:
    """Read one end of a span; a time of day without an offset is meant in ``zone``.

    Raises :class:`BoardError`.
    """
    written = text.strip()
    try:
        found = _named(written.lower(), now, zone) or _calendar(written)
        if found is None:
            ago = f"-{written}" if _AGO.fullmatch(written) else written
            found = Instant(max(0, parse_moment(ago, now, zone)))
        if isinstance(found, Dates) and not (found.first >= FIRST and found.after <= LAST):
            raise ValueError(written)
        return found
    except (ValueError, OverflowError, BoardError):
        raise BoardError(f"“{text}” is no time: {_HOW}") from None


def _named(word: str, now: int, zone: ZoneInfo) -> Bound | None:
    today = local_date(zone, now)
    if word == "now":
        return Instant(now)
    if word == "today":
        return _day(today)
    if word == "yesterday":
        return _day(today - timedelta(days=1))
    ago = _DAYS_AGO.fullmatch(word)
    return None if ago is None else _day(today - timedelta(days=int(ago[1])))


def _calendar(text: str) -> Bound | None:
    """Read a date, an ISO week, a month or a year."""
    if week := _WEEK.fullmatch(text):
        monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return Dates(monday, monday + timedelta(days=7))
    if month := _MONTH.fullmatch(text):
        first = date(int(month[1]), int(month[2]), 1)
        return Dates(first, (first + timedelta(days=31)).replace(day=1))
    if _YEAR.fullmatch(text):
        return Dates(date(int(text), 1, 1), date(int(text) + 1, 1, 1))
    if len(text) == len("2026-03-02") and text[4] == text[7] == "-":
        return _day(date.fromisoformat(text))
    return None


def _day(day: date) -> Dates:
    return Dates(day, day + timedelta(days=1))
