"""Pages and counts of the cases that a filter lets through."""

from collections.abc import Sequence
from typing import Any

from agentdesk.data.accents import expression
from agentdesk.data.filtering import ORDERS, conditions, pattern, source
from agentdesk.data.postgres import accents
from agentdesk.data.postgres.connection import Database
from agentdesk.data.postgres.queue import CAP, queue_rows
from agentdesk.data.readings import RankKey
from agentdesk.domain.filters import Filter, matches
from agentdesk.domain.views import QueuePage


class Saying:
    """PostgreSQL's way of writing conditions."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def put(self, value: Any) -> str:
        """Take a value in; return what stands for it."""
        self.values.append(value)
        return f"${len(self.values)}"

    def yes(self, column: str) -> str:
        """Say that a column is true."""
        return column

    def among(self, column: str, values: Sequence[Any]) -> str:
        """Say that a column is one of some values."""
        return f"{column} = ANY({self.put(list(values))})"

    def begins(self, column: str, number: str) -> str:
        """Say that a number begins with digits."""
        return f"CAST({column} AS text) LIKE {self.put(number + '%')}"

    def has(self, column: str, word: str) -> str:
        """Say that a text, folded, holds a folded word."""
        like = self.put(pattern(word)) if word.isascii() else ""
        return accents.has(column, self.put(expression(word)), like, word)

    def holds(self, column: str, text: str) -> str:
        """Say that a text holds another."""
        return f"strpos({column}, {self.put(text)}) > 0"


async def filtered_page(
    db: Database,
    wanted: Filter,
    *,
    after: RankKey | None,
    before: RankKey | None,
    limit: int,
    agent: str | None,
) -> QueuePage:
    """Return a window of the cases a filter lets through, in its order."""
    up = before is not None
    keys = await _keys(db, wanted, before if up else after, limit + CAP, up=up)
    shown, rest = keys[:limit], max(0, min(CAP, len(keys) - limit))
    edge = shown[0] if shown else (before or after)
    other = 0
    if edge is not None and (up or after is not None):
        other = len(await _keys(db, wanted, edge, CAP, up=not up))
    if up:
        shown.reverse()
    found = await queue_rows(db, (key[-1] for key in shown), agent)
    rows = tuple(row for row in found if matches(wanted, row))
    return QueuePage(rows, rest, other) if up else QueuePage(rows, other, rest)


async def filtered_counts(db: Database, wanted: Sequence[Filter]) -> tuple[int, ...]:
    """Count the cases of each filter, up to the cap."""
    return tuple([await _count(db, one) for one in wanted])


async def _keys(
    db: Database, wanted: Filter, edge: RankKey | None, limit: int, *, up: bool
) -> list[RankKey]:
    say = Saying()
    key = ORDERS[wanted.order]
    where = conditions(wanted, say)
    if edge is not None:
        values = ", ".join(say.put(value) for value in edge)
        where += f" AND ({key}) {'<' if up else '>'} ({values})"
    order = "1 DESC, 2 DESC, 3 DESC, 4 DESC" if up else "1, 2, 3, 4"
    sql = f"SELECT {key} FROM {source(wanted)} WHERE {where} ORDER BY {order} LIMIT {limit:d}"
    return [tuple(row) for row in await db.fetch(sql, *say.values)]


async def _count(db: Database, wanted: Filter) -> int:
    say = Saying()
    where = conditions(wanted, say)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {source(wanted)} WHERE {where} LIMIT {CAP:d}) AS x"
    count: int = await db.value(sql, *say.values)
    return count
