"""Complaints: their own two clocks, who may look into them, redress within limits."""

import msgspec
import pytest

from agentdesk.clock import DAY, HOUR
from agentdesk.desk.complaints import (
    AcknowledgeComplaint,
    CloseComplaint,
    DecideComplaint,
    InvestigateComplaint,
    OpenComplaint,
)
from agentdesk.desk.goodwill import GrantGoodwill
from agentdesk.desk.resolving import Close
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain.care_rows import ComplaintRow, GoodwillRow
from agentdesk.domain.content import ComplaintText
from agentdesk.domain.events import ComplaintBreached, SlaBreached
from agentdesk.domain.setup import ComplaintSetup, GoodwillLimit, GoodwillSetup
from agentdesk.domain.setup_check import setup_problems
from tests.support.office import MONDAY, SETUP, Office

ASKS = {"category": "conduct", "severity": 1, "remedy": "An apology."}


@pytest.fixture
def office() -> Office:
    """Return a desk whose complaints count office hours, 9 to 17."""
    office = Office(msgspec.structs.replace(SETUP, complaints=ComplaintSetup(calendar="hours")))
    office.here("lena", "omar", "rita", "mona")
    return office


def complaint(office: Office, case_id: int) -> ComplaintRow:
    return office.store.table.one(ComplaintRow, case_id)


def opened(office: Office, **more: object) -> int:
    case_id = office.mail()
    office.do("lena", OpenComplaint, case_id=case_id, **{**ASKS, **more})
    return case_id


def test_its_clocks_count_office_hours_and_leave_the_sla_alone(office: Office) -> None:
    office.later(6 * HOUR)
    case_id = opened(office)
    row = complaint(office, case_id)
    # 15:00 on Monday: two hours are left of the day, two more the next morning.
    assert row.ack_due_at == MONDAY + DAY + 2 * HOUR
    assert row.decide_due_at > row.ack_due_at
    assert row.due == ("ACK", row.ack_due_at)
    office.later(30 * HOUR)
    assert complaint(office, case_id).late == ("ACK",)
    told = [x.fact for x in office.store.log if isinstance(x.fact.event, ComplaintBreached)]
    assert [fact.at for fact in told] == [row.ack_due_at]
    kinds = {x.fact.event.clock for x in office.store.log if isinstance(x.fact.event, SlaBreached)}
    assert kinds <= {"FR", "NR", "RES", "PU"}
    office.prove()


def test_from_receipt_to_close(office: Office) -> None:
    case_id = opened(office)
    assert complaint(office, case_id).state == "received"
    office.do("lena", AcknowledgeComplaint, case_id=case_id)
    office.do("lena", InvestigateComplaint, case_id=case_id, investigator="omar")
    early = office.refusal("lena", CloseComplaint, case_id=case_id)
    assert early.sentence == f"The complaint of case {case_id} is not decided yet: decide it first."
    office.do("lena", DecideComplaint, case_id=case_id, outcome="upheld", response="We are sorry.")
    row = complaint(office, case_id)
    assert (row.state, row.outcome, row.decided_by, row.due) == ("decided", "upheld", "lena", None)
    office.do("lena", CloseComplaint, case_id=case_id, external="The ombudsman.")
    row = complaint(office, case_id)
    assert (row.state, row.external) == ("closed", True)
    text = office.store.content_of(ComplaintText, case_id)
    assert text == ComplaintText(case_id, "An apology.", "We are sorry.", "The ombudsman.")
    office.later(60 * DAY)
    assert complaint(office, case_id).late == ()
    office.prove()


def test_who_it_is_about_neither_looks_into_it_nor_decides(office: Office) -> None:
    case_id = opened(office, about="omar")
    said = office.refusal("lena", InvestigateComplaint, case_id=case_id, investigator="omar")
    assert said.sentence == (
        "The complaint is about Omar, who cannot look into it: ask somebody else."
    )
    decide = {"case_id": case_id, "outcome": "upheld", "response": "Sorry."}
    assert "who cannot decide it" in office.refusal("omar", DecideComplaint, **decide).sentence
    office.do("mona", DecideComplaint, **decide)


def test_codes_and_words_are_checked(office: Office) -> None:
    case_id = office.mail()

    def told(**more: object) -> str:
        return office.refusal("lena", OpenComplaint, case_id=case_id, **{**ASKS, **more}).sentence

    assert told(category="riddle").startswith("Choose a category from the list: product,")
    assert told(severity=5) == "A severity is a number from 1 (the gravest) to 4."
    assert told(remedy=" ") == "Say what the customer asks for."
    assert told(about="nobody").startswith("nobody does not work at this desk")


