"""Cases put aside: for the customer, for a third party, for later."""

import pytest

from agentdesk.clock import DAY, HOUR
from agentdesk.desk.taking import Release, Take, TakeNext
from agentdesk.desk.waiting import Resume, Snooze, Wait, Wake
from agentdesk.domain.events import CaseWaiting
from agentdesk.domain.rows import LoadRow
from tests.support.office import Office


def taken(office: Office, **mail: str) -> int:
    case_id = office.mail(**mail)  # type: ignore[arg-type]  # texts only
    office.do("lena", Take, case_id=case_id)
    return case_id


def test_waiting_for_the_customer_needs_a_question(office: Office) -> None:
    case_id = taken(office)
    assert office.refusal("lena", Wait, case_id=case_id, waits_for="customer").sentence == (
        "The customer has no question to answer in case 1: write to them first."
    )
    office.reply("lena", case_id, "Which order?")
    office.do("lena", Wait, case_id=case_id, waits_for="customer")
    assert office.case(case_id).state == "waiting_customer"
    assert office.store.table.one(LoadRow, "lena").units == 0
    office.prove()


def test_resolve_time_stands_still_until_the_customer_answers(office: Office) -> None:
    case_id = taken(office)
    office.clock.advance(HOUR)
    office.reply("lena", case_id, "Which order?", then="wait")
    office.later(DAY)
    office.mail("The second.", case_id=case_id)
    row, clock = office.case(case_id), office.store.clock_of(case_id, "RES")
    assert (row.state, row.owner, row.remind_at) == ("open", "lena", None)
    assert clock is not None
    assert (clock.state, clock.elapsed_ms) == ("running", HOUR)
    assert row.waiting_since == office.clock.at
    office.prove()


def test_silence_is_reminded_of_twice_and_then_resolved(office: Office) -> None:
    case_id = taken(office)
    office.reply("lena", case_id, "Which order?", then="wait")
    office.later(HOUR)
    office.deliver()
    office.later(15 * DAY)
    row = office.case(case_id)
    assert (row.state, row.disposition) == ("resolved", "no_reply")
    assert office.store.kinds().count("case.reminded") == 2
    office.later(8 * DAY)
    assert office.case(case_id).state == "closed"
    office.prove()


def test_a_third_party_has_a_name_of_one_word_and_a_date(office: Office) -> None:
    case_id = taken(office)
    tomorrow = office.clock.at + DAY
    third = {"case_id": case_id, "waits_for": "third_party"}
    assert "one short word" in office.refusal("lena", Wait, **third, remind_at=tomorrow).sentence
    assert (
        "one short word"
        in office.refusal(
            "lena", Wait, **third, remind_at=tomorrow, party="Mr Bell of the bank"
        ).sentence
    )
    assert "date" in office.refusal("lena", Wait, **third, party="bank").sentence
    office.do("lena", Wait, **third, party="bank", remind_at=tomorrow, note="Mr Bell calls back.")
    assert office.case(case_id).state == "waiting_third_party"
    clock = office.store.clock_of(case_id, "RES")
    assert clock is not None
    assert clock.state == "running"
    event = office.store.log[-1].fact.event
    assert isinstance(event, CaseWaiting)
    assert (event.party, event.remind_at) == ("bank", tomorrow)
    assert "Bell" not in repr(office.store.log)


def test_work_goes_on_when_the_agent_says_so(office: Office) -> None:
    case_id = taken(office)
    assert "not waiting" in office.refusal("lena", Resume, case_id=case_id).sentence
    office.reply("lena", case_id, "Which order?", then="wait")
    office.later(HOUR)
    office.do("lena", Resume, case_id=case_id)
    row, clock = office.case(case_id), office.store.clock_of(case_id, "RES")
    assert (row.state, row.remind_at) == ("open", None)
    assert clock is not None
    assert clock.state == "running"
    office.later(15 * DAY)
    assert office.case(case_id).state == "open"
    office.prove()


def test_a_case_that_waits_without_owner_is_free_when_the_answer_comes(office: Office) -> None:
    case_id = taken(office)
    office.reply("lena", case_id, "Which order?", then="wait")
    office.do("lena", Release, case_id=case_id)
    assert office.refusal("omar", TakeNext).code == "nothing"
    office.later(HOUR)
    office.mail("The second.", case_id=case_id)
    assert office.do("omar", TakeNext).result["case_id"] == case_id
    office.prove()


def test_a_snooze_hides_the_case_and_stops_no_clock(office: Office) -> None:
    case_id = office.mail()
    assert (
        "future" in office.refusal("lena", Snooze, case_id=case_id, until=office.clock.at).sentence
    )
    clock = office.store.clock_of(case_id, "FR")
    office.do("lena", Snooze, case_id=case_id, until=office.clock.at + HOUR)
    assert office.store.clock_of(case_id, "FR") == clock
    assert office.case(case_id).claimable is False
    office.later(HOUR)
    row = office.case(case_id)
    assert (row.claimable, row.wake_at) == (True, None)
    assert row.waiting_since == row.created_at, "the customer is still without an answer"
    office.prove()


def test_waking_early(office: Office) -> None:
    case_id = office.mail()
    assert "not snoozed" in office.refusal("lena", Wake, case_id=case_id).sentence
    office.do("lena", Snooze, case_id=case_id, until=office.clock.at + DAY)
    office.do("lena", Wake, case_id=case_id)
    assert office.case(case_id).claimable is True
    office.prove()


def test_an_answered_case_counts_as_waiting_since_it_woke(office: Office) -> None:
    case_id = taken(office)
    office.reply("lena", case_id)
    office.do("lena", Release, case_id=case_id)
    office.do("lena", Snooze, case_id=case_id, until=office.clock.at + HOUR)
    office.later(HOUR)
    assert office.case(case_id).waiting_since == office.clock.at


@pytest.mark.parametrize("party", ["Frau Müller", "491701234567", "a@b.example", ""])
def test_who_is_waited_for_is_one_word_that_names_nobody(office: Office, party: str) -> None:
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    fields = {"waits_for": "third_party", "remind_at": office.clock.at + DAY, "party": party}
    said = office.refusal("lena", Wait, case_id=case_id, **fields).sentence
    assert said == "Name whom you wait for with one short word, like carrier."
