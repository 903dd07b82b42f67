"""The live tables: drafts, who is here, heartbeats; with a doorbell of their own."""

from collections.abc import AsyncGenerator, Sequence

import msgspec

from agentdesk.clock import SECOND
from agentdesk.data.errors import StoreReadOnly
from agentdesk.data.postgres import feed
from agentdesk.data.postgres.bell import Bell
from agentdesk.data.postgres.connection import Database
from agentdesk.data.postgres.queue import SQL
from agentdesk.domain.views import Doing, Draft

LOOKING_MS = 25 * SECOND
TYPING_MS = 10 * SECOND


class PostgresLive:
    """Drafts, who is here, heartbeats (see :class:`agentdesk.data.store.Live`)."""

    def __init__(self, db: Database, bell: Bell, *, read_only: str | None) -> None:
        self._db, self._bell, self.read_only = db, bell, read_only

    async def save_draft(self, draft: Draft) -> None:
        """Keep a draft; an empty body deletes it."""
        if not draft.body:
            await self.drop_draft(draft.agent, draft.case_id, draft.kind)
            return
        await self._write("save_draft", *msgspec.structs.astuple(draft))

    async def drafts(self, agent: str) -> tuple[Draft, ...]:
        """Return every draft of a person, the newest first."""
        return tuple(Draft(*row) for row in await self._db.fetch(SQL["drafts"], agent))

    async def drafts_in(self, case_ids: Sequence[int]) -> tuple[Draft, ...]:
        """Return everybody's unsent texts in some cases, lists of files among them."""
        found = await self._db.fetch(SQL["drafts_in"], list(case_ids))
        return tuple(Draft(*row) for row in found)

    async def drafts_before(self, at: int) -> tuple[Draft, ...]:
        """Return everybody's unsent texts that nobody has touched since an instant."""
        return tuple(Draft(*row) for row in await self._db.fetch(SQL["drafts_before"], at))

    async def draft(self, agent: str, case_id: int, kind: str) -> Draft | None:
        """Return one draft."""
        row = await self._db.first(SQL["draft"], agent, case_id, kind)
        return Draft(*row) if row else None

    async def drop_draft(self, agent: str, case_id: int, kind: str) -> None:
        """Delete a draft, after its text was posted."""
        await self._write("drop_draft", agent, case_id, kind)

    async def here(self, agent: str, case_id: int | None, what: str, now: int) -> None:
        """Say what a person does: looking at or typing in a case, or (``None``) neither."""
        if case_id is None:
            await self._write("gone", agent)
        else:
            await self._write("here", agent, case_id, what, now)

    async def doing(self, now: int) -> tuple[Doing, ...]:
        """Return who looked within 25 seconds; who typed within 10 still types."""
        rows = await self._db.fetch(SQL["doing"], now - TYPING_MS, now - LOOKING_MS)
        return tuple(Doing(*row) for row in rows)

    async def seen(self, agent: str, case_id: int, at: int) -> None:
        """Remember that a person has opened a case."""
        await self._write("seen", case_id, agent, at)

    async def beat(self, agent: str, now: int, desk: str = "") -> None:
        """Record a sign of a person: of their open desk, by its id, or of a command."""
        if desk:
            await self._write("desk_open", agent, desk, now)
        await self._write("beat", agent, now)

    async def left(self, agent: str, desk: str, since: int) -> int:
        """Forget a desk; return how many others of that person gave a sign since then."""
        await self._write("desk_closed", agent, desk, since)
        # Not in the same step: of two desks that are closed at once, the later one sees neither.
        row = await self._db.first(SQL["desks"], agent, since)
        return int(row[0]) if row else 0

    async def beats(self) -> dict[str, int]:
        """Return the last heartbeat of every person."""
        return {row[0]: row[1] for row in await self._db.fetch(SQL["beats"])}

    async def changes(self) -> AsyncGenerator[None, None]:
        """Yield whenever something here changed."""
        async for change in feed.changes(self._bell):
            yield change

    async def _write(self, name: str, *values: object) -> None:
        if self.read_only is not None:
            raise StoreReadOnly(self.read_only)
        await self._db.run(SQL[name], *values)
