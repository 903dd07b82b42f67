"""Mail out: the exact bytes of a mail, made once and then frozen.

Written by hand because the standard library turns long message ids into encoded words, which
breaks threads in other programs. Headers hold no control characters, lines stay under 78 columns
where that is possible, ids are folded only between each other.
"""

import binascii
import re
from base64 import b64encode
from datetime import UTC, datetime
from email.utils import format_datetime

import msgspec

from agentdesk.channels.email.enclosing import File, enclosed
from agentdesk.channels.email.threading import normal_id, put_token
from agentdesk.text import clean, clean_line

LINE = 76
MAX_ID = 900

_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~. -]*")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class Outgoing(msgspec.Struct, frozen=True):
    """A mail to be sent. ``at`` is an instant; ids may stand with or without angle brackets.

    ``number`` puts the case's token into the subject. ``automatic`` marks a program's answer.
    """

    from_email: str
    to: tuple[str, ...]
    subject: str
    text: str
    message_id: str
    at: int
    from_name: str = ""
    cc: tuple[str, ...] = ()
    number: int | None = None
    in_reply_to: str = ""
    reply_to: str = ""
    references: tuple[str, ...] = ()
    automatic: bool = False
    files: tuple[File, ...] = ()


def compose(mail: Outgoing) -> bytes:
    """Return the mail as bytes with CRLF line ends.

    Raises ``ValueError``, in words for people, if an address or the message id cannot be used or
    nobody is addressed.
    """
    if not mail.to:
        raise ValueError("The mail has no recipient; name at least one address.")
    own_id = normal_id(clean_line(mail.message_id, MAX_ID * 2))
    if not own_id or "@" not in own_id or len(own_id) > MAX_ID or not own_id.isascii():
        raise ValueError(f"The message id {own_id[:60]!r} cannot be used in a mail.")
    subject = mail.subject
    if mail.number is not None:
        subject = put_token(subject, mail.number, answer=bool(mail.in_reply_to))
    moment = datetime.fromtimestamp(mail.at // 1000, tz=UTC)
    headers = [
        f"From: {_mailbox(mail.from_name, mail.from_email)}",
        _folded("To", [*_commas(mail.to)]),
    ]
    if mail.cc:
        headers.append(_folded("Cc", [*_commas(mail.cc)]))
    if mail.reply_to:
        headers.append(_folded("Reply-To", [usable_address(mail.reply_to)]))
    headers.append(_folded("Subject", _text_words(subject)))
    headers.append(f"Date: {format_datetime(moment)}")
    headers.append(_folded("Message-ID", [f"<{own_id}>"]))
    if answered := _ids((mail.in_reply_to,)):
        headers.append(_folded("In-Reply-To", answered))
    if references := _ids(mail.references or (mail.in_reply_to,)):
        headers.append(_folded("References", references))
    if mail.automatic:
        headers.append("Auto-Submitted: auto-replied")
        headers.append("X-Auto-Response-Suppress: All")
    encoding, body = _body(mail.text)
    about_text = [
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Transfer-Encoding: {encoding}",
    ]
    headers.append("MIME-Version: 1.0")
    if mail.files:
        kind, body = enclosed(about_text, body, mail.files, own_id)
        headers.append(f"Content-Type: {kind}")
    else:
        headers += about_text
    return "\r\n".join(headers).encode("ascii") + b"\r\n\r\n" + body


def usable_address(address: str) -> str:
    """Return an address as it goes into a mail, its domain in ASCII (IDNA).

    Raises ``ValueError`` if mail cannot be sent there.
    """
    local, at, domain = clean_line(address, 400).strip("<> ").rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii") if domain else ""
    except UnicodeError:
        ascii_domain = ""
    if not at or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain):
        raise ValueError(
            f"Mail cannot be sent to {clean_line(address, 80)!r}; correct the address."
        )
    return f"{local}@{ascii_domain}"


def _commas(addresses: tuple[str, ...]) -> list[str]:
    usable = list(dict.fromkeys(usable_address(address) for address in addresses))
    return [address + "," for address in usable[:-1]] + usable[-1:]


def _mailbox(name: str, address: str) -> str:
    shown = clean_line(name, 200)
    usable = usable_address(address)
    if not shown:
        return usable
    if not shown.isascii():
        return "\r\n ".join([*_encoded_words(shown), f"<{usable}>"])
    if _ATOM.fullmatch(shown):
        return f"{shown} <{usable}>"
    escaped = shown.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{usable}>'


def _ids(ids: tuple[str, ...]) -> list[str]:
    """Return usable ids in brackets; one too long for a header line is left out."""
    tidy = (normal_id(clean_line(one, MAX_ID * 2)) for one in ids)
    return [f"<{one}>" for one in tidy if one and one.isascii() and len(one) <= MAX_ID]


def _text_words(text: str) -> list[str]:
    shown = clean_line(text, 500)
    if shown.isascii() and "=?" not in shown and max(map(len, shown.split()), default=0) < 900:
        return shown.split(" ")
    return _encoded_words(shown)


def _encoded_words(text: str) -> list[str]:
    """Return the text as encoded words of at most 75 characters, no character cut in two."""
    words: list[str] = []
    held = b""
    for character in text:
        encoded = character.encode("utf-8")
        if len(held) + len(encoded) > 42:
            words.append(held.decode("utf-8"))
            held = b""
        held += encoded
    words.append(held.decode("utf-8"))
    return [f"=?utf-8?b?{b64encode(word.encode()).decode('ascii')}?=" for word in words]


def _folded(name: str, pieces: list[str]) -> str:
    """Put pieces behind a header name, breaking lines only between them."""
    lines = [f"{name}:"]
    for piece in pieces:
        if len(lines[-1]) + 1 + len(piece) > LINE and lines[-1] not in (f"{name}:", ""):
            lines.append("")
        lines[-1] += f" {piece}"
    return "\r\n".join(lines)


def _body(text: str) -> tuple[str, bytes]:
    """Return the transfer encoding and the encoded text, one line end at its end."""
    body = clean(text).rstrip("\n") + "\n"
    crlf = body.replace("\n", "\r\n").encode("utf-8")
    lines = body.split("\n")
    if (
        body.isascii()
        and max(map(len, lines)) <= LINE
        and not any(line.startswith(("From ", ".")) or line.endswith(" ") for line in lines)
    ):
        return "7bit", crlf
    return "quoted-printable", _quoted_printable(body)


def _quoted_printable(body: str) -> bytes:
    lines = (
        # A line that begins like this is changed on some ways through the mail.
        binascii.b2a_qp(line.encode("utf-8"), istext=True).replace(b"=\n", b"=\r\n")
        for line in body.split("\n")
    )
    guarded = (
        b"=%02X" % line[0] + line[1:] if line.startswith((b"From ", b".")) else line
        for line in lines
    )
    return b"\r\n".join(guarded)
