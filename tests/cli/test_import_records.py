"""Bringing in records of other programs: what comes in, what is told, what is kept aside."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Runner

SERVICENOW = (
    Path(__file__).parents[2].parent
    / "shared"
    / "samples"
    / "tickets-servicenow"
    / "incidents_low_impact.csv"
)
CASES = """number,subject,email,name,status,priority,created,resolved_at,description
1,"Leak, again",ada@marsh.example,Ada Marsh,open,high,2025-03-02T10:00:00Z,,It drips
2,Refund,ada@marsh.example,Ada Marsh,solved,4 - Low,2025-03-02T10:00:00Z,2025-03-03T10:00:00Z,Twice
3,Late,bo@kern.example,Bo Kern,pending,,2025-03-02T10:00:00Z,,Where is it
"""


def write(path: Path, content: str | bytes) -> Path:
    """Write a file as it is given."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rejected(path: Path) -> list[Any]:
    """Return what was kept aside of a file."""
    aside = path.with_name(path.name + ".rejected.jsonl")
    return [json.loads(line) for line in aside.read_text().splitlines()]


def test_cases_come_in_once(open_desk: Runner, tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", CASES)
    first = open_desk("import", "cases", path, "--queue", "orders")
    assert (first.code, first.err) == (0, "")
    assert first.out == "3 in, 0 already here, 0 kept aside.\n"
    again = open_desk("import", "cases", path, "--queue", "orders", "--json")
    *lines, summary = again.lines
    assert [(line["decision"], line["id"]) for line in lines] == [
        ("known", 1),
        ("known", 2),
        ("known", 3),
    ]
    assert (summary["in"], summary["known"], summary["aside"]) == (0, 3, 0)
    shown = open_desk("case", "show", "1", "--json").one
    assert shown["row"]["priority"] == 2
    told = open_desk("case", "show", "1").out
    assert "It drips" in told
    assert "It was 1 in the program it came from." in told
    assert open_desk("store", "check").code == 0


def test_a_dry_run_says_what_would_come_in(open_desk: Runner, tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", CASES + "4,No date,x@y.example,X,open,,,,\n")
    ran = open_desk("import", "cases", path, "--queue", "orders", "--dry-run")
    assert ran.code == 1
    assert "3 would come in, 0 already here, 1 would be kept aside." in ran.out
    assert "line 2: in: 1 · Leak, again · orders · open" in ran.out
    assert "line 5: it does not say when it was created." in ran.err
    assert open_desk("case", "list", "--json").lines == []
    assert not path.with_name("cases.csv.rejected.jsonl").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CASES.replace(",", ";").replace("Leak; again", "Leak, again"), ""),
        (b"\xef\xbb\xbf" + CASES.encode(), ""),
        (CASES.encode("utf-16"), ""),
        (CASES.replace("Late", "Späte").encode("cp1252"), ""),
        (CASES + "4,x\n", "line 5: it has 2 columns, the first line has 9."),
        (
            CASES + "4," + "x" * 10_000_000 + ",a@b.example,A,open,,2025-01-01,,\n",
            "larger than 5 MB",
        ),
    ],
)
def test_whatever_a_table_looks_like_its_rows_come_in(
    open_desk: Runner, tmp_path: Path, content: str | bytes, said: str
) -> None:
    path = write(tmp_path / "cases.csv", content)
    ran = open_desk("import", "cases", path, "--queue", "orders")
    assert ran.out.startswith(f"3 in, 0 already here, {1 if said else 0} kept aside")
    assert said in ran.err
    assert ran.code == (1 if said else 0)
    if said:
        assert rejected(path)[0]["line"] == 5
        assert f"see {path}.rejected.jsonl" in ran.out


