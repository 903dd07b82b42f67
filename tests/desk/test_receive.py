"""A customer's message comes in, in every way in which that can go."""

import hashlib

import msgspec
import pytest

from agentdesk.clock import DAY, HOUR, MINUTE, ManualClock
from agentdesk.data.unit import Refused
from agentdesk.desk.incoming import File
from agentdesk.desk.receive import preview
from agentdesk.domain.content import ContactPoint, Customer, Message, Part
from agentdesk.domain.events import CaseReopened, CaseThanked, SlaStarted
from agentdesk.domain.rows import CaseRow, CustomerRow, EntitlementRow, HeldMailRow, SendRow
from agentdesk.domain.setup import Setup
from tests.desk.scene import NOON, Scene, as_store, scene


def test_a_strangers_mail_is_a_case_of_a_new_customer() -> None:
    s = scene()
    done = s.mail("Printer is broken", to=("support@desk.example",))
    row = s.case(done)
    assert done.result["decision"] == "new"
    assert (row.state, row.queue, row.priority, row.channel) == ("new", "support", 3, "mail")
    assert row.claimable
    assert row.wrote_at == row.unanswered_since == NOON
    assert row.verified == "none"
    customer = s.store.content_of(Customer, row.customer_id or "")
    assert customer is not None
    assert customer.name == "Ada"
    point = s.store.content_of(ContactPoint, "mail", "ada@example.org")
    assert point is not None
    assert point.customer_id == row.customer_id
    assert {c.kind for c in s.clocks(row.id)} == {"FR", "RES"}


def test_the_log_holds_nothing_the_customer_said_or_is() -> None:
    s = scene()
    s.mail("Printer is broken", body="my secret sentence")
    log = b"".join(msgspec.json.encode(e.fact.event) for e in s.store.log)
    for word in (b"Ada", b"ada@example.org", b"Printer", b"secret"):
        assert word not in log


def test_a_new_customers_id_comes_from_the_command_and_says_nothing() -> None:
    ids = []
    for _ in range(2):
        s = scene()
        ids.append(s.case(s.mail("Hello", command_id="mail:inbox:7")).customer_id)
    assert ids[0] == ids[1]
    other = scene()
    assert other.case(other.mail("Hello", command_id="mail:inbox:8")).customer_id != ids[0]


def test_the_receiver_decides_the_queue_and_what_is_unknown_goes_to_the_first() -> None:
    s = scene()
    assert s.case(s.mail("Bill", to=("BILLING@desk.example",))).queue == "billing"
    assert s.case(s.mail("Bill", to=("who@desk.example",))).queue == "support"
    assert s.case(s.mail("Bill", queue="billing")).queue == "billing"


def test_a_language_nobody_in_the_queue_speaks_does_not_hide_the_case() -> None:
    s = scene()
    assert s.case(s.mail("Hallo", language="de")).language == "de"
    assert s.case(s.mail("Hei", language="fi")).language == "en"


def test_mail_from_a_known_address_is_verified_in_part_and_has_the_agreed_level() -> None:
    s = scene()
    first = s.case(s.mail("One"))
    customer = first.customer_id or ""
    s.store.table.put(
        EntitlementRow("e1", customer, "agreement", "premium", None, (), 0, NOON + DAY)
    )
    second = s.case(s.mail("Two"))
    assert second.customer_id == customer
    assert (second.verified, second.verified_method) == ("partial", "address")
    assert second.level == "premium"
    s.clock.advance(2 * DAY)
    assert s.case(s.mail("Three")).level == "basic"


def test_an_answer_joins_its_case_and_starts_no_second_case() -> None:
    s = scene()
    first = s.case(s.mail("Printer", rfc_id="a1@x"))
    again = s.mail("Re: Printer", in_reply_to="a1@x", rfc_id="a2@x")
    assert again.result["decision"] == "follow_up"
    assert again.result["case_id"] == first.id
    assert [m.rfc_id for m in s.store.messages(first.id)] == ["a1@x", "a2@x"]


