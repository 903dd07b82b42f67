"""Raw mail without some words, or without a file: what is kept of the bytes once they are redacted.

The words are looked for in headers (encoded words too), in every text part whatever its transfer
encoding and charset, in HTML across tags and entities, and in mails inside the mail. A part that
holds them is written again in the encoding it had; every other byte stays.
"""

import hashlib
import re

import msgspec

from agentdesk.channels.email.masking import Search, readable, rewritten
from agentdesk.domain.personal import MARK, pattern_of, places_of, without

REMOVED = b"[removed]"


class Rewritten(msgspec.Struct, frozen=True):
    """Raw mail after it was redacted, and in how many places it changed."""

    raw: bytes
    places: int


class _Words(msgspec.Struct):
    """Looks for words, and counts the places."""

    pattern: re.Pattern[str]
    mojibake: re.Pattern[str] | None
    """The same words in UTF-8 as they look in bytes taken for Latin-1: raw headers."""
    places: int = 0

    def text(self, text: str) -> str:
        """Return a text with the mark in every place that holds the words."""
        for pattern in (self.pattern, self.mojibake):
            if pattern is not None:
                text, found = without(text, pattern)
                self.places += found
        return text

    def holds(self, text: str) -> bool:
        """Say whether a text holds the words."""
        return bool(places_of(text, self.pattern))

    def marks(self, text: str) -> list[tuple[int, str]]:
        """Let the first letter of each place become the mark, the others nothing."""
        found: list[tuple[int, str]] = []
        for start, end in places_of(text, self.pattern):
            self.places += 1
            for at in range(start, end):
                found.append((at, MARK if at == start else ""))
        return found

    def drops(self, data: bytes) -> bytes | None:
        """Look into every part."""
        return None


class _File(msgspec.Struct):
    """Looks for one file, by its bytes."""

    sha256: str
    places: int = 0

    def text(self, text: str) -> str:
        """Leave texts as they are."""
        return text

    def holds(self, text: str) -> bool:
        """Find nothing in texts."""
        return False

    def marks(self, text: str) -> list[tuple[int, str]]:
        """Find nothing in markup."""
        return []

    def drops(self, data: bytes) -> bytes | None:
        """Put a mark in the place of the file."""
        if hashlib.sha256(data).hexdigest() != self.sha256:
            return None
        self.places += 1
        return REMOVED


def _words(text: str) -> _Words | None:
    pattern = pattern_of(text)
    if pattern is None:
        return None
    looks = text.encode().decode("latin-1")
    return _Words(pattern, None if looks == text else pattern_of(looks))


def without_text(raw: bytes, text: str) -> Rewritten:
    """Take a text out of a raw mail. Never raises.

    Should a mail resist, its headers and its readable text, redacted, are all that is kept.
    """
    search = _words(text)
    if search is None:
        return Rewritten(raw, 0)
    try:
        made = rewritten(raw, search)
        again = _words(text)
        if again is not None and search.places:
            rewritten(made, again)
            if again.places:
                return _plain(raw, text)
    except Exception:
        return _plain(raw, text)
    return Rewritten(made, search.places)


def _plain(raw: bytes, text: str) -> Rewritten:
    search = _words(text)
    assert search is not None
    made = readable(raw, search)
    return Rewritten(made, search.places) if search.places else Rewritten(raw, 0)


def without_file(raw: bytes, sha256: str) -> Rewritten:
    """Take a file out of a raw mail, known by the digest of its bytes. Never raises.

    A file that is wrapped into another (a ``winmail.dat``) cannot be taken out by itself: then
    only the headers and the readable text are kept.
    """
    search = _File(sha256)
    try:
        made = rewritten(raw, search)
        if search.places:
            return Rewritten(made, search.places)
    except Exception:
        search = _File(sha256)
    return Rewritten(readable(raw, search), 1)


__all__ = ["REMOVED", "Rewritten", "Search", "without_file", "without_text"]
