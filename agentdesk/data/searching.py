"""The walk through a search's hits, for both engines: what to ask for next, when to stop.

Everything that can be found has a *place* in one order: what has a date stands by it, newest first,
then answers and customers in ranges of their own. A walk asks its engine for places that the index
knows, lets the engine drop those whose case is not meant, reads the texts of the rest, judges what
the index cannot, and stops as soon as a page is full.
"""

from collections.abc import Generator, Iterator, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from agentdesk.domain.filters import STATES, Filter
from agentdesk.domain.search.hits import Hit, Order, SearchPage, shown
from agentdesk.domain.search.terms import (
    DATED,
    Need,
    SearchQuery,
    Term,
    Texts,
    holds,
    needs_judging,
    score,
)
from agentdesk.domain.search.words import CASE, KIND

LOOKED_AT = 20_000
"""How many hits of the words are looked at for those of the cases that are meant."""
JUDGED = 2_000
"""How many texts are read for one page, where the index cannot tell."""
RANKED = 1_000
"""How many of the newest hits are put in order of relevance."""
HEAD_JUDGED = 100
"""How many texts are read for the customers and answers that stand before the rest."""
HEAD = 5
"""How many customers, and how many answers, stand before what has a date."""
MOST_CUSTOMERS = 500
"""How many customers a name may mean."""
FEW_CASES = 200
"""Up to how many cases are looked for by their numbers."""
ANSWERS, CUSTOMERS, END = 1 << 50, 1 << 51, 1 << 52
"""Where the places of answers and customers begin; what has a date stands below."""

MESSAGE, CASE_TEXT, ANSWER, CUSTOMER, CONTACT = 1, 2, 3, 4, 5
"""Where a text in the index comes from."""


class Wanted(msgspec.Struct, frozen=True):
    """What the index is asked for: places between two, newest first."""

    groups: tuple[tuple[tuple[Need, ...], ...], ...]
    """Every group by one of its terms, every term by all of its words."""
    without: tuple[tuple[Need, ...], ...] = ()
    """No term whose words are all there."""
    low: int = 0
    high: int = END
    """Places below this one."""

    @property
    def everything(self) -> bool:
        """Whether the index is not asked for any word."""
        return not self.groups


class Cases(msgspec.Struct, frozen=True):
    """What a hit's case must be."""

    filter: Filter | None = None
    customers: tuple[str, ...] | None = None
    ids: tuple[int, ...] | None = None


class Prepare(msgspec.Struct, frozen=True):
    """Asks for making ready; the answer says whether texts must be judged in any case."""

    wanted: Wanted


class Places(msgspec.Struct, frozen=True):
    """Asks for the next places of what was prepared, below a place."""

    below: int
    limit: int


class Fitting(msgspec.Struct, frozen=True):
    """Asks which of some places have a case that is meant."""

    places: tuple[int, ...]
    cases: Cases


class Found(msgspec.Struct, frozen=True):
    """What stands at a place."""

    place: int
    hit: Hit
    texts: Texts


class Read(msgspec.Struct, frozen=True):
    """Asks for what stands at some places, in their order; what is gone is left out."""

    places: tuple[int, ...]


class CaseIds(msgspec.Struct, frozen=True):
    """Asks for the cases that are meant, up to a number."""

    cases: Cases
    limit: int


Ask = Prepare | Places | Fitting | Read | CaseIds
Walk = Generator[Ask, Any, SearchPage]


def search(query: SearchQuery, *, limit: int, after: int | None, order: Order) -> Walk:
    """Walk to a page. The engine answers what is yielded; the page is what is returned."""
    meant = yield from _meant(query)
    if meant is None:
        return SearchPage(())
    cases, groups = meant
    head: list[Hit] = []
    if after is None:
        head = yield from _head(query, groups, limit)
    if _asks_only_undated(query):
        return (yield from _undated(query, groups, limit, after))
    if order == "relevance" and query.groups:
        page = yield from _relevant(query, cases, groups, limit, after or 0)
    else:
        page = yield from _newest(query, cases, groups, limit, after)
    return replace(page, hits=(*head, *page.hits))


Groups = tuple[tuple[tuple[Need, ...], ...], ...]


