"""What was done, read from the log: acts in the words of :mod:`agentdesk.training.words`.

What a text does to its reader comes from the tags of the answers that it was made of, and from
what a trainer marked; its letters are not read. An act whose command was taken back never was.
"""

from collections.abc import Iterator, Mapping

import msgspec

from agentdesk.domain import events
from agentdesk.domain.events import Entry, Event, Fact
from agentdesk.training.scenario import Scenario, slug
from agentdesk.training.words import ASKS, TAG_WORDS, TONES

NOT_OURS = ("customer", "system")
GUEST = "guest:"
"""How the ids of commands begin that a customer of a scenario gives."""


class Act(msgspec.Struct, frozen=True, gc=False):
    """Something one of us did. ``at`` is the instant; ``guest`` the customer it concerns."""

    at: int
    by: str
    word: str
    detail: str = ""
    guest: str = ""
    case_id: int | None = None
    command: str = ""
    message_id: int | None = None
    marked_at: int | None = None
    """When a trainer said so, of what a trainer says of a text."""

    @property
    def told_at(self) -> int:
        """From when on it is known."""
        return self.at if self.marked_at is None else self.marked_at

    @property
    def text(self) -> str:
        """The act as a scenario names it."""
        return f"{self.word}:{self.detail}" if self.detail else self.word


class Undone(msgspec.Struct, frozen=True, gc=False):
    """A command was taken back: its acts never were."""

    at: int
    command: str


class Tagged(msgspec.Struct, frozen=True, gc=False):
    """A trainer said what a text of the trainee does: words of ``TONES``, or ``asked:fact``."""

    at: int
    message_id: int
    words: tuple[str, ...]


def guest_command(guest: str, number: int) -> str:
    """Return the id of the command by which a customer's message comes in."""
    return f"{GUEST}{guest}:{number}"


def guest_of(command: str) -> str:
    """Return the customer whose command an id is; ``""`` if it is nobody's."""
    if not command.startswith(GUEST):
        return ""
    return command.removeprefix(GUEST).rpartition(":")[0]


