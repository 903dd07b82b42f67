"""Placing a held mail: into the case it names, into a case of its own, or away as spam."""

from typing import Literal

import msgspec

from agentdesk.data.unit import (
    Command,
    CommandRecord,
    Decision,
    Find,
    Found,
    Needs,
    Refused,
    State,
    UseCase,
)
from agentdesk.desk import states
from agentdesk.desk.common import case_of, role_of
from agentdesk.desk.create import NewCase, new_case, new_customer, queue_for
from agentdesk.desk.incoming import MACHINE, SUGGESTED
from agentdesk.desk.story import Story
from agentdesk.domain import case as rules
from agentdesk.domain import clock_acts
from agentdesk.domain.care_rows import MergedCustomerRow
from agentdesk.domain.content import Message
from agentdesk.domain.events import MailPlaced, MailUnplaced, MessagePosted
from agentdesk.domain.rows import CaseRow, HeldMailRow
from agentdesk.domain.setup import Channel

Place = Literal["suggested", "new", "spam"]
HELD, MESSAGE, FROM = "held_id", "message_id", "from_customer"
"""Where a command's result keeps what an undo needs."""


class PlaceHeld(Command, frozen=True, kw_only=True):
    """Say where a held mail belongs. ``case_id`` is another case than the one it names.

    Where that case is closed, or was resolved too long before the mail came, the mail begins a
    follow-up of the same customer.

    A mail that is placed as new is a customer's message, whoever seemed to have sent it.
    """

    held_id: int
    placed_as: Place
    case_id: int | None = None
    queue: str | None = None


def _find(command: PlaceHeld) -> Find:
    return Find(held_id=command.held_id)


def _target(command: PlaceHeld, held: Message | None) -> int | None:
    if command.placed_as != "suggested" or held is None:
        return None
    suggested = held.fields.get(SUGGESTED)
    return command.case_id or (int(suggested) if suggested else None)


def _needs(command: PlaceHeld, found: Found) -> Needs:
    target = _target(command, found.held)
    customer = found.held.customer_id if found.held else None
    return Needs(
        cases=(target,) if target else (),
        customers=(customer,) if customer else (),
        held=command.held_id,
        new={"case": 1},
    )


def _place(state: State, command: PlaceHeld) -> Decision:
    held = state.table.get(HeldMailRow, command.held_id)
    message = state.found.held
    if held is None or message is None:
        raise Refused(f"There is no held mail {command.held_id}.", "not_found")
    if held.placed_as is not None:
        raise Refused(f"Mail {command.held_id} has been placed already.", "conflict")
    target = _target(command, message)
    _check(state, command, target)
    story = Story(state, command)
    case_id: int | None = None
    if command.placed_as == "suggested":
        case_id = _into(story, message, target)
    elif command.placed_as == "new":
        case_id = _as_new(story, message, command.queue)
    story.tell(MailPlaced(held_id=command.held_id, placed_as=command.placed_as, to_case=case_id))
    return story.end(
        f"placed mail {command.held_id}",
        undo_ms=state.setup.limits.undo,
        case_id=case_id,
        placed_as=command.placed_as,
        **{HELD: command.held_id, MESSAGE: message.id, FROM: message.customer_id},
    )


def held_of(record: CommandRecord) -> int | None:
    """Return the held mail that a command placed; ``None`` if it placed none."""
    found = record.result.get(HELD) if record.kind in ("place_held", "redo") else None
    return None if found is None else int(found)


def take_out(story: Story, record: CommandRecord) -> None:
    """Tell that the mail which a command placed waits for a person again."""
    held_id = held_of(record)
    if held_id is not None:
        case_id = record.result.get("case_id")
        story.tell(MailUnplaced(held_id=held_id, placed_by=record.command_id, case_id=case_id))


def kept_of(record: CommandRecord) -> dict[str, object]:
    """Return what a redo's own record keeps, so that it can be undone again."""
    names = (HELD, MESSAGE, FROM, "case_id", "placed_as") if held_of(record) is not None else ()
    return {name: record.result.get(name) for name in names}


