"""What happens next, given a scenario and what has happened so far: pure, and at any speed alike.

A :class:`Crowd` is asked what happens up to an instant, and told what was done at one. It reads no
clock and writes nothing: the same scenario and the same deeds give the same sequence, however
finely the asking is cut. One rule for whoever drives it: before telling of a deed, ask for
everything up to its instant.

Customers feel an act once it can no longer be taken back: after the hold of their channel.
"""

import heapq
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec

from agentdesk.training.acts import Act, Undone
from agentdesk.training.checking import started_at
from agentdesk.training.happenings import Coming, Guest, Happening, brought, comings
from agentdesk.training.personas import HIGHEST, moved
from agentdesk.training.scenario import Inject, Reply, Scenario, slug

SETTLES = ("answered", "connected", "resolved", "closed", "ended")
"""After one of these a customer waits for us no more."""
EACH_LOOP = 20_000
"""Of a mail loop: so long after one mail comes the next, in ms, unless it has a span."""


class Injected(msgspec.Struct, frozen=True):
    """A trainer set an inject off by hand."""

    at: int
    inject: str


Deed = Act | Undone | Injected


class Felt(NamedTuple):
    """A customer's mood moved at an instant: to a level, by a word (an act or ``silence``)."""

    at: int
    guest: str
    level: float
    word: str


class _Planned(NamedTuple):
    """Something in the time to come; of two at one instant, the one planned first comes first."""

    at: int
    order: int
    what: Literal["comes", "feels", "says", "silence", "leaves", "inject", "loop"]
    name: str
    """A guest's key, or an inject's id."""
    more: str = ""
    """A command's or a reply's id."""
    wait: int = 0
    """Which wait of the guest it belongs to."""


