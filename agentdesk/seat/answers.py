"""Answers to insert: which are offered, in which order, and what is inserted. No screen in it."""

from collections import deque
from collections.abc import Iterable

from agentdesk.data.errors import Refused
from agentdesk.domain.answers import usable, why_not_public
from agentdesk.domain.content import Answer
from agentdesk.domain.setup import Setup
from agentdesk.seat.finding import Finder
from agentdesk.seat.session import Session

_FINDERS: deque[Finder] = deque(maxlen=3)
"""Those last used: of all answers, of articles alone, and as they were a moment ago."""


def found(answers: Iterable[Answer], typed: str, language: str) -> tuple[Answer, ...]:
    """Return the answers that fit what was typed, the nearest first.

    What was worked out of the same answers for the key before is used again.
    """
    return finder_of(tuple(answers)).find(typed, language)


def finder_of(answers: tuple[Answer, ...]) -> Finder:
    """Return a finder of some answers: one of those last used, if they are the same."""
    for finder in _FINDERS:
        # Answers that are the very same are told by their place in memory: this costs little.
        if finder.answers == answers:
            return finder
    finder = Finder(answers)
    _FINDERS.appendleft(finder)
    return finder


def mine(answers: Iterable[Answer], session: Session) -> tuple[Answer, ...]:
    """Return the answers that are offered to whoever sits here."""
    me, setup = session.me, session.setup
    return tuple(answer for answer in answers if usable(answer, me, setup))


def link_of(answer: Answer, setup: Setup) -> str:
    """Return the line that points a customer to an article. Raises ``Refused``."""
    if answer.kind != "article":
        raise Refused(f"“{answer.name}” is no article, so there is no link to it.", "invalid")
    why_not = why_not_public(answer)
    if why_not is not None:
        raise Refused(why_not, "invalid")
    if setup.articles_at:
        return f"{answer.name}: {setup.articles_at.replace('{id}', answer.id)}"
    return f"{answer.name} (article {answer.id})"
