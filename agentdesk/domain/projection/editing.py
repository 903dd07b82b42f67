"""Changing a case's row, with everything that follows: its lane, its counters, its timers."""

from collections.abc import Callable
from typing import Any

import msgspec

from agentdesk.domain import events as e
from agentdesk.domain.projection.table import Add, Change, Drop, Put, Table, put
from agentdesk.domain.rows import (
    LIVE_CHANNELS,
    CaseRow,
    LaneRow,
    LoadRow,
    TimerRow,
    bucket_of,
    lane_of,
)

Handler = Callable[[Table, e.Fact, Any], list[Change]]
"""How one kind of event changes the rows."""


NOBODY: dict[str, Any] = {"owner": None, "owner_since": None, "acted": False, "handed": None}
"""The fields of a case that nobody has."""


def edit(before: Table, fact: e.Fact, case_id: int, **fields: Any) -> list[Change]:
    """Change some fields of a case, and whatever follows from them.

    What follows: the version (once a command of a person or customer), that its owner has acted,
    its lane, whether it can be taken, the lane's counters and the owner's load.
    """
    old = before.one(CaseRow, case_id)
    if fact.actor != "system" and fact.command != old.last_command:
        fields["version"] = old.version + 1
        fields["last_command"] = fact.command
    if fact.actor == old.owner and "owner" not in fields and not old.acted:
        fields["acted"] = True
        fields["handed"] = None
    new = msgspec.structs.replace(old, **fields)
    if _PLACE.isdisjoint(fields):
        return [Put(new, (case_id,))]
    new = _derived(new)
    return [Put(new, (case_id,)), *counters(old, new)]


_PLACE = frozenset(
    {
        "owner", "reserved_for", "wake_at", "state", "queue", "tier", "language", "skills",
    }
)  # fmt: skip
"""The fields that decide where a case is counted, whom it burdens and whether it can be taken."""


def _derived(row: CaseRow) -> CaseRow:
    claimable = (
        row.owner is None
        and row.reserved_for is None
        and row.wake_at is None
        and row.state in ("new", "open")
    )
    lane = lane_of(row.queue, row.tier, row.language, row.skills)
    if claimable == row.claimable and lane == row.lane:
        return row
    return msgspec.structs.replace(row, claimable=claimable, lane=lane)


def counters(old: CaseRow | None, new: CaseRow) -> list[Change]:
    """Move the lane's and the owners' counters from where a case was to where it is."""
    changes: list[Change] = []
    left = (old.lane, bucket_of(old)) if old is not None else None
    came = (new.lane, bucket_of(new))
    if left != came:
        if left is not None:
            changes.append(Add(LaneRow, left, "n", -1))
        changes.append(Add(LaneRow, came, "n", 1))
    loads = _load(old), _load(new)
    if loads[0] != loads[1]:
        for load, sign in zip(loads, (-1, 1), strict=True):
            if load is not None:
                owner, units, live = load
                changes.append(Add(LoadRow, (owner,), "cases", sign))
                if units:
                    changes.append(Add(LoadRow, (owner,), "units", sign * units))
                if live:
                    changes.append(Add(LoadRow, (owner,), "live", sign * live))
    return changes


def _load(row: CaseRow | None) -> tuple[str, int, int] | None:
    """Say whom a case burdens, with how many units, and how many of these are live."""
    if row is None or row.owner is None or not row.active:
        return None
    units = row.units if is_busy(row) else 0
    return row.owner, units, units if row.channel in LIVE_CHANNELS else 0


def is_busy(row: CaseRow) -> bool:
    """Say whether a case takes its owner's units: none while it waits or is snoozed."""
    return row.state in ("new", "open") and row.wake_at is None


def set_timer(before: Table, case_id: int, kind: str, due_at: int | None) -> list[Change]:
    """Set, move or (with ``None``) take away a timer of a case."""
    old = before.get(TimerRow, case_id, kind)
    if due_at is None:
        return [Drop(TimerRow, (case_id, kind))] if old else []
    generation = old.generation + 1 if old else 1
    return [put(TimerRow(case_id, kind, generation, due_at))]


def drop_timers(before: Table, case_id: int, *kinds: str) -> list[Change]:
    """Take away the named timers of a case, if they are set."""
    return [change for kind in kinds for change in set_timer(before, case_id, kind, None)]
