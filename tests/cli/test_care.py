"""Incidents, complaints, customers and files, by the program's commands alone."""

from pathlib import Path

import pytest

from agentdesk.cli.setup_file import example_text
from tests.cli.conftest import Runner, write_mail


@pytest.fixture
def holding(desk: Runner, store: str, tmp_path: Path) -> Runner:
    """Give commands a store in which mail is held before it leaves, and Lena available."""
    path = tmp_path / "holding.yaml"
    path.write_text(example_text(), encoding="utf-8")
    assert desk("setup", "load", path).code == 0
    assert desk("agent", "state", "available").code == 0
    return desk


def new_case(run: Runner, tmp_path: Path, name: str) -> int:
    """Import a mail and return its case."""
    mail = write_mail(tmp_path / name, name, subject=f"Down {name}")
    return int(run("import", "mail", mail, "--json").one["case"])


def test_an_incident_is_answered_at_once_and_one_undo_takes_it_back(
    holding: Runner, tmp_path: Path
) -> None:
    outage, one, two = (new_case(holding, tmp_path, name) for name in ("a", "b", "c"))
    assert holding("incident", "list").code == 4
    assert holding("incident", "declare", outage, "--title", "Outage").code == 0
    for case in (one, two):
        assert holding("incident", "link", case, outage).code == 0
    listed = holding("incident", "list", "--json").one
    assert (listed["title"], listed["cases"], listed["customers"]) == ("Outage", 2, 1)
    assert f"incident {outage}: Outage" in holding("case", "show", one).out
    said = holding("incident", "answer", outage, "We know, {name}: case {case}.").out
    assert said == f"Answered 2 cases of {outage}.\n"
    shown = holding("case", "show", one, "--json").one
    assert shown["items"][-1]["message"]["body"] == f"We know, Ada Marsh: case {one}."
    undoable = holding("undoable").out
    assert "sent 2 cases" in undoable
    back = holding("undo", "--json").one
    assert {part["case_id"] for part in back["results"] if part["done"]} == {outage, one, two}
    shown = holding("case", "show", one, "--json").one
    assert shown["items"][-1]["message"]["recalled"] is True
    assert holding("incident", "unlink", two).code == 0
    assert holding("incident", "show", outage, "--json").one["line"]["cases"] == 1
    assert holding("incident", "end", outage).code == 0
    assert holding("incident", "show", 99).code == 4


def test_the_register_of_complaints(open_desk: Runner, tmp_path: Path) -> None:
    case = new_case(open_desk, tmp_path, "a")
    assert open_desk("complaint", "list").code == 4
    ran = open_desk("complaint", "open", case, "service", 2, "An apology.", "--about", "omar")
    assert ran.code == 0
    entry = open_desk("complaint", "list", "--json").one
    assert (entry["row"]["severity"], entry["remedy"]) == (2, "An apology.")
    assert "An apology." in open_desk("complaint", "list").out
    shown = open_desk("case", "show", case).out
    assert "complaint S2 service received, ACK due" in shown
    assert "asks for: An apology." in shown
    assert open_desk("complaint", "acknowledge", case).code == 0
    assert open_desk("complaint", "investigate", case, "omar").code == 1
    decided = open_desk(
        "complaint", "decide", case, "upheld", "Sorry.", "--redress", "credit", "--amount", "25.50"
    )
    assert decided.code == 0
    assert open_desk("complaint", "close", case).code == 0
    assert open_desk("complaint", "list").code == 4
    assert open_desk("complaint", "list", "--all", "--json").one["row"]["cents"] == 2550


def test_two_customers_become_one(open_desk: Runner) -> None:
    def made(name: str, mail: str) -> str:
        ran = open_desk("customer", "new", name, "--mail", mail, "--organisation", "Acme", "--json")
        return str(ran.one["result"]["customer_id"])

    old, new = made("A. Marsh", "marsh@y.example"), made("Ada Marsh", "ada@x.example")
    assert "They are called" in open_desk("customer", "merge-preview", old, new).out
    people = open_desk("customer", "organisation", "acme", "--json").one["people"]
    assert {person["customer_id"] for person in people} == {old, new}
    assert open_desk("customer", "merge", old, old).code == 1
    assert open_desk("customer", "merge", old, new).code == 0
    shown = open_desk("customer", "show", "marsh@y.example", "--json").one
    assert shown["facts"]["id"] == new
    assert open_desk("undo").code == 0
    assert open_desk("customer", "show", "marsh@y.example", "--json").one["facts"]["id"] == old
    given = open_desk(
        "customer", "consent", new, "news", "mail", "given", "--source", "form", "--wording", "OK?"
    )
    assert given.code == 0
    assert "allows news by mail" in open_desk("customer", "show", new).out


def test_a_call_goodwill_and_files(open_desk: Runner, tmp_path: Path) -> None:
    case = new_case(open_desk, tmp_path, "a")
    assert open_desk("case", "log", case, "Any news?", "--minutes", 3).code == 0
    assert open_desk("case", "goodwill", case, "credit", "50,00", "Late.").code == 0
    above = open_desk("case", "goodwill", case, "credit", "0.01", "Late.")
    assert (above.code, "ask a lead" in above.err) == (1, True)
    assert open_desk("case", "goodwill", case, "credit", "much", "Late.").code == 2
    file = tmp_path / "plan.pdf"
    file.write_bytes(b"%PDF plan")
    assert open_desk("case", "reply", case, "See it.", "--attach", tmp_path / "none").code == 2
    assert open_desk("case", "reply", case, "See it.", "--attach", file).code == 0
    saved = open_desk("case", "save-attachment", case, "--to", tmp_path / "out", "--json").one
    assert Path(saved["saved"]).read_bytes() == b"%PDF plan"
    shown = open_desk("case", "show", case).out
    assert "credit 50.00 EUR by lena" in shown
    assert "plan.pdf (9 bytes)" in shown
    again = open_desk("case", "save-attachment", case, "--to", tmp_path / "out", "--json").one
    assert again["saved"] != saved["saved"]
    assert open_desk("case", "save-attachment", case, "9.9").code == 4


@pytest.mark.parametrize("what", ["12,555", "-3", "1e9", ""])
def test_what_is_no_amount_is_told(open_desk: Runner, what: str) -> None:
    ran = open_desk("case", "goodwill", 1, "--", "credit", what, "Late.")
    assert ran.code == 2
    assert "is no amount. Write it like 25.00." in ran.err


def test_the_editors_list_of_answers(open_desk: Runner, tmp_path: Path) -> None:
    case = new_case(open_desk, tmp_path, "a")
    assert open_desk("answers", "wanted").code == 4
    assert open_desk("answers", "add", "times", "Refund times", "Five days.").code == 0
    assert open_desk("answers", "want", case, "Seven days.", "--answer", "times").code == 0
    assert open_desk("answers", "want", case, "Gift cards.").code == 0
    told, missing = open_desk("answers", "wanted", "--json").lines
    assert (told["name"], told["words"]) == ("Refund times", "Wrong answer times: Seven days.")
    assert (missing["row"]["answer"], missing["words"]) == ("", "Missing answer: Gift cards.")
    assert open_desk("answers", "settle", told["row"]["message_id"]).code == 0
    assert open_desk("answers", "wanted", "--json").one == missing
