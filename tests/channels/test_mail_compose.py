"""Composed mail is plain, safe and reads back as written."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.channels.email.compose import Outgoing, compose, usable_address
from agentdesk.channels.email.parse import parse_mail
from agentdesk.text import clean, clean_line

BASE = Outgoing(
    from_email="desk@example.org",
    from_name="Help Desk",
    to=("ann@example.com",),
    subject="Printer",
    text="Hello Ann,\n\nit works.\n",
    message_id="one@example.org",
    at=1_772_442_000_123,
)


def mail(**fields: Any) -> Outgoing:
    return msgspec.structs.replace(BASE, **fields)


def headers(raw: bytes) -> list[str]:
    return raw.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")


def test_a_mail_reads_back_as_written() -> None:
    raw = compose(
        mail(number=1042, cc=("bob@example.com",), in_reply_to="<q@x>", references=("p@x",))
    )
    read = parse_mail(raw)
    assert (read.from_email, read.from_name) == ("desk@example.org", "Help Desk")
    assert (read.to, read.cc) == (("ann@example.com",), ("bob@example.com",))
    assert read.subject == "Re: [#1042] Printer"
    assert (read.message_id, read.in_reply_to, read.references) == (
        "one@example.org",
        "q@x",
        ("p@x",),
    )
    assert read.date == 1_772_442_000_000
    assert read.body_text == "Hello Ann,\n\nit works.\n"
    assert read.problems == ()
    assert read.kind == "message"


@given(
    st.text(st.characters(), max_size=300),
    st.text(st.characters(), max_size=200),
    st.text(st.characters(), max_size=60),
)
@settings(deadline=None)
def test_any_text_survives(text: str, subject: str, name: str) -> None:
    raw = compose(mail(text=text, subject=subject, from_name=name))
    read = parse_mail(raw)
    assert read.body_text == clean(text).rstrip("\n") + "\n"
    assert read.subject == clean_line(subject)
    assert read.from_name == clean_line(name)
    assert read.from_email == "desk@example.org"
    assert raw.isascii()
    assert not set(raw) & set(range(32)) - {10, 13}
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_long_ids_are_folded_between_each_other_and_never_encoded() -> None:
    ids = tuple(f"{'x' * 300}{n}@mail.example.com" for n in range(4))
    raw = compose(mail(in_reply_to=ids[0], references=ids))
    assert b"=?" not in raw
    for one in ids:
        assert f"<{one}>".encode() in raw
    assert parse_mail(raw).references == ids


def test_headers_cannot_be_injected() -> None:
    evil = "x\r\nBcc: eve@evil.example\r\n\r\nbody\x00\x1b[31m"
    raw = compose(mail(subject=evil, from_name=evil, in_reply_to=evil, references=(evil,)))
    assert not any(line.lower().startswith("bcc") for line in headers(raw))
    assert b"\x00" not in raw
    assert b"\x1b" not in raw
    for field in ("from_email", "to", "cc"):
        value: Any = evil if field == "from_email" else (evil,)
        with pytest.raises(ValueError, match="cannot be sent"):
            compose(mail(**{field: value}))


def test_automatic_mail_says_so() -> None:
    lines = headers(compose(mail(automatic=True)))
    assert "Auto-Submitted: auto-replied" in lines
    assert not any(line.startswith("Auto-Submitted") for line in headers(compose(BASE)))


def test_addresses() -> None:
    assert usable_address("Ann@BÜCHER.example") == "Ann@xn--bcher-kva.example"
    for broken in ("", "ann", "@x", "ann@", "a b@x.example", "ann@x..example", "änn@x.example"):
        with pytest.raises(ValueError, match="correct the address"):
            usable_address(broken)


def test_what_cannot_be_sent_is_refused() -> None:
    with pytest.raises(ValueError, match="no recipient"):
        compose(mail(to=()))
    for broken in ("", "no-at", "ü@x", "x" * 950 + "@x"):
        with pytest.raises(ValueError, match="message id"):
            compose(mail(message_id=broken))


def test_the_same_mail_is_the_same_bytes() -> None:
    assert compose(BASE) == compose(BASE)


def test_short_header_lines() -> None:
    many = tuple(f"person{n}@example.com" for n in range(40))
    raw = compose(mail(to=many, subject="word " * 60, number=3))
    assert all(len(line) <= 78 for line in headers(raw))
    assert parse_mail(raw).to == many


def test_answers_come_back_to_an_address_that_names_the_case() -> None:
    raw = compose(mail(reply_to="desk+17.k3v9q2m4x7ab@example.org"))
    assert b"\r\nReply-To: desk+17.k3v9q2m4x7ab@example.org\r\n" in raw
    assert b"Reply-To" not in compose(BASE)
