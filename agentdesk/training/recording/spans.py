"""What in a text says who somebody is: found, put in other words, or shown to whoever reviews it.

*Replaced* is what is certainly somebody's: known names, addresses, numbers and codes, dates.
*Suspicious* is what might be and only a person can tell: a capitalised word that is none of the
texts' common words, a part of a known name in small letters, digits that are left, what looks like
an address of the net.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

import msgspec

from agentdesk.text import fold
from agentdesk.training.recording.pseudonyms import Pseudonyms, squashed

Kind = Literal["name", "mail", "link", "net", "bank", "number", "code", "date", "street", "word"]
KINDS: dict[str, str] = {
    "name": "a name",
    "mail": "a mail address",
    "link": "a link",
    "net": "an address in the net",
    "bank": "a bank account",
    "number": "a number",
    "code": "a number or code",
    "date": "a date",
    "street": "a street",
    "word": "perhaps a name",
}


class Span(msgspec.Struct, frozen=True):
    """A place in a text, and what stands there."""

    start: int
    end: int
    kind: Kind
    was: str
    """What stood there; in the pseudonymised text what stands there."""


_L = "[0-9A-Za-z_\u00c0-\u024f\u0370-\u052f]"
"""Digits, and letters of the scripts that numbers and codes are written in: what stands beside one
in a script without blanks is no part of it."""
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("mail", re.compile(
        r"(?<![\w.+-])[\w.+-]{1,64}(?:(?:\s?@\s?|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
        # As people spell it to hide it from machines: with signs about at, or in words.
        r"|\s?[(\[{]\s?(?i:at|ät|@)\s?[)\]}]\s?[\w-]{1,63}"
        r"(?:(?:\.|\s?[(\[{]\s?(?i:dot|punkt|\.)\s?[)\]}]\s?|\s(?i:dot|punkt)\s)[\w-]{1,63}){1,8}"
        r"|\s(?i:at|ät)\s[\w-]{1,63}(?:\s(?i:dot|punkt)\s[\w-]{1,63}){1,8})")),
    ("link", re.compile(
        r"(?:https?://|www\.)\S+|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,10}/\S+")),
    ("net", re.compile(
        r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}")),
    ("bank", re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{2,4}){3,8}\b")),
    ("date", re.compile(
        r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b|\b\d{1,2}\.\d{1,2}\.(?!\d)"
        r"|\b\d{1,2}(?:st|nd|rd|th|\.)? (?:Jan|Feb|Mar|Mär|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov"
        r"|Dec|Dez)\w*\.?(?: \d{4})?\b"
        r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.? \d{1,2}(?:st|nd|rd|th)?"
        r"(?:,? \d{4})?\b")),
    ("number", re.compile(
        rf"(?<![/])(?<!{_L})\+?\(?\d(?:[ \u00a0()/.\-]{{0,3}}\d){{5,18}}(?!{_L})")),
    ("street", re.compile(
        r"\b[^\W\d_]+(?:straße|strasse|str\.|gasse|weg|platz|allee|ring|damm|ufer) ?\d+\w?\b"
        r"|\b\d{1,5}[a-z]? (?:[A-Z][\w'’]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Way"
        r"|Close|Court|Square|Place|Boulevard|Blvd)\b"
        r"|\b(?:rue|avenue|place|via|viale|calle|plaza) (?:[^\W\d_]+[ ]){1,3}\d+\b")),
    ("code", re.compile(
        rf"(?<!{_L})(?=(?:{_L}|[./#-]){{0,40}}?\d(?:{_L}|[./#-]){{0,40}}?\d)(?=(?:{_L}|[./#-]){{0,40}}?[^\W\d_])"
        rf"(?:{_L}|\#){{1,60}}(?:[./#-]{_L}{{1,40}}){{0,12}}(?!{_L})|(?<!\d)\d{{4,}}(?!\d)")),
)  # fmt: skip
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0971-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd\u102b-\u103e"
)
"""Signs that belong to the letter before them; a pattern takes them for no letters."""
_WORDS = re.compile(rf"[^\W\d_][\w{_MARKS}'’-]*")
_LETTERS = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*")
_DIGITS = re.compile(r"\d[\d.,:]*")
_ADDRESSLIKE = re.compile(
    r"(?<!\S)\S*?(?:@|://|www\.)\S*"
    r"|(?<![\w-])[\w-]{1,63}\.(?:com|net|org|de|io|eu|info|co)\b"
)
SOON = timedelta(days=60)
"""A date so near to the shift is moved with it; one farther off is another altogether."""
LEAST = 3
"""So many letters a part of a name must have to be looked for by itself."""
SHORTEST = 2
"""So many it must have to be shown to whoever reviews."""


class Name(NamedTuple):
    """A real name, and the invented one."""

    real: str
    other: str
    whole: bool = False
    """Whether only all of it names somebody: the words of a firm's name are often common ones."""


