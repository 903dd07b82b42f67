"""Finding the places where words stand: GIN knows them, but in no order.

So the newest texts are looked at first, one by one: a common word fills a page at once. What is
rare among them is rare among all, and GIN gives all its places quickly. For what lies between, GIN
is asked only among as many of the newest as should do: to name places costs it next to nothing, but
what stands there is fetched from anywhere. It is asked for the rare words alone then; the rest is
looked for in the texts that it names.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from agentdesk.data.postgres.connection import Session
from agentdesk.data.postgres.named import Named
from agentdesk.data.searching import ANSWERS, END, Wanted
from agentdesk.domain.search.terms import Need

SQL = Named("search.sql")
GLANCE, LOOK, LONG_LOOK = 400, 3_000, 6_000
"""How many of the newest texts are looked at: first, then to know how common something is, and at
most where that should fill a page. Each takes half a microsecond, one that GIN names up to 8."""
RECENT = 100_000
"""Among how many of the newest GIN is asked at most before it is asked among all."""
PAGE = 31
"""The page that these are made for; a longer one is worth looking longer."""
SAMPLE = 1_500
"""In how many texts the parts of what is asked for are counted."""
OFTEN = 0.002
"""From which share of the texts on fetching all that GIN names takes longer than asking twice."""
TURNS = 3
"""How often GIN is asked among the next ones so, as long as each gives its part of the page."""
AMONG, ALL = (6, 1), (500, 80)
"""How many times as common as the rarest part another may be for GIN to be asked for it too: a
whole word, and one that was only begun, for which it gathers every place before it gives the first.
Among all, more is worth asking for, because less is fetched then."""

Group = Sequence[Sequence[Need]]


class Seeker:
    """Finds the places of what is wanted, newest first."""

    def __init__(self, session: Session, wanted: Wanted) -> None:
        """Find in one session."""
        self._session, self._low = session, wanted.low
        self._groups = wanted.groups
        self._whole = _all(map(_any, wanted.groups), (f"!{_term(x)}" for x in wanted.without))
        self._shares: list[float] = []

    async def places(self, below: int, limit: int) -> list[int]:
        """Return the next places below one."""
        low = self._low
        if not self._groups:
            return _first(await self._session.fetch(SQL["all_places"], below, low, limit))
        # What has no date are few, and a handful of them is asked for.
        looks = (GLANCE,) if low >= ANSWERS else (GLANCE, LOOK)
        for looked in looks:
            found = await self._look(below, limit, looked)
            if len(found) == limit:
                return found
        top, edge = await self._session.fetchrow(SQL["span"], below, low, looked - 1)
        if edge is None:
            # Nothing stands below what was looked at.
            return found
        needed = limit * looked / len(found) if found else END
        if needed * 1.5 < LONG_LOOK * _longer(limit):
            found = await self._look(below, limit, int(needed * 1.5))
            if len(found) == limit:
                return found
        if not self._shares:
            self._shares = await self._count(below)
        if low >= ANSWERS:
            return await self._asked("undated", ALL, below, low, limit)
        return await self._rare(limit, needed, top, (top - edge) / looked)

    async def _rare(self, limit: int, needed: float, top: int, gap: float) -> list[int]:
        """Ask GIN for what fills no page among the newest texts.

        ``needed`` is how many texts that may take, ``gap`` how far apart they stand.
        """
        found: list[int] = []
        below, reach, most = top + 1, needed * 2, RECENT * _longer(limit)
        if reach > most and min(self._shares) > OFTEN:
            reach = most
        for turn in range(1, TURNS + 1 if reach <= most else 1):
            lowest = max(self._low, below - int(gap * reach))
            found += await self._asked("dated_among", AMONG, below, lowest, limit - len(found))
            if len(found) == limit or lowest == self._low:
                return found
            below = lowest
            if len(found) * TURNS < limit * turn:
                break
        found += await self._asked("dated_all", ALL, below, self._low, limit - len(found))
        return found

    async def _look(self, below: int, limit: int, looked: int) -> list[int]:
        """Look at the newest texts, one by one."""
        values = (self._whole, below, self._low, looked, limit)
        return _first(await self._session.fetch(SQL["newest"], *values))

    async def _count(self, below: int) -> list[float]:
        """Return in what share of the texts each part stands, where that makes a difference."""
        texts = [_any(group) for group in self._groups]
        if len(texts) == 1 or self._low >= ANSWERS:
            return [0.0] * len(texts)
        rows = await self._session.fetch(SQL["shares"], texts, below, self._low, SAMPLE)
        return [(row[0] + 0.5) / SAMPLE for row in rows]

    async def _asked(
        self, name: str, common: tuple[int, int], below: int, low: int, limit: int
    ) -> list[int]:
        """Ask GIN for the parts that are not ``common``; the rest is looked for in the texts."""
        rarest, (word, begun) = min(self._shares), common
        asked = _all(
            _any(group)
            for group, share in zip(self._groups, self._shares, strict=True)
            if share == rarest or share < rarest * (begun if _begun(group) else word)
        )
        rest = self._whole if asked != self._whole else None
        return _first(await self._session.fetch(SQL[name], asked, rest, below, low, limit))


def _longer(limit: int) -> float:
    return math.sqrt(max(1.0, limit / PAGE))


def _first(rows: Sequence[Any]) -> list[int]:
    return [row[0] for row in rows]


def _begun(group: Group) -> bool:
    return any(need.prefix for term in group for need in term)


def _all(*parts: Iterable[str]) -> str:
    return " & ".join(text for some in parts for text in some)


def _any(group: Group) -> str:
    return "(" + " | ".join(map(_term, group)) + ")"


def _term(term: Sequence[Need]) -> str:
    return "(" + " & ".join(map(_one, term)) + ")"


def _one(need: Need) -> str:
    # No word of ours holds a quote; if one did, it would still be nothing but a word.
    word = need.word.replace("\\", "\\\\").replace("'", "''")
    return f"'{word}'" + (":*" if need.prefix else "")
