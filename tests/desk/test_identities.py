"""Two identities that are one customer: folded, taken apart again, and what refuses."""

import pytest

from agentdesk.desk.consenting import ChangeConsent
from agentdesk.desk.customer_facts import FOLDED
from agentdesk.desk.customers import ChangeCustomer, CreateCustomer
from agentdesk.desk.entitling import GrantEntitlement, SetLevel
from agentdesk.desk.identities import MergeCustomers
from agentdesk.desk.open_case import OpenCase
from agentdesk.desk.undo import Redo, Undo
from agentdesk.desk.verifying import Verify
from agentdesk.domain.care_rows import ConsentRow, MergedCustomerRow
from agentdesk.domain.content import ConsentText, ContactPoint, MovedContact
from agentdesk.domain.rows import CustomerRow, EntitlementRow
from tests.support.office import MINUTE, Office

ADA, EVE = "ada@lovelace.example", "eve@there.example"


@pytest.fixture
def two(office: Office) -> tuple[str, str]:
    """Return two customers with a case each: who is folded away, and who goes on."""
    ada = office.case(office.mail()).customer_id
    eve = office.case(office.mail(sender=EVE)).customer_id
    assert ada is not None
    assert eve is not None
    office.later(MINUTE)
    return ada, eve


def owner(office: Office, address: str) -> str:
    point = office.store.content_of(ContactPoint, "mail", address)
    assert point is not None
    return point.customer_id


def test_everything_follows_and_comes_back(office: Office, two: tuple[str, str]) -> None:
    ada, eve = two
    office.do("mona", GrantEntitlement, customer_id=ada, entitlement="agreement", level="premium")
    office.later(MINUTE)
    before = office.case(1), office.case(2)
    assert before[0].level == "premium"
    assert before[1].level == "basic"
    outcome = office.do("lena", MergeCustomers, from_id=ada, into_id=eve)
    assert outcome.result["cases"] == 1
    assert office.case(1).customer_id == eve
    assert owner(office, ADA) == eve
    rights = list(office.store.table.all(EntitlementRow))
    assert [row.customer_id for row in rights] == [eve]
    # A new mail from either address is the same customer's now.
    assert office.case(office.mail("More.", sender=ADA, subject="Else")).customer_id == eve
    office.prove()


def test_undo_takes_them_apart_and_redo_folds_them_again(
    office: Office, two: tuple[str, str]
) -> None:
    ada, eve = two
    office.do("mona", GrantEntitlement, customer_id=ada, entitlement="warranty", asset="x1")
    office.later(MINUTE)
    facts = office.store.table.one(CustomerRow, eve)
    office.do("lena", MergeCustomers, from_id=ada, into_id=eve)
    office.do("lena", Undo)
    assert office.case(1).customer_id == ada
    assert owner(office, ADA) == ada
    assert office.store.all_content(MovedContact) == []
    assert office.store.table.get(MergedCustomerRow, ada) is None
    assert office.store.table.one(CustomerRow, eve) == facts
    assert [r.customer_id for r in office.store.table.all(EntitlementRow)] == [ada]
    office.do("lena", Redo)
    assert office.case(1).customer_id == eve
    assert owner(office, ADA) == eve
    office.do("lena", Undo)
    assert owner(office, ADA) == ada
    office.prove()


def test_a_customer_without_cases_is_folded_and_comes_back(
    office: Office, two: tuple[str, str]
) -> None:
    _, eve = two
    outcome = office.do(
        "lena", OpenCase, channel="call", subject="Call", body="Hello", name="Bob", customer_id=eve
    )
    assert outcome.result["customer_id"] == eve
    bob = office.do("lena", CreateCustomer, name="Bob", contacts=(("mail", "bob@x.example"),))
    bob_id = bob.result["customer_id"]
    office.do("lena", MergeCustomers, from_id=bob_id, into_id=eve)
    assert owner(office, "bob@x.example") == eve
    office.do("lena", Undo)
    assert owner(office, "bob@x.example") == bob_id
    office.prove()


