"""The last look at a recording before it is written: nothing that was known may stand in it."""

import base64
import binascii
import re
from collections.abc import Iterable
from urllib.parse import unquote

from agentdesk.text import fold
from agentdesk.training.recording.pseudonyms import squashed

SHORTEST = 5
"""So many letters and digits something must have to be searched for: less stands everywhere."""
SIGNS = 2
"""The same of scripts in which a sign is a syllable or a word."""
_NUMBER = re.compile(r"\d+")
_WORDS = re.compile(r"\w+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")


class Guard:
    """Knows what must not come out: names, addresses, numbers, codes of real people."""

    def __init__(self, secrets: Iterable[str], ours: Iterable[str] = ()) -> None:
        """Take what is secret; a single word that ``ours`` (our own texts) uses cannot be."""
        common = {word for text in ours for word in _WORDS.findall(fold(text))}
        self._plain: dict[str, str] = {}
        self._short: dict[str, re.Pattern[str]] = {}
        """Names of few letters, found as words of their own alone."""
        self._parts: set[str] = set()
        for secret in secrets:
            plain = squashed(secret)
            if plain in common:
                continue
            signs = plain.isalpha() and plain.lower() == plain.upper()
            if len(plain) < (SIGNS if signs else SHORTEST):
                self._take_short(secret)
                continue
            self._plain[plain] = secret
            if " " in secret.strip():
                words = _WORDS.findall(fold(secret))
                self._parts |= {w for w in words if len(w) >= 4 and w.isalpha() and w not in common}
            elif plain.isalpha():
                self._parts.add(fold(secret))

    def _take_short(self, secret: str) -> None:
        words = _WORDS.findall(fold(secret))
        if len(words) > 1 and all(word.isalpha() for word in words):
            apart = r"[^\w]+".join(words)
            self._short[secret] = re.compile(rf"(?<!\w){apart}(?!\w)")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything it looks for."""
        return (*self._plain.values(), *self._short)

    def clean(self, text: str) -> bool:
        """Say whether a short text of the set-up names nobody, not even by half their name."""
        return not (self._parts & set(_WORDS.findall(fold(text)))) and not self.leaks(text)

    def leaks(self, text: str) -> list[str]:
        """Return what stands in a text: as it is, without blanks, or in another encoding."""
        lines = set(_readings(text))
        heap = "\n".join({squashed(line) for line in lines})
        # A number is found as a whole: within a longer one it is another number.
        numbers = {*_NUMBER.findall(heap), *(n for line in lines for n in _NUMBER.findall(line))}
        found = [
            secret
            for plain, secret in self._plain.items()
            if (plain in numbers if plain.isdecimal() else plain in heap)
        ]
        whole = fold("\n".join(lines)) if self._short else ""
        return found + [secret for secret, words in self._short.items() if words.search(whole)]


def _readings(text: str) -> Iterable[str]:
    """Return the lines of a text in every way they can be read."""
    folded = text.casefold()
    yield from folded.splitlines()
    if "%" in text:
        yield from unquote(text).splitlines()
    for match in _BASE64.finditer(text):
        for data in (match[0], match[0].replace("-", "+").replace("_", "/")):
            try:
                yield base64.b64decode(data + "=" * (-len(data) % 4)).decode()
            except (binascii.Error, ValueError):
                continue
