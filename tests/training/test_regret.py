"""What the order of taking cost, against every order there is."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.clock import MINUTE, SECOND
from agentdesk.training.assigning import Assignment
from agentdesk.training.regret import (
    HANDLING,
    POLICIES,
    Pick,
    Waiting,
    as_policy,
    choice,
    cost,
    first_divergence,
    highest_priority_first,
    judge,
    oldest_first,
    parting,
    regret,
)

NOW = 1_000 * MINUTE

waiting = st.builds(
    Waiting,
    key=st.just(""),
    since=st.integers(0, 1_000).map(lambda m: m * MINUTE),
    due_at=st.integers(980, 1_040).map(lambda m: m * MINUTE),
    priority=st.integers(1, 4),
    gone_at=st.none() | st.integers(1_000, 1_030).map(lambda m: m * MINUTE),
    premium=st.booleans(),
)


def _named(cases: list[Waiting]) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(f"Q{n}", c.since, c.due_at, c.priority, c.rank_at, c.band, c.gone_at, c.premium)
        for n, c in enumerate(cases)
    )


def _least(first: Waiting, cases: tuple[Waiting, ...]) -> int:
    """Try every order that begins with a case."""
    rest = [case for case in cases if case is not first]
    return min(
        sum(cost(case, NOW + HANDLING * n) for n, case in enumerate((first, *order)))
        for order in permutations(rest)
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(waiting, min_size=1, max_size=6), st.integers(0, 5))
def test_a_pick_is_judged_as_trying_every_order_does(cases: list[Waiting], which: int) -> None:
    named = _named(cases)
    taken = named[which % len(named)]
    judged = judge(Pick(NOW, taken.key, named))
    every = {case.key: _least(case, named) for case in named}
    assert judged.cost == every[taken.key]
    assert judged.least == min(every.values())
    assert judged.most == max(every.values())
    assert every[judged.best] == judged.least


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 6).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(-50, 50), min_size=n, max_size=n), min_size=n, max_size=n
        )
    )
)
def test_an_assignment_is_the_cheapest_there_is(costs: list[list[int]]) -> None:
    size = range(len(costs))
    ways = [sum(costs[r][c] for r, c in zip(size, p, strict=True)) for p in permutations(size)]
    found = Assignment(costs)
    assert found.total == min(ways)
    assert sorted(found.column) == list(size)
    firsts = found.each_first()
    for row in size:
        with_first = [
            sum(costs[r][c] for r, c in zip(size, p, strict=True))
            for p in permutations(size)
            if p[row] == 0
        ]
        assert firsts[row] == min(with_first)


def _case(key: str, since: int, due: int, priority: int = 3) -> Waiting:
    return Waiting(key, NOW - since * MINUTE, NOW + due * MINUTE, priority, (NOW + due) * MINUTE)


def test_no_order_is_worse_where_everything_can_be_done_in_time() -> None:
    cases = (_case("a", 5, 60), _case("b", 1, 90))
    found = regret([Pick(NOW, "b", cases)])
    assert found.total == 0
    assert found.share is None


def test_a_late_start_is_told_with_the_better_pick_and_its_share() -> None:
    cases = (_case("old", 50, 30), _case("urgent", 1, 1, priority=1))
    (judged,) = regret([Pick(NOW, "old", cases)]).picks
    assert judged.best == "urgent"
    # Begun four minutes after it was due, each second weighing eight.
    assert judged.regret == 8 * 4 * MINUTE // SECOND
    assert regret([Pick(NOW, "old", cases)]).share == 1.0
    assert regret([Pick(NOW, "urgent", cases)]).share == 0.0


def test_naive_policies_and_where_they_part_from_what_was_done() -> None:
    cases = (_case("old", 50, 30, 4), _case("mid", 20, 20, 2), _case("new", 1, 10, 3))
    picks = [Pick(NOW, "old", cases), Pick(NOW + HANDLING, "new", cases[1:])]
    assert choice(picks[0], oldest_first) == "old"
    assert choice(picks[0], highest_priority_first) == "mid"
    assert first_divergence(picks, oldest_first) == 1
    assert first_divergence(picks, highest_priority_first) == 0
    assert [pick.taken for pick in as_policy(picks, highest_priority_first)] == ["mid", "new"]
    assert {name: first_divergence(picks, order) for name, order in POLICIES.items()} == {
        "the desk’s own order": 0,
        "oldest first": 1,
        "highest priority first": 0,
    }


def test_two_sequences_part_where_one_goes_on_alone() -> None:
    assert parting(["a", "b"], ["a", "b"]) is None
    assert parting(["a", "b"], ["a", "c"]) == 1
    assert parting(["a"], ["a", "c"]) == 1


def test_a_long_queue_is_judged_in_a_moment() -> None:
    cases = tuple(_case(f"Q{n}", n, n % 7 * 3, 1 + n % 4) for n in range(60))
    assert judge(Pick(NOW, "Q59", cases)).regret >= 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(waiting, min_size=1, max_size=5), min_size=1, max_size=4))
def test_the_share_is_none_of_the_best_and_all_of_the_worst(queues: list[list[Waiting]]) -> None:
    """Each pick is held to trying every order; the share lies between the two ends."""
    named = [_named(cases) for cases in queues]
    every = [{case.key: _least(case, cases) for case in cases} for cases in named]
    worst = sum(max(costs.values()) - min(costs.values()) for costs in every)

    def share(taken: list[str]) -> float | None:
        picks = [Pick(NOW, key, cases) for key, cases in zip(taken, named, strict=True)]
        return regret(picks).share

    best = [min(costs, key=costs.__getitem__) for costs in every]
    last = [max(costs, key=costs.__getitem__) for costs in every]
    first = [cases[0].key for cases in named]
    if worst == 0:
        assert share(first) is None
        return
    assert share(best) == 0
    assert share(last) == 1
    lost = sum(costs[key] - min(costs.values()) for key, costs in zip(first, every, strict=True))
    assert share(first) == lost / worst


@settings(max_examples=40, deadline=None)
@given(st.lists(waiting, min_size=1, max_size=6))
def test_a_policy_takes_everything_once_and_never_what_was_gone(cases: list[Waiting]) -> None:
    left = list(_named(cases))
    picks = []
    for number in range(len(left)):
        picks.append(Pick(NOW + HANDLING * number, left[-1].key, tuple(left)))
        left.pop()
    for order in POLICIES.values():
        found = as_policy(picks, order)
        taken = [pick.taken for pick in found]
        assert sorted(taken) == sorted(pick.taken for pick in picks)
        for pick in found:
            assert pick.taken == min(pick.waiting, key=order).key
        apart = first_divergence(picks, order)
        if apart is not None:
            assert taken[:apart] == [pick.taken for pick in picks[:apart]]
            assert taken[apart] != picks[apart].taken
