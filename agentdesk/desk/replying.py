"""Public messages to a customer, frozen into the outbox, with what follows in the same command."""

import hashlib
import re
from collections.abc import Sequence
from typing import Literal, get_args

import msgspec

from agentdesk.data.unit import Decision, Found, Needs, Refused, State, Stored, UseCase
from agentdesk.desk import states
from agentdesk.desk.classing import tag_of
from agentdesk.desk.common import (
    CaseCommand,
    answer_id_of,
    check,
    clock_time,
    may,
    name_of,
    queue_of,
    required,
    written,
    written_line,
)
from agentdesk.desk.contacts import normal
from agentdesk.desk.story import Story
from agentdesk.desk.taking import give, may_claim
from agentdesk.domain.cards import mask
from agentdesk.domain.clock_acts import on_public_reply
from agentdesk.domain.content import Message, Outgoing, Part
from agentdesk.domain.events import CaseTagged, MessagePosted, SendQueued
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import Channel, Setup

_BLANK = re.compile(r"‹[^‹›\n]*›")

SENT_BY_MAIL = ("mail", "web")
LOGGED_ONLY = ("call", "visit")
"""Channels on which nothing is sent: what was said is logged."""


class Attachment(msgspec.Struct, frozen=True):
    """A file that goes along; its bytes are in the frozen message too."""

    filename: str
    mime: str
    data: bytes


class Reply(CaseCommand, frozen=True, kw_only=True):
    """Write to the customer, and perhaps wait for the answer or resolve, in one act.

    ``raw`` are the frozen bytes of a mail made from this very ``body``, which its maker has put
    through :func:`~agentdesk.desk.common.written` first; other channels need none.
    ``seen_message`` is the newest message of the customer that was on screen, ``seen_answer``
    when our newest answer on screen was given (0 if there was none): two people who answer one
    case at once must not both send.
    """

    body: str
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    channel: str | None = None
    rfc_id: str | None = None
    in_reply_to: str | None = None
    raw: bytes = b""
    attachments: tuple[Attachment, ...] = ()
    take: bool = True
    """Whether a case that nobody has becomes the writer's."""
    seen_message: int | None = None
    seen_answer: int | None = None
    then: Literal["stay", "wait", "resolve"] = "stay"
    remind_at: int | None = None
    disposition: str = ""
    root_cause: str | None = None
    summary: str = ""
    answer_ids: tuple[str, ...] = ()
    set_tags: tuple[str, ...] = ()
    """Tags that the case gets with it: those that its answers carry."""


def channel_of(row: CaseRow, channel: str | None) -> str:
    """Return the channel a reply leaves by: a web form is answered by mail."""
    if channel is not None:
        return channel
    return "mail" if row.channel in SENT_BY_MAIL else row.channel


def _check_channel(command: Reply, channel: str) -> None:
    if channel not in get_args(Channel):
        raise Refused(f"Choose a channel: {', '.join(get_args(Channel))}.", "invalid")
    if channel in SENT_BY_MAIL:
        for address in (*command.to, *command.cc):
            if normal("mail", address) is None:
                raise Refused(f"“{written_line(address)}” is no mail address.", "invalid")


def blanks_in(body: str) -> Sequence[str]:
    """Return the blanks of a text that are still to be filled, ``‹date›``."""
    return _BLANK.findall(body)


def _needs(command: Reply, found: Found) -> Needs:
    case_id, resolves = command.case_id, command.then == "resolve"
    return Needs(
        cases=(case_id,),
        new={"message": 1},
        texts=True,
        learning=resolves,
        messages_of=(case_id,) if resolves else (),
    )


def _reply(state: State, command: Reply) -> Decision:
    row = check(state, command, "reply")
    channel = channel_of(row, command.channel)
    _check_channel(command, channel)
    _check_read(state, command, row)
    _check_text(command, channel)
    _check_length(state, command, channel)
    _check_files(state, command, channel)
    story = Story(state, command)
    if row.owner is None and row.active and command.take:
        may_claim(state, command.actor, row)
        give(story, row, command.actor, "take")
    message_id = state.new_id("message")
    story.turn(on_public_reply, row.id, resolving=command.then == "resolve")
    story.tell(
        MessagePosted(
            case_id=row.id,
            message_id=message_id,
            direction="out",
            channel=channel,
            public=True,
            human=True,
            answer_ids=_answers_used(command),
        )
    )
    story.keep(_message(state, command, row, message_id, channel))
    _attach(story, command.attachments, message_id)
    hold_ms = _send(story, command, row, message_id, channel)
    added = tuple(sorted({tag_of(tag) for tag in command.set_tags} - set(row.tags)))
    if added:
        story.tell(CaseTagged(case_id=row.id, added=added, removed=()))
    _then(story, command)
    return story.end(
        f"sent {row.id}" if channel not in LOGGED_ONLY else f"logged {row.id}",
        undo_ms=hold_ms,
        case_id=row.id,
        message_id=message_id,
        hold_until=state.now + hold_ms if hold_ms else None,
    )


