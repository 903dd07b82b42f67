"""The customer pane as lines: their order, what is masked, and that no line is too wide."""

from datetime import UTC
from typing import Any

import msgspec
import pytest

from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.domain.care_rows import ConsentRow, SurveyRow
from agentdesk.domain.content import ContactPoint, Customer
from agentdesk.domain.customer_views import (
    IncidentLine,
    Interaction,
    OpenCaseLine,
    OrganisationPerson,
    OrganisationView,
)
from agentdesk.domain.rows import CustomerRow, EntitlementRow, PromiseRow
from agentdesk.domain.setup import CalendarSetup, Setup
from agentdesk.domain.views import CaseView, CustomerView, HistoryLine
from agentdesk.text import width
from agentdesk.tui.desk.case_lines import Look
from agentdesk.tui.desk.customer.about import About, Target, hours
from agentdesk.tui.desk.customer.contacts import contacts_of
from agentdesk.tui.desk.customer.head import ordinal, strip
from agentdesk.tui.desk.customer.lines import pane
from agentdesk.tui.kit.glyphs import ASCII
from agentdesk.tui.kit.stops import Row
from tests.support.office import MONDAY, SETUP
from tests.unit.cases import PLAIN

NOW = MONDAY + 3 * HOUR
CASE = msgspec.structs.replace(PLAIN, id=40, customer_id="c1", verified="full")


def _open(case_id: int, **more: Any) -> OpenCaseLine:
    line = OpenCaseLine(
        case_id, f"Subject of {case_id}", "open", "question", "mail", 3, "support", 1, None,
        NOW + HOUR, "FR", None, None, NOW - DAY, 1,
    )  # fmt: skip
    return msgspec.structs.replace(line, **more)


def _past(case_id: int, **more: Any) -> HistoryLine:
    line = HistoryLine(
        case_id, "resolved", "mail", f"About {case_id}", NOW - case_id * DAY,
        NOW - case_id * DAY + 2 * HOUR, "omar", 1, "answered", 0, "support",
    )  # fmt: skip
    return msgspec.structs.replace(line, **more)


def _promise(id: int, due_at: int) -> tuple[PromiseRow, str]:
    return PromiseRow(id, 39, "c1", "lena", due_at, None, None), f"thing {id}"


VIEW = CustomerView(
    customer=Customer(
        "c1", "Ada Lovelace", pronunciation="AY-da", organisation="Marsh Books",
        preferred_channel="call", accessibility="large print", do_not_contact=True,
        safety="Dog in the yard",
    ),
    facts=CustomerRow("c1", "premium", True, "en", "Europe/Berlin", None, False),
    contacts=(ContactPoint("mail", "ada@marsh.example", "c1"),),
    history=(_past(41, state="open", resolved_at=None), _past(2, escalations=1, tier=2), _past(5)),
    contacts_7d=16,
    entitlements=(
        EntitlementRow("e1", "c1", "agreement", "premium", None, (), 0, NOW + 90 * DAY),
        EntitlementRow("e2", "c1", "warranty", None, "kettle-7", (), 0, NOW - DAY),
    ),
    promises=(_promise(1, NOW - DAY), _promise(2, NOW + 2 * DAY)),
    open_cases=(_open(41, due_at=NOW - MINUTE), _open(42, owner="omar", type="return")),
    incidents=(
        IncidentLine(12, "double charges", "support", 2, "open", NOW, None, None, 9, 8),
    ),
    interactions=(
        Interaction(NOW - 5 * DAY, "call", "in", 5, 7, "", "omar", "resolved", None, "reached",
                    4 * MINUTE),
        Interaction(NOW - 5 * DAY - HOUR, "mail", "in", 5, 6, "About 5", "", "resolved", None,
                    "", 0),
    ),
    surveys=(SurveyRow(5, "x", "csat", 2, NOW), SurveyRow(2, "y", "csat", 5, NOW - DAY)),
    reopens=1,
    complaints=2,
    consents=(ConsentRow("c1", "newsletter", "mail", False, "form", NOW),),
)  # fmt: skip

