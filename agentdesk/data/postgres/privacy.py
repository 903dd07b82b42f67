"""Reading about people's data: all of one person, who looked, what is kept too long."""

from collections.abc import Sequence

from agentdesk.data import retaining
from agentdesk.data.codec import codec
from agentdesk.data.postgres.belongings import CONTENT, ROWS, belongings
from agentdesk.data.postgres.care import followed
from agentdesk.data.postgres.connection import Database, Session
from agentdesk.data.postgres.log import entry
from agentdesk.data.retaining import Due
from agentdesk.domain.events import Entry
from agentdesk.domain.privacy_rows import FieldReadRow, LegalHoldRow
from agentdesk.domain.row import Row


class PostgresPrivacyReads:
    """See :class:`agentdesk.data.store.PrivacyReads`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def identities(self, customer_id: str) -> tuple[str, ...]:
        """Return the identity a customer goes on as, then all that were folded into it."""
        root = await followed(self._db, customer_id)
        sql = """
            WITH RECURSIVE folded (id) AS (
                SELECT f.id FROM customer_facts AS f WHERE f.id = $1
                UNION SELECT m.id FROM merged_customers AS m JOIN folded AS f ON m."into" = f.id
            )
            SELECT id FROM folded
        """
        found = [row[0] for row in await self._db.fetch(sql, root)]
        return tuple(sorted(found, key=lambda id: (id != root, id)))

    async def belongings(
        self, customers: Sequence[str], cases: Sequence[int] = ()
    ) -> tuple[Row, ...]:
        """Return every row of content and projection that belongs to customers or cases."""

        async def ask(session: Session) -> tuple[Row, ...]:
            async with session.transaction(isolation="repeatable_read", readonly=True):
                return tuple(await belongings(session, customers, cases, CONTENT | ROWS))

        return await self._db.read(ask)

    async def field_reads(self, customers: Sequence[str]) -> tuple[FieldReadRow, ...]:
        """Return who was shown what, the newest first."""
        of = codec(FieldReadRow)
        sql = (
            f"SELECT {of.select()} FROM field_reads WHERE customer_id = ANY ($1::text[]) "
            "ORDER BY at DESC, command"
        )
        return of.all(await self._db.fetch(sql, list(customers)))

    async def holds(self) -> tuple[LegalHoldRow, ...]:
        """Return every legal hold, the oldest first."""
        of = codec(LegalHoldRow)
        sql = f"SELECT {of.select()} FROM legal_holds ORDER BY since, customer_id"
        return of.all(await self._db.fetch(sql))

    async def removals(self, after: int) -> tuple[Entry, ...]:
        """Return the entries of the log after a seq by which words went for good."""
        sql = (
            "SELECT seq, kind, v, body, at, recorded_at, actor, command FROM events "
            "WHERE seq > $1 AND kind IN ('customer.erased', 'message.redacted') ORDER BY seq"
        )
        return tuple(map(entry, await self._db.fetch(sql, after)))

    async def due_cases(self, cutoff: int, limit: int, *, held: bool = False) -> tuple[Due, ...]:
        """Return ended cases whose words are all older than an instant."""
        sql = retaining.due_cases("$1::bigint", "$2::bigint", held=held)
        return tuple(Due(*row) for row in await self._db.fetch(sql, cutoff, limit))

    async def due_customers(
        self, cutoff: int, limit: int, *, held: bool = False
    ) -> tuple[Due, ...]:
        """Return customers with whom nothing has happened since an instant."""
        sql = retaining.due_customers(
            "$1::bigint",
            "$2::bigint",
            held=held,
            largest="greatest",
            id_of_body="coalesce(body::jsonb->>'into', body::jsonb->>'customer_id')",
        )
        return tuple(Due(*row) for row in await self._db.fetch(sql, cutoff, limit))
