"""The sample center's people and stories as they stand in its files, read and checked."""

from importlib.resources import files
from typing import Any, TypeVar

import msgspec

from agentdesk.clock import DAY, to_datetime
from agentdesk.document import convert, parse_document
from agentdesk.domain.content import AnswerAudience, AnswerNext, AnswerScope, AnswerState
from agentdesk.domain.setup import Channel, Duration

T = TypeVar("T")

CONTENT = "agentdesk.demo.content"


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a story; times are how long before now."""


class Person(_Part, frozen=True):
    """A customer."""

    key: str
    name: str
    mail: str
    preferred: str = ""
    says: str = ""
    """How the name is pronounced."""
    phone: str = ""
    level: str = "basic"
    vip: bool = False
    language: str = "en"
    zone: str = "Europe/Berlin"
    organisation: str = ""
    channel: str = ""
    accessibility: str = ""
    safety: str = ""
    agreement: Duration = 0
    """How long ago an agreement began, which runs for a year and gives at least ``standard``."""
    warranty: Duration = 0
    """How long ago the warranty of ``owns`` began, which runs for two years."""
    owns: str = ""
    """The serial number of a machine or grinder."""

    @property
    def given(self) -> str:
        """The name to write to: the first one, where it is written in Latin letters."""
        if self.preferred:
            return self.preferred
        first = self.name.split()[0]
        return first if first[:1] < "\u0370" else self.name


class Customers(_Part, frozen=True):
    """The file of customers."""

    customers: tuple[Person, ...]


class Canned(_Part, frozen=True):
    """An answer to insert, or an article."""

    id: str
    name: str
    body: str
    shortcut: str = ""
    language: str = "en"
    tags: tuple[str, ...] = ()
    scope: AnswerScope = "all"
    owner: str | None = None
    team: str = ""
    disposition: str = ""
    set_tags: tuple[str, ...] = ()
    next_state: AnswerNext = ""
    review_in: int | None = None
    """In how many days it is to be read again; fewer than none is overdue."""
    state: AnswerState | None = None
    audience: AnswerAudience = "public"

    def fields(self, now: int) -> dict[str, Any]:
        """Return the fields of the command that keeps it."""
        fields = msgspec.structs.asdict(self)
        days = fields.pop("review_in")
        review = to_datetime(now + days * DAY).date().isoformat() if days is not None else ""
        return {**fields, "review_on": review}


class Answers(_Part, frozen=True):
    """The file of canned answers."""

    answers: tuple[Canned, ...]


class Articles(_Part, frozen=True):
    """The file of articles."""

    articles: tuple[Canned, ...]


class Step(_Part, frozen=True):
    """What happened next in a case: exactly one of the acts, by ``who`` or by the customer."""

    at: Duration
    who: str = ""
    take: bool = False
    mail: str = ""
    """The customer writes again."""
    dismiss: bool = False
    """What the customer wrote last was only thanks, should it have reopened the case."""
    reply: str = ""
    note: str = ""
    wait: bool = False
    wait_for: str = ""
    until: Duration = 0
    snooze: Duration = 0
    promise: str = ""
    by: Duration = 0
    keep: bool = False
    """The promise made before is kept."""
    resolve: str = ""
    cause: str | None = None
    summary: str = ""
    answers: tuple[str, ...] = ()
    escalate: str = ""
    known: str = ""
    tried: str = ""
    expected: str = ""
    promised: str = ""
    back: str = msgspec.field(default="", name="return")
    tag: tuple[str, ...] = ()
    complain: str = ""
    """The category of the complaint that the case is; ``note`` is the remedy sought."""
    decide: str = ""
    """The complaint's outcome; ``note`` is what the customer was told."""
    incident: str = ""
    """The case is an incident of that title."""
    link: int = 0
    """The story, counted from 1, whose case is the incident that this one belongs to."""


class Story(_Part, frozen=True):
    """A case: how it began, and what happened then."""

    sender: str = msgspec.field(name="from")
    to: str
    """``o``, ``h`` or a queue's id."""
    at: Duration
    subject: str
    body: str
    channel: Channel = "mail"
    language: str | None = None
    type: str | None = None
    priority: int | None = None
    who: str = ""
    """Who was talking to the customer in a call or a visit."""
    answer: str = ""
    """What was said in it."""
    then: tuple[Step, ...] = ()


class Stranger(_Part, frozen=True):
    """A mail that names a case its sender has no part in; ``names`` counts the stories from 1."""

    from_name: str
    from_mail: str
    to: str
    at: Duration
    names: int
    subject: str
    body: str


class Presence(_Part, frozen=True):
    """What a person has been doing since a time."""

    who: str
    at: Duration
    state: str
    reason: str | None = None


class Cases(_Part, frozen=True):
    """The file of cases told one by one."""

    cases: tuple[Story, ...]
    held: tuple[Stranger, ...] = ()
    people: tuple[Presence, ...] = ()


class HandOver(_Part, frozen=True):
    """Why a theme's case goes up, and what the next tier notes."""

    reason: str
    known: str
    tried: str
    expected: str
    promised: str
    note: str = ""


class Theme(_Part, frozen=True, kw_only=True):
    """What a customer may write about, and what comes of it.

    In every text ``[a|b]`` is one of several ways to say it and ``{order}`` is filled in
    (:mod:`agentdesk.demo.themes`).
    """

    id: str
    to: str
    by: tuple[Channel, ...] = ("mail",)
    lang: str = "en"
    type: str | None = None
    priority: int | None = None
    subject: str
    text: str
    ask: str = ""
    """A first answer, which asks or says what happens next."""
    again: str = ""
    """What the customer answers to it."""
    note: str = ""
    party: str = ""
    promise: str = ""
    up: HandOver | None = None
    reply: str = ""
    """The answer that settles it."""
    answers: tuple[str, ...] = ()
    end: str = ""
    cause: str | None = None
    sum: str = ""
    thanks: str = ""
    back: str = ""
    """What the customer writes when it was not settled after all."""
    reply2: str = ""
    incident: bool = False
    """Part of the running incident: settled by nobody yet."""


class Themes(_Part, frozen=True):
    """A file of themes."""

    themes: tuple[Theme, ...]


def read(name: str, shape: type[T]) -> T:
    """Read one of the sample's files. Raises ``DocumentError`` if it is wrong."""
    text = files(CONTENT).joinpath(name).read_text(encoding="utf-8")
    return convert(parse_document(text, f"demo/content/{name}", quick=True), shape)


def read_themes() -> tuple[Theme, ...]:
    """Read every theme, in the order of the files' names."""
    found = sorted(f"themes/{one.name}" for one in files(CONTENT).joinpath("themes").iterdir())
    return tuple(
        theme for name in found if name.endswith(".yaml") for theme in read(name, Themes).themes
    )
