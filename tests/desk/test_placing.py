"""Held mail finds its place, and cases are logged by hand."""

from typing import Any

import pytest

from agentdesk.clock import HOUR, MINUTE
from agentdesk.data.unit import Refused
from agentdesk.desk.customers import CreateCustomer
from agentdesk.desk.identities import MergeCustomers
from agentdesk.desk.notes import Note
from agentdesk.desk.open_case import OpenCase
from agentdesk.desk.placing import PlaceHeld
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain.content import ContactPoint, Customer
from agentdesk.domain.rows import CaseRow, HeldMailRow
from tests.desk.scene import NOON, Scene, scene
from tests.support.proofs import problems


def held(s: Scene, **more: Any) -> int:
    """Let Eve, who has no part in case 1, answer in it."""
    fields = {"in_reply_to": "a1@x", "sender": ("Eve", "eve@x.net"), **more}
    return int(s.mail("Re: Printer", **fields).result["held_id"])


def test_placed_into_the_case_it_names_it_is_a_message_of_it() -> None:
    s = scene()
    case_id = s.answered()
    s.wait(case_id)
    held_id = held(s)
    s.clock.advance(HOUR)
    s.do(PlaceHeld, held_id=held_id, placed_as="suggested")
    row = s.case(case_id)
    assert (row.state, row.wrote_at) == ("open", NOON)
    message = s.store.messages(case_id)[-1]
    assert (message.from_address, message.held_id) == ("eve@x.net", None)
    assert s.store.table.one(HeldMailRow, held_id).placed_as == "suggested"
    assert s.mail("Re", in_reply_to="a1@x", sender=("Eve", "eve@x.net")).result["decision"] == (
        "follow_up"
    )


def test_placed_as_new_it_is_of_the_identity_its_senders_was_folded_into() -> None:
    s = scene()
    s.taken()
    eves = s.case(s.mail("Hello", sender=("Eve", "eve@x.net"))).customer_id
    held_id = held(s)
    into = s.do(CreateCustomer, name="Eva").result["customer_id"]
    s.do(MergeCustomers, from_id=eves, into_id=into)
    placed = s.do(PlaceHeld, held_id=held_id, placed_as="new")
    assert s.case(placed).customer_id == into


def test_placed_into_a_resolved_case_it_reopens_it() -> None:
    s = scene()
    case_id = s.resolved()
    s.do(PlaceHeld, held_id=held(s), placed_as="suggested")
    assert s.case(case_id).state == "open"


def test_a_machines_mail_placed_into_a_case_reopens_nothing() -> None:
    s = scene()
    case_id = s.resolved()
    held_id = int(s.mail("Out of office", kind="auto_reply").result["held_id"])
    s.do(PlaceHeld, held_id=held_id, placed_as="suggested", case_id=case_id)
    assert s.case(case_id).state == "resolved"
    assert s.store.messages(case_id)[-1].purpose == "auto_reply"


def test_placed_as_new_it_is_a_case_that_has_waited_since_it_came() -> None:
    s = scene()
    s.taken()
    held_id = held(s)
    s.clock.advance(HOUR)
    done = s.do(PlaceHeld, held_id=held_id, placed_as="new")
    row = s.case(done)
    assert (row.state, row.waiting_since, row.wrote_at) == ("new", NOON, NOON)
    customer = s.store.content_of(Customer, row.customer_id or "")
    assert customer is not None
    assert customer.name == "Eve"
    assert problems(s.store.table, [x.fact for x in s.store.log]) == []


def test_spam_is_in_no_case() -> None:
    s = scene()
    case_id = s.taken()
    held_id = held(s)
    s.do(PlaceHeld, held_id=held_id, placed_as="spam")
    assert len(s.store.messages(case_id)) == 1
    assert s.store.table.one(HeldMailRow, held_id).placed_as == "spam"


def test_a_mail_is_placed_once_and_somewhere() -> None:
    s = scene()
    s.taken()
    held_id = held(s)
    nowhere = int(s.mail("Out of office", kind="auto_reply").result["held_id"])
    with pytest.raises(Refused, match="names no case"):
        s.do(PlaceHeld, held_id=nowhere, placed_as="suggested")
    with pytest.raises(Refused, match="no case 99"):
        s.do(PlaceHeld, held_id=held_id, placed_as="suggested", case_id=99)
    s.do(PlaceHeld, held_id=held_id, placed_as="spam")
    with pytest.raises(Refused, match="placed already"):
        s.do(PlaceHeld, held_id=held_id, placed_as="new")
    with pytest.raises(Refused, match="no held mail 42"):
        s.do(PlaceHeld, held_id=42, placed_as="new")


def call(s: Scene, **more: Any) -> Any:
    """Let Omar log a call."""
    fields = {
        "channel": "call",
        "subject": "Paper jam",
        "body": "The tray is stuck.",
        "name": "Grace",
        "contacts": (("phone", "+49 30 901820"),),
    }
    return s.do(OpenCase, **{**fields, **more})


