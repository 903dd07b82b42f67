"""An agent's reply to a case, made into the exact bytes that will leave. Pure.

Used by the screens and the command line alike, so that both send the same mail.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from agentdesk.channels.email.compose import Outgoing, compose
from agentdesk.channels.email.enclosing import File
from agentdesk.desk.common import written, written_line
from agentdesk.desk.reply_address import reply_address
from agentdesk.desk.replying import SENT_BY_MAIL, Attachment, channel_of, too_large
from agentdesk.domain.content import Message
from agentdesk.domain.setup import PersonSetup, Setup
from agentdesk.domain.views import CaseView

FALLBACK_DOMAIN = "agentdesk.invalid"
"""For message ids and senders of a desk whose queues have no address yet."""


class Answering(NamedTuple):
    """Everything of a mail that the ``Reply`` command keeps beside its text."""

    to: tuple[str, ...]
    subject: str
    rfc_id: str
    in_reply_to: str | None
    raw: bytes


def receiver_of(view: CaseView) -> str:
    """Return the address a reply goes to: the newest customer message's, or ``""``."""
    newest = _newest(view)
    return newest.from_address if newest is not None else ""


def answer_to(
    view: CaseView,
    setup: Setup,
    person: PersonSetup,
    body: str,
    *,
    to: str,
    at: int,
    unique: str,
    files: Sequence[Attachment] = (),
) -> Answering:
    """Freeze a reply. ``unique`` makes its Message-ID; ``at`` is its date.

    Raises ``ValueError``, in words for people, when an address cannot be used.
    """
    queue = next((q for q in setup.queues if q.id == view.row.queue), None)
    plus = queue is not None and queue.plus_addresses and queue.from_address is not None
    sender = (queue.from_address if queue else None) or f"desk@{FALLBACK_DOMAIN}"
    newest = _newest(view)
    earlier = [i.message.rfc_id for i in view.items if i.message.rfc_id]
    subject = _subject(view.subject)
    rfc_id = f"{unique}.{view.row.id}@{sender.rpartition('@')[2]}"
    raw = compose(
        Outgoing(
            from_email=sender,
            from_name=person.name,
            to=(to,) if to else (),
            subject=subject,
            text=body,
            message_id=rfc_id,
            at=at,
            number=view.row.id,
            reply_to=reply_address(sender, view.row.id, rfc_id) if plus else "",
            in_reply_to=(newest.rfc_id or "") if newest else "",
            references=tuple(earlier[-20:]),
            files=tuple(File(written_line(f.filename), f.mime, f.data) for f in files),
        )
    )
    return Answering(
        to=(to,) if to else (),
        subject=subject,
        rfc_id=rfc_id,
        in_reply_to=newest.rfc_id if newest else None,
        raw=raw,
    )


def reply_fields(
    view: CaseView,
    setup: Setup,
    person: PersonSetup,
    body: str,
    *,
    at: int,
    unique: str,
    to: str | None = None,
    files: Sequence[Attachment] = (),
) -> dict[str, Any]:
    """Return the fields of a ``Reply`` to a case: for mail with the frozen bytes.

    ``unique`` makes the Message-ID. Raises ``ValueError``, in words for people, when nobody can
    be answered, an address cannot be used, or files cannot go along.
    """
    # The bytes are frozen from the text that is kept: printable, card numbers masked.
    body = written(body)
    channel = channel_of(view.row, None)
    if channel not in SENT_BY_MAIL:
        if files:
            raise ValueError("Files go along with a mail only: leave them out.")
        return {"body": body, "channel": channel}
    receiver = to or receiver_of(view)
    if not receiver:
        raise ValueError("nobody has written an address to answer to.")
    check_size(setup, files)
    mail = answer_to(view, setup, person, body, to=receiver, at=at, unique=unique, files=files)
    return {
        "body": body,
        "to": mail.to,
        "subject": mail.subject,
        "rfc_id": mail.rfc_id,
        "in_reply_to": mail.in_reply_to,
        "raw": mail.raw,
        "attachments": tuple(files),
    }


def check_size(setup: Setup, files: Sequence[Attachment]) -> None:
    """Raise ``ValueError`` if files are too large to go along with a mail."""
    sentence = too_large(setup, files)
    if sentence is not None:
        raise ValueError(sentence)


def _newest(view: CaseView) -> Message | None:
    incoming = [i.message for i in view.items if i.message.direction == "in"]
    people = [m for m in incoming if m.purpose == "message" and m.from_address]
    return people[-1] if people else None


def _subject(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"
