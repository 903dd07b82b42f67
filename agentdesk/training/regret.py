"""What the order of taking cost: each pick against the best that was available.

At a pick some cases wait. Whatever is taken first, the others are served one after the other, each
in ``handling`` time; what that costs at best, with this pick first, is the pick's cost. Its regret
is what it costs more than the best pick. The sum is told as a share of what the worst pick each
time would have cost more, so that 0 is the best order and 1 the worst. What comes later counts for
nobody: a pick is judged by what was there to be seen.

A case that begins in time costs nothing. One that begins late costs its weight for every second,
and a customer whose patience runs out costs ``LOST`` seconds at once.
"""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any

import msgspec

from agentdesk.clock import MINUTE, SECOND
from agentdesk.training.assigning import Assignment

WEIGHTS: dict[int, int] = {1: 8, 2: 4, 3: 2, 4: 1}
"""What a second of lateness weighs, by priority."""
LOST = 3_600
"""A customer who gives up costs as much as so many seconds of lateness."""
HANDLING = 5 * MINUTE


class Waiting(msgspec.Struct, frozen=True):
    """A case that could be taken: when its customer began to wait, when it is due, what it is."""

    key: str
    since: int
    due_at: int
    priority: int = 3
    rank_at: int = 0
    band: int = 1
    gone_at: int | None = None
    """When the customer's patience runs out."""
    premium: bool = False


class Pick(msgspec.Struct, frozen=True):
    """At an instant a case was taken out of those that waited, itself among them."""

    at: int
    taken: str
    waiting: tuple[Waiting, ...]


class Judged(msgspec.Struct, frozen=True):
    """A pick beside the best and the worst there was. Costs are weighted seconds."""

    pick: Pick
    best: str
    """The case that should have been taken; the taken one where it was as good as any."""
    cost: int
    least: int
    most: int

    @property
    def regret(self) -> int:
        """What it cost more than the best pick."""
        return self.cost - self.least


class Regret(msgspec.Struct, frozen=True):
    """All picks of an attempt, judged."""

    picks: tuple[Judged, ...]

    @property
    def total(self) -> int:
        """What all picks cost more than the best ones, in weighted seconds."""
        return sum(judged.regret for judged in self.picks)

    @property
    def share(self) -> float | None:
        """The total as a share of the worst picks'; ``None`` where nothing could go wrong."""
        worst = sum(judged.most - judged.least for judged in self.picks)
        return self.total / worst if worst else None


def cost(case: Waiting, begins_at: int) -> int:
    """Return what it costs if a case is begun at an instant, in weighted seconds."""
    weight = WEIGHTS.get(case.priority, 1) * (2 if case.premium else 1)
    late = max(0, begins_at - case.due_at) // SECOND
    lost = LOST if case.gone_at is not None and begins_at > case.gone_at else 0
    return weight * (late + lost)


def judge(pick: Pick, handling: int = HANDLING) -> Judged:
    """Judge a pick. Raises ``ValueError`` if what was taken was not among what waited."""
    keys = [case.key for case in pick.waiting]
    taken = keys.index(pick.taken)
    slots = [pick.at + handling * number for number in range(len(keys))]
    costs = [[cost(case, begins) for begins in slots] for case in pick.waiting]
    first = Assignment(costs).each_first()
    least = min(first)
    best = taken if first[taken] == least else _earliest(pick, first, least)
    return Judged(pick, keys[best], first[taken], least, max(first))


def _earliest(pick: Pick, first: Sequence[int], least: int) -> int:
    """Return, of picks that are equally good, the one that the desk's own order takes."""
    good = [number for number, one in enumerate(first) if one == least]
    return min(good, key=lambda number: desk_order(pick.waiting[number]))


def regret(picks: Sequence[Pick], handling: int = HANDLING) -> Regret:
    """Judge all picks of an attempt."""
    return Regret(tuple(judge(pick, handling) for pick in picks))


# ---- policies

Order = Callable[[Waiting], Any]
"""What a policy orders by: the least is taken."""


def desk_order(case: Waiting) -> tuple[int, int, int, str]:
    """Order as the desk's own next does."""
    return (case.band, case.rank_at, case.since, case.key)


def oldest_first(case: Waiting) -> tuple[int, str]:
    """Order by who has waited longest."""
    return (case.since, case.key)


def highest_priority_first(case: Waiting) -> tuple[int, int, str]:
    """Order by priority, then by who has waited longest."""
    return (case.priority, case.since, case.key)


POLICIES: dict[str, Order] = {
    "the desk’s own order": desk_order,
    "oldest first": oldest_first,
    "highest priority first": highest_priority_first,
}
"""Policies that an attempt is compared with, by what they are called."""


def choice(pick: Pick, order: Order) -> str:
    """Return what a policy would have taken at a pick."""
    return min(pick.waiting, key=order).key


def first_divergence(picks: Sequence[Pick], order: Order) -> int | None:
    """Return the first pick at which a policy would have taken something else."""
    found = (n for n, pick in enumerate(picks) if choice(pick, order) != pick.taken)
    return next(found, None)


def parting(mine: Sequence[str], theirs: Sequence[str]) -> int | None:
    """Return the first place in which two sequences of picks differ; ``None`` if they do not."""
    both = enumerate(zip_longest(mine, theirs))
    return next((number for number, (one, other) in both if one != other), None)


def as_policy(picks: Sequence[Pick], order: Order) -> tuple[Pick, ...]:
    """Return the picks of a policy at the same instants, among what then would still wait.

    What it has not taken by then goes on waiting for it, as a case does whose customer gave up;
    what it took earlier is gone.
    """
    seen: dict[str, Waiting] = {}
    taken: set[str] = set()
    found: list[Pick] = []
    for pick in picks:
        seen.update({case.key: case for case in pick.waiting})
        left = tuple(case for case in seen.values() if case.key not in taken)
        if not left:
            continue
        there = Pick(pick.at, "", left)
        chosen = choice(there, order)
        taken.add(chosen)
        found.append(Pick(pick.at, chosen, left))
    return tuple(found)
