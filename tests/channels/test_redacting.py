"""Raw mail without some words, or without a file: in every encoding, and nothing else changed."""

import hashlib
from email import message_from_bytes
from email.message import EmailMessage

import pytest

from agentdesk.channels.email.parse import parse_mail
from agentdesk.channels.email.redacting import without_file, without_text
from agentdesk.domain.personal import MARK

FILE = b"\x00\xff\x01 of a picture" * 3_000


def mail(cte: str, charset: str = "utf-8") -> bytes:
    """Make a mail that names somebody in its text, its HTML and its subject, with a file."""
    made = EmailMessage()
    made["From"] = "Jürgen Käse <j@cheese.example>"
    made["To"] = "desk@desk.example"
    made["Subject"] = "Paper X1234567 of Jürgen Käse"
    made.set_content("Hello,\nI am Jürgen\nKäse, paper X1234567.\n", cte=cte, charset=charset)
    made.add_alternative(
        "<p>I am J&uuml;rgen <b>Kä</b>se, paper X12<i>34567</i></p>", subtype="html", cte=cte
    )
    made.add_attachment(FILE, maintype="application", subtype="pdf", filename="paper.pdf")
    return made.as_bytes()


def everything(raw: bytes) -> str:
    """Return a mail's bytes, its decoded parts and what is read of it, as one text."""
    parts = [
        payload.decode("utf-8", "replace")
        for part in message_from_bytes(raw).walk()
        if isinstance(payload := part.get_payload(decode=True), bytes)
    ]
    read = parse_mail(raw)
    return "\n".join((raw.decode("utf-8", "replace"), *parts, read.subject, read.body_text))


@pytest.mark.parametrize(
    ("cte", "charset"),
    [("base64", "utf-8"), ("quoted-printable", "iso-8859-1"), ("8bit", "utf-8")],
)
def test_words_are_in_no_part_any_more(cte: str, charset: str) -> None:
    raw = mail(cte, charset)
    once = without_text(raw, "Jürgen Käse")
    twice = without_text(once.raw, "X1234567")
    assert once.places >= 4
    assert twice.places == 3
    found = everything(twice.raw)
    for word in ("Jürgen", "Käse", "X1234567", "34567", "J&uuml;rgen"):
        assert word not in found, word
    assert MARK in parse_mail(twice.raw).body_text
    assert parse_mail(twice.raw).attachments[0].content == FILE


def test_a_mail_without_the_words_keeps_every_byte() -> None:
    raw = mail("base64")
    assert without_text(raw, "nobody here").raw == raw
    assert without_text(raw, "a").raw == raw


def test_raw_words_in_headers_that_were_never_encoded() -> None:
    raw = "From: Jürgen Käse <j@cheese.example>\nTo: d@desk.example\n\nHello\n".encode()
    made = without_text(raw, "Jürgen Käse")
    assert made.places == 1
    assert "Käse" not in made.raw.decode()


def test_a_file_gives_way_to_a_mark() -> None:
    raw = mail("base64")
    made = without_file(raw, hashlib.sha256(FILE).hexdigest())
    assert [a.content for a in parse_mail(made.raw).attachments] == [b"[removed]"]
    assert parse_mail(made.raw).body_text == parse_mail(raw).body_text


def test_of_a_file_inside_another_only_the_text_of_the_mail_is_kept() -> None:
    raw = mail("base64")
    made = without_file(raw, hashlib.sha256(b"unknown").hexdigest())
    assert not parse_mail(made.raw).attachments
    assert "I am Jürgen" in parse_mail(made.raw).body_text


def test_a_mail_in_a_mail_is_looked_into() -> None:
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = "a@b.example", "d@desk.example", "Fwd"
    outer.set_content("See below.")
    outer.add_attachment(message_from_bytes(mail("base64"), _class=EmailMessage))
    made = without_text(outer.as_bytes(), "X1234567")
    assert made.places >= 3
    assert "X1234567" not in everything(made.raw)
