"""Leaving as little as the server allows of what was erased: rows, index entries, old versions."""

from agentdesk.data.postgres.apart import apart
from agentdesk.data.postgres.connection import Database
from agentdesk.data.postgres.schema import NAME
from agentdesk.domain.personal import BELONGS

TABLES = (
    *(cls.TABLE for cls, how in BELONGS.items() if how.personal),
    "blobs",
    "drafts",
    "search_places",
)
"""The tables in which somebody's data may have stood."""

NOT_THE_OWNER = (
    "The database keeps old versions of the rows until it is vacuumed, and your login may not do "
    "that. Its owner does it at once: agentdesk privacy scrub."
)
ONLY_MARKED = (
    "The rows are gone and their room is free; the old bytes stay in it until something else is "
    "written there. In a quiet hour write the tables anew: agentdesk privacy scrub --full."
)


async def scrub(db: Database, *, full: bool) -> str | None:
    """Vacuum every table; return a sentence that says what stays, if anything does.

    What the server has written ahead, or archived, is not ours to delete.
    """
    async with apart(db) as session:
        owner = await session.fetchval(
            "SELECT pg_has_role(current_user, c.relowner, 'MEMBER') FROM pg_class AS c "
            "WHERE c.oid = 'agentdesk.messages'::regclass"
        )
        if not owner:
            return NOT_THE_OWNER
        await session.execute(
            f"DELETE FROM {NAME}.drafts WHERE case_id IN (SELECT c.id FROM {NAME}.cases AS c "
            f"JOIN {NAME}.customer_facts AS f ON f.id = c.customer_id WHERE f.erased)"
        )
        how = "(FULL, ANALYZE)" if full else "(ANALYZE)"
        for table in TABLES:
            await session.execute(f'VACUUM {how} {NAME}."{table}"', timeout=None)
        # The planner's samples of what stood in the columns; skipped where that is not allowed.
        await session.execute(
            f"VACUUM {'(FULL)' if full else ''} pg_catalog.pg_statistic", timeout=None
        )
    return None if full else ONLY_MARKED
