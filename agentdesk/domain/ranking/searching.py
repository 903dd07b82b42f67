"""Asking an index: which answers are near to some words, and how near.

``score`` says how much there is for an answer being meant, from 0 to 1, comparable between
questions: :data:`NEAR` is where "it fits" and "nothing fits" are about as likely.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from math import log, sqrt
from typing import NamedTuple

from agentdesk.domain.ranking import misspelling
from agentdesk.domain.ranking.index import UNKNOWN as UNKNOWN_LANGUAGE
from agentdesk.domain.ranking.index import Index
from agentdesk.domain.ranking.languages import guess, small_words
from agentdesk.domain.ranking.stemming import stem
from agentdesk.domain.ranking.tokens import words

K1 = 3.0
"""How slowly more of a word counts for less."""
B = 0.85
"""How much a longer answer has to have more of a word for the same."""
SMALL = 0.6
"""What a small word ("the", "how") counts, of what its rareness says."""
NEAR = 0.5
"""The score from which on an answer is near."""
HALF = 0.27
"""The evidence that makes a score of one half: so much of what a word brings that only one answer
has, and has much of. Measured where questions that fit and questions that do not part."""
FEWEST = 40
"""A collection counts as having at least so many answers: among three, no word is common."""
MOST_WORDS = 32
"""Of so many words at most is a question made, of a long mail the rarest."""
MOST_UNKNOWN = 8
UNKNOWN = 0.7
"""What a word that no answer has takes from how much is covered, of what the rarest one would."""
READ = 3_000
"""So many letters of a question are read."""
LANGUAGES = 3
"""In so many languages a word is looked up besides its own."""
LOOKED_AT = 5_000
"""So many places are looked at for answers; words beyond count only for the best of these."""
CANDIDATES = 200


class Hit(NamedTuple):
    """An answer that was found, and how near it is."""

    id: str
    score: float


class _Term(NamedTuple):
    """A word of the question, as the index knows it."""

    key: str
    number: int
    weight: float


class _Question(NamedTuple):
    """What is asked."""

    terms: tuple[_Term, ...]
    """The words that the index knows, those that tell most first."""
    unknown: int
    language: str
    """As the words tell, else the customer's."""


def search(index: Index, query: str, k: int = 5, language: str = "") -> list[Hit]:
    """Return the nearest answers, the nearest first, ties by id.

    ``language`` is the customer's, where the words do not tell theirs. If answers in that language
    are near, those in others are left out.
    """
    question = _question(index, query[:READ], language)
    scores = _scores(index, question.terms)
    if not scores:
        return []
    ids, spoken = index.ids, question.language
    ranked = sorted(scores, key=lambda slot: (-scores[slot], ids[slot]))
    share = _covered(index, question, ranked[0]) / _rarest(index)
    hits = [(slot, Hit(ids[slot], _score(scores[slot] * share))) for slot in ranked]
    own = [hit for slot, hit in hits if spoken and index.spoken[slot] in (spoken, "")]
    if own and own[0].score >= NEAR:
        return own[:k]
    return [hit for _, hit in hits[:k]]


# ---- the question


def _question(index: Index, query: str, language: str) -> _Question:
    """Look the words of a question up."""
    spoken = guess(query) or language
    theirs = index.languages()[:LANGUAGES]
    languages = tuple(dict.fromkeys(filter(None, (spoken, *theirs, UNKNOWN_LANGUAGE))))
    small = small_words(languages)
    found: dict[str, float] = {}
    unknown: dict[str, None] = {}
    for word in words(query):
        key = _known(index, word, languages)
        if key is None and word not in small:
            unknown[word] = None
        elif key is not None:
            found.setdefault(key, SMALL if word in small else 1.0)
    for word in tuple(unknown)[:MOST_UNKNOWN]:
        for key, factor in misspelling.meant(stem(word, languages[0]), index.count):
            found.setdefault(key, factor)
    terms = _telling(index, found.items())
    return _Question(terms, min(len(unknown), MOST_UNKNOWN), spoken)


def _known(index: Index, word: str, languages: tuple[str, ...]) -> str | None:
    """Return what the index calls a word, ``None`` if it has it in no language."""
    for language in languages:
        key = stem(word, language)
        if index.count(key):
            return key
    return word if index.count(word) else None


def _telling(index: Index, found: Iterable[tuple[str, float]]) -> tuple[_Term, ...]:
    """Return the words that tell most, in an order that does not hang on how they were found."""
    terms = []
    for key, factor in found:
        number = index.terms[key]
        terms.append(_Term(key, number, factor * _rareness(index, index.effective(number))))
    terms.sort(key=lambda term: (-term.weight, term.key))
    return tuple(terms[:MOST_WORDS])


def _rareness(index: Index, answers: float) -> float:
    """Return what a word tells that is at home in so many answers."""
    size = max(len(index), FEWEST)
    return log(1 + (size - answers + 0.5) / (answers + 0.5))


def _rarest(index: Index) -> float:
    return _rareness(index, 0)


# ---- the answers


def _scores(index: Index, terms: tuple[_Term, ...]) -> dict[int, float]:
    """Return by slot how much of the question's words answers have."""
    average = index.length / max(1, len(index)) or 1.0
    short, longer = K1 * (1 - B), K1 * B / average
    lengths, parts = index.lengths, index.parts
    scores: dict[int, float] = {}
    looked_at = 0
    for n, (_, number, weight) in enumerate(terms):
        posts = index.posts[number]
        looked_at += len(posts)
        if n and looked_at > LOOKED_AT:
            _add_common(index, terms[n:], scores, short, longer)
            break
        for post in posts:
            slot = post >> 32
            much = (post >> 16 & 0xFFFF) + (post & 0xFFFF) * parts[slot]
            share = much / (much + short + longer * lengths[slot])
            scores[slot] = scores.get(slot, 0.0) + weight * share
    return scores


def _add_common(
    index: Index, terms: tuple[_Term, ...], scores: dict[int, float], short: float, longer: float
) -> None:
    """Let words that many answers have decide between the best only."""
    ids = index.ids
    best = sorted(scores, key=lambda slot: (-scores[slot], ids[slot]))[:CANDIDATES]
    kept = {slot: scores[slot] for slot in best}
    scores.clear()
    scores.update(kept)
    for _, number, weight in terms:
        posts = index.posts[number]
        for slot in best:
            post = _post(posts, slot)
            if post:
                much = (post >> 16 & 0xFFFF) + (post & 0xFFFF) * index.parts[slot]
                share = much / (much + short + longer * index.lengths[slot])
                scores[slot] += weight * share


def _post(posts: Sequence[int], slot: int) -> int:
    """Return what a term counts in an answer, 0 if it has none of it."""
    at = bisect_left(posts, slot << 32)
    return posts[at] if at < len(posts) and posts[at] >> 32 == slot else 0


def _covered(index: Index, question: _Question, best: int) -> float:
    """Return how much of what was asked the best answer has, from 0 to 1."""
    asked = question.unknown * (UNKNOWN * _rarest(index)) ** 2
    has = 0.0
    for _, number, weight in question.terms:
        asked += weight**2
        if _post(index.posts[number], best):
            has += weight**2
    return sqrt(has / asked)


def _score(evidence: float) -> float:
    """Turn evidence into a score between 0 and 1; :data:`HALF` of it makes one half."""
    return round(evidence**2 / (evidence**2 + HALF**2), 6)
