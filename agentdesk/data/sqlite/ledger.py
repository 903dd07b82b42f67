"""A list beside a store of what was erased from it or taken out: for when a backup is put back.

Backups hold what was erased since they were made, and the store they replace may be gone with its
log. This file stays where it is when that happens: a line a removal, ids and numbers only.
"""

import os
import sqlite3
from collections.abc import Sequence

import msgspec

from agentdesk.data.sqlite.paths import Paths, file_mode
from agentdesk.domain.events import CustomerErased, Fact, MessageRedacted, encode

REMOVALS = (CustomerErased, MessageRedacted)
"""The events by which words went for good, at somebody's wish."""


class Line(msgspec.Struct, frozen=True):
    """One line: an entry of the log."""

    seq: int
    at: int
    kind: str
    body: str


def note(paths: Paths, facts: Sequence[Fact], first_seq: int) -> None:
    """Add what a unit removed to the list, on the disk before this returns. Raises ``OSError``."""
    _add(
        paths,
        [
            Line(seq, fact.at, fact.event.kind, encode(fact.event))
            for seq, fact in enumerate(facts, start=first_seq)
            if isinstance(fact.event, REMOVALS)
        ],
    )


def complete(paths: Paths, db: sqlite3.Connection) -> None:
    """Add what the log knows and the list does not, after a crash between the two."""
    try:
        known = {line.strip() for line in paths.erased.read_bytes().splitlines()}
    except FileNotFoundError:
        known = set()
    kinds = ", ".join(f"'{cls.kind}'" for cls in REMOVALS)
    rows = db.execute(
        f"SELECT seq, at, kind, body FROM events WHERE kind IN ({kinds}) ORDER BY seq"
    )
    lines = [Line(*row) for row in rows]
    _add(paths, [line for line in lines if msgspec.json.encode(line) not in known])


def _add(paths: Paths, lines: Sequence[Line]) -> None:
    if not lines:
        return
    mode = file_mode(paths.db.parent)
    handle = os.open(paths.erased, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, mode)
    try:
        os.write(handle, b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
        os.fsync(handle)
    finally:
        os.close(handle)
