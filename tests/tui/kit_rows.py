"""Rows and pages for the tests of the queue list."""

from typing import Any

import msgspec

from agentdesk.domain.views import QueuePage, QueueRow

NOW = 1_700_000_000_000

_PLAIN = QueueRow(
    case_id=1,
    band=0,
    rank_at=1,
    waiting_since=1,
    version=1,
    state="open",
    priority=3,
    tier=1,
    channel="mail",
    queue="billing",
    owner=None,
    due_at=NOW + 600_000,
    due_kind="FR",
    wrote_at=None,
    unread=False,
    wake_at=None,
    customer="Ada Lovelace",
    subject="Charged twice for the same order",
)


def row(number: int, **changes: Any) -> QueueRow:
    """Return the row with this case id, standing at this place unless told otherwise."""
    return msgspec.structs.replace(
        _PLAIN, **{"case_id": number, "rank_at": number, "waiting_since": number, **changes}
    )


def page(first: int, last: int, of: int | None = None, above: int | None = None) -> QueuePage:
    """Return the rows numbered ``first`` up to before ``last``, of a queue of ``of`` rows."""
    of = last if of is None else of
    above = max(0, first - 1) if above is None else above
    return QueuePage(tuple(row(number) for number in range(first, last)), above, of - last)