def test_the_oldest_unanswered_message_stays_the_one_that_waits() -> None:
    s = scene()
    first = s.case(s.mail("Printer", rfc_id="a1@x"))
    s.clock.advance(HOUR)
    row = s.case(s.mail("Re: Printer", in_reply_to="a1@x"))
    assert row.unanswered_since == first.created_at
    assert row.wrote_at == first.created_at + HOUR
    assert row.waiting_since == first.waiting_since
    assert row.rank_at == first.rank_at


def test_a_subject_token_counts_only_from_somebody_on_the_case() -> None:
    s = scene()
    first = s.case(s.mail("Printer"))
    assert s.mail(f"Re: Printer [#{first.id}]").result["decision"] == "follow_up"
    stranger = s.mail(f"Re: Printer [#{first.id}]", sender=("Eve", "eve@example.net"))
    assert stranger.result["decision"] == "held"
    held = s.store.table.one(HeldMailRow, stranger.result["held_id"])
    assert (held.suggested_case, held.why) == (first.id, "sender")
    assert s.store.table.get(CaseRow, first.id + 1) is None


def test_a_number_of_no_case_makes_a_new_case() -> None:
    s = scene()
    assert s.mail("Order [#424242]").result["decision"] == "new"


def test_somebody_who_was_copied_in_may_answer() -> None:
    s = scene()
    first = s.case(s.mail("Printer", rfc_id="a1@x", cc=("Bob <bob@example.org>", "bob@x.org")))
    done = s.mail("Re: Printer", in_reply_to="a1@x", sender=("Bob", "BOB@x.org"))
    assert done.result["decision"] == "follow_up"
    assert done.result["case_id"] == first.id


def test_a_held_mail_keeps_its_message_id_to_itself() -> None:
    s = scene()
    first = s.case(s.mail("Printer", rfc_id="a1@x"))
    held = s.mail("Re", in_reply_to="a1@x", sender=("Eve", "eve@x.net"), body="let me in")
    after = s.mail("Re: Printer", in_reply_to="a1@x")
    assert held.result["message_id"] != after.result["message_id"]
    message = s.store.content_of(Message, held.result["message_id"])
    assert message is not None
    assert (message.case_id, message.held_id) == (None, held.result["held_id"])
    assert message.body == "let me in"
    assert s.case(after).id == first.id


def test_a_channel_that_proves_the_case_needs_no_known_sender() -> None:
    s = scene()
    first = s.case(s.mail("Printer"))
    done = s.mail("Re: Printer", case_id=first.id, sender=("Ada", "ada@home.example"))
    assert done.result["decision"] == "follow_up"


def test_the_same_message_twice_is_one_message() -> None:
    s = scene()
    first = s.mail("Printer", rfc_id="a1@x")
    before = len(s.store.log)
    again = s.mail("Printer", rfc_id="a1@x")
    assert again.result["decision"] == "duplicate"
    assert again.result["case_id"] == first.result["case_id"]
    assert len(s.store.log) == before


def test_the_same_command_twice_is_one_command() -> None:
    s = scene()
    first = s.mail("Printer", command_id="mail:inbox:1")
    again = s.mail("Printer", command_id="mail:inbox:1")
    assert again.repeated
    assert again.result == first.result
    assert len([e for e in s.store.kinds() if e == "case.created"]) == 1


def test_an_answer_resumes_a_waiting_case_and_asks_for_the_next_response() -> None:
    s = scene()
    case_id = s.answered()
    s.wait(case_id)
    assert s.case(case_id).state == "waiting_customer"
    s.clock.advance(HOUR)
    s.mail("Re: Printer", in_reply_to="a1@x")
    row = s.case(case_id)
    assert row.state == "open"
    assert row.waiting_since == row.unanswered_since == NOON + HOUR
    assert {c.kind: c.state for c in s.clocks(case_id)} == {
        "FR": "stopped",
        "NR": "running",
        "RES": "running",
    }


