"""Small parts of bringing logs in: names, words, the order of time."""

from pathlib import Path

import pytest

from agentdesk.desk.log_rows import CASE_ACTS, LogRow, digest_after
from agentdesk.domain.setup import PersonSetup, QueueSetup, Setup
from agentdesk.records.found import Record
from agentdesk.records.logs.naming import Names, code_for
from agentdesk.records.logs.sorting import Sorter
from agentdesk.records.logs.words import ACTIVITIES, OUTCOMES, act_of, outcome_of
from agentdesk.records.logs.xes import XesReading

SETUP = Setup(
    queues=(QueueSetup("billing", "Billing desk", "money"),),
    people=(PersonSetup("lena", "Lena Ruiz", login="lruiz"),),
)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Updated by 750", "updated-by-750"),
        ("Zoë  Q.", "zoë-q"),
        ("resource_1", "resource_1"),
    ],
)
def test_a_name_becomes_a_word_that_may_stand_in_the_log(name: str, code: str) -> None:
    assert code_for(name) == code


@pytest.mark.parametrize("name", ["4111111111111111", "+49 170 1234567", "x" * 60, "…"])
def test_a_number_or_a_long_name_becomes_no_word_of_its_own(name: str) -> None:
    code = code_for(name)
    assert code.startswith("p")
    assert len(code) == 11
    assert code == code_for(name)


def test_people_and_queues_are_found_by_whatever_they_are_called() -> None:
    names = Names(SETUP, {"Updated by 750": "lena"}, "BILLING")
    assert {names.person(name) for name in ("LENA", "lena ruiz", "lruiz", "updated by 750")} == {
        "lena"
    }
    assert names.person("Caller") == "customer"
    assert names.person("") == ""
    assert names.queue("billing DESK") == names.default == "billing"
    assert names.queue("Sales") == ""
    assert names.unknown_queues == {"Sales": 1}
    assert not names.unknown_people


def test_whom_the_map_means_is_looked_up_and_told_where_nobody_is_that() -> None:
    people = {"750": "Lena", "751": "customer", "752": "System", "753": "lenna"}
    names = Names(SETUP, people, "")
    assert [names.person(name) for name in people] == ["lena", "customer", "system", "lenna"]
    assert names.unknown_people == {"lenna": 1}


def test_words_that_logs_use_are_known() -> None:
    assert set(ACTIVITIES.values()) <= set(CASE_ACTS)
    for activity, act in (
        ("Awaiting User Info", "waiting"),
        ("Take in charge ticket", "resumed"),
        ("Assign seriousness", "assigned"),
        ("Completed/Closed", "closed"),
        ("Wait - Vendor", "waiting_third_party"),
    ):
        assert act_of(activity) == act
    assert act_of("Tea was made") is None
    assert outcome_of("HANG") == "abandoned"
    assert set(OUTCOMES.values()) >= {"answered", "abandoned", "callback", "ignore"}


def test_rows_come_out_in_the_order_of_time_whatever_fits_into_memory() -> None:
    rows = [LogRow(at=at, act="note", ref=str(n)) for n, at in enumerate([5, 3, 3, 9, 1, 3, 7])]
    for piece in (1, 2, 100):
        sorter = Sorter(piece)
        for line, row in enumerate(rows):
            sorter.add(row, 0, line)
        assert [placed.row.ref for placed in sorter] == ["4", "1", "2", "5", "0", "6", "3"]
        sorter.close()


def test_a_log_is_named_by_its_rows_however_they_are_cut() -> None:
    rows = [LogRow(at=n, act="note", ref="a") for n in range(5)]
    whole = digest_after("", rows)
    assert digest_after(digest_after("", rows[:2]), rows[2:]) == whole
    assert digest_after("", rows[:4]) != whole


def test_an_event_without_a_trace_and_attributes_of_attributes(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_text(
        '<x:log xmlns:x="u"><x:trace><x:string key="concept:name" value="T"/>'
        '<x:list key="more"><x:string key="in" value="no"/></x:list>'
        '<x:event><x:string key="a" value="1"><x:string key="b" value="2"/></x:string></x:event>'
        '</x:trace><x:event><x:string key="a" value="3"/></x:event></x:log>'
    )
    assert [item.values for item in XesReading(path) if isinstance(item, Record)] == [
        {"case:concept:name": "T", "a": "1"},
        {"a": "3"},
    ]
