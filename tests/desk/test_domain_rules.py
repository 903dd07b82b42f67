"""Rules of the domain that more than one act has to keep: each path of them."""

from typing import Any

import msgspec
import pytest

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.data.unit import Refused
from agentdesk.desk.classing import DeclareEmergency, Prioritise
from agentdesk.desk.customers import ChangeCustomer, CreateCustomer
from agentdesk.desk.entitling import GrantEntitlement
from agentdesk.desk.incoming import File
from agentdesk.desk.merge import Merge
from agentdesk.desk.open_case import OpenCase
from agentdesk.desk.placing import PlaceHeld
from agentdesk.desk.promising import Promise, SettlePromise
from agentdesk.desk.replying import Attachment, Reply
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.setup import LoadSetup
from agentdesk.desk.taking import Assign, Release, Reserve, Take
from agentdesk.desk.timers import fire
from agentdesk.desk.waiting import Wait
from agentdesk.domain.events import Event, encode
from agentdesk.domain.routing import rank_at
from agentdesk.domain.rows import CustomerRow
from agentdesk.domain.setup import PersonSetup
from tests.desk.scene import ADA, NOON, Scene, scene, setup

CARD = "4111111111111111"
GRACE: dict[str, Any] = {
    "subject": "Jam",
    "body": "Stuck.",
    "name": "Grace",
    "contacts": (("phone", "+49 30 901820"),),
}
SUE = PersonSetup("sue", "Sue", role="supervisor", team="care", queues=("support",))
TOM = PersonSetup("tom", "Tom", queues=("billing",))
ANNE = PersonSetup("anne", "Anne", role="admin")


def with_people(*people: PersonSetup) -> Scene:
    """Return the desk with more people in it."""
    s = scene()
    s.store.setup = msgspec.structs.replace(s.store.setup, people=(*setup().people, *people))
    return s


def pass_time(s: Scene, ms: int) -> None:
    """Let time pass, and what falls due on the way happen."""
    end = s.clock.at + ms
    while due := s.store.due_timers(end):
        s.clock.at = max(s.clock.at, due[0].due_at)
        s.run(fire(due[0]))
    s.clock.at = end


# ---- since when a case waits


def test_once_answered_a_case_counts_as_waiting_since_it_was_made_or_woken() -> None:
    s = scene()
    case_id = s.answered()
    s.clock.advance(HOUR)
    s.mail("Re", case_id=case_id)
    assert s.case(case_id).waiting_since == NOON + HOUR
    s.reply(case_id)
    assert s.case(case_id).waiting_since == NOON
    s.snooze(case_id, HOUR)
    s.clock.advance(2 * HOUR)
    s.mail("Are you there?", case_id=case_id)
    s.clock.advance(HOUR)
    s.reply(case_id)
    row = s.case(case_id)
    assert row.waiting_since == row.base_since == NOON + 3 * HOUR
    assert row.rank_at == rank_at(
        s.store.setup.rank,
        waiting_since=row.waiting_since,
        priority=row.priority,
        level=row.level,
        vip=row.vip,
        returned=row.returned,
        due_at=row.due_at,
    )


# ---- a logged call is a reply


def test_a_call_logged_without_words_is_answered_and_ranks_so() -> None:
    s = scene()
    logged = s.do(OpenCase, channel="call", **GRACE)
    row = s.case(logged)
    assert row.replied_at == NOON
    assert row.rank_at > NOON + MINUTE, "it is no call that rings"
    s.do(Prioritise, "lea", case_id=row.id, priority=1)
    clocks = {clock.kind: clock.state for clock in s.clocks(row.id)}
    assert clocks["FR"] == "stopped"
    s.clock.advance(HOUR)
    s.mail("And now?", case_id=row.id)
    assert {c.kind: c.state for c in s.clocks(row.id)}["NR"] == "running"


def test_a_mail_logged_by_hand_is_not() -> None:
    s = scene()
    assert s.case(s.do(OpenCase, channel="mail", **GRACE)).replied_at is None


# ---- merging


def test_a_survivor_that_sleeps_is_woken_by_an_unanswered_duplicate() -> None:
    s = scene()
    survivor = s.answered()
    s.snooze(survivor)
    duplicate = s.case(s.mail("Printer again")).id
    s.do(Merge, case_id=duplicate, into=survivor)
    assert s.case(survivor).wake_at is None
    assert not [t for t in s.timers(survivor) if t.kind == "snooze"]


