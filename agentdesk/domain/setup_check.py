"""What a set-up must keep to beyond its types: ids are unique, and what is named exists."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import get_args
from zoneinfo import ZoneInfo

from agentdesk.clock import DAY
from agentdesk.domain.calendar import BadCalendar, Calendar, calendar_in, due
from agentdesk.domain.case import TYPES
from agentdesk.domain.filters import STATES
from agentdesk.domain.macros import macro_problems
from agentdesk.domain.problems import Problem as Problem
from agentdesk.domain.problems import out_of_range as _range
from agentdesk.domain.problems import unknown as _known
from agentdesk.domain.rules.check import rule_problems
from agentdesk.domain.setup import PolicySetup, Role, Setup
from agentdesk.saved_view import SavedView

LONGEST = 3650 * DAY
SOME_DAY = 20_454 * DAY
"""The first of January 2026, from where it is tried whether a target can be reached."""

CHANNELS = ("mail", "web", "call", "chat", "visit")
OWN_VIEWS = {
    "a": "all mine", "e": "for me", "h": "held mail", "l": "late", "m": "mine",
    "r": "resolved lately", "w": "waiting for the customer", "z": "snoozed",
}  # fmt: skip
"""The views every desk has, by the key that follows ``f``."""

LEVELS = ("basic", "standard", "premium")


def setup_problems(setup: Setup) -> tuple[Problem, ...]:
    """Return everything wrong with a set-up, in its order; empty when it can be used."""
    return tuple(
        [
            *_doubles(setup),
            *_zone("zone", (), setup.zone),
            *_queues(setup),
            *_people(setup),
            *_calendars(setup),
            *_policies(setup),
            *view_problems(setup.views, setup),
            *macro_problems(setup.macros, setup),
            *_limits(setup),
            *_complaints(setup),
            *_goodwill(setup),
            *rule_problems(setup),
        ]
    )


def _doubles(setup: Setup) -> Iterator[Problem]:
    groups = (
        "queues",
        "people",
        "teams",
        "calendars",
        "policies",
        "dispositions",
        "root_causes",
        "escalation_reasons",
        "away_reasons",
        "views",
        "rules",
    )
    for group in groups:
        seen: set[str] = set()
        for number, part in enumerate(getattr(setup, group)):
            if part.id in seen:
                yield (group, number, "id"), f"“{part.id}” is there twice."
            seen.add(part.id)
    logins: dict[str, str] = {}
    for number, person in enumerate(setup.people):
        login = person.login or person.id
        if login in logins:
            yield (
                ("people", number, "login"),
                f"{logins[login]} and {person.id} would both be the user “{login}”.",
            )
        logins[login] = person.id
    addresses: dict[str, str] = {}
    for number, queue in enumerate(setup.queues):
        for address in queue.addresses:
            other = addresses.setdefault(address.lower(), queue.id)
            if other != queue.id:
                yield (
                    ("queues", number, "addresses"),
                    f"mail to {address} would lead to both {other} and {queue.id}.",
                )


def _zone(field: str, at: tuple[str | int, ...], zone: str | None) -> Iterator[Problem]:
    if zone is None:
        return
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        yield (*at, field), f"“{zone}” is no time zone; write one such as Europe/Berlin."


def _queues(setup: Setup) -> Iterator[Problem]:
    ids = [queue.id for queue in setup.queues]
    calendars = [calendar.id for calendar in setup.calendars]
    dispositions = [code.id for code in setup.dispositions]
    for number, queue in enumerate(setup.queues):
        at = ("queues", number)
        yield from _known((*at, "escalates_to"), queue.escalates_to, ids)
        yield from _known((*at, "returns_to"), queue.returns_to, ids)
        yield from _known((*at, "calendar"), queue.calendar, calendars)
        yield from _range((*at, "tier"), queue.tier, 1, 3)
        yield from _range((*at, "priority"), queue.priority, 1, 4)
        for name in queue.dispositions:
            yield from _known((*at, "dispositions"), name, dispositions)
        if "|" in queue.id or "|" in queue.language or "|" in queue.skills:
            yield at, "a queue's id, language and skills cannot hold “|”."
        if queue.escalates_to in ids and queue.escalates_to is not None:
            higher = setup.queue(queue.escalates_to)
            if higher.tier <= queue.tier:
                yield (*at, "escalates_to"), f"{higher.id} is not of a higher tier."


def _people(setup: Setup) -> Iterator[Problem]:
    ids = [queue.id for queue in setup.queues]
    for number, person in enumerate(setup.people):
        at = ("people", number)
        for place, name in enumerate(person.queues):
            yield from _known((*at, "queues", place), name, ids)
        yield from _zone("zone", at, person.zone)
        yield from _range((*at, "tier"), person.tier, 1, 3)
        if person.id in ("customer", "system"):
            yield (*at, "id"), f"“{person.id}” is a name the log keeps for itself."


def _calendars(setup: Setup) -> Iterator[Problem]:
    for number, calendar in enumerate(setup.calendars):
        try:
            Calendar(calendar)
        except BadCalendar as error:
            yield ("calendars", number), str(error)


def _policies(setup: Setup) -> Iterator[Problem]:
    calendars = [calendar.id for calendar in setup.calendars]
    for number, policy in enumerate(setup.policies):
        at = ("policies", number)
        yield from _known((*at, "calendar"), policy.calendar, calendars)
        for level in policy.levels:
            yield from _known((*at, "levels"), level, LEVELS)
        for priority in policy.priorities:
            yield from _range((*at, "priorities"), priority, 1, 4)
        yield from _targets(setup, at, policy)


def _targets(setup: Setup, at: tuple[str | int, ...], policy: PolicySetup) -> Iterator[Problem]:
    """Find targets that no case could be given: a mail that needs one would be refused."""
    try:
        calendar = calendar_in(setup, policy.calendar)
    except (KeyError, BadCalendar):
        return  # told already, where the calendar stands
    for field in ("fr", "nr", "res", "pu"):
        target = getattr(policy, field)
        if target is None:
            continue
        if not 0 < target <= LONGEST:
            yield (*at, field), "a target is more than nothing and at most ten years."
            continue
        try:
            due(calendar, SOME_DAY, target)
        except BadCalendar as error:
            yield (*at, field), str(error)


def _limits(setup: Setup) -> Iterator[Problem]:
    for priority in ("1", "2", "3", "4"):
        if priority not in setup.rank.cap:
            yield ("rank", "cap"), f"a cap for priority {priority} is missing."


def view_problems(views: Sequence[SavedView], setup: Setup) -> Iterator[Problem]:
    """Find what is wrong with saved views: the team's, or somebody's own."""
    keys: dict[str, str] = {}
    choices: tuple[tuple[str, Iterable[str]], ...] = (
        ("queue", [queue.id for queue in setup.queues]),
        ("state", STATES),
        ("channel", CHANNELS),
        ("owner", ["me", "nobody", *(person.id for person in setup.people)]),
        ("type", TYPES),
    )
    for number, view in enumerate(views):
        at = ("views", number)
        yield from _view_key((*at, "key"), view, keys)
        yield from _view_search((*at, "search"), view, setup)
        for field, known in choices:
            for place, name in enumerate(getattr(view, field)):
                yield from _known((*at, field, place), name, known)
        for field, high in (("priority", 4), ("tier", 3)):
            for place, value in enumerate(getattr(view, field)):
                yield from _range((*at, field, place), value, 1, high)


def _view_search(at: tuple[str | int, ...], view: SavedView, setup: Setup) -> Iterator[Problem]:
    # The query language knows the set-up, which is checked here.
    from agentdesk.domain.search.query import Asker, BadQuery, parse

    try:
        parse(view.search, Asker(setup, "", 0, UTC))
    except BadQuery as bad:
        yield at, str(bad)


def _view_key(
    at: tuple[str | int, ...], view: SavedView, keys: dict[str, str]
) -> Iterator[Problem]:
    if len(view.key) != 1 or not view.key.isascii() or not view.key.isalnum():
        yield at, f"“{view.key[:20]}” is no key; write one letter or digit."
    elif view.key in OWN_VIEWS:
        free = "".join(key for key in "bcdfgijknopqstuvxy" if key not in keys)
        yield at, f"f {view.key} shows {OWN_VIEWS[view.key]} already; free are {', '.join(free)}."
    elif view.key in keys:
        yield at, f"f {view.key} would show both {keys[view.key]} and {view.name}."
    keys.setdefault(view.key, view.name)


def _complaints(setup: Setup) -> Iterator[Problem]:
    rules = setup.complaints
    calendars = [calendar.id for calendar in setup.calendars]
    yield from _known(("complaints", "calendar"), rules.calendar, calendars)
    for field in ("acknowledge", "decide"):
        targets = getattr(rules, field)
        for severity in ("1", "2", "3", "4"):
            if severity not in targets:
                yield ("complaints", field), f"a target for severity {severity} is missing."
            elif not 0 < targets[severity] <= LONGEST:
                place = ("complaints", field, severity)
                yield place, "a target is more than nothing and at most ten years."
    for field in ("categories", "outcomes"):
        ids = [code.id for code in getattr(rules, field)]
        for name in dict.fromkeys(id for id in ids if ids.count(id) > 1):
            yield ("complaints", field), f"“{name}” is there twice."


def _goodwill(setup: Setup) -> Iterator[Problem]:
    rules = setup.goodwill
    if not (len(rules.currency) == 3 and rules.currency.isascii() and rules.currency.isupper()):
        yield ("goodwill", "currency"), f"“{rules.currency}” is no currency; write EUR."
    for name in rules.roles:
        yield from _known(("goodwill", "roles"), name, get_args(Role))
    for name in rules.people:
        yield from _known(("goodwill", "people"), name, [person.id for person in setup.people])
    for group in (rules.roles, rules.people):
        for name, limit in group.items():
            if limit.case < 0 or limit.month < 0:
                yield ("goodwill",), f"a limit of {name} is below zero."
