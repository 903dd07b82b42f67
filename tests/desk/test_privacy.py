"""Redacting, erasing, legal hold, retention and the record of looks, told in the office."""

import hashlib
from typing import TypeVar

import msgspec
import pytest

from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.desk.auditing import ReadFields
from agentdesk.desk.complaints import OpenComplaint
from agentdesk.desk.consenting import ChangeConsent
from agentdesk.desk.erasing import ChangeHold, EraseCustomer, ExportCustomer
from agentdesk.desk.identities import MergeCustomers
from agentdesk.desk.incoming import Receive
from agentdesk.desk.notes import Note
from agentdesk.desk.promising import Promise
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.redacting import Bytes, Redact
from agentdesk.desk.replying import Reply
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.retaining import RemoveContent
from agentdesk.desk.taking import Take
from agentdesk.desk.verifying import Verify
from agentdesk.domain.content import (
    CONTENT_TABLES,
    CaseText,
    ContactPoint,
    Customer,
    Message,
    Outgoing,
)
from agentdesk.domain.events import ContentRemoved, CustomerErased, MessageRedacted, SendRecalled
from agentdesk.domain.personal import BELONGS, ERASED_NAME, MARK, pattern_of, without
from agentdesk.domain.privacy_rows import FieldReadRow, LegalHoldRow, RemovalRow
from agentdesk.domain.row import Row
from agentdesk.domain.rows import CaseRow, CustomerRow, SendRow
from agentdesk.domain.setup import PersonSetup
from tests.support.office import SETUP, Office

R = TypeVar("R", bound=Row)
ADA = "ada@lovelace.example"
WITH_OFFICER = msgspec.structs.replace(
    SETUP, people=(*SETUP.people, PersonSetup(id="piet", name="Piet", role="privacy_officer"))
)


@pytest.fixture
def office() -> Office:
    """An office with a privacy officer, its agents at their desks."""
    office = Office(WITH_OFFICER)
    office.here("lena", "omar", "mona")
    return office


def settled(office: Office, body: str = "My card was charged twice.") -> int:
    """Let Ada write and Lena answer and resolve; return the case."""
    case_id = office.mail(body)
    office.do("lena", Take, case_id=case_id)
    office.do(
        "lena",
        Reply,
        case_id=case_id,
        body="Dear Ada, it is refunded.",
        to=(ADA,),
        rfc_id=f"answer-{case_id}@desk.example",
        raw=b"To: ada@lovelace.example\n\nDear Ada, it is refunded.\n",
    )
    office.do("lena", Resolve, case_id=case_id, disposition="answered", summary="Ada has it back.")
    return case_id


def customer_of(office: Office, case_id: int) -> str:
    row = office.store.table.one(CaseRow, case_id)
    assert row.customer_id is not None
    return row.customer_id


def content(office: Office, kind: type[R], key: int | str) -> R:
    """Return a content row that must be there."""
    row = office.store.content_of(kind, key)
    assert row is not None
    return row


def words(office: Office) -> str:
    """Return everything that is written anywhere in the store but its set-up."""
    content = [row for row in office.store.content.values() if type(row).TABLE != "setups"]
    records = [record.label + repr(record.result) for record in office.store.commands.values()]
    log = [repr(entry) for entry in office.store.log]
    return repr(content) + repr(records) + repr(log)


# ---- whose is what


def test_every_content_table_says_whose_it_is() -> None:
    missing = [cls.__name__ for cls in CONTENT_TABLES if cls not in BELONGS]
    assert not missing, f"say in domain/personal.py how the rows of {missing} belong to a customer"
    for cls, how in BELONGS.items():
        owners = (how.customer, how.case, how.message, how.promise)
        assert how.personal == (any(owners) or how.point), cls
        assert set(filter(None, (*owners, *how.words))) <= set(cls.__struct_fields__), cls


def test_words_are_found_across_quotation_marks_and_line_ends() -> None:
    pattern = pattern_of("Station Road 7")
    assert pattern is not None
    text = "Send it to station\n> road 7, please."
    assert without(text, pattern) == (f"Send it to {MARK}\n, please.", 1)
    assert pattern_of(" a-") is None


