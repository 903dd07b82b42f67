"""A new case, or a call or visit logged: what is asked, and the command that the answers make.

A contact that belongs to an open case of the customer goes there rather than into a new one, so
those are offered first. No screen in it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agentdesk.clock import HOUR, MINUTE, SECOND
from agentdesk.data.unit import Command
from agentdesk.desk.contacting import LogContact
from agentdesk.desk.contacts import normal
from agentdesk.desk.open_case import OpenCase
from agentdesk.domain.customer_views import OpenCaseLine
from agentdesk.domain.views import CustomerView
from agentdesk.seat.asks import Answers, Fields
from agentdesk.seat.session import Session
from agentdesk.sheetplan import Choice, If, Option, SheetPlan, Text

NEW = "new"
_OFFERED = 5
_SUBJECT = 24
"""So much of a subject stands beside a digit."""
_ALIKE = 0.5
"""Two subjects that share so much of their words may be about one thing."""
_SPOKEN = If("what", ("call", "visit"))
_IN_NEW = If("where", (NEW,))
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")
_SPAN = re.compile(r"(\d{1,4})\s*(h|m|min|s)?")
_UNITS = {"h": HOUR, "m": MINUTE, "min": MINUTE, None: MINUTE, "s": SECOND}


class Caller(NamedTuple):
    """Whom it is about: a customer who is known, or what was typed about a new one."""

    known: CustomerView | None
    typed: str = ""
    seen: int | None = None
    """The case on the screen: if it is theirs, it is offered before the others."""

    @property
    def name(self) -> str:
        """Return what the customer is called."""
        if self.known is None:
            return self.typed
        return self.known.customer.preferred_name or self.known.customer.name

    @property
    def open_cases(self) -> tuple[OpenCaseLine, ...]:
        """Return the cases that the contact may belong to, the one on the screen first."""
        theirs = () if self.known is None else self.known.open_cases
        return tuple(sorted(theirs, key=lambda case: case.case_id != self.seen)[:_OFFERED])


def contact_sheet(session: Session, caller: Caller) -> SheetPlan:
    """Where it is logged, what it was, and what was said."""
    where = [
        Option(str(c.case_id), f"case {c.case_id}: {_short(c.subject)}", "", _of_case(session, c))
        for c in caller.open_cases
    ]
    place = (*where, Option(NEW, "a new case", "0" if where else "1"))
    intro = f"{where[0].value} is open: log it there, or 0 for a new case." if where else ""
    return SheetPlan(
        title=f"New contact of {caller.name}" if caller.known else "New contact, new customer",
        intro=intro,
        fields=(
            Choice("where", "Log it in", place, default=place[0].value),
            *_choices(session),
            *_texts(caller),
        ),
        apply="logs it",
    )


def _choices(session: Session) -> tuple[Choice, ...]:
    mine = session.me.queues
    queues = sorted(session.setup.queues, key=lambda q: (q.id not in mine, q.tier))
    offered = tuple(Option(q.id, q.name, "", f"L{q.tier}") for q in queues)
    return (
        Choice(
            "what", "What it was",
            (Option("call", "a call"), Option("visit", "a visit"), Option("web", "a web form"),
             Option("mail", "a mail or letter"), Option("chat", "a chat elsewhere")),
            default="call",
        ),
        Choice(
            "direction", "Who called", (Option("in", "the customer"), Option("out", "we did")),
            default="in", only_if=_SPOKEN,
        ),
        Choice(
            "outcome", "How it went",
            (Option("reached", "we spoke"), Option("no_answer", "nobody answered"),
             Option("voicemail", "left a message"), Option("busy", "it was busy")),
            default="reached", only_if=_SPOKEN,
        ),
        Choice("queue", "Queue", offered, default=offered[0].value, only_if=_IN_NEW),
        Choice(
            "take", "Then", (Option("yes", "it is mine"), Option("no", "it waits in the queue")),
            default="yes", only_if=_IN_NEW,
        ),
    )  # fmt: skip


def _texts(caller: Caller) -> tuple[Text, ...]:
    new: tuple[Text, ...] = ()
    if caller.known is None:
        kind = contact_kind(caller.typed)
        new = (
            Text("name", "Customer", "first and last name", required=True,
                 value="" if kind else caller.typed),
            Text("contact", "Mail or number", "as they want to be answered",
                 value=caller.typed if kind else ""),
        )  # fmt: skip
    return (
        *new,
        Text("subject", "Subject", "what it is about, in a line", needed_if=_IN_NEW,
             only_if=_IN_NEW),
        Text("body", "What was said", "their words; ours if we called", required=True),
        Text("answer", "What we said", "counts as the answer", only_if=_SPOKEN, prose=True),
        Text("duration", "How long", "4 min, 4:30", only_if=_SPOKEN),
        Text("note", "Note", "for colleagues only", prose=True),
    )  # fmt: skip


def contact_command(session: Session, caller: Caller, answers: Answers) -> Command | str:
    """Return what logs it, in a new case or an open one; or what is wrong with the answers."""
    duration = duration_of(answers.get("duration", ""))
    if isinstance(duration, str):
        return duration
    outward = answers.get("direction") == "out"
    if outward and answers.get("answer", "").strip():
        return "Of a call of ours, write what we said under “What was said”."
    if answers["where"] != NEW and answers["what"] in ("web", "mail"):
        return "Only what was spoken is logged in an open case: choose a new case for the rest."
    said: Fields = {
        "channel": answers["what"],
        "body": answers["body"],
        "direction": answers.get("direction", "in"),
        "outcome": answers.get("outcome", "reached"),
        "duration_ms": duration,
        "answer": answers.get("answer", ""),
        "note": answers.get("note", ""),
    }
    ids = session.ids()
    if answers["where"] != NEW:
        return LogContact(**ids, case_id=int(answers["where"]), **said)
    who: Fields = {"name": answers.get("name", ""), "contacts": ()}
    if caller.known is not None:
        who = {"customer_id": caller.known.facts.id}
    elif typed := answers.get("contact", "").strip():
        kind = contact_kind(typed)
        if not kind:
            return f"“{typed[:30]}” is neither a mail address nor a number like +49 30 1234567."
        who["contacts"] = ((kind, typed),)
    return OpenCase(
        **ids,
        **who,
        **said,
        subject=answers["subject"],
        queue=answers["queue"],
        take=answers["take"] == "yes",
    )


class Warning(NamedTuple):
    """What may be there already, and how a screen with keys goes on."""

    sentence: str
    keys: str

    def __str__(self) -> str:
        return f"{self.sentence} {self.keys}"


def alike(caller: Caller, answers: Answers) -> Warning | None:
    """Return a warning when an open case may be about the same thing."""
    if answers.get("where") != NEW:
        return None
    words = _words(answers["subject"])
    for case in caller.open_cases:
        others = _words(case.subject)
        if words and len(words & others) >= _ALIKE * min(len(words), len(others) or 1):
            return Warning(
                f"{case.case_id} is open and may be the same: {case.subject[:40]}.",
                "Choose it above, or Ctrl+S once more makes a new case.",
            )
    return None


def same_name(found: Sequence[CustomerView], answers: Answers) -> Warning | None:
    """Return a warning when a customer of that name is known already."""
    name = " ".join(answers.get("name", "").casefold().split())
    for view in found:
        known = view.customer.name
        if name and " ".join(known.casefold().split()) == name:
            return Warning(
                f"A customer called {known} is known already.",
                "Esc, and choose them by name. Ctrl+S once more makes another one.",
            )
    return None


def contact_kind(typed: str) -> str:
    """Return ``mail`` or ``phone`` for what can be one; empty for anything else."""
    text = typed.strip()
    if "@" in text:
        return "mail" if normal("mail", text) else ""
    digits = sum(letter.isdigit() for letter in text)
    return "phone" if digits >= 5 and normal("phone", text) else ""


def duration_of(typed: str) -> int | str:
    """Read ``4 min``, ``4``, ``90s``, ``4:30`` as milliseconds; a sentence for anything else."""
    text = typed.strip().lower()
    if not text:
        return 0
    if found := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * HOUR + minutes * MINUTE + seconds * SECOND
    if spans := _SPAN.fullmatch(text):
        return int(spans[1]) * _UNITS[spans[2]]
    return f"“{typed.strip()[:20]}” is no length of time. Write it like 4 min, or 4:30."


def _short(subject: str) -> str:
    return subject if len(subject) <= _SUBJECT else f"{subject[: _SUBJECT - 1].rstrip()}…"


def _of_case(session: Session, case: OpenCaseLine) -> str:
    owner = session.names.get(case.owner or "", case.owner or "nobody has it")
    return f"{case.channel}, {owner}"


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}
