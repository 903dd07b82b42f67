"""What a search finds: hits, pages of them, and the snippet that shows why."""

import re
from typing import Literal

import msgspec

from agentdesk.domain.search.terms import Kind, SearchQuery, Term, Texts, finder, terms_shown
from agentdesk.text import fold, fold_whole

Order = Literal["newest", "relevance"]
Spans = tuple[tuple[int, int], ...]

SNIPPET = 160
"""Signs of a snippet at most."""
_BEFORE = 30
_LOOKED_AT = 20_000
"""How much of a text is searched for a snippet."""
_MOST_MARKS = 12


class Hit(msgspec.Struct, frozen=True):
    """Something that was found."""

    kind: Kind
    ref: str
    """The message's number, the customer's or answer's id, the case's number."""
    at: int | None
    """When it was written or begun; ``None`` for what has no date."""
    case_id: int | None
    """The case to open; ``None`` for an answer, and while a mail is held."""
    customer_id: str | None
    customer: str
    title: str
    """The subject, or the name."""
    state: str
    """Where the case stands, ``held`` for a held mail, ``""`` for what has no case."""
    snippet: str = ""
    marks: Spans = ()
    """Where the words stand in the snippet, as (first, after the last)."""
    title_marks: Spans = ()


class SearchPage(msgspec.Struct, frozen=True):
    """Some hits in their order."""

    hits: tuple[Hit, ...]
    after: int | None = None
    """Where the next page begins; ``None`` when this is the last."""
    looked_at: int = 0
    """How many hits of the words were looked at, when not all of them were; otherwise 0."""

    @property
    def more(self) -> bool:
        """Whether there are more hits."""
        return self.after is not None


def shown(texts: Texts, query: SearchQuery) -> tuple[str, Spans, Spans]:
    """Return a snippet, its marks, and the marks of the title (the first text)."""
    title = texts.body[0] if texts.body else ""
    terms = terms_shown(query)
    if not terms:
        return _line(_first(texts)), (), ()
    in_title = _marks(title, terms)
    for text in texts.body[1:]:
        if spot := _spot(text[:_LOOKED_AT], terms):
            snippet = _around(text[:_LOOKED_AT], *spot)
            return snippet, _marks(snippet, terms), in_title
    snippet = _line(_first(texts))
    return snippet, _marks(snippet, terms), in_title


def _first(texts: Texts) -> str:
    return texts.body[1] if len(texts.body) > 1 else ""


def _line(text: str) -> str:
    return " ".join(text[: 2 * SNIPPET].split())[:SNIPPET]


def _spot(text: str, terms: tuple[Term, ...]) -> tuple[int, int] | None:
    if text.isascii():
        match = finder(terms, True).search(text.lower())
        return match.span() if match else None
    folded, places = _with_places(text)
    match = finder(terms, folded.isascii()).search(folded)
    return (places[match.start()], places[match.end()]) if match else None


def _marks(text: str, terms: tuple[Term, ...]) -> Spans:
    # An ellipsis of ours would be three signs when it is folded.
    plain = text.replace("…", " ")
    folded, places = (plain.lower(), None) if plain.isascii() else _with_places(text)
    spans: list[tuple[int, int]] = []
    for match in finder(terms, folded.isascii()).finditer(folded):
        first, last = match.span()
        if last > first:
            spans.append((first, last) if places is None else (places[first], places[last]))
        if len(spans) == _MOST_MARKS:
            break
    return tuple(spans)


def _with_places(text: str) -> tuple[str, list[int]]:
    """Return a text folded, and for each sign of it the place in the text it came from."""
    whole = fold_whole(text)
    if len(whole) == len(text):
        return whole, list(range(len(text) + 1))
    # Letter by letter, each with the marks that follow it; what is ASCII as it is.
    parts: list[str] = []
    places: list[int] = []
    for match in _LETTERS.finditer(text):
        if match[0].isascii():
            parts.append(match[0].lower())
            places.extend(range(*match.span()))
        else:
            part = fold(match[0])
            parts.append(part)
            places += [match.start()] * len(part)
    places.append(len(text))
    return "".join(parts), places


_LETTERS = re.compile(
    "[\x00-\x7f]+(?![\u0300-\u036f\u3099\u309a])|(?s:.)[\u0300-\u036f\u3099\u309a]*"
)


def _around(text: str, first: int, last: int) -> str:
    """Return the text around a spot in one line, beginning at a word."""
    start = max(0, first - _BEFORE)
    if start:
        blank = text.find(" ", start, first)
        start = blank + 1 if blank >= 0 else start
    line = " ".join(text[start : max(last, start + SNIPPET + _BEFORE)].split())
    cut = ("… " if start else "") + line
    return cut if len(cut) <= SNIPPET else cut[: SNIPPET - 1] + "…"
