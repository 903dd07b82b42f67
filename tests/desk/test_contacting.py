"""Calls and visits: logged on a case that is there, and as a case of their own."""

from agentdesk.clock import HOUR, MINUTE
from agentdesk.desk.contacting import LogContact
from agentdesk.desk.open_case import OpenCase
from agentdesk.desk.taking import Take
from agentdesk.desk.undo import Undo
from agentdesk.domain.events import SlaStopped
from agentdesk.domain.rows import ClockRow
from tests.support.office import Office

CALL = {"channel": "call", "body": "It still flickers."}


def taken(office: Office) -> int:
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    return case_id


def test_a_call_of_the_customer_meets_the_first_response_and_waits_for_an_answer(
    office: Office,
) -> None:
    case_id = taken(office)
    office.later(MINUTE)
    office.do("lena", LogContact, case_id=case_id, duration_ms=4 * MINUTE, **CALL)
    row = office.case(case_id)
    assert (row.replied_at, row.wrote_at) == (office.clock.at, office.clock.at)
    met = [x.fact.event for x in office.store.log if isinstance(x.fact.event, SlaStopped)]
    assert [(event.clock, event.met) for event in met] == [("FR", True)]
    assert office.store.table.get(ClockRow, case_id, "NR") is not None
    said = office.store.messages(case_id)[-1]
    assert said.fields == {
        "outcome": "reached", "duration_ms": str(4 * MINUTE), "logged_by": "lena"
    }  # fmt: skip
    office.prove()


def test_an_answer_given_on_the_phone_settles_it(office: Office) -> None:
    case_id = taken(office)
    office.do("lena", LogContact, case_id=case_id, answer="Switch it off and on.", **CALL)
    row = office.case(case_id)
    assert row.wrote_at is None
    assert row.unanswered_since is None
    assert [m.direction for m in office.store.messages(case_id)] == ["in", "in", "out"]
    office.do("lena", Undo)
    assert office.case(case_id).wrote_at is not None
    office.prove()


def test_a_call_of_ours_is_a_reply_and_a_voicemail_is_not(office: Office) -> None:
    case_id = taken(office)
    office.do("lena", LogContact, case_id=case_id, direction="out", outcome="voicemail", **CALL)
    row = office.case(case_id)
    assert row.replied_at is None
    note = office.store.messages(case_id)[-1]
    assert (note.direction, note.body) == ("note", "voicemail: It still flickers.")
    office.do("lena", LogContact, case_id=case_id, direction="out", note="Angry.", **CALL)
    assert office.case(case_id).replied_at == office.clock.at
    assert office.store.messages(case_id)[-1].body == "Angry."
    office.prove()


def test_a_call_wakes_what_waits(office: Office) -> None:
    case_id = taken(office)
    office.reply("lena", case_id, then="wait")
    office.later(HOUR)
    assert office.case(case_id).state == "waiting_customer"
    office.do("lena", LogContact, case_id=case_id, **CALL)
    assert office.case(case_id).state == "open"
    office.prove()


def test_a_logged_call_that_is_a_case_keeps_how_it_went(office: Office) -> None:
    more = {"subject": "Flicker", "name": "Bob", "contacts": (("phone", "+49 30 901820"),)}
    outcome = office.do(
        "lena", OpenCase, **CALL, **more, direction="out", duration_ms=MINUTE, note="Rings back."
    )
    case_id = outcome.result["case_id"]
    row = office.case(case_id)
    assert row.channel == "call"
    assert row.replied_at == office.clock.at
    said, note = office.store.messages(case_id)
    assert (said.direction, said.fields["duration_ms"]) == ("out", str(MINUTE))
    assert note.body == "Rings back."
    again = office.do("lena", OpenCase, **CALL, **{**more, "name": ""}, outcome="voicemail")
    assert again.result["customer_id"] == outcome.result["customer_id"]
    assert office.case(again.result["case_id"]).replied_at is None
    office.prove()


def test_what_cannot_be_logged_is_told(office: Office) -> None:
    case_id = taken(office)

    def told(**more: object) -> str:
        return office.refusal("lena", LogContact, **{"case_id": case_id, **CALL, **more}).sentence

    assert told(body=" ") == "Write what was said."
    assert told(outcome="sold").startswith("Choose how it went: reached,")
    assert told(duration_ms=-1).startswith("A contact lasts at most a day")
    assert told(channel="owl").startswith("Choose a channel: mail,")
    said = office.refusal(
        "lena", OpenCase, channel="mail", direction="out", subject="S", body="B", name="N"
    ).sentence
    assert said == "Only a call or a visit of ours is logged so: answer a case by mail."
