"""What is asked for in words: terms, how they are judged in a text, what a settled query holds."""

import re
from functools import lru_cache
from itertools import pairwise
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

    def expression(self, *, plain: bool) -> str:
        """Return the regular expression that finds the term in a folded text.

        ``plain`` for texts of ASCII alone: a far shorter one.
        """
        return _expression(self.pieces, self.prefix, plain)

    def stands_in(self, folded: str) -> bool:
        """Say whether a folded text holds the term."""
        plain = folded.isascii()
        if plain and not all(piece.text.isascii() for piece in self.pieces):
            return False
        return finder((self,), plain).search(folded) is not None


_PLAIN_SIGN = "[a-z0-9]"
_PLAIN_GAP = f"[^a-z0-9{BREAK}]"


@lru_cache(maxsize=512)
def _expression(wanted: tuple[Piece, ...], prefix: bool, plain: bool) -> str:
    # The word first and what stands before it behind: so that it is looked for as it is.
    first = re.escape(wanted[0].text)
    sign = _PLAIN_SIGN if plain else SIGN
    parts = [first]
    if not wanted[0].run:
        after_run = "" if plain else f"|(?<={RUN_SIGN}{first})"
        parts.append(f"(?:(?<!{sign}{first}){after_run})")
    for before, piece in pairwise(wanted):
        # Two words have something between them; a run may touch what stands beside it.
        least = "*" if piece.run or before.run else "+"
        gap = _PLAIN_GAP if plain else f"(?:(?!{SIGN})[^{BREAK}])"
        parts.append(f"{gap}{least}?{re.escape(piece.text)}")
    return "".join(parts) + _after(wanted[-1], prefix, sign, plain)


def _after(last: Piece, prefix: bool, sign: str, plain: bool) -> str:
    if last.run:
        return ""
    if prefix or len(last.text) == LONGEST:
        return f"{sign}*" if plain else f"(?:(?!{RUN_SIGN}){SIGN})*"
    return f"(?!{sign})" if plain else f"(?:(?!{SIGN})|(?={RUN_SIGN}))"


@lru_cache(maxsize=512)
def finder(terms: tuple[Term, ...], plain: bool) -> re.Pattern[str]:
    """Return what finds any of some terms in a folded text; ``plain`` for one of ASCII alone."""
    found = {term.expression(plain=plain) for term in terms}
    return re.compile("|".join(sorted(found, key=len, reverse=True)))


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
        return term.stands_in(folded[term.where])

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
        often = 3 * _count(group, title) + _count(group, rest)
        total += often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * length))
    return total


_K1, _B, _USUAL, _MOST = 1.2, 0.75, 600, 20


def _count(group: tuple[Term, ...], text: str) -> int:
    count = 0
    for _ in finder(group, text.isascii()).finditer(text):
        count += 1
        if count == _MOST:
            break
    return count


def terms_shown(query: SearchQuery) -> tuple[Term, ...]:
    """Return the terms that a hit is to show marked."""
    return tuple(dict.fromkeys(term for group in query.groups for term in group))
