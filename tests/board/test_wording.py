"""Figures in words: columns keep their width, nothing is a dash, ends are exact."""

import pytest

from agentdesk.board.values import NOTHING, Unit, Value
from agentdesk.board.wording import (
    NONE,
    clock_text,
    counted,
    exact_span,
    format_span,
    format_value,
    moment_text,
    shown,
    soon_text,
    state_text,
)
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "cell", "exact"),
    [
        ("share", 4, 7, "57 %", "57.14 %"),
        ("share", 7, 7, "100 %", "100 %"),
        ("share", 0, 7, "0 %", "0 %"),
        ("share", 999, 1000, ">99 %", "99.9 %"),
        ("share", 1, 1000, "<1 %", "0.1 %"),
        ("share", 1, 200, "1 %", "0.5 %"),
        ("ms", 78 * SECOND, 5, "00:16", "15.6 s"),
        ("ms", 2_400 * SECOND, 5, "08:00", "8 min"),
        ("ms", 130 * MINUTE, None, "2h 10", "2 h 10 min"),
        ("ms", 3 * DAY, None, "3 d", "3 d"),
        ("count", 42, None, "42", "42"),
        ("count", 0, None, "0", "0"),
        ("score", 19, 5, "3.8", "3.8"),
        ("ratio", 7, 3, "2.3", "2.33"),
        ("ratio", 1, 3, "0.33", "0.33"),
        ("points", 1, 5, "0", "+0.2"),
        ("points", 100, 5, "+20", "+20"),
        ("points", -33, 1, "−33", "−33"),
        ("points", 0, 4, "0", "0"),
        ("cents", 12_050, None, "120.50", "120.50"),
    ],
)
def test_a_value_in_a_cell(
    unit: Unit, numerator: float, denominator: float | None, cell: str, exact: str
) -> None:
    value = Value(unit, numerator, denominator)
    assert format_value(value) == cell
    assert format_value(value, exact=True) == exact


@pytest.mark.parametrize("unit", ["share", "ms", "count", "score", "points", "ratio", "cents"])
def test_nothing_is_a_dash(unit: Unit) -> None:
    value = Value(unit, 0, 0, provisional=True)
    assert format_value(value) == format_value(value, exact=True) == shown(value) == NONE
    assert format_value(NOTHING) == NONE


def test_what_can_change_is_marked() -> None:
    assert shown(Value("share", 1, 2, provisional=True)) == "~50 %"
    assert shown(Value("share", 1, 2)) == "50 %"


def test_what_a_value_was_made_of() -> None:
    assert counted(Value("share", 4, 7)) == "4 of 7"
    assert counted(Value("ms", 78 * SECOND, 5)) == "1 min 18 s over 5"
    assert counted(Value("count", 12)) == "12"
    assert counted(Value("share", 78 * SECOND, HOUR), lasting=True) == "1 min 18 s of 1 h"
    assert counted(Value("points", -100, 5)) == "−100 over 5"


@pytest.mark.parametrize(
    ("ms", "cells", "words"),
    [
        (0, "00:00", "0 s"),
        (400, "00:00", "0.4 s"),
        (59_960, "01:00", "1 min"),
        (HOUR - 1, "1h 00", "1 h"),
        (DAY - 1, "1 d", "1 d"),
        (26 * HOUR, "1 d", "1 d 2 h"),
        (-90 * SECOND, "−01:30", "−1 min 30 s"),
        (400 * DAY, "400 d", "400 d"),
    ],
)
def test_spans_round_into_the_next_unit(ms: int, cells: str, words: str) -> None:
    assert format_span(ms) == cells
    assert exact_span(ms) == words
    assert len(format_span(ms)) <= 6


def test_moments_are_said_in_the_zone() -> None:
    assert clock_text(1_772_445_120_000, "Europe/Berlin") == "10:52:00"
    assert moment_text(1_772_445_120_000, "UTC") == "2026-03-02 09:52:00"


def test_a_state_says_its_reason() -> None:
    assert state_text("unavailable", "lunch") == "away · lunch"
    assert state_text("wrap_up") == "wrap-up"


def test_how_soon_is_said_in_one_unit() -> None:
    spans = (15 * MINUTE, 90 * MINUTE, 2 * HOUR, DAY, 30 * SECOND, 0)
    assert [soon_text(ms) for ms in spans] == ["15m", "90m", "2h", "1d", "30s", "0s"]
