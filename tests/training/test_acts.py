"""Acts read from a log that the desk's own use-cases wrote, and a scenario played on it."""

import pytest

from agentdesk.clock import HOUR
from agentdesk.desk.classing import Prioritise
from agentdesk.desk.escalating import AskLead, Escalate
from agentdesk.desk.notes import Note
from agentdesk.desk.promising import Promise
from agentdesk.desk.taking import Take
from agentdesk.desk.undo import Redo, Undo
from agentdesk.desk.verifying import Verify
from agentdesk.domain.events import Fact, MailHeld, MailPlaced
from agentdesk.training.acts import Act, Acts, Tagged, guest_command, guest_of
from agentdesk.training.reading import shipped_scenario
from agentdesk.training.regret import desk_order, first_divergence, oldest_first, regret
from agentdesk.training.words import act_words
from tests.training.room import Room
from tests.training.small import small


@pytest.fixture
def room() -> Room:
    return Room(small())


def test_a_command_names_its_customer() -> None:
    assert guest_of(guest_command("rush.3", 2)) == "rush.3"
    assert guest_of("something-else") == ""


def test_acts_are_read_with_their_details(room: Room) -> None:
    room.at(2)
    room.do(Take, "parcel")
    room.do(Prioritise, "parcel", priority=1, reason="Hurt.")
    room.do(Note, "parcel", body="Seen.")
    room.do(Verify, "parcel", method="order")
    room.do(Promise, "parcel", due_at=room.office.clock.at + HOUR, text="Tomorrow.")
    room.reply("parcel", "our-mistake", "ask-proof")
    room.do(AskLead, "parcel", reason="permission")
    assert room.words("parcel") == [
        "took:take", "noted:note", "prioritised:1", "noted:note", "verified:order", "promised",
        "used:our-mistake", "used:ask-proof", "own", "next_step", "asked:order-number",
        "asked:postcode", "answered", "asked_lead:permission",
    ]  # fmt: skip


def test_waiting_with_free_words_is_a_question_and_one_with_an_answer_says_which(
    room: Room,
) -> None:
    room.at(2)
    room.reply("parcel", then="wait")
    assert room.words("parcel")[-2:] == ["answered", "asked"]
    room.at(9)
    room.reply("parcel", "ask-order", then="wait")
    assert room.words("parcel")[-3:] == ["used:ask-order", "asked:order-number", "answered"]


def test_hand_overs_and_endings(room: Room) -> None:
    room.at(2)
    room.reply("parcel", "parcel-where", then="resolve", disposition="answered")
    assert "resolved:answered" in room.words("parcel")
    room.at(31)
    room.do(Take, "chat")
    words = {name: "Known." for name in ("known", "tried", "expected", "promised")}
    room.do(Escalate, "chat", reason="safety", **words)
    assert set(room.words("chat")[-2:]) == {"noted:handover", "escalated:safety"}


def test_what_was_taken_back_was_not_done_until_it_is_done_again(room: Room) -> None:
    room.at(2)
    command = room.reply("parcel", "ask-order", then="wait")
    room.office.do("lena", Undo, target=command)
    room._learn()
    assert room.words("parcel") == []
    room.office.do("lena", Redo, target=command)
    room._learn()
    assert "asked:order-number" in room.words("parcel")
    room.at(5)
    assert [one.reply for one in room.found if one.kind == "says"] == ["tells"]


def test_a_trainers_tags_make_acts_of_free_words_and_customers_feel_them(room: Room) -> None:
    room.at(2)
    room.reply("parcel")
    message = next(a.message_id for a in room.acts.standing if a.word == "answered")
    assert message is not None
    room.at(4)
    said = Tagged(room.office.clock.at, message, ("own", "asked:order number"))
    for act in room.acts.tag(said):
        room.crowd.tell(act)
    room.at(6)
    assert room.crowd.guests["parcel"].mood.level == 1
    assert [one.reply for one in room.found if one.kind == "says"] == ["tells"]
    owned = next(act for act in room.acts.standing if act.word == "own")
    # It counts from when it was written, and is felt from when it was marked.
    assert owned.at < owned.told_at
    with pytest.raises(ValueError, match="no word"):
        room.acts.tag(Tagged(room.office.clock.at, message, ("nice",)))
    with pytest.raises(KeyError):
        room.acts.tag(Tagged(room.office.clock.at, 999, ("own",)))


