"""The log as this engine stores it: reading entries and commands, appending both."""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any, TypeAlias

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


Told: TypeAlias = tuple[str, int, str, int, int, str, str, int | None]
"""An event before its place: kind, version, body, when, recorded when, by whom, command, case."""


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
    seq = add_events(db, end, events_of(plan, now))
    db.execute(SQL["add_command"], command_values(kind, command, plan, now, end.seq))
    decision = plan.decision
    return Outcome(
        command.command_id,
        decision.result,
        seq,
        cases=plan.cases,
        undo_until=decision.undo_until,
        label=decision.label,
    )


def events_of(plan: Plan, now: int) -> list[Told]:
    """Return a plan's events as they are stored, but for their place in the log."""
    return [
        (
            fact.event.kind,
            fact.event.v,
            body,
            fact.at,
            now if own is None else own,
            fact.actor,
            fact.command,
            fact.case_id,
        )
        for fact, body, own in zip(
            plan.facts, plan.bodies, plan.recorded or repeat(None), strict=False
        )
    ]


def add_events(db: sqlite3.Connection, end: Head, told: Iterable[Told]) -> int:
    """Append events behind the end of the log, chained; return the last seq."""
    seq, chain, newest = end.seq, end.hash, end.recorded_at
    rows = []
    for kind, v, body, at, recorded_at, actor, command, case_id in told:
        seq += 1
        newest = max(newest, recorded_at)
        chain = hash_after(chain, seq, kind, v, at, newest, actor, command, body)
        rows.append((seq, kind, v, body, at, newest, actor, command, case_id, chain))
    db.executemany(SQL["add_event"], rows)
    return seq


def command_values(
    kind: str, command: Command, plan: Plan, now: int, after: int
) -> tuple[int | str | None, ...]:
    """Return what is kept of a command whose events come after a seq."""
    decision = plan.decision
    return (
        command.command_id,
        kind,
        command.actor,
        now,
        _json(plan.cases).decode(),
        decision.undo_until,
        decision.label,
        _json(decision.result).decode(),
        after + 1,
        after + len(plan.facts),
        command.group,
    )