class Crowd:
    """Everybody who comes in a scenario, as they are at the instant last asked for."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.start = started_at(scenario.start)
        self.end = self.start + scenario.length
        self.now = self.start
        self.guests: dict[str, Guest] = {}
        self.acts: list[Act] = []
        """What was done, with what only a customer can tell: that they were asked again."""
        self.felt: list[Felt] = []
        """Every move of a mood, in order."""
        self._plan: list[_Planned] = []
        self._order = 0
        self._comings: dict[str, Coming] = {}
        self._batches: dict[tuple[str, str], list[Act]] = {}
        self._felt: set[tuple[str, str]] = set()
        self._before: dict[tuple[str, str], int] = {}
        """Since when a guest had waited, before a command settled it."""
        self._injects = {inject.id: inject for inject in scenario.injects}
        self._come(comings(scenario, self.start))
        for inject in scenario.injects:
            if inject.at is not None:
                self._put(self.start + inject.at, "inject", inject.id)

    # ---- asking

    @property
    def next_at(self) -> int | None:
        """When something happens next, at the earliest; ``None`` if nothing does any more."""
        return self._plan[0].at if self._plan else None

    def until(self, now: int) -> list[Happening]:
        """Return what happens up to and at an instant, in order."""
        found: list[Happening] = []
        while self._plan and self._plan[0].at <= now:
            planned = heapq.heappop(self._plan)
            found += self._happens(planned)
        self.now = max(self.now, now)
        return found

    # ---- telling

    def tell(self, deed: Deed) -> None:
        """Take in what was done. Raises ``ValueError`` if nobody asked up to its instant."""
        at = deed.told_at if isinstance(deed, Act) else deed.at
        if self.now < at:
            raise ValueError("ask for what happens before telling of what was done after it")
        if isinstance(deed, Injected):
            self._put(at + 1, "inject", deed.inject)
        elif isinstance(deed, Undone):
            self._undo(deed)
        else:
            self._act(deed)

    def _act(self, act: Act) -> None:
        guest = self.guests.get(act.guest)
        if guest is None or guest.arrived_at is None:
            self.acts.append(act)
            return
        again = act.word == "asked" and act.detail in guest.told
        told = msgspec.structs.replace(act, word="asked_again") if again else act
        self.acts += [act, told] if again else [act]
        key = (guest.key, act.command)
        if key in self._felt:
            return
        if key not in self._batches:
            self._batches[key] = []
            self._put(act.told_at + self._hold(guest), "feels", guest.key, act.command)
        self._batches[key] += [act, told] if again else [act]
        if _settles(act) and guest.wrote_at is not None:
            self._before[key] = guest.wrote_at
            guest.wrote_at = None

    def waits_again(self, guest: str, at: int) -> None:
        """Let somebody wait for us from an instant who had been attended to: their call or chat
        was put back. Nothing changes for who waits already, or is done with us.
        """
        found = self.guests.get(guest)
        if found is not None and found.wrote_at is None and not found.ended:
            self._waits(found, at, at + 1)

    def _undo(self, deed: Undone) -> None:
        self.acts = [act for act in self.acts if act.command != deed.command]
        for key in [key for key in self._batches if key[1] == deed.command]:
            del self._batches[key]
        for key in [key for key in self._before if key[1] == deed.command]:
            since, guest = self._before.pop(key), self.guests[key[0]]
            if key not in self._felt and guest.wrote_at is None and not guest.ended:
                self._waits(guest, since, deed.at + 1)

    def _hold(self, guest: Guest) -> int:
        # A moment at least, so that all of one command is felt together.
        limits = self.scenario.setup.limits
        return max(1, limits.hold.get(guest.arrival.channel, limits.undo))

    # ---- what was planned comes

    def _happens(self, planned: _Planned) -> list[Happening]:
        if planned.what == "inject":
            return self._breaks_in(self._injects[planned.name], planned.at)
        if planned.what == "comes":
            return self._comes(self._comings[planned.name])
        guest = self.guests[planned.name]
        if planned.what == "feels":
            return self._feels(guest, planned)
        if guest.ended:
            return []
        if planned.what == "says":
            return self._says(guest, self._reply(guest, planned.more), planned.at)
        if planned.what == "loop":
            return [self._again(guest, planned.at)]
        if guest.wrote_at is None or guest.waits != planned.wait:
            return []
        if planned.what == "leaves":
            return self._leaves(guest, planned.at)
        return self._silence(guest, planned)

    def _come(self, found: Iterable[Coming]) -> None:
        for coming in found:
            self._comings[coming.guest] = coming
            self._put(coming.at, "comes", coming.guest)

    def _comes(self, coming: Coming) -> list[Happening]:
        scenario = self.scenario
        arrival, persona = scenario.arrival(coming.arrival), scenario.persona(coming.persona)
        turn = sum(other.persona.id == persona.id for other in self.guests.values())
        guest = Guest(coming.guest, arrival, persona, scenario, turn)
        self.guests[guest.key] = guest
        guest.arrived_at, guest.numbered = coming.at, 1
        guest.told |= {slug(fact) for fact in arrival.tells}
        inject = self._injects.get(coming.inject)
        automatic = inject is not None and inject.what == "mail_loop"
        if inject is not None and automatic:
            step = inject.over // inject.count or EACH_LOOP
            for number in range(1, inject.count):
                self._put(coming.at + step * number, "loop", guest.key)
        else:
            self._waits(guest, coming.at)
        return [
            Happening(
                at=coming.at,
                kind="arrives",
                guest=guest.key,
                number=1,
                text=guest.words(arrival.says),
                subject=guest.filled(arrival.subject),
                automatic=automatic,
                vip=coming.vip or persona.vip,
                inject=coming.inject,
                linked=coming.linked,
            )
        ]

    def _again(self, guest: Guest, at: int) -> Happening:
        """Let a machine write once more what it wrote first."""
        guest.numbered += 1
        text = guest.filled(guest.arrival.says[0])
        return Happening(at, "says", guest.key, guest.numbered, text, automatic=True)

    def _waits(self, guest: Guest, since: int, first: int = 0) -> None:
        """Let a customer begin to wait for us; an older wait lapses.

        Nothing comes of it before ``first``.
        """
        guest.wrote_at = since
        guest.waits += 1
        self._put(max(first, since + guest.persona.silence), "silence", guest.key)
        self._put(max(first, since + guest.patience), "leaves", guest.key)
        for reply in guest.persona.replies:
            if reply.on == "silence":
                self._put(max(first, since + reply.silence), "silence", guest.key, reply.id)

    def _silence(self, guest: Guest, planned: _Planned) -> list[Happening]:
        """Let silence move a customer, or make them say something."""
        if planned.more:
            reply = self._reply(guest, planned.more)
            found = self._says(guest, reply, planned.at)
            if guest.may_say(reply):
                self._put(planned.at + reply.silence, "silence", guest.key, reply.id)
            return found
        if guest.mood.level < HIGHEST:
            self._put(planned.at + guest.persona.silence, "silence", guest.key)
        self._moved(guest, "silence", planned.at)
        return []

    def _leaves(self, guest: Guest, at: int) -> list[Happening]:
        guest.ended, guest.ended_at, guest.left = "gave_up", at, True
        return [Happening(at, "leaves", guest.key, guest.numbered, ends="gave_up")]

    def _feels(self, guest: Guest, planned: _Planned) -> list[Happening]:
        """Let a customer take in what one command did, and perhaps have something to say."""
        batch = self._batches.pop((guest.key, planned.more), [])
        if not batch or guest.ended:
            return []
        self._felt.add((guest.key, planned.more))
        for act in batch:
            self._moved(guest, act.word, planned.at)
        for reply in guest.persona.replies:
            if guest.may_say(reply) and any(_sets_off(reply, act, guest) for act in batch):
                self._put(planned.at + guest.pause(reply), "says", guest.key, reply.id)
                break
        if any(act.word == "closed" and _settles(act) for act in batch):
            guest.ended, guest.ended_at = "closed", planned.at
        return []

    def _says(self, guest: Guest, reply: Reply, at: int) -> list[Happening]:
        if not guest.may_say(reply):
            return []
        guest.said[reply.id] = guest.said.get(reply.id, 0) + 1
        guest.told |= {slug(fact) for fact in reply.tells}
        text = guest.words(reply.says)
        if text:
            guest.numbered += 1
        if reply.ends:
            guest.ended, guest.ended_at, guest.wrote_at = reply.ends, at, None
        elif text and guest.wrote_at is None:
            self._waits(guest, at)
        for other in guest.persona.replies:
            if other.on == "said" and other.after == reply.id and guest.may_say(other):
                self._put(at + guest.pause(other), "says", guest.key, other.id)
        kind: Literal["says", "done"] = "says" if text else "done"
        return [
            Happening(at, kind, guest.key, guest.numbered, text, reply=reply.id, ends=reply.ends)
        ]

    def _moved(self, guest: Guest, word: str, at: int) -> None:
        before = guest.mood
        guest.mood = moved(guest.persona, before, word)
        if guest.mood.level != before.level:
            self.felt.append(Felt(at, guest.key, guest.mood.level, word))
        if guest.mood.step == before.step:
            return
        for reply in guest.persona.replies:
            if reply.on == "emotion" and guest.may_say(reply):
                self._put(at + guest.pause(reply), "says", guest.key, reply.id)
                return

    def _breaks_in(self, inject: Inject, at: int) -> list[Happening]:
        self._come(self._fresh(brought(self.scenario, inject, at)))
        text, guest, number = inject.says, "", 0
        if inject.what == "erasure":
            of = self._guest_of(inject.arrival)
            if of is not None:
                of.numbered += 1
                guest, number, text = of.key, of.numbered, of.filled(inject.says)
                if of.wrote_at is None and not of.ended:
                    self._waits(of, at)
        return [Happening(at, "inject", guest, number, text, inject=inject.id)]

    def _fresh(self, found: Sequence[Coming]) -> list[Coming]:
        """Give customers names of their own when an inject is set off more than once."""
        if not found or found[0].guest not in self._comings:
            return list(found)
        again = 2
        while f"{found[0].guest}-{again}" in self._comings:
            again += 1
        return [msgspec.structs.replace(one, guest=f"{one.guest}-{again}") for one in found]

    def _guest_of(self, arrival: str) -> Guest | None:
        return next((g for g in self.guests.values() if g.arrival.id == arrival), None)

    def _reply(self, guest: Guest, id: str) -> Reply:
        return next(reply for reply in guest.persona.replies if reply.id == id)

    def _put(
        self,
        at: int,
        what: Literal["comes", "feels", "says", "silence", "leaves", "inject", "loop"],
        name: str,
        more: str = "",
    ) -> None:
        self._order += 1
        guest = self.guests.get(name)
        wait = guest.waits if guest is not None else 0
        heapq.heappush(self._plan, _Planned(at, self._order, what, name, more, wait))


def _settles(act: Act) -> bool:
    """Say whether a customer waits no more after an act; whose case was folded away still does."""
    return act.word in SETTLES and (act.word, act.detail) != ("closed", "merged")


def _sets_off(reply: Reply, act: Act, guest: Guest) -> bool:
    """Say whether an act makes a customer say something.

    A question in free words cannot be read, so it is taken as one for what is still missing.
    """
    if reply.on != act.word:
        return False
    if reply.on == "asked" and reply.detail:
        fact = slug(reply.detail)
        return act.detail == fact or (not act.detail and fact not in guest.told)
    return reply.detail in ("", act.detail)


def sequence(scenario: Scenario, deeds: Iterable[Deed], until: int) -> list[Happening]:
    """Return all that happens up to an instant, given everything that was done until then."""
    crowd = Crowd(scenario)
    found: list[Happening] = []
    for deed in deeds:
        found += crowd.until(deed.told_at if isinstance(deed, Act) else deed.at)
        crowd.tell(deed)
    return found + crowd.until(until)
