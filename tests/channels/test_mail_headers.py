"""Header values, as mail programs really write them."""

import pytest

from agentdesk.channels.email.attachments import safe_name
from agentdesk.channels.email.charsets import decode_text, known_charset
from agentdesk.channels.email.headers import addresses, instant, message_ids, params, words
from agentdesk.channels.email.mail import Address


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a@b.example", [Address("a@b.example")]),
        ("Ann <a@b.example>", [Address("a@b.example", "Ann")]),
        ('"Doe, Ann" <a@b.example>, c@d', [Address("a@b.example", "Doe, Ann"), Address("c@d")]),
        ("a@b; c@d;", [Address("a@b"), Address("c@d")]),
        ("a@b (Ann (the (best)))", [Address("a@b")]),
        ("undisclosed-recipients:;", []),
        ("friends: a@b, c@d;", [Address("a@b"), Address("c@d")]),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?= <a@b>", [Address("a@b", "Grüße")]),
        ("=?utf-8?q?Doe,_Ann?= <a@b>", [Address("a@b", "Doe, Ann")]),
        ("'a@b' <a@b>", [Address("a@b", "'a@b'")]),
        ('"a \\"q\\" b" <a@b>', [Address("a@b", 'a "q" b')]),
        ("MAILER-DAEMON", [Address("MAILER-DAEMON")]),
        ("Just A Name", [Address("", "Just A Name")]),
        ("<a@b", [Address("a@b")]),
        ('"Ann <a@b>, c@d', [Address("a@b", "Ann"), Address("c@d")]),
        ('"', []),
        ("", []),
        ("((((", []),
    ],
)
def test_addresses(value: str, expected: list[Address]) -> None:
    assert list(addresses(value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ("=?utf-8?b?w6Q=?= =?utf-8?b?w7Y=?=", "äö"),
        ("=?utf-8?b?w6Q=?= and =?utf-8?b?w7Y=?=", "ä and ö"),
        ("=?utf-8?b?4oI=?= =?utf-8?b?rA==?=", "€"),
        ("=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは"),
        ("=?utf-8*de?q?a_b?=", "a b"),
        ("=?nope?q?a=E4?=", "aä"),
        ("=?utf-8?q?unfinished", "=?utf-8?q?unfinished"),
        (b"gr\xc3\xbcn".decode("ascii", "surrogateescape"), "grün"),
        (b"gr\xfcn".decode("ascii", "surrogateescape"), "grün"),
        ("=?utf-8?q?=1B[31m?=", "\ufffd[31m"),
    ],
)
def test_words(value: str, expected: str) -> None:
    assert words(value) == expected


def test_a_character_cut_between_two_words_is_joined() -> None:
    assert words("=?utf-8?q?=E2=82?= =?utf-8?q?=AC?=") == "€"


def test_message_ids() -> None:
    assert message_ids("<a@b> <c@d>\r\n\t<a@b>") == ("a@b", "c@d")
    assert message_ids("a@b") == ("a@b",)
    assert message_ids("<>") == ()
    many = message_ids(" ".join(f"<{n}@x>" for n in range(500)))
    assert len(many) == 100
    assert (many[0], many[-1]) == ("0@x", "499@x")


def test_params() -> None:
    assert params('text/plain; charset="utf-8"; Name=x') == (
        "text/plain",
        {"charset": "utf-8", "name": "x"},
    )
    assert params("a/b; n*0*=utf-8''%E2%82; n*1*=%AC; n*2=x")[1] == {"n": "€x"}
    assert params("a/b; n*=iso-8859-1'de'%FC")[1] == {"n": "ü"}
    assert params('m/x; boundary="a\r\n b"')[1] == {"boundary": "a b"}
    assert params("")[0] == ""


def test_dates() -> None:
    assert instant("Mon, 2 Mar 2026 10:00:00 +0100") == 1772442000000
    assert instant("Mon, 2 Mar 2026 10:00:00") == 1772445600000
    for broken in ("", "yesterday", "99 Foo 99999", "1 Jan 0000 00:00:00 +9999"):
        assert instant(broken) is None


def test_charsets() -> None:
    assert decode_text("Grüße".encode("latin-1"), "us-ascii") == ("Grüße", "")
    assert decode_text(b"\x93x\x94", "iso-8859-1")[0] == "“x”"
    assert decode_text("Grüße".encode(), "")[0] == "Grüße"
    assert known_charset("zlib") is None
    assert known_charset("unicode_escape") is None
    assert known_charset("../../x") is None
    text, problem = decode_text("пример текста ".encode("koi8-r") * 5 + b"", "koi8-r")
    assert (text[:6], problem) == ("пример", "")


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("a.txt", "a.txt"),
        ("../../a.txt", "a.txt"),
        ("a/", None),
        ("..", None),
        ("...", None),
        (".bashrc", "bashrc"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("a:b|c?.txt", "a_b_c_.txt"),
    ],
)
def test_file_names(given: str, safe: str | None) -> None:
    assert safe_name(given) == safe
