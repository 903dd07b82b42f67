"""Customers, what they are entitled to, and a set-up that changes under open cases."""

from typing import Any

import msgspec
import pytest

from agentdesk.clock import DAY, HOUR
from agentdesk.data.unit import Refused
from agentdesk.desk.customers import ChangeCustomer, CreateCustomer, SetCustomer
from agentdesk.desk.entitling import EndEntitlement, GrantEntitlement, SetLevel
from agentdesk.desk.setup import LoadSetup, sentences
from agentdesk.domain.content import ContactPoint, Customer, SetupText
from agentdesk.domain.events import CaseLevelled, SlaRetargeted
from agentdesk.domain.rows import CustomerRow
from agentdesk.domain.setup import CalendarSetup, PolicySetup, Setup
from tests.desk.scene import ALWAYS, NOON, Scene, scene, setup
from tests.support.proofs import problems


def levelled() -> Setup:
    """Return the desk with a policy for premium customers that halves everything."""
    base = setup()
    premium = PolicySetup(
        "premium", "always", levels=("premium",), fr=2 * HOUR, nr=4 * HOUR, res=8 * HOUR
    )
    return msgspec.structs.replace(base, policies=(premium, *base.policies))


def desk() -> tuple[Scene, int, str]:
    """Return a desk with premium service, an open case of Ada's, and who she is."""
    s = scene()
    s.do(LoadSetup, "lea", setup=levelled())
    row = s.case(s.mail("Printer", rfc_id="a1@x"))
    return s, row.id, row.customer_id or ""


def due(s: Scene, case_id: int) -> dict[str, int | None]:
    return {c.kind: c.due_at for c in s.clocks(case_id)}


def test_a_better_level_reaches_every_open_case_and_its_clocks() -> None:
    s, first, ada = desk()
    second = s.case(s.mail("Another")).id
    bobs = s.case(s.mail("Bob's", sender=("Bob", "bob@x.org"))).id
    rank = s.case(first).rank_at
    done = s.do(SetLevel, "lea", customer_id=ada, level="premium", vip=True)
    assert done.result["cases"] == 2
    for case_id in (first, second):
        row = s.case(case_id)
        assert (row.level, row.vip) == ("premium", True)
        assert due(s, case_id) == {"FR": NOON + 2 * HOUR, "RES": NOON + 8 * HOUR}
    assert s.case(first).rank_at < rank
    assert s.case(bobs).level == "basic"
    assert {x.case_id for x in s.events(CaseLevelled)} == {first, second}
    assert problems(s.store.table, [x.fact for x in s.store.log]) == []


def test_an_agreement_counts_from_its_start_to_its_end() -> None:
    s, case_id, ada = desk()
    with pytest.raises(Refused, match="which level"):
        s.do(GrantEntitlement, "lea", customer_id=ada, entitlement="agreement")
    granted = s.do(
        GrantEntitlement,
        "lea",
        customer_id=ada,
        entitlement="agreement",
        level="premium",
        ends_at=NOON + DAY,
    )
    assert s.case(case_id).level == "premium"
    s.do(EndEntitlement, "lea", customer_id=ada, **_only(granted.result, "entitlement_id"))
    assert s.case(case_id).level == "basic"
    with pytest.raises(Refused, match="ended already"):
        s.do(EndEntitlement, "lea", customer_id=ada, **_only(granted.result, "entitlement_id"))


def _only(result: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: result[name] for name in names}


def test_terms_are_a_leads_to_change() -> None:
    s, _, ada = desk()
    with pytest.raises(Refused, match="ask a lead"):
        s.do(SetLevel, customer_id=ada, level="premium")
    with pytest.raises(Refused, match="no level"):
        s.do(SetLevel, "lea", customer_id=ada, level="gold")
    with pytest.raises(Refused, match="already"):
        s.do(SetLevel, "lea", customer_id=ada, level="basic")


def test_what_is_known_of_a_customer_changes_and_an_address_belongs_to_one() -> None:
    s, _, ada = desk()
    s.do(CreateCustomer, name="Bob", contacts=(("mail", "Bob@x.org"),))
    s.do(
        ChangeCustomer,
        customer_id=ada,
        preferred_name="Countess",
        add_contacts=(("phone", "+49 30 901820"),),
        remove_contacts=(("mail", "ada@example.org"),),
        language="de",
    )
    person = s.store.content_of(Customer, ada)
    assert person is not None
    assert (person.name, person.preferred_name) == ("Ada", "Countess")
    assert s.store.table.one(CustomerRow, ada).language == "de"
    assert s.store.content_of(ContactPoint, "mail", "ada@example.org") is None
    with pytest.raises(Refused, match="belongs to another customer"):
        s.do(ChangeCustomer, customer_id=ada, add_contacts=(("mail", "BOB@x.org"),))
    with pytest.raises(Refused, match="is no mail address"):
        s.do(ChangeCustomer, customer_id=ada, add_contacts=(("mail", "nobody"),))
    with pytest.raises(Refused, match="no customer c9"):
        s.do(ChangeCustomer, customer_id="c9", name="X")


