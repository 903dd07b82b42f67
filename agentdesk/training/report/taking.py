"""The order of taking: each pick beside the best, the trainee beside an expert and policies."""

from collections.abc import Sequence

from agentdesk.training.regret import (
    POLICIES,
    Judged,
    Pick,
    as_policy,
    choice,
    first_divergence,
    parting,
    regret,
)
from agentdesk.training.report.naming import Naming
from agentdesk.training.report.report import Beside, FirstWord, Parting, PickLine
from agentdesk.training.report.worked import Worked
from agentdesk.training.scenario import Expected


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
    of: Worked, expert: Worked | None, names: Naming, own: float | None
) -> tuple[Beside, ...]:
    """Return the trainee, an expert if there is one, and policies, with where they first part."""
    found = [_scored("you", of, own)]
    if expert is not None:
        share = regret(expert.picks).share
        them = _scored("an expert", expert, share, _from_expert(of, expert, names))
        found.append(them)
    for name, order in POLICIES.items():
        picks = as_policy(of.picks, order)
        number = first_divergence(of.picks, order)
        apart = None
        if number is not None:
            pick = of.picks[number]
            apart = _parting(number, pick, names.case(choice(pick, order)), names)
        found.append(Beside(name, len(picks), regret(picks).share, parting=apart))
    return tuple(found)


def _scored(who: str, of: Worked, share: float | None, apart: Parting | None = None) -> Beside:
    score = of.score
    return Beside(who, len(of.picks), share, score.points, score.out_of, score.passed, apart)


def _from_expert(of: Worked, expert: Worked, names: Naming) -> Parting | None:
    mine, theirs = of.names(of.picks), expert.names(expert.picks)
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


def first_words(of: Worked, expert: Worked | None, names: Naming) -> tuple[FirstWord, ...]:
    """Return how long each customer waited for the first word of the trainee, and of the expert."""
    theirs = _waits(expert) if expert is not None else {}
    mine = _waits(of)
    return tuple(
        FirstWord(names.customer(key), mine[key], theirs.get(key), _good(of, guest.arrival.id))
        for key, guest in of.guests.items()
    )


def _waits(of: Worked) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for key, guest in of.guests.items():
        told = (
            act.at
            for act in of.acts
            if act.guest == key and act.word == "answered" and act.by == of.scenario.trainee
        )
        at = next(told, None)
        found[key] = None if at is None or guest.arrived_at is None else at - guest.arrived_at
    return found


def _good(of: Worked, arrival: str) -> int | None:
    """Return until when a first answer counts in full: what the scenario expects of it."""
    spans = [
        one.within + one.tolerance
        for one in of.scenario.expected
        if one.arrival == arrival and one.within is not None and _is_first_word(one)
    ]
    return min(spans, default=None)


def _is_first_word(one: Expected) -> bool:
    return one.when == "arrives" and "answered" in one.any_of
