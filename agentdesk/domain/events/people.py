"""Agents coming and going, commands undone and done again, the set-up changing."""

from typing import ClassVar, Literal

from agentdesk.domain.events.base import Event


class AgentStateChanged(Event, frozen=True):
    """An agent came, left, became unavailable with a reason, or wraps up.

    ``kept`` are the capacity units that a wrap-up keeps: those of the call or chat before it.
    """

    kind: ClassVar[str] = "agent.state_changed"
    agent: str
    before: str
    after: Literal["offline", "available", "unavailable", "wrap_up"]
    reason: str | None = None
    until: int | None = None
    kept: int = 0


class CommandUndone(Event, frozen=True):
    """A command was taken back; figures ignore its events and this one's."""

    kind: ClassVar[str] = "command.undone"
    undone: str
    cases: tuple[int, ...] = ()


class CommandRedone(Event, frozen=True):
    """A command that was taken back stands again."""

    kind: ClassVar[str] = "command.redone"
    redone: str
    cases: tuple[int, ...] = ()


class SetupChanged(Event, frozen=True):
    """Queues, people, calendars or policies changed; the set-up's text is content."""

    kind: ClassVar[str] = "setup.changed"
    version: int
    checksum: str
