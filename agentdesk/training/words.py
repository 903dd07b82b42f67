"""The words for what a trainee does: what the log shows, and what tags say of a text.

An act is written ``word`` or ``word:detail``: ``resolved:refunded``, ``asked:order number``. What
a text *means* is never guessed: that an answer owns a mistake is what its tag ``own`` says, of
free text it is what a trainer marked.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from agentdesk.training.scenario import Scenario, slug

DONE: dict[str, str] = {
    "took": "take the case",
    "connected": "connect the call or chat",
    "answered": "write to the customer",
    "used": "use an answer",
    "asked": "ask the customer",
    "asked_again": "ask for what was said already",
    "noted": "write a note",
    "verified": "verify the customer",
    "revealed": "open what is masked",
    "promised": "make a promise",
    "kept": "keep a promise",
    "broke": "break a promise",
    "escalated": "escalate",
    "asked_lead": "ask a lead",
    "returned": "return to the tier below",
    "transferred": "transfer",
    "released": "give the case back",
    "waited": "wait for a third party",
    "snoozed": "snooze",
    "resolved": "resolve",
    "reopened": "reopen",
    "closed": "close for good",
    "ended": "end the call or chat",
    "prioritised": "change the priority",
    "classified": "change the type",
    "tagged": "tag",
    "linked": "link to an incident",
    "declared": "declare an incident",
    "complaint": "open a complaint",
    "goodwill": "grant goodwill",
    "merged": "merge into another case",
    "split": "split a case off",
    "redacted": "take words out",
    "erased": "erase the customer",
    "held": "place a held mail",
}
"""What the log shows, by word."""

TONES: dict[str, str] = {
    "acknowledge": "acknowledge what it is like for them",
    "summarise": "say in their words what they want",
    "own": "own it: whose mistake, who sees to it",
    "choice": "offer a choice",
    "next_step": "set a next step with a time",
    "blame": "blame the customer or somebody else",
    "jargon": "use words of the trade",
    "warned": "ask to stay polite, and say what follows",
    "refused": "say no, with the reason",
}
"""What a text does to whoever reads it: said by tags of answers, or by a trainer."""

WORDS: dict[str, str] = {**DONE, **TONES}

TAG_WORDS: dict[str, str] = {
    **{word.replace("_", "-"): word for word in TONES},
    **{word: word for word in TONES},
    "calm": "acknowledge",
}
"""The tags of answers that say what their use does; ``calm`` is the desk's own."""
ASKS = "ask-"
"""A tag that begins so names the fact that an answer asks for: ``ask-order-number``."""


def is_of_a_matter(tags: Sequence[str]) -> bool:
    """Say whether an answer with these tags speaks of one matter, and is not for anybody."""
    return any(tag not in TAG_WORDS and not tag.startswith(ASKS) for tag in tags)


class _Named(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


class Wanted(NamedTuple):
    """An act as a scenario names it."""

    word: str
    detail: str = ""

    def fits(self, word: str, detail: str) -> bool:
        """Say whether an act that was done is this one."""
        return self.word == word and self.detail in ("", detail)


def wanted(text: str) -> Wanted:
    """Read ``word`` or ``word:detail``; a fact's name is taken in its spelling for tags."""
    word, _, detail = (part.strip() for part in text.partition(":"))
    return Wanted(word, slug(detail) if word in ("asked", "asked_again") else detail)


def act_words(scenario: Scenario, act: str) -> str:
    """Write an act for people: ``resolve (Answered)``, ``use “Two ways from here”``."""
    word, detail = wanted(act)
    plain = WORDS.get(word, word)
    if (word, detail) == ("noted", "handover"):
        return "write a hand-over"
    if word == "used" and detail:
        return f"use “{_name(scenario, word, detail)}”"
    if not detail or word == "took" or (word, detail) == ("noted", "note"):
        return plain
    return f"{plain} ({_name(scenario, word, detail)})"


def _name(scenario: Scenario, word: str, detail: str) -> str:
    """Return what a detail is called in the scenario; what has no name there is told as it is."""
    named = (one.name for one in _named(scenario, word) if one.id == detail)
    plain = detail.replace("_", " ")
    if word in ("asked", "asked_again"):
        plain = plain.replace("-", " ")
    return next(named, f"P{plain}" if word == "prioritised" else plain)


def _named(scenario: Scenario, word: str) -> Sequence[_Named]:
    """Return what the details of an act can be."""
    setup = scenario.setup
    if word == "used":
        return (*scenario.answers, *scenario.articles)
    if word == "resolved":
        return setup.dispositions
    if word in ("escalated", "asked_lead"):
        return setup.escalation_reasons
    if word == "transferred":
        return setup.queues
    return setup.complaints.categories if word == "complaint" else ()