def _check_read(state: State, command: Reply, row: CaseRow) -> None:
    """Hold a reply whose writer has not seen the newest message of the customer, or of ours."""
    if command.seen_answer is not None and (row.replied_at or 0) > command.seen_answer:
        at = clock_time(state, command.actor, row.replied_at or 0)
        raise Refused(
            f"Case {row.id} was answered at {at}: read that first, your text is kept.", "conflict"
        )
    if command.seen_message is None or row.last_message_id is None:
        return
    if command.seen_message >= row.last_message_id:
        return
    when = f" at {clock_time(state, command.actor, row.wrote_at)}" if row.wrote_at else ""
    raise Refused(f"The customer wrote again{when}: read it first, your text is kept.", "conflict")


def _check_text(command: Reply, channel: str) -> None:
    body = required(command.body, "The reply is empty: write something first.")
    blanks = blanks_in(body)
    if blanks:
        raise Refused(f"Fill in {blanks[0]} first, or delete it.", "invalid")
    if channel in SENT_BY_MAIL:
        if not command.to:
            raise Refused("The reply has no receiver: add an address.", "invalid")
        if not command.raw or not command.rfc_id:
            raise Refused("The mail was not put together: send it again.", "invalid")
        if any(mask(text).text != text for text in (command.body, command.subject)):
            # The frozen bytes were made from the text as given, and nobody may keep those.
            raise Refused("The reply holds a card number: take it out first.", "invalid")


def _answers_used(command: Reply) -> tuple[str, ...]:
    for answer_id in command.answer_ids:
        answer_id_of(answer_id)
    return tuple(dict.fromkeys(command.answer_ids))


def _check_length(state: State, command: Reply, channel: str) -> None:
    length, most = len(written(command.body)), state.setup.limits.letters.get(channel, 0)
    if most and length > most:
        raise Refused(
            f"The message has {length:,} letters and {channel} takes {most:,}: send it in parts.",
            "invalid",
        )


def too_large(setup: Setup, files: Sequence[Attachment]) -> str | None:
    """Say that files are too large to go along with a message; ``None`` if they are not."""
    size, most = sum(len(file.data) for file in files), setup.limits.files
    if size <= most:
        return None
    return (
        f"The files have {_megabytes(size)} MB together, and at most {_megabytes(most)} MB go "
        "along with a message: leave some out, or send a link."
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0")


def _check_files(state: State, command: Reply, channel: str) -> None:
    if command.attachments and channel not in SENT_BY_MAIL:
        raise Refused("Files go along with a mail only: leave them out.", "invalid")
    sentence = too_large(state.setup, command.attachments)
    if sentence is not None:
        raise Refused(sentence, "invalid")


def _message(state: State, command: Reply, row: CaseRow, message_id: int, channel: str) -> Message:
    return Message(
        id=message_id,
        case_id=row.id,
        customer_id=row.customer_id,
        direction="out",
        purpose="message",
        channel=channel,
        author=command.actor,
        from_name=name_of(state, command.actor),
        from_address=queue_of(state, row.queue).from_address or "",
        to=command.to,
        cc=command.cc,
        subject=written_line(command.subject),
        body=written(command.body),
        folds=(),
        at=state.now,
        rfc_id=command.rfc_id,
        in_reply_to=command.in_reply_to,
        command=command.command_id,
    )


def _attach(story: Story, attachments: tuple[Attachment, ...], message_id: int) -> None:
    for number, file in enumerate(attachments, start=1):
        digest = hashlib.sha256(file.data).hexdigest()
        story.store(Stored(digest, file.data))
        story.keep(
            Part(
                id=f"{message_id}.{number}",
                message_id=message_id,
                kind="attachment",
                filename=written_line(file.filename),
                mime=written_line(file.mime),
                size=len(file.data),
                sha256=digest,
            )
        )


def _send(story: Story, command: Reply, row: CaseRow, message_id: int, channel: str) -> int:
    """Freeze the message into the outbox; return how long it is held, in ms."""
    if channel in LOGGED_ONLY:
        return story.setup.limits.undo
    hold_ms = story.setup.limits.hold.get(channel, 0)
    story.keep(
        Outgoing(
            message_id=message_id,
            recipients=(*command.to, *command.cc),
            rfc_id=command.rfc_id or "",
            raw=command.raw or written(command.body).encode(),
        )
    )
    story.tell(
        SendQueued(
            case_id=row.id,
            message_id=message_id,
            channel=channel,
            hold_until=story.now + hold_ms if hold_ms else None,
        )
    )
    return hold_ms


def _then(story: Story, command: Reply) -> None:
    if command.then == "stay":
        return
    may(story.state, story.actor, command.then, story.case(command.case_id))
    if command.then == "wait":
        states.wait(story, command.case_id, "customer", command.remind_at)
    else:
        states.resolve(
            story,
            command.case_id,
            command.disposition,
            command.root_cause,
            command.summary,
            command.answer_ids,
        )


USE_CASES = (UseCase("reply", Reply, _needs, _reply),)
