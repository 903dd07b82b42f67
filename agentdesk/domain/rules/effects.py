"""What a rule would do to a case as it stands, and how that is said."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from agentdesk.domain.rows import CaseRow
from agentdesk.domain.rules.written import Effects, Escalation, RuleSetup
from agentdesk.domain.setup import QueueSetup, Setup
from agentdesk.durations import write_duration

NOBODY = "none"
"""How a rule says that nobody is to have a case."""
TAKES_CASES = ("agent", "lead")
"""Roles that a rule can give a case to."""


class Effect(NamedTuple):
    """One thing to do. Written ``priority:2`` in the log."""

    what: str
    value: str
    written: Any = None
    """What the rule says, where ``value`` is not all of it."""

    @property
    def code(self) -> str:
        """How the log says it."""
        return f"{self.what}:{self.value}"


def effects_of(rule: RuleSetup, row: CaseRow, setup: Setup) -> tuple[Effect, ...]:
    """Return what a rule would do to a case; nothing of what stands so already or cannot be."""
    return tuple(effect for part in rule.then for effect in _of(part, row, setup))


def _of(part: Effects, row: CaseRow, setup: Setup) -> Iterator[Effect]:
    settled = row.state in ("resolved", "closed")
    if not settled:
        if part.priority is not None and part.priority != row.priority:
            yield Effect("priority", str(part.priority))
        if part.type is not None and part.type != row.type:
            yield Effect("type", part.type)
    if row.state != "closed":
        yield from (Effect("tag", tag) for tag in part.tag if tag not in row.tags)
        yield from (Effect("untag", tag) for tag in part.untag if tag in row.tags)
    if not settled:
        yield from _moves(part, row, setup)
        yield from _given(part.assign, row, setup)
    if part.note is not None and row.state != "closed":
        yield Effect("note", "internal", part.note)
    yield from (Effect("notify", one) for one in told(part.notify, row, setup))
    if not settled and part.remind is not None:
        yield Effect("remind", write_duration(part.remind.after), part.remind)
    if part.snooze and row.state in ("new", "open") and row.wake_at is None:
        yield Effect("snooze", write_duration(part.snooze), part.snooze)


def _moves(part: Effects, row: CaseRow, setup: Setup) -> Iterator[Effect]:
    if part.queue is not None and part.queue != row.queue and _queue(setup, part.queue):
        yield Effect("queue", part.queue)
    if part.escalate is None:
        return
    if part.escalate.lead is not None:
        if row.lead != part.escalate.lead:
            yield Effect("lead", part.escalate.lead, part.escalate)
    elif row.state in ("new", "open"):
        higher = _queue(setup, escalates_to(part.escalate, row, setup))
        if higher is not None and higher.tier > row.tier:
            yield Effect("escalate", higher.id, part.escalate)


def _given(to: str | None, row: CaseRow, setup: Setup) -> Iterator[Effect]:
    """Find whom a case goes to; nobody who has left the set-up or does not work on cases."""
    if to == NOBODY:
        if row.owner is not None:
            yield Effect("assign", NOBODY)
    elif to is not None and to != row.owner:
        people = (person for person in setup.people if person.role in TAKES_CASES)
        if any(person.id == to for person in people):
            yield Effect("assign", to)


def escalates_to(wanted: Escalation, row: CaseRow, setup: Setup) -> str | None:
    """Return the queue that an escalation leads to, if there is one."""
    if wanted.to is not None:
        return wanted.to
    queue = _queue(setup, row.queue)
    return None if queue is None else queue.escalates_to


def _queue(setup: Setup, id: str | None) -> QueueSetup | None:
    return next((queue for queue in setup.queues if queue.id == id), None)


def told(who: Iterable[str], row: CaseRow, setup: Setup) -> tuple[str, ...]:
    """Return the ids of the people that a rule's words mean, each once."""
    found: dict[str, None] = {}
    for word in who:
        if word == "owner":
            found.update(dict.fromkeys([row.owner] if row.owner else []))
        elif word == "leads":
            leads = [person for person in setup.people if person.role == "lead"]
            near = [person for person in leads if row.queue in person.queues]
            found.update(dict.fromkeys(person.id for person in near or leads))
        else:
            found.update(
                dict.fromkeys(
                    person.id
                    for person in setup.people
                    if person.id == word
                    or (person.team == word and person.role in ("agent", "lead"))
                )
            )
    return tuple(found)


def said(codes: Iterable[str], name: Callable[[str], str] = str) -> str:
    """Say what a rule did: ``set P2, tagged refund``. ``name`` finds a queue's or person's name."""
    by_word: dict[str, list[str]] = {}
    for code in codes:
        what, _, value = code.partition(":")
        by_word.setdefault(_WORDS.get(what, what), []).append(_shown(what, value, name))
    return ", ".join(f"{word} {' and '.join(values)}" for word, values in by_word.items())


def _shown(what: str, value: str, name: Callable[[str], str]) -> str:
    if what == "priority":
        return f"P{value}"
    if (what, value) in _SAID:
        return _SAID[what, value]
    return value if what in ("tag", "untag", "type", "remind", "snooze") else name(value)


_SAID = {("lead", "any"): "a lead", ("assign", NOBODY): "nobody", ("note", "internal"): "a note"}
_WORDS = {
    "priority": "set",
    "type": "classed it as",
    "tag": "tagged",
    "untag": "took off",
    "queue": "moved it to",
    "escalate": "escalated it to",
    "lead": "asked for",
    "assign": "assigned it to",
    "note": "wrote",
    "notify": "told",
    "remind": "reminds in",
    "snooze": "snoozed it for",
}
