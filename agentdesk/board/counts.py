"""Everything the board counts, as of an instant, carried on from what changes and from time."""

import heapq
from collections.abc import Iterable

from agentdesk.board.around import Ages, Arrivals, Work, came
from agentdesk.board.figures.counting import count, figure
from agentdesk.board.figures.figure import Look
from agentdesk.board.hurry import hurrying
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.part import Part
from agentdesk.board.position import Position
from agentdesk.board.records import CaseRecord, TalkRecord
from agentdesk.board.shift import Shift
from agentdesk.board.sight import Sight
from agentdesk.board.tally import Change, Key, Tally
from agentdesk.board.times import midnight
from agentdesk.board.touched import Touched
from agentdesk.board.view import COLUMNS, STRIP
from agentdesk.clock import DAY

SERVICE = "service_level"
WAITING = "waiting"
OLDEST = "oldest_waiting"
"""Read off who waits: it grows with every second."""
SHOWN: tuple[str, ...] = tuple(dict.fromkeys((*STRIP, *COLUMNS)))
_CAME = figure(
    "came",
    "Came in",
    "Came in",
    "count",
    came,
    count(),
    definition="Calls and chats, and cases that none of them began.",
    formula="contacts queued + other cases created",
)


class Counts:
    """The figures of a position, and what stands around them."""

    def __init__(self, position: Position, sight: Sight, at: int) -> None:
        self.position, self._sight = position, sight
        self.at, self.start = at, sight.start(at)
        self.figures = {name: sight.figure(name) for name in SHOWN}
        self._sliding = frozenset(name for name in SHOWN if sight.slides(name))
        self.tallies = {
            name: Tally(self.figures[name], slides=name in self._sliding, listed=name == WAITING)
            for name in SHOWN
            if name != OLDEST
        }
        self.arrivals = Arrivals(sight.window, midnight(at, sight.zone))
        self.ages, self.work, self.shift = (
            Ages(),
            Work(sight.then or sight.setup),
            Shift(sight.window),
        )
        self.agents_moved = True
        """Something in the lines of agents is another; whoever has looked takes it back."""
        self._came = Tally(_CAME, slides=sight.slides(""))
        self.within = sight.numbers(self.figures["due_soon"])["within_ms"]
        self._due: list[tuple[int, int]] = []
        """When cases come to be due soon, and late, as a heap; some of it is not true any more."""
        self._talks_of: dict[int, set[int]] = {}
        with hurrying():
            self._fill()

    def touch(self, touched: Touched) -> None:
        """Count anew what entries have touched in the position."""
        cases = touched.cases
        talks = touched.talks.union(*(self._talks_of.get(case, ()) for case in cases))
        if cases or talks or touched.agents:
            self._renew(cases, talks, touched.agents)

    def settle(self) -> None:
        """Get ready to count anew."""
        for tally in (*self.tallies.values(), self._came):
            tally.settle()

    def reaches(self, at: int) -> bool:
        """Say whether time can pass to an instant; else all has to be counted anew."""
        # A clock stepped back, or another day began.
        return at >= self.at and (self._sight.slides("") or self._sight.start(at) == self.start)

    def pass_to(self, at: int) -> None:
        """Let time pass: what falls due, and what leaves the window."""
        sight = self._sight
        self.at, self.start = at, sight.start(at)
        due: set[int] = set()
        while self._due and self._due[0][0] <= at:
            due.add(heapq.heappop(self._due)[1])
        if due:
            self._renew(due, (), ())
        for name in self._sliding:
            self._note(name, self.tallies[name].leave(sight.start(at, name)))
        if sight.slides(""):
            self._came.leave(self.start)

    def look(self, name: str, ledger: Ledger) -> Look:
        """Return what a figure is asked of a ledger."""
        return self._sight.look(ledger, self.at, self.figures[name] if name else _CAME)

    # ---- counting

    def _fill(self) -> None:
        part, surveyed = _of_interest(self.position.ledger, min(self.start, self.at) - DAY)
        for name, tally in self.tallies.items():
            tally.fill(self.look(name, surveyed if name == "csat" else part))
        self.shift.fill(self.tallies[SERVICE].items())
        self._came.fill(self.look("", part))
        self.arrivals.fill(self._came.items())
        self.ages.fill(case for case in part.active() if self._sight.scope.takes(case))
        for case in part.active():
            if case.owner is not None:
                self.work.put_case(case.id, case)
            if case.clocks:
                self._due += self._turns(case)
        heapq.heapify(self._due)
        for talk in part.talks():
            # Who talks to nobody any more takes up nobody; only what their case tells may change.
            if talk.case_id is not None or talk.ended_at is None:
                self._put_talk(talk)

    def _renew(self, cases: Iterable[int], talks: Iterable[int], agents: Iterable[str]) -> None:
        part = Part.of(self.position.ledger, cases, talks, agents)
        keys: list[Key] = [*cases, *(-talk for talk in talks), *agents]
        for name, tally in self.tallies.items():
            self._note(name, tally.renew(self.look(name, part), keys))
        self.arrivals.count(self._came.renew(self.look("", part), keys))
        if agents:
            self.agents_moved = True
        active = {case.id: case for case in part.active()}
        for id in cases:
            self._put_case(id, active.get(id))
        heard = {talk.id: talk for talk in part.talks()}
        for id in talks:
            talk = heard.get(id)
            news = self._put_talk(talk) if talk else self.work.put_talk(id, None, None)
            self.agents_moved = self.agents_moved or news

    def _note(self, name: str, changes: list[Change]) -> None:
        """Tell of a figure's changes those that read it."""
        if changes and name == SERVICE:
            self.shift.count(changes)
        if changes and name == "handled":
            self.agents_moved = True

    def _put_case(self, id: int, case: CaseRecord | None) -> None:
        seen = case is not None and self._sight.scope.takes(case)
        self.ages.put(id, case if seen else None)
        if self.work.put_case(id, case):
            self.agents_moved = True
        if case is not None:
            for turn in self._turns(case):
                heapq.heappush(self._due, turn)

    def _put_talk(self, talk: TalkRecord) -> bool:
        case = None
        if talk.case_id is not None:
            self._talks_of.setdefault(talk.case_id, set()).add(talk.id)
            case = self.position.ledger.case(talk.case_id)
        return self.work.put_talk(talk.id, talk, case)

    def _turns(self, case: CaseRecord) -> list[tuple[int, int]]:
        """Return when a case comes to be due soon, and when late."""
        return [
            (instant, case.id)
            for clock in case.clocks
            if clock.state == "running" and clock.due_at is not None
            for instant in (clock.due_at - self.within, clock.due_at + 1)
            if instant > self.at
        ]


def _of_interest(ledger: Ledger, since: int) -> tuple[Part, Part]:
    """Return what a window that begins later than ``since`` can count, and what was surveyed."""
    active, live = list(ledger.active()), list(ledger.live())
    talks = ledger.talks_since(since)
    known = {x.id for x in talks}
    talks += [x for x in live if x.id not in known]
    cases = ledger.cases_since(since)
    part = Part(ledger, cases, talks, list(ledger.agents()), active=active, live=live)
    return part, Part(ledger, ledger.surveyed())
