"""Mail whose frame is broken: headers that end early, boundaries that do not fit, bad base64."""

import pytest

from agentdesk.channels.email.headers import decode_base64, params, words
from agentdesk.channels.email.parse import parse_mail

HEAD = b"From: Ann <ann@x.example>\nSubject: kept\n"
PNG = b"Content-Type: image/png; name=p.png\nContent-Transfer-Encoding: base64\n\nAAAA\n"
TEXT = b"Content-Type: text/plain\n\nreadable\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + HEAD + b"\nreadable",
        b">From ann@x.example Mon Jan  1 00:00:00 2026\n" + HEAD + b"\nreadable",
        b"From ann@x.example Mon Jan  1 00:00:00 2026\n" + HEAD + b"\nreadable",
        b"From: Ann <ann@x.example>\nthis line is no header\nSubject: kept\n\nreadable",
        b"From : Ann <ann@x.example>\nSubject\t: kept\n\nreadable",
        b"\n\n" + HEAD + b"\nreadable",
        HEAD.replace(b"\n", b"\r") + b"\rreadable",
        HEAD.replace(b"\n", b"\r\n") + b"\r\nreadable",
    ],
)
def test_headers_are_read_to_their_end(raw: bytes) -> None:
    mail = parse_mail(raw)
    assert (mail.subject, mail.from_email) == ("kept", "ann@x.example")
    assert mail.body_text.strip() == "readable"


def test_a_body_that_talks_of_headers_stays_a_body() -> None:
    raw = b"Subject: kept\n\nhello\nFrom: me\nTo: you\n"
    assert parse_mail(raw).body_text == "hello\nFrom: me\nTo: you\n"


@pytest.mark.parametrize(
    ("boundary", "begin", "end"),
    [
        (b'"x"', b"--x\n", b""),
        (b'"x"', b"--y\n", b"--y--\n"),
        (b'"x "', b"--x \n", b"--x --\n"),
        (b'"x', b"--x\n", b"--x--\n"),
        (b"=_x:1/2", b"--=_x:1/2\n", b"--=_x:1/2--\n"),
        (b'""', b"--y\n", b"--y--\n"),
    ],
)
def test_a_boundary_that_does_not_fit(boundary: bytes, begin: bytes, end: bytes) -> None:
    kind = b"Content-Type: multipart/mixed; boundary=" + boundary + b"\n\n"
    mail = parse_mail(HEAD + kind + begin + TEXT + begin + PNG + end)
    assert mail.body_text.strip() == "readable"
    assert [(a.filename, a.size) for a in mail.attachments] == [("p.png", 3)]


def test_parts_without_a_header_that_says_so() -> None:
    html = b"Content-Type: text/html\n\n<b>readable</b>\n"
    mail = parse_mail(HEAD + b"MIME-Version: 1.0\n\n--x\n" + TEXT + b"--x\n" + html + b"--x--\n")
    assert mail.body_text.strip() == "readable"


def test_html_without_a_header_that_says_so() -> None:
    assert parse_mail(HEAD + b"\n<html><p>readable</html>").body_text == "readable"


def test_what_html_says_of_itself_counts_where_the_header_cannot_be_right() -> None:
    said = HEAD + b"Content-Type: text/html; charset=us-ascii\n\n<meta charset=koi8-r><p>"
    assert parse_mail(said + "Привет".encode("koi8-r")).body_text == "Привет"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"SGVsbG8", b"Hello"),
        (b"SGVs!!bG8=", b"Hello"),
        (b"SGVsbG8=\nIHdvcmxk", b"Hello world"),
        (b"SGVsbG8=\n-- \nA list's footer.", b"Hello"),
        (b"SGVsbG8=====", b"Hello"),
        (b"S", b""),
        (b"", b""),
    ],
)
def test_base64(data: bytes, text: bytes) -> None:
    assert decode_base64(data) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?Q?What??=", "What?"),
        ("=?utf-8?Q?two words?=", "two words"),
        ("=?utf-8?Q?=3D=3Futf-8=3FQ=3Ftwice=3F=3D?=", "twice"),
        ("=?utf-8?B?w?= =?utf-8?B?w7w=?=", "ü"),
        ("=?iso-8859-1?Q?a?==?iso-8859-1?Q?b?=", "ab"),
    ],
)
def test_broken_words(value: str, text: str) -> None:
    assert words(value) == text


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('attachment; filename="unclosed.pdf', "unclosed.pdf"),
        ("attachment; filename*0*=utf-8''a%20; filename*1=b.pdf", "a b.pdf"),
        ('attachment; filename*1="b.pdf"; filename*0="a"', "ab.pdf"),
        ("attachment; filename*=\"utf-8''x%2Ey\"", "x.y"),
        ('attachment; filename="a;b.pdf"; size=3', "a;b.pdf"),
        (r'attachment; filename="a\"b.pdf"', 'a"b.pdf'),
        ('attachment; filename*="=?utf-8?Q?c.pdf?="', "c.pdf"),
        ('attachment; filename*0="=?utf-8?Q?aa"; filename*1="bb.pdf?="', "aabb.pdf"),
    ],
)
def test_file_names(value: str, name: str) -> None:
    assert words(params(value)[1]["filename"]) == name
