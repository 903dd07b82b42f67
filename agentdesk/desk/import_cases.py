"""Cases of another program come in, many in one unit, each as it stood there.

Nothing happens because of them that would have happened had they come to this desk: no rule
fires, nobody is greeted or told, no clock of a case that is done starts. A case that is open there
is open here, and its clocks begin now: how long it waited elsewhere makes it come forward in the
order, but late only by what is promised here. One event tells a case; its messages are content.

A case is known by what the other program called it, so that the same import again adds nothing.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from agentdesk.data.unit import Command, Decision, Find, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import queue_of
from agentdesk.desk.create import spoken, terms_of
from agentdesk.desk.import_customers import CustomerRecord, Customers
from agentdesk.desk.incoming import safe, safe_line
from agentdesk.desk.story import Story
from agentdesk.domain import clock_acts
from agentdesk.domain.content import CaseReference, CaseText, Message
from agentdesk.domain.events import CaseImported, CaseWaiting
from agentdesk.domain.rows import CaseState
from agentdesk.domain.setup import Channel, Setup

MANY = 500
"""So many records one unit takes at most, so that others need not wait long for their turn."""


class MessageRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A message or note of a case that comes in."""

    direction: Literal["in", "out", "note"]
    body: str
    at: int
    author: str = ""
    """Who of us wrote it: a person's id, or a name of somebody who is not here."""
    from_name: str = ""
    from_address: str = ""
    rfc_id: str | None = None


class CaseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A case that comes in; its codes are those of the set-up, its times are past."""

    reference: str
    subject: str
    queue: str
    state: CaseState
    created_at: int
    customer: CustomerRecord | None = None
    priority: int = 3
    type: str = "question"
    channel: Channel = "mail"
    language: str | None = None
    resolved_at: int | None = None
    disposition: str | None = None
    tags: tuple[str, ...] = ()
    summary: str = ""
    messages: tuple[MessageRecord, ...] = ()


class ImportCases(Command, frozen=True, kw_only=True):
    """Bring in cases of a program; ``source`` names it, so that its numbers are its own."""

    records: tuple[CaseRecord, ...]
    source: str = ""


def _find(command: ImportCases) -> Find:
    people = [record.customer for record in command.records if record.customer is not None]
    contacts = dict.fromkeys(point for person in people for point in person.contacts)
    references = dict.fromkeys(person.reference for person in people if person.reference)
    return Find(
        addresses=tuple(contacts),
        case_references=tuple((command.source, record.reference) for record in command.records),
        customer_references=tuple((command.source, reference) for reference in references),
    )


def _needs(command: ImportCases, found: Found) -> Needs:
    known = {*found.customers.values(), *found.customer_references.values()}
    messages = sum(len(record.messages) for record in command.records)
    return Needs(
        customers=tuple(sorted(known)),
        new={"case": len(command.records), "message": messages},
    )


def _decide(state: State, command: ImportCases) -> Decision:
    if len(command.records) > MANY:
        raise Refused(f"Bring in {MANY} cases at once at most.", "invalid")
    story = Story(state, command, quiet=True)
    customers = Customers(story, command.source)
    here = {reference: id for (_, reference), id in state.found.case_references.items()}
    ids: list[int] = []
    came: list[bool] = []
    texts: list[_Dated] = []
    for record in command.records:
        known = here.get(record.reference)
        came.append(known is None)
        if known is None:
            known = _bring(story, customers, command.source, record, texts)
            here[record.reference] = known
        ids.append(known)
    # The search index takes what is older first many times quicker than the one among the other,
    # and a case behind its first message.
    story.keep(*(row for _, _, row in sorted(texts, key=lambda dated: dated[:2])))
    return story.end(f"imported {sum(came)} cases", cases=ids, came=came)


_Dated = tuple[int, int, Message | CaseText]
"""Content, by its time and its place among what has the same."""


def _bring(
    story: Story, customers: Customers, source: str, record: CaseRecord, texts: list[_Dated]
) -> int:
    case_id = story.state.new_id("case")
    customer = customers.of(record.customer) if record.customer else None
    messages = tuple(_messages(story, record, case_id, customer))
    story.tell_at(record.created_at, event_of(story, record, case_id, customer, messages))
    subject = safe_line(record.subject).strip() or "(no subject)"
    first = min((message.at for message in messages), default=0)
    texts.append((first, 1, CaseText(case_id, subject, safe(record.summary))))
    texts += ((message.at, 0, message) for message in messages)
    story.keep(CaseReference(source, record.reference, case_id))
    _go_on(story, record, case_id, answered=any(m.direction == "out" for m in messages))
    return case_id


def _messages(
    story: Story, record: CaseRecord, case_id: int, customer: str | None
) -> Iterator[Message]:
    for message in sorted(record.messages, key=lambda m: m.at):
        yield Message(
            id=story.state.new_id("message"),
            case_id=case_id,
            customer_id=customer,
            direction=message.direction,
            purpose="note" if message.direction == "note" else "message",
            channel=record.channel,
            author=safe_line(message.author),
            from_name=safe_line(message.from_name),
            from_address=safe_line(message.from_address),
            to=(),
            cc=(),
            subject=safe_line(record.subject),
            body=safe(message.body),
            folds=(),
            at=message.at,
            rfc_id=message.rfc_id,
            in_reply_to=None,
            command=story.command.command_id,
        )


def event_of(
    story: Story,
    record: CaseRecord,
    case_id: int,
    customer: str | None,
    messages: tuple[Message, ...],
) -> CaseImported:
    """Return the event that tells of a case with its past."""
    queue = queue_of(story.state, record.queue)
    level, vip = terms_of(story, customer, record.type)
    replied = [m.at for m in messages if m.direction == "out"]
    last_reply = max(replied, default=None)
    written = [m for m in messages if m.direction == "in"]
    asked = [m.at for m in written if last_reply is None or m.at > last_reply]
    if record.state not in ("new", "open"):
        asked = []
    if record.state == "waiting_customer" and last_reply is None:
        # The other program says that the customer was asked, if not what.
        last_reply = record.created_at
    resolved_at, closed_at, closes_at = _ends(story, record)
    since = min(asked, default=record.created_at)
    done = record.state in ("resolved", "closed")
    return CaseImported(
        case_id=case_id,
        channel=record.channel,
        queue=queue.id,
        tier=queue.tier,
        language=spoken(story.setup, queue, record.language),
        skills=queue.skills,
        priority=record.priority,
        level=level,
        units=story.setup.limits.units.get(record.channel, 1),
        team=queue.team,
        waiting_since=since,
        rank_at=since + _cap(story.setup, record.priority),
        state=("closed" if closed_at is not None else "resolved")
        if done
        else ("new" if record.state == "new" and last_reply is None else "open"),
        type=record.type,
        vip=vip,
        customer_id=customer,
        tags=tuple(sorted(set(record.tags))),
        disposition=record.disposition if done else None,
        resolved_at=resolved_at,
        closed_at=closed_at,
        closes_at=closes_at,
        replied_at=last_reply,
        wrote_at=max(asked, default=None),
        unanswered_since=min(asked, default=None),
        last_message_id=max((m.id for m in written), default=None),
        message_id=max((m.id for m in messages), default=None),
    )


def _cap(setup: Setup, priority: int) -> int:
    return setup.rank.cap[str(priority)]


def _ends(story: Story, record: CaseRecord) -> tuple[int | None, int | None, int | None]:
    """Return when a case was resolved and closed, or when it closes: long done is closed."""
    if record.state not in ("resolved", "closed"):
        return None, None, None
    resolved_at = record.resolved_at or record.created_at
    closes_at = resolved_at + story.setup.limits.close
    if record.state == "closed" or closes_at <= story.now:
        return resolved_at, min(closes_at, story.now), None
    return resolved_at, None, closes_at


def _go_on(story: Story, record: CaseRecord, case_id: int, *, answered: bool) -> None:
    """Let the work on a case that is open go on here: its clocks start, and it waits if it did."""
    if not story.case(case_id).active:
        return
    story.turn(clock_acts.on_policy_change, case_id)
    if record.state == "waiting_customer":
        waits_for: Literal["customer", "third_party"] = "customer"
    elif record.state == "waiting_third_party":
        waits_for = "third_party"
    else:
        return
    story.turn(clock_acts.on_waiting, case_id, waits_for)
    # Without a question from us nobody is told that their silence ends the case.
    silent = answered and waits_for == "customer"
    story.tell(
        CaseWaiting(
            case_id=case_id,
            waits_for=waits_for,
            remind_at=story.now + queue_of(story.state, record.queue).reminder,
            party="other" if waits_for == "third_party" else None,
            closes_at=story.now + story.setup.limits.no_reply if silent else None,
        )
    )


USE_CASES = (UseCase("import_cases", ImportCases, _needs, _decide, _find),)
