"""Every figure of the metrics page from the board's ledger, to the digit of the shared vectors."""

import ast

import pytest

from agentdesk.board.figures.figure import Look
from agentdesk.board.figures.registry import FIGURES
from agentdesk.board.figures.voices import score_of
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.scope import EVERYTHING, Scope, Span
from agentdesk.board.values import Value
from agentdesk.clock import MINUTE, SECOND
from tests.board.oracle import measured, measured_by
from tests.board.story import entries, ledger_of
from tests.unit.test_figures_from_events import END, EXPECTED, SETUP, SNAPSHOT, START, on

CALLS = Scope(channels=frozenset({"call"}))
ALL = Span(0, SNAPSHOT + 1)


@pytest.fixture(params=["plain", "with what must not count"], scope="module")
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """Return the ledger of the story at its snapshot."""
    return ledger_of(entries(told_twice=request.param != "plain"))


def value(ledger: Ledger, id: str, scope: Scope = EVERYTHING, span: Span = ALL) -> Value:
    """Measure a figure at the snapshot."""
    return FIGURES[id].measure(Look(ledger, SETUP, SNAPSHOT, span, scope))


def shown(found: Value, unit: int = 1) -> str:
    """Write a share as the vectors do."""
    assert found.value is not None
    assert found.denominator is not None
    counts = f"{found.numerator // unit:.0f}/{found.denominator // unit:.0f}"
    return f"{counts}={100 * found.value:.2f}%"


@pytest.mark.parametrize(
    ("id", "wanted"),
    [
        ("service_level.default", EXPECTED["SL default (short abandons excluded)"]),
        ("service_level.strict", EXPECTED["SL strict (all abandons count against)"]),
        ("service_level.answered", EXPECTED["SL answered only"]),
        ("service_level.late_abandons", EXPECTED["SL abandons within T excluded"]),
        (
            "service_level.early_met",
            EXPECTED["SL abandons within T count as met, short excluded"],
        ),
        ("service_level.removed", "6/8=75.00%"),
        ("abandonment", EXPECTED["abandon default"]),
        ("abandonment.raw", EXPECTED["abandon raw"]),
    ],
)
def test_shares_of_calls(ledger: Ledger, id: str, wanted: str) -> None:
    assert shown(value(ledger, id, CALLS)) == wanted
    nobody = value(ledger, id, Scope(channels=frozenset({"visit"})))
    assert nobody.value is None, "of nothing there is no figure"


def test_counts_of_calls(ledger: Ledger) -> None:
    offered, answered, abandoned, short = ast.literal_eval(
        EXPECTED["offered,answered,abandoned,short"]
    )
    found = [value(ledger, id, CALLS).value for id in ("offered", "answered", "abandoned")]
    assert found == [offered, answered, abandoned]
    default = value(ledger, "service_level.default", CALLS)
    assert default.denominator == offered - short


@pytest.mark.parametrize(
    ("id", "name"),
    [("asa", "ASA"), ("aht", "AHT voice"), ("wrap_up", "ACW voice"), ("hold", "hold avg")],
)
def test_times_of_calls(ledger: Ledger, id: str, name: str) -> None:
    assert value(ledger, id, CALLS).value == EXPECTED[name] * SECOND


def test_occupancy_counts_what_overlaps_once(ledger: Ledger) -> None:
    hour = Span(START, END)
    look = Look(ledger, SETUP, SNAPSHOT, hour)
    figure = FIGURES["occupancy"]
    by_agent = measured_by(figure, look, lambda item: str(item.subject))
    assert shown(by_agent["A1"], SECOND) == EXPECTED["occ A1"]
    assert shown(by_agent["A2"], SECOND) == EXPECTED["occ A2"]
    assert shown(figure.measure(look), SECOND) == EXPECTED["occ team"]
    at_once = measured_by(FIGURES["concurrency"], look, lambda item: str(item.subject))["A1"]
    wrong = EXPECTED["occ A1 if summed (wrong)"].split("/")[0]
    assert at_once.numerator == int(wrong) * SECOND, "what the sum of chats comes to"


def test_responses(ledger: Ledger) -> None:
    by_case, mean = ast.literal_eval(EXPECTED["FRT async business"])
    items = FIGURES["frt"].items(Look(ledger, SETUP, SNAPSHOT, ALL))
    found = {f"C{item.subject.id}": item.numerator / SECOND for item in items}  # type: ignore[union-attr]  # cases
    assert found == by_case
    assert value(ledger, "frt").value == mean * SECOND
    _, calendar = ast.literal_eval(EXPECTED["FRT async calendar"])
    assert value(ledger, "frt.calendar").value == calendar * SECOND
    waits = ast.literal_eval(EXPECTED["live FR s"])
    live = value(ledger, "frt.live")
    assert (live.numerator, live.denominator) == (sum(waits.values()) * SECOND, len(waits))
    both = live.numerator + value(ledger, "frt").numerator
    assert both / 8 / SECOND == EXPECTED["FR all mean business"]
    assert value(ledger, "nrt").value == EXPECTED["NRT"] * SECOND


