"""What one unit writes, packed: decided in one process, written by another."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, repeat
from operator import attrgetter
from typing import Any

import msgspec

from agentdesk.data.codec import CODECS, add_sql, delete_sql, upsert_sql
from agentdesk.data.sqlite.log import SQL, Told, add_events, command_values, head
from agentdesk.data.unit import Command, Plan
from agentdesk.domain.events import KINDS, Fact, encode
from agentdesk.domain.row import Row

UPSERT = {cls: upsert_sql(cls, "sqlite") for cls in CODECS}
DELETE = {cls: delete_sql(cls, "sqlite") for cls in CODECS}
_TYPES: dict[str, type[Row]] = {cls.__name__: cls for cls in CODECS}
_ADD: dict[tuple[type, str], str] = {}

_ROWS = {cls: msgspec.msgpack.Decoder(list[cls]) for cls in CODECS}  # type: ignore[valid-type]  # each type's own
_EVENTS = {kind: msgspec.msgpack.Decoder(cls) for kind, cls in KINDS.items()}
_kind: Callable[[Fact], str] = attrgetter("event.kind")

Values = tuple[Any, ...]


class _Told(msgspec.Struct, frozen=True, gc=False):
    """A fact whose event is decoded by its kind."""

    at: int
    actor: str
    command: str
    event: msgspec.Raw


Rows = list[tuple[str, msgspec.Raw]]
"""Rows by the name of their type: each type's in their order, as they are decoded by it."""


class Parcel(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one unit writes behind the entry ``after`` of the log. Rows go by their type's name.

    What it takes to make columns and bodies of rows and events is left to whoever writes them.
    """

    after: int
    now: int
    command: Values
    gone: list[tuple[str, Values]]
    puts: Rows
    adds: list[tuple[str, str, list[Values]]]
    content: Rows
    kinds: list[str]
    """The kind of each fact's event."""
    facts: list[_Told]
    recorded: tuple[int | None, ...]
    """When each fact was recorded, where that is not ``now``; empty if all were recorded now."""


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Parcel).decode


class Behind(Exception):
    """The log goes on behind the entry that a parcel comes after: somebody else wrote."""


def parcel_of(kind: str, command: Command, plan: Plan, now: int, after: int) -> bytes:
    """Return what a plan writes, packed. It must erase nothing and keep no bytes."""
    adds: dict[tuple[type[Row], str], list[Values]] = {}
    for add in plan.adds:
        adds.setdefault((add.type, add.column), []).append((*add.key, add.n))
    return _pack(
        (
            after,
            now,
            command_values(kind, command, plan, now, after),
            [(cls.__name__, key) for cls, key in plan.gone],
            _by_type(plan.puts),
            [(cls.__name__, column, values) for (cls, column), values in adds.items()],
            _by_type(plan.decision.content),
            list(map(_kind, plan.facts)),
            plan.facts,
            plan.recorded,
        )
    )


def _by_type(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Return rows with the names of their types, each type's in their order."""
    found: dict[type[Row], list[Row]] = {}
    for kind, some in groupby(rows, type):
        found.setdefault(kind, []).extend(some)
    return [(kind.__name__, group) for kind, group in found.items()]


def put_parcel(db: sqlite3.Connection, packed: bytes) -> None:
    """Write a parcel, inside a transaction of the caller's.

    Raises :class:`Behind`, and ``BadEvent`` or ``ValidationError`` for what fits no description.
    """
    parcel = _unpack(packed)
    end = head(db)
    if end.seq != parcel.after:
        raise Behind
    for name, key in parcel.gone:
        db.execute(DELETE[_TYPES[name]], key)
    _put_rows(db, parcel.puts)
    for name, column, values in parcel.adds:
        db.executemany(adding(_TYPES[name], column), values)
    _put_rows(db, parcel.content)
    add_events(db, end, _events(parcel))
    db.execute(SQL["add_command"], parcel.command)


def _put_rows(db: sqlite3.Connection, rows: Rows) -> None:
    for name, packed in rows:
        cls = _TYPES[name]
        db.executemany(UPSERT[cls], map(CODECS[cls].encode, _ROWS[cls].decode(packed)))


def _events(parcel: Parcel) -> Iterator[Told]:
    """Yield a parcel's events as they are stored, but for their place in the log."""
    recorded = parcel.recorded or repeat(None)
    for kind, told, own in zip(parcel.kinds, parcel.facts, recorded, strict=False):
        event = _EVENTS[kind].decode(told.event)
        yield (
            kind,
            event.v,
            encode(event),
            told.at,
            parcel.now if own is None else own,
            told.actor,
            told.command,
            getattr(event, "case_id", None),
        )


def adding(cls: type[Row], column: str) -> str:
    """Return the statement that moves a counter."""
    slot = (cls, column)
    if slot not in _ADD:
        _ADD[slot] = add_sql(cls, column, "sqlite")
    return _ADD[slot]
