"""Entries of the log, read from SQLite in one step, however many they are.

Between two rows Python lets its other threads run, and a reader that waits there for its turn,
perhaps while figures are counted or a screen is painted, still holds the state of the store that
it reads. The write-ahead log then cannot begin anew, and those who write wait. So the rows come as
one, a list for each column.
"""

import sqlite3
from collections.abc import Iterable

import msgspec

from agentdesk.data.entries import COLUMNS, entries
from agentdesk.domain.events import Entry

_numbers = msgspec.json.Decoder(list[int]).decode
_texts = msgspec.json.Decoder(list[str]).decode
_READ = (_numbers, _texts, _numbers, _texts, _numbers, _numbers, _texts, _texts)


def one_step(sql: str) -> str:
    """Make a statement that gives entries give them as one row."""
    lists = ", ".join(f"json_group_array({name})" for name in COLUMNS.split(", "))
    return f"SELECT {lists} FROM ({sql})"


def read_entries(db: sqlite3.Connection, sql: str, values: Iterable[int]) -> tuple[Entry, ...]:
    """Return the entries of a statement made by :func:`one_step`.

    Raises ``sqlite3.Error``, ``UnknownEvent`` or ``BadEvent``.
    """
    lists = db.execute(sql, tuple(values)).fetchone()
    columns = [read(text) for read, text in zip(_READ, lists, strict=True)]
    return entries(zip(*columns, strict=True))
