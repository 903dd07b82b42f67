"""What happens in a scenario without the trainee: who comes, what customers say, what breaks in."""

import re
from typing import Literal

import msgspec

from agentdesk.training.acts import GUEST, guest_command
from agentdesk.training.personas import Mood, begin, between, stream
from agentdesk.training.scenario import Arrival, Ends, Inject, Persona, Reply, Scenario, slug

Kind = Literal["arrives", "says", "done", "leaves", "inject"]
"""``done``: a customer has what they wanted, or gave up, without a word; ``leaves``: their
patience ran out, so a call or chat is gone."""

SECONDS = 1_000
USUAL: dict[str, tuple[int, int]] = {
    "chat": (8 * SECONDS, 45 * SECONDS),
    "call": (2 * SECONDS, 10 * SECONDS),
    "visit": (2 * SECONDS, 10 * SECONDS),
}
"""How long a customer takes to answer, at least and at most, by channel."""
OTHERWISE = (60 * SECONDS, 300 * SECONDS)
_BLANK = re.compile(r"\{([^{}]*)\}")


class Happening(msgspec.Struct, frozen=True):
    """One thing that happens at an instant. ``number`` counts a customer's messages from 1."""

    at: int
    kind: Kind
    guest: str = ""
    number: int = 0
    text: str = ""
    subject: str = ""
    reply: str = ""
    """The id of the reply that is said."""
    ends: Ends = ""
    automatic: bool = False
    """A machine wrote it."""
    vip: bool = False
    inject: str = ""
    """The inject it came with, or that it is."""
    linked: bool = False
    """The case is linked to the inject's incident when it arrives."""

    @property
    def command(self) -> str:
        """The id of the command that carries it out: the same in every run."""
        if self.kind == "inject":
            return f"inject:{self.inject}:{self.at}"
        if self.kind in ("done", "leaves"):
            return f"{GUEST}{self.guest}:{self.kind}"
        return guest_command(self.guest, self.number)


class Guest:
    """One customer in one run: who they are, what they said and know, how they feel."""

    def __init__(
        self, key: str, arrival: Arrival, persona: Persona, scenario: Scenario, turn: int = 0
    ) -> None:
        """Begin one; ``turn`` counts those of the same persona who came before."""
        self.key, self.arrival, self.persona = key, arrival, persona
        self.random = stream(scenario.seed, persona.id, key)
        self.turn = turn
        self.name, self.address = person_as(persona, turn)
        self.facts = {name: self._drawn(fact) for name, fact in persona.facts.items()}
        self.mood: Mood = begin(persona)
        self.arrived_at: int | None = None
        self.wrote_at: int | None = None
        """The oldest message that nobody has answered."""
        self.waits = 0
        """Counts how often they began to wait, so that what belongs to an earlier wait lapses."""
        self.numbered = 0
        self.said: dict[str, int] = {}
        self.told: set[str] = set()
        self.ended: str = ""
        self.ended_at: int | None = None
        self.left = False
        """Their patience ran out."""

    def _drawn(self, fact: str) -> str:
        return "".join(str(between(self.random, 0, 10)) if c == "#" else c for c in fact)

    @property
    def given(self) -> str:
        """Their first name."""
        return self.name.split()[0]

    @property
    def patience(self) -> int:
        """How long they wait for a word of ours, in ms."""
        own = self.arrival.patience
        return self.persona.patience if own is None else own

    def pause(self, reply: Reply) -> int:
        """Draw how long they take to say something, in ms."""
        low, high = reply.wait or USUAL.get(self.arrival.channel, OTHERWISE)
        return between(self.random, low, high)

    def words(self, ways: tuple[str, ...]) -> str:
        """Draw one way to say something, its facts filled in."""
        if not ways:
            return ""
        return self.filled(ways[between(self.random, 0, len(ways))])

    def filled(self, text: str) -> str:
        """Fill in what a text says of them."""
        known = {"name": self.name, "given": self.given, **self.facts}
        return _BLANK.sub(lambda blank: known.get(blank[1], blank[0]), text)

    def may_say(self, reply: Reply) -> bool:
        """Say whether a reply still fits: not said too often, what it waits for was said."""
        low, high = reply.emotion
        return (
            not self.ended
            and self.said.get(reply.id, 0) < reply.most
            and (not reply.after or reply.after in self.said)
            and not (reply.unless and reply.unless in self.said)
            and low <= self.mood.step <= high
        )


def person_as(persona: Persona, turn: int) -> tuple[str, str]:
    """Return the name and address of whoever comes as a persona after ``turn`` others."""
    names = (persona.name, *persona.also)
    name = names[turn % len(names)]
    if not persona.also or turn == 0:
        return name, persona.address
    again = turn // len(names)
    return name, f"{slug(name)}{again + 1 if again else ''}@customers.example"


class Coming(msgspec.Struct, frozen=True):
    """That a customer will come."""

    at: int
    guest: str
    arrival: str
    persona: str
    vip: bool = False
    inject: str = ""
    linked: bool = False


def comings(scenario: Scenario, start: int) -> list[Coming]:
    """Return everybody who comes by themselves, in no order; ``start`` is the shift's begin."""
    return [coming for arrival in scenario.arrivals for coming in _of(scenario, arrival, start)]


def _of(scenario: Scenario, arrival: Arrival, start: int) -> list[Coming]:
    if arrival.at is not None:
        who = arrival.persona[0]
        return [Coming(start + arrival.at, arrival.id, arrival.id, who)]
    if arrival.rate is None:
        return []
    until = scenario.length if arrival.until is None else arrival.until
    span = until - arrival.begin
    count = max(1, round(arrival.rate * span / 3_600_000))
    return _spread(scenario, arrival, start + arrival.begin, span, count, arrival.id)


def brought(scenario: Scenario, inject: Inject, at: int) -> list[Coming]:
    """Return everybody whom an inject brings that is set off at an instant."""
    if not inject.arrival or inject.what in ("erasure", "drops_out"):
        return []
    arrival = scenario.arrival(inject.arrival)
    count = 1 if inject.what == "mail_loop" else inject.count
    found = _spread(scenario, arrival, at, inject.over, count, inject.id)
    return [
        msgspec.structs.replace(
            coming, inject=inject.id, vip=inject.what == "vip", linked=number < inject.linked
        )
        for number, coming in enumerate(found)
    ]


def _spread(
    scenario: Scenario, arrival: Arrival, begin_at: int, span: int, count: int, name: str
) -> list[Coming]:
    """Let customers come, one in each equal part of a span, at a moment drawn for each."""
    random = stream(scenario.seed, "arrivals", name)
    found = []
    for number in range(count):
        low = begin_at + span * number // count
        high = begin_at + span * (number + 1) // count
        who = arrival.persona[number % len(arrival.persona)]
        key = f"{name}.{number + 1}"
        found.append(Coming(between(random, low, high), key, arrival.id, who))
    return found
