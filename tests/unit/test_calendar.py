"""Opening hours: daylight saving, holidays, special openings, and what is refused."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.clock import DAY, HOUR, MINUTE, to_datetime
from agentdesk.domain.calendar import (
    BLOCK_MS,
    BadCalendar,
    Calendar,
    calendar_in,
    calendar_of,
    due,
    elapsed_ms,
    is_open,
    next_open,
    open_ranges,
)
from agentdesk.domain.setup import CalendarSetup, Setup
from tests.support.depth import depth
from tests.unit.vectors import Stepper, local

Week = dict[str, tuple[tuple[str, str], ...]]
WEEK: Week = {str(day): (("09:00", "17:00"),) for day in range(5)}
BERLIN = CalendarSetup("BER", "Europe/Berlin", WEEK, holidays=("2026-04-03", "2026-04-06"))
ALWAYS = CalendarSetup("24x7", "UTC", {str(day): (("00:00", "24:00"),) for day in range(7)})
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Havana",
    "Asia/Kolkata",
    "America/St_Johns",
    "Atlantic/Azores",
    "Africa/Casablanca",
)
# Minutes around which clocks change in at least one of the zones, in 2026.
CHANGES = [
    local(text, "UTC")
    for text in (
        "2026-02-15T00:00",
        "2026-03-08T00:00",
        "2026-03-28T00:00",
        "2026-04-04T00:00",
        "2026-10-03T00:00",
        "2026-10-24T00:00",
        "2026-10-31T00:00",
    )
]


def clock_text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@st.composite
def interval(draw: st.DrawFn) -> tuple[str, str]:
    start = draw(st.integers(0, 24 * 60 - 1))
    end = draw(st.integers(start + 1, min(start + 26 * 60, 48 * 60)))
    return clock_text(start), clock_text(end)


@st.composite
def calendar_setups(draw: st.DrawFn) -> CalendarSetup:
    weekly = {str(day): tuple(draw(st.lists(interval(), max_size=2))) for day in range(7)}
    weekly[str(draw(st.integers(0, 6)))] = (draw(interval()),)
    near = to_datetime(draw(st.sampled_from(CHANGES))).toordinal()
    days = st.integers(near - 1, near + 3).map(lambda n: date.fromordinal(n).isoformat())
    return CalendarSetup(
        "any",
        draw(st.sampled_from(ZONES)),
        weekly,
        holidays=tuple(draw(st.lists(days, max_size=2))),
        openings=tuple((draw(days), *draw(interval())) for _ in range(draw(st.integers(0, 1)))),
    )


def due_within(cal: Calendar, start: int, target: int) -> int | None:
    """When a target is reached; ``None`` where ten years of few opening hours do not hold it."""
    try:
        return due(cal, start, target)
    except BadCalendar:
        assert elapsed_ms(cal, start, start + 3600 * DAY) < target
        return None


@settings(deadline=None, max_examples=depth(60, 120))
@given(
    calendar_setups(),
    st.sampled_from(CHANGES),
    st.integers(0, 2 * 24 * 60),
    st.integers(1, 20 * 60),
)
def test_agrees_with_stepping(
    setup: CalendarSetup, near: int, offset: int, target_minutes: int
) -> None:
    cal, slow = calendar_of(setup), Stepper(setup)
    start = near + offset * MINUTE
    target = target_minutes * MINUTE
    end = start + 36 * HOUR
    assert elapsed_ms(cal, start, end) == slow.elapsed(start, end)
    found = due_within(cal, start, target)
    if found is not None and found <= end:
        assert found == slow.due(start, target)
    else:
        assert slow.elapsed(start, end) < target
    assert is_open(cal, start) == slow.open(start)
    ranges = open_ranges(cal, start, end)
    assert sum(b - a for a, b in ranges) == elapsed_ms(cal, start, end)
    assert all(a < b for a, b in ranges)
    assert all(ranges[i][1] < ranges[i + 1][0] for i in range(len(ranges) - 1))


@settings(deadline=None, max_examples=depth(80, 200))
@given(calendar_setups(), st.integers(0, 4_000_000_000_000), st.integers(0, 400 * DAY))
def test_due_and_elapsed_are_each_other_s_inverse(
    setup: CalendarSetup, start: int, target: int
) -> None:
    cal = calendar_of(setup)
    found = due_within(cal, start, target)
    if found is None:
        return
    assert elapsed_ms(cal, start, found) == target
    if target:
        assert elapsed_ms(cal, start, found - 1) == target - 1


@pytest.mark.parametrize(
    ("day", "begins", "ends", "opens", "closes"),
    [
        # The hour from 02:00 is skipped: what would begin in it begins after it.
        ("2026-03-29", "02:30", "04:00", "2026-03-29T01:00", "2026-03-29T02:00"),
        # The hour from 02:00 comes twice: the first time counts.
        ("2026-10-25", "02:30", "04:00", "2026-10-25T00:30", "2026-10-25T03:00"),
        ("2026-10-25", "00:00", "02:30", "2026-10-24T22:00", "2026-10-25T00:30"),
    ],
)
def test_skipped_and_repeated_local_times(
    day: str, begins: str, ends: str, opens: str, closes: str
) -> None:
    cal = calendar_of(CalendarSetup("x", "Europe/Berlin", {}, openings=((day, begins, ends),)))
    a, b = local(opens, "UTC"), local(closes, "UTC")
    assert open_ranges(cal, a - DAY, b + DAY) == [(a, b)]


def test_an_interval_wholly_inside_the_gap_is_empty() -> None:
    cal = calendar_of(
        CalendarSetup("x", "Europe/Berlin", WEEK, openings=(("2026-03-29", "02:10", "02:50"),))
    )
    assert (
        open_ranges(cal, local("2026-03-28T00:00", "UTC"), local("2026-03-29T23:00", "UTC")) == []
    )


def test_a_day_that_a_zone_skipped_is_closed() -> None:
    cal = calendar_of(
        CalendarSetup("x", "Pacific/Apia", {str(d): (("09:00", "17:00"),) for d in range(7)})
    )
    a, b = local("2011-12-29T00:00", "Pacific/Apia"), local("2012-01-01T00:00", "Pacific/Apia")
    assert elapsed_ms(cal, a, b) == 2 * 8 * HOUR


def test_special_openings_hold_on_holidays() -> None:
    setup = CalendarSetup(
        "x",
        "Europe/Berlin",
        WEEK,
        holidays=("2026-12-25",),
        openings=(("2026-12-25", "10:00", "12:00"), ("2026-12-26", "22:00", "26:00")),
    )
    cal = calendar_of(setup)
    a, b = local("2026-12-25T00:00", "Europe/Berlin"), local("2026-12-28T00:00", "Europe/Berlin")
    assert elapsed_ms(cal, a, b) == 6 * HOUR


def test_a_country_s_holidays_are_closed() -> None:
    cal = calendar_of(CalendarSetup("x", "Europe/Berlin", WEEK, country="de", subdivision="BE"))
    assert not is_open(cal, local("2026-05-01T10:00", "Europe/Berlin"))
    assert is_open(cal, local("2026-04-30T10:00", "Europe/Berlin"))


def test_always_open_is_arithmetic() -> None:
    cal = calendar_of(ALWAYS)
    assert cal.always
    assert due(cal, 1, 10**15) == 10**15 + 1
    assert open_ranges(cal, 5, 9) == [(5, 9)]
    assert open_ranges(cal, 9, 5) == []


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Honolulu", "Asia/Kolkata"]
)
@pytest.mark.parametrize("hours", [("00:00", "24:00"), ("23:00", "47:00"), ("12:00", "36:00")])
def test_no_time_is_lost_where_blocks_of_ranges_meet(zone: str, hours: tuple[str, str]) -> None:
    weekly: Week = {str(day): (hours,) for day in range(7)}
    cal = calendar_of(CalendarSetup("x", zone, weekly, holidays=("1999-01-01",)))
    assert not cal.always
    seam = 300 * BLOCK_MS
    for at in (seam - DAY, seam - HOUR, seam - 1, seam, seam + HOUR):
        assert elapsed_ms(cal, at, at + 2 * DAY) == 2 * DAY
        assert due(cal, at, 2 * DAY) == at + 2 * DAY
    assert open_ranges(cal, seam - DAY, seam + DAY) == [(seam - DAY, seam + DAY)]


def test_a_night_shift_is_whole_where_blocks_of_ranges_meet() -> None:
    seam = 300 * BLOCK_MS
    for hours in (("22:00", "26:00"), ("01:00", "48:00")):
        setup = CalendarSetup("x", "UTC", {str(day): (hours,) for day in range(7)})
        cal, slow = calendar_of(setup), Stepper(setup)
        assert elapsed_ms(cal, seam - DAY, seam + DAY) == slow.elapsed(seam - DAY, seam + DAY)


def test_a_holiday_makes_round_the_clock_hours_stop() -> None:
    weekly: Week = {str(day): (("00:00", "24:00"),) for day in range(7)}
    cal = calendar_of(CalendarSetup("x", "UTC", weekly, holidays=("2026-03-03",)))
    start = local("2026-03-02T12:00", "UTC")
    assert due(cal, start, DAY) == start + 2 * DAY


def test_next_open() -> None:
    cal = calendar_of(BERLIN)
    saturday = local("2026-03-07T12:00", "Europe/Berlin")
    monday = local("2026-03-09T09:00", "Europe/Berlin")
    assert next_open(cal, saturday) == monday
    assert next_open(cal, monday) == monday
    assert next_open(cal, monday + 1) == monday + 1


def test_equal_set_ups_share_a_calendar() -> None:
    again = CalendarSetup("BER", "Europe/Berlin", dict(WEEK), holidays=BERLIN.holidays)
    assert calendar_of(again) is calendar_of(BERLIN)
    assert calendar_in(Setup(calendars=(BERLIN,)), "BER") is calendar_of(BERLIN)


@pytest.mark.parametrize(
    ("setup", "says"),
    [
        (CalendarSetup("x", "Europe/Nowhere", WEEK), "zone “Europe/Nowhere”"),
        (CalendarSetup("x", "", WEEK), "zone “”"),
        (CalendarSetup("x", "../etc/passwd", WEEK), "zone “../etc/passwd”"),
        (CalendarSetup("x", "Europe", WEEK), "zone “Europe”"),
        (CalendarSetup("x", "UTC", {}), "never open"),
        (CalendarSetup("x", "UTC", {"1": ()}), "never open"),
        (CalendarSetup("x", "UTC", {"7": (("09:00", "17:00"),)}), "weekday “7”"),
        (CalendarSetup("x", "UTC", {"1": (("9 am", "17:00"),)}), "time “9 am”"),
        (CalendarSetup("x", "UTC", {"1": (("09:00", "49:00"),)}), "time “49:00”"),
        (CalendarSetup("x", "UTC", {"1": (("22:00", "06:00"),)}), "30:00"),
        (CalendarSetup("x", "UTC", {"1": (("24:00", "25:00"),)}), "before 24:00"),
        (CalendarSetup("x", "UTC", WEEK, holidays=("25.12.2026",)), "date “25.12.2026”"),
        (CalendarSetup("x", "UTC", WEEK, openings=(("soon", "09:00", "10:00"),)), "date “soon”"),
        (CalendarSetup("x", "UTC", WEEK, country="XX"), "holidays of “XX”"),
        (CalendarSetup("x", "UTC", WEEK, country="DE", subdivision="ZZ"), "“DE-ZZ”"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(setup: CalendarSetup, says: str) -> None:
    with pytest.raises(BadCalendar, match=r"^The calendar “x” .*\.$") as caught:
        calendar_of(setup)
    assert says in str(caught.value)


def test_an_unknown_calendar_is_refused() -> None:
    with pytest.raises(BadCalendar, match="no calendar “night”"):
        calendar_in(Setup(), "night")


def test_a_target_that_is_never_reached_is_refused_not_searched_for_ever() -> None:
    once = CalendarSetup("x", "UTC", {}, openings=(("2026-03-02", "09:00", "10:00"),))
    start = local("2026-03-02T00:00", "UTC")
    assert due(calendar_of(once), start, HOUR) == start + 10 * HOUR
    with pytest.raises(BadCalendar, match="within ten years"):
        due(calendar_of(once), start, HOUR + 1)
    with pytest.raises(BadCalendar, match="within ten years"):
        next_open(calendar_of(once), start + DAY)


def test_forty_business_hours_cost_little() -> None:
    cal = calendar_of(BERLIN)
    start = local("2026-03-02T10:00", "Europe/Berlin")
    due(cal, start, 40 * HOUR)
    best = 1.0
    for _ in range(20):
        began = time.process_time()
        for _ in range(50):
            due(calendar_of(BERLIN), start, 40 * HOUR)
        best = min(best, (time.process_time() - began) / 50)
    assert best < 50e-6
