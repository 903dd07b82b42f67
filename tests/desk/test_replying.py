"""Answers: frozen as they will leave, seen before they are sent, one act with what follows."""

from typing import Any

import pytest

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.desk.notes import Note
from agentdesk.desk.recalling import Recall
from agentdesk.desk.replying import Attachment, Reply
from agentdesk.desk.taking import Take
from agentdesk.desk.undo import Undo
from agentdesk.domain.content import CaseText, Outgoing, Part
from agentdesk.domain.rows import SendRow
from tests.support.office import Office


@pytest.fixture
def case_id(office: Office) -> int:
    """Return a case that Lena has."""
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    return case_id


def test_an_answer_is_kept_frozen_and_held(office: Office, case_id: int) -> None:
    outcome = office.reply("lena", case_id, "We look into it.", cc=("bob@there.example",))
    message_id = outcome.result["message_id"]
    outgoing = office.store.content_of(Outgoing, message_id)
    assert outgoing is not None
    assert outgoing.recipients == ("ada@lovelace.example", "bob@there.example")
    assert outgoing.raw == b"the frozen bytes"
    send = office.store.table.one(SendRow, message_id)
    assert (send.state, send.hold_until) == ("held", office.clock.at + 15 * SECOND)
    assert (outcome.label, outcome.undo_until) == (f"sent {case_id}", send.hold_until)
    office.later(15 * SECOND)
    assert office.store.table.one(SendRow, message_id).state == "queued"
    office.prove()


def test_an_answer_meets_the_first_reply_and_the_next(office: Office, case_id: int) -> None:
    office.reply("lena", case_id)
    first = office.store.clock_of(case_id, "FR")
    assert first is not None
    assert (first.state, first.met) == ("stopped", True)
    office.later(HOUR)
    office.mail("Any news?", case_id=case_id)
    asked = office.store.clock_of(case_id, "NR")
    assert asked is not None
    assert asked.state == "running"
    office.mail("Hello?", case_id=case_id)
    assert office.store.clock_of(case_id, "NR") == asked
    office.reply("lena", case_id)
    answered = office.store.clock_of(case_id, "NR")
    assert answered is not None
    assert (answered.state, answered.met) == ("stopped", True)
    office.prove()


def test_an_answer_to_a_case_that_nobody_has_takes_it(office: Office) -> None:
    case_id = office.mail()
    office.reply("omar", case_id)
    row = office.case(case_id)
    assert (row.owner, row.state, row.acted) == ("omar", "open", True)
    office.prove()


def test_send_and_wait_meets_the_reply_before_it_pauses(office: Office, case_id: int) -> None:
    office.reply("lena", case_id, "Which order is it?", then="wait")
    assert office.case(case_id).state == "waiting_customer"
    states = {c: office.store.clock_of(case_id, c) for c in ("FR", "RES")}
    assert {name: clock.state for name, clock in states.items() if clock} == {
        "FR": "stopped",
        "RES": "paused",
    }
    assert office.case(case_id).remind_at == office.clock.at + 3 * DAY
    kinds = office.store.kinds()
    assert (
        kinds.index("sla.stopped") < kinds.index("message.posted", 10) < kinds.index("sla.paused")
    )
    office.prove()


def test_send_and_resolve_is_one_act_with_one_undo(office: Office, case_id: int) -> None:
    before = office.case(case_id)
    outcome = office.reply(
        "lena", case_id, "Done.", then="resolve", disposition="answered", summary="Told her."
    )
    assert office.case(case_id).state == "resolved"
    text = office.store.content_of(CaseText, case_id)
    assert text is not None
    assert (text.subject, text.summary) == ("Charged twice", "Told her.")
    office.do("lena", Undo, target=outcome.command_id)
    after = office.case(case_id)
    assert (after.state, after.owner, after.wrote_at) == ("open", "lena", before.wrote_at)
    clock = office.store.clock_of(case_id, "FR")
    assert clock is not None
    assert clock.state == "running"
    message = office.store.messages(case_id)[-1]
    assert message.recalled is True
    assert office.store.table.one(SendRow, message.id).state == "recalled"


