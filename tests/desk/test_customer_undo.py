"""What was changed of a customer is taken back within fifteen seconds, unless it was built upon."""

import pytest

from agentdesk.clock import MINUTE, SECOND
from agentdesk.desk.consenting import ChangeConsent
from agentdesk.desk.customers import ChangeCustomer
from agentdesk.desk.entitling import SetLevel
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain.care_rows import ConsentRow
from agentdesk.domain.content import ConsentText, ContactPoint, Customer, CustomerEdit
from agentdesk.domain.events import ConsentChanged, CustomerEdited
from agentdesk.domain.rows import CustomerRow
from tests.support.office import Office


@pytest.fixture
def office() -> Office:
    """Return an office to which Ada has written."""
    found = Office()
    found.here("lena", "omar", "mona")
    found.mail()
    return found


def ada(office: Office) -> Customer:
    (customer,) = office.store.all_content(Customer)
    return customer


def facts(office: Office) -> CustomerRow:
    return office.store.table.one(CustomerRow, ada(office).id)


def reached(office: Office) -> set[str]:
    return {point.value for point in office.store.all_content(ContactPoint)}


def test_words_and_addresses_come_back_as_they_were_and_can_be_done_again(office: Office) -> None:
    before, about = ada(office), {"customer_id": ada(office).id}
    office.do(
        "lena", ChangeCustomer, **about, name="Ada King", do_not_contact=True, language="de",
        add_contacts=(("phone", "+49 30 123456"),),
        remove_contacts=(("mail", "ada@lovelace.example"),),
    )  # fmt: skip
    assert (ada(office).name, facts(office).language) == ("Ada King", "de")
    assert reached(office) == {"+4930123456"}
    office.do("lena", Undo)
    assert ada(office) == before
    assert facts(office).language == "en"
    assert reached(office) == {"ada@lovelace.example"}
    office.do("lena", Redo)
    assert (ada(office).name, ada(office).do_not_contact) == ("Ada King", True)
    assert reached(office) == {"+4930123456"}
    office.do("lena", Undo)
    assert ada(office) == before
    office.prove()


def test_the_log_says_which_parts_and_holds_none_of_the_words(office: Office) -> None:
    office.do("lena", ChangeCustomer, customer_id=ada(office).id, name="Ada King",
              add_contacts=(("mail", "countess@lovelace.example"),))  # fmt: skip
    events = [entry.fact.event for entry in office.store.log]
    (told,) = [event for event in events if isinstance(event, CustomerEdited)]
    assert told.parts == ("contacts", "name")
    kept = str(events) + str([record.result for record in office.store.commands.values()])
    assert "King" not in kept
    assert "countess" not in kept


def test_a_later_change_and_the_end_of_the_time_stand_in_the_way(office: Office) -> None:
    about = {"customer_id": ada(office).id}
    office.do("lena", ChangeCustomer, **about, name="Ada King")
    office.do("omar", ChangeCustomer, **about, safety="Barking dog")
    assert "was changed since" in office.refusal("lena", Undo).sentence
    office.do("omar", Undo)
    assert (ada(office).name, ada(office).safety) == ("Ada King", "")
    office.do("lena", ChangeCustomer, **about, name="Ada Byron")
    office.later(16 * SECOND)
    assert "could be undone until" in office.refusal("lena", Undo).sentence
    assert [edit.words for edit in office.store.all_content(CustomerEdit)] == [{"name": "Ada King"}]


def test_an_address_that_somebody_else_has_by_now_is_not_taken_from_them(office: Office) -> None:
    customer = ada(office).id
    gone = (("mail", "ada@lovelace.example"),)
    office.do("lena", ChangeCustomer, customer_id=customer, remove_contacts=gone)
    office.mail(subject="From the same address", sender="ada@lovelace.example")
    assert "another customer's now" in office.refusal("lena", Undo).sentence


def test_terms_are_taken_back_with_the_clocks_of_the_cases(office: Office) -> None:
    due = office.store.clock_of(1, "FR").due_at  # type: ignore[union-attr]  # every case has one
    office.do("mona", SetLevel, customer_id=ada(office).id, level="premium", vip=True)
    assert office.case(1).level == "premium"
    other = office.mail(subject="Another matter")
    office.do("mona", Undo)
    assert (facts(office).level, facts(office).vip) == ("basic", False)
    assert [(office.case(id).level, office.case(id).vip) for id in (1, other)] == [
        ("basic", False), ("basic", False)
    ]  # fmt: skip
    assert office.store.clock_of(1, "FR").due_at == due  # type: ignore[union-attr]  # as above
    office.prove()


def consent(office: Office) -> list[tuple[bool, str]]:
    return [(row.given, row.source) for row in office.store.table.all(ConsentRow)]


def test_taking_back_a_word_appends_one_that_allows_nothing(office: Office) -> None:
    about = {"customer_id": ada(office).id, "purpose": "newsletter", "channel": "mail"}
    office.do("lena", ChangeConsent, **about, given=True, source="call", wording="May we write?")
    office.do("lena", Undo)
    assert consent(office) == [(False, "undo")]
    assert [text.wording for text in office.store.all_content(ConsentText)] == ["May we write?", ""]
    office.later(SECOND)
    office.do("lena", Redo)
    assert consent(office) == [(True, "call")]
    words = [e.fact.event for e in office.store.log if isinstance(e.fact.event, ConsentChanged)]
    assert [word.given for word in words] == [True, False, True]
    office.prove()


def test_a_withdrawal_by_mistake_gives_back_what_was_allowed_in_its_own_words(
    office: Office,
) -> None:
    about = {"customer_id": ada(office).id, "purpose": "newsletter", "channel": "mail"}
    office.do("lena", ChangeConsent, **about, given=True, source="form", wording="May we write?")
    office.later(MINUTE)
    office.do("lena", ChangeConsent, **about, given=False, source="call")
    office.do("lena", Undo)
    assert consent(office) == [(True, "undo")]
    assert [text.wording for text in office.store.all_content(ConsentText)][-1] == "May we write?"


def test_a_word_given_since_stands(office: Office) -> None:
    about = {"customer_id": ada(office).id, "purpose": "newsletter", "channel": "mail"}
    office.do("lena", ChangeConsent, **about, given=True, source="form", wording="May we write?")
    office.later(SECOND)
    office.do("omar", ChangeConsent, **about, given=False, source="call")
    assert "was changed since" in office.refusal("lena", Undo).sentence
    assert consent(office) == [(False, "call")]


def test_another_act_on_the_customers_case_is_no_hindrance(office: Office) -> None:
    office.do("lena", ChangeCustomer, customer_id=ada(office).id, name="Ada King")
    office.mail("Hello?", case_id=1)
    office.do("lena", Undo)
    assert ada(office).name == "Ada"
