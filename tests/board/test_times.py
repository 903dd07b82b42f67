"""Moments as supervisors type them: in the desk's zone, the last one that has been."""

from zoneinfo import ZoneInfo

import pytest

from agentdesk.board.errors import BoardError
from agentdesk.board.times import midnight, parse_moment, zone_of
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND, iso
from agentdesk.domain.setup import CalendarSetup, QueueSetup, Setup

BERLIN = ZoneInfo("Europe/Berlin")
NOW = 1_772_445_120_000
"""Monday, 2 March 2026, 10:52 in Berlin, 09:52 UTC."""


@pytest.mark.parametrize(
    ("typed", "is_"),
    [
        ("2026-03-02T10:32", "2026-03-02T09:32:00.000Z"),
        ("2026-03-02 10:32:15", "2026-03-02T09:32:15.000Z"),
        ("2026-03-01", "2026-02-28T23:00:00.000Z"),
        ("2026-03-02T10:32Z", "2026-03-02T10:32:00.000Z"),
        ("2026-03-02T10:32:05+03:00", "2026-03-02T07:32:05.000Z"),
        ("2026-03-02t10:32:05.250z", "2026-03-02T10:32:05.250Z"),
        ("10:32", "2026-03-02T09:32:00.000Z"),
        ("9:05", "2026-03-02T08:05:00.000Z"),
        ("10:32:15", "2026-03-02T09:32:15.000Z"),
        ("11:00", "2026-03-01T10:00:00.000Z"),
        ("yesterday 14:00", "2026-03-01T13:00:00.000Z"),
        ("Yesterday", "2026-02-28T23:00:00.000Z"),
        ("today 08:00", "2026-03-02T07:00:00.000Z"),
        ("today 12:00", "2026-03-02T11:00:00.000Z"),
        ("-15m", "2026-03-02T09:37:00.000Z"),
        ("-2h", "2026-03-02T07:52:00.000Z"),
        ("−90s", "2026-03-02T09:50:30.000Z"),
        ("-1d", "2026-03-01T09:52:00.000Z"),
        (" 10:32 ", "2026-03-02T09:32:00.000Z"),
    ],
)
def test_what_can_be_typed(typed: str, is_: str) -> None:
    assert iso(parse_moment(typed, NOW, BERLIN)) == is_


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "25:00",
        "10:61",
        "2026-02-30",
        "2026-13-01T10:00",
        "10.32",
        "-",
        "-99999d 4",
        "1",
        "9999-12-31T23:59:59Z",
    ],
)
def test_what_is_no_time_is_said_in_a_sentence(typed: str) -> None:
    with pytest.raises(BoardError) as error:
        parse_moment(typed, NOW, BERLIN)
    said = str(error.value)
    assert typed in said
    assert "10:32" in said
    assert said.endswith(".")


def test_a_time_far_outside_of_the_calendar_is_a_sentence_too() -> None:
    with pytest.raises(BoardError, match="0000-01-01"):
        parse_moment("0000-01-01", NOW, BERLIN)


def test_the_day_begins_at_midnight_of_the_zone_also_when_clocks_change() -> None:
    assert iso(midnight(NOW, BERLIN)) == "2026-03-01T23:00:00.000Z"
    # 29 March 2026: the night in which summer time begins.
    noon = parse_moment("2026-03-29T12:00", NOW, BERLIN)
    assert noon - midnight(noon, BERLIN) == 11 * HOUR
    assert midnight(midnight(noon, BERLIN), BERLIN) == midnight(noon, BERLIN)
    assert midnight(midnight(noon, BERLIN) - 1, BERLIN) == midnight(noon, BERLIN) - DAY


def test_the_zone_is_that_of_the_first_queue_with_a_calendar() -> None:
    berlin = CalendarSetup("c", "Europe/Berlin", {})
    queues = (QueueSetup("a", "A", "t"), QueueSetup("b", "B", "t", calendar="c"))
    assert zone_of(Setup(queues=queues, calendars=(berlin,))) == "Europe/Berlin"
    assert zone_of(Setup()) == "UTC"
    assert parse_moment("10:32", NOW + 3 * MINUTE, ZoneInfo("UTC")) == NOW - 23 * HOUR - 20 * MINUTE
    assert parse_moment("-1s", NOW, BERLIN) == NOW - SECOND