def test_json_that_is_cut_off_gives_what_came_before(open_desk: Runner, tmp_path: Path) -> None:
    rows = [
        {
            "id": n,
            "subject": "Leak",
            "created_at": "2025-01-01T10:00:00Z",
            "requester": {"name": "Ada", "email": "ada@marsh.example"},
            "tags": ["a b", "c"],
            "comments": [
                {"body": "<p>Help <b>me</b></p>", "created_at": "2025-01-01T10:00:00Z",
                 "author": {"email": "ada@marsh.example"}},
                {"body": "Done", "created_at": "2025-01-02T10:00:00Z",
                 "author": {"email": "lena@x.example"}},
                {"body": "for us", "created_at": "2025-01-03T10:00:00Z", "public": False},
            ],
        }
        for n in (1, 2)
    ]  # fmt: skip
    text = json.dumps({"tickets": rows, "next_page": None}, indent=1)
    path = write(tmp_path / "t.json", text[: text.rindex("for us")])
    map_ = write(
        tmp_path / "map.yaml",
        """
        queue: orders
        fields:
          id: id
          subject: subject
          created_at: created_at
          customer_email: requester.email
          tags: tags
          messages:
            from: comments
            each: {body: body, at: created_at, from_address: author.email, public: public}
        """,
    )
    ran = open_desk("import", "cases", path, "--map", map_)
    assert ran.code == 1
    assert "1 in, 0 already here, 1 kept aside" in ran.out
    assert "the file is cut off here; what came before it was read." in ran.err
    items = open_desk("case", "show", "1", "--json").one["items"]
    assert [(i["message"]["direction"], i["message"]["body"]) for i in items] == [
        ("in", "Help me"),
        ("out", "Done"),
        ("note", "for us"),
    ]
    assert items[1]["message"]["author"] == "lena"


