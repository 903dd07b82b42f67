"""A customer's message as a channel hands it in: plain values, whatever it came through.

A channel gives text that is readable and raw bytes in which card numbers are already masked. The
desk cleans and masks the text once more, because nothing is stored that has not been.
"""

from typing import Literal

import msgspec

from agentdesk.data.unit import Command, Stored
from agentdesk.desk.common import CUSTOMER, SYSTEM
from agentdesk.domain.cards import mask
from agentdesk.domain.content import Message, Part
from agentdesk.domain.setup import Channel
from agentdesk.text import clean, clean_line

IncomingKind = Literal["message", "auto_reply", "bounce", "list"]


MACHINE = ("auto_reply", "bounce")
"""What no person wrote: it reopens nothing, starts no clock and is never answered."""

SUGGESTED = "suggested"
"""The field of a held message that names the case it may belong to."""


class File(msgspec.Struct, frozen=True):
    """An attachment. ``filename`` is a bare name; ``sha256`` is that of ``data``, in hex."""

    filename: str
    mime: str
    sha256: str
    data: bytes


class Receive(Command, frozen=True, kw_only=True):
    """A customer's message has arrived.

    ``actor`` is ``customer`` for what a person wrote and ``system`` for what a machine sent; use
    :func:`actor_for`. A new customer's id is made from ``command_id``, so that a replay gives the
    same one; a command id that a channel derives must therefore not come from who sent it alone.
    """

    from_address: str
    from_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    body: str = ""
    reply_text: str = ""
    """The body without what it quotes: what the customer says now."""
    folds: tuple[tuple[int, int, str], ...] = ()
    date: int | None = None
    """When it says it was sent."""
    rfc_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    kind: IncomingKind = "message"
    attachments: tuple[File, ...] = ()
    raw: bytes = b""
    raw_sha256: str = ""
    channel: Channel = "mail"
    case_id: int | None = None
    """The case it certainly belongs to, if the channel can prove it (a signed address)."""
    queue: str | None = None
    type: str | None = None
    """Of a new case, where the channel knows it; else its queue's, as with ``priority``."""
    priority: int | None = None
    language: str | None = None
    named_by_address: tuple[tuple[int, str], ...] = ()
    """Cases that the addresses it was sent to name, each with the mark that proves it."""
    bounced: str | None = None
    """The Message-ID that a bounce means."""
    delayed: bool = False
    """The report says that delivery takes longer or went on, not that it failed."""
    problems: tuple[str, ...] = ()
    archived: bool = False
    """It was found in a file, so its ``date`` tells when it was written: a sender whose mails are
    of another year does not write too much just now."""


def related(command: Receive) -> frozenset[str]:
    """Return what two messages must have in common for their order to matter."""
    ids = (command.rfc_id, command.in_reply_to, command.bounced, *command.references)
    return frozenset(filter(None, (command.from_address.casefold(), command.raw_sha256, *ids)))


def actor_for(kind: IncomingKind) -> str:
    """Say in whose name a message of this kind comes in: machines are nobody's act."""
    return CUSTOMER if kind in ("message", "list") else SYSTEM


def safe(text: str) -> str:
    """Make many lines of outside text fit to be stored, keeping the number of lines."""
    return mask(clean(text)).text


def safe_line(text: str) -> str:
    """Make one line of outside text fit to be stored."""
    return mask(clean_line(text)).text


def message_of(
    command: Receive,
    message_id: int,
    now: int,
    *,
    case_id: int | None,
    customer_id: str | None,
    held_id: int | None = None,
    suggested: int | None = None,
) -> Message:
    """Make the message that is stored. It counts from its arrival, ``now``."""
    machine = command.kind if command.kind == "auto_reply" or command.kind == "bounce" else None
    fields = {"problems": safe("\n".join(command.problems))} if command.problems else {}
    if command.date is not None:
        fields["sent"] = str(command.date)
    if suggested is not None:
        fields[SUGGESTED] = str(suggested)
    return Message(
        id=message_id,
        case_id=case_id,
        customer_id=customer_id,
        direction="in",
        purpose=machine or "message",
        channel=command.channel,
        author="",
        from_name=safe_line(command.from_name),
        from_address=safe_line(command.from_address),
        to=tuple(safe_line(to) for to in command.to),
        cc=tuple(safe_line(cc) for cc in command.cc),
        subject=safe_line(command.subject),
        body=safe(command.body),
        folds=command.folds,
        at=now,
        rfc_id=command.rfc_id,
        in_reply_to=command.in_reply_to,
        command=command.command_id,
        held_id=held_id,
        fields=fields,
    )


def parts_of(command: Receive, message_id: int) -> tuple[list[Part], list[Stored]]:
    """Make the rows of the raw mail and the attachments, and the bytes they name."""
    parts: list[Part] = []
    blobs: dict[str, Stored] = {}
    if command.raw:
        sha256 = command.raw_sha256
        size = len(command.raw)
        parts.append(
            Part(f"{message_id}.0", message_id, "raw", "mail.eml", "message/rfc822", size, sha256)
        )
        blobs[sha256] = Stored(sha256, command.raw)
    for number, file in enumerate(command.attachments, start=1):
        parts.append(
            Part(
                id=f"{message_id}.{number}",
                message_id=message_id,
                kind="attachment",
                filename=safe_line(file.filename),
                mime=safe_line(file.mime),
                size=len(file.data),
                sha256=file.sha256,
            )
        )
        blobs[file.sha256] = Stored(file.sha256, file.data)
    return parts, list(blobs.values())