def test_an_answer_wakes_a_snoozed_case() -> None:
    s = scene()
    case_id = s.answered()
    s.snooze(case_id, 3 * DAY)
    s.clock.advance(HOUR)
    s.mail("Re: Printer", in_reply_to="a1@x")
    row = s.case(case_id)
    assert row.wake_at is None
    assert row.waiting_since == NOON + HOUR
    assert not [t for t in s.timers(case_id) if t.kind == "snooze"]


def test_an_answer_within_the_week_reopens_and_keeps_the_owner() -> None:
    s = scene()
    case_id = s.resolved()
    s.clock.advance(7 * DAY)
    done = s.mail("Re: Printer", in_reply_to="a1@x", body="It broke again")
    row = s.case(case_id)
    assert done.result["decision"] == "reopened"
    assert (row.state, row.reopens, row.returned, row.owner) == ("open", 1, True, "omar")
    assert {c.kind: c.state for c in s.clocks(case_id)}["RES"] == "running"
    assert {c.kind: c.state for c in s.clocks(case_id)}["NR"] == "running"
    assert not [t for t in s.timers(case_id) if t.kind == "close"]


def test_an_answer_after_the_week_is_a_case_that_names_the_old_one() -> None:
    s = scene()
    case_id = s.resolved()
    s.clock.advance(7 * DAY + 1)
    done = s.mail("Re: Printer", in_reply_to="a1@x", body="It broke again", to=())
    assert (done.result["decision"], done.result["linked"]) == ("new", case_id)
    assert s.case(done).parent == case_id
    assert s.case(case_id).state == "resolved"


@pytest.mark.parametrize("body", ["Thanks!", "Vielen Dank, Omar!\n\nViele Grüße\nAda", "谢谢"])
def test_thanks_alone_leave_a_resolved_case_resolved(body: str) -> None:
    s = scene()
    case_id = s.resolved()
    s.clock.advance(HOUR)
    done = s.mail("Re: Printer", in_reply_to="a1@x", body=body)
    row = s.case(case_id)
    assert done.result["decision"] == "thanked"
    assert (row.state, row.reopens, row.wrote_at) == ("resolved", 0, None)
    assert s.events(CaseThanked)
    assert s.store.messages(case_id)[-1].body == body


def test_thanks_that_say_more_reopen_and_say_so() -> None:
    s = scene()
    s.resolved()
    done = s.mail("Re", in_reply_to="a1@x", body="Thanks, but the paper tray is still stuck")
    assert (done.result["decision"], done.result["maybe_thanks"]) == ("reopened", True)
    assert s.events(CaseReopened)


@pytest.mark.parametrize("kind", ["auto_reply", "bounce"])
def test_a_machine_reopens_nothing_and_starts_no_clock(kind: str) -> None:
    s = scene()
    case_id = s.resolved()
    started = len(s.events(SlaStarted))
    version = s.case(case_id).version
    done = s.mail("Out of office", in_reply_to="a1@x", kind=kind)
    row = s.case(case_id)
    assert done.result["decision"] == "attached"
    assert (row.state, row.wrote_at, row.version) == ("resolved", None, version)
    assert len(s.events(SlaStarted)) == started
    assert s.store.messages(case_id)[-1].purpose == kind


def test_a_machine_does_not_end_the_waiting() -> None:
    s = scene()
    case_id = s.answered()
    s.wait(case_id)
    s.mail("Out of office", in_reply_to="a1@x", kind="auto_reply")
    assert s.case(case_id).state == "waiting_customer"


def test_a_machine_that_names_no_case_is_held() -> None:
    s = scene()
    done = s.mail("Out of office", kind="auto_reply")
    assert done.result["decision"] == "held"
    assert s.store.table.one(HeldMailRow, done.result["held_id"]).why == "automatic"


