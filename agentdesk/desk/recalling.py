"""Stopping a message that has not begun to leave, when its command can no longer be undone.

Undo takes the whole act back. This only keeps the message from leaving: the case stays as it is,
and if it is active the customer counts as waiting for an answer from now on.
"""

import msgspec

from agentdesk.data.unit import Decision, Find, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import CaseCommand, check, is_lead, name_of
from agentdesk.desk.story import Story
from agentdesk.domain import clock_acts
from agentdesk.domain.events import SendRecalled
from agentdesk.domain.rows import SendRow

STOPPABLE = ("held", "queued")


class Recall(CaseCommand, frozen=True, kw_only=True):
    """Keep a held message from leaving; its author or a lead may."""

    message_id: int


def _find(command: Recall) -> Find:
    return Find(message_ids=(command.message_id,))


def _needs(command: Recall, found: Found) -> Needs:
    return Needs(cases=(command.case_id,))


def _recall(state: State, command: Recall) -> Decision:
    row = check(state, command, "reply")
    send = state.table.get(SendRow, command.message_id)
    message = state.found.messages.get(command.message_id)
    if send is None or message is None or send.case_id != row.id:
        raise Refused(f"Case {row.id} has no such message on its way out.", "not_found")
    if message.author != command.actor and not is_lead(state, command.actor):
        raise Refused(f"{name_of(state, message.author)} wrote it: ask them or a lead.")
    if send.state == "recalled":
        raise Refused("The message was stopped already.", "nothing")
    if send.state not in STOPPABLE:
        raise Refused("The message has left: write to the customer again.", "later")
    story = Story(state, command)
    story.keep(msgspec.structs.replace(message, recalled=True))
    story.tell(SendRecalled(case_id=row.id, message_id=send.message_id))
    story.turn(clock_acts.on_customer_message, row.id)
    return story.end(f"stopped the message in {row.id}", case_id=row.id, message_id=message.id)


USE_CASES = (UseCase("recall", Recall, _needs, _recall, _find),)
