"""The query language: what a person types becomes a settled query, or one sentence.

Words must all be there; ``"a phrase"`` stands together; ``refu*`` is a beginning; ``-word`` must
not be there; ``one OR other``; and fields, such as ``from:ada queue:billing before:2026-03``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from difflib import get_close_matches
from typing import NamedTuple, get_args

from msgspec.structs import replace

from agentdesk.domain.case import TYPES
from agentdesk.domain.filters import STATES, Filter
from agentdesk.domain.parts import Channel
from agentdesk.domain.search.days import Day, day_of
from agentdesk.domain.search.terms import Kind, SearchQuery, Term, Where, term_of
from agentdesk.domain.setup import Setup
from agentdesk.text import fold

LONGEST = 1_000
"""Signs of a query that are read."""
MOST_TERMS = 20
"""Words of a query that are looked for."""
IN: Mapping[str, tuple[Kind, ...]] = {
    "messages": ("message",),
    "notes": ("note",),
    "customers": ("customer",),
    "cases": ("case",),
    "answers": ("answer",),
}


class Asker(NamedTuple):
    """Who asks, when, and what the desk's set-up is."""

    setup: Setup
    me: str
    now: int
    zone: tzinfo


class BadQuery(ValueError):
    """A query that cannot be understood; the text is one sentence."""


_PART = re.compile(r'(?P<no>-?)(?:(?P<field>\w+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))|\S')
_NUMBER = re.compile(r"#(\d{1,18})")


class _Part(NamedTuple):
    """A piece of a query as it was typed."""

    text: str
    field: str = ""
    no: bool = False
    quoted: bool = False
    last: bool = False
    """Whether it may go on: nothing stands behind it."""


class _Made:
    """A query in the making."""

    def __init__(self, asker: Asker, text: str) -> None:
        self.asker = asker
        self.query = SearchQuery(text=text)
        self.cases = Filter(states=STATES)

    def change(self, **values: object) -> None:
        self.query = replace(self.query, **values)

    def limit(self, **values: object) -> None:
        """Say what the case must be."""
        self.cases = replace(self.cases, **values)
        self.change(cases=self.cases)


def parse(text: str, asker: Asker, *, typing: bool = False) -> SearchQuery:
    """Read a query. Raises :class:`BadQuery` with a sentence.

    ``typing`` says that the last word may still be going on.
    """
    made = _Made(asker, text.strip())
    joined = False
    for part in _parts(text[:LONGEST], typing):
        if part.text == "OR" and not (part.field or part.no or part.quoted):
            joined = True
            continue
        _take(made, part, joined=joined)
        joined = False
    query = made.query
    if len(query.groups) + len(query.without) > MOST_TERMS:
        raise BadQuery(f"Look for {MOST_TERMS} words at most at a time.")
    return query


def _parts(text: str, typing: bool) -> Iterable[_Part]:
    for match in _PART.finditer(text):
        field, phrase, word = match["field"], match["phrase"], match["word"]
        if phrase is None and word is None:
            continue
        last = typing and match.end() == len(text)
        # An address of the web, a time: a field's name is a word, and a value stands behind it.
        if field is not None and phrase is None and _no_field(field, word):
            yield _Part(f"{field}:{word}", "", bool(match["no"]), last=last)
            continue
        value = phrase if phrase is not None else word
        yield _Part(
            value, fold(field or ""), bool(match["no"]), quoted=phrase is not None, last=last
        )


def _no_field(field: str, value: str | None) -> bool:
    return value is None or value.startswith(("//", ":")) or not field.isalpha()


def _take(made: _Made, part: _Part, *, joined: bool) -> None:
    if part.field:
        take = _FIELDS.get(part.field)
        if take is None:
            raise BadQuery(
                f"There is no field “{part.field[:20]}:”. {_nearest(part.field, _FIELDS)}"
            )
        if part.no and part.field not in ("from", "to"):
            raise BadQuery(
                f"“-{part.field}:” cannot be left out; a minus goes before a word, from: or to:."
            )
        take(made, part)
        return
    found = _NUMBER.fullmatch(part.text)
    if found and not part.quoted and not part.no:
        made.change(case_ids=(*made.query.case_ids, int(found[1])))
        return
    _add(made, part, "", joined=joined)


def _add(made: _Made, part: _Part, where: Where, *, joined: bool = False) -> None:
    term = _term(part, where)
    if term is None:
        return
    query = made.query
    if part.no:
        made.change(without=(*query.without, term))
    elif joined and query.groups:
        made.change(groups=(*query.groups[:-1], (*query.groups[-1], term)))
    else:
        made.change(groups=(*query.groups, (term,)))


def _term(part: _Part, where: Where = "") -> Term | None:
    starred = part.text.endswith("*") and not part.quoted
    return term_of(part.text, prefix=starred or (part.last and not part.quoted), where=where)


# ---- fields


def _sender(made: _Made, part: _Part) -> None:
    me = made.asker.me if part.text == "me" else part.text
    _add(made, part._replace(text=me), "from")