def test_a_survivor_takes_over_an_emergency() -> None:
    s = scene()
    survivor, duplicate = s.case(s.mail("One")).id, s.case(s.mail("Two")).id
    s.do(DeclareEmergency, "lea", case_id=duplicate)
    s.do(Merge, "lea", case_id=duplicate, into=survivor)
    assert s.case(survivor).band == 0


# ---- nobody's case does not get lost


def test_a_review_that_nobody_would_see_puts_the_case_back_into_its_queue() -> None:
    s = scene()
    case_id = s.answered()
    s.do(
        Wait, case_id=case_id, waits_for="third_party", party="carrier", remind_at=s.clock.at + DAY
    )
    s.do(Release, case_id=case_id)
    assert not s.case(case_id).claimable
    pass_time(s, DAY)
    assert (s.case(case_id).state, s.case(case_id).claimable) == ("open", True)


# ---- follow-ups


def test_a_held_mail_for_a_closed_case_begins_a_follow_up_of_its_customer() -> None:
    s = scene()
    case_id = s.resolved()
    pass_time(s, 8 * DAY)
    assert s.case(case_id).state == "closed"
    held = s.mail(f"Again [#{case_id}]", ("Eve", "eve@x.net")).result
    placed = s.do(PlaceHeld, held_id=held["held_id"], placed_as="suggested")
    row = s.case(placed)
    old = s.case(case_id)
    assert (row.parent, row.customer_id, row.queue) == (case_id, old.customer_id, old.queue)
    assert (row.id != case_id, row.verified) == (True, "none")


def test_a_held_mail_that_came_too_late_reopens_nothing() -> None:
    s = scene()
    case_id = s.resolved()
    s.clock.advance(7 * DAY + SECOND)
    held = s.mail(f"Again [#{case_id}]", ("Eve", "eve@x.net")).result
    placed = s.do(PlaceHeld, held_id=held["held_id"], placed_as="suggested")
    assert s.case(placed).parent == case_id
    assert s.case(case_id).state == "resolved"


def test_a_follow_up_from_an_address_nobody_knows_is_still_the_customers() -> None:
    s = scene()
    case_id = s.resolved()
    pass_time(s, 8 * DAY)
    done = s.mail("Again", ("Ada", "ada@home.example"), case_id=case_id).result
    assert done["linked"] == case_id
    assert s.case(done["case_id"]).customer_id == s.case(case_id).customer_id


# ---- who may have a case


def test_a_case_is_kept_only_for_somebody_who_takes_cases_and_not_for_ever() -> None:
    s = with_people(SUE)
    case_id = s.case(s.mail("Printer")).id
    with pytest.raises(Refused, match="Sue does not work on cases"):
        s.do(Reserve, case_id=case_id, agent="sue")
    with pytest.raises(Refused, match="Only a lead may keep a case for longer than 15 minutes"):
        s.do(Reserve, case_id=case_id, agent="nina", until=s.clock.at + DAY)
    s.do(Reserve, "lea", case_id=case_id, agent="nina", until=s.clock.at + DAY)


def test_answering_makes_nobody_owner_of_what_they_may_not_take() -> None:
    s = with_people(PersonSetup("tim", "Tim", queues=("support",), languages=("de",)))
    case_id = s.case(s.mail("Printer")).id
    with pytest.raises(Refused, match="writes “en”"):
        s.do(Reply, "tim", case_id=case_id, body="Ja", to=(ADA[1],), raw=b"Ja", rfc_id="t@desk")
    s.do(Reserve, case_id=case_id, agent="nina")
    with pytest.raises(Refused, match="kept for Nina"):
        s.reply(case_id)
    assert s.case(case_id).owner is None


def test_an_agent_hands_a_case_only_to_somebody_who_may_take_it() -> None:
    s = with_people(TOM)
    case_id = s.taken()
    with pytest.raises(Refused, match="Tom may not take case"):
        s.do(Assign, case_id=case_id, to="tom", reason="He knows printers.")
    s.do(Assign, "lea", case_id=case_id, to="tom")
    assert s.case(case_id).owner == "tom", "a lead may override"


# ---- roles


