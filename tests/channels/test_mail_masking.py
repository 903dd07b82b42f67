"""No card number is left in raw mail, whatever encoding hides it."""

import base64
import binascii
import time

import pytest

from agentdesk.channels.email.masking import mask_bytes, read_safely
from agentdesk.channels.email.parse import parse_mail
from tests.bench.fuzz_mail import mutants, seeds
from tests.channels.nasty import NASTY

CARD = "4111 1111 1111 1111"
HIDDEN = "**** **** **** 1111"
TEXT = f"Grüße, meine Karte ist {CARD}, CVV 123.\n"


def part(body: bytes, *, encoding: str = "8bit", kind: str = "text/plain; charset=utf-8") -> bytes:
    return (
        b"From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: " + kind.encode() + b"\r\nContent-Transfer-Encoding: "
        + encoding.encode() + b"\r\n\r\n" + body
    )  # fmt: skip


def in_multipart(*parts: bytes) -> bytes:
    head = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=4242424242424242\r\n\r\n"
    bodies = b"".join(b"--4242424242424242\r\n" + p + b"\r\n" for p in parts)
    return head + bodies + b"--4242424242424242--\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        part(TEXT.encode()),
        part(base64.encodebytes(TEXT.encode()), encoding="base64"),
        part(binascii.b2a_qp(TEXT.encode()), encoding="quoted-printable"),
        part(TEXT.encode("utf-16"), kind="text/plain; charset=utf-16"),
        part(TEXT.encode("latin-1"), kind="text/plain; charset=iso-8859-1"),
        in_multipart(part(b"hello"), part(base64.encodebytes(TEXT.encode()), encoding="base64")),
        in_multipart(part(part(TEXT.encode()), kind="message/rfc822")),
        part(TEXT.encode(), kind="text/plain"),
    ],
    ids=["8bit", "base64", "qp", "utf-16", "latin-1", "multipart", "nested", "no charset"],
)
def test_text_is_masked_and_stays_readable(raw: bytes) -> None:
    masked = mask_bytes(raw)
    assert (masked.cards, masked.codes) == (1, 1)
    mail = parse_mail(masked.raw)
    shown = mail.body_text + "".join(
        parse_mail(a.content).body_text for a in mail.attachments if a.mime == "message/rfc822"
    )
    assert HIDDEN in shown
    assert "Grüße" in shown
    assert CARD not in shown
    assert "123" not in shown
    assert mask_bytes(masked.raw).cards == 0


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{CARD}</p>",
        "<p>4111<b>1111</b>1111<span>1111</span></p>",
        "<p>4111&nbsp;1111&#160;1111&nbsp;1111</p>",
        "<p>&#52;111 1111 1111 1111</p>",
        f'<a href="https://x.example/?card={CARD}">pay</a>',
    ],
)
def test_numbers_in_html_are_masked(html: str) -> None:
    masked = mask_bytes(part(html.encode(), kind="text/html; charset=utf-8"))
    assert masked.cards == 1
    body = masked.raw.partition(b"\r\n\r\n")[2].decode()
    assert sum(c == "*" for c in body) == 12


def test_cells_of_a_table_are_not_joined() -> None:
    html = b"<table><tr><td>41111111</td><td>11111111</td></tr></table>"
    assert mask_bytes(part(html, kind="text/html")).cards == 0


def test_headers_are_masked() -> None:
    word = base64.b64encode(f"Karte {CARD} für mich".encode()).decode()
    for subject in (f"card {CARD}", f"=?utf-8?b?{word}?="):
        raw = b"From: a@b.example\r\nSubject: " + subject.encode() + b"\r\n\r\nhi\r\n"
        masked = mask_bytes(raw)
        assert masked.cards == 1
        assert HIDDEN in parse_mail(masked.raw).subject


def test_ids_boundaries_and_files_stay() -> None:
    picture = base64.encodebytes(b"\x89PNG 4111 1111 1111 1111 \xff")
    raw = b"Message-ID: <4111111111111111@b.example>\r\nReferences: <4111111111111111@x>\r\n" + (
        in_multipart(part(picture, encoding="base64", kind="image/png"), part(b"plain text"))
    )
    assert mask_bytes(raw).raw == raw


def test_mail_without_cards_is_untouched() -> None:
    for name, build in NASTY.items():
        raw = build()
        if len(raw) < 200_000:
            assert mask_bytes(raw).raw == raw, name


@pytest.mark.parametrize("name", NASTY)
def test_nasty_mail_is_masked_in_time(name: str) -> None:
    raw = NASTY[name]() + b"\r\n\r\n" + CARD.encode()
    started = time.process_time()
    mask_bytes(raw)
    assert time.process_time() - started < 6


def test_mail_read_safely_holds_no_number_anywhere() -> None:
    csv = b"Content-Type: text/csv; name=c.csv\r\n\r\nname,card\r\nann,4111111111111111\r\n"
    safe = read_safely(
        in_multipart(part(base64.encodebytes(TEXT.encode()), encoding="base64"), csv)
    )
    assert (safe.cards, safe.codes) == (2, 1)
    assert HIDDEN in safe.mail.body_text
    assert HIDDEN in safe.mail.reply_text
    assert b"************1111" in safe.mail.attachments[0].content
    held = safe.raw + repr(safe.mail).encode()
    assert CARD.encode() not in held
    assert b"4111111111111111" not in held


def test_mutated_mail_is_masked_and_read() -> None:
    for raw in mutants(seeds(), count=150, seed=5):
        safe = read_safely(raw + b"\r\n5105 1051 0510 5100\r\n")
        assert "5105 1051 0510 5100" not in safe.mail.body_text


def test_what_cannot_be_put_together_keeps_headers_and_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("a fault nobody foresaw")

    monkeypatch.setattr("agentdesk.channels.email.masking._mask", broken)
    safe = read_safely(part(base64.encodebytes(TEXT.encode()), encoding="base64"))
    assert (safe.cards, safe.codes) == (1, 1)
    assert (safe.mail.from_email, safe.mail.subject) == ("a@b.example", "s")
    assert HIDDEN in safe.mail.body_text
    assert base64.b64encode(TEXT.encode())[:20] not in safe.raw


def test_a_number_in_the_name_of_a_part_is_masked_and_the_parts_stay_apart() -> None:
    number = b"4012888888881881"
    raw = (
        b'Content-Type: multipart/mixed; boundary="' + number + b'"\nSubject: x\n\n'
        b"--" + number + b'\nContent-Type: text/plain; name="' + number + b'.txt"\n'
        b"Content-Description: card " + number + b"\n"
        b'Content-Disposition: attachment; filename="' + number + b'.txt"\n\nhello\n'
        b"--" + number + b"--\n"
    )
    safe = read_safely(raw)
    assert safe.raw.count(number) == 3, "only the three boundaries are left as they were"
    assert [part.filename for part in safe.mail.attachments] == ["____________1881.txt"]
    assert safe.mail.attachments[0].content.strip() == b"hello"
