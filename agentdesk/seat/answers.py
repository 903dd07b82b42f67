"""Answers to insert: which are offered, in which order, and what is inserted. No screen in it."""

import re
from collections.abc import Iterable, Sequence

from agentdesk.data.errors import Refused
from agentdesk.domain.content import Answer
from agentdesk.domain.setup import Setup

_WORD = re.compile(r"\w+")
_NOWHERE = 9


def ordered(answers: Iterable[Answer], language: str) -> tuple[Answer, ...]:
    """Return answers with the customer's language first, then the ones used most."""
    return tuple(sorted(answers, key=lambda a: (a.language != language, -a.uses, a.name)))


def found(answers: Iterable[Answer], typed: str, language: str) -> tuple[Answer, ...]:
    """Return the answers in which every word typed begins a word, the nearest first.

    The customer's language counts first, then where it was found: shortcut in full, name,
    shortcut, tags, words of the text; then how often the answer was used.
    """
    words = [word.casefold() for word in typed.split()]
    if not words:
        return ordered(answers, language)
    ranked = ((_rank(answer, words), answer) for answer in answers)
    fitting = [(rank, answer) for rank, answer in ranked if rank < _NOWHERE]
    fitting.sort(key=lambda p: (p[1].language != language, p[0], -p[1].uses, p[1].name))
    return tuple(answer for _, answer in fitting)


def _rank(answer: Answer, words: Sequence[str]) -> int:
    """Return how near an answer is: 0 for its shortcut, 1 for its name, and so on."""
    if words == [answer.shortcut.casefold()]:
        return 0
    places = (answer.name, answer.shortcut, " ".join(answer.tags), answer.body)
    texts = [place.casefold() for place in places]
    return max(_where(texts, word) for word in words)


def _where(texts: Sequence[str], word: str) -> int:
    for place, text in enumerate(texts, start=1):
        if _begins(text, word):
            return place
    return _NOWHERE


def _begins(text: str, word: str) -> bool:
    """Say whether a word begins with these letters; in scripts without spaces, whether they are
    anywhere."""
    if word not in text:
        return False
    if any(ord(letter) > 0x2E7F for letter in word) or not _WORD.match(word):
        return True
    return any(found.group().startswith(word) for found in _WORD.finditer(text))


def link_of(answer: Answer, setup: Setup) -> str:
    """Return the line that points a customer to an article. Raises ``Refused``."""
    if answer.kind != "article":
        raise Refused(f"“{answer.name}” is no article, so there is no link to it.", "invalid")
    if setup.articles_at:
        return f"{answer.name}: {setup.articles_at.replace('{id}', answer.id)}"
    return f"{answer.name} (article {answer.id})"
