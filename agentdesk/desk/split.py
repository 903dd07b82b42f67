"""Splitting: the second issue of a customer's message becomes a case of its own.

The message is copied to the new case, which names the old one as its parent; the clocks of the
new case count from when the message came. Its attachments stay where they are.
"""

import msgspec

from agentdesk.data.unit import Decision, Find, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import CaseCommand, check
from agentdesk.desk.create import NewCase, new_case
from agentdesk.desk.story import Story
from agentdesk.domain.content import Message
from agentdesk.domain.events import CaseSplit, MessagePosted
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import Channel


class Split(CaseCommand, frozen=True, kw_only=True):
    """Take the issue in a message out of the case into a new one, in the same queue by default."""

    message_id: int
    subject: str = ""
    queue: str | None = None


def _find(command: Split) -> Find:
    return Find(message_ids=(command.message_id,))


def _needs(command: Split, found: Found) -> Needs:
    message = found.messages.get(command.message_id)
    known = (message.customer_id,) if message and message.customer_id else ()
    return Needs(
        cases=(command.case_id,), customers=known, new={"case": 1, "message": 1}, texts=True
    )


def _split(state: State, command: Split) -> Decision:
    row = check(state, command, "split")
    message = _message(state, command, row)
    story = Story(state, command)
    child = new_case(
        story,
        NewCase(
            queue=command.queue or row.queue,
            channel=_channel(row),
            subject=command.subject or message.subject or state.subjects.get(row.id, ""),
            customer_id=row.customer_id,
            language=row.language,
            reason="split",
            parent=row,
            since=message.at,
            known=row.verified != "none",
        ),
    )
    copy = state.new_id("message")
    story.keep(
        msgspec.structs.replace(
            message, id=copy, case_id=child, command=command.command_id, rfc_id=None
        )
    )
    posted = MessagePosted(
        case_id=child,
        message_id=copy,
        direction="in",
        channel=message.channel,
        public=True,
        human=True,
    )
    story.tell_at(message.at, posted)
    story.tell(CaseSplit(case_id=row.id, child=child, message_id=message.id))
    return story.end(
        f"split {child} from {row.id}",
        undo_ms=state.setup.limits.undo,
        case_id=child,
        parent=row.id,
        message_id=copy,
    )


def _channel(row: CaseRow) -> Channel:
    """Return the case's channel; every case was created with one of the channels there are."""
    channel: Channel = msgspec.convert(row.channel, Channel)
    return channel


def _message(state: State, command: Split, row: CaseRow) -> Message:
    message = state.found.messages.get(command.message_id)
    if message is None or message.case_id != row.id:
        raise Refused(f"Case {row.id} has no message {command.message_id}.", "not_found")
    if message.direction != "in" or message.purpose != "message":
        raise Refused("Choose a message of the customer: only that can begin a case.", "invalid")
    return message


USE_CASES = (UseCase("split", Split, _needs, _split, _find),)