SECRET = ("Marsh", "thing 1", "41", "double charges", "premium", "kettle-7", "About", "─ history")
PRIVATE = ("CSAT", "newsletter", "ada@marsh.example", "has kettle-7", "complaints")


def _look(cells: int, **more: Any) -> Look:
    return Look(cells, NOW, UTC, "lena", {}, **more)


def _about(verified: str = "full", cells: int = 28, **more: Any) -> About:
    case = msgspec.structs.replace(CASE, verified=verified)
    return About(VIEW, case, _look(cells), 3, "open until 17:00", **more)


def _texts(rows: list[Row]) -> list[str]:
    return ["".join(text for text, _ in row.line) for row in rows]


def _place(texts: list[str], words: str) -> int:
    return next(at for at, text in enumerate(texts) if words in text)


def test_the_sections_stand_in_the_domains_order() -> None:
    texts = _texts(pane(_about(cells=40)))
    wanted = (
        "Ada Lovelace [AY-da]", "Marsh Books", "! write only to answer", "! Dog in the yard",
        "! 3rd contact on this in 7 d", "41 mail", "! overdue: thing 1", "! promised: thing 2",
        "incident 12: double charges", "premium agreement", "kettle-7: warranty over",
        "open until 17:00", "history 4", "prefers call", "needs: large print", "CSAT 5 2",
        "reopened 1", "newsletter: mail no", "ada@marsh.example", "has kettle-7", "return 42",
    )  # fmt: skip
    places = [_place(texts, words) for words in wanted]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("verified", "hidden", "shown"),
    [
        ("none", SECRET + PRIVATE, ("Ada Lovelace", "Dog in the yard", "prefers call", "EN")),
        ("partial", PRIVATE, SECRET),
        ("full", (), SECRET + PRIVATE),
    ],
)
def test_what_is_masked_is_in_no_line(
    verified: str, hidden: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    about = _about(verified, organisation=_people(), cells=40)
    text = "\n".join(_texts(pane(about)))
    assert not [words for words in hidden if words in text]
    assert not [words for words in shown if words not in text]
    assert ("masked, v shows" in text) == (verified != "full")


def test_a_proof_that_has_ended_masks_again() -> None:
    ended = msgspec.structs.replace(CASE, verified_until=NOW - 1)
    about = About(VIEW, ended, _look(28))
    assert about.verified == "none"
    assert "Marsh" not in "\n".join(_texts(pane(about)))
    assert "premium" not in "".join(text for line in strip(about) for text, _ in line)


def test_a_proof_says_how_and_until_when() -> None:
    case = msgspec.structs.replace(
        CASE, verified_method="call_back", verified_until=NOW + 30 * MINUTE
    )
    assert "by call back until 12:30" in _texts(pane(About(VIEW, case, _look(28))))


@pytest.mark.parametrize("cells", [28, 30, 34, 38, 80])
@pytest.mark.parametrize("verified", ["none", "partial", "full"])
def test_no_line_is_wider_than_the_pane(cells: int, verified: str) -> None:
    rows = pane(_about(verified, cells, organisation=_people()))
    assert [text for text in _texts(rows) if width(text) > cells] == []


def test_clocks_and_what_ended_stand_in_one_column() -> None:
    texts = _texts(pane(_about()))
    ends = [width(text) for text in texts if text.startswith(("41 mail", "42 mail", "✓", "↑", "●"))]
    assert ends == [28] * 6


def test_one_line_a_contact_over_all_channels_open_ones_first() -> None:
    texts = _texts(pane(_about(cells=40)))
    start = _place(texts, "history 4")
    assert [text.split("  ")[0] for text in texts[start + 1 : start + 5]] == [
        "● 20 Jan mail About 41",
        "↑ 28 Feb mail About 2",
        "✓ 25 Feb call About 5",
        "✓ 25 Feb mail About 5",
    ]
    assert texts[start + 3].endswith("4 min")
    assert texts[start + 2].endswith("L2")


def test_an_answer_on_another_channel_is_no_contact_of_its_own() -> None:
    answer = Interaction(NOW, "chat", "out", 5, 9, "", "omar", "resolved", None, "", 0)
    more = msgspec.structs.replace(VIEW, interactions=(answer, *VIEW.interactions))
    assert len(contacts_of(more)) == len(contacts_of(VIEW))


def test_a_long_history_ends_with_how_many_more() -> None:
    many = msgspec.structs.replace(VIEW, history=tuple(_past(n) for n in range(50, 70)))
    about = _about()._replace(view=many)
    assert "… 14 more" in _texts(pane(about))
    whole = pane(about._replace(whole=frozenset({"history"})))
    stops = [row.target for row in whole if isinstance(row.target, Target)]
    assert [stop.case_id for stop in stops if stop.kind == "contact"] == list(range(50, 70))


def test_a_folded_section_is_one_line_that_can_be_opened() -> None:
    rows = pane(_about(folded=frozenset({"history", "open"})))
    folded = [row for row in rows if row.target in
              (Target("section", "history"), Target("section", "open"))]  # fmt: skip
    assert _texts(folded) == ["▸ 2 open cases", "▸ history 4"]
    assert not any("About" in text for text in _texts(rows))


def _people(*names: str) -> OrganisationView:
    people = [
        OrganisationPerson(name, name, (_open(60 + n),), NOW) for n, name in enumerate("abcd")
    ]
    return OrganisationView("Marsh Books", tuple(people))


def test_an_organisation_says_how_many_others_there_are() -> None:
    rows = pane(_about(cells=40, organisation=_people()))
    line = next(row for row in rows if row.target == Target("organisation", "Marsh Books"))
    assert _texts([line])[0].endswith("4 people, 4 open")


def test_the_strip_says_the_gravest_first_and_nothing_that_is_masked() -> None:
    shown = "\n".join("".join(text for text, _ in line) for line in strip(_about(cells=200)))
    assert shown.index("Dog") < shown.index("overdue since Sun: thing 1") < shown.index("41 42")
    assert "incident 12" in shown
    own = tuple((msgspec.structs.replace(row, case_id=40), text) for row, text in VIEW.promises)
    view = msgspec.structs.replace(VIEW, promises=own)
    said = "".join(
        text for line in strip(_about(cells=200)._replace(view=view)) for text, _ in line
    )
    assert "thing" not in said
    masked = "\n".join("".join(t for t, _ in line) for line in strip(_about("none", 200)))
    assert not [words for words in SECRET if words in masked]


def test_ascii_has_no_other_sign() -> None:
    about = _about()._replace(look=_look(60, glyphs=ASCII))
    assert [text for text in _texts(pane(about)) if not text.isascii()] == []


def test_hours_say_when_the_desk_opens_and_closes() -> None:
    view = _case("hours")
    assert hours(SETUP, view, NOW, UTC) == "open until 17:00"
    assert hours(SETUP, view, NOW + 6 * HOUR, UTC) == "closed until Tue 09:00"
    assert hours(SETUP, _case("always"), NOW, UTC) == "open at all hours"
    never = Setup(calendars=(CalendarSetup("never", "UTC", {}),))
    assert hours(never, _case("never"), NOW, UTC) == ""


def _case(calendar: str) -> CaseView:
    from agentdesk.domain.rows import ClockRow

    clock = ClockRow(
        40, "FR", "running", 1, "p", calendar, HOUR, NOW, NOW, 0, NOW + HOUR, None, None, 0,
        None, None, None, 1,
    )  # fmt: skip
    return CaseView(CASE, "", "", (clock,), (), (), None, 1)


def test_a_name_for_a_place_in_a_row() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
    ]  # fmt: skip