# ---- redacting


def test_words_are_taken_out_of_every_message_of_the_case(office: Office) -> None:
    case_id = office.mail("My passport is X1234567. Please help.", subject="Passport X1234567")
    office.do("lena", Take, case_id=case_id)
    office.do("lena", Note, case_id=case_id, body="They sent X1234567.")
    first, _ = [m for m in office.store.all_content(Message) if m.case_id == case_id]

    outcome = office.do("lena", Redact, case_id=case_id, message_id=first.id, text="X1234567")

    assert outcome.result["places"] == 4
    assert outcome.undo_until is None
    assert "X1234567" not in words(office)
    assert content(office, Message, first.id).body == f"My passport is {MARK}. Please help."
    told = office.store.log[-1].fact.event
    assert told == MessageRedacted(
        case_id=case_id, message_id=first.id, what="body", start=15, length=8, places=4
    )


def test_the_raw_bytes_must_be_those_that_were_looked_at(office: Office) -> None:
    case_id = settled(office)
    office.later(MINUTE)
    office.deliver()
    sent = next(iter(office.store.all_content(Outgoing)))
    refused = office.refusal(
        "lena", Redact, case_id=case_id, message_id=sent.message_id, text="refunded"
    )
    assert refused.code == "conflict"
    looked = Bytes(sent.message_id, "", hashlib.sha256(sent.raw).hexdigest(), b"To: x\n", 1)
    office.do(
        "lena",
        Redact,
        case_id=case_id,
        message_id=sent.message_id,
        text="refunded",
        looked_at=(looked,),
    )
    assert content(office, Outgoing, sent.message_id).raw == b"To: x\n"


def test_nothing_is_taken_out_of_a_mail_that_has_not_left(office: Office) -> None:
    case_id = settled(office)
    sent = next(iter(office.store.all_content(Outgoing)))
    looked = Bytes(sent.message_id, "", hashlib.sha256(sent.raw).hexdigest())
    refused = office.refusal(
        "lena",
        Redact,
        case_id=case_id,
        message_id=sent.message_id,
        text="refunded",
        looked_at=(looked,),
    )
    assert refused.sentence.startswith("The message is on its way out")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("card [redacted] valid", f"My {MARK} until May."),
        ("card [redac", f"My {MARK} valid until May."),
        ("acted] valid until", f"My card {MARK} May."),
    ],
)
def test_a_mark_that_is_partly_meant_goes_as_a_whole(office: Office, text: str, left: str) -> None:
    case_id = office.mail("My card X1234567 valid until May.")
    message = office.store.all_content(Message)[0]
    office.do("lena", Take, case_id=case_id)
    for words_meant in ("X1234567", text):
        office.do("lena", Redact, case_id=case_id, message_id=message.id, text=words_meant)
    assert content(office, Message, message.id).body == left


@pytest.mark.parametrize("text", ["redacted", MARK, "[REDACTED"])
def test_a_mark_is_not_redacted_again(office: Office, text: str) -> None:
    case_id = office.mail("My card X1234567 valid until May.")
    message = office.store.all_content(Message)[0]
    office.do("mona", Redact, case_id=case_id, message_id=message.id, text="X1234567")
    refused = office.refusal("mona", Redact, case_id=case_id, message_id=message.id, text=text)
    assert refused.sentence.startswith("That is the mark")
    assert content(office, Message, message.id).body == f"My card {MARK} valid until May."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("X1", "Choose at least three"), ("nothing of the kind", "These words are not in")],
)
def test_what_cannot_be_redacted_says_why(office: Office, text: str, sentence: str) -> None:
    case_id = office.mail()
    message = office.store.all_content(Message)[0]
    refused = office.refusal("mona", Redact, case_id=case_id, message_id=message.id, text=text)
    assert refused.sentence.startswith(sentence)


