"""Calls and chats of a log: what happened to each, at its time."""

from typing import get_args

from agentdesk.clock import SECOND
from agentdesk.desk.log_rows import CallAct, LogRow
from agentdesk.desk.log_story import Past
from agentdesk.domain import clock_acts
from agentdesk.domain.events import (
    Event,
    InteractionAbandoned,
    InteractionConnected,
    InteractionEnded,
    InteractionFlowedOut,
    InteractionHeld,
    InteractionOffered,
    InteractionQueued,
    InteractionUnheld,
    InteractionWrapped,
)
from agentdesk.domain.live_rows import InteractionRow
from agentdesk.domain.rows import CaseRow

CALL_ACTS = frozenset(get_args(CallAct))
NOBODY = "unknown"
"""Who answered where the log does not say."""
TARGET_MS = 20 * SECOND
"""The answer target of a channel that the set-up has none for."""


class Calls:
    """The calls of a unit, by what the log calls them; those going on since an earlier one too."""

    def __init__(self, story: Past, going_on: dict[str, int]) -> None:
        self._story = story
        self._ids = dict(going_on)
        self.begun = 0

    @property
    def going_on(self) -> dict[str, int]:
        """The calls that are not over, by what the log calls them."""
        return dict(self._ids)

    def tell(self, row: LogRow, case_id: int | None) -> bool:
        """Tell what happened to a call; say whether that was anything new."""
        if row.act == "call.queued":
            return self._queue(row, case_id)
        call = self._ids.get(row.ref)
        if call is None:
            return False
        talk = self._story.table.get(InteractionRow, call)
        case_id = talk.case_id if talk is not None else None
        if case_id is not None and self._story.table.get(CaseRow, case_id) is None:
            case_id = None
        self._story.tell(*self._events(row, call, case_id))
        if row.act == "call.connected" and case_id is not None:
            self._story.turn(clock_acts.on_connected, case_id)
        if self._story.table.get(InteractionRow, call) is None:
            del self._ids[row.ref]
        return True

    def _queue(self, row: LogRow, case_id: int | None) -> bool:
        if row.ref in self._ids:
            return False
        story = self._story
        call = self._ids[row.ref] = story.state.new_id("interaction")
        channel = row.channel or "call"
        story.tell(
            InteractionQueued(
                interaction_id=call,
                channel=channel,
                queue=row.queue,
                target_ms=story.setup.limits.answer.get(channel, TARGET_MS),
                case_id=case_id,
            )
        )
        self.begun += 1
        return True

    def _events(self, row: LogRow, call: int, case_id: int | None) -> tuple[Event, ...]:
        of: dict[str, int | None] = {"interaction_id": call, "case_id": case_id}
        agent = row.person or NOBODY
        match row.act:
            case "call.connected":
                # When it began to ring the log does not say.
                return (
                    InteractionOffered(agent=agent, **of),  # type: ignore[arg-type]  # both are ids
                    InteractionConnected(agent=agent, **of),  # type: ignore[arg-type]  # both are ids
                )
            case "call.flowed_out":
                return (InteractionFlowedOut(to=row.to, **of),)  # type: ignore[arg-type]  # both are ids
        return (_PLAIN[row.act](**of),)


_PLAIN: dict[str, type[Event]] = {
    "call.held": InteractionHeld,
    "call.unheld": InteractionUnheld,
    "call.ended": InteractionEnded,
    "call.wrapped": InteractionWrapped,
    "call.abandoned": InteractionAbandoned,
}
