"""Finding what a use-case asks for before it knows which rows it needs."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec

from agentdesk.data.sqlite.fetching import fetch
from agentdesk.data.sqlite.log import SQL, head, record
from agentdesk.data.unit import CommandRecord, Find, Found
from agentdesk.domain.content import Answer, Message
from agentdesk.domain.live_rows import InteractionRow
from agentdesk.domain.rows import TimerRow


def find(db: sqlite3.Connection, wanted: Find | None) -> Found:
    """Look up what a use-case asks for before it knows which cases it needs."""
    if wanted is None:
        return Found()
    customers = {}
    for place in wanted.addresses:
        row = db.execute(SQL["contact"], place).fetchone()
        if row is not None:
            customers[place] = row[0]
    by_rfc_id = {}
    for rfc_id in wanted.rfc_ids:
        for message in fetch(db, Message, "rfc_id = ? ORDER BY id LIMIT 1", rfc_id):
            by_rfc_id[rfc_id] = message
    messages = {
        message.id: message
        for id in wanted.message_ids
        for message in fetch(db, Message, "id = ?", id)
    }
    held = None
    if wanted.held_id is not None:
        held = next(
            iter(fetch(db, Message, "held_id = ? ORDER BY id LIMIT 1", wanted.held_id)), None
        )
    return Found(
        customers,
        by_rfc_id,
        messages,
        held,
        _command(db, wanted),
        {id: answer for id in wanted.answers for answer in fetch(db, Answer, "id = ?", id)},
        frozenset(id for id in wanted.used_answers if _was_used(db, id)),
        dict(_referred(db, "case_reference", wanted.case_references)),
        dict(_referred(db, "customer_reference", wanted.customer_references)),
        _due(db, wanted),
        {
            row.id: row
            for id in wanted.interactions
            for row in fetch(db, InteractionRow, "id = ?", id)
        },
        head(db).recorded_at if wanted.log_end else 0,
    )


def _due(db: sqlite3.Connection, wanted: Find) -> tuple[TimerRow, ...]:
    if wanted.due_by is None:
        return ()
    kinds = ", ".join("?" * len(wanted.due_kinds))
    where = f"due_at <= ? AND kind IN ({kinds}) ORDER BY due_at, case_id, kind LIMIT ?"
    return fetch(db, TimerRow, where, wanted.due_by, *wanted.due_kinds, wanted.due_most)


def _referred(
    db: sqlite3.Connection, name: str, wanted: tuple[tuple[str, str], ...]
) -> Iterator[tuple[tuple[str, str], Any]]:
    """Return what imported things are called here, of those that are here."""
    for source in dict.fromkeys(source for source, _ in wanted):
        places = [place for place in wanted if place[0] == source]
        asked = msgspec.json.encode([reference for _, reference in places]).decode()
        for number, id in db.execute(SQL[name], (asked, source)):
            yield places[number], id


def _was_used(db: sqlite3.Connection, answer_id: str) -> bool:
    asked = db.execute(SQL["answer_was_used"], (answer_id,))
    return asked.fetchone() is not None


def _command(db: sqlite3.Connection, wanted: Find) -> CommandRecord | None:
    for name, value in (
        ("command", wanted.command),
        ("last_of", wanted.last_of),
        ("last_undone_of", wanted.last_undone_of),
    ):
        if value is not None:
            row = db.execute(SQL[name], (value,)).fetchone()
            if row is not None:
                return record(row)
    return None
