"""How counts become values, and which records a figure looks at: the parts figures are made of."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Any

from agentdesk.board.figures.figure import Figure, Item, Items, Look, Reduce
from agentdesk.board.records import CaseRecord, TalkRecord
from agentdesk.board.values import Unit, Value

DOCS = "docs/events.md, “Figures”"
"""Where the rules stand that are the desk's own."""


# ---- from items to a value


def count(unit: Unit = "count") -> Reduce:
    """Return what adds up numerators: a plain count, or a sum."""

    def reduce(items: Sequence[Item]) -> Value:
        return Value(unit, sum(item.numerator for item in items), provisional=_open(items))

    return reduce


def ratio(unit: Unit) -> Reduce:
    """Return what adds up numerators and denominators, to be divided when shown."""

    def reduce(items: Sequence[Item]) -> Value:
        return Value(
            unit,
            sum(item.numerator for item in items),
            sum(item.denominator for item in items),
            _open(items),
        )

    return reduce


def mean(unit: Unit = "ms") -> Reduce:
    """Return what adds up like :func:`ratio`, and knows the median and the longest."""

    def reduce(items: Sequence[Item]) -> Value:
        counted = [item.numerator for item in items if item.denominator]
        return Value(
            unit,
            sum(counted),
            len(counted),
            _open(items),
            median(counted) if counted else None,
            max(counted, default=None),
        )

    return reduce


def longest(unit: Unit = "ms") -> Reduce:
    """Return what gives the greatest numerator; no value of nothing."""

    def reduce(items: Sequence[Item]) -> Value:
        if not items:
            return Value(unit, 0, 0)
        return Value(unit, max(item.numerator for item in items))

    return reduce


def _open(items: Sequence[Item]) -> bool:
    return any(item.provisional for item in items)


def not_yet(at: int, subject: CaseRecord | TalkRecord) -> Item:
    """Return what is not counted yet, and will be: it makes a figure provisional, no more."""
    return Item(at, subject, 0, 0, provisional=True)


# ---- what a figure looks at


def talks_of(look: Look) -> Iterator[TalkRecord]:
    """Yield the calls and chats that were queued in the stretch looked at."""
    start, end, scope = look.span.start, look.span.end, look.scope
    every = scope.everything
    for talk in look.ledger.talks():
        if start <= talk.queued_at < end and (every or scope.takes(talk)):
            yield talk


def cohort_of(look: Look) -> Iterator[CaseRecord]:
    """Yield the cases that were created in the stretch looked at, by the queue they came to."""
    start, end = look.span.start, look.span.end
    for case in look.ledger.cases():
        if start <= case.created_at < end and not case.imported and begun_in(look, case):
            yield case


def cases_of(look: Look) -> Iterator[CaseRecord]:
    """Yield every case of the scope: what is counted has an instant of its own."""
    for case in look.ledger.cases():
        if begun_in(look, case):
            yield case


def standing_of(look: Look) -> Iterable[CaseRecord]:
    """Return the cases that are open as of the moment, by the queue they are in."""
    scope, active = look.scope, look.ledger.active()
    return active if scope.everything else (case for case in active if scope.takes(case))


def begun_in(look: Look, case: CaseRecord) -> bool:
    """Say whether a case was created in one of the queues looked at."""
    return look.scope.takes_in(case.first_queue, case.channel)


def parameter(figure: dict[str, int], look: Look, name: str) -> int:
    """Return a parameter: as it was asked for, else the figure's own."""
    return look.parameters.get(name, figure[name])


# ---- a figure


def figure(
    id: str,
    name: str,
    short: str,
    unit: Unit,
    items: Items,
    reduce: Reduce,
    *,
    definition: str,
    formula: str,
    source: str = DOCS,
    **more: Any,
) -> Figure:
    """Return a figure in its first version, if nothing else is said."""
    return Figure(
        id=id,
        version=more.pop("version", 1),
        name=name,
        short=short,
        unit=unit,
        items=items,
        reduce=reduce,
        definition=definition,
        formula=formula,
        source=source,
        **more,
    )
