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
        self.found: list[Pick] = []

    def take(self, entry: Entry | Fact) -> None:
        """Take in the next entry of the log."""
        fact = entry.fact if isinstance(entry, Entry) else entry
        event = fact.event
        if (
            isinstance(event, CaseAssigned)
            and event.agent == self._person.id
            and event.how in TAKES
            and event.previous is None
        ):
            self._pick(fact.at, event.case_id)
        self._table.apply(project(self._table, fact))

    def _pick(self, at: int, taken: int) -> None:
        waiting = [row for row in self._table.all(CaseRow) if self._may_take(row)]
        if taken not in [row.id for row in waiting]:
            waiting.append(self._table.one(CaseRow, taken))
        waiting.sort(key=lambda row: row.id)
        self.found.append(Pick(at, str(taken), tuple(self._waiting(row) for row in waiting)))

    def _may_take(self, row: CaseRow) -> bool:
        if not row.claimable or row.reserved_for not in (None, self._person.id):
            return False
        lane = Lane(row.queue, row.tier, row.language, row.skills)
        return eligible(self._person, lane, row.channel) is None

    def _waiting(self, row: CaseRow) -> Waiting:
        guest = self._guests.get(self._guest_of(row.id))
        gone = None
        if guest is not None and guest.wrote_at is not None and not guest.ended:
            gone = guest.wrote_at + guest.patience
        answer = live_due(self._limits, row.channel, row.waiting_since)
        due = [at for at in (row.due_at, answer) if at is not None]
        return Waiting(
            key=str(row.id),
            since=row.waiting_since,
            due_at=min(due, default=row.rank_at),
            priority=row.priority,
            rank_at=row.rank_at,
            band=row.band,
            gone_at=gone,
            premium=row.level == "premium",
        )
