"""Mails that have broken mail programs, built on demand: name to bytes."""

from collections.abc import Callable

HEAD = b"From: Eve <eve@example.com>\r\nTo: desk@example.org\r\n"


def _nested(depth: int) -> bytes:
    out = [HEAD]
    for level in range(depth):
        out.append(
            b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
        )
    out.append(b"Content-Type: text/plain\r\n\r\nbottom\r\n")
    return b"".join(out)


def _with_header(name: bytes, value: bytes) -> bytes:
    return HEAD + name + b": " + value + b"\r\nSubject: kept\r\n\r\nreadable\r\n"


def _html(body: bytes) -> bytes:
    return HEAD + b"Subject: h\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body


def _text(body: bytes, extra: bytes = b"") -> bytes:
    return (
        HEAD + b"Subject: t\r\nContent-Type: text/plain; charset=utf-8\r\n" + extra + b"\r\n" + body
    )


def _file(disposition: bytes) -> bytes:
    return (
        HEAD + b'Subject: f\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\n'
        b"see the file\r\n--x\r\nContent-Type: application/octet-stream\r\n"
        b"Content-Disposition: " + disposition + b"\r\n\r\nDATA\r\n--x--\r\n"
    )  # fmt: skip


def _many_parts(count: int) -> bytes:
    part = b"--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n"
    return HEAD + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + part * count + b"--x--"


