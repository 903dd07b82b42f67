"""The scenarios of privacy and of de-escalation: who does what they teach passes them."""

from agentdesk.clock import DAY
from agentdesk.desk.escalating import AskLead
from agentdesk.desk.notes import Note
from agentdesk.desk.promising import Promise
from agentdesk.domain.rows import CaseRow
from agentdesk.training.reading import shipped_scenario
from tests.training.room import Room


def _anger() -> Room:
    room = Room(shipped_scenario("angry-and-grieving"))
    room.at(4)
    room.reply("third", "third-time", "two-ways")
    room.at(13)
    room.reply("insults", "read-all")
    room.at(15)
    room.reply("grief", "condolence", then="resolve", disposition="order_changed")
    room.do(Note, "grief", body="He has died; ask her nothing.")
    room.at(18)
    room.reply("insults", "stay-polite")
    room.at(22)
    room.do(Promise, "third", due_at=room.office.clock.at + DAY, text="The Duo on Friday.")
    room.reply("third", "by-when")
    room.reply("threat", "sorry-wait")
    return room


def test_anger_is_met_with_a_warning_a_lead_and_a_promise() -> None:
    room = _anger()
    room.at(25)
    room.reply("insults", "end-it", then="resolve", disposition="ended_abuse")
    room.at(28)
    room.do(AskLead, "threat", reason="threat", note="He says he will come by.")
    room.at(60)
    score = room.score()
    assert score.passed, [(item.id, item.guest, item.because) for item in score.missed]
    assert room.crowd.guests["third"].mood.step <= 1
    assert room.crowd.guests["grief"].ended == "satisfied"


def test_a_threat_that_nobody_hears_of_takes_what_was_earned_with_it() -> None:
    room = _anger()
    room.at(60)
    missed = {(item.id, item.guest, item.part) for item in room.score().missed}
    assert ("threat-lead", "threat", "care") in missed
    assert ("insult-ended", "insults", "outcome") in missed


def test_who_asks_a_widow_for_numbers_makes_it_worse() -> None:
    room = Room(shipped_scenario("angry-and-grieving"))
    room.at(13)
    room.reply("grief", "ask-order", then="wait")
    room.at(20)
    assert room.crowd.guests["grief"].mood.level == 2
    items = [item for part in room.score().parts for item in part.items]
    assert next(item for item in items if item.id == "grief-asked").got == 0


def _cards() -> Room:
    room = Room(shipped_scenario("card-in-a-mail"))
    room.at(4)
    room.reply("figures", "card-sent", "pay-page")
    room.at(8)
    room.redact("in-words", "four one one one")
    room.reply("in-words", "card-sent", "pay-page")
    room.at(12)
    room.reply("digits", "no-digits")
    room.at(16.3)
    room.reply("chat", "card-sent", "pay-page")
    room.at(22)
    room.reply("forget", "forget-me")
    room.do(AskLead, "forget", reason="permission", note="Wants to be forgotten.")
    room.at(30)
    room.reply("birthday", "invoice-copy")
    return room


def test_cards_are_taken_out_and_nobody_is_told_one() -> None:
    room = _cards()
    room.at(45)
    score = room.score()
    assert score.passed, [(item.id, item.guest, item.because) for item in score.missed]
    assert score.failed_by == ()


def test_card_numbers_in_figures_never_reach_the_store() -> None:
    room = _cards()
    bodies = [message.body for message in room.office.store.messages(room.case("figures"))]
    assert any("1111" in body for body in bodies)
    assert not any("4111 1111" in body or "123" in body for body in bodies)
    assert room.office.store.table.one(CaseRow, room.case("figures")).channel == "mail"


def test_digits_told_to_a_stranger_fail() -> None:
    room = Room(shipped_scenario("card-in-a-mail"))
    room.at(12)
    room.reply("digits", then="resolve", disposition="answered")
    assert [item.id for item in room.score().failed_by] == ["digits-told"]
