"""Searching everything in PostgreSQL: GIN knows which words stand where, in no order.

So the newest texts are looked at first, one by one: a common word fills a page at once. What is
rare among them is rare among all, and GIN gives all its places quickly.
"""

from collections.abc import Sequence
from typing import Any

from agentdesk.data import search_rows
from agentdesk.data.filtering import JOINS, conditions
from agentdesk.data.postgres.connection import Database, Session
from agentdesk.data.postgres.filtered import Saying
from agentdesk.data.postgres.named import Named
from agentdesk.data.searching import (
    ANSWERS,
    Ask,
    CaseIds,
    Cases,
    Fitting,
    Found,
    Places,
    Prepare,
    Read,
    Wanted,
    case_filter,
)
from agentdesk.data.searching import search as walk
from agentdesk.domain.search.hits import Order, SearchPage
from agentdesk.domain.search.terms import Need, SearchQuery

SQL = Named("search.sql")
LOOKS = (400, 3_000, 12_000)
"""How many of the newest texts are looked at before GIN is asked, as long as they may fill a page:
a text that GIN names is fetched from anywhere, and costs ten times one that is read in order."""


async def search(
    db: Database, query: SearchQuery, *, limit: int, after: int | None, order: Order
) -> SearchPage:
    """Return a page of what a query finds."""

    async def whole(session: Session) -> SearchPage:
        engine = _Engine(session)
        walking = walk(query, limit=limit, after=after, order=order)
        try:
            ask = next(walking)
            while True:
                ask = walking.send(await engine.answer(ask))
        except StopIteration as over:
            page: SearchPage = over.value
            return page

    return await db.read(whole)


class _Engine:
    """Answers what a walk asks."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._expression: str | None = None
        self._low = 0

    async def answer(self, ask: Ask) -> Any:
        if isinstance(ask, Prepare):
            return self._prepare(ask.wanted)
        if isinstance(ask, Places):
            return await self._places(ask)
        if isinstance(ask, Read):
            return await read(self._session, ask.places)
        if isinstance(ask, Fitting):
            return await _fitting(self._session, ask)
        return await _case_ids(self._session, ask)

    def _prepare(self, wanted: Wanted) -> bool:
        """Write the expression; say whether it lets through more than was asked for."""
        self._low = wanted.low
        parts = [_any(map(_term, group)) for group in wanted.groups]
        if parts:
            parts += [f"!{_term(term)}" for term in wanted.without]
        self._expression = " & ".join(parts) or None
        return bool(wanted.without) and not parts

    async def _places(self, ask: Places) -> list[int]:
        session, low = self._session, self._low
        if self._expression is None:
            rows = await session.fetch(SQL["all_places"], ask.below, low, ask.limit)
            return [row[0] for row in rows]
        words = self._expression
        for looked in LOOKS:
            rows = await session.fetch(SQL["newest"], words, ask.below, low, looked, ask.limit)
            share = len(rows) / looked
            if len(rows) == ask.limit:
                return [row[0] for row in rows]
            if low >= ANSWERS and not await session.fetch(SQL["below"], ask.below, low, looked):
                return [row[0] for row in rows]
            if share * LOOKS[-1] < ask.limit / 2:
                break
        name = "undated" if low >= ANSWERS else "dated"
        rows = await session.fetch(SQL[name], words, ask.below, low, ask.limit)
        return [row[0] for row in rows]


def _term(term: Sequence[Need]) -> str:
    return "(" + " & ".join(map(_one, term)) + ")"


def _any(terms: Any) -> str:
    return "(" + " | ".join(terms) + ")"


def _one(need: Need) -> str:
    # No word of ours holds a quote; if one did, it would still be nothing but a word.
    word = need.word.replace("\\", "\\\\").replace("'", "''")
    return f"'{word}'" + (":*" if need.prefix else "")


async def read(session: Session, places: Sequence[int]) -> list[Found]:
    """Return what stands at some places, in their order."""
    wanted = list(places)
    found: dict[int, Found | None] = {}
    if any(place < ANSWERS for place in places):
        for row in await session.fetch(SQL["messages"], wanted):
            found[row[0]] = search_rows.message(tuple(row))
        for row in await session.fetch(SQL["cases"], wanted):
            found[row[0]] = search_rows.case(tuple(row))
    if any(place >= ANSWERS for place in places):
        for row in await session.fetch(SQL["answers"], wanted):
            found[row[0]] = search_rows.answer(tuple(row))
        for row in await session.fetch(SQL["customers"], wanted):
            found[row[0]] = search_rows.customer(tuple(row), row[5])
    return [one for place in places if (one := found.get(place)) is not None]


def _conditions(cases: Cases, say: Saying) -> str:
    where = conditions(case_filter(cases), say)
    if cases.customers is not None:
        where += f" AND {say.among('c.customer_id', cases.customers)}"
    if cases.ids is not None:
        where += f" AND {say.among('c.id', cases.ids)}"
    return where


def _joins(cases: Cases) -> str:
    return JOINS if case_filter(cases).words else ""


async def _fitting(session: Session, ask: Fitting) -> list[int]:
    say = Saying()
    where = _conditions(ask.cases, say)
    sql = (
        "SELECT s.place FROM search_places AS s"
        " JOIN cases AS c ON c.id = CASE s.source WHEN 1"
        " THEN (SELECT m.case_id FROM messages AS m WHERE m.id = s.num) ELSE s.num END"
        f"{_joins(ask.cases)} WHERE {say.among('s.place', ask.places)} AND {where}"
        " ORDER BY s.place DESC"
    )
    return [row[0] for row in await session.fetch(sql, *say.values)]


async def _case_ids(session: Session, ask: CaseIds) -> list[int]:
    say = Saying()
    where = _conditions(ask.cases, say)
    sql = f"SELECT c.id FROM cases AS c{_joins(ask.cases)} WHERE {where} LIMIT {ask.limit:d}"
    return [row[0] for row in await session.fetch(sql, *say.values)]
