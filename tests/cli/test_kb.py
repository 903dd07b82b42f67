"""Finding answers by a customer's words, and teaching solved cases, by the program's commands."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Runner


@pytest.fixture
def known(open_desk: Runner) -> Runner:
    """Give commands a store with three answers of different things."""
    for id, name, text in (
        ("parcel", "Where is my parcel", "Parcels travel for three days."),
        ("kettle", "Kettle glows blue", "Hold the key until it glows red."),
        ("leak", "Machine leaks", "Close the valve."),
    ):
        assert open_desk("answers", "add", id, name, text).code == 0
    return open_desk


def lines(path: Path, *rows: object) -> Path:
    """Write JSON lines; a text is written as it is."""
    path.write_text("".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in rows))
    return path


def test_a_query_is_answered_with_the_nearest_first(known: Runner) -> None:
    found = known("kb", "search", "-k", 2, "--json", "my kettel glows blue").one
    assert found["results"][0]["id"] == "kettle"
    assert 0.5 <= found["results"][0]["score"] <= 1
    assert "kettle" in known("kb", "search", "my kettle glows").out.splitlines()[1]
    far = known("kb", "search", "the blue moon over paris tonight, jazz and parcels")
    assert far.out.startswith("Nothing is near.")
    assert known("kb", "search", "quantum").code == 4
    none = known("kb", "search", "--json", "quantum")
    assert (none.code, none.one) == (4, {"query": "quantum", "results": []})
    assert known("kb", "search").code == 2


def test_queries_of_a_file_are_answered_line_by_line(known: Runner, tmp_path: Path) -> None:
    file = lines(
        tmp_path / "q.jsonl",
        {"qid": "a", "query": "where is my parcel"},
        "",
        {"query": "machine leaks"},
        "no json",
        {"qid": 7, "query": "quantum"},
    )
    ran = known("kb", "search", "--queries", file, "-k", 1)
    said = [json.loads(line) for line in ran.out.splitlines()]
    assert [(one["qid"], [r["id"] for r in one["results"]]) for one in said] == [
        ("a", ["parcel"]), (3, ["leak"]), (7, []),
    ]  # fmt: skip
    assert all(set(result) == {"id", "score"} for one in said for result in one["results"])
    assert ran.code == 1
    assert "line 4" in ran.err
    alone = known("kb", "search", "--json", "-k", 1, "where is my parcel").one
    assert alone["results"] == said[0]["results"], "the same ranking"


def test_solved_cases_are_taught_once_and_bad_lines_kept_aside(
    known: Runner, tmp_path: Path
) -> None:
    question = "somebody nicked the delivery from my porch"
    assert known("kb", "search", question).out.startswith("Nothing is near.")
    file = lines(
        tmp_path / "cases.jsonl",
        {"text": "the delivery was nicked", "answer": "parcel"},
        {"text": "it was nicked from the porch", "answer": "gone"},
        "{",
        {"text": "the delivery was nicked", "answer": "parcel"},
        {"text": "", "answer": "parcel"},
    )
    ran = known("kb", "learn", file)
    assert ran.code == 1
    assert "1 in, 1 already here, 3 kept aside" in ran.out
    for line in (2, 3, 5):
        assert f"line {line}: " in ran.err
    aside = (tmp_path / "cases.jsonl.rejected.jsonl").read_text().splitlines()
    assert [json.loads(row)["line"] for row in aside] == [2, 3, 5]
    found = known("kb", "search", "--json", question).one["results"]
    assert (found[0]["id"], found[0]["score"] > 0.5) == ("parcel", True)
    again = known("kb", "learn", file)
    assert "0 in, 2 already here, 3 kept aside" in again.out
    assert known("kb", "search", "--json", question).one["results"] == found
    assert known("store", "check").code == 0


def test_queries_without_end_or_of_other_letters(open_desk: Runner, tmp_path: Path) -> None:
    ran = open_desk("kb", "search", "--queries", "/dev/zero")
    assert (ran.code, ran.err) == (2, "/dev/zero is not a file.\n")
    path = tmp_path / "queries.jsonl"
    path.write_bytes('{"qid": "a", "query": "zzzqqq"}\n'.encode("utf-16"))
    assert open_desk("kb", "search", "--queries", path).one == {"qid": "a", "results": []}
    path.write_text("no\n" * 1_000)
    ran = open_desk("kb", "search", "--queries", path)
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 21
    assert ran.err.endswith("1,000 lines were no query and left out.\n")


def test_a_file_to_learn_that_is_not_there(open_desk: Runner, tmp_path: Path) -> None:
    ran = open_desk("kb", "learn", tmp_path / "nothing")
    assert (ran.code, ran.err) == (2, f"There is no file {tmp_path / 'nothing'}.\n")


def test_a_user_whom_the_set_up_does_not_know_finds_what_is_for_everybody(
    open_desk: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_desk("answers", "add", "refund", "Refund on its way", "The money comes back soon.")
    known = open_desk("kb", "search", "when is my refund coming back", "--json").lines
    monkeypatch.setattr("agentdesk.cli.identity.system_user", lambda: "nobody-of-the-desk")
    found = open_desk("kb", "search", "when is my refund coming back", "--json").lines
    assert found == known
    assert found


def test_a_search_that_finds_nothing_ends_so_with_json_too(known: Runner) -> None:
    assert known("search", "quantum").code == 4
    none = known("search", "quantum", "--json")
    assert (none.code, none.one) == (4, {"after": None, "looked_at": 0})
    assert known("search", "kettle", "--json").code == 0
