"""Rules that would set each other off without end, found before they are put in force.

A rule leads to another when what it does is among the words that set the other off, unless the
other's conditions cannot hold right after it: they ask for another priority, type, queue, tag, or
for something that the first one's own conditions rule out. A circle of rules is refused.

Warnings and breaches do not count as something a rule does, although a new priority may bring one
about at once: a clock breaches once. A snooze counts as the waking that ends it.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from agentdesk.domain.problems import Problem
from agentdesk.domain.rules.effects import NOBODY
from agentdesk.domain.rules.written import Conditions, RuleSetup, Trigger
from agentdesk.domain.setup import Setup

_FIELDS = ("queue", "team", "priority", "channel", "type", "tier", "language", "level", "state")


class Known(msgspec.Struct):
    """What is certain of a case right after a rule has run."""

    fields: dict[str, frozenset[object]]
    """Field → the values it can have; a field that is missing can have any."""
    has: frozenset[str]
    """Tags that it has."""
    lacks: frozenset[str]
    """Tags that it does not have."""
    flags: dict[str, bool]


def loop_problems(setup: Setup) -> Iterator[Problem]:
    """Find circles of rules, each told once with every rule in it."""
    rules = {rule.id: rule for rule in setup.rules}
    places = {rule.id: number for number, rule in enumerate(setup.rules)}
    leads = {a.id: [b.id for b in rules.values() if leads_to(a, b, setup)] for a in rules.values()}
    told: set[frozenset[str]] = set()
    for start in rules:
        circle = _circle(start, leads)
        if circle and not any(seen & set(circle) for seen in told):
            told.add(frozenset(circle))
            yield ("rules", places[start], "then"), _sentence(circle, rules)


def leads_to(first: RuleSetup, second: RuleSetup, setup: Setup) -> bool:
    """Say whether what one rule does can set another one off (or itself)."""
    return bool(set(causes(first)) & set(second.on)) and _possible(second, _known(first, setup))


def causes(rule: RuleSetup) -> dict[Trigger, str]:
    """Return the words that what a rule does can set off, each with what it does."""
    found: dict[Trigger, str] = {}
    for part in rule.then:
        if part.priority is not None:
            found["prioritised"] = "sets the priority"
        if part.type is not None:
            found["classified"] = "sets the type"
        if part.tag or part.untag:
            found["tagged"] = "changes tags"
        if part.queue is not None:
            found["routed"] = "moves it to another queue"
        if part.escalate is not None:
            found["escalated"] = "escalates"
            if part.escalate.lead is None:
                found["woken"] = "escalates, which ends a snooze"
        if part.assign is not None:
            word: Trigger = "released" if part.assign == NOBODY else "taken"
            found[word] = "takes it from whoever has it" if word == "released" else "assigns it"
        if part.snooze:
            found["snoozed"] = "snoozes"
            found["woken"] = "snoozes, which ends with a waking"
    return found


def _known(rule: RuleSetup, setup: Setup) -> Known:
    asked = rule.conditions
    fields = {name: frozenset(getattr(asked, name)) for name in _FIELDS if getattr(asked, name)}
    if asked.owner == (NOBODY,):
        fields["owner"] = frozenset(asked.owner)
    has = set(asked.tags) if len(asked.tags) == 1 else set()
    lacks = set(asked.without_tags)
    for part in rule.then:
        if part.priority is not None:
            fields["priority"] = frozenset([part.priority])
        if part.type is not None:
            fields["type"] = frozenset([part.type])
        moved = part.queue or (part.escalate and part.escalate.lead is None)
        if moved:
            fields.pop("tier", None)
            fields.pop("queue", None)
            to = part.queue or (part.escalate.to if part.escalate else None)
            if to is not None:
                fields["queue"] = frozenset([to])
                fields["tier"] = frozenset(q.tier for q in setup.queues if q.id == to)
        if part.assign is not None or (part.escalate and part.escalate.lead is None):
            to = part.assign or NOBODY
            fields["owner"] = frozenset([NOBODY] if to == NOBODY else [to, "any"])
        has = (has | set(part.tag)) - set(part.untag)
        lacks = (lacks | set(part.untag)) - set(part.tag)
    flags = {
        name: value for name in ("vip", "unanswered") if (value := getattr(asked, name)) is not None
    }
    return Known(fields, frozenset(has), frozenset(lacks), flags)


def _possible(rule: RuleSetup, known: Known) -> bool:
    return (
        _may_hold(rule.conditions, known)
        and (not rule.any or any(_may_hold(part, known) for part in rule.any))
        and not any(_must_hold(part, known) for part in rule.unless)
    )


def _may_hold(asked: Conditions, known: Known) -> bool:
    for name, values in known.fields.items():
        wanted = getattr(asked, name)
        if wanted and not values & set(wanted):
            return False
    if any(getattr(asked, name) == (not value) for name, value in known.flags.items()):
        return False
    if asked.tags and set(asked.tags) <= known.lacks:
        return False
    return not set(asked.without_tags) & known.has


def _must_hold(asked: Conditions, known: Known) -> bool:
    """Say whether conditions hold for certain: only for fields, tags and marks that are known."""
    for name in asked.__struct_fields__:
        wanted = getattr(asked, name)
        if wanted in ((), None):
            continue
        if name == "tags":
            certain = bool(set(wanted) & known.has)
        elif name == "without_tags":
            certain = set(wanted) <= known.lacks
        elif name in known.flags:
            certain = known.flags[name] == wanted
        else:
            values = known.fields.get(name)
            certain = _certain(name, values or frozenset(), set(wanted))
        if not certain:
            return False
    return True


def _certain(name: str, values: frozenset[object], wanted: set[object]) -> bool:
    if name == "owner":  # its values are the words that all hold of one owner
        return bool(values & wanted)
    return bool(values) and values <= wanted


def _circle(start: str, leads: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the shortest way from a rule back to itself, or nothing."""
    came: dict[str, str] = {}
    edge = [start]
    while edge:
        following = []
        for here in edge:
            for there in leads[here]:
                if there == start:
                    way = [here]
                    while way[-1] != start:
                        way.append(came[way[-1]])
                    return way[::-1]
                if there not in came:
                    came[there] = here
                    following.append(there)
        edge = following
    return []


def _sentence(circle: Sequence[str], rules: Mapping[str, RuleSetup]) -> str:
    steps = []
    for here, there in zip(circle, [*circle[1:], circle[0]], strict=True):
        does = causes(rules[here])
        word = next(word for word in does if word in rules[there].on)
        steps.append(f"“{here}” {does[word]} and so sets off “{there}” (on {word})")
    way = ", ".join(steps)
    if len(circle) == 1:
        return (
            f"the rule “{circle[0]}” would set itself off without end: {way}; give it a condition "
            "that does not hold any more once it has run."
        )
    names = " and ".join(f"“{name}”" for name in circle)
    return (
        f"the rules {names} would set each other off without end: {way}; give one of them a "
        "condition that does not hold any more once it has run."
    )
