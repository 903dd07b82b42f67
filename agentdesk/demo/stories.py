"""The sample center's stories as they stand in its files, read and checked."""

from importlib.resources import files
from typing import TypeVar

import msgspec

from agentdesk.document import convert, parse_document
from agentdesk.domain.setup import Duration

T = TypeVar("T")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a story; times are how long before now."""


class Person(_Part, frozen=True):
    """A customer."""

    key: str
    name: str
    mail: str
    phone: str = ""
    level: str = "basic"
    vip: bool = False
    language: str = "en"
    zone: str = "Europe/Berlin"
    organisation: str = ""


class Customers(_Part, frozen=True):
    """The file of customers."""

    customers: tuple[Person, ...]


class Canned(_Part, frozen=True):
    """An answer to insert."""

    id: str
    name: str
    body: str
    shortcut: str = ""
    tags: tuple[str, ...] = ()


class Answers(_Part, frozen=True):
    """The file of answers."""

    answers: tuple[Canned, ...]


class Step(_Part, frozen=True):
    """What happened next in a case: exactly one of the acts, by ``who`` or by the customer."""

    at: Duration
    who: str = ""
    take: bool = False
    mail: str = ""
    reply: str = ""
    note: str = ""
    wait: bool = False
    wait_for: str = ""
    until: Duration = 0
    snooze: Duration = 0
    promise: str = ""
    by: Duration = 0
    resolve: str = ""
    cause: str | None = None
    summary: str = ""
    escalate: str = ""
    known: str = ""
    tried: str = ""
    expected: str = ""
    promised: str = ""
    back: str = msgspec.field(default="", name="return")


class Story(_Part, frozen=True):
    """A case: how it began, and what happened then."""

    sender: str = msgspec.field(name="from")
    to: str
    at: Duration
    subject: str
    body: str
    priority: int | None = None
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
    """The file of cases."""

    cases: tuple[Story, ...]
    held: tuple[Stranger, ...] = ()
    people: tuple[Presence, ...] = ()


def read(name: str, shape: type[T]) -> T:
    """Read one of the package's files. Raises ``DocumentError`` if it is wrong."""
    text = files("agentdesk.demo").joinpath(name).read_text(encoding="utf-8")
    return convert(parse_document(text, f"demo/{name}"), shape)
