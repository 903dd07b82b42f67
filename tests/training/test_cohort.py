"""What a class came to: first attempts alone, medians with quartiles, and nobody told apart."""

import random
from math import ceil, floor
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.training.report.cohort import (
    LEAST,
    Candidate,
    Cohort,
    Firsts,
    TooFew,
    Trial,
    cohort_of,
    firsts,
    spread,
)
from agentdesk.training.scenario import checksum
from tests.training.runs import run
from tests.training.small import small

SCENARIO = small()


def candidate(
    trainee: str, created: int, *, mode: str = "exam", sum: str = "", finished: bool = True
) -> Candidate:
    return Candidate(
        f"small-{created}",
        trainee.lower(),
        trainee,
        created,
        sum or checksum(SCENARIO),
        mode,
        finished,
    )


def trials(*minutes: float) -> list[Trial]:
    """Return attempts in which the parcel was answered at a minute."""
    return [Trial(run((minute, "answered", "parcel")).score, minute / 100) for minute in minutes]


def of(count: int) -> Firsts:
    return Firsts(tuple(candidate(f"P{n}", n) for n in range(count)), 0, 0)


def cohort(*minutes: float) -> Cohort:
    return cohort_of(SCENARIO, "exam", of(len(minutes)), trials(*minutes))


def test_of_everybody_the_first_attempt_counts() -> None:
    found = firsts(
        [
            candidate("Ada", 5),
            candidate("Ada", 2),
            candidate("Bea", 3, mode="practise"),
            candidate("Bea", 7),
            candidate("Cem", 1, sum="another version"),
            candidate("Dov", 4, finished=False),
            candidate("Dov", 9),
        ],
        SCENARIO,
        "exam",
    )
    assert [(one.name, one.created) for one in found.chosen] == [("Ada", 2), ("Bea", 7)]
    assert (found.unfinished, found.later) == (1, 2)


@pytest.mark.parametrize(
    ("count", "said"), [(0, "There is none."), (1, "There is 1."), (4, "There are 4.")]
)
def test_fewer_than_five_are_refused_with_how_many_there_are(count: int, said: str) -> None:
    with pytest.raises(TooFew) as told:
        cohort_of(SCENARIO, "exam", of(count), trials(*[5.0] * count))
    assert str(told.value) == (
        "At least 5 finished first attempts at small, version 1, as exam are needed, so that "
        f"nobody is told apart. {said}"
    )


def test_medians_stand_with_quartiles() -> None:
    found = cohort(5, 6, 20, 30, 40)
    whole = sorted(trial.score.per_cent for trial in trials(5, 6, 20, 30, 40))
    assert found.total.median == whole[2]
    assert (found.total.low, found.total.high) == (whole[1], whole[3])
    assert found.regret is not None
    assert (found.regret.low, found.regret.median, found.regret.high) == (6, 20, 30)
    assert found.passed == sum(one >= SCENARIO.pass_mark for one in whole)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 100).map(float), max_size=30), st.randoms(use_true_random=False))
def test_a_spread_holds_the_middle_half(values: list[float], chance: random.Random) -> None:
    found = spread(values)
    if len(values) < LEAST:
        assert found is None
        return
    assert found is not None
    assert found.median == round(median(values), 2)
    order, quarter = sorted(values), (len(values) - 1) / 4
    assert order[floor(quarter)] - 0.01 <= found.low <= order[ceil(quarter)] + 0.01
    assert order[floor(3 * quarter)] - 0.01 <= found.high <= order[ceil(3 * quarter)] + 0.01
    mixed = list(values)
    chance.shuffle(mixed)
    assert spread(mixed) == found


def test_an_item_that_counted_for_few_is_not_told() -> None:
    runs = [run((5, "answered", "parcel"), marks={"tone": 1.0} if n < 4 else {}) for n in range(6)]
    found = cohort_of(SCENARIO, "exam", of(6), [Trial(one.score, None) for one in runs])
    items = {item.id: item for item in found.items}
    assert (items["tone"].spread, items["tone"].n, items["tone"].full) == (None, 0, None)
    assert items["asks"].n == 6
    assert found.regret is None
    assert found.unmarked == 2


def test_several_customers_of_one_trainee_count_once() -> None:
    found = cohort(5, 5, 5, 5, 5)
    moods = next(item for item in found.items if item.id == "mood")
    assert moods.n == 5


def test_nobodys_name_is_in_it_unless_asked_for() -> None:
    assert cohort(5, 5, 5, 5, 5).who == ()
    asked = cohort_of(SCENARIO, "exam", of(5), trials(5, 5, 5, 5, 5), names=True)
    assert asked.who == ("P0", "P1", "P2", "P3", "P4")


def test_the_order_of_the_attempts_tells_nothing() -> None:
    assert cohort(40, 5, 30, 6, 20) == cohort(5, 6, 20, 30, 40)