def test_a_call_that_is_logged_met_its_first_response() -> None:
    s = scene()
    done = call(s, answer="Pull the lever.", take=True)
    row = s.case(done)
    assert (row.channel, row.owner, row.state, row.units) == ("call", "omar", "open", 6)
    assert (row.wrote_at, row.replied_at) == (None, NOON)
    assert {c.kind: c.state for c in s.clocks(row.id)} == {"FR": "stopped", "RES": "running"}
    assert [m.direction for m in s.store.messages(row.id)] == ["in", "out"]
    assert s.store.content_of(ContactPoint, "phone", "+4930901820") is not None


def test_a_form_that_is_logged_still_waits_for_its_first_response() -> None:
    s = scene()
    done = call(s, channel="web", contacts=(("mail", "Grace@x.org"),))
    row = s.case(done)
    assert (row.owner, row.wrote_at, row.unanswered_since) == (None, NOON, NOON)
    assert {c.kind: c.state for c in s.clocks(row.id)} == {"FR": "running", "RES": "running"}
    assert s.mail("Re", sender=("Grace", "grace@x.org")).result["decision"] == "new"


def test_a_known_number_is_the_known_customer() -> None:
    s = scene()
    first = s.case(call(s))
    s.clock.advance(MINUTE)
    second = s.case(call(s, name="", contacts=(("phone", "+49 (30) 90 18 20"),)))
    assert second.customer_id == first.customer_id
    assert (second.verified, second.verified_method) == ("partial", "number")


def test_a_case_logged_by_mistake_is_a_closed_shell() -> None:
    s = scene()
    done = call(s, take=True)
    s.do(Undo)
    row = s.case(done)
    assert (row.state, row.owner) == ("closed", None)
    assert problems(s.store.table, [x.fact for x in s.store.log]) == []


def test_a_case_needs_somebody_something_and_somewhere() -> None:
    s = scene()
    with pytest.raises(Refused, match="who the customer is"):
        call(s, name="")
    with pytest.raises(Refused, match="what the customer wants"):
        call(s, body="  ")
    with pytest.raises(Refused, match="no queue nowhere"):
        call(s, queue="nowhere")
    with pytest.raises(Refused, match="1 to 4"):
        call(s, priority=7)
    with pytest.raises(Refused, match="no customer c1"):
        call(s, customer_id="c1")


def test_a_placing_taken_back_leaves_the_case_as_it_was_and_the_mail_held() -> None:
    s = scene()
    case_id = s.answered()
    s.wait(case_id)
    held_id = held(s)
    before = s.case(case_id)
    messages = s.store.messages(case_id)
    s.do(PlaceHeld, held_id=held_id, placed_as="suggested")
    s.do(Undo)
    after = s.case(case_id)
    assert (after.state, after.wrote_at, after.remind_at) == (
        before.state, before.wrote_at, before.remind_at,
    )  # fmt: skip
    assert s.store.messages(case_id) == messages
    row = s.store.table.one(HeldMailRow, held_id)
    assert (row.placed_as, row.case_id) == (None, None)
    # It is placed again, and an undo of something else does not bring the first placing back.
    placed = s.do(PlaceHeld, held_id=held_id, placed_as="new")
    with pytest.raises(Refused, match="has been placed by now"):
        s.do(Redo)
    assert placed.result["case_id"] != case_id
    s.do(Note, case_id=case_id, body="later")
    s.do(Undo)
    assert s.case(case_id).wrote_at is None
    assert problems(s.store.table, [x.fact for x in s.store.log]) == []


@pytest.mark.parametrize("where", ["suggested", "new", "spam"])
def test_a_placing_is_done_again_and_taken_back_again(where: str) -> None:
    s = scene()
    case_id = s.answered()
    s.wait(case_id)
    held_id = held(s)
    s.do(PlaceHeld, held_id=held_id, placed_as=where)
    placed = s.store.table.one(HeldMailRow, held_id)
    to = placed.case_id
    rows = s.store.table.get(CaseRow, to) if to else None
    messages = s.store.messages(to) if to else []
    s.do(Undo)
    s.do(Redo)
    assert s.store.table.one(HeldMailRow, held_id) == placed
    assert [m.held_id for m in messages] == [None] * len(messages)
    if to:
        again = s.case(to)
        assert rows is not None
        assert (again.state, again.wrote_at, again.customer_id) == (
            rows.state, rows.wrote_at, rows.customer_id,
        )  # fmt: skip
        assert s.store.messages(to) == messages
    s.do(Undo)
    row = s.store.table.one(HeldMailRow, held_id)
    assert (row.placed_as, row.case_id) == (None, None)
    assert problems(s.store.table, [x.fact for x in s.store.log]) == []


def test_spam_and_a_new_case_are_taken_back_too() -> None:
    s = scene()
    s.taken()
    held_id = held(s)
    s.do(PlaceHeld, held_id=held_id, placed_as="spam")
    s.do(Undo)
    assert s.store.table.one(HeldMailRow, held_id).placed_as is None
    made = int(s.do(PlaceHeld, held_id=held_id, placed_as="new").result["case_id"])
    s.do(Undo)
    assert s.case(made).state == "closed"
    assert s.store.table.one(HeldMailRow, held_id).placed_as is None
    assert s.store.messages(made) == []
    again = s.do(PlaceHeld, held_id=held_id, placed_as="new")
    assert s.case(again).wrote_at == NOON
    assert problems(s.store.table, [x.fact for x in s.store.log]) == []
