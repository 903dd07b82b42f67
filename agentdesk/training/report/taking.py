"""The order of taking: each pick beside the best, the trainee beside an expert and policies."""

from collections.abc import Sequence

from agentdesk.training.regret import (
    POLICIES,
    Judged,
    Order,
    Pick,
    as_policy,
    choice,
    first_divergence,
    parting,
    regret,
)
from agentdesk.training.report.naming import Naming
from agentdesk.training.report.others import EXPERT, Other, first_words_to, waits
from agentdesk.training.report.report import Beside, FirstWord, Parting, PickLine
from agentdesk.training.report.worked import Worked
from agentdesk.training.scenario import Arrival


def pick_lines(judged: Sequence[Judged], names: Naming) -> tuple[PickLine, ...]:
    """Return every pick with its best and what both cost."""
    return tuple(_pick(number, one, names) for number, one in enumerate(judged, 1))


def _pick(number: int, one: Judged, names: Naming) -> PickLine:
    pick = one.pick
    return PickLine(
        number=number,
        at=pick.at,
        clock=names.clock(pick.at),
        waiting=len(pick.waiting),
        taken=names.case(pick.taken),
        best=names.case(one.best) if one.regret else "",
        cost=one.cost,
        least=one.least,
        regret=one.regret,
        replay=names.replay(pick.at),
    )


def beside(
    of: Worked, others: Sequence[Other], names: Naming, own: float | None
) -> tuple[Beside, ...]:
    """Return the trainee, an expert if there is one, and orders, with where they first part.

    What an order comes to is what a naive trainee came to who worked by it; where there is none, it
    has no points, and the regret of what it would have taken at the trainee's own moments.
    """
    by = {other.who: other for other in others}
    score = of.score
    passed = score.passed if names.finished else None
    mine = Beside(names.worker, len(of.picks), own, score.points, score.out_of, passed)
    found = [mine]
    if EXPERT in by:
        found.append(_worked_by(by[EXPERT], _from_expert(of, by[EXPERT], names)))
    for name, order in POLICIES.items():
        apart = _from_order(of, order, names)
        if name in by:
            found.append(_worked_by(by[name], apart))
        else:
            picks = as_policy(of.picks, order)
            found.append(Beside(name, len(picks), regret(picks).share, parting=apart))
    return tuple(found)


def _worked_by(other: Other, apart: Parting | None) -> Beside:
    picks, share = len(other.taken), other.share
    return Beside(other.who, picks, share, other.points, other.out_of, other.passed, apart)


def _from_order(of: Worked, order: Order, names: Naming) -> Parting | None:
    """Return the first of the trainee's picks at which an order takes another case."""
    number = first_divergence(of.picks, order)
    if number is None:
        return None
    pick = of.picks[number]
    return _parting(number, pick, names.case(choice(pick, order)), names)


def _from_expert(of: Worked, expert: Other, names: Naming) -> Parting | None:
    mine, theirs = of.names(of.picks), expert.taken
    number = parting(mine, theirs)
    if number is None:
        return None
    took = names.customer(theirs[number]) if number < len(theirs) else ""
    return _parting(number, of.picks[number] if number < len(mine) else None, took, names)


def _parting(number: int, pick: Pick | None, theirs: str, names: Naming) -> Parting:
    if pick is None:
        return Parting(number + 1, "", theirs)
    yours, at = names.case(pick.taken), pick.at
    return Parting(number + 1, yours, theirs, names.clock(at), names.replay(at))


def first_words(of: Worked, others: Sequence[Other], names: Naming) -> tuple[FirstWord, ...]:
    """Return how long each customer waited for the first word of the trainee, and of the expert."""
    theirs = next((other.waits for other in others if other.who == EXPERT), {})
    mine = waits(of)
    return tuple(
        FirstWord(names.customer(key), mine[key], theirs.get(key), _good(of, guest.arrival))
        for key, guest in of.guests.items()
    )


def _good(of: Worked, arrival: Arrival) -> int | None:
    """Return until when a first word counts in full: what the scenario expects of it."""
    words = first_words_to(arrival)
    spans = [
        one.within + one.tolerance
        for one in of.scenario.expected
        if one.arrival == arrival.id and one.within is not None and one.when == "arrives"
        if any(word in one.any_of for word in words)
    ]
    return min(spans, default=None)
