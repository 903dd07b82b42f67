"""What a recording is made of: who came when, what they said next, what was done about it.

Instants are milliseconds UTC as they really were; :mod:`.shifting` moves them. Nothing here is a
text: a message is named by its number, its words are only read for a review.
"""

from typing import Literal, TypeAlias

import msgspec

Before: TypeAlias = Literal["", "waiting", "under way"]
"""Whether somebody had come before the window: never answered yet, or in a conversation with us."""


class Did(msgspec.Struct, frozen=True, gc=False):
    """Something that one of us did on a case: a word of ``training.words`` and its detail."""

    at: int
    word: str
    detail: str = ""
    by: str = ""


class Said(msgspec.Struct, frozen=True, gc=False):
    """A later message of a customer, and what made them write it."""

    at: int
    on: str
    """An act (``answered``, ``asked``, ``resolved`` …) or ``silence``."""
    after_ms: int
    """How long after that act, or after their own last message if nobody had answered."""
    detail: str = ""
    message: int | None = None


class Visit(msgspec.Struct, frozen=True):
    """One customer's one contact, from its arrival on."""

    ref: str
    """What names it where it comes from; never written into a scenario."""
    at: int
    queue: str
    channel: str
    customer: str = ""
    """What names the customer there; ``""`` for somebody nobody knew."""
    type: str = "question"
    priority: int | None = None
    language: str = "en"
    level: str = "basic"
    vip: bool = False
    organisation: bool = False
    """Whether they belong to an organisation; which one is never told."""
    disposition: str = ""
    root_cause: str = ""
    waited_ms: int | None = None
    """Until somebody answered, or until they gave up."""
    gave_up: bool = False
    promised_ms: int | None = None
    """The target of the first answer, by the desk's own policy."""
    settled_ms: int | None = None
    """The target of the solution."""
    message: int | None = None
    said: tuple[Said, ...] = ()
    did: tuple[Did, ...] = ()
    incident: str = ""
    """The known event it was linked to."""
    before: Before = ""
    """``at`` is then when it waited first in the window."""

    @property
    def sensitive(self) -> str:
        """What nobody may learn of a customer from the group they are in; ``""`` for nothing."""
        return f"{self.disposition}/{self.root_cause}" if self.disposition else ""


class Outage(msgspec.Struct, frozen=True):
    """A known event that was declared within the window."""

    ref: str
    at: int


class Shift(msgspec.Struct, frozen=True):
    """A window of the work, as it was."""

    begins: int
    ends: int
    zone: str
    visits: tuple[Visit, ...]
    outages: tuple[Outage, ...] = ()
    left_out: dict[str, int] = msgspec.field(default_factory=dict)
    """How many contacts were left out, by the reason in words."""
    waits: tuple[Visit, ...] = ()
    """Whose patience is read, where more waited than are in it: who hung up was nobody's."""
