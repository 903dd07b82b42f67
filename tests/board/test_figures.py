"""What every figure says of itself, and the rules that all of them keep."""

import pytest

from agentdesk.board.around import Ages
from agentdesk.board.figures.figure import Figure, Look
from agentdesk.board.figures.registry import FAMILIES, FIGURES, VARIANTS, find
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.scope import EVERYTHING, Scope, Span
from agentdesk.board.thresholds import numbers_of
from agentdesk.board.view import AGES, COLUMNS, STRIP, band_figure
from agentdesk.boardsettings import BoardSettings
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.domain.setup import PersonSetup, Setup
from scripts.figure_tables import PAGE, renewed
from tests.board.any_log import AnyLog
from tests.board.oracle import measured_by
from tests.board.story import entries, ledger_of
from tests.unit.test_figures_from_events import SETUP, SNAPSHOT, on

ALL = Span(0, SNAPSHOT + 1)
STANDING = "waiting oldest_waiting in_progress snoozed late due_soon backlog backlog_age"
BANDS = " ".join(band_figure(age) for age in AGES)
LIVE = """offered answered abandoned abandonment abandonment.raw asa aht talk hold wrap_up declined
service_level.default service_level.strict service_level.answered service_level.late_abandons
service_level.early_met service_level.removed"""
PEOPLE = "available staffed load occupancy concurrency"
CASES = """handled resolution_rate reopen_rate escalation escalation.functional
escalation.hierarchical bounces fcr fcr.claimed"""
TIMES = """frt frt.calendar frt.live nrt resolution resolution.calendar attainment attainment.fr
attainment.nr attainment.res attainment.pu promises_kept"""
VOICES = "csat csat.mean csat.replies nps ces ces.mean quality quality.auto_fail"
REDRESS = "goodwill complaints complaints.ack complaints.decided"


def test_there_is_every_figure_and_each_is_found() -> None:
    ids = " ".join((STANDING, BANDS, LIVE, PEOPLE, CASES, TIMES, VOICES, REDRESS)).split()
    assert sorted(FIGURES) == sorted(ids)
    assert sum(len(figures) for _, figures in FAMILIES) == len(FIGURES)
    assert len(VARIANTS) == 6
    assert find("service_level") is VARIANTS["service_level.default"]
    assert find("service_level", "strict") is VARIANTS["service_level.strict"]
    assert find("service_level", "service_level.removed") is VARIANTS["service_level.removed"]
    assert all(find(id) for id in (*STRIP, *COLUMNS))
    with pytest.raises(KeyError):
        find("speed_of_lena")


@pytest.mark.parametrize("figure", FIGURES.values(), ids=list(FIGURES))
def test_a_figure_says_what_it_is(figure: Figure) -> None:
    assert figure.version >= 1
    assert figure.name
    assert len(figure.short) <= 8
    assert figure.definition.endswith(".")
    assert figure.formula
    assert figure.source
    assert all(ms > 0 for ms in figure.parameters.values())
    assert figure.good in (-1, 0, 1)


def test_the_page_of_the_figures_is_what_they_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page, "run python -m scripts.figure_tables"


@pytest.mark.parametrize("figure", FIGURES.values(), ids=list(FIGURES))
def test_of_nothing_there_is_no_share(figure: Figure) -> None:
    value = figure.measure(Look(Ledger(), Setup(), 0, Span(0, 1)))
    assert value.unit == figure.unit
    if value.denominator is None:
        assert value.value == 0, "a count of nothing is none"
    else:
        assert value.value is None


def test_what_is_behind_a_number_adds_up_to_it() -> None:
    ledger = ledger_of(AnyLog(7, size=400).entries)
    look = Look(ledger, SETUP, ledger.recorded_at, Span(1, 10**15))
    for figure in FIGURES.values():
        value = figure.measure(look)
        again = figure.reduce(figure.behind(look))
        assert (again.numerator, again.denominator) == (value.numerator, value.denominator)
        groups = measured_by(figure, look, figure.queue_of)
        if value.unit != "ms" or figure.id != "oldest_waiting":
            total = sum(part.numerator for part in groups.values())
            assert total == pytest.approx(value.numerator), figure.id


def test_queues_and_days_add_up_to_the_whole() -> None:
    ledger = ledger_of(AnyLog(8, size=400).entries)
    at = ledger.recorded_at
    start = at - 40 * DAY
    queues = ("billing", "billing2", "machines")
    for figure in FIGURES.values():
        if figure.spread or figure.id in ("oldest_waiting", "available", "staffed", "load"):
            continue
        whole = figure.measure(Look(ledger, SETUP, at, Span(start, at + 1)))
        parts = [
            figure.measure(
                Look(ledger, SETUP, at, Span(start, at + 1), Scope(queues=frozenset({queue})))
            )
            for queue in queues
        ]
        assert sum(x.numerator for x in parts) == pytest.approx(whole.numerator), figure.id
        if figure.standing:
            continue
        days = [
            figure.measure(Look(ledger, SETUP, at, Span(day, min(day + DAY, at + 1))))
            for day in range(start, at + 1, DAY)
        ]
        assert sum(x.numerator for x in days) == pytest.approx(whole.numerator), figure.id
        if whole.denominator is not None:
            assert sum(x.denominator or 0 for x in days) == whole.denominator, figure.id


