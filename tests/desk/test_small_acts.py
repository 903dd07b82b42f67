"""Priority, class, tags, promises, verification, and what an agent does."""

from typing import Any

import pytest

from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.desk.classing import Classify, Prioritise, Tag
from agentdesk.desk.notes import Note
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.promising import Promise, SettlePromise
from agentdesk.desk.taking import TakeNext
from agentdesk.desk.verifying import Verify
from agentdesk.domain.content import PromiseText
from agentdesk.domain.rows import PromiseRow
from tests.support.office import Office


@pytest.fixture
def case_id(office: Office) -> int:
    """Return a case that waits in billing, P3."""
    return office.mail()


def test_a_higher_priority_shortens_the_clocks_and_comes_forward(
    office: Office, case_id: int
) -> None:
    before = office.case(case_id)
    office.do("lena", Prioritise, case_id=case_id, priority=1)
    row, clock = office.case(case_id), office.store.clock_of(case_id, "FR")
    assert clock is not None
    assert (row.priority, clock.target_ms, clock.policy) == (1, HOUR, "basic-P1")
    assert row.rank_at < before.rank_at
    office.prove()


def test_more_time_for_a_clock_is_a_leads_to_give_with_a_reason(
    office: Office, case_id: int
) -> None:
    longer: dict[str, Any] = {"case_id": case_id, "priority": 4}
    assert "ask a lead" in office.refusal("lena", Prioritise, **longer, reason="Calm").sentence
    assert "say why" in office.refusal("mona", Prioritise, **longer).sentence
    office.do("mona", Prioritise, **longer, reason="Ada says there is no hurry.")
    assert office.case(case_id).priority == 4
    assert office.store.messages(case_id)[-1].body == "Ada says there is no hurry."
    assert "P4 already" in office.refusal("mona", Prioritise, **longer).sentence
    assert (
        "a number from 1 to 4"
        in office.refusal("mona", Prioritise, case_id=case_id, priority=5).sentence
    )


def test_class_decides_who_may_take_it(office: Office, case_id: int) -> None:
    office.do("lena", Classify, case_id=case_id, type="complaint", skills="refunds:2")
    row = office.case(case_id)
    assert (row.type, row.lane) == ("complaint", "billing|1|en|refunds:2")
    assert office.refusal("lena", TakeNext).code == "nothing"
    for wrong in ({"type": "riddle"}, {"language": "English"}, {"skills": "very good"}):
        assert office.refusal("lena", Classify, case_id=case_id, **wrong).code == "invalid"
    office.prove()


def test_tags_are_short_words(office: Office, case_id: int) -> None:
    office.do("lena", Tag, case_id=case_id, add=("#Refund", "bank"))
    office.do("lena", Tag, case_id=case_id, add=("vip-list",), remove=("bank", "never"))
    assert office.case(case_id).tags == ("refund", "vip-list")
    assert office.refusal("lena", Tag, case_id=case_id, add=("refund",)).code == "nothing"
    assert office.refusal("lena", Tag, case_id=case_id, add=("two words",)).code == "invalid"
    assert office.refusal("lena", Tag, case_id=case_id, add=("4111111111111111",)).code == "invalid"
    office.prove()


def test_a_promise_has_a_date_and_is_kept_or_not(office: Office, case_id: int) -> None:
    friday = office.clock.at + 4 * DAY
    refused = office.refusal("lena", Promise, case_id=case_id, due_at=office.clock.at, text="x")
    assert "future" in refused.sentence
    outcome = office.do("lena", Promise, case_id=case_id, due_at=friday, text="Refund by Friday")
    promise_id = outcome.result["promise_id"]
    row = office.store.table.one(PromiseRow, promise_id)
    assert (row.by, row.due_at, row.kept) == ("lena", friday, None)
    text = office.store.content_of(PromiseText, promise_id)
    assert text is not None
    assert text.text == "Refund by Friday"
    assert "Refund by" not in repr(office.store.log)
    office.do("omar", SettlePromise, case_id=case_id, promise_id=promise_id)
    assert office.store.table.one(PromiseRow, promise_id).kept is True
    settle: dict[str, Any] = {"case_id": case_id, "promise_id": promise_id}
    assert office.refusal("omar", SettlePromise, **settle).code == "nothing"
    assert office.refusal("omar", SettlePromise, case_id=case_id, promise_id=9).code == "not_found"
    office.prove()


def test_a_verified_customer_is_so_for_a_time(office: Office, case_id: int) -> None:
    office.do("lena", Verify, case_id=case_id, method="Call back")
    row = office.case(case_id)
    assert (row.verified, row.verified_method) == ("full", "call_back")
    assert row.verified_until == office.clock.at + 30 * MINUTE
    assert (
        "one word"
        in office.refusal(
            "lena", Verify, case_id=case_id, method="She said her order was 55-20931"
        ).sentence
    )
    office.prove()


def test_away_has_a_reason_and_coming_back_is_said(office: Office) -> None:
    assert "Choose a reason" in office.refusal("lena", SetAgentState, state="unavailable").sentence
    office.do("lena", SetAgentState, state="unavailable", reason="lunch")
    agent = office.agent("lena")
    assert agent is not None
    assert (agent.state, agent.reason) == ("unavailable", "lunch")
    office.do("lena", SetAgentState, state="available")
    assert "already" in office.refusal("lena", SetAgentState, state="available").sentence
    office.prove()


def test_wrap_up_is_capped_and_ends_by_itself(office: Office) -> None:
    far = office.clock.at + DAY
    office.do("lena", SetAgentState, state="wrap_up", until=far)
    agent = office.agent("lena")
    assert agent is not None
    assert agent.until == office.clock.at + 2 * MINUTE
    office.later(2 * MINUTE)
    agent = office.agent("lena")
    assert agent is not None
    assert agent.state == "available"
    office.prove()


def test_only_a_lead_says_what_somebody_else_does(office: Office) -> None:
    away = {"state": "offline", "agent": "omar"}
    assert "Only a lead" in office.refusal("lena", SetAgentState, **away).sentence
    office.do("mona", SetAgentState, **away)
    agent = office.agent("omar")
    assert agent is not None
    assert agent.state == "offline"
    assert "does not work" in office.refusal("sven", SetAgentState, state="available").sentence


def test_a_note_is_nobodys_message(office: Office, case_id: int) -> None:
    clock = office.store.clock_of(case_id, "FR")
    office.do("lena", Note, case_id=case_id, body="The bank says five days.")
    note = office.store.messages(case_id)[-1]
    assert (note.direction, note.author, note.to) == ("note", "lena", ())
    assert office.store.clock_of(case_id, "FR") == clock
    assert office.case(case_id).wrote_at is not None
    assert "empty" in office.refusal("lena", Note, case_id=case_id, body="\n").sentence
    office.prove()
