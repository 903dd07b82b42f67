"""Loading everything that belongs to some customers or cases, by the one list of whose is what."""

from collections.abc import Iterable

from agentdesk.data.codec import codec
from agentdesk.data.postgres.connection import Session
from agentdesk.domain.personal import conditions, row_conditions
from agentdesk.domain.row import Row

_MEANT = ("SELECT unnest($1::text[])", "SELECT unnest($2::bigint[])")
CONTENT = conditions(*_MEANT)
ROWS = row_conditions(*_MEANT)


async def belongings(
    session: Session,
    customers: Iterable[str],
    cases: Iterable[int],
    where: dict[type[Row], str],
) -> list[Row]:
    """Return the rows of some tables that belong to customers, their cases, or these cases."""
    found: list[Row] = []
    theirs, these = list(customers), list(cases)
    for cls, condition in where.items():
        # Both are named in every statement, so that it takes them whether it needs them or not.
        sql = (
            f"SELECT {codec(cls).select()} FROM {cls.TABLE} WHERE ({condition}) "
            "AND $1::text[] IS NOT NULL AND $2::bigint[] IS NOT NULL"
        )
        found += codec(cls).all(await session.fetch(sql, theirs, these))
    return found
