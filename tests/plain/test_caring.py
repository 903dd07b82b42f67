"""Plain lines for what is rarer: new cases, incidents, complaints, merges, files, marks."""

import re
from pathlib import Path

import pytest

from agentdesk.data.errors import Refused
from agentdesk.desk.incidents import LinkIncident
from agentdesk.desk.taking import Take
from agentdesk.plain.sheet import Unclear
from tests.plain.bed import Bed


def test_a_call_is_logged_in_the_open_case_or_in_a_new_one(bed: Bed) -> None:
    ada = bed.cases[0]
    said = bed.script(
        "new Ada", "1",
        "1", "call", "in", "reached", "She asks again.", "We look into it.", "4 min", "",
        "new Bob Marley",
        "new", "call", "in", "reached", "billing", "yes",
        "Bob Marley", "+49 30 1234567", "A lost parcel", "Where is it?", "", "", "",
        "quit",
    )  # fmt: skip
    assert f"Logged {ada}." in said
    assert "Nobody is known as “Bob Marley”: a new customer." in said
    assert "A lost parcel" in said
    assert bed.case(0).items[-1].message.body == "We look into it."
    number = int(re.findall(r"^Case (\d+): A lost parcel", said, re.M)[0])
    view = bed.wait(bed.store.reads.case(number))
    assert view is not None
    assert view.row.owner == "lena"


def test_a_new_case_like_an_open_one_asks_once_more(bed: Bed) -> None:
    lines = (
        "new Ada", "1", "0", "call", "in", "reached", "billing", "yes",
        "Charged twice again", "Well?", "", "", "",
    )  # fmt: skip
    said = bed.talk(*lines, "no", "quit")
    assert "1 is open and may be the same: Charged twice for the same order." in said
    assert "Nothing is done." in said


def test_an_incident_is_declared_linked_and_all_its_cases_are_answered(bed: Bed) -> None:
    first, second, _ = bed.cases
    said = bed.script(
        f"show #{first}", "incident", "9", "Twice charged",
        f"show #{second}", "incident", "1",
        f"show #{first}", "incident", "answer",
        "Dear {name},", "it is repaired.", ".", "1",
        "undo",
        "quit",
    )  # fmt: skip
    assert "1 case answered. Undo takes all back." in said
    assert bed.case(1).row.incident == first
    body = bed.case(1).items[-1].message
    assert body.body.startswith("Dear Nick Cave,")
    assert body.recalled


def test_what_an_incidents_customers_were_told_goes_into_a_reply(bed: Bed) -> None:
    first, second, third = bed.cases
    bed.script(
        f"show #{first}", "incident", "9", "Twice charged",
        f"show #{second}", "incident", "1", "incident answer", "Dear {name}, repaired.", ".", "1",
    )  # fmt: skip
    bed.act("lena", LinkIncident, case_id=third, incident_id=first)
    said = bed.script(f"show #{third}", "incident insert", "quit")
    assert "Dear Grace Hopper, repaired." in said
    draft = bed.draft(2)
    assert draft is not None
    assert "Dear Grace Hopper, repaired." in draft.body


def test_a_complaint_goes_from_its_opening_to_its_end(bed: Bed) -> None:
    bed.session = bed.seat("mona")
    said = bed.script(
        f"show #{bed.cases[0]}",
        "complaint", "1", "3", "0", "The money back.",
        "complaint acknowledge",
        "complaint decide", "1", "nothing", "We pay it back.",
        "complaint close", "",
        "quit",
    )  # fmt: skip
    complaint = bed.case(0).complaint
    assert complaint is not None
    assert complaint.response == "We pay it back."
    assert complaint.row.closed_at is not None
    assert said.count("complaint") >= 4
    with pytest.raises(Refused, match="is closed"):
        bed.script(f"show #{bed.cases[0]}", "complaint")