class Known:
    """Names that are known of people and organisations, found whole or by their parts."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Take names with what they are to become."""
        self.names = tuple(name for name in names if name.real)
        self._whole: dict[str, str] = {}
        self._parts: dict[str, str] = {}
        self._pieces: set[str] = set()
        """Every run of letters in somebody's name, the short ones too."""
        for name, other, whole in self.names:
            plain = " ".join(_bare(word) for word in fold(name).split())
            if len(plain) < LEAST:
                continue
            self._whole.setdefault(plain, other)
            theirs, ours = plain.split(), other.split()
            for place, part in enumerate(() if whole else theirs):
                if any(map(str.isdigit, part)):
                    continue
                runs = _LETTERS.findall(part)
                self._pieces |= {run for run in runs if len(run) >= SHORTEST}
                for found in (part, *runs):
                    if len(found) >= LEAST:
                        self._parts.setdefault(found, ours[min(place, len(ours) - 1)])
        longest = sorted(self._whole, key=len, reverse=True)
        self._first = {name.split()[0] for name in longest}
        self._sizes = sorted({len(name.split()) for name in longest}, reverse=True)

    def is_part(self, word: str) -> bool:
        """Say whether a word is part of a known name, however short."""
        plain = fold(word)
        return plain in self._parts or plain in self._whole or plain in self._pieces

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield where known names stand, whole ones first, and what they become."""
        words = [(m.start(), m.end()) for m in re.finditer(r"[^\s,;:!?()\"„“”<>]+", text)]
        bare = [_bare(fold(text[a:b])) for a, b in words]
        place = 0
        while place < len(words):
            size = self._longest(bare, place)
            if size:
                start, end = words[place][0], words[place + size - 1][1]
                yield (
                    start,
                    _bare_end(text, start, end),
                    self._whole[" ".join(bare[place : place + size])],
                )
                place += size
                continue
            yield from self._piece(text, words[place])
            place += 1

    def _longest(self, plain: list[str], place: int) -> int:
        if plain[place] not in self._first:
            return 0
        for size in self._sizes:
            some = plain[place : place + size]
            if len(some) == size and " ".join(some) in self._whole:
                return size
        return 0

    def _piece(self, text: str, at: tuple[int, int]) -> Iterator[tuple[int, int, str]]:
        for match in _WORDS.finditer(text, *at):
            whole = _bare(match[0])
            if (other := self._part(whole)) is not None:
                yield match.start(), match.start() + len(whole), other
                continue
            for part in _LETTERS.finditer(match[0]):
                if (other := self._part(part[0])) is not None:
                    yield match.start() + part.start(), match.start() + part.end(), other

    def _part(self, word: str) -> str | None:
        """Return what a part of a name becomes; in small letters a short one may be any word."""
        tells = word[:1].isupper() or len(word) > 4
        return self._parts.get(fold(word)) if tells else None


def _bare(word: str) -> str:
    """Return a word without what stands around it, and without the s of whose it is."""
    return word.strip(".'’,").removesuffix("'s").removesuffix("’s")


def _bare_end(text: str, start: int, end: int) -> int:
    word = text[start:end]
    for tail in ("'s", "’s"):
        word = word.removesuffix(tail)
    return start + len(word.rstrip(".'’"))


class Scrubber:
    """Puts other words in place of what says who somebody is."""

    def __init__(
        self,
        names: Known,
        others: Pseudonyms,
        *,
        weeks: int,
        around: date,
        contacts: Mapping[str, str] | None = None,
    ) -> None:
        """Begin; ``around`` is the shift's own day, ``weeks`` by how many it is moved.

        ``contacts`` are known addresses and numbers, squashed, with what they become.
        """
        self._names, self._others = names, others
        self._contacts = contacts or {}
        self._weeks, self._around = weeks, around

    @staticmethod
    def codes(text: str) -> Iterator[str]:
        """Yield the numbers and codes that stand in a text."""
        for kind, pattern in _PATTERNS:
            if kind in ("bank", "number", "code"):
                yield from (match[0] for match in pattern.finditer(text))

    def find(self, text: str) -> list[tuple[Span, str]]:
        """Return what is to be replaced, in order and apart, each with what comes instead."""
        found: list[tuple[Span, str]] = []
        taken = bytearray(len(text))

        def take(start: int, end: int, kind: Kind, instead: str) -> None:
            if start < end and not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append((Span(start, end, kind, text[start:end]), instead))

        for kind, pattern in _PATTERNS[:1]:
            for match in pattern.finditer(text):
                take(match.start(), match.end(), kind, self._instead(kind, match[0]))
        for start, end, other in self._names.find(text):
            take(start, end, "name", other)
        for kind, pattern in _PATTERNS[1:]:
            for match in pattern.finditer(text):
                take(match.start(), match.end(), kind, self._instead(kind, match[0]))
        return sorted(found, key=lambda one: one[0].start)

    def scrub(self, text: str) -> tuple[str, tuple[Span, ...], tuple[Span, ...]]:
        """Return the text in other words, what was replaced, and where that stands."""
        out: list[str] = []
        was: list[Span] = []
        stands: list[Span] = []
        end = size = 0
        for span, instead in self.find(text):
            out += [text[end : span.start], instead]
            size += span.start - end
            was.append(span)
            stands.append(Span(size, size + len(instead), span.kind, instead))
            size, end = size + len(instead), span.end
        return "".join([*out, text[end:]]), tuple(was), tuple(stands)

    def _instead(self, kind: Kind, real: str) -> str:
        known = self._contacts.get(squashed(real)) or self._contacts.get(_tail(real))
        if known is not None and kind in ("mail", "number", "code"):
            return known
        made: dict[Kind, Callable[[str], str]] = {
            "mail": lambda text: self._others.address(squashed(text)),
            "link": lambda _: "https://scenario.example/page",
            "net": lambda text: f"192.0.2.{self._others.drawn('net', text) % 256}",
            "date": self._date,
            "number": self._others.code,
            "street": lambda text: f"Linden Row {self._others.drawn('street', text) % 90 + 1}",
        }
        return made.get(kind, self._others.code)(real)

    def _date(self, real: str) -> str:
        """Move a date with the shift; any other becomes one that tells nothing."""
        for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d.%m.%y"):
            day = _read(real, pattern)
            if day is not None and abs(day - self._around) <= SOON:
                return (day + timedelta(weeks=self._weeks)).strftime(pattern)
        far = self._around + timedelta(weeks=self._weeks)
        day = far - timedelta(days=100 + self._others.drawn("date", real) % 900)
        return f"{day.day} {day:%B}"


def _tail(number: str) -> str:
    """Return the end of a telephone number: with and without its country it is the same."""
    return squashed(number)[-8:]


def _read(text: str, pattern: str) -> date | None:
    try:
        return datetime.strptime(text, pattern).replace(tzinfo=UTC).date()
    except ValueError:
        return None


def put_in(text: str, was: Sequence[Span], instead: Sequence[Span]) -> str:
    """Return a text with other words in the places of some of its own."""
    out: list[str] = []
    end = 0
    for old, new in zip(was, instead, strict=False):
        out += [text[end : old.start], new.was]
        end = old.end
    return "".join([*out, text[end:]])


class Common:
    """The words that the texts of many customers have in common: nobody's name."""

    SMALL = 2
    """So many customers must have written a word in small letters for it to be common …"""
    ANY = 5
    """… or in any."""

    def __init__(self, texts: Iterable[tuple[str, str]], known: Known, more: Iterable[str]) -> None:
        """Count the words of texts, each given with whose it is; ``more`` are common anyway."""
        small: Counter[str] = Counter()
        every: Counter[str] = Counter()
        by: dict[str, list[str]] = {}
        for whose, text in texts:
            by.setdefault(whose, []).append(text)
        for theirs in by.values():
            words = {match[0] for text in theirs for match in _WORDS.finditer(text)}
            small.update({word for word in words if word.islower()})
            every.update({word.casefold() for word in words})
        self._words = {word for word, count in small.items() if count >= self.SMALL}
        self._words |= {word for word, count in every.items() if count >= self.ANY}
        # What so many write in small letters is a word, whoever else is called by it.
        plain = {word for word, count in small.items() if count >= self.ANY}
        self._words = {word for word in self._words if word in plain or not known.is_part(word)}
        self._words |= {word.casefold() for text in more for word in _WORDS.findall(text)}

    @classmethod
    def of(cls, words: Iterable[str]) -> "Common":
        """Return what was kept of one."""
        return cls((), Known(()), words)

    @property
    def words(self) -> tuple[str, ...]:
        """The words, in the order of the alphabet."""
        return tuple(sorted(self._words))

    def __contains__(self, word: str) -> bool:
        plain = word.casefold()
        return plain in self._words or plain.removesuffix("'s").removesuffix("’s") in self._words


