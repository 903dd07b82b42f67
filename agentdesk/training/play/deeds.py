"""How the scripted trainee does what is expected: an act's word as a command of the desk."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from agentdesk.clock import DAY, HOUR
from agentdesk.domain.rows import CaseRow
from agentdesk.training.happenings import Guest
from agentdesk.training.scenario import Scenario

Fields: TypeAlias = dict[str, Any]
Made: TypeAlias = tuple[str, Fields] | None
"""A use-case's kind and the fields of its command; ``None`` where it cannot be done."""


class Case(msgspec.Struct, frozen=True):
    """What a deed is done to."""

    scenario: Scenario
    guest: Guest
    row: CaseRow
    at: int
    messages: Mapping[int, str]
    """The customer's messages, by number."""
    incident: int | None
    twin: int | None
    """Another open case of the same customer."""

    @property
    def summary(self) -> str:
        """A line for colleagues."""
        goal, mood = self.guest.persona.goal, self.guest.mood.word
        return f"{self.guest.name}: {goal}; {mood}."


def make(word: str, detail: str, case: Case) -> Made:
    """Return the command that does an act."""
    maker = _MAKERS.get(word)
    return None if maker is None else maker(case, detail)


def _code(detail: str, codes: tuple[Any, ...], *likes: str) -> str:
    """Return a code of the set-up: the one named, else one that is liked, else the first."""
    ids = [code.id for code in codes]
    return next((id for id in (detail, *likes) if id in ids), ids[0] if ids else detail)


def _escalate(case: Case, detail: str) -> Made:
    reason = _code(detail, case.scenario.setup.escalation_reasons, "knowledge")
    fields = {
        "reason": reason,
        "known": case.summary,
        "tried": "Answered, and told that it goes to you.",
        "expected": "Take it from here.",
        "promised": "That you write today.",
    }
    return "escalate", fields


def _ask_lead(case: Case, detail: str) -> Made:
    reasons = case.scenario.setup.escalation_reasons
    tone = {reply.tone for reply in case.guest.persona.replies if reply.id in case.guest.said}
    likes = ("threat",) if "threat" in tone else ("permission", "customer")
    return "ask_lead", {"reason": _code(detail, reasons, *likes), "note": case.summary}


def _return(case: Case, detail: str) -> Made:
    reason = _code(detail, case.scenario.setup.escalation_reasons, "knowledge")
    return "return_to_tier", {"reason": reason, "note": case.summary}


def _transfer(case: Case, detail: str) -> Made:
    queues = [q.id for q in case.scenario.setup.queues if q.tier == case.row.tier]
    to = detail or next((id for id in queues if id != case.row.queue), "")
    return ("transfer", {"to_queue": to, "note": case.summary}) if to else None


def _resolve(case: Case, detail: str) -> Made:
    code = next((c for c in case.scenario.setup.dispositions if c.id == detail), None)
    causes = case.scenario.setup.root_causes
    needs = code is not None and code.needs_root_cause and causes
    cause = causes[0].id if needs else None
    return "resolve", {"disposition": detail, "root_cause": cause, "summary": case.summary}


def _complaint(case: Case, detail: str) -> Made:
    category = _code(detail, case.scenario.setup.complaints.categories, "service")
    return "open_complaint", {
        "category": category,
        "severity": 3,
        "remedy": case.guest.persona.goal,
    }


def _goodwill(case: Case, detail: str) -> Made:
    fields = {"form": detail or "credit", "cents": 500, "reason": "We kept them waiting."}
    return "grant_goodwill", fields


_NUMBERS = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
_SECRET = re.compile(rf"(?:\b(?:{_NUMBERS}|\d+)\b[ ,.-]*){{4,}}", re.IGNORECASE)


def secret_in(text: str) -> str:
    """Return what in a text looks most like a number that should not be there."""
    found = [match[0].strip(" ,.-") for match in _SECRET.finditer(text)]
    return max(found, key=len, default="")


def _redact(case: Case, detail: str) -> Made:
    for message_id, text in case.messages.items():
        secret = secret_in(text)
        if secret:
            return "redact", {"message_id": message_id, "text": secret}
    return None


def _link(case: Case, detail: str) -> Made:
    return None if case.incident is None else ("link_incident", {"incident_id": case.incident})


def _merge(case: Case, detail: str) -> Made:
    return None if case.twin is None else ("merge", {"into": case.twin})


def _reveal(case: Case, detail: str) -> Made:
    fields = (detail or "phone",)
    of = {"customer_id": case.row.customer_id, "reason": "verified", "of_case": case.row.id}
    return "read_fields", {"fields": fields, **of}


_MAKERS: dict[str, Callable[[Case, str], Made]] = {
    "took": lambda case, detail: ("take", {}),
    "connected": lambda case, detail: ("take", {}),
    "ended": lambda case, detail: ("wait", {"waits_for": "customer"}),
    "noted": lambda case, detail: ("note", {"body": case.summary, "purpose": detail or "note"}),
    "verified": lambda case, detail: ("verify", {"method": detail or "order"}),
    "promised": lambda case, detail: (
        "promise", {"text": f"We see to it: {case.guest.persona.goal}.", "due_at": case.at + DAY}
    ),
    "prioritised": lambda case, detail: ("prioritise", {"priority": int(detail or 2)}),
    "classified": lambda case, detail: ("classify", {"type": detail or "question"}),
    "tagged": lambda case, detail: ("tag", {"add": (detail or "seen",)}),
    "declared": lambda case, detail: ("declare_incident", {"title": ""}),
    "released": lambda case, detail: ("release", {}),
    "snoozed": lambda case, detail: ("snooze", {"until": case.at + HOUR}),
    "waited": lambda case, detail: (
        "wait",
        {"waits_for": "third_party", "party": detail or "carrier", "remind_at": case.at + DAY},
    ),
    "closed": lambda case, detail: ("close", {"reason": detail or "spam"}),
    "reopened": lambda case, detail: ("reopen", {"reason": "Not settled yet."}),
    "asked_lead": _ask_lead,
    "escalated": _escalate,
    "returned": _return,
    "transferred": _transfer,
    "resolved": _resolve,
    "complaint": _complaint,
    "goodwill": _goodwill,
    "redacted": _redact,
    "linked": _link,
    "merged": _merge,
    "revealed": _reveal,
}  # fmt: skip
"""By the words of :mod:`agentdesk.training.words`."""
