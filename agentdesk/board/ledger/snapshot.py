"""A ledger as bytes and back: what a supervisor's cache keeps, so that no log is read twice.

The facts of warm records are read only when an undo asks for them; most never are.
"""

import gc
import hashlib
from collections import deque
from functools import cache
from typing import Any, NamedTuple

import msgspec

from agentdesk.board.ledger.agents import AgentRecord, AgentShelf
from agentdesk.board.ledger.columns import Texts, numbers, pack, read_numbers, unpack
from agentdesk.board.ledger.facts import packed
from agentdesk.board.ledger.parts import Parts, Told
from agentdesk.board.ledger.shelf import Shelf, Warm
from agentdesk.board.records import CaseRecord, Moment, StretchRecord, TalkRecord
from agentdesk.domain.events import KINDS

VERSION = 2
"""Of the format and of what the records mean: raise it when a fold changes its mind."""
_RECORDS: tuple[type[Any], ...] = (CaseRecord, TalkRecord, AgentRecord)


@cache
def shape() -> str:
    """Name the shape of all that a snapshot holds: one of another shape cannot be read."""
    types: list[type[Any]] = [*_RECORDS, Moment, StretchRecord, *KINDS.values()]
    words = [
        f"{cls.__name__}.{field.name}:{field.type}"
        for cls in types
        for field in msgspec.structs.fields(cls)
    ]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


class BadSnapshot(ValueError):
    """The bytes are no snapshot that this program can read: the log must be read again."""


class Head(NamedTuple):
    """Where a ledger stands, and how long it keeps what."""

    seq: int
    recorded_at: int
    keep_ms: int | None
    warm_ms: int


def dump(head: Head, parts: Parts) -> bytes:
    """Write a ledger."""
    texts = Texts()
    cases, talks, agents = parts.cases, parts.talks, parts.agents
    settled = [stretch for stretches in agents.settled.values() for stretch in stretches]
    lines = parts.moments.lines
    body = [
        [*head, parts.prune_at],
        [
            [_keys(shelf), pack(cls, list(shelf.records.values()), texts)]
            for shelf, cls in zip(parts.shelves, _RECORDS, strict=True)
        ],
        [_warm(shelf, cls, texts) for shelf, cls in zip(parts.shelves, _RECORDS, strict=True)],
        [
            numbers(list(cases.active)),
            numbers(list(cases.away)),
            numbers(list(cases.away.values())),
            cases.places,
        ],
        numbers(list(talks.live)),
        pack(StretchRecord, settled, texts),
        [[command for command, _ in lines], pack(Moment, [line for _, line in lines], texts)],
        [
            [name, told.touched, told.undone, list(dict.fromkeys(told.keys)), told.lines]
            for name, told in parts.commands.items()
        ],
    ]
    return msgspec.msgpack.encode([VERSION, shape(), texts.table, body])


def _keys(shelf: Shelf[Any, Any]) -> list[Any]:
    """Return the keys of a shelf: texts as they are, numbers packed."""
    keys = list(shelf.records)
    return keys if isinstance(shelf, AgentShelf) else numbers(keys)


def _warm(shelf: Shelf[Any, Any], cls: type[Any], texts: Texts) -> list[Any]:
    some = [warm.base for warm in shelf.warm.values() if warm.base is not None]
    return [
        list(shelf.warm),
        [warm.touched for warm in shelf.warm.values()],
        [warm.base is not None for warm in shelf.warm.values()],
        pack(cls, some, texts),
        [warm.data or packed(warm.facts) for warm in shelf.warm.values()],
    ]


def load(data: bytes) -> tuple[Head, Parts]:
    """Read what :func:`dump` wrote. Raises :class:`BadSnapshot`."""
    # Nothing that is made here is rubbish: looking for some would take as long as the reading.
    collecting = gc.isenabled()
    gc.disable()
    try:
        version, shaped, table, body = msgspec.msgpack.decode(data)
        if (version, shaped) != (VERSION, shape()):
            raise BadSnapshot("another version wrote the snapshot")
        return _filled(table, body)
    except BadSnapshot:
        raise
    except (ValueError, TypeError, LookupError, msgspec.MsgspecError) as error:
        raise BadSnapshot(f"the snapshot is damaged: {error}") from error
    finally:
        if collecting:
            gc.enable()


def _filled(table: list[str | None], body: list[Any]) -> tuple[Head, Parts]:
    parts = Parts()
    head, shelves, warm, places, live, settled, lines, commands = body
    *standing, parts.prune_at = head
    for shelf, cls, (keys, columns), heated in zip(
        parts.shelves, _RECORDS, shelves, warm, strict=True
    ):
        names = keys if isinstance(shelf, AgentShelf) else read_numbers(keys)
        shelf.records = dict(zip(names, unpack(cls, columns, table), strict=True))
        shelf.warm = _heated(cls, heated, table)
    *indexes, known = places
    active, away, at = map(read_numbers, indexes)
    parts.cases.active = dict.fromkeys(active)
    parts.cases.closed = {key for key, x in parts.cases.records.items() if x.state == "closed"}
    parts.cases.away = dict(zip(away, at, strict=True))
    parts.cases.put_places([tuple(place) for place in known])
    parts.talks.live = dict.fromkeys(read_numbers(live))
    for stretch in unpack(StretchRecord, settled, table):
        parts.agents.settled.setdefault(stretch.agent, []).append(stretch)
    parts.moments.lines = list(zip(lines[0], unpack(Moment, lines[1], table), strict=True))
    for name, touched, undone, keys, lines_of in commands:
        told = parts.commands[name] = Told(touched)
        told.undone, told.keys, told.lines = undone, [tuple(key) for key in keys], lines_of
    order = sorted(parts.commands.items(), key=lambda pair: pair[1].touched)
    parts.cooling = deque((told.touched, name) for name, told in order)
    return Head(*standing), parts


def _heated(cls: type[Any], heated: list[Any], table: list[str | None]) -> dict[Any, Warm[Any]]:
    keys, touched, present, columns, facts = heated
    bases = iter(unpack(cls, columns, table))
    return {
        key: Warm(next(bases) if based else None, [], at, data)
        for key, at, based, data in zip(keys, touched, present, facts, strict=True)
    }
