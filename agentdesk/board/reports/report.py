"""What a report is: figures by group, as they were counted, ready to be written in any form.

A value of a group is reduced from what the figure counts in it, and so is every total; nothing is
ever made of other values.
"""

from collections.abc import Iterator, Mapping

import msgspec

from agentdesk.board.figures.figure import Figure
from agentdesk.board.reports.days import Interval
from agentdesk.board.reports.dimensions import By
from agentdesk.board.reports.periods import Period
from agentdesk.board.scope import Scope, Span
from agentdesk.board.thresholds import numbers_of
from agentdesk.board.values import Value
from agentdesk.boardsettings import BoardSettings
from agentdesk.domain.setup import Setup

Group = tuple[str, str]
"""The ``order`` of an interval, ``""`` without time; the id of the other dimension, or ``""``."""


class Asked(msgspec.Struct, frozen=True):
    """What a report is to tell."""

    figures: tuple[Figure, ...]
    by: By
    scope: Scope
    at: int
    """As of when: everything recorded up to then is in it."""
    settings: BoardSettings = BoardSettings()
    """Somebody's settings: numbers in place of the figures' own."""
    said: tuple[tuple[str, str], ...] = ()
    """What the report was narrowed to, in words: ``("queue", "Orders")``."""

    def numbers(self, figure: Figure) -> dict[str, int]:
        """Return a figure's parameters as they count here."""
        return numbers_of(self.settings, figure)


class Grid(msgspec.Struct, frozen=True):
    """One figure's values. ``cells`` holds the groups in which something was counted."""

    figure: Figure
    parameters: Mapping[str, int]
    cells: Mapping[Group, Value]
    by_time: Mapping[str, Value]
    """Of each interval, all groups together."""
    by_group: Mapping[str, Value]
    """Of each group, over the whole span; standing figures as of its end."""
    all: Value
    nothing: Value
    """What a group has in which nothing was counted."""
    going_on: frozenset[str]
    """The intervals that are not over, by their order: what is nothing there can become more."""

    def value(self, group: Group) -> Value:
        """Return the value of a group."""
        return self.cells.get(group) or self._none(group[0] in self.going_on)

    def of_time(self, order: str) -> Value:
        """Return the value of an interval, all groups together."""
        return self.by_time.get(order) or self._none(order in self.going_on)

    def of_group(self, group: str) -> Value:
        """Return the value of a group over the whole span."""
        return self.by_group.get(group) or self._none(bool(self.going_on))

    def _none(self, open_: bool) -> Value:
        return msgspec.structs.replace(self.nothing, provisional=True) if open_ else self.nothing


class Line(msgspec.Struct, frozen=True):
    """One group, with a value for each figure."""

    interval: Interval
    group: str
    values: tuple[Value, ...]


class Report(msgspec.Struct, frozen=True):
    """A report, counted."""

    asked: Asked
    setup: Setup
    span: Span
    """From the earliest beginning to the latest end over all zones."""
    period: Period
    zones: tuple[str, ...]
    """The zones whose days it has; the days of each queue are its own."""
    intervals: tuple[Interval, ...]
    """The rows of time, from when the log begins to when the report was made."""
    groups: tuple[str, ...]
    names: Mapping[str, str]
    """The words for the groups."""
    grids: tuple[Grid, ...]
    empty: str = ""
    """A sentence, if there is nothing to tell: why."""

    @property
    def lines(self) -> Iterator[Line]:
        """Yield every group of the report in order, those too in which nothing was counted."""
        for interval in self.intervals:
            for group in self.groups:
                key = (interval.order, group)
                yield Line(interval, group, tuple(grid.value(key) for grid in self.grids))

    @property
    def length(self) -> int:
        """Return how many lines it has."""
        return len(self.intervals) * len(self.groups)

    def name(self, group: str) -> str:
        """Return a group in words."""
        return self.names.get(group) or group or "none"
