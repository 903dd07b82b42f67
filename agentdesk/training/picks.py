"""Which cases waited each time the trainee took one, read from the log."""

from collections.abc import Callable, Mapping

from agentdesk.domain.events import CaseAssigned, Entry, Fact
from agentdesk.domain.projection import Table, project
from agentdesk.domain.routing import Lane, eligible, live_due
from agentdesk.domain.rows import CaseRow
from agentdesk.training.happenings import Guest
from agentdesk.training.regret import Pick, Waiting
from agentdesk.training.scenario import Scenario

TAKES = ("take", "next")
"""How a case comes to somebody who chose it."""


class Picks:
    """Takes in the log entry by entry, and keeps every pick of the trainee.

    ``guest_of`` says whose a case is, by its number; ``guests`` are those of the crowd.
    """

    def __init__(
        self,
        scenario: Scenario,
        guests: Mapping[str, Guest],
        guest_of: Callable[[int], str],
    ) -> None:
        self._person = scenario.setup.person(scenario.trainee)
        self._limits = scenario.setup.limits
        self._guests, self._guest_of = guests, guest_of
        self._table = Table()
        self._found: list[Pick] = []
        self._new: list[tuple[Fact, dict[str, int] | None]] = []
        """What is still to be projected, and with a pick when each customer would have gone."""

    def take(self, entry: Entry | Fact) -> None:
        """Take in the next entry of the log; it is worked out when the picks are asked for."""
        fact = entry.fact if isinstance(entry, Entry) else entry
        self._new.append((fact, self._leaving() if self._is_pick(fact) else None))

    @property
    def found(self) -> list[Pick]:
        """Every pick so far, in order."""
        for fact, leaving in self._new:
            if leaving is not None and isinstance(fact.event, CaseAssigned):
                self._pick(fact.at, fact.event.case_id, leaving)
            self._table.apply(project(self._table, fact))
        self._new.clear()
        return self._found

    def _is_pick(self, fact: Fact) -> bool:
        event = fact.event
        return (
            isinstance(event, CaseAssigned)
            and event.agent == self._person.id
            and event.how in TAKES
            and event.previous is None
        )

    def _leaving(self) -> dict[str, int]:
        """Return when everybody who waits now will have lost patience."""
        return {
            key: guest.wrote_at + guest.patience
            for key, guest in self._guests.items()
            if guest.wrote_at is not None and not guest.ended
        }

    def _pick(self, at: int, taken: int, leaving: Mapping[str, int]) -> None:
        waiting = [row for row in self._table.all(CaseRow) if self._may_take(row)]
        if taken not in [row.id for row in waiting]:
            waiting.append(self._table.one(CaseRow, taken))
        waiting.sort(key=lambda row: row.id)
        cases = tuple(self._waiting(row, leaving) for row in waiting)
        self._found.append(Pick(at, str(taken), cases))

    def _may_take(self, row: CaseRow) -> bool:
        if not row.claimable or row.reserved_for not in (None, self._person.id):
            return False
        lane = Lane(row.queue, row.tier, row.language, row.skills)
        return eligible(self._person, lane, row.channel) is None

    def _waiting(self, row: CaseRow, leaving: Mapping[str, int]) -> Waiting:
        answer = live_due(self._limits, row.channel, row.waiting_since)
        due = [at for at in (row.due_at, answer) if at is not None]
        return Waiting(
            key=str(row.id),
            since=row.waiting_since,
            due_at=min(due, default=row.rank_at),
            priority=row.priority,
            rank_at=row.rank_at,
            band=row.band,
            gone_at=leaving.get(self._guest_of(row.id)),
            premium=row.level == "premium",
        )
