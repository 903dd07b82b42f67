"""Reading about people's data: all of one person, who looked, what is kept too long."""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from agentdesk.data import retaining
from agentdesk.data.codec import codec
from agentdesk.data.retaining import Due
from agentdesk.data.sqlite.belongings import CONTENT, ROWS, belongings
from agentdesk.data.sqlite.care import followed
from agentdesk.data.sqlite.log import entry
from agentdesk.domain.events import Entry
from agentdesk.domain.privacy_rows import FieldReadRow, LegalHoldRow
from agentdesk.domain.row import Row

T = TypeVar("T")


class _Reader(Protocol):
    def __call__(self, function: Callable[[sqlite3.Connection], T]) -> Awaitable[T]: ...


class SqlitePrivacyReads:
    """See :class:`agentdesk.data.store.PrivacyReads`."""

    def __init__(self, read: _Reader) -> None:
        self._read = read

    async def identities(self, customer_id: str) -> tuple[str, ...]:
        """Return the identity a customer goes on as, then all that were folded into it."""
        return await self._read(lambda db: _identities(db, customer_id))

    async def belongings(
        self, customers: Sequence[str], cases: Sequence[int] = ()
    ) -> tuple[Row, ...]:
        """Return every row of content and projection that belongs to customers or cases."""

        def all_rows(db: sqlite3.Connection) -> tuple[Row, ...]:
            return tuple(belongings(db, customers, cases, CONTENT | ROWS))

        return await self._read(all_rows)

    async def field_reads(self, customers: Sequence[str]) -> tuple[FieldReadRow, ...]:
        """Return who was shown what, the newest first."""
        marks = ", ".join("?" for _ in customers)
        of = codec(FieldReadRow)
        sql = (
            f"SELECT {of.select()} FROM field_reads WHERE customer_id IN ({marks}) "
            "ORDER BY at DESC, command"
        )
        return await self._read(lambda db: of.all(db.execute(sql, tuple(customers))))

    async def holds(self) -> tuple[LegalHoldRow, ...]:
        """Return every legal hold, the oldest first."""
        of = codec(LegalHoldRow)
        sql = f"SELECT {of.select()} FROM legal_holds ORDER BY since, customer_id"
        return await self._read(lambda db: of.all(db.execute(sql)))

    async def removals(self, after: int) -> tuple[Entry, ...]:
        """Return the entries of the log after a seq by which words went for good."""
        sql = (
            "SELECT seq, kind, v, body, at, recorded_at, actor, command FROM events "
            "WHERE seq > ? AND kind IN ('customer.erased', 'message.redacted') ORDER BY seq"
        )
        return await self._read(lambda db: tuple(map(entry, db.execute(sql, (after,)))))

    async def due_cases(self, cutoff: int, limit: int, *, held: bool = False) -> tuple[Due, ...]:
        """Return ended cases whose words are all older than an instant."""
        sql = retaining.due_cases(":cutoff", ":limit", held=held)
        return await self._due(sql, cutoff, limit)

    async def due_customers(
        self, cutoff: int, limit: int, *, held: bool = False
    ) -> tuple[Due, ...]:
        """Return customers with whom nothing has happened since an instant."""
        sql = retaining.due_customers(
            ":cutoff",
            ":limit",
            held=held,
            largest="max",
            id_of_body="coalesce(json_extract(body, '$.into'), "
            "json_extract(body, '$.customer_id'))",
        )
        return await self._due(sql, cutoff, limit)

    async def _due(self, sql: str, cutoff: int, limit: int) -> tuple[Due, ...]:
        values = {"cutoff": cutoff, "limit": limit}
        return await self._read(lambda db: tuple(Due(*row) for row in db.execute(sql, values)))


def _identities(db: sqlite3.Connection, customer_id: str) -> tuple[str, ...]:
    root = followed(db, customer_id)
    sql = """
        WITH RECURSIVE folded (id) AS (
            SELECT id FROM customer_facts WHERE id = ?
            UNION SELECT m.id FROM merged_customers AS m JOIN folded AS f ON m."into" = f.id
        )
        SELECT id FROM folded
    """
    found = [row[0] for row in db.execute(sql, (root,))]
    return tuple(sorted(found, key=lambda id: (id != root, id)))
