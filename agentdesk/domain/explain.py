"""Why a case is due when it is, line by line, from the history of its clocks.

The figures are those the events carry. The hours between them come from the calendar as it is
now; where it has changed since and no longer adds up, a line says so and the recorded figure
stands. Instants and durations are milliseconds; times in the text are in the zone passed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from agentdesk.clock import HOUR, MINUTE, SECOND, to_datetime
from agentdesk.domain import events as e
from agentdesk.domain import sla
from agentdesk.domain.calendar import BadCalendar, Calendar, calendar_in, next_open, open_ranges
from agentdesk.domain.clock_acts import KINDS
from agentdesk.domain.rows import ClockKind, ClockRow
from agentdesk.domain.setup import Setup
from agentdesk.domain.sla import MERGED, Stamped

NAMES: dict[ClockKind, str] = {
    "FR": "first reply",
    "NR": "next reply",
    "RES": "resolution",
    "PU": "update",
}
"""What a clock is called in sentences."""


class Line(msgspec.Struct, frozen=True):
    """One step of an explanation: what happened, what was used by then, what was left."""

    clock: ClockKind
    at: int
    text: str
    used_ms: int
    left_ms: int
    """Negative when more was used than the target."""

    def __str__(self) -> str:
        return self.text


def explain(
    setup: Setup, entries: Iterable[e.Entry], now: int, zone: str | None = None
) -> list[Line]:
    """Explain the clocks of a case from its log: the open ones, the soonest due first.

    Without an open clock, those that have ended. ``zone`` is the set-up's if not given.
    """
    history = [Stamped(entry.fact.at, entry.fact.event) for entry in entries]
    walks = [_walk(setup, history, kind, zone or setup.zone) for kind in KINDS]
    begun = [walk for walk in walks if walk.clock is not None]
    shown = [walk for walk in begun if walk.open] or begun
    shown.sort(key=lambda walk: (walk.due_at is None, walk.due_at or 0))
    return [line for walk in shown for line in walk.finish(now)]


def explain_clock(
    setup: Setup, history: Sequence[Stamped], kind: ClockKind, now: int, zone: str
) -> list[Line]:
    """Explain one clock, from its last start on; the last line is the due time.

    A paused clock's last line says that it has none, an ended clock's how it ended. ``history``
    is the case's events, or those of the clock alone. Empty if the clock never started.
    """
    return _walk(setup, history, kind, zone).finish(now)


def duration(ms: int) -> str:
    """Write a span of time: ``2 h 30``, ``45 min``, ``1 min 20 s``, ``20 s``, or ``nothing``."""
    ms = abs(ms)
    if ms == 0:
        return "nothing"
    if ms >= HOUR:
        minutes = ms % HOUR // MINUTE
        return f"{ms // HOUR} h {minutes:02d}" if minutes else f"{ms // HOUR} h"
    seconds = ms % MINUTE // SECOND
    if ms >= MINUTE:
        return f"{ms // MINUTE} min {seconds} s" if seconds else f"{ms // MINUTE} min"
    return f"{seconds} s"


def _walk(setup: Setup, history: Sequence[Stamped], kind: ClockKind, zone: str) -> "_Walk":
    """Walk through a clock's events; what a case waited for is told beside them."""
    waits = {x.at: x.event.waits_for for x in history if isinstance(x.event, e.CaseWaiting)}
    walk = _Walk(setup, kind, ZoneInfo(zone), waits)
    for at, event in history:
        if isinstance(event, e.CaseRestored):
            walk.restore(at, event)
        elif getattr(event, "clock", None) == kind:
            walk.step(at, event)
    return walk


