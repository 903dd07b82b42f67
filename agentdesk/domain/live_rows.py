"""Rows of calls and chats that are going on; one that is over is in the log alone."""

from typing import ClassVar, Literal

from agentdesk.domain.row import Row

InteractionState = Literal["waiting", "ringing", "talking", "held", "wrap_up"]


class InteractionRow(Row, frozen=True, gc=False):
    """A call or chat, from its queueing until its wrap-up is done or the customer has gone."""

    TABLE: ClassVar[str] = "interactions"
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    id: int
    channel: str
    queue: str
    target_ms: int
    """Within how long it should be answered."""
    case_id: int | None
    state: InteractionState
    agent: str | None
    """At whom it rings, or who talks, or who wraps up."""
    queued_at: int
    connected_at: int | None
    since: int
    """Since when it is in this state."""
