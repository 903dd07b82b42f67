"""Logging a case by hand: a call, a visit, a form, or a mail that came another way."""

from typing import get_args

from agentdesk.data.unit import Command, Decision, Find, Found, Needs, Refused, State, UseCase
from agentdesk.desk import incidents
from agentdesk.desk.common import (
    language_of,
    queue_of,
    required,
    role_of,
    type_of,
    written,
)
from agentdesk.desk.contacting import ContactOutcome, Direction, log_fields, post_said
from agentdesk.desk.contacts import Contacts, normal
from agentdesk.desk.create import NewCase, new_case, new_customer
from agentdesk.desk.customer_facts import FOLDED
from agentdesk.desk.notes import write_note, write_reason
from agentdesk.desk.replying import LOGGED_ONLY
from agentdesk.desk.story import Story
from agentdesk.desk.taking import give, may_take
from agentdesk.domain import case as rules
from agentdesk.domain import clock_acts
from agentdesk.domain.care_rows import MergedCustomerRow
from agentdesk.domain.rows import CustomerRow
from agentdesk.domain.setup import Channel


class OpenCase(Command, frozen=True, kw_only=True):
    """Make a case of what a customer said.

    Whose it is: ``customer_id``, else the customer whose contact point is given, else a new one
    of that ``name``. ``body`` is what they said. Who logs a call or a visit was talking to them,
    which counts as the first response; ``answer`` is what we said then. ``take`` gives the case
    to who logs it. ``direction`` says who called whom: of a call of ours, ``body`` is what we
    said. ``note`` is for colleagues only. ``incident`` names the known event that the case is.
    """

    channel: Channel
    subject: str
    body: str
    customer_id: str | None = None
    name: str = ""
    contacts: Contacts = ()
    queue: str | None = None
    type: str | None = None
    priority: int | None = None
    language: str | None = None
    answer: str = ""
    take: bool = False
    direction: Direction = "in"
    outcome: ContactOutcome = "reached"
    duration_ms: int = 0
    note: str = ""
    incident: str = ""


def _find(command: OpenCase) -> Find:
    points = ((kind, normal(kind, text)) for kind, text in command.contacts)
    return Find(addresses=tuple((kind, value) for kind, value in points if value))


def _customer(command: OpenCase, found: Found) -> str | None:
    return command.customer_id or next(iter(found.customers.values()), None)


def _needs(command: OpenCase, found: Found) -> Needs:
    customer = _customer(command, found)
    return Needs(customers=(customer,) if customer else (), new={"case": 1, "message": 3})


def _open(state: State, command: OpenCase) -> Decision:
    _check(state, command)
    story = Story(state, command)
    customer = _customer(command, state.found)
    known = customer is not None and customer in state.found.customers.values()
    if customer is None:
        name = required(command.name, "Say who the customer is.")
        customer = new_customer(story, name, command.contacts, language=command.language or "en")
    case_id = new_case(
        story,
        NewCase(
            queue=command.queue or state.setup.queues[0].id,
            channel=command.channel,
            subject=required(command.subject, "Give the case a subject."),
            customer_id=customer,
            type=command.type,
            priority=command.priority,
            language=command.language,
            reason="by_hand",
            connected=_connected(state, command),
            known=known,
        ),
    )
    body = required(command.body, "Write what the customer wants.")
    _said(story, command, case_id, body)
    if command.take:
        may_take(state, command.actor, story.case(case_id))
        give(story, story.case(case_id), command.actor, "take")
    _answer(story, command, case_id)
    write_reason(story, case_id, command.note)
    if command.incident:
        incidents.declare(story, case_id, command.incident, command.subject)
    return story.end(
        f"logged {case_id}",
        undo_ms=state.setup.limits.undo,
        case_id=case_id,
        customer_id=customer,
    )


def _check(state: State, command: OpenCase) -> None:
    role = role_of(state, command.actor)
    sentence = None if role is None else rules.may(role, "reply", None)
    if sentence is not None:
        raise Refused(sentence)
    if not state.setup.queues:
        raise Refused("The desk has no queues yet: load a set-up first.", "invalid")
    if command.queue is not None:
        queue_of(state, command.queue)
    if command.channel not in get_args(Channel):
        raise Refused(f"Choose a channel: {', '.join(get_args(Channel))}.", "invalid")
    if command.type is not None:
        type_of(command.type)
    if command.language is not None:
        language_of(command.language)
    if command.priority not in (None, 1, 2, 3, 4):
        raise Refused("A priority is a number from 1 to 4.", "invalid")
    if command.customer_id is not None:
        row = state.table.get(CustomerRow, command.customer_id)
        if row is None or row.erased:
            raise Refused(f"There is no customer {command.customer_id}.", "not_found")
        if state.table.get(MergedCustomerRow, command.customer_id) is not None:
            raise Refused(FOLDED)
    if command.direction == "out" and command.channel not in LOGGED_ONLY:
        raise Refused("Only a call or a visit of ours is logged so: answer a case by mail.")
    if command.answer and command.direction == "out":
        raise Refused("Of a call of ours, write what we said, not an answer.", "invalid")
    if command.answer and command.channel not in LOGGED_ONLY:
        raise Refused(
            "Only what was said in a call or a visit is logged with the case: send a reply.",
            "invalid",
        )


def _connected(state: State, command: OpenCase) -> bool:
    """Say whether who logs the case was talking to the customer."""
    talked = command.channel in LOGGED_ONLY and command.outcome == "reached"
    return talked and role_of(state, command.actor) is not None


def _said(story: Story, command: OpenCase, case_id: int, body: str) -> None:
    """Keep what was said; what we tried to say to somebody we did not reach is a note."""
    fields = log_fields(command.outcome, command.duration_ms)
    if command.direction == "in":
        logged = command.channel in LOGGED_ONLY
        post_said(story, case_id, "in", body, fields=fields if logged else None)
    elif command.outcome == "reached":
        story.turn(clock_acts.on_public_reply, case_id)
        post_said(story, case_id, "out", body, fields=fields)
    else:
        words = command.outcome.replace("_", " ")
        write_note(story, case_id, f"{words}: {body}", fields=fields)


def _answer(story: Story, command: OpenCase, case_id: int) -> None:
    if command.direction == "out" or not _connected(story.state, command):
        return
    answer = written(command.answer)
    if answer:
        story.turn(clock_acts.on_public_reply, case_id)
        post_said(story, case_id, "out", answer)
    else:
        story.turn(clock_acts.on_connected, case_id)


USE_CASES = (UseCase("open_case", OpenCase, _needs, _open, _find),)