def _could_be_a_name(word: str) -> bool:
    """Say whether a word is capitalised, or of a script that has no capitals."""
    return word.upper() == word.lower() or any(c.isupper() for c in word)


def suspicious(text: str, common: Common, known: Known, fine: Iterable[Span] = ()) -> list[Span]:
    """Return what in a text might still say who somebody is; ``fine`` was replaced already."""
    taken = bytearray(len(text))
    for span in fine:
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    found: list[Span] = []

    def take(start: int, end: int, kind: Kind) -> None:
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Span(start, end, kind, text[start:end]))

    for start, end, _ in known.find(text):
        take(start, end, "name")
    for match in _ADDRESSLIKE.finditer(text):
        take(match.start(), match.end(), "link")
    for match in _WORDS.finditer(text):
        word = match[0]
        if word in common or word in ("I", "I'm"):
            continue
        if any(map(str.isdigit, word)):
            take(match.start(), match.end(), "code")
        elif _could_be_a_name(word):
            take(match.start(), match.end(), "word")
        else:
            for part in _LETTERS.finditer(word):
                if known.is_part(part[0]) and part[0] not in common:
                    take(match.start() + part.start(), match.start() + part.end(), "name")
    for match in _DIGITS.finditer(text):
        take(match.start(), match.end(), "number")
    return sorted(found, key=lambda span: span.start)
