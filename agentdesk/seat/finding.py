"""Finding answers as one types: words in any order, beginnings of words, typing mistakes.

A word of four letters or more may have one mistake, one of eight or more two (a letter too many,
too few, wrong, or two swapped), and may end early at that. Shortcuts are also found by some of
their letters in order. Everything that can be worked out before a key is; a key costs a few
milliseconds among thousands of answers.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from agentdesk.domain.content import Answer
from agentdesk.text import fold, fold_whole

_WORD = re.compile(r"\w+")
_LETTERS = 24
"""No word is longer than this for the search."""
_WORDS = 12
"""So many typed words count."""
_SHORT = 2
"""Words as short are looked for in names, shortcuts and tags only: they begin half of all words."""

_ALL, _FOREIGN, _RANK_BITS = 1 << 10, 1 << 20, 32

WHOLE, NAME, SHORTCUT, TAG, BODY, SPARSE, MISTYPED = range(7)
"""How near a word was found: the shortcut itself, in the name … by letters in order, mistyped."""

Place = int
Hits = dict[int, int]
"""By an answer's number: how near a word was found in it."""


class _Words:
    """Every word of one kind of place, with the answers that hold it."""

    def __init__(self) -> None:
        self._held: dict[str, list[int]] = {}
        self._sorted: list[str] | None = None
        self._first: dict[str, list[tuple[int, str]]] = {}
        self._last: dict[str, list[tuple[int, str]]] = {}
        """Words by the letters they begin and end with, each with the set of its letters."""

    def add(self, words: Iterable[str], number: int) -> None:
        for word in words:
            self._held.setdefault(word, []).append(number)

    def begun(self, typed: str) -> Iterable[str]:
        """Return the words that begin with what was typed."""
        if self._sorted is None:
            self._sorted = sorted(self._held)
        at = bisect_left(self._sorted, typed)
        while at < len(self._sorted) and self._sorted[at].startswith(typed):
            yield self._sorted[at]
            at += 1

    def near(self, typed: str, mistakes: int) -> Iterable[str]:
        """Return the words that begin with what was typed but for some mistakes."""
        if not self._first:
            self._sort_in()
        # One mistake leaves the two first letters or the two last, or it is in the first two of a
        # word that goes on; of two mistakes few leave neither the first letters nor the last.
        first = {typed[:2], typed[1] + typed[0], typed[1:3], typed[0] + typed[2]}
        places = [*(self._first.get(ends, ()) for ends in first), self._last.get(typed[-2:], ())]
        least, letters = len(typed) - mistakes, _letters(typed)
        fitting = {
            word
            for words in places
            for others, word in words
            # A letter that the word lacks is a mistake, and most words lack too many.
            if (letters & ~others).bit_count() <= mistakes and len(word) >= least
        }
        if mistakes > 1:
            # Of three parts, two mistakes leave one as it was, but for letters swapped across them.
            third = len(typed) // 3
            a, b, c = typed[:third], typed[third:-third], typed[-third:]
            fitting = {word for word in fitting if a in word or b in word or c in word}
        return [word for word in fitting if mistyped(typed, word, mistakes)]

    def _sort_in(self) -> None:
        for word in self._held:
            if len(word) > _SHORT:
                entry = (_letters(word), word)
                self._first.setdefault(word[:2], []).append(entry)
                self._last.setdefault(word[-2:], []).append(entry)

    def holding(self, word: str) -> Sequence[int]:
        """Return the answers that hold a word."""
        return self._held.get(word, ())


class _Known(NamedTuple):
    """What is worked out of one answer, once."""

    name: frozenset[str]
    shortcut: frozenset[str]
    tags: frozenset[str]
    body: frozenset[str]
    whole: str
    """The shortcut, folded."""
    text: str
    """All of it, folded, for scripts without spaces."""


