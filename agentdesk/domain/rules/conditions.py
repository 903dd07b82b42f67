"""Whether a rule applies to a case after an act."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from agentdesk.domain.calendar import BadCalendar, calendar_in, is_open
from agentdesk.domain.events import Event
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.rules.written import Conditions, RuleSetup
from agentdesk.domain.setup import Setup


class Situation(msgspec.Struct, frozen=True):
    """A case once an act is done, and what of the act a rule may ask for."""

    row: CaseRow
    at: int
    """When the act happened."""
    event: Event | None = None
    """What set the rule off; ``None`` for a reminder, which asks again for the case only."""
    subject: str = ""
    sender: str = ""
    """The address that the message which set it off came from."""


_LISTED = ("queue", "team", "priority", "channel", "type", "tier", "language", "level", "state")
_AT_LEAST = ("reopens", "bounces", "escalations")


def applies(rule: RuleSetup, case: Situation, setup: Setup) -> bool:
    """Say whether everything holds that a rule asks for."""
    return (
        holds(rule.conditions, case, setup)
        and (not rule.any or any(holds(part, case, setup) for part in rule.any))
        and not any(holds(part, case, setup) for part in rule.unless)
    )


def holds(asked: Conditions, case: Situation, setup: Setup) -> bool:
    """Say whether a set of conditions holds: all that is asked."""
    row = case.row
    for name in _LISTED:
        wanted = getattr(asked, name)
        if wanted and getattr(row, name) not in wanted:
            return False
    for name in _AT_LEAST:
        least = getattr(asked, f"{name}_at_least")
        if least is not None and getattr(row, name) < least:
            return False
    return all(test(asked, case, setup) for test in _TESTS)


def _marks(asked: Conditions, case: Situation, setup: Setup) -> bool:
    row, tags = case.row, case.row.tags
    return (
        (asked.vip is None or asked.vip == row.vip)
        and (asked.unanswered is None or asked.unanswered == (row.unanswered_since is not None))
        and (not asked.tags or any(tag in tags for tag in asked.tags))
        and not any(tag in tags for tag in asked.without_tags)
    )


def _owner(asked: Conditions, case: Situation, setup: Setup) -> bool:
    owner = case.row.owner
    word = "none" if owner is None else "any"
    return not asked.owner or word in asked.owner or owner in asked.owner


def _words(asked: Conditions, case: Situation, setup: Setup) -> bool:
    return not asked.subject or any(_word(word).search(case.subject) for word in asked.subject)


def _sender(asked: Conditions, case: Situation, setup: Setup) -> bool:
    if not asked.from_domain or case.event is None:
        return True
    domain = case.sender.rpartition("@")[2].lower()
    return any(domain == one or domain.endswith("." + one) for one in map(_bare, asked.from_domain))


def _bare(domain: str) -> str:
    return domain.lower().lstrip("@.")


def _hours(asked: Conditions, case: Situation, setup: Setup) -> bool:
    try:
        return (asked.open_in is None or is_open(calendar_in(setup, asked.open_in), case.at)) and (
            asked.closed_in is None or not is_open(calendar_in(setup, asked.closed_in), case.at)
        )
    except (KeyError, BadCalendar):
        return False  # a calendar that left the set-up or cannot be used: nothing is known


def _clock(asked: Conditions, case: Situation, setup: Setup) -> bool:
    if case.event is None:
        return True
    return (not asked.clock or getattr(case.event, "clock", None) in asked.clock) and (
        not asked.percent or getattr(case.event, "percent", None) in asked.percent
    )


_TESTS: tuple[Callable[[Conditions, Situation, Setup], bool], ...] = (
    _marks,
    _owner,
    _words,
    _sender,
    _hours,
    _clock,
)

_NO_SPACES = "\u2e80"
"""From here on scripts write words without spaces between them."""


@lru_cache(maxsize=512)
def _word(word: str) -> re.Pattern[Any]:
    """Return what finds a word by itself; ``refund*`` finds what begins with it."""
    stem = word.rstrip("*")
    before = r"(?<!\w)" if stem[:1] < _NO_SPACES else ""
    after = r"(?!\w)" if stem == word and stem[-1:] < _NO_SPACES else ""
    return re.compile(before + re.escape(stem) + after, re.IGNORECASE)
