"""Mails of every kind that reaches a desk, built by hand: name to bytes."""

import struct
from base64 import encodebytes

HEAD = b"From: Ann <ann@x.example>\nTo: desk@help.example\nSubject: s\nMessage-ID: <1@x.example>\n"
MULTI = HEAD + b'MIME-Version: 1.0\nContent-Type: multipart/%s; boundary="b"\n\n'
OURS = b"Message-ID: <17.1@help.example>\nSubject: [#17] Printer\nFrom: desk@help.example\n"


def multi(kind: bytes, *parts: bytes) -> bytes:
    """Return a mail of parts."""
    return MULTI % kind + b"".join(b"--b\n" + part + b"\n" for part in parts) + b"--b--\n"


def _attribute(level: int, tag: int, data: bytes) -> bytes:
    return (
        struct.pack("<BHHI", level, tag, 6, len(data))
        + data
        + struct.pack("<H", sum(data) & 0xFFFF)
    )


def _property(kind: int, number: int, data: bytes) -> bytes:
    padded = data + b"\0" * (-len(data) % 4)
    return struct.pack("<HHII", kind, number, 1, len(data)) + padded


def tnef(*, text: str = "Please see the plan.", name: str = "Plän 2026.pdf") -> bytes:
    """Return a winmail.dat with a text and one file."""
    message = struct.pack("<I", 2) + struct.pack("<HHI", 3, 0x0E17, 7)
    message += _property(0x1F, 0x1000, (text + "\0").encode("utf-16-le"))
    named = struct.pack("<I", 3) + _property(0x1F, 0x3707, (name + "\0").encode("utf-16-le"))
    named += struct.pack("<HH", 0x1E, 0x8001) + b"\0" * 16 + struct.pack("<II", 0, 7)
    named += struct.pack("<II", 1, 4) + b"abc\0"
    named += _property(0x1E, 0x370E, b"application/pdf\0")
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + _attribute(1, 0x9006, b"\0\0\1\0")
        + _attribute(1, 0x9007, struct.pack("<II", 1252, 0))
        + _attribute(1, 0x9003, message)
        + _attribute(2, 0x9002, b"\0" * 14)
        + _attribute(2, 0x8010, b"PLAN~1.PDF\0")
        + _attribute(2, 0x800F, b"%PDF-1.4 plan")
        + _attribute(2, 0x9005, named)
    )


def winmail(data: bytes, text: bytes = b"") -> bytes:
    """Return a mail with a winmail.dat."""
    part = (
        b'Content-Type: application/ms-tnef; name="winmail.dat"\n'
        b"Content-Transfer-Encoding: base64\n\n" + encodebytes(data)
    )
    return multi(b"mixed", b"Content-Type: text/plain\n\n" + text, part)


CALENDAR = (
    b"BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:STANDARD\n"
    b"DTSTART:19701025T030000\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\n"
    b"SUMMARY:Look at the printer\\, again\nDTSTART;TZID=Europe/Berlin:20260402T100000\n"
    b"DTEND;TZID=Europe/Berlin:20260402T113000\nLOCATION:Hall 5\n"
    b'ORGANIZER;CN="Ann Doe":mailto:ann@x.example\nBEGIN:VALARM\nSUMMARY:no\nEND:VALARM\n'
    b"END:VEVENT\nEND:VCALENDAR\n"
)


def calendar(text: bytes = b"") -> bytes:
    """Return an invitation, with a text beside it or none."""
    invitation = b"Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\n" + CALENDAR
    parts = [b"Content-Type: text/plain\n\n" + text] if text else []
    return multi(b"alternative", *parts, invitation)


def _der(kind: int, *values: bytes) -> bytes:
    data = b"".join(values)
    size = len(data).to_bytes(4, "big").lstrip(b"\0") or b"\0"
    length = bytes((len(data),)) if len(data) < 128 else bytes((0x80 | len(size),)) + size
    return bytes((kind,)) + length + data


def sealed(inner: bytes) -> bytes:
    """Return a mail whose text is inside an S/MIME signature."""
    pkcs7 = bytes.fromhex("2a864886f70d0107")
    content = _der(
        0x30, _der(6, pkcs7 + b"\1"), _der(0xA0, _der(0x24, _der(4, inner[:9]), _der(4, inner[9:])))
    )
    signed = _der(0x30, _der(2, b"\1"), _der(0x31), content, _der(0x31))
    data = _der(0x30, _der(6, pkcs7 + b"\2"), _der(0xA0, signed))
    return (
        HEAD + b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\n'
        b"Content-Transfer-Encoding: base64\n\n" + encodebytes(data)
    )  # fmt: skip