class _Walk:
    """Goes along a clock's life and writes its lines."""

    def __init__(
        self, setup: Setup, kind: ClockKind, zone: ZoneInfo, waits: Mapping[int, str]
    ) -> None:
        self.setup = setup
        self.kind = kind
        self.zone = zone
        self.waits = waits
        self.clock: ClockRow | None = None
        self.lines: list[Line] = []
        self.used = 0
        self.at = 0
        """How far the walk has come."""
        self._shown: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the clock runs or is paused."""
        return self.clock is not None and self.clock.state in sla.OPEN_STATES

    @property
    def due_at(self) -> int | None:
        """When the clock is due, if it runs."""
        return None if self.clock is None else self.clock.due_at

    # ---- events

    def step(self, at: int, event: e.Event) -> None:
        """Take in one of the clock's events."""
        before = self.clock
        recorded: int | None = getattr(event, "elapsed_ms", None)
        if not isinstance(event, e.SlaStarted):
            # What a merged case had used comes from there, not from the hours since.
            merged = isinstance(event, e.SlaRetargeted) and event.reason == MERGED
            self._advance(at, None if merged else recorded)
            self.used = self.used if recorded is None else recorded
        self.clock = sla.apply(before, event, at)
        match event:
            case e.SlaStarted():
                self._start(self.clock)
            case e.SlaPaused():
                self._say(at, f"paused{self._reason(at)}: {self._figures()}")
            case e.SlaResumed():
                again = "reopened" if before and before.state == "stopped" else "runs on"
                self._say(at, f"{again}: {self._figures()}")
            case e.SlaRetargeted():
                self._say(at, f"{self._change(event)}: {self._figures()}")
            case e.SlaWarned():
                self._say(at, f"{event.percent} % used")
            case e.SlaBreached():
                self._say(at, "breached")
            case e.SlaStopped():
                how = "met" if event.met else "not met"
                due_at = before.due_at if before else None
                was = "" if due_at is None else f", it was due {self._full(due_at)}"
                self._say(at, f"ended and {how}: {self._figures()}{was}")
            case e.SlaCancelled():
                self._say(at, "cancelled: it does not count")

    def restore(self, at: int, event: e.CaseRestored) -> None:
        """Stand where an undo or redo has put the clock."""
        row = next((clock for clock in event.clocks if clock.kind == self.kind), None)
        if row == self.clock:
            return
        self.clock = row
        if row is None:
            self.lines.clear()
            return
        cal = self._calendar()
        self.used = row.elapsed_ms if cal is None else sla.elapsed_at(row, cal, at)
        self.at = at
        self._say(at, f"put back by undo or redo: {self._figures()}")

    def finish(self, now: int) -> list[Line]:
        """Return the lines, with those up to the due time and the due time itself."""
        clock = self.clock
        if clock is None or not self.open:
            return self.lines
        if clock.due_at is None:
            self._say(self.at, f"{NAMES[self.kind]} has no due time while it is paused")
            return self.lines
        self._advance(clock.due_at, max(clock.target_ms, self.used))
        was = "was due" if clock.due_at < now else "is due"
        text = f"{NAMES[self.kind]} {was} {self._full(clock.due_at)}"
        self.lines.append(self._line(clock.due_at, text))
        return self.lines

    def _start(self, clock: ClockRow) -> None:
        self.lines.clear()
        self._shown = None
        self.used, self.at = 0, clock.since
        self._say(clock.since, f"{NAMES[self.kind]} started: {self._terms(clock)}")

    # ---- the time between events

    def _advance(self, to: int, recorded: int | None) -> None:
        """Go on to an instant, telling when it closed; ``recorded`` is what was used by then."""
        clock = self.clock
        if clock is None or clock.state != "running" or to <= self.at:
            self.used = self.used if recorded is None else recorded
            self.at = max(self.at, to)
            return
        cal = self._calendar()
        ranges = [] if cal is None else open_ranges(cal, self.at, to)
        by_then = self.used + sum(b - a for a, b in ranges)
        if cal is None or (recorded is not None and by_then != recorded):
            self.used = self.used if recorded is None else recorded
            self.at = to
            self._say(to, f"the hours have changed since: {duration(self.used)} recorded as used")
            return
        until = to if clock.due_at is None else min(to, clock.due_at)
        self._tell_closings(cal, ranges, until)
        self.used, self.at = by_then, to

    def _tell_closings(self, cal: Calendar, ranges: Sequence[tuple[int, int]], until: int) -> None:
        """Say when it was closed before ``until``; what comes after the due time is of no use."""
        if self.at < until and (not ranges or ranges[0][0] > self.at):
            self._closed(cal, self.at)
        for start, end in ranges:
            if end >= until:
                break
            self.used += end - start
            self._closed(cal, end)

    def _closed(self, cal: Calendar, at: int) -> None:
        opens = next_open(cal, at)
        same_day = self._local(opens).date() == self._local(at).date()
        until = f"{self._local(opens):%H:%M}" if same_day else self._full(opens)
        self._say(at, f"closed until {until}: {self._figures()}")

    # ---- words

    def _say(self, at: int, text: str) -> None:
        local = self._local(at)
        same_day = self._shown is not None and self._shown.date() == local.date()
        self._shown = local
        when = f"{local:%H:%M}" if same_day else self._full(at)
        self.lines.append(self._line(at, f"{when} {text}"))

    def _line(self, at: int, text: str) -> Line:
        target = self.clock.target_ms if self.clock else 0
        return Line(self.kind, at, text, self.used, target - self.used)

    def _figures(self) -> str:
        left = (self.clock.target_ms if self.clock else 0) - self.used
        rest = f"{duration(left)} left" if left >= 0 else f"{duration(left)} too much"
        return f"{duration(self.used)} used, {rest}"

    def _terms(self, clock: ClockRow) -> str:
        return f"{duration(clock.target_ms)} of {clock.calendar} hours (policy {clock.policy})"

    def _change(self, event: e.SlaRetargeted) -> str:
        assert self.clock is not None
        terms = f"now {self._terms(self.clock)}"
        return f"{terms}, from a merged case" if event.reason == MERGED else terms

    def _reason(self, at: int) -> str:
        words = {"customer": ", waiting for the customer", "third_party": ", for a third party"}
        return words.get(self.waits.get(at, ""), "")

    def _local(self, at: int) -> datetime:
        return to_datetime(at).astimezone(self.zone)

    def _full(self, at: int) -> str:
        local = self._local(at)
        day, month = _DAYS[local.weekday()], _MONTHS[local.month - 1]
        return f"{day} {local.day} {month} {local:%H:%M}"

    def _calendar(self) -> Calendar | None:
        """Return the clock's calendar as it is now; ``None`` if it is gone."""
        assert self.clock is not None
        try:
            return calendar_in(self.setup, self.clock.calendar)
        except BadCalendar:
            return None


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