def test_first_contact_is_provisional_until_its_window_closes() -> None:
    log = entries()
    last = on("03-03 12:00")
    seen = [
        FIGURES["fcr"].measure(Look(ledger_of(log, at), SETUP, at, Span(on("03-02 09:00"), at)))
        for at in (last, on("03-04 10:04:05"), on("03-06 17:00"))
    ]
    assert all(value.provisional for value in seen)
    closed = Look(
        ledger_of(log), SETUP, on("03-12 00:00"), Span(on("03-02 09:05"), on("03-02 09:21"))
    )
    value = FIGURES["fcr"].measure(closed)
    assert (value.numerator, value.denominator, value.provisional) == (2, 3, False)
    longer = FIGURES["fcr"].measure(
        Look(closed.ledger, SETUP, closed.at, closed.span, EVERYTHING, {"again_ms": 30 * DAY})
    )
    assert longer.provisional, "the window is a parameter"


def test_parameters_change_what_is_short_and_what_is_soon() -> None:
    ledger = ledger_of(entries())
    calls = Scope(channels=frozenset({"call"}))

    def of(id: str, **parameters: int) -> tuple[float, float | None]:
        look = Look(ledger, SETUP, SNAPSHOT, ALL, calls, parameters)
        value = FIGURES[id].measure(look)
        return value.numerator, value.denominator

    assert of("service_level.default") == (4, 7)
    assert of("service_level.default", short_ms=20 * SECOND) == (4, 6)
    assert of("abandonment", short_ms=MINUTE) == (0, 5)
    at = on("03-03 13:00")
    then = ledger_of(entries(), at)
    due = [
        FIGURES["due_soon"].measure(Look(then, SETUP, at, ALL, EVERYTHING, {"within_ms": ms})).value
        for ms in (15 * MINUTE, 4 * DAY)
    ]
    assert due == [0, 1]


def test_each_band_of_the_backlog_is_a_figure_with_its_cases_behind_it() -> None:
    ledger = ledger_of(AnyLog(7, size=400).entries)
    ages = Ages()
    ages.fill(ledger.active())
    for at in (ledger.recorded_at, *(ledger.recorded_at + days * DAY for days in (1, 3, 9))):
        for queue in ages.queues:
            look = Look(ledger, SETUP, at, ALL, Scope(frozenset({queue})))
            figures = [FIGURES[band_figure(age)] for age in AGES]
            shown = ages.of(queue, at)
            assert tuple(figure.measure(look).value for figure in figures) == shown
            assert tuple(len(figure.behind(look)) for figure in figures) == shown


def test_behind_the_oldest_the_oldest_comes_first() -> None:
    ledger = ledger_of(AnyLog(7, size=400).entries)
    look = Look(ledger, SETUP, ledger.recorded_at, ALL)
    for id in ("oldest_waiting", "backlog_age"):
        behind = [item.at for item in FIGURES[id].behind(look)]
        assert len(set(behind)) > 1
        assert behind == sorted(behind)
    newest = [item.at for item in FIGURES["waiting"].behind(look)]
    assert newest == sorted(newest, reverse=True)


def test_a_rule_has_the_numbers_that_it_asks_for_and_no_others() -> None:
    settings = BoardSettings(parameters={"service_level": {"short_ms": 8_000}})
    asked = [id for id in VARIANTS if numbers_of(settings, VARIANTS[id]) == {"short_ms": 8_000}]
    assert asked == ["service_level.default", "service_level.early_met"]
    assert numbers_of(settings, VARIANTS["service_level.strict"]) == {}
    assert numbers_of(settings, FIGURES["abandonment"]) == {"short_ms": 5_000}


def test_who_serves_a_queue_counts_as_its_staff() -> None:
    setup = Setup(
        people=(
            PersonSetup("lena", "Lena", queues=("billing",), channels=("mail",)),
            PersonSetup("omar", "Omar", queues=("billing", "machines"), channels=("mail", "call")),
        )
    )
    ledger = ledger_of(
        [x for x in AnyLog(3).entries if x.fact.event.kind == "agent.state_changed"][:3]
    )
    here = {x.agent for x in ledger.agents() if x.state != "offline"}

    def staffed(**scope: frozenset[str]) -> float | None:
        look = Look(ledger, setup, ledger.recorded_at, Span(0, HOUR), Scope(**scope))  # type: ignore[arg-type]  # only sets of names
        return FIGURES["staffed"].measure(look).value

    assert staffed() == len(here)
    assert staffed(queues=frozenset({"billing"})) == len(here & {"lena", "omar"})
    assert staffed(queues=frozenset({"machines"})) == len(here & {"omar"})
    assert staffed(channels=frozenset({"call"})) == len(here & {"omar"})
    nothing = Look(ledger, setup, 0, Span(0, 1), Scope(nothing=True))
    assert FIGURES["staffed"].measure(nothing).value == 0
