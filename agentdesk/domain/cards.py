"""Card numbers and security codes, found in text and masked before anything is stored.

A card number is 13 to 19 digits, spaces and dashes ignored, that begin as an issuer's numbers do
and pass the Luhn check; its last four digits stay readable. A security code is three or four
digits directly after a card number or after a word for such a code; it is removed. Typed serial
fields are exempt: every IMEI passes the Luhn check.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

MASK = "*"
CODE_REMOVED = "[removed]"


class Masked(msgspec.Struct, frozen=True):
    """Text without card numbers, and how many ``cards`` and security ``codes`` it held."""

    text: str
    cards: int
    codes: int


class Span(NamedTuple):
    """Where a card number's hidden digits or a whole security code stand in a text."""

    start: int
    end: int
    kind: Literal["card", "code"]


# Prefixes issuers use, as (first, last) of equal length: Mir 2200-2204, Mastercard 2221-2720 and
# 51-55, Diners 300-305, 3095, 36, 38-39, American Express 34 and 37, JCB 3528-3589, Visa 4,
# Maestro 50, 56-59 and 6, which also covers Discover, UnionPay and RuPay; RuPay 81 and 82.
_ISSUERS = (
    ("2200", "2204"), ("2221", "2720"), ("300", "305"), ("3095", "3095"), ("34", "34"),
    ("3528", "3589"), ("36", "39"), ("4", "4"), ("50", "59"), ("6", "6"), ("81", "82"),
)  # fmt: skip

# Luhn counts every second digit twice, and nines out.
_DOUBLED = {str(d): d * 2 - 9 * (d > 4) for d in range(10)}

# A dash or blank of any kind, or nothing visible, may stand between digits.
_GAP = "[ \u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff\u00ad\\-\u2010-\u2015\u2212\t]"
_DIGITS = re.compile(r"\d+")
_RUN = re.compile(rf"\d+(?:{_GAP}{{1,3}}\d+)*")
# Mail wraps at a blank: a number in the usual groups may run on in the next line, which may be
# quoted or indented.
_WRAP = r"[ \t]?\r?\n[> \t]{0,8}"
_WRAPPED = re.compile(
    rf"(?<!\d)\d{{4}}(?:(?:{_GAP}|{_WRAP})\d{{4}}){{3}}(?!\d)"
    rf"|(?<!\d)3\d{{3}}(?:{_GAP}|{_WRAP})\d{{6}}(?:{_GAP}|{_WRAP})\d{{4,5}}(?!\d)"
)
_SERIAL = re.compile(
    r"(?:\bIMEI(?:SV)?|\bMEID|\bserial|\bS/N|\bSN|\bSeriennummer|\bGerätenummer|\bsérie|\bserie)"
    r"(?:[ -]?(?:number|num|no|nr|code|n[°º]))?[ .:#=()\t]*(?:is|ist|lautet|est|es)?[ .:#=\t]*$",
    re.IGNORECASE,
)
_SERIAL_REACH = 40
_CODE_WORDS = re.compile(
    r"(?:\b(?:CVV2?|CVC2?|CV2|CVN2?|CSC|CID|CAV2)\b|\b(?:card )?security (?:code|number)\b"
    r"|\bcard verification (?:code|value|number)\b|\bPrüf(?:ziffer|nummer)\b"
    r"|\bKartenprüfnummer\b|\bSicherheits(?:code|nummer)\b|\bcryptogramme\b"
    r"|\bcode de sécurité\b|\bcódigo de seguridad\b|\bcodice di sicurezza\b)"
    r"(?:[ \t]+(?:code|number|no|is|ist|lautet|est|es|visuel))*"
    r"[\s:=#().,\"'*-]{0,8}(?<!\d)(\d{3,4})(?!\d)",
    re.IGNORECASE,
)
# Behind a card number: perhaps an expiry date, then three or four digits on their own that are
# not the start of an amount.
_CODE_BEHIND = re.compile(
    r"[ \t,;/|.-]{0,4}(?:\r?\n(?:>[> ]*)?)?[ \t]*"
    r"(?:(?:exp(?:ir(?:y|es|ation))?(?: date)?|valid (?:thru|until)|gültig bis)?[ .:]{0,3}"
    r"(?:0[1-9]|1[0-2])[ ]?[/-][ ]?(?:20)?\d\d(?!\d)[ \t,;/|.-]{0,4}(?:\r?\n)?[ \t]*)?"
    r"(?<!\d)(\d{3,4})(?![\d%€$£¥]|[.,:/-]\d|[ ]?(?:EUR|USD|GBP|CHF|JPY|[€$£¥%]))"
)


