"""Calls and chats: queued, offered, connected, held, ended, wrapped up, abandoned."""

from typing import ClassVar

from agentdesk.domain.events.base import Event


class InteractionQueued(Event, frozen=True):
    """A call or chat waits for an agent; ``target_ms`` is its answer target."""

    kind: ClassVar[str] = "interaction.queued"
    interaction_id: int
    channel: str
    queue: str
    target_ms: int
    case_id: int | None = None


class InteractionOffered(Event, frozen=True):
    """It rang at an agent."""

    kind: ClassVar[str] = "interaction.offered"
    interaction_id: int
    agent: str
    case_id: int | None = None


class InteractionDeclined(Event, frozen=True):
    """The agent did not take it: ``declined`` or ``timeout``."""

    kind: ClassVar[str] = "interaction.declined"
    interaction_id: int
    agent: str
    reason: str
    case_id: int | None = None


class InteractionConnected(Event, frozen=True):
    """Agent and customer are talking."""

    kind: ClassVar[str] = "interaction.connected"
    interaction_id: int
    agent: str
    case_id: int | None = None


class InteractionHeld(Event, frozen=True):
    """The customer was parked."""

    kind: ClassVar[str] = "interaction.held"
    interaction_id: int
    case_id: int | None = None


class InteractionUnheld(Event, frozen=True):
    """The customer is back from hold."""

    kind: ClassVar[str] = "interaction.unheld"
    interaction_id: int
    case_id: int | None = None


class InteractionEnded(Event, frozen=True):
    """The talk is over; wrap-up begins."""

    kind: ClassVar[str] = "interaction.ended"
    interaction_id: int
    case_id: int | None = None


class InteractionWrapped(Event, frozen=True):
    """The work after it is done."""

    kind: ClassVar[str] = "interaction.wrapped"
    interaction_id: int
    case_id: int | None = None


class InteractionAbandoned(Event, frozen=True):
    """The customer gave up waiting."""

    kind: ClassVar[str] = "interaction.abandoned"
    interaction_id: int
    case_id: int | None = None


class InteractionFlowedOut(Event, frozen=True):
    """It left the queue otherwise: overflow, callback, voicemail."""

    kind: ClassVar[str] = "interaction.flowed_out"
    interaction_id: int
    to: str
    case_id: int | None = None
