"""A scenario: everything a training attempt is made of, as a trainer writes it in one file.

The words are those of the desk; what only training knows stands here. Times in a scenario are
milliseconds since its start, unless they say otherwise. :mod:`agentdesk.training.reading` reads
one, :mod:`agentdesk.training.checking` finds what is wrong with it.
"""

import hashlib
import re
from typing import Literal

import msgspec

from agentdesk.clock import HOUR, MINUTE
from agentdesk.domain.content import AnswerAudience, AnswerNext
from agentdesk.domain.parts import Channel, Duration, Part
from agentdesk.domain.setup import Setup

FORMAT = 1
"""The newest form of the file that this program reads."""

Level = Literal["easy", "middle", "hard"]
RubricPart = Literal["outcome", "empathy", "care", "timeliness"]
"""``care``: verification, privacy and notes."""
Tone = Literal["plain", "abusive", "threat"]
Ends = Literal["", "satisfied", "gave_up"]
What = Literal["flood", "vip", "outage", "mail_loop", "drops_out", "erasure"]

PARTS: tuple[RubricPart, ...] = ("outcome", "empathy", "care", "timeliness")
PART_WORDS: dict[RubricPart, str] = {
    "outcome": "outcome",
    "empathy": "empathy and de-escalation",
    "care": "verification, privacy and notes",
    "timeliness": "timeliness",
}


class Start(Part, frozen=True):
    """When the shift begins on the clock of its place: ``2026-03-09 09:00`` in a zone."""

    at: str
    zone: str


class Canned(Part, frozen=True):
    """An answer to insert, or an article. Tags such as ``own`` say which acts its use is."""

    id: str
    name: str
    body: str
    shortcut: str = ""
    language: str = "en"
    tags: tuple[str, ...] = ()
    disposition: str = ""
    set_tags: tuple[str, ...] = ()
    next_state: AnswerNext = ""
    audience: AnswerAudience = "public"


class Reply(Part, frozen=True):
    """What a customer says next, or that they are done, and what makes them.

    Each is said ``most`` times at most. Of several that one act sets off, the first in the file
    is said.
    """

    id: str
    on: str
    """An act (``answered``, ``asked``, ``promised`` …), ``silence``, ``said`` or ``emotion``."""
    detail: str = ""
    """Narrows the act: the fact asked for, the disposition resolved under …"""
    after: str = ""
    """The reply that must have been said before; with ``on: said`` the one it follows."""
    unless: str = ""
    """The reply after which this one is not said any more."""
    silence: Duration = msgspec.field(default=0, name="for")
    """With ``on: silence``: how long nobody has answered."""
    emotion: tuple[int, int] = (0, 4)
    """Said only in a mood from … to …."""
    wait: tuple[Duration, Duration] | None = None
    """How long it takes them to write, at least and at most; else the channel's usual time."""
    says: tuple[str, ...] = ()
    """Ways to say it; one is drawn. Without any, nothing is written."""
    tells: tuple[str, ...] = ()
    """Facts that are known to us from then on."""
    tone: Tone = "plain"
    most: int = 1
    ends: Ends = ""
    """After it they are done with us."""


class Persona(Part, frozen=True):
    """A customer: what they want and know, how long they wait, and what moves them."""

    id: str
    name: str
    goal: str
    mail: str = ""
    phone: str = ""
    organisation: str = ""
    language: str = "en"
    zone: str = ""
    level: str = "basic"
    vip: bool = False
    also: tuple[str, ...] = ()
    """Other names: whoever comes of this kind is somebody else each time, in turns. Without any,
    it is the same person who comes again."""
    facts: dict[str, str] = msgspec.field(default_factory=dict)
    """What they know, by name; ``{order}`` in a text stands for one. Each ``#`` is a digit that is
    drawn for everybody anew."""
    patience: Duration = 4 * HOUR
    """So long they wait for a word of ours; then they give up."""
    emotion: int = 0
    """At the start, 0 (calm) to 4 (abusive)."""
    moves: dict[str, float] = msgspec.field(default_factory=dict)
    """What moves this one otherwise than it moves people in general, by act."""
    silence: Duration = 30 * MINUTE
    """Each time they have waited so long, ``silence`` moves them."""
    replies: tuple[Reply, ...] = ()

    @property
    def address(self) -> str:
        """The address they write from; nobody real has it."""
        return self.mail or f"{self.id}@customers.example"


class HandOver(Part, frozen=True):
    """A colleague's hand-over to the next tier, as the desk asks for one."""

    by: str
    reason: str
    known: str
    tried: str
    expected: str
    promised: str


class Arrival(Part, frozen=True):
    """Customers who come: one ``at`` a time, several by ``rate``, or only with an inject."""

    id: str
    persona: tuple[str, ...]
    """Who comes; of several, they take turns."""
    queue: str
    subject: str
    says: tuple[str, ...]
    at: Duration | None = None
    rate: float | None = None
    """So many an hour between ``from`` and ``until``."""
    begin: Duration = msgspec.field(default=0, name="from")
    until: Duration | None = None
    channel: Channel = "mail"
    type: str | None = None
    priority: int | None = None
    patience: Duration | None = None
    """In place of the persona's own."""
    tells: tuple[str, ...] = ()
    """Facts that the first message holds."""
    owner: str = ""
    """Who of us has the case from the beginning; nobody if empty."""
    handed_up: HandOver | None = None
    """Who of us has looked at it and sent it on to the tier above, and with which words."""
    answers: tuple[str, ...] = ()
    """The answers that are meant for them: where several do, the expert takes one of these."""
    expert: tuple[str, ...] = ()
    """What the expert writes to them in words of their own, one message after the other."""
    blanks: dict[str, str] = msgspec.field(default_factory=dict)
    """What the expert puts into the blanks of answers for them, by a blank's name."""


