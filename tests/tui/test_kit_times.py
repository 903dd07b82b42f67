"""Times as words: never wider than their column, right at every border."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.tui.kit.times import age_text, due_cells, due_text, urgency

NOW = 1_700_000_000_000


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (4 * MINUTE + 12 * SECOND + 999, "04:12"),
        (0, "00:00"),
        (-1, "−00:00"),
        (-(2 * MINUTE + 10 * SECOND), "−02:10"),
        (59 * MINUTE + 59 * SECOND, "59:59"),
        (HOUR, "1h 00"),
        (2 * HOUR + 11 * MINUTE, "2h 11"),
        (3 * HOUR + 5 * MINUTE, "3h 05"),
        (23 * HOUR + 59 * MINUTE, "23h 59"),
        (-(23 * HOUR + 59 * MINUTE), "−23h"),
        (-(2 * HOUR + 11 * MINUTE), "−2h 11"),
        (DAY, "1 d"),
        (-3 * DAY, "−3 d"),
        (5_000 * DAY, "999 d"),
    ],
)
def test_due_text(left: int, text: str) -> None:
    assert due_text(NOW + left, "FR", NOW) == text


def test_no_clock_is_paused_or_nothing() -> None:
    assert due_cells(None, "paused", NOW) == "paused"
    assert due_cells(None, None, NOW) == "      "


@given(st.integers(-(10**13), 10**13))
def test_due_is_always_six_cells(left: int) -> None:
    assert len(due_cells(NOW + left, "FR", NOW)) == 6


@pytest.mark.parametrize(
    ("left", "word"),
    [(-1, "late"), (0, "soon"), (15 * MINUTE - 1, "soon"), (15 * MINUTE, "later")],
)
def test_urgency(left: int, word: str) -> None:
    assert urgency(NOW + left, NOW) == word
    assert urgency(None, NOW) == "later"


@pytest.mark.parametrize(
    ("span", "text"),
    [(-5, "0s"), (38_999, "38s"), (42 * MINUTE, "42m"), (3 * HOUR, "3h"), (2 * DAY, "2d")],
)
def test_age(span: int, text: str) -> None:
    assert age_text(span) == text