def test_terms_that_were_changed_since_stay_when_identities_are_taken_apart(
    office: Office, two: tuple[str, str]
) -> None:
    _, eve = two
    bob = office.do("lena", CreateCustomer, name="Bob").result["customer_id"]
    office.do("mona", SetLevel, customer_id=bob, vip=True)
    office.do("lena", MergeCustomers, from_id=bob, into_id=eve)
    office.do("mona", SetLevel, customer_id=eve, level="premium")
    office.do("lena", Undo)
    facts = office.store.table.one(CustomerRow, eve)
    assert (facts.level, facts.vip) == ("premium", False)
    office.prove()


def test_undo_waits_for_no_later_act(office: Office, two: tuple[str, str]) -> None:
    ada, eve = two
    outcome = office.do("lena", MergeCustomers, from_id=ada, into_id=eve)
    office.mail("More.", case_id=1, sender=ADA)
    said = office.refusal("lena", Undo, target=outcome.command_id).sentence
    assert said.startswith("“merged two customers” stands, because the customer wrote in case 1")


def test_addresses_folded_twice_go_back_step_by_step(office: Office, two: tuple[str, str]) -> None:
    ada, eve = two
    zoe = office.case(office.mail(sender="zoe@there.example")).customer_id or ""
    first = office.do("lena", MergeCustomers, from_id=ada, into_id=eve)
    second = office.do("lena", MergeCustomers, from_id=eve, into_id=zoe)
    assert owner(office, ADA) == zoe
    said = office.refusal("lena", Undo, target=first.command_id).sentence
    assert "stands, because" in said
    office.do("lena", Undo, target=second.command_id)
    assert (owner(office, ADA), owner(office, EVE)) == (eve, eve)
    office.prove()


def test_who_is_verified_stays_so(office: Office, two: tuple[str, str]) -> None:
    ada, eve = two
    office.do("lena", Verify, case_id=1, method="order")
    office.do("lena", MergeCustomers, from_id=ada, into_id=eve)
    assert office.case(1).verified == "full"


def test_what_cannot_be_folded_is_told(office: Office, two: tuple[str, str]) -> None:
    ada, eve = two

    def told(a: str, b: str) -> str:
        return office.refusal("lena", MergeCustomers, from_id=a, into_id=b).sentence

    assert told(ada, ada) == "A customer cannot be folded into themselves."
    assert told(ada, "c0") == "There is no customer c0."
    assert (
        "Your role (supervisor)"
        in office.refusal("sven", MergeCustomers, from_id=ada, into_id=eve).sentence
    )
    office.do("lena", MergeCustomers, from_id=ada, into_id=eve)
    assert told(ada, eve) == FOLDED
    assert office.refusal("lena", ChangeCustomer, customer_id=ada, name="A").sentence == FOLDED
    said = office.refusal(
        "lena", OpenCase, channel="call", subject="S", body="B", customer_id=ada
    ).sentence
    assert said == FOLDED


def test_the_latest_word_of_consent_counts_and_none_is_lost(
    office: Office, two: tuple[str, str]
) -> None:
    asked = {"customer_id": two[0], "purpose": "news", "channel": "mail", "source": "call"}
    refused = office.refusal("lena", ChangeConsent, given=True, **asked)
    assert refused.sentence == "Write what the customer was asked and agreed to."
    office.do("lena", ChangeConsent, given=True, wording="May we write to you?", **asked)
    office.later(MINUTE)
    office.do("lena", ChangeConsent, given=False, **asked)
    assert [row.given for row in office.store.table.all(ConsentRow)] == [False]
    assert len(office.store.all_content(ConsentText)) == 2
    free = office.refusal(
        "lena", ChangeConsent, given=False, **{**asked, "purpose": "all sorts of news"}
    )
    assert free.sentence == "Name the purpose with one short word, like newsletter."
    office.prove()