NASTY: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "nul": lambda: b"\x00" * 1000,
    "no headers": lambda: b"just text\nwithout headers\n",
    "only newlines": lambda: b"\n" * 100_000,
    "subject of a megabyte": lambda: HEAD + b"Subject: " + b"x " * 500_000 + b"\r\n\r\nreadable",
    "encoded subject of a megabyte": lambda: (
        HEAD + b"Subject: " + b"=?utf-8?q?=41?= " * 60_000 + b"\r\n\r\nreadable"
    ),
    "folded header of a megabyte": lambda: (
        HEAD + b"X-A: a\r\n" + b" b\r\n" * 250_000 + b"\r\nreadable"
    ),
    "200,000 headers": lambda: HEAD + b"X-A: a\r\n" * 200_000 + b"\r\nreadable",
    "references of a megabyte": lambda: _with_header(b"References", b"<a@b> " * 160_000),
    "to of a megabyte": lambda: _with_header(b"To", b"a@b.example, " * 80_000),
    "2,000 deep": lambda: _nested(2_000),
    "59 deep": lambda: _nested(59),
    "10,000 parts": lambda: _many_parts(10_000),
    "html 100,000 deep": lambda: _html(b"<div>" * 100_000 + b"bottom"),
    "html table 30,000 deep": lambda: _html(b"<table><tr><td>" * 30_000 + b"bottom"),
    "html entities": lambda: _html(b"&#27;]0;x&#7;&#x9b;31m&#x202e;visible"),
    "html open tags": lambda: _html(b"<a " * 300_000),
    "html long tag": lambda: _html(b"visible<" + b"a" * 900_000),
    "html declarations": lambda: _html(b"visible" + b"<?" * 400_000),
    "quotes in to": lambda: _with_header(b"To", b'"\\' * 4_000),
    "html open scripts": lambda: _html(b"<script>" * 120_000),
    "escape in text": lambda: _text(b"\x1b]0;owned\x07\xc2\x9b31m\xe2\x80\xae visible"),
    "escape in headers": lambda: (
        b"From: =?utf-8?q?=1B]0;x=07?= <a\x1b@b>\r\nSubject: =?utf-8?b?G10wO3gH?= \xc2\x9b\r\n\r\nx"
    ),
    "unknown charset": lambda: (
        HEAD + b"Subject: c\r\nContent-Type: text/plain; charset=x-nope\r\n\r\nGr\xc3\xbc\xc3\x9fe"
    ),
    "charset with nul": lambda: (
        HEAD + b'Subject: c\r\nContent-Type: text/plain; charset="utf\x00-8"\r\n\r\nreadable'
    ),
    "charset is no text": lambda: (
        HEAD + b"Subject: c\r\nContent-Type: text/plain; charset=zlib\r\n\r\nreadable"
    ),
    "charset idna": lambda: (
        HEAD + b"Subject: c\r\nContent-Type: text/plain; charset=idna\r\n\r\n" + b"x" * 100_000
    ),
    "no boundary": lambda: (
        HEAD + b"Content-Type: multipart/mixed\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\n"
        b"readable\r\n--q--\r\n"
    ),
    "multipart without parts": lambda: (
        HEAD + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\nreadable'
    ),
    "bad base64": lambda: _text(b"cmVhZGFibGU", b"Content-Transfer-Encoding: base64\r\n"),
    "winmail": lambda: _file(b'attachment; filename="winmail.dat"'),
    "path in name": lambda: _file(b'attachment; filename="../../etc/passwd"'),
    "windows path in name": lambda: _file(b'attachment; filename="C:\\\\temp\\\\a.exe"'),
    "nul in name": lambda: _file(b'attachment; filename="a\x00b.txt"'),
    "2231 name": lambda: _file(b"attachment; filename*=utf-8''..%2F..%2F%1B%5B2Jx.txt"),
    "2047 name": lambda: _file(b'attachment; filename="=?utf-8?b?Li4vLi4v8J+YgC50eHQ=?="'),
    "two @ boundaries": lambda: _with_header(b"Content-Type", b'multipart/mixed; boundary="'),
    "long line of quotes": lambda: _text(b">" * 1_000_000),
    "attribution storm": lambda: _text(b"On 1.1.2020 at 10:00, a@b wrote:\n" * 3_000),
    "am schrieb storm": lambda: _text(b"Am " + b"schrieb 10:00 " * 70_000),
    "header block storm": lambda: _text(b"x\n" + b"From: a@b\nFrom: a@b\n\n" * 20_000),
    "uuencode storm": lambda: (
        HEAD + b"Subject: u\r\n\r\n" + b"begin 644 a\n" * 40_000 + b"end\n" * 40_000
    ),
    "flowed storm": lambda: (
        HEAD + b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n" + b"a \n" * 300_000
    ),
    "bounce storm": lambda: (
        b"From: MAILER-DAEMON@b.example\r\nSubject: Undeliverable\r\n\r\n" + b"A: b\n c\n" * 60_000
    ),
    "base64 storm": lambda: _text(b"QQ==\n" * 100_000, b"Content-Transfer-Encoding: base64\r\n"),
    "header rubbish": lambda: b"rubbish\n" * 100_000 + HEAD + b"\r\nreadable",
    "tnef storm": lambda: (
        HEAD
        + b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\0\0"
        + b"\x02\x02\x90\6\0\0\0\0\0\0\0" * 80_000
    ),
    "sealed storm": lambda: (
        HEAD + b"Content-Type: application/pkcs7-mime\r\n\r\n" + b"\x30\x80" * 300_000
    ),
    "signature storm": lambda: _text(b"-- \n" * 100_000),
    **{
        f"header {name!r} {value!r}"[:60]: lambda n=name, v=value: _with_header(n, v)  # type: ignore[misc]
        for name, value in (
            (b"Content-Type", b"text/plain; name*"),
            (b"Content-Type", b"text/plain; charset*0*=;"),
            (b"Content-Type", b";;;=;"),
            (b"To", b'"'),
            (b"To", b"(c):"),
            (b"To", b"(" * 3_000),
            (b"From", b"<"),
            (b"From", b"a@"),
            (b"Sender", b"<>"),
            (b"Message-ID", b"<[x@y]>"),
            (b"Message-ID", b"<>"),
            (b"Date", b"99 Foo 99999 99:99:99 +9999999"),
            (b"Date", b""),
            (b"Content-Transfer-Encoding", b"\xff"),
            (b"References", b"<" * 8_000),
        )
    },
}
