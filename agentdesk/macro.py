"""A macro as a person writes it: in the set-up for the team, in the settings for oneself."""

from typing import Annotated

import msgspec

_Duration = Annotated[int, msgspec.Meta(ge=0, extra={"unit": "ms"})]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a macro; unknown fields are refused."""


class Ending(_Part, frozen=True):
    """How a case ended."""

    code: str
    """A disposition's id."""
    cause: str = ""
    """A root cause's id."""
    summary: str = ""


class Move(_Part, frozen=True):
    """To another queue of the same tier."""

    queue: str
    note: str = ""


class HandUp(_Part, frozen=True):
    """To the next tier, with what the hand-over says."""

    reason: str
    queue: str = ""
    """The queue of a higher tier; empty for the usual one."""
    known: str = ""
    tried: str = ""
    expected: str = ""
    promised: str = ""


class Step(_Part, frozen=True):
    """One thing a macro does: exactly one of the fields."""

    answer: str = ""
    """The id of an answer that the reply holds."""
    reply: str = ""
    """Words of the reply itself. All such steps together are one reply, which is sent."""
    note: str = ""
    tag: tuple[str, ...] = ()
    untag: tuple[str, ...] = ()
    priority: int | None = None
    wait: _Duration | None = None
    """Wait for the customer, reminded after this long; 0 for the queue's own time."""
    snooze: _Duration | None = None
    transfer: Move | None = None
    escalate: HandUp | None = None
    resolve: Ending | None = None

    @property
    def does(self) -> tuple[str, ...]:
        """Return the names of the fields that are given."""
        return tuple(
            name for name in self.__struct_fields__ if getattr(self, name) not in ("", (), None)
        )


class Macro(_Part, frozen=True):
    """Several acts under one name. ``key`` follows ``m``; without one, ``m m`` lists it."""

    id: str
    name: str
    steps: tuple[Step, ...]
    key: str = ""
