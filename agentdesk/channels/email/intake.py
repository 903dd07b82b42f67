"""From a mail's bytes to the command that brings it to the desk. Pure, but not instant."""

import hashlib
import re

import msgspec

from agentdesk.channels.email.attachments import safe_name
from agentdesk.channels.email.headers import words
from agentdesk.channels.email.mail import Attachment, ParsedMail
from agentdesk.channels.email.masking import read_safely
from agentdesk.channels.email.structure import read
from agentdesk.channels.email.threading import normal_id
from agentdesk.desk.incoming import File, Receive, actor_for
from agentdesk.desk.reply_address import named

NAMELESS = "attachment"
MAX_HEAD = 64 * 1024
_NAMES = {
    "text/calendar": "invitation.ics",
    "application/ics": "invitation.ics",
    "application/pgp-signature": "signature.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "message/delivery-status": "delivery report.txt",
    "text/rfc822-headers": "returned headers.txt",
    "message/partial": "part.eml",
}


class Intake(msgspec.Struct, frozen=True):
    """A mail as it was read, and the command that receives it."""

    mail: ParsedMail
    command: Receive


def _name_of(part: Attachment) -> str:
    """Name a file that has no name: a mail by its subject, an invitation as one."""
    if part.mime == "message/rfc822":
        subject = words(read(part.content[:MAX_HEAD]).root.header("subject"))
        name = safe_name(re.sub(r"[/\\]", "_", subject)) or "mail"
        return f"{name}.eml"
    return _NAMES.get(part.mime, NAMELESS)


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
                filename=part.filename or _name_of(part),
                mime=part.mime,
                sha256=hashlib.sha256(part.content).hexdigest(),
                data=part.content,
            )
            for part in mail.attachments
        ),
        named_by_address=tuple(named((*mail.to, *mail.cc, *mail.delivered_to))),
        raw=safe.raw,
        raw_sha256=digest,
        bounced=normal_id(mail.bounce.original_message_id) or None if mail.bounce else None,
        delayed=mail.bounce is not None and mail.bounce.action not in ("", "failed"),
        problems=(*mail.problems, *mail.notes),
    )
    return Intake(mail, command)
