"""Reading the queue: pages by key, a person's own cases, lists, the header's numbers.

Plain functions on a connection, so that :mod:`agentdesk.data.sqlite.first` can call them before
there is an event loop. What they cost depends on the size of the page, not of the store.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from agentdesk.clock import MINUTE
from agentdesk.data.sqlite.named import Named
from agentdesk.domain.views import Counts, QueuePage, QueueRow

if TYPE_CHECKING:
    from agentdesk.data.readings import RankKey

SQL = Named("reads.sql")
CAP = 1_000
"""Counts that depend on the hour, or on a place in the list, stop here."""
SOON_MS = 15 * MINUTE
STATES = ("new", "open", "waiting_customer", "waiting_third_party", "resolved", "closed")

_UNREAD = QueueRow.__struct_fields__.index("unread")
_TAGS = QueueRow.__struct_fields__.index("tags")
_tags = msgspec.json.Decoder(tuple[str, ...]).decode
_encode = msgspec.json.encode


def queue_rows(
    db: sqlite3.Connection, case_ids: Iterable[int], agent: str | None
) -> tuple[QueueRow, ...]:
    """Return the lines of these cases, in that order."""
    ids = list(case_ids)
    wanted = {"ids": _encode(ids).decode(), "agent": agent}
    found = {row[0]: _queue_row(row) for row in db.execute(SQL["queue_rows"], wanted)}
    return tuple(found[id] for id in ids if id in found)


def _queue_row(values: Sequence[Any]) -> QueueRow:
    row = list(values)
    row[_UNREAD] = bool(row[_UNREAD])
    row[_TAGS] = _tags(row[_TAGS])
    return QueueRow(*row)


def queue_page(
    db: sqlite3.Connection,
    lanes: Sequence[str],
    *,
    after: RankKey | None,
    before: RankKey | None,
    limit: int,
    agent: str | None,
) -> QueuePage:
    """Return a window of the claimable cases of some lanes; those reserved for ``agent`` first."""
    reserved = _reserved(db, agent)
    if before is not None:
        keys = _keys_before(db, lanes, reserved, before, limit)
    else:
        keys = _keys_after(db, lanes, reserved, after, limit)
    rows = queue_rows(db, (key[-1] for key in keys), agent)
    if not keys:
        edge = after or before
        above = _above(db, lanes, reserved, edge) if edge else 0
        return QueuePage((), min(CAP, above), 0)
    first, last = keys[0], keys[-1]
    at_top = after is None and before is None
    above = 0 if at_top else _above(db, lanes, reserved, first)
    return QueuePage(rows, above, _below(db, lanes, reserved, last))


def _reserved(db: sqlite3.Connection, agent: str | None) -> list[RankKey]:
    return db.execute(SQL["reserved"], (agent,)).fetchall() if agent is not None else []


def _keys_after(
    db: sqlite3.Connection,
    lanes: Sequence[str],
    reserved: list[RankKey],
    after: RankKey | None,
    limit: int,
) -> list[RankKey]:
    if after is None:
        kept = reserved[:limit]
    elif _is_in(after, reserved):
        kept, after = [key for key in reserved if key > after][:limit], None
    else:
        kept = []
    if after is None:
        cursors = [db.execute(SQL["lane_all"], (lane,)) for lane in lanes]
    else:
        cursors = [db.execute(SQL["lane_after"], (lane, *after)) for lane in lanes]
    return [*kept, *_merged(cursors, limit - len(kept))]


def _keys_before(
    db: sqlite3.Connection,
    lanes: Sequence[str],
    reserved: list[RankKey],
    before: RankKey,
    limit: int,
) -> list[RankKey]:
    if _is_in(before, reserved):
        return [key for key in reserved if key < before][-limit:]
    cursors = [db.execute(SQL["lane_before"], (lane, *before)) for lane in lanes]
    found = _merged(cursors, limit, reverse=True)[::-1]
    room = limit - len(found)
    return [*(reserved[-room:] if room else []), *found]


def _is_in(key: RankKey, reserved: list[RankKey]) -> bool:
    return any(key[-1] == other[-1] for other in reserved)


def _merged(cursors: list[sqlite3.Cursor], limit: int, *, reverse: bool = False) -> list[RankKey]:
    """Merge cursors that are each in order, reading from each only as far as needed."""
    try:
        return list(islice(heapq.merge(*cursors, reverse=reverse), limit))
    finally:
        for cursor in cursors:
            cursor.close()


def _above(
    db: sqlite3.Connection, lanes: Sequence[str], reserved: list[RankKey], key: RankKey
) -> int:
    if _is_in(key, reserved):
        return min(CAP, sum(1 for other in reserved if other < key))
    return min(CAP, len(reserved) + _capped(db, "count_before", lanes, key))


def _below(
    db: sqlite3.Connection, lanes: Sequence[str], reserved: list[RankKey], key: RankKey
) -> int:
    if not _is_in(key, reserved):
        return _capped(db, "count_after", lanes, key)
    rest = sum(1 for other in reserved if other > key)
    start = (-1, 0, 0, 0)
    return min(CAP, rest + _capped(db, "count_after", lanes, start))


def _capped(db: sqlite3.Connection, name: str, lanes: Sequence[str], values: Sequence[int]) -> int:
    """Add up index counts over lanes, stopping at the cap."""
    total = 0
    for lane in lanes:
        if total >= CAP:
            break
        total += db.execute(SQL[name], (lane, *values, CAP - total)).fetchone()[0]
    return total


def mine(db: sqlite3.Connection, agent: str) -> tuple[QueueRow, ...]:
    """Return the active cases a person owns: the customer wrote first, then by rank."""
    return queue_rows(db, (row[0] for row in db.execute(SQL["mine"], (agent,))), agent)


def list_cases(
    db: sqlite3.Connection,
    states: Sequence[str],
    queue: str | None,
    owner: str | None,
    snoozed: bool,
    limit: int,
) -> tuple[QueueRow, ...]:
    """Return cases by plain criteria, the newest first (snoozed: the first to wake first)."""
    if snoozed:
        found: Iterator[sqlite3.Row] = db.execute(
            SQL["list_snoozed"], {"queue": queue, "owner": owner}
        )
        ids = [row[0] for row in islice(found, limit)]
        return queue_rows(db, ids, owner)
    cursors = [_list_one(db, state, queue, owner) for state in dict.fromkeys(states or STATES)]
    return queue_rows(db, (row[0] for row in _merged(cursors, limit, reverse=True)), owner)


def _list_one(
    db: sqlite3.Connection, state: str, queue: str | None, owner: str | None
) -> sqlite3.Cursor:
    if owner is not None and queue is not None:
        return db.execute(SQL["list_owner_queue"], (owner, state, queue))
    if owner is not None:
        return db.execute(SQL["list_owner"], (owner, state))
    if queue is not None:
        return db.execute(SQL["list_queue"], (queue, state))
    return db.execute(SQL["list_state"], (state,))


def counts(db: sqlite3.Connection, agent: str, lanes: Sequence[str], now: int) -> Counts:
    """Return the header's numbers."""
    own, wrote, asleep, handed = db.execute(SQL["count_mine"], (agent,)).fetchone()
    reserved = db.execute(SQL["count_reserved"], (agent,)).fetchone()[0]
    return Counts(
        for_me=reserved + handed,
        mine=own,
        mine_wrote=wrote,
        waiting=_bucket(db, lanes, "waiting"),
        late=_capped(db, "count_due", lanes, (0, now)),
        soon=_capped(db, "count_due", lanes, (now, now + SOON_MS)),
        snoozed=asleep + _bucket(db, lanes, "snoozed"),
        held_mail=db.execute(SQL["count_held"]).fetchone()[0],
    )


def _bucket(db: sqlite3.Connection, lanes: Sequence[str], bucket: str) -> int:
    return sum(db.execute(SQL["count_bucket"], (lane, bucket)).fetchone()[0] for lane in lanes)
