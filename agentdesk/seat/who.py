"""Who opens a desk, and who may not."""

from collections.abc import Callable

from agentdesk.data.errors import Refused
from agentdesk.domain.setup import PersonSetup, Setup

Who = Callable[[Setup, str | None], PersonSetup]
"""Finds out who works here: the set-up, and on PostgreSQL the login role. May raise."""


def seeing(who: Who) -> Who:
    """Return ``who``, refusing roles that may not see names and words, of which a desk is made."""

    def found(setup: Setup, login: str | None) -> PersonSetup:
        # Not at the top: a desk's first frame waits for what this module imports.
        from agentdesk.domain.case import READS_NO_WORDS

        person = who(setup, login)
        sentence = READS_NO_WORDS.get(person.role)
        if sentence is not None:
            raise Refused(f"{sentence} agentdesk queue list shows what waits, without them.")
        return person

    return found
