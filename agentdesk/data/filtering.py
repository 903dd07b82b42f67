"""A :class:`~agentdesk.domain.filters.Filter` as the conditions of a statement, for both engines.

The names of columns are written here, every value is a parameter. The conditions let through what
:func:`~agentdesk.domain.filters.matches` does. Only tags are looked for in their written form,
which may let through more, so rows are judged again once they are read.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import msgspec

from agentdesk.domain.filters import ACTIVE, FAR, SNOOZED, Filter, Order, Reach, Word

_NEVER_IN_A_TAG = frozenset('[]",\\')
"""What the written form of a case's tags holds besides the tags."""
JOINS = (
    " LEFT JOIN case_texts AS t ON t.case_id = c.id"
    " LEFT JOIN customers AS p ON p.id = c.customer_id"
)
ORDERS: dict[Order, str] = {
    "rank": "c.band, c.rank_at, c.waiting_since, c.id",
    "due": f"coalesce(c.due_at, {FAR}), c.band, c.rank_at, c.id",
    "wake": f"coalesce(c.wake_at, {FAR}), c.band, c.rank_at, c.id",
    "resolved": "-coalesce(c.resolved_at, 0), CAST(0 AS bigint), CAST(0 AS bigint), c.id",
}
"""What :func:`~agentdesk.domain.filters.key_of` returns, as columns."""


class Words(Protocol):
    """How an engine writes what differs, and the values of the statement."""

    def put(self, value: Any) -> str:
        """Take a value in; return what stands for it."""
        ...

    def yes(self, column: str) -> str:
        """Say that a column is true."""
        ...

    def among(self, column: str, values: Sequence[Any]) -> str:
        """Say that a column is one of some values."""
        ...

    def begins(self, column: str, number: str) -> str:
        """Say that a number begins with digits."""
        ...

    def has(self, column: str, word: str) -> str:
        """Say that a text, folded, holds a folded word; it may let through more."""
        ...

    def holds(self, column: str, text: str) -> str:
        """Say that a text holds another, letter by letter."""
        ...


def source(wanted: Filter) -> str:
    """Return what to read from: texts are joined only when words are looked for."""
    return "cases AS c" + (JOINS if wanted.words else "")


def conditions(wanted: Filter, say: Words) -> str:
    """Return what stands after ``WHERE``."""
    found = [_states(wanted, say)]
    lists: tuple[tuple[str, Sequence[Any]], ...] = (
        ("c.queue", wanted.queues), ("c.priority", wanted.priorities),
        ("c.channel", wanted.channels), ("c.language", wanted.languages),
        ("c.tier", wanted.tiers), ("c.type", wanted.types),
    )  # fmt: skip
    found += [say.among(column, values) for column, values in lists if values]
    found += _owned(wanted, say)
    if wanted.tags:
        tags = (msgspec.json.encode(tag).decode() for tag in wanted.tags)
        found.append(_any(say.holds("c.tags", tag) for tag in tags))
    if wanted.created_before is not None:
        found.append(f"c.created_at <= {say.put(wanted.created_before)}")
    if wanted.due_before is not None:
        found.append(f"c.due_at < {say.put(wanted.due_before)}")
    if wanted.resolved_since is not None:
        found.append(f"c.resolved_at >= {say.put(wanted.resolved_since)}")
    if wanted.reach is not None:
        found.append(_reach(wanted, wanted.reach, say))
    found += [_word(word, say) for word in wanted.words]
    return " AND ".join(found)


def _states(wanted: Filter, say: Words) -> str:
    awake = [state for state in wanted.states if state != SNOOZED]
    if SNOOZED not in wanted.states:
        return f"{say.among('c.state', awake)} AND {_awake(awake)}"
    if not awake:
        return f"c.wake_at IS NOT NULL AND {say.among('c.state', ACTIVE)}"
    states = say.among("c.state", [*ACTIVE, *(s for s in awake if s not in ACTIVE)])
    if set(ACTIVE) <= set(awake):
        return states
    return f"{states} AND (c.wake_at IS NOT NULL OR {say.among('c.state', awake)})"


def _awake(states: Sequence[str]) -> str:
    # What is resolved keeps no time to wake at.
    return "c.wake_at IS NULL" if set(states) & set(ACTIVE) else "1 = 1"


def _owned(wanted: Filter, say: Words) -> list[str]:
    some = [say.among("c.owner", wanted.owners)] if wanted.owners else []
    if wanted.unowned:
        some.append("c.owner IS NULL")
    return [_any(some)] if some else []


def _reach(wanted: Filter, reach: Reach, say: Words) -> str:
    me = say.put(reach.me)
    kept = (
        f"(c.reserved_for = {me} AND c.owner IS NULL AND c.wake_at IS NULL"
        f" AND {say.among('c.state', ('new', 'open'))})"
    )
    if wanted.handed:
        return f"({kept} OR (c.owner = {me} AND c.handed IS NOT NULL))"
    free = f"({say.yes('c.claimable')} AND {say.among('c.lane', reach.lanes)})"
    if wanted.waiting:
        return f"({kept} OR {free})"
    asleep = f"(c.wake_at IS NOT NULL AND {say.among('c.lane', reach.lanes)})"
    return f"(c.owner = {me} OR {kept} OR {free} OR {asleep})"


def _word(word: Word, say: Words) -> str:
    columns = ["t.subject", "coalesce(nullif(p.preferred_name, ''), p.name)", "c.owner", "c.queue"]
    if not _NEVER_IN_A_TAG & set(word.text):
        columns.append("c.tags")
    found = [say.has(column, word.text) for column in columns]
    if word.text.isascii() and word.text.isdigit():
        found.append(say.begins("c.id", word.text))
    if word.queues:
        found.append(say.among("c.queue", word.queues))
    return _any(found)


def pattern(text: str) -> str:
    """Return a ``LIKE`` pattern for texts that hold another, its signs escaped with ``\\``."""
    return "%" + "".join("\\" + sign if sign in "\\%_" else sign for sign in text) + "%"


def _any(conditions: Iterable[str]) -> str:
    return "(" + " OR ".join(conditions) + ")"