class Expected(Part, frozen=True):
    """What a good agent does, from when on, by when, and why."""

    id: str
    any_of: tuple[str, ...]
    """Acts, any of which counts: ``answered``, ``resolved:refunded``, ``used:own`` …"""
    why: str
    arrival: str = ""
    """Asked of each customer of this arrival; once in all if empty."""
    when: str = "arrives"
    """``start``, ``arrives``, ``said:REPLY``, ``inject:ID`` or an act of the trainee."""
    within: Duration | None = None
    tolerance: Duration = 0
    """So much later still counts in full."""
    order: tuple[str, ...] = ()
    """Expected acts that must have been done before."""
    mandatory: bool = False
    anyone: bool = False
    """Whether it counts when a colleague does it."""
    part: RubricPart = "outcome"
    weight: float = 1
    read: tuple[str, ...] = ()
    """Articles to read for those who missed it."""


class Forbidden(Part, frozen=True):
    """What must not be done at all, or not before something else."""

    id: str
    any_of: tuple[str, ...]
    why: str
    arrival: str = ""
    before: str = ""
    """The act after which it is allowed."""
    fails: bool = False
    """Whoever does it fails the attempt."""
    part: RubricPart = "care"
    weight: float = 1
    read: tuple[str, ...] = ()


class Human(Part, frozen=True):
    """An item that a trainer marks; it counts once it is marked."""

    id: str
    asks: str
    part: RubricPart = "empathy"
    weight: float = 1


class Rubric(Part, frozen=True):
    """How many of at most 100 points each part is worth."""

    outcome: int = 35
    empathy: int = 30
    care: int = 20
    timeliness: int = 15
    human: tuple[Human, ...] = ()

    @property
    def total(self) -> int:
        """All points together."""
        return self.outcome + self.empathy + self.care + self.timeliness

    def points(self, part: RubricPart) -> int:
        """Return what a part is worth."""
        points: int = getattr(self, part)
        return points


class Inject(Part, frozen=True):
    """Something that breaks into the shift; a trainer may also set one off by hand."""

    id: str
    what: What
    at: Duration | None = None
    """When it comes; without, only when a trainer sets it off."""
    arrival: str = ""
    """Who comes with it: of a flood, an outage, a VIP or a mail loop. Whose data an erasure is."""
    count: int = 1
    over: Duration = 0
    """The span in which they come."""
    linked: int = 0
    """Of an outage: so many of its cases are linked to the incident when they arrive."""
    who: str = ""
    """Of ours: who drops out; by whom an outage is declared."""
    back: Duration | None = None
    """How long after ``at`` who dropped out is back; never if empty."""
    says: str = ""
    """An outage's title; an erasure's request."""


class Provenance(Part, frozen=True):
    """Where a scenario comes from."""

    source: Literal["written", "recorded", "imported"] = "written"
    by: str = ""
    on: str = ""
    """An ISO date."""
    notes: str = ""


class Scenario(Part, frozen=True, kw_only=True):
    """A whole scenario, its set-up complete."""

    format: int = FORMAT
    name: str
    version: int
    title: str
    level: Level
    about: str
    seed: int
    start: Start
    length: Duration
    trainee: str
    """Who of the people the trainee is."""
    base: str = ""
    """The shipped set-up that ``setup``, ``answers`` and ``articles`` change."""
    setup: Setup = Setup()
    answers: tuple[Canned, ...] = ()
    articles: tuple[Canned, ...] = ()
    personas: tuple[Persona, ...]
    arrivals: tuple[Arrival, ...]
    expected: tuple[Expected, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    rubric: Rubric = Rubric()
    pass_mark: int = 70
    """Per cent of the points that could be had."""
    injects: tuple[Inject, ...] = ()
    provenance: Provenance = Provenance()

    def persona(self, id: str) -> Persona:
        """Return a persona. Raises ``KeyError``."""
        for persona in self.personas:
            if persona.id == id:
                return persona
        raise KeyError(id)

    def arrival(self, id: str) -> Arrival:
        """Return an arrival. Raises ``KeyError``."""
        for arrival in self.arrivals:
            if arrival.id == id:
                return arrival
        raise KeyError(id)

    @property
    def answer_tags(self) -> dict[str, tuple[str, ...]]:
        """The tags of every answer and article, by its id."""
        return {one.id: one.tags for one in (*self.articles, *self.answers)}


def normal_form(scenario: Scenario) -> bytes:
    """Write a scenario as bytes that do not depend on how its file was laid out."""
    return msgspec.json.encode(scenario, order="deterministic")


def checksum(scenario: Scenario) -> str:
    """Return what tells two scenarios apart: equal for the same content, set-up included."""
    return hashlib.sha256(normal_form(scenario)).hexdigest()


def slug(fact: str) -> str:
    """Write a fact's name as tags hold it: ``order number`` becomes ``order-number``."""
    return re.sub(r"[^\w]+", "-", fact.strip().lower()).strip("-")
