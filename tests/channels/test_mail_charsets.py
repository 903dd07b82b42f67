"""Text whose charset is wrong, missing, unknown or a lie is read all the same."""

import pytest

from agentdesk.channels.email.charset_guess import guess
from agentdesk.channels.email.charsets import decode_text, known_charset
from agentdesk.channels.email.parse import parse_mail

RUSSIAN = "Здравствуйте, у меня не работает принтер, помогите"
JAPANESE = "プリンターが動きません。どうすればよいですか。"
CHINESE = "你好，我们的打印机有问题，请您帮忙看一下"
TAIWANESE = "你好，我們的印表機有問題，請您幫忙看一下"
KOREAN = "안녕하세요 프린터가 작동하지 않습니다 감사합니다"
GREEK = "Καλημέρα, ο εκτυπωτής δεν λειτουργεί από χθες"
HEBREW = "שלום, המדפסת שלי לא עובדת מאתמול, תודה"
GERMAN = "Grüße aus München, das Gerät läuft nicht"
FRENCH = "Ça a été réglé où déjà, l'élève préféré"


@pytest.mark.parametrize(
    ("text", "really", "said"),
    [
        (GERMAN, "utf-8", "iso-8859-1"),
        (RUSSIAN, "utf-8", "koi8-r"),
        (GERMAN, "cp1252", "utf-8"),
        (GERMAN, "cp1252", "us-ascii"),
        (GERMAN, "cp1252", "x-unknown"),
        (GERMAN, "cp1252", "no-such-charset"),
        ("“Łódź” – 5 €", "cp1250", "iso-8859-2"),
        ("“Привет” – да", "cp1251", "iso-8859-5"),
        ("“Γειά” – 5 €", "cp1253", "iso-8859-7"),
        ("“quoted” – 5 €", "cp1252", "iso-8859-1"),
        ("“quoted” – 5 €", "cp1252", "iso-8859-15"),
        (CHINESE + "㎡䶮", "gb18030", "gb2312"),
        (KOREAN + "똠", "cp949", "ks_c_5601-1987"),
        (KOREAN, "cp949", "KS_C_5601"),
        (JAPANESE + "①㈱", "cp932", "shift_jis"),
        (TAIWANESE, "cp950", "big5"),
        (GERMAN, "utf-16-le", "utf-16"),
        (GERMAN, "utf-16-be", "utf-16"),
        (GERMAN, "utf-16-le", ""),
        (GERMAN, "utf-16", "utf-8"),
        (GERMAN, "utf-8-sig", "iso-8859-1"),
        (GERMAN, "utf-8", "utf-16"),
        ("日本語 and text", "utf-7", "unicode-1-1-utf-7"),
        (JAPANESE, "iso2022_jp", ""),
        (JAPANESE, "iso2022_jp", "us-ascii"),
        (RUSSIAN, "cp1251", ""),
        (RUSSIAN, "koi8-r", ""),
        (RUSSIAN, "cp866", ""),
        (RUSSIAN, "koi8-r", "us-ascii"),
        (JAPANESE, "cp932", ""),
        (JAPANESE, "euc-jp", ""),
        (CHINESE, "gb18030", ""),
        (TAIWANESE, "cp950", ""),
        (KOREAN, "cp949", ""),
        (GREEK, "cp1253", ""),
        (HEBREW, "cp1255", ""),
        (GERMAN, "cp1252", ""),
        (FRENCH, "cp1252", ""),
        ("Ångström åkte på öar där", "cp1252", ""),
    ],
)
def test_what_was_meant(text: str, really: str, said: str) -> None:
    assert decode_text(text.encode(really), said)[0] == text


def test_a_circled_digit_in_japanese_mail() -> None:
    mail = (
        b"Content-Type: text/plain; charset=iso-2022-jp-ms\nSubject: =?iso-2022-jp?B?GyRCLSEbKEI=?="
        b"\n\n\x1b$B-!\x1b(B ok \x1b(I1\x1b(B\n"
    )
    assert parse_mail(mail).body_text == "① ok ｱ\n"
    assert parse_mail(mail).subject == "①"


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("windows1251", "cp1251"), ("Win-1251", "cp1251"), ("x-cp1250", "cp1250"),
        ("CP-850", "cp850"), ("iso8859_15", "iso-8859-15"), ("ISO 8859-2", "iso-8859-2"),
        ("'utf-8'", "utf-8"), ("iso-2022-jp-ms", "iso-2022-jp"), ("zlib", None), ("", None),
        ("x-nope", None), ("punycode", None),
    ],
)  # fmt: skip
def test_names(name: str, codec: str | None) -> None:
    assert known_charset(name) == codec


@pytest.mark.parametrize("text", [GERMAN, FRENCH, "plain", "5 €", "", "naïve café über"])
def test_nothing_is_guessed_of_western_text(text: str) -> None:
    assert guess(text.encode("cp1252")) is None


def test_raw_bytes_in_headers() -> None:
    raw = (
        b"From: J\xfcrgen <a@b.example>\nSubject: " + JAPANESE.encode("cp932")[:30] + b"\n"
        b"X: \xff\n\nhi"
    )
    mail = parse_mail(raw)
    assert mail.from_name == "Jürgen"
    assert mail.subject.startswith("プリンター")