class Finder:
    """Some answers to be searched. The first search among thousands takes long: not on a key."""

    def __init__(self, answers: Iterable[Answer] = ()) -> None:
        self.answers = tuple(answers)
        self._prepared = False
        self._preparing = Lock()
        self._ranked = sorted(self.answers, key=lambda a: (-a.uses, a.name, a.id))
        """In the order in which equals stand; an answer's number is its place here."""
        self._places = {place: _Words() for place in (NAME, SHORTCUT, TAG, BODY)}
        self._shortcuts: dict[str, list[tuple[str, int]]] = {}
        self._texts: list[str] = []
        self._hits = lru_cache(maxsize=256)(self._look_up)
        self._foreign = lru_cache(maxsize=16)(self._look_foreign)

    def _prepare(self) -> None:
        """Work out by which words answers are found, once something is typed."""
        # Perhaps in a thread, before the first key: a key that is quicker waits for it.
        with self._preparing:
            if not self._prepared:
                self._take_all_in()
                self._prepared = True

    def _take_all_in(self) -> None:
        for number, answer in enumerate(self._ranked):
            known = _known(answer.name, answer.shortcut, answer.tags, answer.body)
            for place, words in zip((NAME, SHORTCUT, TAG, BODY), known[:4], strict=True):
                self._places[place].add(words, number)
            if known.whole:
                self._shortcuts.setdefault(known.whole[0], []).append((known.whole, number))
            self._texts.append(known.text)

    def ready(self) -> "Finder":
        """Work out all there is to work out; returns itself."""
        self.find("warming upp", "")
        return self

    def find(self, typed: str, language: str) -> tuple[Answer, ...]:
        """Return the answers in which every word typed was found, the nearest first.

        The customer's language counts first, then how near the farthest word was found, then how
        near all of them; then how often the answer was used, its name and its id.
        """
        words = [word[:_LETTERS] for word in fold(typed).split()][:_WORDS]
        if not words:
            return self._usual(language)
        if not self._prepared:
            self._prepare()
        foreign = self._foreign(language)
        # One number an answer sorts many times as fast as a tuple would.
        ranked = sorted(
            (near + foreign[rank]) << _RANK_BITS | rank for rank, near in self._all(words)
        )
        last = (1 << _RANK_BITS) - 1
        return tuple([self._ranked[number & last] for number in ranked])

    def _usual(self, language: str) -> tuple[Answer, ...]:
        ranked = self._ranked
        theirs = [answer for answer in ranked if answer.language == language]
        return (*theirs, *(answer for answer in ranked if answer.language != language))

    def _look_foreign(self, language: str) -> list[int]:
        return [0 if answer.language == language else _FOREIGN for answer in self._ranked]

    def _all(self, words: Sequence[str]) -> Iterable[tuple[int, int]]:
        """Return the answers that hold all words, each with how near the farthest word is, and
        then all of them, as one number."""
        each = [self._hits(word) for word in words]
        if len(each) == 1:
            return [(n, near * _ALL + near) for n, near in each[0].items()]
        rarest, *others = sorted(each, key=len)
        found = []
        for number, near in rarest.items():
            places = [near or SHORTCUT]
            for hits in others:
                if (place := hits.get(number)) is None:
                    break
                places.append(place or SHORTCUT)
            else:
                found.append((number, max(places) * _ALL + sum(places)))
        return found

    def _look_up(self, word: str) -> Hits:
        if _without_spaces(word):
            return {n: self._where(word, n) for n, text in enumerate(self._texts) if word in text}
        hits: Hits = {}
        for number in self._exactly(word):
            hits[number] = WHOLE
        for place in (NAME, SHORTCUT, TAG, BODY):
            if place == BODY and len(word) <= _SHORT:
                self._take(hits, place, (word,), place)
                break
            self._take(hits, place, self._places[place].begun(word), place)
        as_typed = bool(hits)
        for shortcut, number in self._shortcuts.get(word[0], ()) if len(word) > 1 else ():
            if number not in hits and _in_order(word, shortcut):
                hits[number] = SPARSE
        mistakes = 2 if len(word) >= 8 else 1 if len(word) >= 4 else 0
        # What begins a word somewhere is no mistake for another one, and looking costs the most.
        for place in (NAME, SHORTCUT, TAG, BODY) if mistakes and not as_typed else ():
            near = self._places[place].near(word, mistakes)
            self._take(hits, place, near, MISTYPED + place)
        return hits

    def _exactly(self, word: str) -> Iterable[int]:
        return (n for shortcut, n in self._shortcuts.get(word[0], ()) if shortcut == word)

    def _take(self, hits: Hits, place: Place, words: Iterable[str], near: int) -> None:
        holding = self._places[place].holding
        for word in words:
            for number in holding(word):
                if number not in hits:
                    hits[number] = near

    def _where(self, word: str, number: int) -> int:
        answer = self._ranked[number]
        places = (answer.name, answer.shortcut, " ".join(answer.tags))
        return next((n for n, text in enumerate(places, NAME) if word in fold(text)), BODY)


@lru_cache(maxsize=20_000)
def _known(name: str, shortcut: str, tags: tuple[str, ...], body: str) -> _Known:
    texts = (fold(name), fold(shortcut), fold(" ".join(tags)), fold_whole(body))
    name_, shortcut_, tags_, body_ = (
        frozenset(word[:_LETTERS] for word in _WORD.findall(text)) for text in texts
    )
    return _Known(name_, shortcut_, tags_, body_, " ".join(texts[1].split()), "\n".join(texts))


def _without_spaces(word: str) -> bool:
    """Say whether a word may stand inside another: in scripts without spaces, and for signs."""
    return any(ord(letter) > 0x2E7F for letter in word) or not _WORD.fullmatch(word)


def _letters(word: str) -> int:
    """Return the set of a word's letters, as bits; letters of other alphabets share them."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _in_order(typed: str, text: str) -> bool:
    """Say whether all letters typed are in a text, in that order."""
    letters = iter(text)
    return all(letter in letters for letter in typed)


def mistyped(typed: str, word: str, most: int) -> bool:
    """Say whether ``typed`` is ``word``, or its beginning, but for at most so many mistakes."""
    word = word[: len(typed) + most]
    if typed == word or word.startswith(typed):
        return True
    before: list[int] = []
    last = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(word, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and other == typed[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
        before, last = last, row
    return min(last) <= most