def mask(text: str, *, serial: bool = False) -> Masked:
    """Mask every card number and remove every security code.

    ``serial`` says the text is the content of a typed serial number field: nothing is touched.
    Takes time in proportion to the text.
    """
    spans = [] if serial else find(text)
    if not spans:
        return Masked(text, 0, 0)
    cards = sum(1 for _ in _starts_of_cards(spans))
    codes = sum(span.kind == "code" for span in spans)
    return Masked(apply(text, spans), cards, codes)


def apply(text: str, spans: list[Span]) -> str:
    """Return the text with the ``spans`` of :func:`find` hidden."""
    out: list[str] = []
    end = 0
    for span in spans:
        out.append(text[end : span.start])
        hidden = text[span.start : span.end]
        out.append(CODE_REMOVED if span.kind == "code" else _DIGITS.sub(_stars, hidden))
        end = span.end
    out.append(text[end:])
    return "".join(out)


def _stars(match: re.Match[str]) -> str:
    return MASK * len(match[0])


def _starts_of_cards(spans: list[Span]) -> Iterator[Span]:
    return (span for span in spans if span.kind == "card")


def find(text: str) -> list[Span]:
    """Return what :func:`mask` hides, in order and without overlaps."""
    if _DIGITS.search(text) is None:
        return []
    spans: list[Span] = []
    for start, end, amex in _cards(text):
        spans.append(Span(start, _before_last_four(text, start, end), "card"))
        behind = _CODE_BEHIND.match(text, end)
        if behind and (len(behind[1]) == 3 or amex) and not _starts_card(text, behind.start(1)):
            spans.append(Span(behind.start(1), behind.end(1), "code"))
    spans.extend(Span(m.start(1), m.end(1), "code") for m in _CODE_WORDS.finditer(text))
    return _without_overlaps(spans)


def _without_overlaps(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _before_last_four(text: str, start: int, end: int) -> int:
    left = 4
    while end > start and left:
        end -= 1
        left -= text[end].isdecimal()
    return end


def _cards(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, whether its code has four digits) of each card number."""
    seen = 0
    found = [
        card
        for run in _RUN.finditer(text)
        if run.end() - run.start() >= 13
        for card in _in_run(text, run.start(), run.end())
    ]
    found.extend(_wrapped(text))
    for start, end in sorted(found):
        if start >= seen and not _is_serial(text, start):
            seen = end
            yield start, end, _plain(text[start : start + 2]) in ("34", "37")


def _in_run(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the card numbers among groups of digits; they begin and end with a group."""
    groups = [(m.start(), m.end()) for m in _DIGITS.finditer(text, start, end)]
    first = 0
    while first < len(groups):
        best = _best_from(text, groups, first)
        if best is None:
            first += 1
            continue
        yield groups[first][0], groups[best][1]
        first = best + 1


def _best_from(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """Return the last group of the card number that begins with group ``first``.

    Of several, the one of the commonest length: sixteen digits and a security code behind them
    must not pass for nineteen.
    """
    digits = ""
    candidates: list[tuple[int, int]] = []
    for last in range(first, len(groups)):
        start, end = groups[last]
        if len(digits) + end - start > 19:
            break
        digits += _plain(text[start:end])
        if len(digits) >= 13 and is_card_number(digits):
            candidates.append(((16, 15, 14, 19, 13, 18, 17).index(len(digits)), last))
    return min(candidates)[1] if candidates else None


def _wrapped(text: str) -> Iterator[tuple[int, int]]:
    for match in _WRAPPED.finditer(text):
        if "\n" in match[0] and is_card_number("".join(map(_plain, _DIGITS.findall(match[0])))):
            yield match.span()


def _plain(digits: str) -> str:
    """Return the digits of any script as 0 to 9."""
    return digits if digits.isascii() else "".join(str(int(c)) for c in digits)


def is_card_number(digits: str) -> bool:
    """Say whether plain digits have a card number's length, an issuer's prefix and pass Luhn."""
    if not 13 <= len(digits) <= 19:
        return False
    if not any(first <= digits[: len(first)] <= last for first, last in _ISSUERS):
        return False
    plain = sum(map(int, digits[-1::-2]))
    return (plain + sum(map(_DOUBLED.__getitem__, digits[-2::-2]))) % 10 == 0


def _is_serial(text: str, start: int) -> bool:
    return _SERIAL.search(text[max(start - _SERIAL_REACH, 0) : start]) is not None


def _starts_card(text: str, start: int) -> bool:
    run = _RUN.match(text, start)
    return (
        run is not None
        and _best_from(
            text,
            [
                (m.start(), m.end())
                for m in _DIGITS.finditer(text, start, min(run.end(), start + 40))
            ],
            0,
        )
        is not None
    )
