"""Searching everything in one SQLite file: FTS5 knows which words stand where, and no text.

A prefix is never given to FTS5, which would merge the places of every word that begins so before it
gave the first: the words are looked up (``search_words``) and asked for one by one. Where there are
too many of them the texts are judged instead, newest first, which finds a page at once.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from agentdesk.data import search_rows
from agentdesk.data.filtering import JOINS, conditions
from agentdesk.data.searching import (
    ANSWERS,
    END,
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
from agentdesk.data.sqlite.filtered import Saying
from agentdesk.data.sqlite.named import Named
from agentdesk.domain.search.hits import Order, SearchPage
from agentdesk.domain.search.terms import Need, SearchQuery

SQL = Named("search.sql")
BEGUN = 200
"""How many words may begin alike for each to be asked for."""
GLANCE = 50
"""How many places are read at once, over customers, answers and what has a date: to ask the index
costs far more than to read on."""
_LAST = "\U0010ffff"
_json = msgspec.json.Encoder().encode
_strings = msgspec.json.Decoder(list[str]).decode


def search(
    db: sqlite3.Connection, query: SearchQuery, *, limit: int, after: int | None, order: Order
) -> SearchPage:
    """Return a page of what a query finds."""
    engine = _Engine(db)
    walking = walk(query, limit=limit, after=after, order=order)
    try:
        ask = next(walking)
        while True:
            ask = walking.send(engine.answer(ask))
    except StopIteration as over:
        page: SearchPage = over.value
        return page


class _Engine:
    """Answers what a walk asks, on one state of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._expression: str | None = ""
        self._low = 0
        self._begun: dict[str, list[str] | None] = {}
        self._glances: dict[str, list[int]] = {}

    def answer(self, ask: Ask) -> Any:
        if isinstance(ask, Prepare):
            return self._prepare(ask.wanted)
        if isinstance(ask, Places):
            return self._places(ask)
        if isinstance(ask, Read):
            return read(self._db, ask.places)
        if isinstance(ask, Fitting):
            return _fitting(self._db, ask)
        return _case_ids(self._db, ask)

    def _prepare(self, wanted: Wanted) -> bool:
        """Write the expression; say whether it lets through more than was asked for."""
        self._low = wanted.low
        groups = [self._any(group) for group in wanted.groups]
        known = [group for group in groups if group is not None]
        if not known:
            self._expression = None
            return bool(groups or wanted.without)
        without = [self._all(term) for term in wanted.without]
        out = [term for term in without if term is not None]
        expression = " AND ".join(known)
        self._expression = f"({expression}) NOT ({' OR '.join(out)})" if out else expression
        return len(known) < len(groups) or len(out) < len(without)

    def _any(self, group: Sequence[Sequence[Need]]) -> str | None:
        terms = [self._all(term) for term in group]
        known = [term for term in terms if term is not None]
        return f"({' OR '.join(known)})" if len(known) == len(terms) else None

    def _all(self, term: Sequence[Need]) -> str | None:
        """Return the expression of a term; ``None`` when the index cannot be asked for it."""
        needs = [self._one(need) for need in term]
        known = [need for need in needs if need is not None]
        # A term of which a part is known lets through more, and is judged in any case.
        if not known or (len(known) < len(needs) and len(term) == 1):
            return None
        return f"({' AND '.join(known)})"

    def _one(self, need: Need) -> str | None:
        if not need.prefix:
            return _quoted(need.word)
        if need.word not in self._begun:
            found = self._db.execute(
                SQL["begun"], (need.word, need.word + _LAST, BEGUN + 1)
            ).fetchall()
            words = [row[0] for row in found]
            self._begun[need.word] = words if len(words) <= BEGUN else None
        words_begun = self._begun[need.word]
        if words_begun is None:
            return None
        return f"({' OR '.join(map(_quoted, words_begun or [need.word]))})"

    def _places(self, ask: Places) -> list[int]:
        if self._expression is None:
            values = (ask.below, self._low, ask.limit)
            return [row[0] for row in self._db.execute(SQL["all_places"], values)]
        if self._low >= ANSWERS or self._expression in self._glances:
            seen = self._glance(self._expression)
            found = [place for place in seen if self._low <= place < ask.below][: ask.limit]
            if len(found) == ask.limit or len(seen) < GLANCE or seen[-1] < self._low:
                return found
        return self._asked(self._expression, ask.below, self._low, ask.limit)

    def _glance(self, expression: str) -> list[int]:
        """Return the first of all places, whatever range of them is asked for."""
        if expression not in self._glances:
            self._glances[expression] = self._asked(expression, END, 0, GLANCE)
        return self._glances[expression]

    def _asked(self, *values: str | int) -> list[int]:
        return [row[0] for row in self._db.execute(SQL["places"], values)]


def _quoted(word: str) -> str:
    # No word of ours holds a quote; if one did, it would still be nothing but a word.
    return '"' + word.replace('"', '""') + '"'


def read(db: sqlite3.Connection, places: Sequence[int]) -> list[Found]:
    """Return what stands at some places, in their order."""
    wanted = _json(list(places)).decode()
    found: dict[int, Found | None] = {}
    if any(place < ANSWERS for place in places):
        for row in db.execute(SQL["messages"], (wanted,)):
            found[row[0]] = search_rows.message(row)
        for row in db.execute(SQL["cases"], (wanted,)):
            found[row[0]] = search_rows.case(row)
    if any(place >= ANSWERS for place in places):
        for row in db.execute(SQL["answers"], (wanted,)):
            found[row[0]] = search_rows.answer(row)
        for row in db.execute(SQL["customers"], (wanted,)):
            found[row[0]] = search_rows.customer(row, _strings(row[5]))
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


def _fitting(db: sqlite3.Connection, ask: Fitting) -> list[int]:
    say = Saying()
    where = _conditions(ask.cases, say)
    places = say.put(_json(ask.places).decode())
    sql = (
        f"SELECT s.place FROM json_each({places}) AS j"
        " CROSS JOIN search_places AS s ON s.place = j.value"
        " CROSS JOIN cases AS c ON c.id = CASE s.source WHEN 1"
        " THEN (SELECT m.case_id FROM messages AS m WHERE m.id = s.num) ELSE s.num END"
        f"{_joins(ask.cases)} WHERE {where} ORDER BY s.place DESC"
    )
    return [row[0] for row in db.execute(sql, say.values)]


def _case_ids(db: sqlite3.Connection, ask: CaseIds) -> list[int]:
    say = Saying()
    where = _conditions(ask.cases, say)
    sql = f"SELECT c.id FROM cases AS c{_joins(ask.cases)} WHERE {where} LIMIT {ask.limit:d}"
    return [row[0] for row in db.execute(sql, say.values)]