def test_a_held_mail_is_placed_for_the_customer_who_wrote_it() -> None:
    acts = Acts({})
    wrote, placed = guest_command("loop.1", 3), "place-1"
    assert acts.take(Fact(1, "system", wrote, MailHeld(7, "automatic", 4, 9))) == []
    (act,) = acts.take(Fact(2, "lena", placed, MailPlaced(7, "new", 5)))
    assert isinstance(act, Act)
    assert (act.text, act.guest, act.case_id) == ("held:new", "loop.1", 5)
    assert acts.guest_of(5) == "loop.1"
    (spam,) = acts.take(Fact(3, "lena", "place-2", MailPlaced(7, "spam")))
    assert isinstance(spam, Act)
    assert (spam.text, spam.guest) == ("held:spam", "loop.1")


def test_picks_hold_what_waited(room: Room) -> None:
    room.at(31)
    room.do(Take, "chat")
    room.do(Take, "parcel")
    first, second = room.chosen
    assert [case.key for case in first.waiting] == [
        str(room.case("parcel")), str(room.case("chat")),
    ]  # fmt: skip
    assert second.taken == str(room.case("parcel"))
    # The chat is due a minute after it came, and its customer leaves after two.
    chat = first.waiting[1]
    assert chat.due_at - chat.since == 60_000
    assert chat.gone_at == chat.since + 120_000
    assert regret(room.chosen).share in (None, 0.0)
    assert first_divergence(room.chosen, oldest_first) == 0
    assert first_divergence(room.chosen, desk_order) is None


def test_a_first_shift_can_be_passed_by_doing_what_it_teaches() -> None:
    room = Room(shipped_scenario("first-shift"))
    room.at(2)
    room.reply("parcel", "sorry-wait", "parcel-where", then="resolve", disposition="answered")
    room.at(6)
    room.reply("return", "read-all", "return-late")
    room.at(11)
    room.reply("address", "ask-proof", then="wait")
    room.at(15)
    room.do(Take, "fuse")
    room.do(Prioritise, "fuse", priority=1, reason="Somebody could be hurt.")
    room.reply("fuse", "fuse")
    words = {name: "Known." for name in ("known", "tried", "expected", "promised")}
    room.at(17)
    room.do(Escalate, "fuse", reason="safety", **words)
    room.do(Verify, "address", method="order")
    room.reply("address", "address-changed", then="resolve", disposition="order_changed")
    room.at(20)
    room.reply("return", then="resolve", disposition="returned")
    room.at(22.3)
    room.reply("pause", "subscription-pause")
    room.at(27)
    room.reply("presale", "compare", then="resolve", disposition="answered")
    room.reply("invoice", "invoice-copy")
    room.do(Note, "invoice", body="Copy sent; nothing left to do.")
    room.at(50)
    found = room.score()
    assert found.passed, [item for item in found.missed]
    assert found.per_cent > 90
    assert found.unmarked == ("words",)


def test_a_first_shift_left_alone_is_not_passed() -> None:
    room = Room(shipped_scenario("first-shift"))
    room.at(50)
    found = room.score()
    assert not found.passed
    assert found.per_cent < 30
    assert {item.id for item in found.missed} >= {"fuse-unplug", "pause-answered"}


def test_an_address_changed_for_a_stranger_fails_the_attempt() -> None:
    room = Room(shipped_scenario("first-shift"))
    room.at(10)
    room.reply("address", "address-changed", then="resolve", disposition="order_changed")
    room.at(50)
    assert [item.id for item in room.score().failed_by] == ["address-unproved"]


def test_what_was_done_is_said_in_words() -> None:
    told = [act_words(small(), act) for act in ("noted:note", "noted:handover", "prioritised:1")]
    assert told == ["write a note", "write a hand-over", "change the priority (P1)"]
