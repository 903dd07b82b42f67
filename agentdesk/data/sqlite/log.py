"""The log as this engine stores it: reading entries and commands, appending both."""

import sqlite3
from collections.abc import Sequence
from itertools import repeat
from typing import Any

import msgspec

from agentdesk.data.chain import FIRST, hash_after
from agentdesk.data.entries import entry as entry
from agentdesk.data.sqlite.named import Named
from agentdesk.data.unit import Command, CommandRecord, Outcome, Plan, check_same
from agentdesk.domain.events import Entry

SQL = Named("unit.sql")

_json = msgspec.json.Encoder(order="deterministic").encode
_ids = msgspec.json.Decoder(tuple[int, ...]).decode
_result = msgspec.json.Decoder(dict[str, Any]).decode


class Head(msgspec.Struct, frozen=True):
    """Where the log ends."""

    seq: int = 0
    recorded_at: int = 0
    hash: str = FIRST


def head(db: sqlite3.Connection) -> Head:
    """Return where the log ends."""
    row = db.execute(SQL["head"]).fetchone()
    return Head(*row) if row else Head()


def entries(
    db: sqlite3.Connection, after: int, limit: int, case_id: int | None = None
) -> tuple[Entry, ...]:
    """Return entries after a seq, of one case or of all."""
    if case_id is None:
        rows = db.execute(SQL["entries"], (after, limit))
    else:
        rows = db.execute(SQL["entries_of_case"], (case_id, after, limit))
    return tuple(map(entry, rows))


def streams(db: sqlite3.Connection, case_ids: Sequence[int]) -> tuple[Entry, ...]:
    """Return the whole streams of some cases, case by case."""
    wanted = _json(list(case_ids)).decode()
    return tuple(map(entry, db.execute(SQL["streams"], (wanted,))))


def record(row: Sequence[Any]) -> CommandRecord:
    """Read what is kept of a command."""
    command_id, kind, actor, at, cases, until, label, result, group = row
    return CommandRecord(
        command_id, kind, actor, at, _ids(cases), until, label, _result(result), group
    )


def done_before(db: sqlite3.Connection, kind: str, command: Command) -> Outcome | None:
    """Return what became of a command, if it has been done.

    Raises ``Refused`` if its id was used for another one.
    """
    row = db.execute(SQL["outcome"], (command.command_id,)).fetchone()
    if row is None:
        return None
    done_kind, actor, result, last_seq, cases, until, label = row
    check_same(kind, command, done_kind, actor)
    return Outcome(
        command.command_id,
        _result(result),
        last_seq,
        cases=_ids(cases),
        repeated=True,
        undo_until=until,
        label=label,
    )


def append(db: sqlite3.Connection, kind: str, command: Command, plan: Plan, now: int) -> Outcome:
    """Number a plan's events, chain them, and record the command."""
    end = head(db)
    seq, chain, recorded_at = end.seq, end.hash, end.recorded_at
    rows = []
    recorded = plan.recorded or repeat(None)
    for fact, body, own in zip(plan.facts, plan.bodies, recorded, strict=False):
        seq += 1
        event = fact.event
        recorded_at = max(recorded_at, now if own is None else own)
        chain = hash_after(
            chain,
            seq,
            event.kind,
            event.v,
            fact.at,
            recorded_at,
            fact.actor,
            fact.command,
            body,
        )
        rows.append(
            (
                seq,
                event.kind,
                event.v,
                body,
                fact.at,
                recorded_at,
                fact.actor,
                fact.command,
                fact.case_id,
                chain,
            )
        )
    db.executemany(SQL["add_event"], rows)
    decision = plan.decision
    db.execute(
        SQL["add_command"],
        (
            command.command_id,
            kind,
            command.actor,
            now,
            _json(plan.cases).decode(),
            decision.undo_until,
            decision.label,
            _json(decision.result).decode(),
            end.seq + 1,
            seq,
            command.group,
        ),
    )
    return Outcome(
        command.command_id,
        decision.result,
        seq,
        cases=plan.cases,
        undo_until=decision.undo_until,
        label=decision.label,
    )