def test_a_redress_is_goodwill_and_its_undo_gives_it_back(office: Office) -> None:
    case_id = opened(office)
    decide = {"case_id": case_id, "outcome": "upheld", "response": "Sorry.", "redress": "credit"}
    above = office.refusal("lena", DecideComplaint, **decide, cents=5_001)
    assert above.sentence.endswith("ask a lead.")
    office.do("lena", DecideComplaint, **decide, cents=5_000)
    assert [row.cents for row in office.store.table.of_case(GoodwillRow, case_id)] == [5_000]
    office.do("lena", Undo)
    assert office.store.table.of_case(GoodwillRow, case_id) == []
    row = complaint(office, case_id)
    assert (row.state, row.cents) == ("received", 0)
    office.prove()


def test_limits_of_goodwill_by_case_and_by_month(office: Office) -> None:
    gift = {"form": "refund", "reason": "It was late."}
    first, second = office.mail(), office.mail(sender="eve@there.example")
    office.do("lena", GrantGoodwill, case_id=first, cents=4_000, **gift)
    said = office.refusal("omar", GrantGoodwill, case_id=first, cents=1_001, **gift).sentence
    assert (
        said == f"50.01 EUR for case {first} is above your limit of 50.00 EUR a case: ask a lead."
    )
    office.do("mona", GrantGoodwill, case_id=first, cents=20_000, **gift)
    for _ in range(5):
        case_id = office.mail(sender="eve@there.example")
        office.do("lena", GrantGoodwill, case_id=case_id, cents=5_000, **gift)
    said = office.refusal("lena", GrantGoodwill, case_id=second, cents=1_100, **gift).sentence
    assert "within 30 days, above your limit of 300.00 EUR" in said
    office.clock.at += 31 * DAY
    case_id = office.mail(sender="eve@there.example")
    office.do("lena", GrantGoodwill, case_id=case_id, cents=1_100, **gift)
    assert (
        "in EUR here"
        in office.refusal(
            "lena", GrantGoodwill, case_id=case_id, cents=1, currency="USD", **gift
        ).sentence
    )
    assert (
        "above zero"
        in office.refusal("lena", GrantGoodwill, case_id=case_id, cents=0, **gift).sentence
    )
    office.prove()


def test_doing_it_again_does_not_pass_the_limit(office: Office) -> None:
    gift = {"form": "refund", "reason": "It was late."}
    case_id = office.mail()
    office.do("lena", GrantGoodwill, case_id=case_id, cents=5_000, **gift)
    office.do("lena", Undo)
    office.do("lena", Redo)
    office.do("lena", Undo)
    others = [office.mail(sender="eve@there.example") for _ in range(6)]
    for other in others:
        office.do("lena", GrantGoodwill, case_id=other, cents=5_000, **gift)
    said = office.refusal("lena", Redo).sentence
    assert "within 30 days, above your limit of 300.00 EUR" in said
    office.prove()


def test_a_set_up_with_wrong_targets_or_limits_is_told() -> None:
    wrong = msgspec.structs.replace(
        SETUP,
        complaints=ComplaintSetup(calendar="never", acknowledge={"1": HOUR, "2": 0, "3": HOUR}),
        goodwill=GoodwillSetup(
            currency="Euro",
            roles={"boss": GoodwillLimit()},
            people={"lena": GoodwillLimit(-1, 0)},
        ),
    )
    told = {".".join(map(str, at)): what for at, what in setup_problems(wrong)}
    assert told["complaints.calendar"].startswith("there is no “never”")
    assert told["complaints.acknowledge"] == "a target for severity 4 is missing."
    assert "more than nothing" in told["complaints.acknowledge.2"]
    assert told["goodwill.currency"] == "“Euro” is no currency; write EUR."
    assert told["goodwill.roles"].startswith("there is no “boss”")
    assert told["goodwill"] == "a limit of lena is below zero."


def test_a_complaint_outlives_its_case(office: Office) -> None:
    case_id = opened(office)
    office.do("mona", Close, case_id=case_id, reason="duplicate")
    assert office.case(case_id).state == "closed"
    office.later(60 * DAY)
    assert complaint(office, case_id).late == ("ACK", "DEC")
    office.do("lena", DecideComplaint, case_id=case_id, outcome="upheld", response="Sorry.")
    office.prove()