def _meant(query: SearchQuery) -> Generator[Ask, Any, tuple[Cases | None, Groups] | None]:
    """Settle which cases are meant, and by which words of the index; ``None`` for none at all."""
    groups: Groups = tuple(tuple(term.needs() for term in group) for group in query.groups)
    if not query.about_cases:
        return None if query.empty else (None, groups)
    customers = None
    if query.customers or query.organisations:
        customers = yield from _customers(query.customers, query.organisations)
        if not customers:
            return None
    cases: Cases | None = Cases(query.cases, customers, query.case_ids or None)
    few: Sequence[int] | None = query.case_ids or None
    if query.cases is not None or customers is not None:
        few = None
        if customers is not None or query.case_ids or (query.cases and query.cases.owners):
            assert cases is not None
            found = yield CaseIds(cases, FEW_CASES + 1)
            few = found if len(found) <= FEW_CASES else None
            if few is not None:
                cases = None
    else:
        cases = None
    if few is None:
        return cases, groups
    if not few:
        return None
    numbers = tuple((Need(f"{CASE}{number}"),) for number in few)
    return cases, (*groups, numbers)


def _customers(
    names: tuple[Term, ...], organisations: tuple[Term, ...]
) -> Generator[Ask, Any, tuple[str, ...]]:
    """Return the customers that every name and organisation fits."""
    fitting: dict[str, None] | None = None
    for term, of in [(one, False) for one in names] + [(one, True) for one in organisations]:
        yield Prepare(Wanted(((term.needs(),),), (), CUSTOMERS, END))
        places = yield Places(END, MOST_CUSTOMERS)
        found: Sequence[Found] = yield Read(tuple(places))
        query = SearchQuery(groups=((term,),))
        ids = dict.fromkeys(
            one.hit.ref
            for one in found
            if holds(Texts(one.texts.body[1:2]) if of else one.texts, query)
        )
        fitting = ids if fitting is None else {id: None for id in fitting if id in ids}
    return tuple(fitting or ())


def _kinds(query: SearchQuery) -> Groups:
    kinds = [kind for kind in DATED if query.asks_for(kind)]
    if len(kinds) == len(DATED):
        return ()
    return (tuple((Need(f"{KIND}{kind}"),) for kind in kinds),)


def _without(query: SearchQuery) -> tuple[tuple[Need, ...], ...]:
    # A phrase whose words are there, but not together, does not leave a text out.
    return tuple(term.needs() for term in query.without if term.plain)


def _asks_only_undated(query: SearchQuery) -> bool:
    return not any(query.asks_for(kind) for kind in DATED)


# ---- what has no date


def _head(query: SearchQuery, groups: Groups, limit: int) -> Generator[Ask, Any, list[Hit]]:
    """Find the customers and answers that stand before what has a date."""
    if _asks_only_undated(query) or not query.groups:
        return []
    hits: list[Hit] = []
    for kind, low, high in (("customer", CUSTOMERS, END), ("answer", ANSWERS, CUSTOMERS)):
        if query.asks_for(kind):  # type: ignore[arg-type]  # the two kinds written above
            page = yield from _range(query, groups, low, high, min(HEAD, limit), bound=HEAD_JUDGED)
            hits += page.hits
    return hits


def _undated(
    query: SearchQuery, groups: Groups, limit: int, after: int | None
) -> Generator[Ask, Any, SearchPage]:
    low = CUSTOMERS if not query.asks_for("answer") else ANSWERS
    high = CUSTOMERS if not query.asks_for("customer") else END
    if low >= high:
        return SearchPage(())
    return (
        yield from _range(query, groups, low, high if after is None else min(after, high), limit)
    )


def _range(
    query: SearchQuery, groups: Groups, low: int, high: int, limit: int, bound: int = 0
) -> Generator[Ask, Any, SearchPage]:
    wanted = Wanted(groups, _without(query), low, high)
    return (yield from _page(query, wanted, None, limit, high, bound))


# ---- what has one


def _span(query: SearchQuery) -> tuple[int, int]:
    """Return the places of the instants that are meant; a little more at the older end."""
    low = 0 if query.since is None else place_of(query.since)
    high = ANSWERS if query.until is None else place_of(query.until) + SLACK
    return low, max(low, high)


SLACK = 1 << 18
"""How far a place may lie behind that of its instant, where very many fell on one second."""