def put_back(story: Story, record: CommandRecord) -> None:
    """Place a held mail again where a command had put it; nothing for other commands.

    Its case stands again by the redo itself. Raises ``Refused`` if somebody placed it since.
    """
    held_id = held_of(record)
    if held_id is None:
        return
    held, message = story.table.get(HeldMailRow, held_id), story.state.held
    if held is None or message is None or held.placed_as is not None:
        raise Refused(f"Mail {held_id} has been placed by now, so it stays there.", "later")
    case_id: int | None = record.result.get("case_id")
    if case_id is not None:
        customer = story.case(case_id).customer_id
        story.keep(
            msgspec.structs.replace(message, case_id=case_id, customer_id=customer, held_id=None)
        )
    placed: Place = record.result["placed_as"]
    story.tell(MailPlaced(held_id=held_id, placed_as=placed, to_case=case_id))


def was_held(record: CommandRecord, message: Message) -> bool:
    """Say whether a message is the one that a command placed."""
    return held_of(record) is not None and message.id == record.result.get(MESSAGE)


def held_again(record: CommandRecord, message: Message) -> Message:
    """Return a message of the case as it was while it was held."""
    customer: str | None = record.result.get(FROM)
    return msgspec.structs.replace(
        message, case_id=None, customer_id=customer, held_id=held_of(record)
    )


def _check(state: State, command: PlaceHeld, target: int | None) -> None:
    row = None if target is None else case_of(state, target)
    if row is not None and row.state == "closed" and row.merged_into is None:
        row = None  # Nothing is done to it: the mail begins a follow-up.
    role = role_of(state, command.actor)
    sentence = None if role is None else rules.may(role, "reply", row)
    if sentence is not None:
        raise Refused(sentence)


def _into(story: Story, message: Message, target: int | None) -> int:
    if target is None:
        raise Refused("The mail names no case: say which, or place it as new.", "invalid")
    row = story.case(target)
    machine = message.purpose in MACHINE
    if not row.active and not machine and not states.reopens(story, row, message.at):
        return _as_new(story, message, None, row)
    if row.state == "closed":
        raise Refused(f"Case {target} is closed for good, and a machine sent this: it is spam.")
    _post(story, message, target, message.purpose)
    if message.purpose in MACHINE:
        return target
    if row.state == "resolved":
        states.reopen(story, target, "customer")
        return target
    if row.wake_at is not None:
        states.wake(story, target, "customer")
    if row.state in ("waiting_customer", "waiting_third_party"):
        states.resume(story, target, "customer")
    story.turn(clock_acts.on_customer_message, target)
    return target


def _as_new(
    story: Story, message: Message, queue: str | None, parent: CaseRow | None = None
) -> int:
    customer = _goes_on(story, message.customer_id)
    known = customer is not None
    if parent is not None and parent.customer_id is not None:
        known = known and customer == parent.customer_id
        customer = parent.customer_id
    if customer is None:
        name = message.from_name or message.from_address
        customer = new_customer(story, name, [("mail", message.from_address)])
    new = NewCase(
        queue=queue_for(
            story.setup, (*message.to, *message.cc), queue, parent.queue if parent else None
        ),
        channel=msgspec.convert(message.channel, Channel),
        subject=message.subject,
        customer_id=customer,
        parent=parent,
        since=message.at,
        known=known,
    )
    case_id = new_case(story, new)
    _post(story, message, case_id, "message")
    return case_id


def _goes_on(story: Story, customer_id: str | None) -> str | None:
    """Return the identity that a sender's has been folded into since the mail came."""
    row = None if customer_id is None else story.table.get(MergedCustomerRow, customer_id)
    return customer_id if row is None else row.into


def _post(
    story: Story,
    message: Message,
    case_id: int,
    purpose: Literal["message", "note", "handover", "auto_reply", "bounce"],
) -> None:
    """Put the held message into a case; a customer has waited since it came."""
    customer = story.case(case_id).customer_id
    story.keep(
        msgspec.structs.replace(
            message, case_id=case_id, customer_id=customer, held_id=None, purpose=purpose
        )
    )
    posted = MessagePosted(
        case_id=case_id,
        message_id=message.id,
        direction="in",
        channel=message.channel,
        public=True,
        human=purpose not in MACHINE,
        purpose=purpose,
    )
    story.tell_at(message.at, posted)


USE_CASES = (UseCase("place_held", PlaceHeld, _needs, _place, _find),)