def test_a_case_given_to_another_customer_has_their_terms() -> None:
    s, case_id, _ = desk()
    grace = s.do(CreateCustomer, "lea", name="Grace", level="premium").result["customer_id"]
    s.do(SetCustomer, case_id=case_id, customer_id=grace)
    row = s.case(case_id)
    assert (row.customer_id, row.level, row.verified) == (grace, "premium", "none")
    assert due(s, case_id)["FR"] == NOON + 2 * HOUR
    assert {m.customer_id for m in s.store.messages(case_id)} == {grace}


def test_a_new_set_up_moves_the_clocks_of_open_cases() -> None:
    s, case_id, _ = desk()
    s.clock.advance(HOUR)
    changed = msgspec.structs.replace(
        setup(), policies=(PolicySetup("tight", "always", fr=90 * 60_000, res=10 * HOUR),)
    )
    done = s.do(LoadSetup, "lea", setup=changed)
    assert done.result["version"] == 2
    assert due(s, case_id) == {"FR": NOON + 90 * 60_000, "RES": NOON + 10 * HOUR}
    assert s.events(SlaRetargeted)
    kept = s.store.content_of(SetupText, 2)
    assert kept is not None
    assert msgspec.json.decode(kept.body, type=Setup).policies == changed.policies
    assert problems(s.store.table, [x.fact for x in s.store.log]) == []


def test_new_opening_hours_move_the_clocks_too() -> None:
    s, case_id, _ = desk()
    closed_today = {day: hours for day, hours in ALWAYS.items() if day != "0"}
    changed = msgspec.structs.replace(
        levelled(), calendars=(CalendarSetup("always", "UTC", closed_today),)
    )
    s.do(LoadSetup, "lea", setup=changed)
    midnight = NOON + 13 * HOUR
    assert due(s, case_id)["FR"] == midnight + 4 * HOUR


def test_a_new_rank_moves_every_waiting_case() -> None:
    s, case_id, _ = desk()
    before = s.case(case_id).rank_at
    rank = msgspec.structs.replace(setup().rank, cap={"1": 1, "2": 2, "3": 3, "4": 4})
    s.do(LoadSetup, "lea", setup=msgspec.structs.replace(levelled(), rank=rank))
    assert s.case(case_id).rank_at == NOON + 3 < before


def test_a_set_up_with_mistakes_changes_nothing_and_names_five() -> None:
    s, _, _ = desk()
    base = setup()
    wrong = msgspec.structs.replace(
        base,
        zone="Mars/Base",
        queues=(
            msgspec.structs.replace(base.queues[0], calendar="nights", escalates_to="expert"),
            base.queues[0],
        ),
        policies=(PolicySetup("all", "always", fr=HOUR), *base.policies),
    )
    with pytest.raises(Refused) as refused:
        s.do(LoadSetup, "lea", setup=wrong)
    for word in ("Mars/Base", "nights", "expert", "support"):
        assert word in refused.value.sentence
    assert refused.value.sentence.endswith("And 8 more mistakes.")
    assert s.store.setup.version == 1


def test_a_queue_with_open_cases_cannot_be_taken_away() -> None:
    s, _, _ = desk()
    fewer = msgspec.structs.replace(
        setup(),
        queues=setup().queues[1:],
        people=tuple(
            msgspec.structs.replace(p, queues=("billing", "experts")) for p in setup().people
        ),
    )
    with pytest.raises(Refused, match="the queue support still has 1 open case"):
        s.do(LoadSetup, "lea", setup=fewer)


def test_only_the_first_set_up_comes_from_anybody() -> None:
    s = Scene(Setup(), scene().clock)
    s.do(LoadSetup, "whoever", setup=setup())
    with pytest.raises(Refused, match="administrator or a lead"):
        s.do(LoadSetup, "omar", setup=setup())
    s.do(LoadSetup, "lea", setup=setup())


def test_policies_that_share_cases_are_no_mistake() -> None:
    assert sentences(levelled()) == []
