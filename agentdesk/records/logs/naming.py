"""Who and what a log names: queues and people of the set-up, and those it does not know."""

import hashlib
import re

from agentdesk.domain.setup import Setup
from agentdesk.records.fields import plain
from agentdesk.records.logs.words import CUSTOMERS

MOST = 10_000
"""So many unknown names are remembered to be told."""
_LETTERS = 40
_NUMBER = re.compile(r"\d{7}")
_OTHER = re.compile(r"[^\w.-]+")


def code_for(name: str) -> str:
    """Return a short word for a name, fit for the log of events: no spaces, no long number."""
    word = _OTHER.sub("-", name.strip().lower()).strip("-.")
    if word and len(word) <= _LETTERS and not _NUMBER.search(word):
        return word
    return "p" + hashlib.sha256(name.encode()).hexdigest()[:10]


class Names:
    """Finds queues and people by what a log calls them, and remembers whom it did not find."""

    def __init__(self, setup: Setup, people: dict[str, str], default: str) -> None:
        self._queues = {queue.id.casefold(): queue.id for queue in setup.queues}
        self._queues |= {queue.name.casefold(): queue.id for queue in setup.queues}
        self._people = {person.id.casefold(): person.id for person in setup.people}
        self._people |= {person.name.casefold(): person.id for person in setup.people}
        self._people |= {
            person.login.casefold(): person.id for person in setup.people if person.login
        }
        self._called: dict[str, str] = {}
        """Whom the map means by a name, where the set-up has nobody of that id or name."""
        for name, person in people.items():
            known = self._people.get(person.casefold())
            (self._called if known is None else self._people)[name.casefold()] = known or person
        self.default = self._queues.get(default.casefold(), "")
        self.unknown_queues: dict[str, int] = {}
        self.unknown_people: dict[str, int] = {}

    def queue(self, name: str) -> str:
        """Return a queue's id, ``""`` for one that is not here."""
        if not name:
            return ""
        found = self._queues.get(name.casefold())
        if found is None:
            _count(self.unknown_queues, name)
            return ""
        return found

    def person(self, name: str) -> str:
        """Return a person's id, ``customer``, or a word for somebody the set-up does not know."""
        if not name:
            return ""
        found = self._people.get(name.casefold())
        if found is not None:
            return found
        name = self._called.get(name.casefold(), name)
        if plain(name) in CUSTOMERS:
            return "customer"
        if plain(name) == "system":
            return "system"
        _count(self.unknown_people, name)
        return code_for(name)


def _count(names: dict[str, int], name: str) -> None:
    if name in names or len(names) < MOST:
        names[name] = names.get(name, 0) + 1
