"""Days, weeks and hours of a zone, and the spans that people write."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.board.errors import BoardError
from agentdesk.board.reports.days import UNITS, Unit, intervals, midnight, row_of
from agentdesk.board.reports.periods import period_of
from agentdesk.board.scope import Span
from agentdesk.clock import DAY, HOUR, MINUTE, from_datetime

BERLIN, APIA, HAVANA = (
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("Pacific/Apia"),
    ZoneInfo("America/Havana"),
)
LORD_HOWE, SAO_PAULO = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/Sao_Paulo")
NOW = from_datetime(datetime(2026, 3, 5, 9, 30, tzinfo=UTC))


def hours_of(zone: ZoneInfo, *days: date) -> list[float]:
    span = Span(midnight(zone, days[0]), midnight(zone, days[1]))
    return [(each.end - each.start) / HOUR for each in intervals("day", zone, span)]


def test_a_day_has_as_many_hours_as_the_clocks_say() -> None:
    assert hours_of(BERLIN, date(2026, 3, 28), date(2026, 3, 31)) == [24, 23, 24]
    assert hours_of(BERLIN, date(2026, 10, 24), date(2026, 10, 27)) == [24, 25, 24]
    # Where the gap swallows midnight, the day begins after it.
    assert hours_of(SAO_PAULO, date(2018, 11, 3), date(2018, 11, 6)) == [24, 23, 24]
    assert hours_of(LORD_HOWE, date(2026, 4, 5), date(2026, 4, 6)) == [24.5]
    labels = [
        each.label
        for each in intervals(
            "day", APIA, Span(midnight(APIA, date(2011, 12, 29)), midnight(APIA, date(2012, 1, 1)))
        )
    ]
    assert labels == ["2011-12-29", "2011-12-31"], "a date that the zone skipped has no row"


def test_an_hour_that_comes_twice_is_two_rows_in_order() -> None:
    for zone, day in ((BERLIN, date(2026, 10, 25)), (HAVANA, date(2026, 11, 1))):
        span = Span(midnight(zone, day), midnight(zone, date.fromordinal(day.toordinal() + 1)))
        found = list(intervals("hour", zone, span))
        assert len(found) == 25
        assert len({each.label for each in found}) == 25
        assert sorted(found) == found
    spring = Span(midnight(BERLIN, date(2026, 3, 29)), midnight(BERLIN, date(2026, 3, 30)))
    assert len(list(intervals("hour", BERLIN, spring))) == 23


def test_weeks_are_iso_weeks_and_months_are_whole() -> None:
    span = Span(midnight(BERLIN, date(2024, 12, 27)), midnight(BERLIN, date(2025, 1, 8)))
    weeks = list(intervals("week", BERLIN, span))
    assert [each.label for each in weeks] == ["2024-W52", "2025-W01", "2025-W02"]
    assert [(each.end - each.start) // DAY for each in weeks] == [3, 7, 2], "cut to the span"
    assert [each.label for each in intervals("month", BERLIN, span)] == ["2024-12", "2025-01"]


@given(
    st.sampled_from(UNITS),
    st.sampled_from((BERLIN, APIA, HAVANA, LORD_HOWE, SAO_PAULO, ZoneInfo("Asia/Kathmandu"))),
    st.integers(0, 2_000_000_000_000),
    st.integers(1, 12 * DAY),
    st.integers(0, 12 * DAY),
)
def test_every_instant_of_a_span_lies_in_exactly_one_interval(
    unit: Unit, zone: ZoneInfo, start: int, length: int, into: int
) -> None:
    found = list(intervals(unit, zone, Span(start, start + length)))
    assert found[0].start == start
    assert found[-1].end == start + length
    assert all(a.end == b.start for a, b in pairwise(found))
    assert sorted(found) == found
    at = start + into % length
    holding = row_of(found).of(at)
    assert holding is not None
    assert holding.start <= at < holding.end
    assert row_of(found).of(start + length) is None


def written(since: str | None, until: str | None) -> tuple[str, str]:
    span = period_of(since, until, NOW, BERLIN).span(BERLIN)
    start, end = (datetime.fromtimestamp(at / 1000, BERLIN) for at in (span.start, span.end))
    return start.isoformat()[:16], end.isoformat()[:16]


def test_a_span_is_written_as_people_say_it() -> None:
    assert written(None, None) == ("2026-02-27T00:00", "2026-03-06T00:00"), "seven days with today"
    assert written("2026-W10", "2026-W10") == ("2026-03-02T00:00", "2026-03-09T00:00")
    assert written("2026-02", "2026-02") == ("2026-02-01T00:00", "2026-03-01T00:00")
    assert written("2025", "2025") == ("2025-01-01T00:00", "2026-01-01T00:00")
    assert written("7d", "yesterday") == ("2026-02-26T00:00", "2026-03-05T00:00")
    assert written("8h", "now") == ("2026-03-05T02:30", "2026-03-05T10:30")
    assert written("2026-03-02 14:30", "2026-03-03T00:00Z") == (
        "2026-03-02T14:30",
        "2026-03-03T01:00",
    )
    assert written(None, "2026-02-10") == ("2026-02-04T00:00", "2026-02-11T00:00")


def test_a_day_is_a_day_of_every_zone() -> None:
    period = period_of("2026-03-02", "2026-03-02", NOW, BERLIN)
    begins = [period.span(zone).start for zone in (APIA, BERLIN, HAVANA)]
    assert begins == sorted(begins)
    assert begins[1] - begins[0] == 12 * HOUR
    assert period.span(ZoneInfo("Asia/Kathmandu")).start % HOUR == 15 * MINUTE


@pytest.mark.parametrize(
    "text", ["soon", "2026-W60", "2026-13", "31.02.2026", "9999", "0001-01-01"]
)
def test_what_is_no_time_is_told_with_how_to_write_one(text: str) -> None:
    with pytest.raises(BoardError, match=rf"“{text}” is no time: write 2026-03-02"):
        period_of(text, None, NOW, BERLIN)


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BoardError, match="ends before it begins"):
        period_of("2026-03-03", "2026-03-02", NOW, BERLIN)
    with pytest.raises(BoardError, match="ends before it begins"):
        period_of("2026-03-07", None, NOW, BERLIN)
