"""Work that can wait takes its share of a processor, and no more."""

import pytest

from agentdesk.board.leisure import LONGEST_S, Leisure


class Day:
    """A clock and the work of a program, both set by hand."""

    def __init__(self) -> None:
        self.now, self.done = 100.0, 7.0
        self.leisure = Leisure(0.04, lambda: self.now, lambda: self.done)

    def work(self, seconds: float) -> None:
        """Work on, alone on a processor."""
        self.now += seconds
        self.done += seconds

    def rest(self, beside: float = 0) -> float:
        """Rest for as long as is owed, while the screen takes its share; return how long."""
        rest = self.leisure.owed()
        self.now += rest
        self.done += rest * beside
        return rest


def test_it_takes_its_share_and_no_more() -> None:
    day = Day()
    for _ in range(50):
        day.work(0.004)
        day.rest()
    assert (day.done - 7) / (day.now - 100) == pytest.approx(0.04)


def test_what_the_screen_takes_meanwhile_is_part_of_the_share() -> None:
    day = Day()
    for _ in range(500):
        day.work(0.004)
        day.rest(beside=0.02)
    assert (day.done - 7) / (day.now - 100) == pytest.approx(0.04, rel=0.01)


def test_however_much_else_there_is_to_do_it_goes_on() -> None:
    day = Day()
    for _ in range(20):
        day.work(0.004)
        assert day.rest(beside=0.5) <= LONGEST_S


def test_who_had_time_before_owes_nothing() -> None:
    day = Day()
    day.now += 10
    day.work(0.1)
    assert day.rest() == 0
