"""What every event is, and the envelope it travels in."""

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Something that happened. ``kind`` and ``v`` (the payload's version) name its shape."""

    kind: ClassVar[str] = ""
    v: ClassVar[int] = 1


class Fact(msgspec.Struct, frozen=True, gc=False):
    """An event with its envelope, before the log has numbered it.

    ``at`` is when it happened; ``actor`` is an agent's id, ``customer`` or ``system``;
    ``command`` names the command it belongs to.
    """

    at: int
    actor: str
    command: str
    event: Event

    @property
    def case_id(self) -> int | None:
        """The case whose stream it belongs to, if any."""
        return getattr(self.event, "case_id", None)


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A numbered entry of the log. ``recorded_at`` never falls as ``seq`` rises."""

    seq: int
    recorded_at: int
    fact: Fact
