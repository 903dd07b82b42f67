"""Which figures have changed between two views: values, levels, queues; never a mere clock."""

from typing import Any

from agentdesk.board.changed import changed
from agentdesk.board.values import Value
from agentdesk.board.view import Cell
from agentdesk.clock import HOUR, MINUTE, SECOND
from tests.board.sample_view import AT, CELLS, QUEUES, STRIP, sample_view


def strip(**cells: Cell) -> dict[str, Cell]:
    return {**STRIP, **cells}


def places(*views: Any) -> list[tuple[str, str]]:
    return [(one.queue, one.column) for one in changed(*views)]


def test_the_same_board_has_not_changed() -> None:
    assert changed(sample_view(), sample_view(seq=900, at=AT + 1)) == ()


def test_a_number_that_changed_is_told_with_what_it_was() -> None:
    after = sample_view(strip=strip(waiting=Cell("waiting", Value("count", 13))))
    (one,) = changed(sample_view(), after)
    assert (one.queue, one.column) == ("", "waiting")
    assert one.was is not None
    assert one.now is not None
    assert (one.was.value.value, one.now.value.value) == (12, 13)


def test_an_age_that_grows_with_the_clock_is_none() -> None:
    oldest = 2 * HOUR + 11 * MINUTE
    for passed, now, changes in (
        (1_000, oldest + 1_000, 0),
        (1_000, oldest + 1_900, 0),
        (5_000, oldest + 5_000, 0),
        (1_000, oldest + 60_000, 1),
        (1_000, oldest - 1_000, 1),
        (1_000, 4_000, 1),
    ):
        after = sample_view(
            at=AT + passed, strip=strip(oldest_waiting=Cell("oldest_waiting", Value("ms", now)))
        )
        assert len(changed(sample_view(), after)) == changes, (passed, now)


def test_a_mean_that_happens_to_grow_by_a_second_is_one() -> None:
    before = sample_view(queues=(QUEUES[0],))
    cells = {**CELLS, "aht": Cell("aht", Value("ms", 2_405 * SECOND, 5))}
    after = sample_view(at=AT + 1_000, queues=(type(QUEUES[0])("billing", "B", "", cells),))
    assert places(before, after) == [("billing", "aht")]


def test_an_age_that_crosses_a_threshold_is_one() -> None:
    oldest = Value("ms", 2 * HOUR + 11 * MINUTE + SECOND)
    after = sample_view(
        at=AT + SECOND,
        strip=strip(oldest_waiting=Cell("oldest_waiting", oldest, "bad", "over 2 h 11 min")),
    )
    assert places(sample_view(), after) == [("", "oldest_waiting")]


def test_another_rule_and_a_dash_are_changes() -> None:
    other = Cell("service_level.strict", Value("share", 4, 7), "bad", "under 70 %")
    empty = Cell("waiting", Value("count", 0, 0))
    after = sample_view(strip=strip(service_level=other, waiting=empty))
    assert places(sample_view(), after) == [("", "service_level"), ("", "waiting")]


def test_a_queue_that_comes_or_goes_takes_its_figures_with_it() -> None:
    one, two = sample_view(queues=QUEUES[:1]), sample_view()
    came, went = changed(one, two), changed(two, one)
    assert {change.queue for change in came} == {change.queue for change in went} == {"returns"}
    assert len(came) == len(went) == len(CELLS)
    assert all(change.was is None for change in came)
    assert all(change.now is None for change in went)
