"""The rows are a reading of the log: ``project(before, fact) → changes``, pure.

An engine applies the changes to its tables, time travel and rebuild to a :class:`Table`. Events
carry what was computed when they happened, so nothing here reads a policy or a calendar.
"""

from agentdesk.domain.events import Fact
from agentdesk.domain.projection import (
    belonging,
    care,
    cases,
    clocks,
    imports,
    people,
    privacy,
    ruling,
    talks,
)
from agentdesk.domain.projection.people import seen_id
from agentdesk.domain.projection.table import Add, Change, Drop, Put, Table, Tallied, Tally, put

__all__ = ["Add", "Change", "Drop", "Put", "Table", "Tallied", "Tally", "project", "put"]

_HANDLERS = {
    **cases.HANDLERS,
    **imports.HANDLERS,
    **belonging.HANDLERS,
    **clocks.HANDLERS,
    **people.HANDLERS,
    **talks.HANDLERS,
    **care.HANDLERS,
    **ruling.HANDLERS,
    **privacy.HANDLERS,
}


def project(before: Table, fact: Fact) -> list[Change]:
    """Return how the rows change through one event.

    ``before`` must hold the rows of the event's case (row, clocks, timers, sends, promises), or
    the one row it is about. Raises ``KeyError`` when such a row is missing.
    """
    changes = _HANDLERS[type(fact.event)](before, fact, fact.event)
    if fact.event.kind == "case.created":
        changes += seen_id(before, "case", fact.case_id or 0)
    return changes
