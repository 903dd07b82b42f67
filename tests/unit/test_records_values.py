"""What cells mean, what a map makes of them, and how rows fold."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agentdesk.document import DocumentError, parse_document
from agentdesk.domain.templates import template_problems
from agentdesk.records.applying import Applied
from agentdesk.records.folding import folded
from agentdesk.records.found import Bad, Record
from agentdesk.records.guessing import guess_map
from agentdesk.records.map_file import map_text, read_map
from agentdesk.records.placeholders import KNOWN, Program, translated
from agentdesk.records.values import BadValue, date_reader, list_of, look_up, order_of, yes
from agentdesk.records.words import priority_of, state_of

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> int:
    """Return the instant of an ISO time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("how", "value", "wanted"),
    [
        ("iso", "2025-03-02T10:00:00Z", "2025-03-02T10:00:00"),
        ("iso", "2025-03-02 10:00", "2025-03-02T09:00:00"),
        ("iso", "2025-03-02 10:00:00 UTC", "2025-03-02T10:00:00"),
        ("iso", "2025-07-02", "2025-07-01T22:00:00"),
        ("iso", 1740909600, "2025-03-02T10:00:00"),
        ("unix", "1740909600000", "2025-03-02T10:00:00"),
        ("dmy", "2/3/2025 10:00", "2025-03-02T09:00:00"),
        ("dmy", "02.03.25", "2025-03-01T23:00:00"),
        ("mdy", "3/2/2025 1:05 PM", "2025-03-02T12:05:00"),
        ("ymd", "2025/03/02 10:00:30", "2025-03-02T09:00:30"),
        ("%d %B %Y", "2 March 2025", "2025-03-01T23:00:00"),
    ],
)
def test_dates_are_read_as_their_form_says(how: str, value: Any, wanted: str) -> None:
    assert date_reader(how, BERLIN)(value) == at(wanted)


@pytest.mark.parametrize(
    ("how", "value"),
    [("iso", "02.03.2025"), ("dmy", "31/2/2025"), ("dmy", "yesterday"), ("unix", "1e300"),
     ("%d %B", "x")],
)  # fmt: skip
def test_what_is_no_date_is_one_sentence(how: str, value: str) -> None:
    with pytest.raises(BadValue, match="“"):
        date_reader(how, BERLIN)(value)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["1/2/2025", "?", "29/2/2016 08:39"], "dmy"),
        (["1/2/2025", "2/29/2016"], "mdy"),
        (["1/2/2025", "3/4/2025"], ""),
        (["2025/01/02 10:00"], "ymd"),
        (["2025-01-02T10:00:00Z", "2025-01-02T10:00:00"], "iso"),
        ([], "iso"),
    ],
)
def test_the_order_of_day_and_month_is_found_out_only_where_it_shows(
    cells: list[str], wanted: str
) -> None:
    assert order_of(cells) == wanted


def test_a_place_is_named_by_a_column_or_by_steps() -> None:
    values = {"a.b": 1, "a": {"b": 2, "c": [{"d": 3}, {"d": 4}]}}
    assert look_up(values, "a.b") == 1
    assert look_up(values, "a.c[1].d") == 4
    assert look_up(values, "a.c.d") == [3, 4]
    assert look_up(values, "a.x.y") is None


def test_lists_and_answers_to_questions() -> None:
    assert list_of("a; b,\nc") == ["a", "b", "c"]
    assert list_of([{"name": "x"}, "y", None]) == ["x", "y"]
    assert [yes(word) for word in ("Ja", 1, True, "no", "", None)] == [True] * 3 + [False] * 3
    with pytest.raises(BadValue):
        yes("maybe")


def test_words_of_other_programs() -> None:
    words = ("In Progress", "Solved", "On Hold", "hold", "CLOSED", "?")
    assert [state_of(word) for word in words] == [
        "open", "resolved", "waiting_customer", "waiting_third_party", "closed", None,
    ]  # fmt: skip
    priorities = ("4 - Low", "urgent", "P2", "5 - Planning", "normal", "12", "x")
    assert [priority_of(word) for word in priorities] == [4, 1, 2, 4, 3, None, None]