def test_what_the_customer_wrote_meanwhile_is_read_first(office: Office, case_id: int) -> None:
    seen = office.case(case_id).last_message_id
    office.clock.advance(5 * MINUTE)
    office.mail("Wait, it is three times now.", case_id=case_id)
    refused = office.refusal(
        "lena", Reply, case_id=case_id, body="Ok", to=("a@b.example",), seen_message=seen
    )
    assert (refused.sentence, refused.code) == (
        "The customer wrote again at 09:05: read it first, your text is kept.",
        "conflict",
    )
    office.reply("lena", case_id, seen_message=office.case(case_id).last_message_id)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"body": "  \n "}, "The reply is empty: write something first."),
        ({"body": "It comes on ‹date›."}, "Fill in ‹date› first, or delete it."),
        ({"to": ()}, "The reply has no receiver: add an address."),
        ({"raw": b""}, "The mail was not put together: send it again."),
        (
            {"body": "Your card 4111 1111 1111 1111."},
            "The reply holds a card number: take it out first.",
        ),
        ({"then": "resolve", "disposition": "repaired"}, None),
        (
            {"then": "resolve", "disposition": "refunded"},
            "“Refunded” needs a root cause: choose one.",
        ),
        ({"then": "wait", "remind_at": 1}, "Name a date in the future on which to look again."),
    ],
)
def test_what_cannot_be_sent(
    office: Office, case_id: int, fields: dict[str, Any], sentence: str | None
) -> None:
    good = {"body": "Hello", "to": ("a@b.example",), "rfc_id": "x@y", "raw": b"x"}
    refused = office.refusal("lena", Reply, case_id=case_id, **{**good, **fields})
    if sentence is None:
        sentence = "Choose a disposition from the list: answered, refunded, no_reply, by_phone."
    assert (refused.sentence, refused.code) == (sentence, "invalid")


def test_a_chat_answer_leaves_at_once_and_cannot_be_undone(office: Office) -> None:
    case_id = office.mail(channel="chat")
    outcome = office.do("lena", Reply, case_id=case_id, body="Hello, how can I help?")
    send = office.store.table.one(SendRow, outcome.result["message_id"])
    assert (send.state, send.hold_until, outcome.undo_until) == ("queued", None, None)


def test_what_was_said_on_the_phone_is_logged_and_sent_to_nobody(office: Office) -> None:
    case_id = office.mail(channel="call")
    outcome = office.do("lena", Reply, case_id=case_id, body="Explained the invoice.")
    assert outcome.label == f"logged {case_id}"
    assert list(office.store.table.all(SendRow)) == []
    assert office.case(case_id).replied_at == office.clock.at


def test_files_go_along(office: Office, case_id: int) -> None:
    file = Attachment("invoice.pdf", "application/pdf", b"%PDF")
    message_id = office.reply("lena", case_id, attachments=(file,)).result["message_id"]
    part = office.store.content_of(Part, f"{message_id}.1")
    assert part is not None
    assert (part.filename, part.size) == ("invoice.pdf", 4)
    assert office.store.blobs[part.sha256] == b"%PDF"


def test_a_held_message_can_be_stopped_when_undo_is_too_late(office: Office, case_id: int) -> None:
    outcome = office.reply("lena", case_id)
    office.do("rita", Note, case_id=case_id, body="Careful, wrong customer?")
    assert "Rita did something" in office.refusal("lena", Undo, target=outcome.command_id).sentence
    message_id = outcome.result["message_id"]
    assert (
        "Lena wrote it"
        in office.refusal("omar", Recall, case_id=case_id, message_id=message_id).sentence
    )
    office.do("lena", Recall, case_id=case_id, message_id=message_id)
    assert office.store.table.one(SendRow, message_id).state == "recalled"
    clock = office.store.clock_of(case_id, "NR")
    assert clock is not None
    assert clock.state == "running"
    office.later(MINUTE)
    assert office.store.table.one(SendRow, message_id).state == "recalled"
    office.prove()


def test_no_card_number_is_kept_anywhere(office: Office, case_id: int) -> None:
    card = "4111 1111 1111 1111"
    office.do("lena", Note, case_id=case_id, body=f"She read me {card}, cvc 123")
    kept = repr(office.store.content) + repr(office.store.log)
    assert card not in kept
    assert "41111111" not in "".join(kept.split())
    assert (
        office.store.messages(case_id)[-1].body == "She read me **** **** **** 1111, cvc [removed]"
    )