def bounce(text: bytes, *, sender: bytes = b"MAILER-DAEMON@mx.example", more: bytes = b"") -> bytes:
    """Return a report that is written for people only."""
    return b"From: Mail System <" + sender + b">\nTo: desk@help.example\n" + more + b"\n" + text


BOUNCES = {
    "qmail": bounce(
        b"Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver "
        b"your message to the following addresses.\n\n<bob@y.example>:\n192.0.2.1 does not like "
        b"recipient.\nRemote host said: 550 5.1.1 No such user\nGiving up.\n\n"
        b"--- Below this line is a copy of the message.\n\nReturn-Path: <desk@help.example>\n"
        + OURS,
        more=b"Subject: failure notice\n",
    ),
    "exim": bounce(
        b"This message was created automatically by mail delivery software.\n\nA message that you "
        b"sent could not be delivered.\nThe following address(es) failed:\n\n  bob@y.example\n"
        b"    host mx.y.example [192.0.2.1]\n    SMTP error after RCPT TO:\n"
        b"    550 5.1.1 No such user\n\n------ This is a copy of the message, with headers. "
        b"------\n\n" + OURS,
        more=b"X-Failed-Recipients: bob@y.example\nSubject: Mail delivery failed\n",
    ),
    "exchange": bounce(
        b"Your message did not reach some or all of the intended recipients.\n\n"
        b"      Subject: [#17] Printer\n\nThe following recipient(s) could not be reached:\n\n"
        b"      bob@y.example on 02.04.2026 18:26\n            550 5.1.1 No such user\n",
        sender=b"postmaster@y.example",
        more=b"Subject: Undeliverable: [#17] Printer\nIn-Reply-To: <17.1@help.example>\n",
    ),
    "gmail": bounce(
        b"Delivery to the following recipient failed permanently:\n\n     bob@y.example\n\n"
        b"Technical details of permanent failure:\nThe error that the other server returned was:\n"
        b"550 5.1.1 No such user\n\n----- Original message -----\n\n" + OURS,
        more=b"Subject: Delivery Status Notification (Failure)\n",
    ),
    "sendmail": bounce(
        b"   ----- The following addresses had permanent fatal errors -----\n<bob@y.example>\n"
        b"    (reason: 550 5.1.1 No such user)\n\n   ----- Original message follows -----\n" + OURS,
        more=b"Subject: Returned mail: see transcript for details\n",
    ),
    "german": bounce(
        "Ihre Nachricht konnte nicht zugestellt werden.\n\nEmpfänger: bob@y.example\n"
        "Grund: 550 5.1.1 No such user\n\n-- Ursprüngliche Nachricht --\n".encode()
        + OURS,
        more=b"Subject: =?utf-8?q?Unzustellbar=3A_=5B=2317=5D?=\n",
    ),
    "report of two": multi(
        b"report; report-type=delivery-status",
        b"Content-Type: text/plain\n\nOne of two did not arrive.",
        b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        b"Final-Recipient: rfc822; ok@y.example\nAction: relayed\nStatus: 2.0.0\n\n"
        b"Final-Recipient: rfc822; bob@y.example\nAction: failed (no user)\nStatus: 5.1.1\n"
        b"Diagnostic-Code: smtp; 550 5.1.1 No such user\n",
        b"Content-Type: text/rfc822-headers\n\n" + OURS,
    ),
}

KINDS: dict[str, bytes] = {
    "winmail": winmail(tnef()),
    "winmail beside text": winmail(tnef(), b"Hello"),
    "invitation": calendar(),
    "invitation beside text": calendar(b"Do come."),
    "uuencode": HEAD + b"\nsee:\nbegin 644 a.txt\n#0V%T\n`\nend\nbye\n",
    "yenc": HEAD
    + b"\nsee:\n=ybegin line=128 size=3 name=a b.txt\n\x6d\x8b\x9e\n=yend size=3\nbye\n",
    "sealed": sealed(b"Content-Type: text/plain\n\nSigned words.\n"),
    "flowed": HEAD + b"Content-Type: text/plain; format=flowed; delsp=yes\n\nab \ncd\n> q \n> r\n",
    "pgp": HEAD + b"\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n",
    "partial": HEAD + b"Content-Type: message/partial; id=1; number=2; total=3\n\nmiddle\n",
    "answer": HEAD
    + b"Content-Type: text/html\n\n<p>Yes.</p><div class='gmail_quote'>On 2 Apr 2026, "
    b"Dana &lt;d@x.example&gt; wrote:<blockquote>So?</blockquote></div>",
    **{f"bounce of {name}": raw for name, raw in BOUNCES.items()},
}
