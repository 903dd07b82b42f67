"""What one unit writes, as plain values: decided in one process, written by another."""

import sqlite3
from collections.abc import Iterable
from typing import Any

import msgspec

from agentdesk.data.codec import CODECS, add_sql, delete_sql, upsert_sql
from agentdesk.data.sqlite.log import SQL, Told, add_events, command_values, events_of, head
from agentdesk.data.unit import Command, Plan
from agentdesk.domain.row import Row

UPSERT = {cls: upsert_sql(cls, "sqlite") for cls in CODECS}
DELETE = {cls: delete_sql(cls, "sqlite") for cls in CODECS}
_TYPES: dict[str, type[Row]] = {cls.__name__: cls for cls in CODECS}
_ADD: dict[tuple[type, str], str] = {}

Values = tuple[Any, ...]


class Parcel(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one unit writes behind the entry ``after`` of the log. Rows go by their type's name."""

    after: int
    command: Values
    gone: list[tuple[str, Values]]
    puts: list[tuple[str, list[Values]]]
    adds: list[tuple[str, str, list[Values]]]
    content: list[tuple[str, list[Values]]]
    events: list[Told]


class Behind(Exception):
    """The log goes on behind the entry that a parcel comes after: somebody else wrote."""


def parcel_of(kind: str, command: Command, plan: Plan, now: int, after: int) -> Parcel:
    """Return what a plan writes. It must erase nothing and keep no bytes."""
    adds: dict[tuple[type[Row], str], list[Values]] = {}
    for add in plan.adds:
        adds.setdefault((add.type, add.column), []).append((*add.key, add.n))
    return Parcel(
        after,
        command_values(kind, command, plan, now, after),
        [(cls.__name__, key) for cls, key in plan.gone],
        values_by_type(plan.puts),
        [(cls.__name__, column, values) for (cls, column), values in adds.items()],
        values_by_type(plan.decision.content),
        events_of(plan, now),
    )


def values_by_type(rows: Iterable[Row]) -> list[tuple[str, list[Values]]]:
    """Return rows as the values of their columns, each type's in their order."""
    found: dict[type[Row], list[Values]] = {}
    for row in rows:
        kind = type(row)
        if kind not in found:
            found[kind] = []
        found[kind].append(CODECS[kind].encode(row))
    return [(kind.__name__, values) for kind, values in found.items()]


def put_parcel(db: sqlite3.Connection, parcel: Parcel) -> None:
    """Write a parcel, inside a transaction of the caller's. Raises :class:`Behind`."""
    end = head(db)
    if end.seq != parcel.after:
        raise Behind
    for name, key in parcel.gone:
        db.execute(DELETE[_TYPES[name]], key)
    for name, values in parcel.puts:
        db.executemany(UPSERT[_TYPES[name]], values)
    for name, column, values in parcel.adds:
        db.executemany(adding(_TYPES[name], column), values)
    for name, values in parcel.content:
        db.executemany(UPSERT[_TYPES[name]], values)
    add_events(db, end, parcel.events)
    db.execute(SQL["add_command"], parcel.command)


def adding(cls: type[Row], column: str) -> str:
    """Return the statement that moves a counter."""
    slot = (cls, column)
    if slot not in _ADD:
        _ADD[slot] = add_sql(cls, column, "sqlite")
    return _ADD[slot]
