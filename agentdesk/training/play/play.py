"""A scenario carried out on a desk, by the instant: what customers do, what falls due, what leaves.

A :class:`Play` does no I/O: it tells (:mod:`agentdesk.data.telling`), and hears what the log says.
Everything is carried out with the clock at its own instant, in the order of time; of what falls on
one instant, the desk's timers come first, then colleagues, then the crowd. So the same inputs give
the same log, however finely the asking is cut.

If carrying a telling out fails in the store, the play is ahead of it: make it anew with
:meth:`Play.resume`.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from agentdesk.data.telling import Asked, Do, Due, News, Telling
from agentdesk.data.unit import Command, Outcome, Refused, UseCase
from agentdesk.desk.timers import FIRE, fire
from agentdesk.domain.events import (
    Entry,
    IncidentDeclared,
    InteractionQueued,
    MailHeld,
    MailPlaced,
)
from agentdesk.domain.rows import TimerRow
from agentdesk.training.acts import Act, Acts, guest_of
from agentdesk.training.acts import Tagged as TaggedText
from agentdesk.training.customers import Crowd, Deed, Injected
from agentdesk.training.happenings import Happening
from agentdesk.training.picks import Picks
from agentdesk.training.play.away import Away
from agentdesk.training.play.carrying import Carried, arrives, by_machine, declared, message
from agentdesk.training.play.inputs import Did, Input, SetOff, carried_out, command_id_of, in_order
from agentdesk.training.play.looking import Looked
from agentdesk.training.play.opening import opening
from agentdesk.training.play.outbox import Outbox
from agentdesk.training.play.silent import CLOCKS, SENDS
from agentdesk.training.play.switch import Switch
from agentdesk.training.scenario import Scenario
from agentdesk.training.scoring import Score, attempt, score

EVER = 1 << 62
"""Later than everything."""

Came: TypeAlias = Outcome | Refused | None
Step: TypeAlias = Generator[Asked, Any, Any]


class SettableClock(Protocol):
    """A clock that shows the instant that it is put at."""

    at: int

    def now(self) -> int:
        """Return the current instant."""
        ...


class Play:
    """One scenario on one desk, as it stands at an instant."""

    def __init__(self, scenario: Scenario, clock: SettableClock, *, picks: bool = True) -> None:
        """Begin one; ``clock`` is the clock of the store it is told to.

        Without ``picks`` it does not note what the trainee could have taken at each pick, which
        costs more than all the rest and can be told from the log afterwards.
        """
        self.scenario, self.clock, self._has_picks = scenario, clock, picks
        self.crowd = Crowd(scenario)
        self.acts = Acts.of(scenario)
        self.picks = Picks(scenario, self.crowd.guests, self.acts.guest_of)
        self.found: list[Happening] = []
        """What happened so far, in order."""
        self.now = self.crowd.start
        self.seq = 0
        """How far the log is known."""
        self.came: Came = None
        """What became of the newest input."""
        self.incidents: dict[str, int] = {}
        """The newest incident of each inject, by its case."""
        self.incident: int | None = None
        """The newest incident of all, by its case."""
        self.held: dict[int, str] = {}
        """Mails that wait to be placed, by their numbers, and whose they are."""
        self._outbox, self._away = Outbox(), Away()
        self._switch = Switch(self._is_gone)
        self._wrote_in: dict[str, int] = {}
        """The case in which we last wrote to each customer."""
        self._happened: list[Happening] = []
        """What has happened and is still to be carried out."""
        self._timer: TimerRow | None = None
        self._is_fresh = False
        """Whether nothing was done since the next timer was looked up."""
        self._stuck: set[TimerRow] = set()

    # ---- telling

    def begin(self) -> Telling:
        """Put up the desk: its set-up, answers and articles, and everybody available."""
        self._go_to(self.crowd.start)
        for do in opening(self.scenario):
            yield from self._do(do)

    def until(self, at: int) -> Telling:
        """Let everything happen up to and at an instant, and leave the clock there."""
        yield from self._follow()
        while (turn := (yield from self._next_turn())) is not None and turn[0] <= at:
            yield from self._take_turn(*turn)
        self._let(at)
        self._go_to(at)

    def do(self, given: Input) -> Telling:
        """Let time pass up to an input's instant and carry it out; ``came`` says what became of it.

        Raises ``KeyError`` or ``msgspec.DecodeError`` for an input that cannot be read.
        """
        if isinstance(given, Did):
            yield from self.act(given.at, *carried_out(given))
            return
        self.came = None
        yield from self.until(given.at)
        self._hear(given)
        yield from self._follow()

    def act(self, at: int, use_case: UseCase[Any], command: Command) -> Telling:
        """Let time pass up to an instant and carry a command out at it."""
        self.came = None
        yield from self.until(at)
        try:
            self.came = yield from self._ask(Do(use_case, command))
        except Refused as refused:
            self.came = refused
        yield from self._follow()
        yield from self._look_up()

    # ---- hearing

    def learn(self, entries: Iterable[Entry]) -> None:
        """Take in what the log says; what is known already is passed over."""
        for entry in entries:
            if entry.seq <= self.seq:
                continue
            self.seq = entry.seq
            if self._has_picks:
                self.picks.take(entry)
            what = type(entry.fact.event)
            if what in CLOCKS:
                continue
            if what in SENDS:
                self._outbox.take(entry)
                continue
            for deed in self.acts.take(entry):
                self._tell(deed)
            self._away.take(entry)
            self._switch.take(entry)
            self._note(entry)

    def _note(self, entry: Entry) -> None:
        """Take in what an entry says of incidents, held mails, and who waits once more."""
        event = entry.fact.event
        if isinstance(event, IncidentDeclared):
            self.incident = event.case_id
            kind, _, rest = entry.fact.command.partition(":")
            if kind == "inject":
                self.incidents[rest.partition(":")[0]] = event.case_id
        elif isinstance(event, InteractionQueued):
            self.crowd.waits_again(self._switch.is_back(event), entry.fact.at)
        elif isinstance(event, MailHeld):
            self.held[event.held_id] = guest_of(entry.fact.command)
        elif isinstance(event, MailPlaced):
            self.held.pop(event.held_id, None)

    @classmethod
    def resume(
        cls,
        scenario: Scenario,
        clock: SettableClock,
        entries: Sequence[Entry],
        inputs: Iterable[Input],
        *,
        picks: bool = True,
    ) -> "Play":
        """Make a play anew from a log, and the inputs that it holds."""
        play = cls(scenario, clock, picks=picks)
        order = in_order(inputs)
        numbers = {command_id_of(given): given.n for given in order if isinstance(given, Did)}
        others = [given for given in order if not isinstance(given, Did)]
        now = play.crowd.start
        for entry in entries:
            if others or entry.recorded_at > now:
                now = max(now, entry.recorded_at)
                number = numbers.get(entry.fact.command)
                while others and _is_before(others[0], now, number):
                    play._catch_up(others[0].at)
                    play._hear(others.pop(0))
                play._catch_up(now)
            play.learn((entry,))
        for given in others:
            now = max(now, given.at)
            play._catch_up(given.at)
            play._hear(given)
        play._stand(now)
        return play

    def _stand(self, now: int) -> None:
        """Take everything before an instant as carried out, after the log was taken in.

        Of the instant itself, some may not have been; what has been is not done twice.
        """
        self.now = now
        for happening in self.found:
            if happening.kind == "inject" and happening.at < now:
                self._drop_out(happening)
        self._happened = [one for one in self.found if one.at == now]
        self._away.over(now)
        self._switch.look_again()

    # ---- asking

    @property
    def next_at(self) -> int | None:
        """When something happens next, at the earliest; ``None`` if nothing does any more.

        What a timer brings is known once time has been let pass.
        """
        if self._happened:
            return self.now
        timer = None if self._timer is None else max(self.now, self._timer.due_at)
        known = (timer, self._away.next_at, self.crowd.next_at)
        return min((at for at in known if at is not None), default=None)

    def score(self, marks: Mapping[str, float] | None = None) -> Score:
        """Return the score as it stands, with what a trainer marked."""
        return score(attempt(self.crowd, self.found, self.now, marks))

    # ---- one turn after the other

    def _next_turn(self) -> Generator[Asked, Any, tuple[int, int] | None]:
        """Return the instant of what comes next and its place among what comes then."""
        yield from self._look_up()
        if self._happened:
            return self.now, 2
        timer = None if self._timer is None else self._timer.due_at
        turns = [
            (max(self.now, at), place)
            for place, at in enumerate((timer, self._away.next_at, self.crowd.next_at))
            if at is not None
        ]
        return min(turns, default=None)

    def _take_turn(self, at: int, place: int) -> Step:
        self._go_to(at)
        if place == 0 and self._timer is not None:
            yield from self._fire(self._timer)
        elif place == 1:
            yield from self._carry(self._away.until(at))
        else:
            self._let(at)
            while self._happened:
                happening = self._happened.pop(0)
                yield from self._carry(self._happens(happening))
                self._switch.went(happening.guest)
                yield from self._follow()
        yield from self._follow()

    def _look_up(self) -> Step:
        """Look up the timer that is due next, unless it is known."""
        if self._is_fresh:
            return
        timers: Sequence[TimerRow] = yield Due(EVER, 1 + len(self._stuck))
        self._timer = next((timer for timer in timers if timer not in self._stuck), None)
        self._is_fresh = True

    def _fire(self, timer: TimerRow) -> Step:
        outcome = yield from self._do(Do(FIRE, fire(timer)))
        if not isinstance(outcome, Outcome) or outcome.repeated or not outcome.result.get("fired"):
            self._stuck.add(timer)
            self._is_fresh = False

    # ---- happenings

    def _happens(self, happening: Happening) -> Carried:
        """Carry a happening out."""
        guest = self.crowd.guests.get(happening.guest)
        if happening.kind == "arrives" and guest is not None:
            incident = self.incidents.get(happening.inject)
            yield from arrives(self.scenario, guest, happening, incident)
        elif happening.kind == "inject":
            yield from self._breaks_in(happening)
        if happening.kind in ("says", "inject") and happening.text and guest is not None:
            said = message(
                self.scenario,
                guest,
                happening.number,
                happening.text,
                self.case_of(guest.key),
                happening.at,
            )
            yield by_machine(said) if happening.automatic else said

    def _breaks_in(self, happening: Happening) -> Carried:
        inject = next(one for one in self.scenario.injects if one.id == happening.inject)
        if inject.what == "outage":
            yield from declared(self.scenario, inject, happening.command)
        gone = self._drop_out(happening)
        if gone is not None:
            yield gone

    def _drop_out(self, happening: Happening) -> Do | None:
        """Let go who drops out with an inject; return what says so."""
        inject = next(one for one in self.scenario.injects if one.id == happening.inject)
        if inject.what != "drops_out" or not inject.who:
            return None
        back = None if inject.back is None else happening.at + inject.back
        return self._away.drops_out(inject.who, happening.at, back, happening.command)

    def case_of(self, guest: str) -> int | None:
        """Return the case that a customer writes in: where we wrote last, else their newest."""
        return self._wrote_in.get(guest) or self.acts.case_of(guest)

    def _is_gone(self, guest: str) -> bool:
        found = self.crowd.guests.get(guest)
        return found is None or bool(found.ended)

    # ---- small parts

    def _go_to(self, at: int) -> None:
        self.now = max(self.now, at)
        self.clock.at = self.now

    def _ask(self, do: Do) -> Generator[Asked, Any, Outcome]:
        """Have a command carried out and hear what the log says of it. Raises ``Refused``."""
        outcome: Outcome = yield do
        self._is_fresh = False
        while outcome.last_seq > self.seq:
            entries: Sequence[Entry] = yield News(self.seq)
            if not entries:
                break
            self.learn(entries)
        return outcome

    def _do(self, do: Do) -> Generator[Asked, Any, Outcome | Looked | None]:
        """Have a command carried out; ``None`` if the desk refuses it."""
        try:
            return (yield from self._ask(do))
        except Looked as looked:
            return looked
        except Refused:
            return None

    def _carry(self, carried: Carried) -> Step:
        answer: Any = None
        while True:
            try:
                asked = carried.send(answer)
            except StopIteration:
                return
            answer = yield from self._do(asked)
            yield from self._follow()

    def _follow(self) -> Step:
        """Report calls and chats, and let leave what may."""
        for do in self._outbox.leaves():
            yield from self._do(do)
        for do in self._switch.reports():
            yield from self._do(do)

    def _tell(self, deed: Deed) -> None:
        """Tell the crowd what was done."""
        self._catch_up(deed.told_at if isinstance(deed, Act) else deed.at)
        self.crowd.tell(deed)
        if isinstance(deed, Act):
            self._switch.went(deed.guest)
            if deed.word == "answered" and deed.case_id is not None:
                self._wrote_in[deed.guest] = deed.case_id

    def _hear(self, given: Input) -> None:
        """Take in what a trainer did."""
        if isinstance(given, SetOff):
            self._tell(Injected(given.at, given.inject))
        elif not isinstance(given, Did):
            tagged = TaggedText(given.at, given.message_id, given.words)
            for act in self.acts.tag(tagged):
                self._tell(act)

    def _catch_up(self, at: int) -> None:
        """Let the crowd be at an instant; what happens is to be carried out."""
        if self.crowd.now < at:
            self._let(at)

    def _let(self, at: int) -> None:
        """Let everything happen up to an instant; it is to be carried out."""
        happened = self.crowd.until(at)
        self.found += happened
        self._happened += happened


def _is_before(given: Input, at: int, number: int | None) -> bool:
    """Say whether an input came before an entry of an instant, made by an input's number if any."""
    return given.at < at or (given.at == at and number is not None and given.n < number)
