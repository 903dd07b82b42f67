"""Looking for words in texts whatever their accents: a regular expression a word, for both engines.

It lets through what :func:`agentdesk.text.fold` makes alike, and hardly more. To fold every text
would take several times as long. Texts of ASCII alone need none of it.
"""

from functools import lru_cache

from agentdesk.text import fold

_ALPHABETS = (
    (0x41, 0x5A), (0x80, 0x2FFF), (0xA640, 0xA7FF), (0xAB30, 0xAB6F), (0xF900, 0xFFEF),
)  # fmt: skip
"""Where letters stand that become others when they are folded."""
_MARKS = "[\u0300-\u036f]*"


@lru_cache(maxsize=1)
def _forms() -> tuple[dict[str, str], dict[str, str]]:
    """Return the letters that become, or hold, a folded one; and those that become several."""
    one: dict[str, str] = {}
    several: dict[str, str] = {}
    for first, last in _ALPHABETS:
        for letter in map(chr, range(first, last + 1)):
            plain = fold(letter)
            if plain == letter or not plain:
                continue
            for sign in set(plain):
                one[sign] = one.get(sign, "") + letter
            if len(plain) > 1:
                several[plain] = several.get(plain, "") + letter
    return one, several


@lru_cache(maxsize=64)
def expression(word: str) -> str:
    """Return the regular expression of a folded word."""
    one, _ = _forms()
    return "".join(_any_of(sign, one.get(sign, "")) + _MARKS for sign in word)


def _any_of(sign: str, others: str) -> str:
    plain = sign if sign.isalnum() or not sign.isascii() else f"\\{sign}"
    return f"[{plain}{others}]" if others else plain


def to_take_apart(word: str) -> tuple[tuple[str, str], ...]:
    """Return the letters that become several of a word's, each with those: ``ß`` with ``ss``."""
    _, several = _forms()
    return tuple((x, plain) for plain, xs in several.items() if plain in word for x in xs)