def test_an_administrator_changes_no_customer() -> None:
    s = with_people(ANNE)
    with pytest.raises(Refused, match="may not change this"):
        s.do(CreateCustomer, "anne", name="Grace")


def test_where_there_is_an_administrator_nobody_else_loads_a_set_up() -> None:
    s = with_people(ANNE)
    s.do(LoadSetup, "anne", setup=s.store.setup)
    with pytest.raises(Refused, match="Only an administrator"):
        s.do(LoadSetup, "lea", setup=s.store.setup)


def test_a_promise_can_be_settled_after_the_case_is() -> None:
    s = scene()
    case_id = s.answered()
    made = s.do(Promise, case_id=case_id, due_at=s.clock.at + DAY, text="A call back.")
    s.do(Resolve, case_id=case_id, disposition="solved", summary="New drum.")
    s.do(SettlePromise, case_id=case_id, promise_id=made.result["promise_id"])


# ---- nothing but codes in the log


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (OpenCase, {"channel": "call", "type": "Ada Lovelace", **GRACE}),
        (OpenCase, {"channel": "call", "language": "Ada Lovelace", **GRACE}),
        (OpenCase, {"channel": "Ada Lovelace", **GRACE}),
        (CreateCustomer, {"name": "Ada", "language": "Ada Lovelace"}),
        (CreateCustomer, {"name": "Ada", "zone": "12 Main Street"}),
        (ChangeCustomer, {"language": "Ada Lovelace"}),
        (ChangeCustomer, {"zone": "12 Main Street"}),
        (GrantEntitlement, {"entitlement": "warranty", "asset": "Ada's old printer"}),
        (GrantEntitlement, {"entitlement": "warranty", "covers": ("Ada's printer",)}),
        (Wait, {"waits_for": "third_party", "party": CARD, "remind_at": NOON + DAY}),
        (Resolve, {"disposition": "solved", "summary": "Done.", "answer_ids": ("Ada L.",)}),
        (Reply, {"body": "Hi", "channel": "Ada Lovelace"}),
        (Reply, {"body": "Hi", "to": ("Ada Lovelace",), "raw": b"Hi", "rfc_id": "a@desk"}),
    ],
)
def test_free_text_where_the_log_has_a_code_is_refused(
    kind: type[Any], fields: dict[str, Any]
) -> None:
    s = scene()
    case_id = s.answered()
    fields = dict(fields)
    if kind in (Wait, Resolve, Reply):
        fields["case_id"] = case_id
    if kind in (ChangeCustomer, GrantEntitlement):
        fields["customer_id"] = s.case(case_id).customer_id
    with pytest.raises(Refused):
        s.do(kind, "lea", **fields)


def test_a_reason_that_could_be_a_card_is_no_code() -> None:
    s = scene()
    s.store.setup = msgspec.structs.replace(s.store.setup, dispositions=())
    case_id = s.answered()
    with pytest.raises(Refused, match="one short word"):
        s.do(Resolve, case_id=case_id, disposition=CARD, summary="Done.")


def test_a_mail_that_names_no_language_code_gives_none_to_the_log() -> None:
    s = scene()
    row = s.case(s.mail("Printer", language="the language of Ada Lovelace"))
    assert s.store.table.one(CustomerRow, row.customer_id or "").language == "en"


def everything(s: Scene) -> str:
    """Return all that was kept, as text."""
    events: list[Event] = [entry.fact.event for entry in s.store.log]
    rows = [msgspec.json.encode(row).decode() for row in s.store.content.values()]
    results = [record.label + repr(record.result) for record in s.store.commands.values()]
    return "\n".join([*map(encode, events), *rows, *results])


def test_no_text_that_a_message_carries_keeps_a_card() -> None:
    s = scene()
    name = f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:]}"
    case_id = s.case(
        s.mail(
            name,
            (name, "ada@example.org"),
            body=name,
            problems=(f"A part named {name} was left out.",),
            attachments=(File(f"{name}.txt", f"text/{name}", "0" * 64, b""),),
        )
    ).id
    s.do(Take, case_id=case_id)
    s.reply(case_id, attachments=(Attachment(name, f"text/{name}", b""),))
    found = everything(s)
    assert CARD not in found
    assert name not in found
    assert "**** **** **** 1111" in found