def test_a_supervisor_redacts_nothing_and_an_officer_may(office: Office) -> None:
    case_id = office.mail()
    message = office.store.all_content(Message)[0]
    fields = {"case_id": case_id, "message_id": message.id, "text": "charged twice"}
    assert "watch the desk" in office.refusal("sven", Redact, **fields).sentence
    office.do("piet", Redact, **fields)
    assert "charged twice" not in words(office).lower()


# ---- erasing


def test_everything_of_a_customer_goes_and_the_case_stays(office: Office) -> None:
    case_id = settled(office)
    ada = customer_of(office, case_id)
    other = settled(office, "Something else about the planted peony.")
    other_ada = customer_of(office, other)
    assert other_ada == ada
    office.do(
        "lena",
        ChangeConsent,
        customer_id=ada,
        purpose="newsletter",
        channel="mail",
        given=True,
        source="call",
        wording="May we write to you about peonies?",
    )
    before = len(office.store.log)

    office.do("piet", EraseCustomer, identities=(ada,))

    told = [entry.fact.event for entry in office.store.log[before:]]
    assert [type(event) for event in told] == [SendRecalled] * 2 + [ContentRemoved] * 2 + [
        CustomerErased
    ]
    everything = words(office)
    for word in ("lovelace", "Ada", "charged", "peon", "refunded"):
        assert word not in everything, word
    assert content(office, Customer, ada).name == ERASED_NAME
    assert office.store.table.one(CustomerRow, ada).erased
    assert office.store.table.one(CaseRow, case_id).customer_id == ada
    assert content(office, CaseText, case_id).subject == "[erased]"
    assert office.store.table.one(RemovalRow, case_id).messages == 2
    assert {send.state for send in office.store.table.all(SendRow)} == {"recalled"}
    office.prove()


def test_identities_folded_in_go_along(office: Office) -> None:
    first = customer_of(office, settled(office))
    case_id = office.mail(sender="countess@lovelace.example", body="It is me, the countess.")
    office.do("lena", Take, case_id=case_id)
    office.do("lena", Resolve, case_id=case_id, disposition="by_phone", summary="Settled.")
    second = customer_of(office, case_id)
    office.do("mona", MergeCustomers, from_id=second, into_id=first)

    alone = office.refusal("piet", EraseCustomer, identities=(first,))
    assert alone.code == "conflict"
    office.do("piet", EraseCustomer, identities=(first, second))

    assert "countess" not in words(office)
    assert not office.store.all_content(ContactPoint)
    erased = [e.fact.event for e in office.store.log if isinstance(e.fact.event, CustomerErased)]
    assert {event.customer_id for event in erased} == {first, second}


def test_an_open_case_a_hold_and_another_role_keep_a_customer(office: Office) -> None:
    case_id = office.mail()
    ada = customer_of(office, case_id)
    erase = {"identities": (ada,)}
    assert office.refusal("piet", EraseCustomer, **erase).sentence == (
        f"Case {case_id} is still open: resolve or close first what is to be erased."
    )
    assert (
        "Only a privacy officer may erase"
        in office.refusal("mona", EraseCustomer, **erase).sentence
    )
    office.do("lena", Take, case_id=case_id)
    office.do("lena", Resolve, case_id=case_id, disposition="by_phone", summary="Settled.")
    office.do("piet", ChangeHold, customer_id=ada, on=True, reason="court")
    assert "under legal hold" in office.refusal("piet", EraseCustomer, **erase).sentence
    assert office.refusal("piet", ChangeHold, customer_id=ada, on=True).code == "nothing"
    office.do("piet", ChangeHold, customer_id=ada, on=False)
    assert office.store.table.get(LegalHoldRow, ada) is None
    office.do("piet", EraseCustomer, **erase)
    assert office.refusal("piet", EraseCustomer, **erase).sentence.startswith("This customer has")
    office.prove()