def place_of(at: int) -> int:
    """Return the first place of an instant's second: there are eight, more in a crowd."""
    return min(max(0, at), 10**14) // 1000 * 8


def _newest(
    query: SearchQuery, cases: Cases | None, groups: Groups, limit: int, after: int | None
) -> Generator[Ask, Any, SearchPage]:
    low, high = _span(query)
    wanted = Wanted((*_kinds(query), *groups), _without(query), low, high)
    below = high if after is None else min(after, high)
    return (yield from _page(query, wanted, cases, limit, below))


def _page(
    query: SearchQuery,
    wanted: Wanted,
    cases: Cases | None,
    limit: int,
    below: int,
    bound: int = 0,
) -> Generator[Ask, Any, SearchPage]:
    """Walk down from a place until a page is full, or enough was looked at."""
    loose: bool = yield Prepare(wanted)
    judged = loose or needs_judging(query)
    bound = bound or (JUDGED if judged else LOOKED_AT)
    hits: list[Found] = []
    seen: set[tuple[str, str]] = set()
    looked, step = 0, limit + 1 if cases is None and not judged else max(2 * limit, 100)
    while len(hits) <= limit and looked < bound:
        places: Sequence[int] = yield Places(below, step)
        looked += len(places)
        if places:
            below = places[-1]
            left = places if cases is None else (yield Fitting(tuple(places), cases))
            for part in _parts(left, limit):
                if len(hits) > limit:
                    break
                found = yield Read(part)
                _take(hits, found, query, judged, seen)
        if len(places) < step:
            break
        step = min(step * 3, bound)
    page = hits[:limit]
    more = page[-1].place if len(hits) > limit else None
    stopped = looked >= bound and len(hits) <= limit
    if stopped:
        more = below
    return SearchPage(tuple(_shown(one, query) for one in page), more, looked if stopped else 0)


def _parts(places: Sequence[int], limit: int) -> Iterator[tuple[int, ...]]:
    """Yield places in parts: a page at first, because most of what is read fits; then more."""
    start, size = 0, limit + 1
    while start < len(places):
        yield tuple(places[start : start + size])
        start, size = start + size, min(2 * size, _AT_ONCE)


_AT_ONCE = 400
"""How many texts are read at once at most."""


def _take(
    hits: list[Found],
    found: Sequence[Found],
    query: SearchQuery,
    judged: bool,
    seen: set[tuple[str, str]],
) -> None:
    for one in found:
        key = (one.hit.kind, one.hit.ref)
        if key in seen or not _in_time(one.hit, query) or (judged and not holds(one.texts, query)):
            continue
        seen.add(key)
        hits.append(one)


def _in_time(hit: Hit, query: SearchQuery) -> bool:
    if hit.at is None:
        return True
    return not (
        (query.since is not None and hit.at < query.since)
        or (query.until is not None and hit.at >= query.until)
    )


def _relevant(
    query: SearchQuery,
    cases: Cases | None,
    groups: Groups,
    limit: int,
    skip: int,
) -> Generator[Ask, Any, SearchPage]:
    """Put the newest hits in order of relevance."""
    low, high = _span(query)
    wanted = Wanted((*_kinds(query), *groups), _without(query), low, high)
    loose: bool = yield Prepare(wanted)
    judged = loose or needs_judging(query)
    places: Sequence[int] = yield Places(high, RANKED + 1)
    newest = tuple(places[:RANKED])
    left = newest if cases is None else (yield Fitting(newest, cases))
    found = yield Read(tuple(left))
    hits: list[Found] = []
    _take(hits, found, query, judged, set())
    hits.sort(key=lambda one: (-score(one.texts, query), -one.place))
    page = hits[skip : skip + limit]
    more = skip + limit if len(hits) > skip + limit else None
    looked = RANKED if len(places) > RANKED else 0
    return SearchPage(tuple(_shown(one, query) for one in page), more, looked)


def _shown(found: Found, query: SearchQuery) -> Hit:
    snippet, marks, title = shown(found.texts, query)
    return replace(found.hit, snippet=snippet, marks=marks, title_marks=title)


def case_filter(cases: Cases) -> Filter:
    """Return what the case must be as a filter that lets every state through."""
    return cases.filter or Filter(states=STATES)
