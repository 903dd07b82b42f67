"""Wrong numbers, options, ids used twice: one sentence, and JSON for those who asked for it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Runner, write_mail


@pytest.fixture
def case(open_desk: Runner, tmp_path: Path) -> str:
    """A desk with one case waiting in it."""
    assert open_desk("import", "mail", write_mail(tmp_path / "in", "a")).code == 0
    return "1"


@pytest.mark.parametrize(
    "number", ["0", "-1", "abc", "1.5", "", "1e3", "٣", "99999999999999999999", "9" * 5000]
)
def test_a_number_that_is_none_is_told_in_json(open_desk: Runner, number: str) -> None:
    for act in (("show",), ("note", "--file", "-")):
        ran = open_desk("case", act[0], "--json", *act[1:], "--", number)
        assert ran.code == 2
        assert ran.one["ok"] is False
        assert ran.one["code"] == "usage"
        assert "is no number from 1 on" in ran.one["error"]
        assert len(ran.err) < 300


def test_a_case_that_is_not_there_is_not_found(open_desk: Runner) -> None:
    for number in ("999", "1000000000000000000", "9223372036854775807"):
        ran = open_desk("case", "note", number, "hello", "--json")
        assert (ran.code, ran.one["code"]) == (4, "not_found")
        assert ran.one["error"] == f"There is no case {number}."


@pytest.mark.parametrize(
    "line",
    [
        "nosuch --json",
        "case nosuch --json",
        "case show --json",
        "case show 1 --bogus --json",
        "queue list --limit x --json",
        "case note 1 hello --command-id 4111111111111111 --json",
    ],
)
def test_a_wrong_command_line_is_told_in_json_too(open_desk: Runner, line: str) -> None:
    ran = open_desk(*line.split())
    assert ran.code == 2
    assert (ran.one["ok"], ran.one["code"]) == (False, "usage")
    assert "Traceback" not in ran.err


def test_a_version_that_was_never_seen_is_a_conflict(open_desk: Runner, case: str) -> None:
    for seen in ("0", "7", "9223372036854775807"):
        ran = open_desk("case", "take", case, "--seen", seen, "--json")
        assert (ran.code, ran.one["code"]) == (1, "conflict")
    assert open_desk("case", "take", case, "--seen", "-5", "--json").code == 2


def test_an_id_repeats_its_own_command_only(open_desk: Runner, case: str) -> None:
    take = ("case", "take", case, "--command-id", "one", "--json")
    assert open_desk(*take).one["repeated"] is False
    assert open_desk(*take).one["repeated"] is True
    for other in (
        ("case", "note", case, "kept?", "--command-id", "one", "--json"),
        (*take, "--as", "omar"),
    ):
        ran = open_desk(*other)
        assert (ran.code, ran.one["code"]) == (1, "conflict")
        assert "an id of its own" in ran.one["error"]


@pytest.mark.parametrize("given", ["", "two words", "a\x1b[31m", "x" * 201, "4111-1111-1111-1111"])
def test_an_id_that_may_not_go_into_the_log_is_refused(
    open_desk: Runner, case: str, given: str
) -> None:
    ran = open_desk("case", "note", case, "hello", "--command-id", given, "--json")
    assert ran.code == 2
    assert "An id is one word" in ran.one["error"]
    assert "\x1b" not in ran.err


def test_no_typed_field_keeps_a_card_number(open_desk: Runner, case: str, tmp_path: Path) -> None:
    card = "5105105105105100"
    open_desk("case", "take", case)
    for line in (
        ("case", "note", case, f"card {card} cvv 737"),
        ("case", "draft", case, f"card {card}"),
        ("case", "reply", case, f"your card {card}"),
        ("case", "promise", case, "2d", f"refund to {card}"),
        ("case", "tag", case, card),
        ("case", "new", f"s {card}", card, "--name", card, "--mail", f"{card}@x.example"),
        ("customer", "new", f"N {card}", "--mail", f"m{card}@x.example", "--organisation", card),
        ("customer", "new", "N", "--phone", card),
        ("answers", "add", card, "n", "t"),
        ("answers", "add", "a1", card, card, "--shortcut", card, "--tag", card),
        ("case", "escalate", case, "--reason", "knowledge", "--known", card, "--tried", card),
        ("case", "wait", case, "--for", card),
        ("case", "verify", case, card),
    ):
        open_desk(*line)
    for file in tmp_path.glob("desk*"):
        if file.is_file():
            assert card.encode() not in file.read_bytes(), file
            assert b"cvv 737" not in file.read_bytes(), file


@pytest.mark.parametrize(
    "line", [("customer", "show"), ("customer", "organisation"), ("case", "macro", "--", "x")]
)
def test_words_that_are_no_utf_8_are_told(open_desk: Runner, line: tuple[str, ...]) -> None:
    ran = open_desk(*line, "a\udcff")
    assert ran.code in (2, 4)
    assert "went wrong" not in ran.err


@pytest.mark.parametrize("until", ["9999-12-31T23:59", "9999-12-31T23:59-11:00", "0001-01-01"])
def test_a_date_that_no_calendar_has_everywhere_is_told(
    open_desk: Runner, case: str, until: str
) -> None:
    for act in (("snooze", case, until), ("promise", case, until, "soon")):
        ran = open_desk("case", *act)
        assert ran.code in (1, 2), ran.err
        assert "went wrong" not in ran.err
