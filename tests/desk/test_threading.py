"""Which case a mail joins: by address, ids and subject, in whatever order mails arrive."""

from itertools import permutations
from typing import Any

import pytest

from agentdesk.desk.reply_address import named, proves, reply_address, without_mark
from agentdesk.domain.content import AWAITED, CaseReference
from tests.desk.scene import ADA, Scene, scene

# A conversation: each mail's id, and those it names. The last two are answers to one mail.
THREAD = {
    "a@x": (),
    "b@x": ("a@x",),
    "c@x": ("a@x", "b@x"),
    "d@x": ("a@x", "b@x", "c@x"),
    "e@x": ("a@x", "b@x", "c@x"),
}
BOB = ("Bob", "bob@example.net")


def receive(s: Scene, rfc_id: str, **more: Any) -> int | None:
    references = THREAD[rfc_id]
    done = s.mail(
        f"Printer {rfc_id}",
        rfc_id=rfc_id,
        references=references,
        in_reply_to=references[-1] if references else None,
        **more,
    )
    case_id: int | None = done.result["case_id"]
    return case_id


@pytest.mark.parametrize("order", permutations(THREAD), ids="".join)
def test_a_conversation_is_one_case_in_any_order(order: tuple[str, ...]) -> None:
    s = scene()
    assert {receive(s, rfc_id) for rfc_id in order} == {1}


def test_only_in_reply_to_is_enough() -> None:
    for order in permutations(("a", "b", "c")):
        s = scene()
        answers = {"a": None, "b": "a", "c": "b"}
        cases = {
            s.mail("P", rfc_id=one, in_reply_to=answers[one]).result["case_id"] for one in order
        }
        # Where the middle is missing nothing says that the ends belong together.
        assert len(cases) == (1 if order in _JOINED else 2)


_JOINED = {("a", "b", "c"), ("b", "a", "c"), ("b", "c", "a"), ("c", "b", "a")}


def test_a_stranger_who_answers_the_same_unknown_mail_has_a_case_of_his_own() -> None:
    s = scene()
    assert receive(s, "b@x") == 1
    done = s.mail("Printer", sender=BOB, rfc_id="z@x", in_reply_to="a@x")
    assert (done.result["decision"], done.result["case_id"]) == ("new", 2)


def test_the_parent_of_somebody_written_to_joins() -> None:
    s = scene()
    assert receive(s, "b@x", to=("support@desk.example", BOB[1])) == 1
    assert receive(s, "a@x", sender=BOB) == 1


def test_what_is_awaited_is_no_name_of_the_case() -> None:
    s = scene()
    receive(s, "b@x")
    row = s.store.content_of(CaseReference, AWAITED, "a@x")
    assert row == CaseReference(AWAITED, "a@x", 1)


ADDRESS = "support@desk.example"


def test_an_address_names_its_case_and_proves_it() -> None:
    address = reply_address(ADDRESS, 17, "r1@desk")
    ((case_id, mark),) = named((address,))
    assert case_id == 17
    assert proves(17, mark, ("r0@desk", "r1@desk"))
    assert not proves(17, mark, ("r0@desk",))
    assert not proves(18, mark, ("r1@desk",))
    assert without_mark(address) == ADDRESS
    assert list(named((address.upper(),))) == [(17, mark)]
    assert not list(named((ADDRESS, "support+17@desk.example", "a+b.c@d", "+", "")))


@pytest.mark.parametrize("sender", [ADA, BOB])
def test_a_marked_address_brings_anybodys_answer_home(sender: tuple[str, str]) -> None:
    s = scene()
    case_id = s.taken()
    s.reply(case_id, rfc_id="r1@desk")
    marks = tuple(named((reply_address(ADDRESS, case_id, "r1@desk"),)))
    done = s.mail("Other words", sender=sender, named_by_address=marks)
    assert (done.result["decision"], done.result["case_id"]) == ("follow_up", case_id)


def test_a_forged_mark_proves_nothing() -> None:
    s = scene()
    case_id = s.taken()
    s.reply(case_id, rfc_id="r1@desk")
    done = s.mail("Hello", sender=BOB, named_by_address=((case_id, "aaaaaaaaaaaa"),))
    assert (done.result["decision"], done.result["case_id"]) == ("new", 2)
    held = s.mail(f"[#{case_id}]", sender=BOB, named_by_address=((case_id, "aaaaaaaaaaaa"),))
    assert held.result["decision"] == "held"


def test_a_marked_address_leads_to_its_queue() -> None:
    s = scene()
    marked = reply_address("billing@desk.example", 99, "r@desk")
    assert s.case(s.mail("Bill", to=(marked,))).queue == "billing"