def test_time_to_resolve(ledger: Ledger) -> None:
    business, calendar = value(ledger, "resolution"), value(ledger, "resolution.calendar")
    assert [business.value, business.median, calendar.value, calendar.median] == [
        EXPECTED[name] * SECOND
        for name in (
            "mean res business (resolved)",
            "median res business",
            "mean res calendar",
            "median res calendar",
        )
    ]
    assert business.provisional, "two cases are open"


@pytest.mark.parametrize(
    ("id", "wanted"),
    [
        ("attainment", EXPECTED["SLA overall"]),
        ("attainment.fr", EXPECTED["FR attainment"]),
        ("attainment.nr", EXPECTED["NR attainment (2h)"]),
        ("attainment.res", ast.literal_eval(EXPECTED["RES attainment"])[0]),
        ("resolution_rate", EXPECTED["resolution rate (created cohort)"]),
        ("reopen_rate", EXPECTED["reopen rate"]),
        ("fcr", EXPECTED["FCR verified"]),
        ("fcr.claimed", EXPECTED["FCR claimed"]),
        ("csat", EXPECTED["CSAT top2"]),
        ("csat.replies", EXPECTED["response rate"]),
        ("ces", EXPECTED["CES %>=5"]),
        ("quality.auto_fail", EXPECTED["auto-fail rate"]),
    ],
)
def test_shares_of_cases(ledger: Ledger, id: str, wanted: str) -> None:
    assert shown(value(ledger, id)) == wanted


def test_which_cases_stand_behind_a_share(ledger: Ledger) -> None:
    look = Look(ledger, SETUP, SNAPSHOT, ALL)
    first = FIGURES["fcr"].behind(look)
    met = [f"C{item.subject.id}" for item in reversed(first) if item.numerator]  # type: ignore[union-attr]  # cases
    assert met == ast.literal_eval(EXPECTED["FCR cases"])
    _, met, missed = ast.literal_eval(EXPECTED["RES attainment"])
    items = FIGURES["attainment.res"].behind(look)
    assert {f"C{x.subject.id}" for x in items if x.numerator} == set(met)  # type: ignore[union-attr]  # cases
    assert {f"C{x.subject.id}" for x in items if not x.numerator} == set(missed)  # type: ignore[union-attr]  # cases


def test_escalations_and_backlog(ledger: Ledger) -> None:
    ids = ("escalation.functional", "escalation.hierarchical", "escalation")
    wanted = EXPECTED["escalation functional / hierarchical / any"]
    assert repr(tuple(shown(value(ledger, id)) for id in ids)) == wanted
    count, ages, median, longest = ast.literal_eval(EXPECTED["backlog"])
    assert value(ledger, "backlog").value == count
    age = value(ledger, "backlog_age")
    assert (age.numerator, age.denominator) == (sum(ages.values()) * SECOND, count)
    assert (age.median, age.longest) == (median * SECOND, longest * SECOND)


def test_what_customers_and_evaluators_say(ledger: Ledger) -> None:
    assert value(ledger, "csat.mean").value == EXPECTED["CSAT mean"]
    assert value(ledger, "ces.mean").value == EXPECTED["CES mean"]
    assert value(ledger, "nps").value == EXPECTED["NPS"]
    first = ledger.case(1)
    assert first is not None
    assert round(100 * (score_of(first.evaluations[0]) or 0), 2) == EXPECTED["QA E1"]
    quality = value(ledger, "quality").value or 0
    assert round(100 * quality, 2) == EXPECTED["QA mean of E1,E2(auto-fail 0)"]


def test_what_must_not_count_changes_no_figure_but_what_was_done_here() -> None:
    plain, twice = (ledger_of(entries(told_twice=more)) for more in (False, True))
    mine, theirs = (measured(Look(x, SETUP, SNAPSHOT, ALL)) for x in (plain, twice))
    done = mine.pop("handled"), theirs.pop("handled")
    assert mine == theirs
    assert done == ((13, None), (14, None)), "a case from elsewhere was settled here"


def test_an_undo_that_comes_later_is_not_known_before() -> None:
    log = entries(told_twice=True)
    mistake = on("03-03 12:00")
    before, then, after = (
        ledger_of(log, at) for at in (mistake - MINUTE, mistake, mistake + SECOND)
    )
    asked = [value(x, "escalation.hierarchical").numerator for x in (before, then, after)]
    assert asked == [1, 2, 1]
    states = [case.state for x in (before, then, after) if (case := x.case(8))]
    assert states == ["new", "resolved", "new"]
