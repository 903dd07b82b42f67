"""From a mail's bytes to the command that brings it to the desk. Pure, but not instant."""

import hashlib

import msgspec

from agentdesk.channels.email.mail import ParsedMail
from agentdesk.channels.email.masking import read_safely
from agentdesk.channels.email.threading import normal_id
from agentdesk.desk.incoming import File, Receive, actor_for

NAMELESS = "attachment"


class Intake(msgspec.Struct, frozen=True):
    """A mail as it was read, and the command that receives it."""

    mail: ParsedMail
    command: Receive


def take_in(raw: bytes) -> Intake:
    """Read a mail and make its command. Never raises; card numbers are masked in all of it.

    The command's id is made from the masked bytes, so the same mail brought in twice is received
    once, even when it names no Message-ID.
    """
    safe = read_safely(raw)
    mail = safe.mail
    digest = hashlib.sha256(safe.raw).hexdigest()
    command = Receive(
        command_id=f"mail:{digest[:40]}",
        actor=actor_for(mail.kind),
        from_address=mail.from_email,
        from_name=mail.from_name,
        to=mail.to or mail.delivered_to,
        cc=mail.cc,
        subject=mail.subject,
        body=mail.body_text,
        reply_text=mail.reply_text,
        folds=tuple((fold.start, fold.end, fold.kind) for fold in mail.folds),
        date=mail.date,
        rfc_id=normal_id(mail.message_id) or None,
        in_reply_to=normal_id(mail.in_reply_to) or None,
        references=tuple(filter(None, map(normal_id, mail.references))),
        kind=mail.kind,
        attachments=tuple(
            File(
                filename=part.filename or NAMELESS,
                mime=part.mime,
                sha256=hashlib.sha256(part.content).hexdigest(),
                data=part.content,
            )
            for part in mail.attachments
        ),
        raw=safe.raw,
        raw_sha256=digest,
        bounced=normal_id(mail.bounce.original_message_id) or None if mail.bounce else None,
        delayed=mail.bounce is not None and mail.bounce.action not in ("", "failed"),
        problems=(*mail.problems, *mail.notes),
    )
    return Intake(mail, command)