def test_a_step_that_is_not_next_says_what_is(bed: Bed) -> None:
    with pytest.raises(Refused, match="has no complaint"):
        bed.script(f"show #{bed.cases[0]}", "complaint decide")
    with pytest.raises(Refused, match="next is acknowledge or investigate or decide"):
        bed.script(
            f"show #{bed.cases[0]}", "complaint", "1", "3", "0", "The money.", "complaint close"
        )


def test_two_cases_become_one_and_a_message_one_of_its_own(bed: Bed) -> None:
    other = bed.mail("Ada Lovelace", "And the invoice is wrong")
    said = bed.script(
        f"show #{bed.cases[0]}", f"merge #{other}", "2", "split 2", "1", "Invoice", "quit"
    )
    assert f"Case {bed.cases[0]}: Charged twice" in said
    split = bed.wait(bed.store.reads.case(other + 1))
    assert split is not None
    assert (split.subject, split.row.queue) == ("Invoice", "billing")
    view = bed.wait(bed.store.reads.case(other))
    assert view is not None
    assert view.row.merged_into == bed.cases[0]
    with pytest.raises(Refused, match="folded into itself"):
        bed.script(f"show #{bed.cases[0]}", f"merge #{bed.cases[0]}")


def test_files_are_listed_saved_added_and_left_out(bed: Bed, tmp_path: Path) -> None:
    bill, photo = tmp_path / "bill.pdf", tmp_path / "photo.png"
    bill.write_bytes(b"%PDF")
    photo.write_bytes(b"png")
    said = bed.script(
        "take #1", f"attach {bill}", f"attach {photo}", "attach off photo.png", "attach",
        "reply", "Here it is.", ".", "send", "quit",
    )  # fmt: skip
    assert "bill.pdf, 1 kB, goes along with the reply." in said
    assert "photo.png does not go along." in said
    assert [part.filename for part in bed.case(0).items[-1].parts] == ["bill.pdf"]
    there = tmp_path / "out"
    said = bed.script("show #1", "files", f"files 1 {there}", "quit")
    assert "1. File bill.pdf, 4 B." in said
    assert (there / "bill.pdf").read_bytes() == b"%PDF"
    with pytest.raises(Refused, match="is no file"):
        bed.script("show #1", "attach /nowhere/x.pdf")


def test_marked_cases_are_acted_on_together_and_come_back_together(bed: Bed) -> None:
    said = bed.script("list waiting", "mark 1-2 #3", "each priority 2", "undo", "mark", "quit")
    assert "3 cases marked." in said
    assert "3 cases set to another priority. Undo takes all back." in said
    assert [bed.case(n).row.priority for n in range(3)] == [3, 3, 3]
    assert "Nothing is marked." in said


def test_a_marked_case_that_changed_is_left_out_and_stays_marked(bed: Bed) -> None:
    def taken() -> None:
        bed.act("omar", Take, case_id=bed.cases[1])

    said = bed.talk("list waiting", "mark all", taken, "each tags bank", "mark", "quit")
    assert "2 cases tagged." in said
    assert f"changed since you marked them: {bed.cases[1]}." in said
    assert "1 case marked." in said


def test_from_ten_cases_on_their_number_must_be_written(bed: Bed) -> None:
    for number in range(8):
        bed.mail(f"Customer{number}", "Hello")
    with pytest.raises(Unclear, match="11 cases are meant, and you wrote 9"):
        bed.script("list waiting", "mark all", "each priority 2", "9")
    said = bed.script("list waiting", "mark all", "each priority 2", "11", "quit")
    assert "11 cases set to another priority." in said


def test_marking_says_what_cannot_be_marked(bed: Bed) -> None:
    with pytest.raises(Unclear, match="not within the last list"):
        bed.script("list waiting", "mark 2-9")
    with pytest.raises(Refused, match="There is no case 99"):
        bed.script("mark #99")
    with pytest.raises(Refused, match="Nothing is marked"):
        bed.script("each resolve")
