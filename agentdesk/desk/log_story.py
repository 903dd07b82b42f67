"""A story of the past: time moves with what is told, and what fell due on the way is told too.

Every event carries its own time, as when it happened and as when it was recorded, so that a store
can be seen as of any moment of a log that was brought in. Told in the order of time.
"""

import heapq
from collections.abc import Callable

from agentdesk.data.unit import Command, Decision, State, Worked
from agentdesk.desk.common import SYSTEM
from agentdesk.desk.story import Story
from agentdesk.domain.events import (
    CaseReminded,
    CaseResolved,
    CaseWaiting,
    Event,
    Fact,
    SlaResumed,
    SlaRetargeted,
    SlaStarted,
    SlaWarned,
)
from agentdesk.domain.projection import Put, Tallied, project
from agentdesk.domain.rows import CaseRow, TimerRow

SLA_TIMERS = ("sla.FR", "sla.NR", "sla.RES", "sla.PU")

_SETS_TIMERS = frozenset(
    {
        CaseReminded,
        CaseResolved,
        CaseWaiting,
        SlaResumed,
        SlaRetargeted,
        SlaStarted,
        SlaWarned,
    }
)

Firing = tuple[int, int, str, int]
"""A timer by when it is due, its case, kind and generation."""


class Past(Story):
    """What a log tells, in the making."""

    def __init__(
        self, state: State, command: Command, fires: dict[str, Callable[["Past", TimerRow], None]]
    ) -> None:
        """Begin; ``fires`` says what the timers do that fire on the way, by their kinds."""
        super().__init__(state, command, quiet=True)
        self._fires = fires
        self._at = state.found.recorded_at
        self._facts: list[Fact] = []
        self._recorded: list[int] = []
        self._rows = Tallied(state.table)
        self.table = self._rows
        self._firings: list[Firing] = []
        for row in self.table.all(TimerRow):
            self._set(row)
        heapq.heapify(self._firings)

    @property
    def now(self) -> int:
        """The time that has been reached."""
        return self._at

    def reach(self, at: int) -> None:
        """Let time pass up to an instant, and what is due before it happen at its due time."""
        while self._firings and self._firings[0][0] < at:
            due_at, case_id, kind, generation = heapq.heappop(self._firings)
            timer = self.table.get(TimerRow, case_id, kind)
            if timer is None or (timer.generation, timer.due_at) != (generation, due_at):
                continue
            self._at = max(self._at, due_at)
            teller, self._teller = self._teller, SYSTEM
            self._fires[kind](self, timer)
            self._teller = teller
        self._at = max(self._at, at)

    def by(self, actor: str) -> None:
        """Say who does what is told from here on."""
        self._teller = actor

    def finish(self, label: str, **result: object) -> Decision:
        """Return the decision; every case stands ranked already."""
        return Decision(
            content=tuple(self._content),
            label=label,
            result=result,
            worked=Worked(tuple(self._facts), tuple(self._recorded), self._rows),
        )

    @property
    def teller(self) -> str:
        """Who does what is told now."""
        return self._teller

    @property
    def count(self) -> int:
        """How many events have been told."""
        return len(self._facts)

    def _add(self, event: Event, at: int) -> None:
        fact = Fact(at, self._teller, self.command.command_id, event)
        changes = project(self.table, fact)
        self.table.apply(changes)
        self._facts.append(fact)
        self._recorded.append(self._at)
        if type(event) in _SETS_TIMERS:
            for change in changes:
                if isinstance(change, Put) and isinstance(change.row, TimerRow):
                    self._set(change.row, push=True)

    def _set(self, timer: TimerRow, *, push: bool = False) -> None:
        if timer.kind not in self._fires:
            return
        firing = (timer.due_at, timer.case_id, timer.kind, timer.generation)
        if push:
            heapq.heappush(self._firings, firing)
        else:
            self._firings.append(firing)

    def active(self, case_id: int) -> bool:
        """Say whether a case is neither resolved nor closed."""
        row = self.table.get(CaseRow, case_id)
        return row is not None and row.active


__all__ = ["SLA_TIMERS", "SYSTEM", "Past"]
