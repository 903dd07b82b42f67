"""What is asked for in words: terms, how they are judged in a text, what a settled query holds."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from agentdesk.domain.filters import Filter
from agentdesk.domain.search.words import (
    BREAK,
    FROM,
    LONGEST,
    RUN_SIGN,
    SIGN,
    TO,
    Piece,
    pairs,
    pieces,
)
from agentdesk.text import fold_whole

Kind = Literal["message", "note", "customer", "case", "answer"]
KINDS: tuple[Kind, ...] = ("message", "note", "customer", "case", "answer")
DATED: tuple[Kind, ...] = ("message", "note", "case")
"""What has a date, and stands newest first."""
Where = Literal["", "from", "to"]
_MARKERS: dict[Where, str] = {"": "", "from": FROM, "to": TO}


class Need(msgspec.Struct, frozen=True):
    """A word that the index must hold for something; a prefix means any word that begins so."""

    word: str
    prefix: bool = False


class Term(msgspec.Struct, frozen=True):
    """A word, a phrase, or the beginning of a word, as it was typed and folded."""

    pieces: tuple[Piece, ...]
    prefix: bool = False
    where: Where = ""

    def needs(self) -> tuple[Need, ...]:
        """Return the words of the index without which nothing can hold the term."""
        marker = _MARKERS[self.where]
        found: list[Need] = []
        for number, piece in enumerate(self.pieces):
            last = number == len(self.pieces) - 1
            if piece.run and len(piece.text) == 1:
                found.append(Need(marker + piece.text, prefix=True))
            elif piece.run:
                found += [Need(marker + pair) for pair in pairs(piece.text)]
            else:
                found.append(Need(marker + piece.text, prefix=self.prefix and last))
        return tuple(dict.fromkeys(found))

    @property
    def plain(self) -> bool:
        """Whether the words of the index alone say that a text holds the term."""
        if len(self.pieces) > 1:
            return False
        piece = self.pieces[0]
        return not piece.run or len(piece.text) < 3

    @property
    def expression(self) -> str:
        """The regular expression that finds the term in a folded text."""
        return _expression(self.pieces, self.prefix)


@lru_cache(maxsize=512)
def _expression(wanted: tuple[Piece, ...], prefix: bool) -> str:
    parts: list[str] = []
    for number, piece in enumerate(wanted):
        if number:
            # Two words have something between them; a run may touch what stands beside it.
            least = "*" if piece.run or wanted[number - 1].run else "+"
            parts.append(f"(?:(?!{SIGN})[^{BREAK}]){least}?")
        parts.append(re.escape(piece.text))
    before = "" if wanted[0].run else f"(?:(?<!{SIGN})|(?<={RUN_SIGN}))"
    return before + "".join(parts) + _after(wanted[-1], prefix)


def _after(last: Piece, prefix: bool) -> str:
    if last.run:
        return ""
    if prefix or len(last.text) == LONGEST:
        return f"(?:(?!{RUN_SIGN}){SIGN})*"
    return f"(?:(?!{SIGN})|(?={RUN_SIGN}))"


def term_of(text: str, *, prefix: bool = False, where: Where = "") -> Term | None:
    """Return what a typed text asks for; ``None`` when there is no word in it."""
    found = tuple(pieces(fold_whole(text)))
    return Term(found, prefix, where) if found else None


class SearchQuery(msgspec.Struct, frozen=True):
    """A query that is settled: people by id, times as instants, terms folded.

    Every group must be met, by one of its terms.
    """

    groups: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()
    kinds: tuple[Kind, ...] = ()
    """Empty means everything."""
    since: int | None = None
    """From this instant on."""
    until: int | None = None
    """Before this instant."""
    case_ids: tuple[int, ...] = ()
    cases: Filter | None = None
    """What the case must be."""
    customers: tuple[Term, ...] = ()
    """Names or addresses of the customer, each of which must fit."""
    organisations: tuple[Term, ...] = ()
    text: str = ""
    """As it was typed."""

    @property
    def about_cases(self) -> bool:
        """Whether only what belongs to a case can be meant."""
        return bool(self.cases or self.case_ids or self.customers or self.organisations)

    @property
    def dated(self) -> bool:
        """Whether only what has a date can be meant."""
        return self.since is not None or self.until is not None

    def asks_for(self, kind: Kind) -> bool:
        """Say whether a kind of hit is wanted at all."""
        if self.kinds and kind not in self.kinds:
            return False
        return kind in DATED or not (self.about_cases or self.dated or self._of_mail)

    @property
    def _of_mail(self) -> bool:
        return any(term.where for group in self.groups for term in group)

    @property
    def empty(self) -> bool:
        """Whether nothing at all is asked for."""
        return not (self.groups or self.without or self.about_cases or self.dated or self.kinds)


class Texts(msgspec.Struct, frozen=True):
    """The texts of something in the index, as they are judged and shown."""

    body: tuple[str, ...]
    sender: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()

    def at(self, where: Where) -> tuple[str, ...]:
        """Return the texts in which a term is looked for."""
        if where == "from":
            return self.sender
        if where == "to":
            return self.receivers
        return (*self.sender, *self.receivers, *self.body)


def holds(texts: Texts, query: SearchQuery) -> bool:
    """Say whether something holds what the words of a query ask for; the index may know less."""
    folded: dict[Where, str] = {}

    def has(term: Term) -> bool:
        if term.where not in folded:
            folded[term.where] = fold_whole(BREAK.join(texts.at(term.where)))
        return re.search(term.expression, folded[term.where]) is not None

    return all(any(map(has, group)) for group in query.groups) and not any(map(has, query.without))


def needs_judging(query: SearchQuery) -> bool:
    """Say whether the index alone cannot tell: a phrase, a number with a dash."""
    terms = [term for group in query.groups for term in group] + list(query.without)
    return not all(term.plain for term in terms)


def score(texts: Texts, query: SearchQuery) -> float:
    """Return how well something fits: how often each group is met, against the text's length.

    The first text is the subject or the name, and counts three times.
    """
    title = fold_whole(texts.body[0]) if texts.body else ""
    rest = fold_whole(BREAK.join((*texts.body[1:], *texts.sender, *texts.receivers)))
    length = 1 + len(rest) / _USUAL
    total = 0.0
    for group in query.groups:
        expression = "|".join(term.expression for term in group)
        often = 3 * _count(expression, title) + _count(expression, rest)
        total += often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * length))
    return total


_K1, _B, _USUAL, _MOST = 1.2, 0.75, 600, 20


def _count(expression: str, text: str) -> int:
    count = 0
    for _ in re.finditer(expression, text):
        count += 1
        if count == _MOST:
            break
    return count


def expressions(query: SearchQuery) -> Sequence[str]:
    """Return the expressions of what a hit is to show marked, the longest first."""
    terms: Iterable[Term] = (term for group in query.groups for term in group)
    return sorted({term.expression for term in terms}, key=len, reverse=True)
