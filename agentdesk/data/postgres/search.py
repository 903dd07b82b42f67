"""Searching everything in PostgreSQL: what answers the questions of a walk."""

from collections.abc import Sequence
from typing import Any

from agentdesk.data import search_rows
from agentdesk.data.filtering import JOINS, conditions
from agentdesk.data.postgres.connection import Database, Session
from agentdesk.data.postgres.filtered import Saying
from agentdesk.data.postgres.named import Named
from agentdesk.data.postgres.seeking import Seeker
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
from agentdesk.domain.search.terms import SearchQuery

SQL = Named("search.sql")


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
        self._seeker = Seeker(session, Wanted(()))

    async def answer(self, ask: Ask) -> Any:
        if isinstance(ask, Prepare):
            self._seeker = Seeker(self._session, ask.wanted)
            # Without any word to look for, what must not be there is not looked for either.
            return bool(ask.wanted.without) and ask.wanted.everything
        if isinstance(ask, Places):
            return await self._seeker.places(ask.below, ask.limit)
        if isinstance(ask, Read):
            return await read(self._session, ask.places)
        if isinstance(ask, Fitting):
            return await _fitting(self._session, ask)
        return await _case_ids(self._session, ask)


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
