"""Entries of the log as both engines store them: eight columns, and how they are read."""

from collections.abc import Iterable, Sequence
from typing import Any

from agentdesk.domain.events import Entry, Fact, UnknownEvent, decode

COLUMNS = "seq, kind, v, body, at, recorded_at, actor, command"
"""What :func:`entry` reads, in this order."""


def entry(row: Sequence[Any]) -> Entry:
    """Read one entry. Raises ``UnknownEvent`` if a newer program wrote it."""
    seq, kind, v, body, at, recorded_at, actor, command = row
    try:
        event = decode(kind, v, body)
    except UnknownEvent as error:
        raise UnknownEvent(kind, v, seq) from error
    return Entry(seq, recorded_at, Fact(at, actor, command, event))


def entries(rows: Iterable[Sequence[Any]]) -> tuple[Entry, ...]:
    """Read many entries. Raises ``UnknownEvent`` or ``BadEvent``."""
    return tuple(map(entry, rows))
