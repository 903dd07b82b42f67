"""What charset a text without a name is likely in: by the commonest letters of its language.

Wrong guesses are worse than none, so only texts with many bytes above ASCII are judged, and a
language must show its commonest letters clearly.
"""

MAX_JUDGED = 8_192
_MIN_HIGH = 6
_MIN_SHARE = 0.25
_MIN_SHARE_OF_LETTERS = 0.6

_KANA = frozenset(chr(c) for c in range(0x3041, 0x3097)) | frozenset(
    "、。ー・ンスルイトラリドッアク"
)
_HANZI = frozenset(
    "的是不我一有大在人了中到要以你会我们为这上个国来说时好请您谢问题件发收没对能也就和可"
)
_HANZI_OLD = frozenset(
    "的是不我一有大在人了中到要以你會們為這上個國來說時好請您謝問題件發收沒對能也就和可"
)
_HANGUL = frozenset("이다는에의가을고하지를로은한도니서기사습요안감합해리인")
_RUSSIAN = frozenset("оеаинтсрвлкмдпуяы")
_GREEK = frozenset("αοιετσνηυρπκμλςίόάέή")
_HEBREW = frozenset("יוהלאבתמרנשדק")

_ALPHABET = 0.6
# Charset, the commonest letters, and what share of the letters above ASCII they must be.
_LANGUAGES = (
    ("euc-jp", _KANA, 0.3),
    ("cp932", _KANA, 0.3),
    ("cp949", _HANGUL, 0.2),
    ("gb18030", _HANZI, 0.15),
    ("cp950", _HANZI_OLD, 0.15),
    ("cp1251", _RUSSIAN, _ALPHABET),
    ("koi8-r", _RUSSIAN, _ALPHABET),
    ("cp866", _RUSSIAN, _ALPHABET),
    ("cp1253", _GREEK, _ALPHABET),
    ("cp1255", _HEBREW, _ALPHABET),
)


def guess(data: bytes) -> str | None:
    """Return the charset that a text shows, or None if it shows none clearly."""
    some = data[:MAX_JUDGED]
    high = sum(b >= 0x80 for b in some)
    letters = sum(chr(b).isalpha() for b in some if b < 0x80)
    if high < _MIN_HIGH or high < _MIN_SHARE * (high + letters):
        return None
    best: str | None = None
    surest = 1.0
    mostly = high >= _MIN_SHARE_OF_LETTERS * (high + letters)
    for charset, common, share in _LANGUAGES:
        if share == _ALPHABET and not mostly:
            continue
        text = _decoded(some, charset)
        if text is None:
            continue
        above = [c for c in text if ord(c) >= 0x80]
        sure = sum(c in common for c in above) / len(above) / share if above else 0.0
        if sure > surest:
            best, surest = charset, sure
    return best


def _decoded(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except UnicodeDecodeError as error:
        # The part that is judged may end within a character.
        if error.start < len(data) - 4 or len(data) < MAX_JUDGED:
            return None
        return data[: error.start].decode(charset)
