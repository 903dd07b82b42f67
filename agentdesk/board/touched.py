"""What entries of the log changed: which cases, calls and chats, and people to look at anew."""

from collections.abc import Iterable
from typing import Any

from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.ledger.moments import Moments
from agentdesk.domain import events as e

_FEED: frozenset[type[Any]] = Moments.KINDS | {
    *(e.InteractionAbandoned, e.CaseClosed, e.CommandUndone, e.CommandRedone)
}


class Touched:
    """The ids of what may have changed."""

    __slots__ = ("agents", "cases", "feed", "setup", "talks")

    def __init__(self) -> None:
        self.cases: set[int] = set()
        self.talks: set[int] = set()
        self.agents: set[str] = set()
        self.feed = False
        """Something came into the feed, or went out of it."""
        self.setup = False
        """The set-up became another."""

    def add(self, entries: Iterable[e.Entry], ledger: Ledger) -> None:
        """Add what entries changed in a ledger that has just taken them in."""
        for entry in entries:
            event: Any = entry.fact.event
            kind = type(event)
            self.feed = self.feed or kind in _FEED
            case_id = getattr(event, "case_id", None)
            if case_id is not None:
                self.cases.add(case_id)
            talk_id = getattr(event, "interaction_id", None)
            if talk_id is not None:
                self.talks.add(talk_id)
            elif kind is e.AgentStateChanged:
                self.agents.add(event.agent)
            elif kind is e.SetupChanged:
                self.setup = True
            elif kind is e.CommandUndone:
                self._take_back(event.undone, ledger)
            elif kind is e.CommandRedone:
                self._take_back(event.redone, ledger)
        for talk_id in self.talks:
            # What calls and chats tell of their case changes the case.
            talk = ledger.talk(talk_id)
            if talk is not None and talk.case_id is not None:
                self.cases.add(talk.case_id)

    def _take_back(self, command: str, ledger: Ledger) -> None:
        places: tuple[set[Any], ...] = (self.cases, self.talks, self.agents)
        for place, key in ledger.changed_by(command):
            places[place].add(key)
