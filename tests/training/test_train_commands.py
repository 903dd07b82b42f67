"""``agentdesk train`` by its commands alone."""

from pathlib import Path

import click
import pytest

from agentdesk.cli.train_start import tell_first
from agentdesk.training.reading import shipped, shipped_scenario
from tests.cli.conftest import Runner
from tests.training.small import TEXT


def test_shipped_scenarios_are_listed_easy_ones_first(desk: Runner) -> None:
    lines = desk("train", "list", "--json").lines
    assert sorted(line["name"] for line in lines) == shipped()
    assert lines[0]["level"] == "easy"
    assert "A first shift" in desk("train", "list").out


def test_a_new_scenario_can_be_played_and_is_never_written_over(
    desk: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert desk("train", "new", "my-own").code == 0
    ran = desk("train", "check", "my-own.yaml", "--json")
    assert (ran.code, ran.one["name"], len(ran.one["checksum"])) == (0, "my-own", 64)
    (tmp_path / "my-own.yaml").write_text("mine")
    again = desk("train", "new", "my-own")
    assert (again.code, "is there already" in again.err) == (1, True)
    assert (tmp_path / "my-own.yaml").read_text() == "mine"


def test_a_new_one_may_be_like_a_shipped_one(desk: Runner, tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    assert desk("train", "new", "my-rush", "--like", "billing-rush", "--to", path).code == 0
    assert "Billing rush, middle, 1h 30m" in desk("train", "check", path).out
    ran = desk("train", "new", "x", "--like", "biling", "--to", tmp_path / "x.yaml")
    assert (ran.code, "billing-rush" in ran.err) == (4, True)


@pytest.mark.parametrize("name", ["", "My Own", "../up"])
def test_a_name_that_is_none_is_refused(desk: Runner, name: str) -> None:
    ran = desk("train", "new", name)
    assert (ran.code, "small letters" in ran.err) == (2, True)


def test_check_tells_all_mistakes_of_all_files(desk: Runner, tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(TEXT.replace("trainee: lena", "trainee: lnea"))
    two.write_text(TEXT.replace("queue: billing", "queue: biling"))
    ran = desk("train", "check", one, two, "first-shift")
    assert ran.code == 2
    assert "first-shift can be played" in ran.out
    told = ran.err.splitlines()
    assert len(told) == 2
    assert told[0].startswith(f"{one}, line 9, trainee: there is no “lnea”. Did you mean lena?")
    assert "Did you mean billing?" in told[1]


def test_check_tells_what_happens_to_customers_who_are_left_alone(desk: Runner) -> None:
    ran = desk("train", "check", "first-shift", "--timeline")
    assert "09:14:00  arrives  Jonas Feld" in ran.out
    assert "leaves   Sami Laine             (gave up)" in ran.out
    lines = desk("train", "check", "first-shift", "--timeline", "--json").one["timeline"]
    assert [line["who"] for line in lines if line["kind"] == "arrives"].count("Ida Moen") == 1


def test_a_name_that_is_not_there_gets_its_nearest(desk: Runner, tmp_path: Path) -> None:
    ran = desk("train", "check", "first-shft")
    assert (ran.code, "Did you mean first-shift?" in ran.err) == (4, True)
    assert "There is no file" in desk("train", "check", tmp_path / "gone.yaml").err


def test_a_folder_is_listed_with_what_is_wrong_in_it(desk: Runner, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(TEXT)
    assert desk("train", "list", tmp_path, "--json").one["name"] == "small"
    (tmp_path / "bad.yaml").write_text("name: bad\n")
    ran = desk("train", "list", tmp_path)
    assert ran.code == 2
    assert "small" in ran.out
    assert "bad.yaml, line 1: version is missing." in ran.err
    empty = tmp_path / "empty"
    empty.mkdir()
    assert desk("train", "list", empty).code == 4


def test_who_begins_is_told_what_awaits_them_and_may_still_leave(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = iter(["x", "\r", "\x1b"])
    monkeypatch.setattr("click.getchar", lambda: next(keys))
    tell_first(shipped_scenario("wrong-tier"), "exam")
    told = " ".join(capsys.readouterr().out.split())
    assert "Wrong-tier ping-pong, exam, 1h 20m" in told
    assert "you sit in for her at the second tier" in told
    assert "You are Lena Brandt." in told
    with pytest.raises(click.exceptions.Exit):
        tell_first(shipped_scenario("wrong-tier"), "practise")
