"""Logging what was said outside the desk: a call, a visit, a chat, on a case that is there."""

from collections.abc import Mapping
from typing import Literal, get_args

from agentdesk.clock import DAY
from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk import states
from agentdesk.desk.common import CUSTOMER, CaseCommand, check, required, written
from agentdesk.desk.notes import write_note, write_reason
from agentdesk.desk.story import Story
from agentdesk.desk.unmailed import unmailed
from agentdesk.domain import clock_acts
from agentdesk.domain.events import MessagePosted
from agentdesk.domain.setup import Channel

Direction = Literal["in", "out"]
ContactOutcome = Literal["reached", "no_answer", "voicemail", "busy"]
"""How a contact went; only one that reached the customer counts as talking to them."""

OUTCOME, DURATION, LOGGED_BY = "outcome", "duration_ms", "logged_by"
"""Fields of a logged message, read by the customer's last contacts."""


class LogContact(CaseCommand, frozen=True, kw_only=True):
    """Log a call, a visit or a chat on a case.

    ``body`` is what the customer said (``in``) or what we said (``out``), ``answer`` what we said
    to what they said, ``note`` what only colleagues read. An attempt that reached nobody is kept
    as a note. Talking to the customer counts as a reply.
    """

    channel: Channel
    body: str
    direction: Direction = "in"
    outcome: ContactOutcome = "reached"
    duration_ms: int = 0
    answer: str = ""
    note: str = ""


def log_fields(outcome: str, duration_ms: int) -> dict[str, str]:
    """Return what is kept with a logged message. Raises ``Refused`` for what cannot be."""
    if outcome not in get_args(ContactOutcome):
        raise Refused(f"Choose how it went: {', '.join(get_args(ContactOutcome))}.", "invalid")
    if not 0 <= duration_ms <= DAY:
        raise Refused("A contact lasts at most a day: correct its length.", "invalid")
    fields = {OUTCOME: outcome}
    if duration_ms:
        fields[DURATION] = str(duration_ms)
    return fields


def post_said(
    story: Story,
    case_id: int,
    direction: Direction,
    body: str,
    *,
    channel: str | None = None,
    fields: Mapping[str, str] | None = None,
    connected: bool = False,
) -> int:
    """Keep what was said on a case as a message, and return its id.

    ``connected`` says that the customer said it to a person of ours, who was there to answer.
    """
    row = story.case(case_id)
    message_id = story.state.new_id("message")
    inward = direction == "in"
    kept = dict(fields or {})
    if inward and story.actor != CUSTOMER:
        kept[LOGGED_BY] = story.actor
    story.keep(
        unmailed(
            row,
            message_id,
            direction,
            "message",
            body,
            author="" if inward else story.actor,
            at=story.now,
            command=story.command.command_id,
            channel=channel,
            fields=kept,
        )
    )
    story.tell(
        MessagePosted(
            case_id=case_id,
            message_id=message_id,
            direction=direction,
            channel=channel or row.channel,
            public=True,
            human=True,
            connected=connected,
        )
    )
    return message_id


def _needs(command: LogContact, found: Found) -> Needs:
    return Needs(cases=(command.case_id,), new={"message": 3})


def _log(state: State, command: LogContact) -> Decision:
    row = check(state, command, "log_contact")
    if command.channel not in get_args(Channel):
        raise Refused(f"Choose a channel: {', '.join(get_args(Channel))}.", "invalid")
    if command.direction not in ("in", "out"):
        raise Refused("Say who called whom: in or out.", "invalid")
    body = required(command.body, "Write what was said.")
    fields = log_fields(command.outcome, command.duration_ms)
    story = Story(state, command)
    if command.outcome == "reached":
        message_id = _reached(story, command, body, fields)
    else:
        words = command.outcome.replace("_", " ")
        message_id = write_note(story, row.id, f"{words}: {body}", fields=fields)
    write_reason(story, row.id, command.note)
    return story.end(
        f"logged {row.id}",
        undo_ms=state.setup.limits.undo,
        case_id=row.id,
        message_id=message_id,
    )


def _reached(story: Story, command: LogContact, body: str, fields: dict[str, str]) -> int:
    """Keep what was said by both; a customer who calls opens what was waiting or resolved."""
    case_id, channel = command.case_id, command.channel
    if command.direction == "out":
        story.turn(clock_acts.on_public_reply, case_id)
        return post_said(story, case_id, "out", body, channel=channel, fields=fields)
    _wake_up(story, case_id)
    story.turn(clock_acts.on_connected, case_id)
    message_id = post_said(
        story, case_id, "in", body, channel=channel, fields=fields, connected=True
    )
    answer = written(command.answer)
    if answer:
        post_said(story, case_id, "out", answer, channel=channel)
    else:
        # They spoke with somebody of ours, and still wait for what they asked for.
        story.turn(clock_acts.on_customer_message, case_id)
    return message_id


def _wake_up(story: Story, case_id: int) -> None:
    row = story.case(case_id)
    if row.state == "resolved":
        states.reopen(story, case_id, "customer")
        return
    if row.wake_at is not None:
        states.wake(story, case_id, "customer")
    if row.state in ("waiting_customer", "waiting_third_party"):
        states.resume(story, case_id, "customer")


USE_CASES = (UseCase("log_contact", LogContact, _needs, _log),)
