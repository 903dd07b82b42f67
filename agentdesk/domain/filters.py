"""Which cases a list shows, in one meaning: :func:`matches` here, the same as SQL in the stores.

Everything in a :class:`Filter` is settled: people by id, times as instants. So a row can be judged
as it changes, and a page of the store holds the same cases.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from agentdesk.domain.rows import ACTIVE_STATES
from agentdesk.domain.views import QueueRow
from agentdesk.saved_view import SavedView
from agentdesk.text import fold

SNOOZED = "snoozed"
ACTIVE = ("new", "open", "waiting_customer", "waiting_third_party")
STATES = (*ACTIVE, SNOOZED, "resolved", "closed")
"""The words for where a case stands: its state, or that it sleeps."""

Order = Literal["rank", "due", "wake", "resolved"]
"""As ``T`` takes; the earliest due first; the first to wake first; resolved last first."""
Key = tuple[int, int, int, int]

FAR = 1 << 60
"""Stands after every instant in an order."""


class Reach(msgspec.Struct, frozen=True):
    """What is somebody's business: their own cases, what is kept for them, their lanes."""

    me: str
    lanes: tuple[str, ...]


class Word(msgspec.Struct, frozen=True):
    """A word looked for, folded (:func:`~agentdesk.text.fold`), and the queues of its name."""

    text: str
    queues: tuple[str, ...] = ()


class Filter(msgspec.Struct, frozen=True):
    """What a case must be to be shown; an empty field asks for nothing."""

    states: tuple[str, ...] = (*ACTIVE, SNOOZED)
    queues: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    unowned: bool = False
    """Cases without an owner are meant too, or (no owners) alone."""
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    created_before: int | None = None
    due_before: int | None = None
    resolved_since: int | None = None
    words: tuple[Word, ...] = ()
    reach: Reach | None = None
    """Only what is somebody's business."""
    waiting: bool = False
    """Only what waits to be taken, of ``reach``."""
    handed: bool = False
    """Only what came to the person of ``reach`` without their asking."""
    order: Order = "rank"


def words_of(text: str, names: Mapping[str, str]) -> tuple[Word, ...]:
    """Return the words of a typed text. ``names`` are the queues' names by id."""
    return tuple(
        Word(word, tuple(id for id, name in names.items() if word in fold(name)))
        for word in fold(text).split()
    )


def filter_of(
    view: SavedView, *, me: str, now: int, names: Mapping[str, str], also: str = ""
) -> Filter:
    """Settle a saved view for one person at one instant; ``also`` are words typed over it."""
    return Filter(
        states=view.state or (*ACTIVE, SNOOZED),
        queues=view.queue,
        priorities=view.priority,
        channels=view.channel,
        owners=tuple(me if who == "me" else who for who in view.owner if who != "nobody"),
        unowned="nobody" in view.owner,
        tags=view.tag,
        languages=view.language,
        tiers=view.tier,
        types=view.type,
        created_before=None if view.older_than is None else now - view.older_than,
        words=words_of(f"{view.text} {also}", names),
    )


def stands(row: QueueRow) -> str:
    """Return the word for where a case stands."""
    return SNOOZED if row.wake_at is not None and row.state in ACTIVE_STATES else row.state


def matches(wanted: Filter, row: QueueRow) -> bool:
    """Say whether a case is shown."""
    return (
        stands(row) in wanted.states
        and _among(row.queue, wanted.queues)
        and _among(row.priority, wanted.priorities)
        and _among(row.channel, wanted.channels)
        and _among(row.language, wanted.languages)
        and _among(row.tier, wanted.tiers)
        and _among(row.type, wanted.types)
        and (not wanted.tags or not set(wanted.tags).isdisjoint(row.tags))
        and _owned(wanted, row)
        and _in_time(wanted, row)
        and (wanted.reach is None or _in_reach(wanted, wanted.reach, row))
        and all(holds(row, word) for word in wanted.words)
    )


def holds(row: QueueRow, word: Word) -> bool:
    """Say whether a case has a word: a number it begins with, or a piece of its texts."""
    text = word.text
    if str(row.case_id).startswith(text) or row.queue in word.queues or text in fold(row.queue):
        return True
    return (
        text in fold(row.customer)
        or text in fold(row.subject)
        or (row.owner is not None and text in fold(row.owner))
        or any(text in fold(tag) for tag in row.tags)
    )


def waits(row: QueueRow, reach: Reach) -> bool:
    """Say whether a case waits for somebody to take it, who could be this person."""
    if row.owner is not None or row.wake_at is not None or row.state not in ("new", "open"):
        return False
    return row.reserved_for == reach.me or (row.reserved_for is None and row.lane in reach.lanes)


def key_of(row: QueueRow, order: Order) -> Key:
    """Return a row's place in an order; the least comes first."""
    if order == "rank":
        return row.key
    if order == "due":
        return (FAR if row.due_at is None else row.due_at, row.band, row.rank_at, row.case_id)
    if order == "wake":
        return (FAR if row.wake_at is None else row.wake_at, row.band, row.rank_at, row.case_id)
    return (-(row.resolved_at or 0), 0, 0, row.case_id)


def _among(value: object, wanted: Iterable[object]) -> bool:
    return not wanted or value in wanted


def _owned(wanted: Filter, row: QueueRow) -> bool:
    if not wanted.owners and not wanted.unowned:
        return True
    return row.owner in wanted.owners or (row.owner is None and wanted.unowned)


def _in_time(wanted: Filter, row: QueueRow) -> bool:
    if wanted.created_before is not None and row.created_at > wanted.created_before:
        return False
    if wanted.due_before is not None and (row.due_at is None or row.due_at >= wanted.due_before):
        return False
    since = wanted.resolved_since
    return since is None or (row.resolved_at is not None and row.resolved_at >= since)


def _in_reach(wanted: Filter, reach: Reach, row: QueueRow) -> bool:
    mine, waiting = row.owner == reach.me, waits(row, reach)
    if wanted.handed:
        kept = waiting and row.reserved_for == reach.me
        return kept or (mine and row.handed is not None and row.state in ACTIVE_STATES)
    if wanted.waiting:
        return waiting
    # What is resolved has its owner still; what sleeps in a lane of mine is my business too.
    return mine or waiting or (row.wake_at is not None and row.lane in reach.lanes)