def test_a_held_mail_that_names_the_case_is_placed_first(office: Office) -> None:
    case_id = settled(office)
    command = Receive(
        command_id="stranger",
        actor="customer",
        from_address="eve@else.example",
        from_name="Eve",
        to=("billing@desk.example",),
        subject="Re: Charged twice",
        body="I write from elsewhere.",
        reply_text="I write from elsewhere.",
        in_reply_to=f"answer-{case_id}@desk.example",
        references=(f"answer-{case_id}@desk.example",),
    )
    assert office.act(RECEIVE, command).result.get("held_id")
    ada = customer_of(office, case_id)
    refused = office.refusal("piet", EraseCustomer, identities=(ada,))
    assert refused.sentence.startswith(f"A held mail names case {case_id}: place it first")


# ---- retention


def test_old_words_give_way_to_a_line_and_young_ones_stay(office: Office) -> None:
    old = settled(office, "An old story about a heron.")
    office.later(MINUTE)
    office.deliver()
    office.later(800 * DAY)
    young = settled(office, "A young story about a wren.")
    before = office.clock.at - 730 * DAY

    office.later(MINUTE)
    office.deliver()
    office.do("system", RemoveContent, cases=(old, young), before=before)

    everything = words(office)
    assert "heron" not in everything
    assert "wren" in everything
    bodies = {m.body for m in office.store.all_content(Message) if m.case_id == old}
    assert bodies == {"[removed on 2028-05-10 by retention]"}
    assert office.store.table.one(RemovalRow, old).why == "retention"
    assert office.refusal("system", RemoveContent, cases=(old,), before=before).code == "nothing"
    office.prove()


def test_a_legal_hold_wins_over_retention(office: Office) -> None:
    old = settled(office, "An old story about a heron.")
    office.do("piet", ChangeHold, customer_id=customer_of(office, old), on=True)
    office.clock.advance(800 * DAY)
    refused = office.refusal(
        "system", RemoveContent, cases=(old,), before=office.clock.at - 730 * DAY
    )
    assert refused.code == "nothing"
    assert "heron" in words(office)


# ---- who looked


def test_a_look_beside_a_verified_case_is_recorded(office: Office) -> None:
    case_id = office.mail()
    ada = customer_of(office, case_id)
    office.do("lena", Take, case_id=case_id)
    fields = {"customer_id": ada, "fields": ("contacts", "consent"), "of_case": case_id}
    unverified = office.refusal("lena", ReadFields, reason="verified", **fields)
    assert unverified.code == "later"
    office.do("lena", Verify, case_id=case_id, method="order")
    office.do("lena", ReadFields, reason="verified", **fields)
    row = next(iter(office.store.table.all(FieldReadRow)))
    assert (row.by, row.customer_id, row.fields, row.reason, row.of_case) == (
        "lena",
        ada,
        ("contacts", "consent"),
        "verified",
        case_id,
    )
    office.clock.advance(HOUR)
    assert office.refusal("lena", ReadFields, reason="verified", **fields).code == "later"


def test_only_some_may_look_without_that(office: Office) -> None:
    ada = customer_of(office, office.mail())
    fields = {"customer_id": ada, "fields": ("contacts",), "reason": "request"}
    assert (
        "Only a lead or a privacy officer" in office.refusal("lena", ReadFields, **fields).sentence
    )
    assert "not shown to you" in office.refusal("sven", ReadFields, **fields).sentence
    office.do("mona", ReadFields, **fields)
    office.do("piet", ExportCustomer, customer_id=ada)
    rows = sorted(office.store.table.all(FieldReadRow), key=lambda row: row.at)
    assert {(row.by, row.reason) for row in rows} == {("mona", "request"), ("piet", "export")}


def test_complaint_and_promise_go_too(office: Office) -> None:
    case_id = office.mail()
    ada = customer_of(office, case_id)
    office.do("lena", Take, case_id=case_id)
    office.do(
        "lena",
        OpenComplaint,
        case_id=case_id,
        category="service",
        severity=3,
        remedy="A letter by pigeon",
    )
    office.do("lena", Promise, case_id=case_id, due_at=office.clock.at + DAY, text="A pigeon comes")
    office.do("lena", Resolve, case_id=case_id, disposition="by_phone", summary="Settled.")
    office.do("piet", EraseCustomer, identities=(ada,))
    assert "pigeon" not in words(office)
