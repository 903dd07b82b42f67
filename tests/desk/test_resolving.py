"""How a case ends, and how it comes back."""

import pytest

from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.desk.resolving import Close, Reopen, Resolve
from agentdesk.desk.taking import Take
from agentdesk.domain.content import CaseText
from agentdesk.domain.events import CaseResolved
from agentdesk.domain.rows import LoadRow, TimerRow
from tests.support.office import Office

ANSWERED = {"disposition": "answered", "summary": "Explained the pre-authorisation."}


@pytest.fixture
def case_id(office: Office) -> int:
    """Return a case that Lena has and has answered."""
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    office.reply("lena", case_id)
    return case_id


def test_resolved_it_stops_every_clock_and_keeps_the_summary(office: Office, case_id: int) -> None:
    office.later(HOUR)
    office.do("lena", Resolve, case_id=case_id, **ANSWERED, answer_ids=("duplicate-charge",))
    row = office.case(case_id)
    assert (row.state, row.disposition, row.owner) == ("resolved", "answered", "lena")
    clock = office.store.clock_of(case_id, "RES")
    assert clock is not None
    assert (clock.state, clock.met, clock.elapsed_ms) == ("stopped", True, HOUR)
    text = office.store.content_of(CaseText, case_id)
    assert text is not None
    assert text.summary == "Explained the pre-authorisation."
    event = next(x.fact.event for x in office.store.log if isinstance(x.fact.event, CaseResolved))
    assert event.answer_ids == ("duplicate-charge",)
    assert office.store.table.one(LoadRow, "lena").cases == 0
    office.prove()


def test_the_customer_has_an_answer_first(office: Office) -> None:
    case_id = office.mail()
    refused = office.refusal("lena", Resolve, case_id=case_id, **ANSWERED)
    assert "has no answer yet" in refused.sentence
    office.do("lena", Resolve, case_id=case_id, disposition="by_phone", summary="Called her.")
    assert office.case(case_id).state == "resolved"


def test_a_question_after_the_answer_wants_another(office: Office, case_id: int) -> None:
    office.mail("And when?", case_id=case_id)
    assert "no answer yet" in office.refusal("lena", Resolve, case_id=case_id, **ANSWERED).sentence


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"disposition": "repaired"}, "Choose a disposition from the list"),
        ({"disposition": "refunded"}, "needs a root cause"),
        ({"disposition": "refunded", "root_cause": "moon"}, "Choose a root cause from the list"),
        ({"summary": " "}, "how it was settled"),
    ],
)
def test_what_resolving_needs(
    office: Office, case_id: int, fields: dict[str, str], part: str
) -> None:
    refused = office.refusal("lena", Resolve, case_id=case_id, **{**ANSWERED, **fields})
    assert part in refused.sentence


def test_the_customer_opens_it_again_and_it_comes_forward(office: Office, case_id: int) -> None:
    office.do("lena", Resolve, case_id=case_id, **ANSWERED)
    office.later(2 * DAY)
    office.mail("It happened once more, the same amount.", case_id=case_id)
    row = office.case(case_id)
    assert (row.state, row.reopens, row.returned, row.disposition) == ("open", 1, True, None)
    assert row.waiting_since == office.clock.at
    next_reply = office.store.clock_of(case_id, "NR")
    assert next_reply is not None
    assert next_reply.state == "running"
    assert office.store.table.get(TimerRow, case_id, "close") is None
    office.prove()


def test_a_lead_opens_it_again_with_a_reason(office: Office, case_id: int) -> None:
    office.do("lena", Resolve, case_id=case_id, **ANSWERED)
    assert (
        "Only a lead" in office.refusal("lena", Reopen, case_id=case_id, reason="Not done").sentence
    )
    assert "why" in office.refusal("mona", Reopen, case_id=case_id, reason="").sentence
    office.later(HOUR)
    office.do("mona", Reopen, case_id=case_id, reason="The refund never left.")
    row = office.case(case_id)
    assert (row.state, row.waiting_since) == ("open", office.clock.at)
    clock = office.store.clock_of(case_id, "RES")
    assert clock is not None
    assert (clock.state, clock.elapsed_ms) == ("running", 0)
    assert "refund" not in repr(office.store.log)
    office.prove()


def test_it_closes_by_itself_and_stays_closed(office: Office, case_id: int) -> None:
    office.do("lena", Resolve, case_id=case_id, **ANSWERED)
    office.later(7 * DAY)
    assert office.case(case_id).state == "closed"
    assert (
        "closed for good"
        in office.refusal("mona", Reopen, case_id=case_id, reason="Again").sentence
    )
    follow_up = office.mail("One more thing.", case_id=case_id)
    assert office.case(follow_up).parent == case_id
    office.prove()


def test_spam_is_closed_by_a_lead_and_does_not_count(office: Office) -> None:
    case_id = office.mail("Buy pills.")
    assert "Only a lead" in office.refusal("lena", Close, case_id=case_id, reason="spam").sentence
    office.clock.advance(MINUTE)
    office.do("mona", Close, case_id=case_id, reason="spam")
    assert office.case(case_id).state == "closed"
    clocks = [office.store.clock_of(case_id, kind) for kind in ("FR", "RES")]
    assert [clock.state for clock in clocks if clock] == ["cancelled", "cancelled"]
    assert [t for t in office.store.table.all(TimerRow) if t.case_id == case_id] == []
    office.prove()
