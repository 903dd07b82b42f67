"""Pages and counts of the cases that a filter lets through."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from agentdesk.data.filtering import ORDERS, conditions, pattern, source
from agentdesk.data.readings import RankKey
from agentdesk.data.sqlite import accents
from agentdesk.data.sqlite.queue import CAP, queue_rows
from agentdesk.domain.filters import Filter, matches
from agentdesk.domain.views import QueuePage


class Saying:
    """SQLite's way of writing conditions."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def put(self, value: Any) -> str:
        """Take a value in; return what stands for it."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def yes(self, column: str) -> str:
        """Say that a column is true."""
        return f"{column} = 1"

    def among(self, column: str, values: Sequence[Any]) -> str:
        """Say that a column is one of some values."""
        return f"{column} IN ({', '.join(self.put(value) for value in values)})"

    def begins(self, column: str, number: str) -> str:
        """Say that a number begins with digits."""
        return f"CAST({column} AS TEXT) LIKE {self.put(number + '%')}"

    def has(self, column: str, word: str) -> str:
        """Say that a text, folded, holds a folded word."""
        return accents.has(column, self.put(word), self.put(pattern(word)), word)

    def holds(self, column: str, text: str) -> str:
        """Say that a text holds another."""
        return f"instr({column}, {self.put(text)}) > 0"


def filtered_page(
    db: sqlite3.Connection,
    wanted: Filter,
    *,
    after: RankKey | None,
    before: RankKey | None,
    limit: int,
    agent: str | None,
) -> QueuePage:
    """Return a window of the cases a filter lets through, in its order."""
    up = before is not None
    keys = _keys(db, wanted, before if up else after, limit + CAP, up=up)
    shown, rest = keys[:limit], max(0, min(CAP, len(keys) - limit))
    edge = shown[0] if shown else (before or after)
    other = 0
    if edge is not None and (up or after is not None):
        other = len(_keys(db, wanted, edge, CAP, up=not up))
    if up:
        shown.reverse()
    rows = tuple(r for r in queue_rows(db, (key[-1] for key in shown), agent) if matches(wanted, r))
    return QueuePage(rows, rest, other) if up else QueuePage(rows, other, rest)


def filtered_counts(db: sqlite3.Connection, wanted: Sequence[Filter]) -> tuple[int, ...]:
    """Count the cases of each filter, up to the cap."""
    return tuple(_count(db, one) for one in wanted)


def _keys(
    db: sqlite3.Connection, wanted: Filter, edge: RankKey | None, limit: int, *, up: bool
) -> list[RankKey]:
    say = Saying()
    key = ORDERS[wanted.order]
    where = conditions(wanted, say)
    if edge is not None:
        values = ", ".join(say.put(value) for value in edge)
        where += f" AND ({key}) {'<' if up else '>'} ({values})"
    order = "1 DESC, 2 DESC, 3 DESC, 4 DESC" if up else "1, 2, 3, 4"
    sql = f"SELECT {key} FROM {source(wanted)} WHERE {where} ORDER BY {order} LIMIT {limit:d}"
    accents.teach(db)
    return [tuple(row) for row in db.execute(sql, say.values)]


def _count(db: sqlite3.Connection, wanted: Filter) -> int:
    say = Saying()
    where = conditions(wanted, say)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {source(wanted)} WHERE {where} LIMIT {CAP:d})"
    accents.teach(db)
    count: int = db.execute(sql, say.values).fetchone()[0]
    return count
