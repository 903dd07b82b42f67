"""Cases folded together and taken apart."""

import pytest

from agentdesk.clock import HOUR, MINUTE
from agentdesk.data.unit import Refused
from agentdesk.desk.classing import Prioritise
from agentdesk.desk.merge import Merge
from agentdesk.desk.split import Split
from agentdesk.domain.rows import CaseRow
from tests.desk.scene import NOON, Scene, scene
from tests.support.proofs import problems


def two(s: Scene) -> tuple[int, int]:
    """Return an older and a newer case of Ada's."""
    first = s.case(s.mail("Printer", rfc_id="a1@x")).id
    s.clock.advance(HOUR)
    return first, s.case(s.mail("Printer again", rfc_id="b1@x")).id


def test_the_survivor_takes_priority_due_times_and_messages() -> None:
    s = scene()
    first, second = two(s)
    s.do(Prioritise, case_id=second, priority=1, reason="down")
    due = {c.kind: c.due_at for c in s.clocks(second)}
    s.do(Merge, case_id=second, into=first)
    row, gone = s.case(first), s.case(second)
    assert row.priority == 1
    for clock in s.clocks(first):
        assert clock.due_at is not None
        assert clock.due_at <= (due[clock.kind] or 0)
    assert (gone.state, gone.merged_into, gone.claimable) == ("closed", first, False)
    assert {c.state for c in s.clocks(second)} == {"cancelled"}
    written = [m.subject for m in s.store.messages(first) if m.direction == "in"]
    assert written == ["Printer", "Printer again"]
    assert (row.unanswered_since, row.wrote_at) == (NOON, NOON + HOUR)
    assert problems(s.store.table, [x.fact for x in s.store.log]) == []


def test_an_answer_to_the_duplicate_reaches_the_survivor() -> None:
    s = scene()
    first, second = two(s)
    s.do(Merge, case_id=second, into=first)
    assert s.mail("Re", in_reply_to="b1@x").result["case_id"] == first
    assert s.mail(f"Re [#{second}]").result["case_id"] == first


def test_a_question_in_the_duplicate_ends_the_survivors_waiting() -> None:
    s = scene()
    first = s.answered()
    s.wait(first)
    second = s.case(s.mail("Printer again", rfc_id="b1@x")).id
    s.do(Merge, case_id=second, into=first)
    assert s.case(first).state == "open"
    assert {c.kind: c.state for c in s.clocks(first)}["RES"] == "running"


def test_what_cannot_be_merged_says_why() -> None:
    s = scene()
    first, second = two(s)
    other = s.case(s.mail("Bob's", sender=("Bob", "bob@x.org"))).id
    with pytest.raises(Refused, match="itself"):
        s.do(Merge, case_id=first, into=first)
    with pytest.raises(Refused, match="same customer"):
        s.do(Merge, case_id=other, into=first)
    with pytest.raises(Refused, match="no case 99"):
        s.do(Merge, case_id=first, into=99)
    s.do(Merge, case_id=second, into=first)
    with pytest.raises(Refused, match=f"folded into {first}"):
        s.do(Merge, case_id=second, into=first)
    with pytest.raises(Refused):
        s.do(Merge, case_id=first, into=second)
    assert s.case(first).active


def test_a_split_case_has_waited_since_its_message() -> None:
    s = scene()
    parent = s.taken()
    s.clock.advance(10 * MINUTE)
    done = s.do(Split, case_id=parent, message_id=1, subject="The second thing", queue="billing")
    row = s.case(done)
    assert (row.state, row.queue, row.parent) == ("new", "billing", parent)
    assert (row.waiting_since, row.unanswered_since) == (NOON, NOON)
    assert {c.kind: c.due_at for c in s.clocks(row.id)} == {
        "FR": NOON + 4 * HOUR,
        "RES": NOON + 16 * HOUR,
    }
    assert s.case(parent).state == "open"
    assert len(s.store.messages(parent)) == 1
    assert s.store.messages(row.id)[0].body == s.store.messages(parent)[0].body
    assert problems(s.store.table, [x.fact for x in s.store.log]) == []


def test_only_a_customers_message_of_that_case_begins_a_case() -> None:
    s = scene()
    parent = s.answered()
    with pytest.raises(Refused, match="of the customer"):
        s.do(Split, case_id=parent, message_id=2)
    with pytest.raises(Refused, match="no message 77"):
        s.do(Split, case_id=parent, message_id=77)
    assert s.store.table.get(CaseRow, parent + 1) is None
