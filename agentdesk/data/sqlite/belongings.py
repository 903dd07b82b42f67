"""Loading everything that belongs to some customers or cases, by the one list of whose is what."""

import sqlite3
from collections.abc import Iterable, Iterator

import msgspec

from agentdesk.data.codec import codec
from agentdesk.domain.personal import conditions, row_conditions
from agentdesk.domain.row import Row

_MEANT = ("SELECT value FROM json_each(:customers)", "SELECT value FROM json_each(:cases)")
CONTENT = conditions(*_MEANT)
ROWS = row_conditions(*_MEANT)


def belongings(
    db: sqlite3.Connection,
    customers: Iterable[str],
    cases: Iterable[int],
    where: dict[type[Row], str],
) -> Iterator[Row]:
    """Return the rows of some tables that belong to customers, their cases, or these cases."""
    wanted = {
        "customers": msgspec.json.encode(list(customers)).decode(),
        "cases": msgspec.json.encode(list(cases)).decode(),
    }
    for cls, condition in where.items():
        sql = f'SELECT {codec(cls).select()} FROM "{cls.TABLE}" WHERE {condition}'
        yield from codec(cls).all(db.execute(sql, wanted))
