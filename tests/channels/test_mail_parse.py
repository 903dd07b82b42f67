"""Parsing survives anything, and says what was broken."""

import time
import unicodedata

import pytest

from agentdesk.channels.email.mail import ParsedMail
from agentdesk.channels.email.parse import UNREADABLE, parse_mail
from tests.bench.fuzz_mail import mutants, seeds
from tests.channels.nasty import HEAD, NASTY

MULTI = (
    HEAD + b'Subject: m\r\nMIME-Version: 1.0\r\nContent-Type: multipart/%s; boundary="x"\r\n\r\n'
)


def multi(kind: bytes, *parts: bytes) -> bytes:
    return MULTI % kind + b"".join(b"--x\r\n" + p + b"\r\n" for p in parts) + b"--x--\r\n"


PLAIN = b"Content-Type: text/plain\r\n\r\nplain text"
HTML = b"Content-Type: text/html\r\n\r\n<p>html <a href='https://evil.example/x'>bank</a></p>"


def printable(mail: ParsedMail) -> bool:
    texts = [mail.from_email, mail.from_name, *mail.to, *mail.cc, mail.subject, mail.message_id]
    texts += [*mail.references, mail.body_text, mail.reply_text, *mail.html_links, *mail.problems]
    texts += [a.filename or "" for a in mail.attachments]
    bad = ("Cc", "Cs")
    return not any(
        c != "\n" and (unicodedata.category(c) in bad or c in "\u202e\u2066")
        for c in "".join(texts)
    )


@pytest.mark.parametrize("name", NASTY)
def test_nasty_mail_is_read_in_time(name: str) -> None:
    raw = NASTY[name]()
    started = time.process_time()
    mail = parse_mail(raw)
    # A second on an idle machine; the suite shares its cores.
    assert time.process_time() - started < 3
    assert UNREADABLE not in mail.problems
    assert printable(mail)
    for text in ("readable", "visible", "bottom"):
        if text.encode() in raw and "megabyte" not in name:
            assert text in mail.body_text


def test_nasty_names_become_base_names() -> None:
    names = {
        "path in name": "passwd",
        "windows path in name": "a.exe",
        "nul in name": "a_b.txt",
        "2231 name": "_[2Jx.txt",
        "2047 name": "😀.txt",
        "winmail": "winmail.dat",
    }
    for name, expected in names.items():
        assert [a.filename for a in parse_mail(NASTY[name]()).attachments] == [expected]


def test_what_was_broken_is_told() -> None:
    assert "nested too deeply" in parse_mail(NASTY["2,000 deep"]()).problems[0]
    assert "character set" in parse_mail(NASTY["unknown charset"]()).problems[0]
    assert parse_mail(NASTY["unknown charset"]()).body_text == "Grüße"
    assert "guessed" in parse_mail(NASTY["no boundary"]()).problems[0]


def test_mutated_mail_never_raises() -> None:
    for raw in mutants(seeds(), count=400, seed=11):
        mail = parse_mail(raw)
        assert UNREADABLE not in mail.problems
        assert printable(mail)


def test_a_big_mail_is_read() -> None:
    line = b"QUJD" * 19 + b"\r\n"
    raw = multi(
        b"mixed",
        PLAIN,
        b"Content-Type: application/pdf; name=big.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + line * 130_000,
    )
    assert len(raw) > 10_000_000
    started = time.process_time()
    mail = parse_mail(raw)
    assert time.process_time() - started < 5
    assert mail.attachments[0].size == 130_000 * 57
    assert mail.body_text == "plain text"


def test_plain_text_is_preferred_and_html_read_when_alone() -> None:
    assert parse_mail(multi(b"alternative", PLAIN, HTML)).body_text == "plain text"
    alone = parse_mail(multi(b"alternative", HTML))
    assert alone.body_text == "html bank [evil.example]"
    assert alone.html_links == ("evil.example",)
    empty = b"Content-Type: text/plain\r\n\r\n  \r\n"
    assert parse_mail(multi(b"alternative", empty, HTML)).body_text.startswith("html")


def test_text_parts_are_joined_and_files_kept_apart() -> None:
    note = b"Content-Type: text/plain; name=n.txt\r\nContent-Disposition: attachment\r\n\r\nfile"
    mail = parse_mail(multi(b"mixed", PLAIN, note, HTML))
    assert mail.body_text == "plain text\nhtml bank [evil.example]"
    assert [(a.filename, a.content) for a in mail.attachments] == [("n.txt", b"file")]


def test_a_mail_in_a_mail_is_a_file() -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text"
    mail = parse_mail(multi(b"mixed", PLAIN, inner))
    assert mail.body_text == "plain text"
    assert mail.attachments[0].mime == "message/rfc822"
    assert parse_mail(mail.attachments[0].content).subject == "inner"


def test_inline_pictures_are_marked() -> None:
    picture = b"Content-Type: image/png\r\nContent-ID: <p@x>\r\n\r\nPNG"
    mail = parse_mail(multi(b"related", HTML, picture))
    assert (mail.attachments[0].inline, mail.attachments[0].content_id) == (True, "p@x")


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (b"", "message"),
        (b"Auto-Submitted: no\r\n", "message"),
        (b"Auto-Submitted: auto-generated\r\n", "message"),
        (b"Auto-Submitted: auto-generated\r\nIn-Reply-To: <a@b>\r\n", "auto_reply"),
        (b"Auto-Submitted: auto-replied (vacation)\r\n", "auto_reply"),
        (b"Subject: Automatische Antwort: weg\r\n", "auto_reply"),
        (b"List-Id: <l.example>\r\n", "list"),
        (b"Precedence: bulk\r\n", "list"),
        (b"Return-Path: <>\r\n", "message"),
    ],
)
def test_kinds(headers: bytes, kind: str) -> None:
    assert parse_mail(HEAD + headers + b"\r\nhi").kind == kind


def test_a_bounce_names_recipient_and_original() -> None:
    raw = (
        b"From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nSubject: Undelivered\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        b"--x\r\n\r\nSorry\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; bob@example.com\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no\r\n such user\r\n"
        b"--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <ours@desk.example>\r\n"
        b"Subject: [#7] Hi\r\n\r\nbody\r\n--x--\r\n"
    )
    mail = parse_mail(raw)
    assert mail.kind == "bounce"
    assert mail.bounce is not None
    assert mail.bounce.recipient == "bob@example.com"
    assert (mail.bounce.action, mail.bounce.status) == ("failed", "5.1.1")
    assert mail.bounce.diagnostic == "550 5.1.1 no such user"
    assert mail.bounce.original_message_id == "ours@desk.example"
