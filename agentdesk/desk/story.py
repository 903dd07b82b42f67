"""A decision in the making: events told one after the other, each seen by what is decided next.

A use-case's ``decide`` begins a :class:`Story`, reads the rows as the events told so far leave
them, and ends it with :meth:`Story.end`, which adds the new place in the order of taking of every
case that moved. The loaded rows themselves are not touched.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from agentdesk.data.unit import Command, Decision, DropContent, Happening, Refused, State, Stored
from agentdesk.desk import wrapping
from agentdesk.desk.common import SYSTEM, case_of
from agentdesk.desk.ruling import follow_rules
from agentdesk.domain import routing
from agentdesk.domain.calendar import BadCalendar
from agentdesk.domain.clock_acts import facts_of
from agentdesk.domain.events import CaseRanked, Event, Fact
from agentdesk.domain.projection import project
from agentdesk.domain.rows import CaseRow, ClockRow, Row
from agentdesk.domain.setup import Setup
from agentdesk.domain.sla import Stamped

R = TypeVar("R", bound=Row)


class Story:
    """What a use-case has decided so far. Pure: everything it knows came from ``state``."""

    def __init__(self, state: State, command: Command, *, quiet: bool = False) -> None:
        """Begin a story; a ``quiet`` one tells what happened elsewhere, which sets no rule off."""
        self.state = state
        self.command = command
        self.table = state.table.copy()
        self._events: list[Event | Happening] = []
        self._content: list[Row] = []
        self._drops: list[DropContent] = []
        self._blobs: list[Stored] = []
        self._cases: dict[int, None] = {}
        self._bands: dict[int, int] = {}
        self._teller = command.actor
        self._quiet = quiet

    @property
    def now(self) -> int:
        """The store's time at the beginning of the unit."""
        return self.state.now

    @property
    def setup(self) -> Setup:
        """The desk's set-up."""
        return self.state.setup

    @property
    def actor(self) -> str:
        """Who acts."""
        return self.command.actor

    def case(self, case_id: int) -> CaseRow:
        """Return a case as the events told so far leave it. Raises ``Refused`` if not loaded."""
        row = self.table.get(CaseRow, case_id)
        return case_of(self.state, case_id) if row is None else row

    def clocks(self, case_id: int) -> list[ClockRow]:
        """Return a case's clocks as the events told so far leave them."""
        return self.table.of_case(ClockRow, case_id)

    def tell(self, *events: Event) -> None:
        """Add events that happen now."""
        for event in events:
            self._add(event, self.now)

    def tell_at(self, at: int, event: Event) -> None:
        """Add an event that happened at another time (a breach, a timer, an imported mail)."""
        self._add(event, at)

    def tell_clocks(self, stamped: Iterable[Stamped]) -> None:
        """Add what the rules say of clocks, each at its own time."""
        for at, event in stamped:
            self._add(event, at)

    def turn(
        self, rule: Callable[..., list[Stamped]], case_id: int, *args: Any, **kwargs: Any
    ) -> None:
        """Tell what a rule of :mod:`agentdesk.domain.clock_acts` says of a case's clocks now.

        The rule gets the set-up, the facts and clocks of the case as they stand, the time, and
        the rest. Raises ``Refused`` when a calendar of the set-up cannot be used.
        """
        clocks = {clock.kind: clock for clock in self.clocks(case_id)}
        facts = facts_of(self.case(case_id))
        try:
            self.tell_clocks(rule(self.setup, facts, clocks, self.now, *args, **kwargs))
        except BadCalendar as error:
            raise Refused(str(error), "invalid") from error

    def _add(self, event: Event, at: int) -> None:
        fact = Fact(at, self._teller, self.command.command_id, event)
        self.table.apply(project(self.table, fact))
        if self._teller != self.actor:
            self._events.append(Happening(event, at, self._teller))
        else:
            self._events.append(event if at == self.now else Happening(event, at))
        if fact.case_id is not None:
            self._cases[fact.case_id] = None

    def told(self, after: int = 0) -> tuple[tuple[int, Event], ...]:
        """Return the events told so far with their instants, without the first ``after``."""
        return tuple(
            (item.at, item.event) if isinstance(item, Happening) else (self.now, item)
            for item in self._events[after:]
        )

    def kept(self, kind: type[R]) -> Iterator[R]:
        """Return the content rows of a type that were put so far."""
        return (row for row in self._content if isinstance(row, kind))

    @contextmanager
    def as_system(self) -> Iterator[None]:
        """Let the desk itself tell what is told inside, as a part of the same act."""
        self._teller = SYSTEM
        try:
            yield
        finally:
            self._teller = self.actor

    def band(self, case_id: int, band: int) -> None:
        """Put a case into a band of the order: 0 is an emergency, 1 everything else."""
        self._bands[case_id] = band
        self._cases[case_id] = None

    def keep(self, *content: Row) -> None:
        """Put content rows."""
        self._content += content

    def drop(self, type: type[Row], *key: int | str) -> None:
        """Delete a content row."""
        self._drops.append(DropContent(type, key))

    def store(self, *blobs: Stored) -> None:
        """Keep bytes by their sha256."""
        self._blobs += blobs

    def end(self, label: str = "", *, undo_ms: int = 0, **result: Any) -> Decision:
        """Let the set-up's rules follow, rank every case that moved, and return the decision.

        ``label`` is the footer's words without personal data (``sent 1061``). ``undo_ms`` is how
        long the act can be taken back; 0 if it cannot. ``result`` is kept with the command.
        """
        if not self._quiet:
            follow_rules(self)
        result |= wrapping.begin(self)
        for case_id in tuple(self._cases):
            self.rank(case_id)
        return Decision(
            events=tuple(self._events),
            content=tuple(self._content),
            drops=tuple(self._drops),
            blobs=tuple(self._blobs),
            result=result,
            undo_until=self.now + undo_ms if undo_ms else None,
            label=label,
        )

    def rank(self, case_id: int) -> None:
        """Tell a case's place in the order of taking, if it changed; :meth:`end` does it for all.

        It counts as waiting since its oldest unanswered message; when there is none, since it was
        created, reopened or woken, whichever was last.
        """
        row = self.table.get(CaseRow, case_id)
        if row is None or not row.active:
            return
        since = row.base_since if row.unanswered_since is None else row.unanswered_since
        band = self._bands.get(case_id, row.band)
        rank = routing.rank_at(
            self.setup.rank,
            waiting_since=since,
            priority=row.priority,
            level=row.level,
            vip=row.vip,
            returned=row.returned,
            due_at=self._due(row, since),
        )
        if (band, rank, since) != (row.band, row.rank_at, row.waiting_since):
            self.tell(CaseRanked(case_id=case_id, band=band, rank_at=rank, waiting_since=since))

    def _due(self, row: CaseRow, since: int) -> int | None:
        """Return when a case is due; a call or chat that nobody has answered, by its own target."""
        if row.replied_at is None:
            live = routing.live_due(self.setup.limits, row.channel, since)
            if live is not None:
                return live if row.due_at is None else min(live, row.due_at)
        return row.due_at
