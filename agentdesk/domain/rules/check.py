"""What a rule must keep to beyond its types, so that it can do what it says."""

import re
from collections.abc import Iterable, Iterator

from agentdesk.domain.case import TYPES
from agentdesk.domain.entitlement import LEVELS
from agentdesk.domain.problems import At, Problem, out_of_range, unknown
from agentdesk.domain.rules.effects import NOBODY, TAKES_CASES
from agentdesk.domain.rules.loops import loop_problems
from agentdesk.domain.rules.written import Conditions, Effects, Escalation, RuleSetup
from agentdesk.domain.setup import Setup

_ID = re.compile(r"[\w-]{1,40}")
_TAG = re.compile(r"[\w-]{1,30}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DOMAIN = re.compile(r"[@.]?[\w-]+(\.[\w-]+)*")

ONLY_ON = {
    "clock": ("warned", "breached"),
    "percent": ("warned",),
    "from_domain": ("created", "customer wrote"),
}
"""Conditions that ask about the event itself, and the events that can answer."""


def rule_problems(setup: Setup) -> Iterator[Problem]:
    """Find everything wrong with a set-up's rules."""
    for number, rule in enumerate(setup.rules):
        at = ("rules", number)
        if not _ID.fullmatch(rule.id):
            yield (*at, "id"), "a rule's id is one short word: letters, digits, - and _."
        if not rule.on:
            yield (*at, "on"), "say what sets the rule off."
        yield from _conditions((*at, "if"), rule, rule.conditions, setup)
        for name, parts in (("any", rule.any), ("unless", rule.unless)):
            for place, part in enumerate(parts):
                if part == Conditions():
                    yield (*at, name, place), "this asks for nothing: leave it out."
                yield from _conditions((*at, name, place), rule, part, setup)
        if not rule.then or Effects() in rule.then:
            yield (*at, "then"), "say what the rule is to do."
        for place, effects in enumerate(rule.then):
            yield from _effects((*at, "then", place), effects, setup)
    yield from loop_problems(setup)


def _conditions(at: At, rule: RuleSetup, asked: Conditions, setup: Setup) -> Iterator[Problem]:
    queues = [queue.id for queue in setup.queues]
    people = [person.id for person in setup.people]
    calendars = [calendar.id for calendar in setup.calendars]
    listed: tuple[tuple[str, Iterable[str], list[str]], ...] = (
        ("queue", asked.queue, queues),
        ("team", asked.team, sorted({queue.team for queue in setup.queues})),
        ("type", asked.type, list(TYPES)),
        ("level", asked.level, list(LEVELS)),
        ("owner", asked.owner, ["none", "any", *people]),
        ("open_in", filter(None, [asked.open_in]), calendars),
        ("closed_in", filter(None, [asked.closed_in]), calendars),
    )
    for field, names, known in listed:
        for name in names:
            yield from unknown((*at, field), name, known)
    for priority in asked.priority:
        yield from out_of_range((*at, "priority"), priority, 1, 4)
    for tier in asked.tier:
        yield from out_of_range((*at, "tier"), tier, 1, 3)
    for percent in asked.percent:
        if percent not in (75, 90):
            yield (*at, "percent"), f"{percent} is no warning; there are 75 and 90."
    yield from _words((*at, "language"), asked.language, _LANGUAGE, "two letters, like en")
    for field in ("tags", "without_tags"):
        yield from _words((*at, field), getattr(asked, field), _TAG, "one short word")
    yield from _words((*at, "from_domain"), asked.from_domain, _DOMAIN, "a name like example.org")
    if any(not word.strip().rstrip("*") for word in asked.subject):
        yield (*at, "subject"), "a word to look for is missing."
    for field, words in ONLY_ON.items():
        if getattr(asked, field) and not set(rule.on) <= set(words):
            yield (*at, field), f"this is only known on {' and '.join(words)}."


def _words(at: At, values: Iterable[str], shape: re.Pattern[str], what: str) -> Iterator[Problem]:
    for value in values:
        if not shape.fullmatch(value):
            yield at, f"“{value[:40]}” cannot be used; write {what}."


def _effects(at: At, part: Effects, setup: Setup) -> Iterator[Problem]:
    if part.priority is not None:
        yield from out_of_range((*at, "priority"), part.priority, 1, 4)
    yield from unknown((*at, "type"), part.type, TYPES)
    for field in ("tag", "untag"):
        for tag in getattr(part, field):
            if not _TAG.fullmatch(tag) or tag != tag.lower():
                yield (
                    (*at, field),
                    f"“{tag[:40]}” is no tag; write a short word in small letters.",
                )
    for tag in sorted(set(part.tag) & set(part.untag)):
        yield (*at, "untag"), f"“{tag}” is both put on and taken off."
    yield from unknown((*at, "queue"), part.queue, [queue.id for queue in setup.queues])
    if part.escalate is not None:
        yield from _escalation((*at, "escalate"), part.escalate, setup)
        if part.queue is not None and part.escalate.lead is None:
            yield (*at, "escalate"), "the case cannot go to two places: leave queue or this out."
    yield from _assignment(at, part, setup)
    if part.note is not None and not part.note.strip():
        yield (*at, "note"), "write the words of the note."
    yield from _people((*at, "notify"), part.notify, setup)
    if part.remind is not None:
        yield from _people((*at, "remind", "who"), part.remind.who, setup)
        if not part.remind.after:
            yield (*at, "remind", "after"), "say after how long to remind."
    if part.snooze == 0:
        yield (*at, "snooze"), "say for how long to snooze it."


def _escalation(at: At, wanted: Escalation, setup: Setup) -> Iterator[Problem]:
    reasons = [code.id for code in setup.escalation_reasons]
    if reasons:
        yield from unknown((*at, "reason"), wanted.reason, reasons)
    elif not _ID.fullmatch(wanted.reason):
        yield (*at, "reason"), "a reason is one short word."
    if wanted.to is not None and wanted.lead is not None:
        yield at, "name either a queue or a lead."
    yield from unknown((*at, "to"), wanted.to, [queue.id for queue in setup.queues])
    leads = [person.id for person in setup.people if person.role == "lead"]
    yield from unknown((*at, "lead"), wanted.lead, ["any", *leads])


def _assignment(at: At, part: Effects, setup: Setup) -> Iterator[Problem]:
    if part.assign is None:
        return
    at = (*at, "assign")
    roles = {person.id: person.role for person in setup.people}
    yield from unknown(at, part.assign, [NOBODY, *roles])
    if roles.get(part.assign, "agent") not in TAKES_CASES:
        yield at, f"{setup.person(part.assign).name} does not work on cases."
    if part.escalate is not None and part.escalate.lead is None:
        yield at, "what is escalated has nobody until it is taken: leave escalate or this out."


def _people(at: At, words: Iterable[str], setup: Setup) -> Iterator[Problem]:
    known = [
        "owner",
        "leads",
        *(person.id for person in setup.people),
        *sorted({person.team for person in setup.people if person.team}),
    ]
    for word in words:
        yield from unknown(at, word, known)