@pytest.mark.parametrize(
    ("map_", "said"),
    [
        ("fields: {id: nummer, created_at: created}", "no column “nummer”. Did you mean number?"),
        ("fields: {subjet: subject}", "there is no such field. Did you mean subject?"),
        ("field: {id: number}", "there is no such field. Did you mean fields?"),
        ("dates: whenever\nfields: {id: number}", "write dmy, mdy, ymd, iso, unix"),
        ("newest: created\nfields: {id: number}", "name what they share with “fold”"),
        ("zone: Berlin\nfields: {id: number}", "write the time zone like Europe/Berlin"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_with_its_line(
    open_desk: Runner, tmp_path: Path, map_: str, said: str
) -> None:
    path = write(tmp_path / "cases.csv", CASES)
    ran = open_desk("import", "cases", path, "--map", write(tmp_path / "map.yaml", map_))
    assert ran.code == 2
    assert said in ran.err
    assert "map.yaml, line " in ran.err


def test_the_guessed_map_can_be_printed_and_used(open_desk: Runner, tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", CASES)
    shown = open_desk("import", "cases", path, "--show-map")
    assert "id: number" in shown.out
    assert "created_at: created" in shown.out
    map_ = write(tmp_path / "map.yaml", shown.out)
    ran = open_desk("import", "cases", path, "--map", map_, "--queue", "orders")
    assert ran.out == "3 in, 0 already here, 0 kept aside.\n"


def test_what_nobody_can_recognise_needs_a_map(open_desk: Runner, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", "a,b\n1,2\n")
    ran = open_desk("import", "cases", path)
    assert ran.code == 2
    assert "nothing in it was recognised as “id”" in ran.err
    assert "--show-map" in ran.err


def test_what_a_customer_said_or_is_is_not_told(open_desk: Runner, tmp_path: Path) -> None:
    rows = (
        "id,subject,created,email,phone,name\n"
        "1,a,born 12.03.1961,ada@marsh.example,,Ada\n"
        "2,b,2025-04-03,ada at marsh,0171 55,Ada Marsh\n"
        "3,c,2025-04-03,,,Omar Khayyam\n"
    )
    path = write(tmp_path / "cases.csv", rows)
    ran = open_desk("import", "cases", path, "--queue", "orders")
    assert ran.code == 1
    assert "line 2: in column created, “xxxx 00.00.0000” is no date" in ran.err
    everything = ran.out + ran.err
    assert "no mail address, left out (first: “xxx xx xxxxx”)" in everything
    assert "known by name alone" in everything
    assert not [word for word in ("1961", "marsh", "0171", "Omar") if word in everything]


def test_days_and_months_are_not_mixed_up(open_desk: Runner, tmp_path: Path) -> None:
    head = "id,subject,created\n"
    both = write(tmp_path / "a.csv", head + "1,a,3/4/2025 10:00\n")
    ran = open_desk("import", "cases", both, "--queue", "orders")
    assert ran.code == 1
    assert "may be day/month or month/day" in ran.err
    clear = write(tmp_path / "b.csv", head + "1,a,3/4/2025 10:00\n2,b,29/4/2025 10:00\n")
    assert open_desk("import", "cases", clear, "--queue", "orders").code == 0
    created = open_desk("case", "show", "1", "--json").one["row"]["created_at"]
    assert created == 1_743_667_200_000, "3 April at ten, in the desk's zone"


@pytest.mark.skipif(not SERVICENOW.exists(), reason="the sample data is not beside the repository")
def test_a_log_of_changes_folds_to_the_newest_of_each(open_desk: Runner, tmp_path: Path) -> None:
    map_ = write(
        tmp_path / "map.yaml",
        """
        source: servicenow
        missing: ["?"]
        dates: dmy
        zone: Europe/Berlin
        queue: orders
        fold: number
        newest: sys_updated_at
        fields:
          id: number
          subject: {from: [category, subcategory], join: " / "}
          state: {from: incident_state, values: {Awaiting User Info: waiting, Active: open}}
          priority: priority
          created_at: opened_at
          resolved_at: resolved_at
          customer_id: caller_id
          customer_name: caller_id
          channel: contact_type
        """,
    )
    words = "values: {Awaiting User Info: waiting, Active: open}"
    all_words = words[:-1] + ", New: new, Resolved: resolved, Closed: closed}"
    map_.write_text(map_.read_text().replace(words, all_words))
    aside = tmp_path / "aside.jsonl"
    ran = open_desk("import", "cases", SERVICENOW, "--map", map_, "--aside", aside)
    assert ran.out == "707 in, 0 already here, 0 kept aside.\n"
    assert "already here" in open_desk("import", "cases", SERVICENOW, "--map", map_).out


def test_customers_and_organisations(open_desk: Runner, tmp_path: Path) -> None:
    groups = write(
        tmp_path / "o.jsonl",
        '{"id": "o1", "name": "Marsh Books", "domains": ["marsh.example"], "level": "premium"}\n',
    )
    assert open_desk("import", "organisations", groups).out.startswith("1 in, 0 already")
    assert open_desk("import", "organisations", groups).out.startswith("0 in, 1 already")
    people = write(
        tmp_path / "p.csv",
        "external_id,first name,Last Name,E-Mail,phone,language,time zone,VIP,notes,level\n"
        "u1,Ada,Marsh,ada@marsh.example;ada@home.example,030 123456,en,Europe/Berlin,yes,Hi,\n"
        "u2,Bo,Kern,bo@kern.example,nonsense,de,,,,standard\n"
        "u3,Cy,Dahl,,,,,,,gold\n"
        ",Nobody,,,,,,,,\n",
    )
    map_ = write(
        tmp_path / "map.yaml",
        "country: DE\n" + open_desk("import", "customers", people, "--show-map").out,
    )
    ran = open_desk("import", "customers", people, "--map", map_)
    assert ran.code == 1
    assert "2 in, 0 already here, 2 kept aside" in ran.out
    assert "“gold” is no level" in ran.err
    assert "line 5: it has neither a number of its own nor an address" in ran.err
    assert "no telephone number with its country, left out (first: “xxxxxxxx”)" in ran.out
    (ada,) = open_desk("customer", "show", "Ada", "--json").lines
    points = {(c["kind"], c["value"]) for c in ada["contacts"]}
    assert points == {
        ("mail", "ada@marsh.example"), ("mail", "ada@home.example"), ("phone", "+4930123456"),
    }  # fmt: skip
    assert (ada["customer"]["organisation"], ada["facts"]["level"], ada["facts"]["vip"]) == (
        "Marsh Books",
        "premium",
        True,
    )
    assert (
        open_desk("import", "customers", people, "--map", map_)
        .out.splitlines()[-1]
        .startswith("0 in, 2 already here")
    )


def test_what_was_exported_comes_into_another_desk(open_desk: Runner, tmp_path: Path) -> None:
    open_desk("import", "cases", write(tmp_path / "cases.csv", CASES), "--queue", "orders")
    assert open_desk("case", "note", "1", "Paid twice", "--as", "lena").code == 0
    assert open_desk("export", tmp_path / "out").code == 0
    other = ("--store", tmp_path / "other.db")
    open_desk("setup", "load", tmp_path / "desk.yaml", *other)
    ran = open_desk("import", "cases", tmp_path / "out" / "cases.jsonl", *other)
    assert ran.out == "3 in, 0 already here, 0 kept aside.\n"
    for case_id in (1, 2, 3):
        shown = [open_desk("case", "show", case_id, "--json", *where).one for where in ((), other)]
        messages = [
            [(i["message"]["direction"], i["message"]["author"], i["message"]["body"])
             for i in one["items"]]
            for one in shown
        ]  # fmt: skip
        assert messages[0] == messages[1]
        assert shown[0]["row"]["created_at"] == shown[1]["row"]["created_at"]
        assert shown[0]["row"]["state"] == shown[1]["row"]["state"]


def test_who_only_reads_brings_nothing_in(open_desk: Runner, tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", CASES)
    ran = open_desk("import", "cases", path, "--queue", "orders", "--as", "viktor")
    assert ran.code == 1
    assert "changes nothing" in ran.err
    assert open_desk("case", "list", "--json").lines == []


def test_a_file_that_is_none_is_one_sentence(open_desk: Runner, tmp_path: Path) -> None:
    page = write(tmp_path / "page.json", "<html><body>Sign in</body></html>")
    good = write(tmp_path / "cases.csv", CASES)
    ran = open_desk("import", "cases", page, good, "--queue", "orders")
    assert ran.code == 1
    assert "page.json is a web page or XML" in ran.err
    assert ran.out.startswith("3 in, 0 already here, 1 kept aside")
    assert open_desk("import", "cases", tmp_path / "none.csv").code == 2


def test_half_a_letter_in_json_stops_nobody(open_desk: Runner, tmp_path: Path) -> None:
    line = '{"id": %d, "created_at": "2025-03-02T10:00:00Z", "subject": "%s", "queue": "orders"}\n'
    path = write(tmp_path / "cases.jsonl", line % (1, "x \\ud83d") + line % (2, "whole"))
    assert open_desk("import", "cases", path).out == "2 in, 0 already here, 0 kept aside.\n"
    assert open_desk("case", "show", "1", "--json").one["subject"] == "x \ufffd"


def test_what_is_kept_aside_overwrites_nothing_that_is_read(
    open_desk: Runner, store: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "cases.csv", CASES + "4,x\n")
    before = path.read_bytes()
    ran = open_desk("import", "cases", path, "--queue", "orders", "--aside", path)
    assert (ran.code, ran.err) == (2, f"{path} is read: name another file with --aside.\n")
    ran = open_desk("import", "cases", path, "--queue", "orders", "--aside", store)
    assert ran.code == 1
    assert f"{store} cannot be written: it is the desk's own store." in ran.err
    assert ran.out == "3 in, 0 already here, 1 left out.\n"
    assert path.read_bytes() == before
    assert open_desk("store", "check").code == 0


def test_two_that_share_an_id_do_not_change_each_other(open_desk: Runner, tmp_path: Path) -> None:
    path = write(
        tmp_path / "articles.jsonl",
        '{"id": "a", "title": "A", "body": "one"}\n{"id": "a", "title": "A", "body": "two"}\n',
    )
    first = open_desk("import", "articles", path)
    assert first.out.startswith("1 in, 0 already here, 1 kept aside")
    assert first.err == f"{path}, line 2: another record before it has the id “a”.\n"
    again = open_desk("import", "articles", path)
    assert again.out.startswith("0 in, 1 already here, 1 kept aside")


def test_a_file_without_fields_is_said_to_hold_none(open_desk: Runner, tmp_path: Path) -> None:
    ran = open_desk("import", "cases", write(tmp_path / "cases.json", "{}"))
    assert ran.err.startswith(f"{tmp_path / 'cases.json'} holds no record that has any fields.")


def test_a_map_without_end_is_refused(open_desk: Runner, tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", CASES)
    ran = open_desk("import", "cases", path, "--map", "/dev/zero")
    assert ran.err == "/dev/zero is larger than 4 MB, which no settings file is.\n"


def test_front_matter_that_is_nested_too_deeply_is_told_as_such(
    open_desk: Runner, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.md", "---\nname: " + "[" * 5000 + "\n---\n\nx\n")
    ran = open_desk("import", "answers", path)
    assert ran.err == f"{path}, line 1: the front matter is nested too deeply.\n"


def test_a_folder_with_what_is_no_markdown_gives_the_rest(
    open_desk: Runner, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "pipe.md")
    (folder / "gone.md").symlink_to("nowhere")
    write(folder / "good.md", "# Good\n\nText.\n")
    ran = open_desk("import", "articles", folder)
    assert ran.out.startswith("1 in, 0 already here, 2 kept aside")
    assert f"{folder / 'pipe.md'}, line 1: is not a file." in ran.err
    assert f"{folder / 'gone.md'}, line 1: does not exist." in ran.err
