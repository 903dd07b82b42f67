"""Mail in: bytes from a stranger to a :class:`ParsedMail`, whatever the bytes.

Pure and bounded, but not instant for large mail: call it off the event loop.
"""

import re

from agentdesk.channels.email.bodies import read_body
from agentdesk.channels.email.bounces import read_bounce
from agentdesk.channels.email.charsets import decode_text
from agentdesk.channels.email.headers import addresses, instant, message_ids, params, words
from agentdesk.channels.email.mail import Address, Bounce, MailKind, ParsedMail
from agentdesk.channels.email.notes import notes_on
from agentdesk.channels.email.quotes import fold
from agentdesk.channels.email.structure import Part, read, remains
from agentdesk.text import clean, clean_line

UNREADABLE = "The mail could not be taken apart; its raw text is shown."
NO_SENDER = "The mail names no sender."
BAD_DATE = "The date of the mail cannot be read."
MAX_RAW_SHOWN = 200_000

_AUTO_SUBJECT = re.compile(
    r"(?:auto(?:matic)?[- ]?reply|out of (?:the )?office|auto:|automatische antwort|"
    r"abwesenheits|réponse automatique|absence du bureau|respuesta automática|"
    r"fuera de la oficina|risposta automatica|resposta automática|automatisch antwoord)",
    re.IGNORECASE,
)
_FORWARDS = re.compile(
    r"(?:fwd?|wg|tr|rv|enc|i|doorst|vb|vl|pd|továbbítás|fw|转发|轉寄|轉寄|전달|転送|пересл|"
    r"reenv|inoltra|переслать|итд|ilt|προωθ|fs|hl|bls|trs|pdl|yml)\s?(?:\[\d+\])?\s?[:：]",
    re.IGNORECASE,
)
_LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "list-help", "list-owner")


def parse_mail(raw: bytes) -> ParsedMail:
    """Read a mail. Never raises; what was broken is told in ``problems``."""
    try:
        return _parse(raw)
    except Exception:
        # Raw mail is stored before it is read: an unforeseen fault must not lose the message.
        text = clean(decode_text(raw[:MAX_RAW_SHOWN], "")[0])
        return ParsedMail(
            body_text=text, reply_text=text.strip(), words=text.strip(), problems=(UNREADABLE,)
        )


def _parse(raw: bytes) -> ParsedMail:
    root, problems, rest = read(raw)
    sender = _sender(root)
    body = read_body(root)
    text = body.text
    if rest and not text.strip():
        text = clean(remains(rest))
    subject = words(root.header("subject"))
    folded = fold(text, body.quoted, body.signed, passes_on=bool(_FORWARDS.match(subject)))
    return_path = _return_path(root)
    bounce = read_bounce(root, sender.email, return_path)
    date_header = root.header("date")
    date = instant(date_header) if date_header else None
    if date_header and date is None:
        problems.append(BAD_DATE)
    if not sender.email:
        problems.append(NO_SENDER)
    answered = message_ids(root.header("in-reply-to"))
    ids = message_ids(root.header("message-id"))
    return ParsedMail(
        from_email=sender.email,
        from_name=sender.name,
        to=_emails(root, "to"),
        cc=_emails(root, "cc"),
        reply_to=_emails(root, "reply-to"),
        subject=subject,
        message_id=ids[0] if ids else "",
        in_reply_to=answered[0] if answered else "",
        references=message_ids(root.header("references")),
        date=date,
        body_text=text,
        reply_text=folded.reply_text,
        folds=folded.folds,
        attachments=body.attachments,
        html_links=body.hosts,
        kind=_kind(root, bounce),
        bounce=bounce,
        auto_submitted=_word(root, "auto-submitted"),
        auto_response_suppress=_word(root, "x-auto-response-suppress"),
        precedence=_word(root, "precedence"),
        return_path=return_path,
        list_id=words(root.header("list-id")),
        is_list=any(root.header(name) for name in _LIST_HEADERS),
        is_report=root.mime == "multipart/report",
        delivered_to=tuple(
            address.email
            for value in root.headers("delivered-to")[:20]
            for address in addresses(value)[:1]
            if address.email
        ),
        problems=(*problems, *body.problems),
        words=folded.words,
        notes=(*notes_on(root, text[:MAX_RAW_SHOWN]), *body.notes),
    )


def _sender(root: Part) -> Address:
    """Return the author: From, else Sender; a From without an address keeps its name."""
    written = addresses(root.header("from"))
    for address in written:
        if address.email:
            return address
    fallback = next((a for a in addresses(root.header("sender")) if a.email), None)
    name = written[0].name if written else ""
    return Address(fallback.email, name or fallback.name) if fallback else Address("", name)


def _emails(root: Part, name: str) -> tuple[str, ...]:
    found = (a.email for value in root.headers(name)[:20] for a in addresses(value) if a.email)
    return tuple(dict.fromkeys(found))


def _word(root: Part, name: str) -> str:
    return clean_line(root.header(name), 200).lower()


def _return_path(root: Part) -> str | None:
    """Return the envelope sender; "" is the null sender of reports, None if not recorded."""
    values = root.headers("return-path")
    if not values:
        return None
    found = addresses(values[0])
    return found[0].email if found else ""


def _kind(root: Part, bounce: Bounce | None) -> MailKind:
    if bounce is not None:
        return "bounce"
    if _is_auto_reply(root):
        return "auto_reply"
    if root.header("list-id") or root.header("list-post"):
        return "list"
    return "list" if _word(root, "precedence") in ("list", "bulk") else "message"


def _is_auto_reply(root: Part) -> bool:
    """Tell a program's answer from a program's own mail: a web form's mail is a message."""
    submitted = re.split(r"[\s;(]", _word(root, "auto-submitted"))[0]
    answers = bool(root.header("in-reply-to") or root.header("references"))
    if submitted == "auto-replied" or (submitted not in ("", "no") and answers):
        return True
    if _word(root, "precedence") == "auto_reply" or _word(root, "x-autoreply") in ("yes", "true"):
        return True
    if root.header("x-autorespond") or root.header("x-autoreply-from"):
        return True
    report = params(root.header("content-type"))[1].get("report-type", "").lower()
    if report == "disposition-notification":
        return True
    return bool(_AUTO_SUBJECT.match(words(root.header("subject"))))
