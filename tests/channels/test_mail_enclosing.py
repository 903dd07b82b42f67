"""Files in a mail of ours: the same bytes every time, read back as they were."""

import hashlib

import pytest

from agentdesk.channels.email.compose import Outgoing, compose
from agentdesk.channels.email.enclosing import File
from agentdesk.channels.email.parse import parse_mail

AT = 1_772_442_000_000


def mail(text: str = "See the file.", *files: File, id: str = "a@desk.example") -> bytes:
    return compose(
        Outgoing(
            from_email="desk@desk.example",
            to=("ada@x.example",),
            subject="Files",
            text=text,
            message_id=id,
            at=AT,
            files=files,
        )
    )


def test_the_same_mail_is_the_same_bytes() -> None:
    file = File("a.bin", "application/octet-stream", bytes(range(256)))
    assert mail("Hi", file) == mail("Hi", file)
    assert mail("Hi", file) != mail("Hi", file, id="b@desk.example")


@pytest.mark.parametrize(
    ("name", "mime", "kept", "read"),
    [
        ("plan.pdf", "application/pdf", "plan.pdf", "application/pdf"),
        ('a "b" \\ c.txt', "text/plain", "c.txt", "text/plain"),
        ("/etc/passwd", "nonsense", "passwd", "application/octet-stream"),
        ("計画.png", "image/png; x=\r\nBcc: eve@x", "計画.png", "application/octet-stream"),
        ("..", "image/PNG", "file", "image/png"),
    ],
)
def test_names_and_kinds_are_made_safe(name: str, mime: str, kept: str, read: str) -> None:
    raw = mail("Hi", File(name, mime, b"\x00\xff--\r\n.\r\n"))
    (found,) = parse_mail(raw).attachments
    assert (found.filename, found.mime, found.content) == (kept, read, b"\x00\xff--\r\n.\r\n")
    assert b"\r\nBcc:" not in raw
    assert max(len(line) for line in raw.split(b"\r\n")) < 900


def test_a_text_that_holds_the_boundary_gets_another() -> None:
    first = "=_" + hashlib.sha256(b"a@desk.example/0").hexdigest()[:40]
    parsed = parse_mail(mail(f"--{first}\nafter", File("a.txt", "text/plain", b"x")))
    assert "after" in parsed.body_text
    assert [file.content for file in parsed.attachments] == [b"x"]


def test_a_mail_without_files_stays_plain() -> None:
    assert b"multipart" not in mail()
