"""Delivery reports: RFC 3464, and the texts that qmail, Exim, Exchange and others write instead."""

import re
from collections.abc import Iterator

from agentdesk.channels.email.charsets import decode_text
from agentdesk.channels.email.headers import message_ids, params, words
from agentdesk.channels.email.mail import Bounce
from agentdesk.channels.email.quote_words import alternatives
from agentdesk.channels.email.structure import Part, leaves
from agentdesk.text import clean_line

MAX_REPORT = 64 * 1024

_FIELD = re.compile(r"^([A-Za-z-]{1,40}):[ \t]*([^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE)
_DAEMONS = frozenset(("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "mdaemon"))
_REPORTS = frozenset(("message/delivery-status", "message/global-delivery-status"))
_RETURNED = frozenset(
    ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
)
_SUBJECT = re.compile(alternatives("bounce"), re.IGNORECASE)
_TOLD = re.compile(
    r"could not be delivered|couldn't be delivered|wasn't able to deliver|unable to deliver|"
    r"not able to deliver|did not reach|failed permanently|permanent fatal errors|"
    r"following address(?:es|\(es\))? failed|delivery to the following recipient|undeliverable|"
    r"wasn't delivered|was not delivered|delivery failed|nicht zugestellt|konnte nicht|"
    r"n'a pas pu être|no se pudo entregar|non è stato possibile|not yet been delivered|"
    r"delayed|permanent error|returned to sender|message delivery",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:has been delayed|not yet been delivered|will (?:be retried|keep trying|continue)|"
    r"still trying|no action is required|delivery delayed|do not need to resend)\b",
    re.IGNORECASE,
)
_ADDRESS = r"[^\s<>()\[\],;:\"']{1,64}@[A-Za-z0-9.-]{1,200}[A-Za-z0-9]"
_RECIPIENT = (
    re.compile(rf"^[ \t]*<({_ADDRESS})>:?", re.MULTILINE),
    re.compile(rf"^[ \t]*({_ADDRESS})(?:[ \t]+on [^\n]*|[ \t]*:?)[ \t]*$", re.MULTILINE),
    re.compile(
        rf"(?:\bto|recipient|address|user|an|à|для|empfänger|destinataire|destinatario|получател\w*)\b[^\n@]{{0,60}}?<?({_ADDRESS})",
        re.I,
    ),
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,2}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<!\d)((?:4[0-9]|5[0-7])\d)[ -][^\n]{3,300}")
_COPY = re.compile(
    r"^[ \t]*[-*_]{2,}[ \t]*(?:below this line|this is a copy|original message|"
    r"the header of the original|unsent message|returned message|message (?:header|text)|"
    r"ursprüngliche nachricht|begin returned)[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)


def read_bounce(root: Part, sender: str, return_path: str | None) -> Bounce | None:
    """Return what a mail reports about one that could not be delivered, or None.

    A report is a ``multipart/report`` with a delivery status, a mail that names failed
    recipients, or a mail daemon's mail that says in words that one could not be delivered.
    """
    report = next((p for p in leaves(root) if p.mime in _REPORTS), None)
    failed = root.header("x-failed-recipients")
    report_type = params(root.header("content-type"))[1].get("report-type", "").lower()
    if report is not None or report_type == "delivery-status":
        return _from_report(root, report, failed)
    daemon = sender.partition("@")[0].lower() in _DAEMONS
    if failed or (daemon and not return_path):
        text = _text(root)
        said = _SUBJECT.search(words(root.header("subject"))) or _TOLD.search(text[:4_000])
        if failed or said or return_path == "":
            return _from_text(root, text, failed)
    return None


def _from_report(root: Part, report: Part | None, failed: str) -> Bounce:
    fields = _fields(report) if report is not None else {}
    recipient = fields.get("final-recipient") or fields.get("original-recipient") or failed
    diagnostic = words(fields.get("diagnostic-code", "").rpartition(";")[2])[:400]
    action = clean_line(fields.get("action", ""), 40).lower()
    bounce = Bounce(
        recipient=_address(recipient.rpartition(";")[2]),
        action=action.partition(" ")[0],
        status=clean_line(fields.get("status", ""), 40).partition(" ")[0],
        diagnostic=diagnostic,
        original_message_id=_original_id(root, report),
    )
    if bounce.recipient and (bounce.status or bounce.diagnostic):
        return bounce
    told = _from_text(root, _text(root), failed)
    return Bounce(
        bounce.recipient or told.recipient,
        bounce.action or told.action,
        bounce.status or told.status,
        bounce.diagnostic or told.diagnostic,
        bounce.original_message_id,
    )


def _from_text(root: Part, text: str, failed: str) -> Bounce:
    """Read a report that is written for people only."""
    copy = _COPY.search(text)
    own = text[: copy.start()] if copy else text
    recipient = _address(failed.partition(",")[0])
    for pattern in _RECIPIENT:
        if recipient:
            break
        found = pattern.search(own)
        recipient = _address(found[1]) if found else ""
    reply = _REPLY.search(own)
    status = _STATUS.search(reply[0]) if reply else None
    status = status or _STATUS.search(own)
    code = status[1] if status else f"{reply[1][0]}.0.0" if reply else ""
    return Bounce(
        recipient=recipient,
        action="delayed" if _LATER.search(own) or code.startswith("4") else "failed",
        status=code,
        diagnostic=clean_line(reply[0] if reply else _reason(own, recipient), 400),
        original_message_id=_original_id(root, None),
    )


def _reason(text: str, recipient: str) -> str:
    """Return the line below the recipient, where most programs say why."""
    lines = text.splitlines()
    for at, line in enumerate(lines[:200]):
        if recipient and recipient in line:
            below = (other.strip() for other in lines[at + 1 : at + 5])
            return next((one for one in below if one), "")
    return ""


def _address(written: str) -> str:
    return clean_line(written, 320).strip("<> .")


def _text(root: Part) -> str:
    """Return what the report says to people."""
    for part in leaves(root):
        if part.mime in ("text/plain", "text/html"):
            text = _report_text(part)
            if part.mime == "text/html":
                text = re.sub(r"<[^<>]{0,2000}>", "\n", text)
            if text.strip():
                return text
    return ""


def _report_text(part: Part) -> str:
    text = decode_text(part.content()[:MAX_REPORT], "")[0]
    return text.replace("\r\n", "\n")


def _fields(report: Part) -> dict[str, str]:
    """Return a report's fields: those on the mail, and of the recipients the first that failed."""
    blocks = [_block(block) for block in re.split(r"\n[ \t]*\n", _report_text(report))]
    found = [block for block in blocks if block]
    about = [b for b in found if "final-recipient" in b or "original-recipient" in b]
    failed = [b for b in about if b.get("action", "").strip().lower().startswith("failed")]
    chosen = (failed or about or found)[:1]
    merged: dict[str, str] = {}
    for block in (*chosen, *(b for b in found if b not in about)):
        for name, value in block.items():
            merged.setdefault(name, value)
    return merged


def _block(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _FIELD.finditer(text):
        found.setdefault(match[1].lower(), match[2])
    return found


def _original_id(root: Part, report: Part | None) -> str:
    """Return the id of the mail that came back, from its headers in the report."""
    parts = [p for p in leaves(root) if p is not report and not (p is root and report is not None)]
    for part in parts:
        if part.mime in _RETURNED:
            for found in _ids(part):
                return found
    for part in parts:
        # Most that write no report of parts put the whole mail below their text.
        if part.mime in ("text/plain", "text/html"):
            for found in _ids(part):
                return found
    references = message_ids(root.header("in-reply-to")) or message_ids(root.header("references"))
    return references[-1] if references else ""


def _ids(part: Part) -> Iterator[str]:
    for match in _FIELD.finditer(_report_text(part)):
        if match[1].lower() == "message-id":
            yield from message_ids(match[2])[:1]