def _receiver(made: _Made, part: _Part) -> None:
    _add(made, part, "to")


def _queue(made: _Made, part: _Part) -> None:
    queues = {queue.id: queue.name for queue in made.asker.setup.queues}
    made.limit(queues=(*made.cases.queues, *_chosen("queue", part, queues)))


def _state(made: _Made, part: _Part) -> None:
    names = {state: state.replace("_", " ") for state in STATES}
    chosen = _chosen("state", part, names)
    before = () if made.cases.states == STATES else made.cases.states
    made.limit(states=(*before, *chosen))


def _owner(made: _Made, part: _Part) -> None:
    if part.text == "nobody":
        made.limit(unowned=True)
        return
    people = {person.id: person.name for person in made.asker.setup.people}
    if part.text == "me":
        chosen: tuple[str, ...] = (made.asker.me,)
    else:
        chosen = _chosen("owner", part, people)
    made.limit(owners=(*made.cases.owners, *chosen))


def _channel(made: _Made, part: _Part) -> None:
    chosen = _chosen("channel", part, {channel: channel for channel in get_args(Channel)})
    made.limit(channels=(*made.cases.channels, *chosen))


def _type(made: _Made, part: _Part) -> None:
    chosen = _chosen("type", part, {type: type for type in TYPES})
    made.limit(types=(*made.cases.types, *chosen))


def _priority(made: _Made, part: _Part) -> None:
    number = part.text.lower().removeprefix("p")
    if part.last and not number:
        return
    if number not in ("1", "2", "3", "4"):
        raise BadQuery(f"“{part.text[:20]}” is no priority: there are 1, 2, 3 and 4.")
    made.limit(priorities=(*made.cases.priorities, int(number)))


def _tag(made: _Made, part: _Part) -> None:
    made.limit(tags=(*made.cases.tags, part.text))


def _customer(made: _Made, part: _Part) -> None:
    if term := _term(part):
        made.change(customers=(*made.query.customers, term))


def _organisation(made: _Made, part: _Part) -> None:
    if term := _term(part):
        made.change(organisations=(*made.query.organisations, term))


def _case(made: _Made, part: _Part) -> None:
    number = part.text.removeprefix("#")
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS):
        raise BadQuery(f"“{part.text[:20]}” is no case number: write case:1042.")
    made.change(case_ids=(*made.query.case_ids, int(number)))


_DIGITS = 18


def _before(made: _Made, part: _Part) -> None:
    day = _day("before", made, part)
    if day is not None:
        made.change(until=day.first)


def _after(made: _Made, part: _Part) -> None:
    day = _day("after", made, part)
    if day is not None:
        made.change(since=day.first)


def _on(made: _Made, part: _Part) -> None:
    day = _day("on", made, part)
    if day is not None:
        made.change(since=day.first, until=day.over)


def _day(field: str, made: _Made, part: _Part) -> Day | None:
    day = day_of(part.text, made.asker.now, made.asker.zone)
    if day is None and not part.last:
        raise BadQuery(
            f"“{part.text[:20]}” is no date: try {field}:2026-03-02, {field}:2026-03, "
            f"{field}:3d or {field}:yesterday."
        )
    return day


def _in(made: _Made, part: _Part) -> None:
    kinds = {word: word for word in IN}
    chosen = (kind for word in _chosen("in", part, kinds) for kind in IN[word])
    made.change(kinds=tuple(dict.fromkeys((*made.query.kinds, *chosen))))


def _chosen(field: str, part: _Part, known: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a typed value means: an id, a name, or the beginning of some."""
    wanted = fold(part.text).replace("_", " ")
    words = {id: (fold(id).replace("_", " "), fold(name)) for id, name in known.items()}
    exact = tuple(id for id, names in words.items() if wanted in names)
    if exact and not part.last:
        return exact
    begun = tuple(
        id for id, names in words.items() if any(name.startswith(wanted) for name in names)
    )
    if begun or exact:
        return begun or exact
    raise BadQuery(
        f"There is no {_PLACES.get(field, field)} “{part.text[:20]}”. {_nearest(wanted, known)}"
    )


_PLACES = {"in": "place to look in called"}


def _nearest(word: str, known: Iterable[str]) -> str:
    names = list(dict.fromkeys(known))
    near = get_close_matches(word, names, 1, 0.5)
    if near:
        return f"Did you mean {near[0]}?"
    some = ", ".join(names[:8])
    return f"There {'are' if len(names) > 1 else 'is'} {some}." if some else ""


_FIELDS: dict[str, Callable[[_Made, _Part], None]] = {
    "from": _sender,
    "to": _receiver,
    "queue": _queue,
    "state": _state,
    "owner": _owner,
    "channel": _channel,
    "priority": _priority,
    "tag": _tag,
    "type": _type,
    "customer": _customer,
    "org": _organisation,
    "case": _case,
    "before": _before,
    "after": _after,
    "on": _on,
    "in": _in,
}
FIELDS = tuple(_FIELDS)
