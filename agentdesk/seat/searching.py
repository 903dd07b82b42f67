"""Searching everything for one person: pages of hits, and what to do when nothing fits."""

from datetime import tzinfo
from typing import NamedTuple

from msgspec.structs import replace

from agentdesk.data.store import Store
from agentdesk.domain.answers import usable
from agentdesk.domain.search.hits import Hit, Order, SearchPage
from agentdesk.domain.search.query import Asker, BadQuery, parse
from agentdesk.domain.search.terms import SearchQuery
from agentdesk.domain.setup import PersonSetup, Setup

PAGE = 50
"""How many hits are fetched at a time."""


class Searched(NamedTuple):
    """What a search came to."""

    query: SearchQuery | None
    page: SearchPage
    said: str = ""
    """What is wrong with the query, or what to do next when nothing was found."""
    wrong: bool = False
    """Whether the query could not be understood."""


class Searcher:
    """One person's searches at one store."""

    def __init__(self, store: Store, setup: Setup, person: PersonSetup, zone: tzinfo) -> None:
        self._store, self._setup, self._person, self._zone = store, setup, person, zone

    def read(self, text: str, *, typing: bool = False) -> SearchQuery:
        """Understand a query. Raises :class:`BadQuery` with a sentence."""
        now = self._store.clock.now()
        return parse(text, Asker(self._setup, self._person.id, now, self._zone), typing=typing)

    async def search(
        self,
        text: str,
        *,
        order: Order = "newest",
        after: int | None = None,
        limit: int = PAGE,
        typing: bool = False,
    ) -> Searched:
        """Return a page of hits, or a sentence. Raises ``StoreError``."""
        try:
            query = self.read(text, typing=typing)
        except BadQuery as bad:
            return Searched(None, SearchPage(()), str(bad), True)
        if query.empty:
            return Searched(query, SearchPage(()), NOTHING_ASKED)
        page = await self._store.reads.search(query, limit=limit, after=after, order=order)
        page = replace(page, hits=await self._meant_for(page.hits))
        said = "" if page.hits else nothing_found(query)
        return Searched(query, page, said)

    async def _meant_for(self, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Leave out the answers that others keep for themselves."""
        if not any(hit.kind == "answer" for hit in hits):
            return hits
        answers = {answer.id: answer for answer in await self._store.reads.answers()}
        return tuple(
            hit
            for hit in hits
            if hit.kind != "answer"
            or (hit.ref in answers and usable(answers[hit.ref], self._person, self._setup))
        )


NOTHING_ASKED = (
    "Type words. “in quotes” stands together, refu* begins so, -not is left out; "
    "from: queue: state: owner: before: in: and others narrow it down."
)


def nothing_found(query: SearchQuery) -> str:
    """Say what to do when nothing was found."""
    if query.kinds or query.about_cases or query.dated:
        return "Nothing was found. Leave a field out, or look for fewer words."
    if any(not term.prefix for group in query.groups for term in group):
        return "Nothing was found. Try fewer words, or the beginning of one: refu*"
    return "Nothing was found. Try other words."


def bounded(page: SearchPage) -> str:
    """Say where only a part of the hits was looked at; empty when all were."""
    if not page.looked_at:
        return ""
    return f"only the newest {page.looked_at:,} hits were looked at"
