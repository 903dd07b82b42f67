"""Reading the queue: pages by key, a person's own cases, lists, the header's numbers.

What they cost depends on the size of the page, not of the store: one probe of an index a lane.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from agentdesk.clock import MINUTE
from agentdesk.data.postgres.connection import Database
from agentdesk.data.postgres.named import Named
from agentdesk.data.readings import RankKey
from agentdesk.domain.views import Counts, QueuePage, QueueRow

SQL = Named("reads.sql")
CAP = 1_000
"""Counts that depend on the hour, or on a place in the list, stop here."""
SOON_MS = 15 * MINUTE
STATES = ("new", "open", "waiting_customer", "waiting_third_party", "resolved", "closed")
_TAGS = QueueRow.__struct_fields__.index("tags")
_tags = msgspec.json.Decoder(tuple[str, ...]).decode
_TOP: RankKey = (-(1 << 63), 0, 0, 0)
_END: RankKey = ((1 << 63) - 1, 0, 0, 0)


async def queue_rows(
    db: Database, case_ids: Iterable[int], agent: str | None
) -> tuple[QueueRow, ...]:
    """Return the lines of these cases, in that order."""
    ids = list(case_ids)
    return tuple(_queue_row(row) for row in await db.fetch(SQL["queue_rows"], ids, agent))


def _queue_row(values: Sequence[Any]) -> QueueRow:
    row = list(values)
    row[_TAGS] = _tags(row[_TAGS])
    return QueueRow(*row)


async def queue_page(
    db: Database,
    lanes: Sequence[str],
    *,
    after: RankKey | None,
    before: RankKey | None,
    limit: int,
    agent: str | None,
) -> QueuePage:
    """Return a window of the claimable cases of some lanes; those reserved for ``agent`` first."""
    reserved = await _keys(db, "reserved", agent) if agent is not None else []
    if before is not None:
        keys = await _before(db, lanes, reserved, before, limit)
    else:
        keys = await _after(db, lanes, reserved, after, limit)
    if not keys:
        edge = after or before
        above = await _around(db, lanes, reserved, edge, _END) if edge else (0, 0)
        return QueuePage((), above[0], 0)
    rows = await queue_rows(db, (key[-1] for key in keys), agent)
    return QueuePage(rows, *await _around(db, lanes, reserved, keys[0], keys[-1]))


async def _keys(db: Database, name: str, *values: object) -> list[RankKey]:
    return [tuple(row) for row in await db.fetch(SQL[name], *values)]


async def _after(
    db: Database,
    lanes: Sequence[str],
    reserved: list[RankKey],
    after: RankKey | None,
    limit: int,
) -> list[RankKey]:
    kept: list[RankKey] = []
    if after is None:
        kept = reserved[:limit]
    elif _is_in(after, reserved):
        kept, after = [key for key in reserved if key > after][:limit], None
    room = limit - len(kept)
    if not room:
        return kept
    return [*kept, *await _keys(db, "keys_after", list(lanes), *(after or _TOP), room)]


async def _before(
    db: Database, lanes: Sequence[str], reserved: list[RankKey], before: RankKey, limit: int
) -> list[RankKey]:
    if _is_in(before, reserved):
        return [key for key in reserved if key < before][-limit:]
    found = (await _keys(db, "keys_before", list(lanes), *before, limit))[::-1]
    room = limit - len(found)
    return [*(reserved[-room:] if room else []), *found]


def _is_in(key: RankKey, reserved: list[RankKey]) -> bool:
    return any(key[-1] == other[-1] for other in reserved)


async def _around(
    db: Database,
    lanes: Sequence[str],
    reserved: list[RankKey],
    first: RankKey,
    last: RankKey,
) -> tuple[int, int]:
    """Count what stands above the first and below the last key of a window, capped."""
    in_front, behind = first, last
    above, below = len(reserved), 0
    if _is_in(first, reserved):
        in_front, above = _TOP, sum(1 for other in reserved if other < first)
    if _is_in(last, reserved):
        behind, below = _TOP, sum(1 for other in reserved if other > last)
    found = await db.first(SQL["count_around"], list(lanes), *in_front, *behind, CAP)
    return min(CAP, above + found[0]), min(CAP, below + found[1])


async def mine(db: Database, agent: str) -> tuple[QueueRow, ...]:
    """Return the active cases a person owns: the customer wrote first, then by rank."""
    return await queue_rows(db, (row[0] for row in await db.fetch(SQL["mine"], agent)), agent)


async def list_cases(
    db: Database,
    states: Sequence[str],
    queue: str | None,
    owner: str | None,
    snoozed: bool,
    limit: int,
) -> tuple[QueueRow, ...]:
    """Return cases by plain criteria, the newest first (snoozed: the first to wake first)."""
    wanted = list(dict.fromkeys(states or STATES))
    if snoozed:
        found = await db.fetch(SQL["list_snoozed"], queue, owner, limit)
    elif owner is not None and queue is not None:
        found = await db.fetch(SQL["list_owner_queue"], owner, wanted, limit, queue)
    elif owner is not None:
        found = await db.fetch(SQL["list_owner"], owner, wanted, limit)
    elif queue is not None:
        found = await db.fetch(SQL["list_queue"], queue, wanted, limit)
    else:
        found = await db.fetch(SQL["list_state"], wanted, limit)
    return await queue_rows(db, (row[0] for row in found), owner)


async def counts(db: Database, agent: str, lanes: Sequence[str], now: int) -> Counts:
    """Return the header's numbers."""
    return Counts(*await db.first(SQL["counts"], agent, list(lanes), now, now + SOON_MS, CAP))