def applied(text: str) -> Applied:
    """Return a map for cases as it is applied."""
    return Applied(read_map(parse_document(text, "map.yaml"), "cases"), "UTC")


def test_a_map_joins_replaces_and_leaves_out() -> None:
    made = applied(
        "missing: ['?']\nfields:\n"
        "  subject: {from: [a, b], join: ' / '}\n"
        "  state: {from: s, values: {Six: resolved}, otherwise: open}\n"
        "  queue: {from: q, values: {x: y}}\n"
        "  priority: {value: '2'}\n"
    )
    fields = made.map.fields
    values = {"a": "one", "b": "?", "s": "six", "q": "z"}
    assert made.text(values, fields["subject"]) == "one"
    assert made.text(values | {"b": "two"}, fields["subject"]) == "one / two"
    assert made.text(values, fields["state"]) == "resolved"
    assert made.text(values | {"s": "seven"}, fields["state"]) == "open"
    assert made.text(values, fields["priority"]) == "2"
    assert made.text(values | {"q": "?"}, fields["queue"]) == ""
    with pytest.raises(BadValue, match="not in the table"):
        made.text(values, fields["queue"])


def test_every_mistake_of_a_map_is_told_with_its_line() -> None:
    text = "dats: dmy\nzone: Nowhere\nfields:\n  id: {frm: a}\n  subjekt: b\n"
    with pytest.raises(DocumentError) as raised:
        read_map(parse_document(text, "map.yaml"), "cases")
    lines = [problem.split(",")[1].split(":")[0] for problem in raised.value.problems]
    assert lines == [" line 1", " line 4", " line 4", " line 5", " line 2"]


def test_a_guessed_map_reads_as_it_was_printed() -> None:
    values = {
        "ticket_number": "1", "Title": "x", "Created At": "29/2/2016",
        "requester": {"email": "a@b.c"},
        "labels": ["a"], "comments": [{"body": "x", "created_at": "29/2/2016"}],
        "updated_at": "1/3/2016",
    }  # fmt: skip
    sample = [Record(2, values), Record(3, values | {"Title": "y"})]
    found = guess_map("cases", sample)
    assert {name: part.columns[0] for name, part in found.fields.items()} == {
        "id": "ticket_number",
        "subject": "Title",
        "created_at": "Created At",
        "customer_email": "requester.email",
        "tags": "labels",
        "messages": "comments",
    }
    assert (found.dates, found.fold, found.newest) == ("dmy", "ticket_number", "updated_at")
    assert set(found.fields["messages"].each) == {"body", "at"}
    again = read_map(parse_document(map_text(found), "map.yaml"), "cases")
    assert (again.fields, again.dates, again.fold) == (found.fields, found.dates, found.fold)


def test_rows_fold_to_the_newest_wherever_they_stand() -> None:
    rows = [("a", 1), ("b", 5), ("a", 3), ("a", 2), ("", 9), ("b", 5)]
    items = [Record(n, {"k": k, "v": v, "n": n}) for n, (k, v) in enumerate(rows, 2)]
    got = list(folded(items, "k", lambda record: int(record.values["v"])))
    assert [item for item in got if isinstance(item, Bad)] == [
        Bad(6, "it has no “k” to fold it by", {"k": "", "v": 9, "n": 6})
    ]
    assert [(item.line, item.values["n"]) for item in got if isinstance(item, Record)] == [
        (4, 4),
        (7, 7),
    ]


@pytest.mark.parametrize("program", ["zendesk", "zammad", "chatwoot"])
def test_every_known_placeholder_becomes_one_that_the_desk_fills_in(program: Program) -> None:
    mark = "#{%s}" if program == "zammad" else "{{ %s }}"
    text = " ".join(mark % name for name in KNOWN[program])
    ours, blanks = translated(text, program)
    assert blanks == ()
    assert template_problems((), ours) == []
    unknown, told = translated(mark % "some.thing", program)
    assert (unknown, told) == ("‹some thing›", ("some.thing",))
