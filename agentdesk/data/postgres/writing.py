"""A plan as the one JSON document that ``unit_write`` takes."""

from collections.abc import Iterable
from itertools import repeat
from typing import Any

import msgspec

from agentdesk.data.codec import CODECS
from agentdesk.data.postgres import schema
from agentdesk.data.postgres.indexing import things
from agentdesk.data.unit import Command, Plan
from agentdesk.domain.projection import Add
from agentdesk.domain.rows import Key, LaneRow, LoadRow, Row

Document = dict[str, Any]

_json = msgspec.json.Encoder(order="deterministic").encode
_encode = msgspec.json.Encoder().encode
PIECE = 1 << 20
"""Bytes are kept in pieces of this size."""


def document(kind: str, command: Command, plan: Plan, now: int, setup: int) -> Document:
    """Write a plan as ``unit_write`` reads it."""
    decision = plan.decision
    unit: Document = {
        "schema": schema.SCHEMA,
        "setup": setup,
        "kind": kind,
        "command_id": command.command_id,
        "actor": command.actor,
        "group": command.group,
        "now": now,
        "cases": _json(plan.cases).decode(),
        "undo_until": decision.undo_until,
        "label": decision.label,
        "result": _json(decision.result).decode(),
        "events": [
            {
                "kind": fact.event.kind,
                "v": fact.event.v,
                "body": body,
                "at": fact.at,
                "case_id": fact.case_id,
                "actor": fact.actor,
                **({} if recorded_at is None else {"recorded_at": recorded_at}),
            }
            for fact, body, recorded_at in zip(
                plan.facts, plan.bodies, plan.recorded or repeat(None), strict=False
            )
        ],
        "rows": {**puts(plan.puts), **drops(plan.gone), **counters(plan.adds)},
    }
    content = {**puts(decision.content), **drops((d.type, d.key) for d in decision.drops)}
    if content:
        found = things(decision.content)
        unit["content"] = content | ({"search": found} if found else {})
    return unit


def text(unit: Document) -> str:
    """Write the document as text."""
    return _encode(unit).decode()


def quoted(value: str) -> str:
    """Write a text so that nothing in it is read as SQL."""
    return "'" + value.replace("'", "''") + "'"


def puts(rows: Iterable[Row]) -> Document:
    """Group rows by table, each as an object of its columns; a later row of a key wins."""
    tables: dict[str, dict[Key, Document]] = {}
    for row in rows:
        cls = type(row)
        of = CODECS[cls]
        values = (f"\\x{v.hex()}" if isinstance(v, bytes) else v for v in of.encode(row))
        columns = dict(zip(of.names, values, strict=True))
        tables.setdefault(cls.TABLE, {})[tuple(columns[k] for k in cls.KEY)] = columns
    return {name: list(by_key.values()) for name, by_key in tables.items()}


def drops(gone: Iterable[tuple[type[Row], Key]]) -> Document:
    """Group the keys that go away by table."""
    tables: dict[str, list[Document]] = {}
    for cls, key in gone:
        tables.setdefault(f"-{cls.TABLE}", []).append(dict(zip(cls.KEY, key, strict=True)))
    return tables


def counters(adds: Iterable[Add]) -> Document:
    """Group the counters that move by table, one object a key."""
    tables: dict[type[Row], dict[Key, Document]] = {LoadRow: {}, LaneRow: {}}
    for add in adds:
        zero = dict.fromkeys(CODECS[add.type].names, 0) | dict(
            zip(add.type.KEY, add.key, strict=True)
        )
        tables[add.type].setdefault(add.key, zero)[add.column] += add.n
    return {f"+{cls.TABLE}": list(rows.values()) for cls, rows in tables.items() if rows}


def pieces(data: bytes) -> Iterable[tuple[int, bytes]]:
    """Cut bytes into numbered pieces; nothing at all is one empty piece."""
    for number, start in enumerate(range(0, len(data) or 1, PIECE)):
        yield number, data[start : start + PIECE]
