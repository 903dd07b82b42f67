"""Delivery reports (RFC 3464) and the many mails that only look like one."""

import re

from agentdesk.channels.email.charsets import decode_text
from agentdesk.channels.email.headers import message_ids, params, words
from agentdesk.channels.email.mail import Bounce
from agentdesk.channels.email.structure import Part, leaves
from agentdesk.text import clean_line

MAX_REPORT = 64 * 1024

_FIELD = re.compile(r"^([A-Za-z-]{1,40}):[ \t]*([^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE)
_DAEMONS = frozenset(("mailer-daemon", "postmaster", "mail-daemon"))


def read_bounce(root: Part, sender: str, return_path: str | None) -> Bounce | None:
    """Return what a mail reports about one that could not be delivered, or None.

    A report is a ``multipart/report`` with a delivery status, or a mail with a null return path
    from a mail daemon, or one that names failed recipients.
    """
    report = next((p for p in leaves(root) if p.mime == "message/delivery-status"), None)
    failed = root.header("x-failed-recipients")
    daemon = sender.partition("@")[0].lower() in _DAEMONS
    report_type = params(root.header("content-type"))[1].get("report-type", "").lower()
    from_daemon = daemon and return_path == ""
    if report is None and report_type != "delivery-status" and not failed and not from_daemon:
        return None
    fields = _fields(report) if report is not None else {}
    recipient = fields.get("final-recipient") or fields.get("original-recipient") or failed
    return Bounce(
        recipient=clean_line(recipient.rpartition(";")[2], 320).strip("<> "),
        action=clean_line(fields.get("action", ""), 40).lower(),
        status=clean_line(fields.get("status", ""), 40).partition(" ")[0],
        diagnostic=words(fields.get("diagnostic-code", "").rpartition(";")[2])[:400],
        original_message_id=_original_id(root, report),
    )


def _report_text(part: Part) -> str:
    text = decode_text(part.content()[:MAX_REPORT], "")[0]
    return text.replace("\r\n", "\n")


def _fields(report: Part) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _FIELD.finditer(_report_text(report)):
        found.setdefault(match[1].lower(), match[2])
    return found


def _original_id(root: Part, report: Part | None) -> str:
    """Return the id of the mail that came back, from its headers in the report."""
    for part in leaves(root):
        if part is report or (part is root and report is not None):
            continue
        if part.mime in ("message/rfc822", "text/rfc822-headers") or (
            report is None and part.mime == "text/plain"
        ):
            for match in _FIELD.finditer(_report_text(part)):
                if match[1].lower() == "message-id" and (ids := message_ids(match[2])):
                    return ids[0]
    return ""
