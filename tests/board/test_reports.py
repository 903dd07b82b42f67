"""Reports over the story of the vectors: the right numbers in the right groups, none lost."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from msgspec.structs import replace

from agentdesk.board.figures.figure import Figure
from agentdesk.board.figures.people import FIGURES as OF_PEOPLE
from agentdesk.board.figures.registry import FIGURES
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.reports.choosing import splits
from agentdesk.board.reports.counting import Counter, look_of
from agentdesk.board.reports.days import UNITS
from agentdesk.board.reports.dimensions import KINDS, By, by_of
from agentdesk.board.reports.periods import Instant, Period
from agentdesk.board.reports.places import Places
from agentdesk.board.reports.report import Asked, Grid
from agentdesk.board.reports.zoned import zoned_of
from agentdesk.board.scope import EVERYTHING, Span
from agentdesk.board.values import Value
from agentdesk.boardsettings import BoardSettings
from agentdesk.clock import HOUR, SECOND
from agentdesk.domain import events as e
from agentdesk.domain.setup import CalendarSetup, PersonSetup, QueueSetup, Setup
from tests.board.told_log import (
    SNAPSHOT,
    VECTORS,
    BoardError,
    ToldLog,
    column,
    counts,
    entries_of,
    tell,
    vectors_log,
)
from tests.support.depth import depth
from tests.unit.figures import Share
from tests.unit.test_figures_from_events import EXPECTED, on, shown

ADDING = [figure for figure in FIGURES.values() if not figure.standing]
OF_QUEUES = [figure for figure in FIGURES.values() if figure not in OF_PEOPLE]
STANDING = [figure for figure in FIGURES.values() if figure.standing]


def share(value: Value) -> str:
    """Write a share as the vectors do."""
    return shown(Share(int(value.numerator), int(value.denominator or 0)))


def seconds(value: Value) -> str:
    """Write a share of time as the vectors do."""
    return shown(Share(int(value.numerator) // SECOND, int(value.denominator or 0) // SECOND))


DEFAULTS = BoardSettings()
NINE, TEN = "2026-03-02 09:00", "2026-03-02 10:00"

# ---- the vectors


async def test_the_story_comes_to_the_numbers_of_the_vectors() -> None:
    calls = await tell(
        vectors_log(), "service_level*", "abandonment*", "asa,aht", channels=("call",)
    )
    found = {grid.figure.id: grid.all for grid in calls.grids}
    assert share(found["service_level.default"]) == EXPECTED["SL default (short abandons excluded)"]
    assert (
        share(found["service_level.strict"]) == EXPECTED["SL strict (all abandons count against)"]
    )
    assert share(found["abandonment"]) == EXPECTED["abandon default"]
    assert share(found["abandonment.raw"]) == EXPECTED["abandon raw"]
    assert found["asa"].value == EXPECTED["ASA"] * SECOND
    assert found["aht"].value == EXPECTED["AHT voice"] * SECOND
    every = await tell(vectors_log(), "attainment", "resolution", "fcr", "backlog_age")
    met, resolution, fcr, age = (grid.all for grid in every.grids)
    assert share(met) == EXPECTED["SLA overall"]
    assert (resolution.value, resolution.median) == (
        EXPECTED["mean res business (resolved)"] * SECOND,
        EXPECTED["median res business"] * SECOND,
    )
    assert share(fcr) == EXPECTED["FCR verified"]
    assert (age.value, age.longest) == (360150 * SECOND, 372900 * SECOND)
    shift = await tell(vectors_log(), "occupancy", by="team", since=NINE, until=TEN)
    assert seconds(shift.grids[0].all) == EXPECTED["occ team"]


async def test_each_day_has_its_own_part_of_the_story() -> None:
    report = await tell(
        vectors_log(), "service_level", "offered", "resolution_rate", by="day", channels=("call",)
    )
    service, offered = column(report), column(report, 1)
    assert counts(service["2026-03-02"]) == (3, 6)
    assert counts(service["2026-03-04"]) == (1, 1)
    assert service["2026-03-03"].value is None, "of nothing there is no figure"
    assert offered["2026-03-03"].value == 0
    assert list(offered) == [
        f"2026-{day}"
        for day in (
            "02-27",
            "02-28",
            "03-01",
            "03-02",
            "03-03",
            "03-04",
            "03-05",
            "03-06",
        )
    ], "from when the log begins to when the report is made"
    assert share(report.grids[0].all) == EXPECTED["SL default (short abandons excluded)"]
    mail = await tell(vectors_log(), "resolution_rate", by="day", channels=("mail",))
    assert counts(column(mail)["2026-02-27"]) == (1, 1)
    assert counts(column(mail)["2026-03-02"]) == (0, 1)


async def test_what_stands_is_true_of_the_end_of_each_day() -> None:
    report = await tell(vectors_log(), "backlog", "backlog_age", "available", by="day")
    backlog = {day: value.value for day, value in column(report).items()}
    assert list(backlog.values()) == [1, 1, 1, 4, 2, 2, 2, 2]
    assert report.grids[0].all.value == 2, "the total stands as of the end of the span"
    assert report.grids[1].all.value == 360150 * SECOND
    hours = await tell(
        vectors_log(), "available", by="hour", since="2026-03-02", until="2026-03-02"
    )
    there = {hour: value.value for hour, value in column(hours).items()}
    assert there["2026-03-02 08:00"] == 2, "they come in at nine: known as of nine"
    assert there["2026-03-02 09:00"] == 0


async def test_what_was_undone_later_stood_until_then() -> None:
    """Case 8 is resolved by mistake on the third at noon, and given back a second later."""
    noon = on("03-03 12:00")
    then = await tell(vectors_log(), "backlog", at=noon + 999, until="2026-03-03")
    assert counts(then.grids[0].all)[0] == 3, "with the two that are spam a minute later"
    later = await tell(vectors_log(), "backlog", at=noon + SECOND, until="2026-03-03")
    assert counts(later.grids[0].all)[0] == 4
    assert (await tell(vectors_log(), "backlog")).grids[0].all.value == 2


async def test_a_day_that_is_not_over_can_still_change() -> None:
    report = await tell(vectors_log(), "offered", "fcr", by="day")
    offered, fcr = column(report), column(report, 1)
    assert offered["2026-03-06"].provisional
    assert not offered["2026-03-05"].provisional
    assert (offered["2026-03-06"].value, offered["2026-03-05"].value) == (0, 0)
    assert fcr["2026-03-02"].provisional, "the seven days are not over"
    whole = await tell(vectors_log(), "offered", until="2026-03-05")
    assert not whole.grids[0].all.provisional
    assert (await tell(vectors_log(), "offered")).grids[0].all.provisional


# ---- groups and the whole


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    found = Ledger()
    found.apply(vectors_log().log)
    return found


def counted(
    ledger: Ledger, figure: Figure, by: By, span: Span, settings: BoardSettings = DEFAULTS
) -> Grid:
    places = Places(VECTORS)
    asked = Asked((figure,), by, EVERYTHING, SNAPSHOT, settings)
    period = Period(Instant(span.start), Instant(span.end))
    zoned = zoned_of(period, by.time, places.zones(frozenset()), on("02-23 00:00"), SNAPSHOT)
    return Counter(asked, places, zoned, ledger).count(figure)


def added(values: Sequence[Value]) -> tuple[float, float]:
    return sum(x.numerator for x in values), sum(x.denominator or 0 for x in values)


WHOLE = Span(on("02-23 00:00"), SNAPSHOT)


@pytest.mark.parametrize("figure", ADDING, ids=lambda figure: figure.id)
def test_the_groups_of_a_figure_add_up_to_the_whole(ledger: Ledger, figure: Figure) -> None:
    whole = counted(ledger, figure, By(), WHOLE).all
    for by in (*map(By, UNITS), *(By("day", kind) for kind in KINDS)):
        if splits(figure, by):
            grid = counted(ledger, figure, by, WHOLE)
            assert added([grid.all]) == pytest.approx(added([whole]))
            assert added(list(grid.cells.values())) == pytest.approx(added([whole]))
            assert added(list(grid.by_time.values())) == pytest.approx(added([whole]))
            assert added(list(grid.by_group.values())) == pytest.approx(added([whole]))


@given(st.lists(st.integers(WHOLE.start + 1, WHOLE.end - 1), max_size=8), st.data())
@tried(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=depth(30, 60))
def test_however_a_span_is_cut_the_pieces_add_up(
    ledger: Ledger, cuts: list[int], data: st.DataObject
) -> None:
    figure = data.draw(st.sampled_from(ADDING))
    whole = counted(ledger, figure, By(), WHOLE).all
    bounds = sorted({WHOLE.start, *cuts, WHOLE.end})
    pieces = [counted(ledger, figure, By(), Span(*pair)).all for pair in pairwise(bounds)]
    assert added(pieces) == pytest.approx(added([whole]))


@pytest.mark.parametrize("figure", OF_QUEUES, ids=lambda figure: figure.id)
async def test_a_group_is_what_narrowing_to_it_gives(figure: Figure) -> None:
    """Whatever queue or channel a figure counts something in, it is the one it looks at."""
    queues = await tell(vectors_log(), figure.id, by="queue")
    for queue in ("q", "q2"):
        alone = await tell(vectors_log(), figure.id, queues=(queue,))
        grid = queues.grids[0]
        assert counts(grid.value(("", queue))) == counts(alone.grids[0].all), queue
    channels = await tell(vectors_log(), figure.id, by="channel")
    for channel in ("mail", "call", "chat"):
        alone = await tell(vectors_log(), figure.id, channels=(channel,))
        assert counts(channels.grids[0].value(("", channel))) == counts(alone.grids[0].all)


async def test_what_stands_at_each_hour_is_what_a_ledger_of_then_says() -> None:
    report = await tell(
        vectors_log(), *(x.id for x in STANDING), by="hour", since="2026-03-02", until="2026-03-04"
    )
    for interval in report.intervals[::7]:
        then = Ledger()
        then.apply(x for x in vectors_log().log if x.recorded_at <= interval.end)
        for grid in report.grids:
            look = look_of(report.asked, Places(VECTORS), then, grid.figure, interval.end, WHOLE)
            assert grid.by_time[interval.order] == grid.figure.measure(look), interval.label


async def test_groups_are_told_by_name_and_what_has_none_comes_last() -> None:
    report = await tell(vectors_log(), "handled", "offered", by="disposition")
    assert report.groups == ("solved", "")
    assert report.name("") == "none"
    by_queue = await tell(vectors_log(), "handled", "late", by="queue")
    assert [by_queue.name(group) for group in by_queue.groups] == ["Orders", "Experts"]
    teams = await tell(vectors_log(), "occupancy", by="team", since=NINE, until=TEN)
    found = {group: seconds(teams.grids[0].value(("", group))) for group in teams.groups}
    assert found == {"t": EXPECTED["occ A1"], "t2": EXPECTED["occ A2"]}


# ---- zones

BERLIN_AND_NEW_YORK = Setup(
    queues=(
        QueueSetup("de", "Berlin", "t", calendar="berlin"),
        QueueSetup("us", "New York", "t", calendar="new-york"),
        QueueSetup("any", "Anywhere", "t"),
    ),
    people=(PersonSetup("A1", "Ada"),),
    calendars=(
        CalendarSetup("berlin", "Europe/Berlin", {"0": (("09:00", "17:00"),)}),
        CalendarSetup("new-york", "America/New_York", {"0": (("09:00", "17:00"),)}),
    ),
)


def offered_at(*calls: tuple[str, int]) -> ToldLog:
    """Return a log of calls: the queue and the instant of each."""
    facts = [
        e.Fact(at, "customer", f"c{n}", e.InteractionQueued(n, "call", queue, 20 * SECOND))
        for n, (queue, at) in enumerate(sorted(calls, key=lambda call: call[1]), start=1)
    ]
    return ToldLog(entries_of(facts), BERLIN_AND_NEW_YORK, on("03-06 12:00"))


async def test_a_queue_has_the_days_of_its_own_zone() -> None:
    late = on("03-03 03:30")  # 04:30 on the third in Berlin, 22:30 on the second in New York
    log = offered_at(("de", late), ("us", late), ("any", late), ("de", on("03-01 10:00")))
    report = await tell(log, "offered", by="day,queue", since="2026-03-01")
    grid = report.grids[0]
    assert grid.value(("2026-03-03", "de")).value == 1
    assert grid.value(("2026-03-02", "us")).value == 1
    assert grid.value(("2026-03-03", "any")).value == 1, "it has the zone of the set-up's days"
    assert grid.all.value == 4
    only = await tell(log, "offered", since="2026-03-02", until="2026-03-02")
    assert only.grids[0].all.value == 1, "a date is a date of each queue"
    waiting = (await tell(log, "waiting", by="day,queue", since="2026-03-01")).grids[0]
    assert waiting.value(("2026-03-02", "us")).value == 1
    assert waiting.value(("2026-03-02", "de")).value == 1, "the one of the first, who waits still"
    assert waiting.value(("2026-03-03", "de")).value == 2
    assert waiting.by_time["2026-03-02"].value == 2


async def test_people_are_counted_whatever_zone_the_report_has() -> None:
    morning = on("03-02 09:00")
    facts = [e.Fact(morning, "A1", "c1", e.AgentStateChanged("A1", "offline", "available"))]
    setup = replace(
        BERLIN_AND_NEW_YORK, people=(PersonSetup("A1", "Ada", queues=("us",), team="t"),)
    )
    log = ToldLog(entries_of(facts), setup, on("03-04 12:00"))
    report = await tell(log, "available", "occupancy", by="day", queues=("us",))
    assert report.zones == ("America/New_York",)
    assert [value.value for value in column(report).values()] == [1, 1, 1]
    there = [value.denominator for value in column(report, 1).values()]
    assert there == [20 * HOUR, 24 * HOUR, 7 * HOUR]


async def test_the_hour_that_comes_twice_is_counted_as_two() -> None:
    first, second = on("10-25 00:30"), on("10-25 01:30")
    facts = [
        e.Fact(at, "customer", f"c{n}", e.InteractionQueued(n, "call", "de", 20 * SECOND))
        for n, at in enumerate((first, second, second + 1), start=1)
    ]
    log = ToldLog(entries_of(facts), BERLIN_AND_NEW_YORK, on("10-26 12:00"))
    report = await tell(
        log, "offered", by="hour", since="2026-10-25", until="2026-10-25", queues=("de",)
    )
    found = {hour: value.value for hour, value in column(report).items() if value.value}
    assert found == {"2026-10-25 02:00 +0200": 1, "2026-10-25 02:00 +0100": 2}
    day = await tell(log, "offered", by="day", since="2026-10-25", until="2026-10-25")
    assert column(day)["2026-10-25"].value == 3


async def test_what_is_told_late_is_older_than_the_log() -> None:
    fact = e.Fact(
        on("03-01 10:00"), "customer", "c1", e.InteractionQueued(1, "call", "de", 20 * SECOND)
    )
    log = ToldLog([e.Entry(1, on("03-05 10:00"), fact)], BERLIN_AND_NEW_YORK, on("03-06 12:00"))
    report = await tell(log, "offered", "waiting", by="day")
    assert column(report)["2026-03-01"].value == 1
    assert column(report, 1)["2026-03-01"].value == 0, "nobody knew of it then"
    assert column(report, 1)["2026-03-05"].value == 1


# ---- nothing to tell, and what cannot be asked


async def test_an_empty_store_and_a_span_without_a_log_say_why() -> None:
    empty = await tell(ToldLog([], VECTORS, SNAPSHOT), "offered", "backlog", by="day,queue")
    assert empty.empty == "The store holds no events yet."
    assert list(empty.lines) == []
    before = await tell(vectors_log(), "offered", by="day", since="2025", until="2025")
    assert before.empty.startswith("The log begins on 2026-02-27 16:00:00, after the end")
    assert before.length == 0
    later = await tell(vectors_log(), "offered", since="2027", until="2027")
    assert "nothing is known of it" in later.empty
    early = await tell(vectors_log(), "offered", since="2026-02-01", at=on("02-20 12:00"))
    assert early.empty == "The log begins on 2026-02-27 16:00:00: nothing was known before."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("agent", "People are not compared by their figures"),
        ("quue", "A report cannot be split by “quue”. Did you mean queue?"),
        ("day,week", "one stretch of time and one other thing at most"),
        ("queue,team", "one stretch of time and one other thing at most"),
    ],
)
def test_dimensions_that_there_are_not(words: str, sentence: str) -> None:
    with pytest.raises(BoardError, match=sentence):
        by_of([words])


async def test_figures_that_there_are_not() -> None:
    with pytest.raises(BoardError, match=r"no figure “offerd”. Did you mean offered\?"):
        await tell(vectors_log(), "offerd")
    with pytest.raises(BoardError, match="No figure is called like “zz"):
        await tell(vectors_log(), "zz*")
    with pytest.raises(BoardError, match="cannot be split by queue, only by team or by time"):
        await tell(vectors_log(), "occupancy", by="queue")
    with pytest.raises(BoardError, match=r"no queue “qq”. Did you mean q\?"):
        await tell(vectors_log(), "offered", queues=("qq",))
    some = await tell(vectors_log(), "all", by="queue")
    assert {grid.figure.id for grid in some.grids} == FIGURES.keys() - {x.id for x in OF_PEOPLE}


def test_a_figures_own_numbers_come_from_the_settings(ledger: Ledger) -> None:
    """Nobody gave up within 5 seconds but one, after 4: with 3, all who gave up count."""
    figure = FIGURES["abandonment"]
    settings = BoardSettings(parameters={"abandonment": {"short_ms": 3 * SECOND}})
    grid = counted(ledger, figure, By(), WHOLE, settings)
    assert grid.parameters == {"short_ms": 3 * SECOND}
    assert counts(grid.all) == (3, 10)
    assert counts(counted(ledger, figure, By(), WHOLE).all) == (2, 9)