class Acts:
    """Takes in the log entry by entry and says what was done; knows which case is whose."""

    def __init__(self, tags: Mapping[str, tuple[str, ...]]) -> None:
        self._tags = tags
        self._guests: dict[int, tuple[str, ...]] = {}
        self._held: dict[int, str] = {}
        """Whose a held mail is, by its number."""
        self._asked: dict[str, bool] = {}
        """Commands that posted a message, and whether it asked for something by name."""
        self._messages: dict[int, Act] = {}
        self._done: list[Act] = []
        self._undone: set[str] = set()
        self._tagged = 0

    @classmethod
    def of(cls, scenario: Scenario) -> "Acts":
        """Begin for a scenario."""
        return cls(scenario.answer_tags)

    @property
    def standing(self) -> tuple[Act, ...]:
        """Every act so far that was not taken back, in order."""
        return tuple(act for act in self._done if act.command not in self._undone)

    def case_of(self, guest: str) -> int | None:
        """Return the case of a customer; of several the newest."""
        found = [case for case, guests in self._guests.items() if guest in guests]
        return found[-1] if found else None

    def guest_of(self, case_id: int) -> str:
        """Return whose case it is; of several customers the first, ``""`` for nobody's."""
        return self._guests.get(case_id, ("",))[0]

    def take(self, entry: Entry | Fact) -> list[Act | Undone]:
        """Take in the next entry of the log; return what it shows was done, or taken back."""
        fact = entry.fact if isinstance(entry, Entry) else entry
        self._learn(fact)
        event = fact.event
        if isinstance(event, events.CommandUndone):
            self._undone.add(event.undone)
            return [Undone(fact.at, event.undone)]
        if isinstance(event, events.CommandRedone):
            self._undone.discard(event.redone)
            again = [act for act in self._done if act.command == event.redone]
            return [msgspec.structs.replace(act, at=fact.at) for act in again]
        if self._by(fact) in NOT_OURS:
            return []
        acts = [
            one
            for word, detail in self._words(fact)
            for one in self._acts(fact, word, detail, getattr(event, "message_id", None))
        ]
        self._done += acts
        return list(acts)

    def tag(self, tagged: Tagged) -> list[Act]:
        """Take in what a trainer said of a text; return the acts it makes of it.

        Raises ``KeyError`` for a message that is none of ours, ``ValueError`` for no such word.
        """
        of = self._messages[tagged.message_id]
        self._tagged += 1
        command = f"tag:{tagged.message_id}:{self._tagged}"
        acts = []
        for text in tagged.words:
            word, _, detail = text.partition(":")
            if word not in TONES and word != "asked":
                raise ValueError(f"“{word}” is no word for what a text does.")
            change = {"word": word, "detail": slug(detail), "marked_at": tagged.at}
            acts.append(msgspec.structs.replace(of, command=command, **change))
        self._done += acts
        return acts

    def _learn(self, fact: Fact) -> None:
        event = fact.event
        if isinstance(event, events.CaseCreated):
            guest = guest_of(fact.command)
            parent = self._guests.get(event.parent or 0, ())
            if guest or parent:
                self._guests[event.case_id] = (guest,) if guest else parent
        elif isinstance(event, events.CaseMerged):
            self._join(event.into, self._guests.get(event.case_id, ()))
        elif isinstance(event, events.MailHeld):
            self._held[event.held_id] = guest_of(fact.command)
        elif isinstance(event, events.MailPlaced) and event.to_case is not None:
            guest = self._held.get(event.held_id, "")
            self._join(event.to_case, (guest,) if guest else ())

    def _join(self, case_id: int, guests: tuple[str, ...]) -> None:
        both = tuple(dict.fromkeys((*self._guests.get(case_id, ()), *guests)))
        if both:
            self._guests[case_id] = both

    def _concerned(self, event: Event, case_id: int | None) -> tuple[str, ...]:
        """Return the customers whom an event concerns; one without a name for nobody."""
        if isinstance(event, events.MailPlaced):
            return (self._held.get(event.held_id, ""),)
        return self._guests.get(case_id or 0, ("",))

    def _acts(self, fact: Fact, word: str, detail: str, message_id: int | None) -> Iterator[Act]:
        event = fact.event
        elsewhere = getattr(event, "of_case", None) or getattr(event, "to_case", None)
        case_id = elsewhere or fact.case_id
        for guest in self._concerned(event, case_id):
            act = Act(
                fact.at, self._by(fact), word, detail, guest, case_id, fact.command, message_id
            )
            if word == "answered" and message_id is not None:
                self._messages[message_id] = act
            yield act

    def _by(self, fact: Fact) -> str:
        """Return who did it; of a conversation, who talks, whoever reported it."""
        event = fact.event
        return event.agent if isinstance(event, events.InteractionConnected) else fact.actor

    def _words(self, fact: Fact) -> list[tuple[str, str]]:
        """Return the words and details of what an event shows."""
        event = fact.event
        if isinstance(event, events.MessagePosted):
            return self._message(fact.command, event)
        if isinstance(event, events.CaseWaiting):
            if event.waits_for == "third_party":
                return [("waited", event.party or "")]
            named = self._asked.get(fact.command)
            return [("asked", "")] if named is False else []
        if isinstance(event, events.CaseLinked):
            return [("linked", "")] if event.incident is not None else []
        if isinstance(event, events.PromiseSettled):
            return [("kept" if event.kept else "broke", "")]
        if isinstance(event, events.CaseEscalated):
            word = "escalated" if event.escalation == "functional" else "asked_lead"
            return [(word, event.reason)]
        if isinstance(event, events.CaseAssigned):
            return [("took", event.how)] if event.agent == fact.actor else []
        if isinstance(event, events.CaseTagged):
            return [("tagged", tag) for tag in event.added]
        if isinstance(event, events.FieldRead):
            return [("revealed", field) for field in event.fields]
        return _plainly(event)

    def _message(self, command: str, event: events.MessagePosted) -> list[tuple[str, str]]:
        """Read what a message of ours is: the answers in it, and what their tags say."""
        if event.direction == "in":
            return []
        if not event.public:
            return [("noted", event.purpose)]
        if not event.human:
            return []
        found = [("used", answer) for answer in event.answer_ids]
        tags = [tag for answer in event.answer_ids for tag in self._tags.get(answer, ())]
        found += [(TAG_WORDS[tag], "") for tag in tags if tag in TAG_WORDS]
        asked = [("asked", tag.removeprefix(ASKS)) for tag in tags if tag.startswith(ASKS)]
        self._asked[command] = bool(asked)
        return [*dict.fromkeys(found), *dict.fromkeys(asked), ("answered", "")]


_PLAIN: dict[type[Event], tuple[str, str]] = {
    events.CaseReleased: ("released", "reason"),
    events.CaseReturned: ("returned", "reason"),
    events.CaseTransferred: ("transferred", "to_queue"),
    events.CaseSnoozed: ("snoozed", ""),
    events.CaseResolved: ("resolved", "disposition"),
    events.CaseReopened: ("reopened", ""),
    events.CaseClosed: ("closed", "reason"),
    events.CasePrioritised: ("prioritised", "after"),
    events.CaseClassified: ("classified", "type"),
    events.CaseMerged: ("merged", ""),
    events.CaseSplit: ("split", ""),
    events.IncidentDeclared: ("declared", ""),
    events.ComplaintOpened: ("complaint", "category"),
    events.GoodwillGranted: ("goodwill", "form"),
    events.CustomerVerified: ("verified", "method"),
    events.CustomerErased: ("erased", ""),
    events.PromiseMade: ("promised", ""),
    events.MessageRedacted: ("redacted", ""),
    events.MailPlaced: ("held", "placed_as"),
    events.InteractionConnected: ("connected", ""),
    events.InteractionEnded: ("ended", ""),
}
"""Events that are an act as they stand: its word, and the field that is its detail."""


def _plainly(event: Event) -> list[tuple[str, str]]:
    found = _PLAIN.get(type(event))
    if found is None or (isinstance(event, events.CustomerVerified) and event.level != "full"):
        return []
    word, field = found
    return [(word, str(getattr(event, field)) if field else "")]