@pytest.mark.parametrize(("delayed", "state"), [(False, "failed"), (True, "sent")])
def test_a_bounce_says_of_our_message_that_it_did_not_arrive(delayed: bool, state: str) -> None:
    s = scene()
    case_id = s.answered(rfc_id="ours@desk")
    message_id = s.store.messages(case_id)[-1].id
    s.sent(message_id)
    s.mail(
        "Undelivered",
        kind="bounce",
        bounced="ours@desk",
        delayed=delayed,
        sender=("Mailer", "mailer-daemon@relay.example"),
    )
    assert s.store.table.one(SendRow, message_id).state == state


def test_the_same_automatic_mail_is_kept_twice_and_no_more() -> None:
    s = scene()
    first = s.case(s.mail("Printer", rfc_id="a1@x"))
    decisions = [
        s.mail("Out of office", in_reply_to="a1@x", kind="auto_reply").result["decision"]
        for _ in range(4)
    ]
    assert decisions == ["attached", "attached", "loop", "loop"]
    assert len(s.store.messages(first.id)) == 3
    s.clock.advance(181 * MINUTE)
    late = s.mail("Out of office", in_reply_to="a1@x", kind="auto_reply")
    assert late.result["decision"] == "attached"


def test_a_sender_of_too_many_mails_is_held_and_the_next_day_is_not() -> None:
    s = scene()
    decisions = [s.mail(f"Alarm {n}").result["decision"] for n in range(11)]
    assert decisions == ["new"] * 10 + ["held"]
    assert s.mail("Hello", sender=("Bob", "bob@x.org")).result["decision"] == "new"
    s.clock.advance(DAY)
    assert s.mail("Alarm").result["decision"] == "new"


def test_a_mail_from_ourselves_is_held() -> None:
    s = scene()
    done = s.mail("Fwd", sender=("Desk", "Support@desk.example"))
    assert done.result["decision"] == "held"


def test_card_numbers_and_escapes_are_gone_before_anything_is_stored() -> None:
    s = scene()
    done = s.mail("card 4111 1111 1111 1111", body="pay 4111111111111111\x1b[2J now")
    message = s.store.messages(done.result["case_id"])[0]
    assert "4111111111111111" not in message.body
    assert "\x1b" not in message.body
    assert "4111 1111" not in message.subject


def test_files_and_the_raw_mail_are_kept_by_their_hash() -> None:
    s = scene()
    data, raw = b"%PDF", b"From: ada\r\n\r\nhello"
    file = File("../bill.pdf", "application/pdf", hashlib.sha256(data).hexdigest(), data)
    done = s.mail("Bill", attachments=(file,), raw=raw, raw_sha256=hashlib.sha256(raw).hexdigest())
    message_id = done.result["message_id"]
    parts = {p.id: p for p in s.store.all_content(Part)}
    assert set(parts) == {f"{message_id}.0", f"{message_id}.1"}
    assert parts[f"{message_id}.0"].kind == "raw"
    assert s.store.blobs[parts[f"{message_id}.1"].sha256] == data


def test_a_desk_without_queues_says_so() -> None:
    s = Scene(Setup(), ManualClock(NOON))
    with pytest.raises(Refused, match="no queues"):
        s.mail("Hello")


async def test_a_look_says_what_would_happen_and_writes_nothing() -> None:
    s = scene()
    before = list(s.store.log)
    looked = await preview(as_store(s.store), s.command("Printer", command_id="look"))
    assert (looked["decision"], looked["case_id"]) == ("new", 1)
    assert s.store.log == before
    assert s.mail("Printer", command_id="look").result["case_id"] == 1


def test_vip_and_language_of_the_customer_reach_the_case() -> None:
    s = scene()
    customer = s.case(s.mail("One")).customer_id or ""
    facts = s.store.table.one(CustomerRow, customer)
    s.store.table.put(msgspec.structs.replace(facts, vip=True))
    assert s.case(s.mail("Two")).vip
