"""How the scripted trainee works: in which order it takes cases, and at which pace."""

from collections.abc import Callable
from typing import Any, TypeAlias

from agentdesk.clock import MINUTE, SECOND
from agentdesk.domain.rows import CaseRow

Order: TypeAlias = Callable[[CaseRow], Any]
"""What cases are taken by: the least first."""


def oldest_first(row: CaseRow) -> tuple[int, int]:
    """Take who has waited longest."""
    return (row.waiting_since, row.id)


def highest_priority_first(row: CaseRow) -> tuple[int, int, int]:
    """Take the highest priority, then who has waited longest."""
    return (row.priority, row.waiting_since, row.id)


POLICIES: dict[str, Order] = {
    "oldest first": oldest_first,
    "highest priority first": highest_priority_first,
}
"""Orders of naive trainees, by what they are called."""

NAIVE_PACE = 3.0
"""So many times as long everything takes a naive trainee."""

URGENT = 5 * MINUTE
"""What is due within it is done before anything new is taken."""
WORD = 6 * MINUTE
"""So long a customer is given to say something more before their case is resolved."""
LIVE_WORD = 45 * SECOND
"""The same in a talk."""
END = 4 * MINUTE
"""So long before the end of the shift everything is finished."""
