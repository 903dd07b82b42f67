"""``agentdesk report`` by the program alone: every form, both engines, everything typed wrong."""

import csv
import io
import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.conftest import Runner, write_mail

NEEDS = {"parquet": "pyarrow", "html": "pygal"}


@pytest.fixture
def worked(open_desk: Runner, tmp_path: Path) -> Runner:
    """Give commands a store in which two mails came and one was answered for good."""
    inbox = tmp_path / "inbox"
    for name in ("first", "second"):
        mail = write_mail(inbox, name)
        case = open_desk("import", "mail", mail, "--json").one["case"]
    assert open_desk("case", "take", case).code == 0
    assert open_desk("case", "reply", case, "Refunded.", "--resolve", "answered").code == 0
    return open_desk


def test_a_table_tells_the_usual_figures_of_the_last_seven_days(worked: Runner) -> None:
    ran = worked("report")
    assert ran.code == 0
    heads, values = ran.out.splitlines()[2:4]
    found = dict(zip(heads.split(), values.replace(" %", "%").split(), strict=True))
    assert (found["HANDLED"], found["BACKLOG"], found["OFFERED"]) == ("~1", "~1", "~0")
    assert "handled v1: cases resolved + contacts answered" in ran.out
    by_day = worked("report", "handled", "--by", "day")
    assert by_day.out.splitlines()[-4].split() == ["all", "~1"]


def test_plain_ascii_where_it_is_asked_for(worked: Runner) -> None:
    ran = worked(
        "--ascii", "report", "service_level", "handled", "--by", "day", "--queue", "orders"
    )
    assert ran.out.isascii()
    assert "answered <= T / (offered - short), short = 5 s" in ran.out


def test_programs_read_it_as_json_and_csv(worked: Runner) -> None:
    asked = ("report", "handled", "backlog", "--by", "day,queue", "--queue", "orders")
    lines = worked(*asked, "--json").lines
    assert {(line["figure"], line["queue"], line["value"]) for line in lines} == {
        ("handled", "orders", 1),
        ("backlog", "orders", 1),
    }
    document = json.loads(worked(*asked, "--as", "json").out)
    assert document["only"][0]["what"] == "queue"
    assert [each["all"]["value"] for each in document["figures"]] == [1, 1]
    rows = list(csv.DictReader(io.StringIO(worked(*asked, "--as", "csv").out)))
    assert [row["figure"] for row in rows] == ["handled", "backlog"]


def test_a_file_gets_the_form_of_its_name(worked: Runner, tmp_path: Path) -> None:
    begins = {"csv": b"figure,", "json": b"{", "jsonl": b"{", "parquet": b"PAR1", "html": b"<!doc"}
    for form in (*begins, "txt"):
        if (package := NEEDS.get(form)) and find_spec(package) is None:
            continue
        path = tmp_path / f"report.{form}"
        path.write_text("before")
        path.chmod(0o640)
        ran = worked("report", "backlog", "--by", "day,queue", "--output", path)
        assert (ran.code, ran.out) == (0, f"The report is in {path}.\n")
        assert path.read_bytes().startswith(begins.get(form, b"20"))
        assert path.stat().st_mode & 0o777 == 0o640
    (tmp_path / "link.csv").symlink_to(tmp_path / "report.csv")
    assert worked("report", "asa", "--output", tmp_path / "link.csv").code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert "asa" in (tmp_path / "report.csv").read_text()
    reader, writer = os.openpty()
    assert worked("report", "asa", "--as", "csv", "--output", os.ttyname(writer)).code == 0
    assert os.read(reader, 1_000).startswith(b"figure,"), "what is no file is written as it is"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_both_engines_tell_the_same(worked: Runner, postgres_url: str) -> None:
    assert worked("store", "copy", postgres_url).code == 0
    now = json.loads(worked("report", "backlog", "--as", "json").out)["at"]
    asked = ("report", "all", "--by", "hour,queue", "--at", now, "--json")
    here, there = worked(*asked), worked(*asked, "--store", postgres_url)
    assert there.lines == here.lines
    assert len(here.lines) > 50


def test_what_is_typed_wrong_is_told_with_what_was_meant(
    worked: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.yaml").write_text("board: {parameters: {asa: {shrt_ms: 1}}}")
    monkeypatch.setenv("AGENTDESK_CONFIG", str(tmp_path / "settings.yaml"))
    assert "board.parameters.asa: there is no number “shrt_ms”" in worked("report").err
    monkeypatch.delenv("AGENTDESK_CONFIG")
    for args, code, sentence in (
        (("offerd",), 2, "There is no figure “offerd”. Did you mean offered?"),
        (("--by", "dya"), 2, "A report cannot be split by “dya”. Did you mean day?"),
        (("aht", "--by", "agent"), 2, "People are not compared by their figures"),
        (("--from", "soon"), 2, "“soon” is no time: write 2026-03-02"),
        (("--from", "2026-03-03", "--to", "2026-03-01"), 2, "ends before it begins"),
        (("--at", "later"), 2, "“later” is no time"),
        (("--at", "2099-01-01 08:00"), 4, "is still to come: it is"),
        (("--to", "2099-01-01 08:00"), 4, "is still to come: it is"),
        (("--from", "2099", "--to", "2099"), 4, "is still to come: it is"),
        (("--queue", "ordrs"), 4, "There is no queue “ordrs”. Did you mean orders?"),
        (("--team", "nobody"), 4, "There is no team “nobody”."),
        (("--as", "parquet"), 2, "say where it goes with --output FILE"),
        (("--output", tmp_path / "no" / "x.csv"), 2, "There is no folder"),
        (("--store", tmp_path / "none.db"), 3, "none.db"),
    ):
        ran = worked("report", *args)
        assert (ran.code, ran.out) == (code, ""), args
        assert sentence in ran.err
    told = worked("report", "offerd", "--json")
    assert (told.one["ok"], told.one["code"]) == (False, "usage")


def test_where_there_is_nothing_to_tell_it_says_why(
    worked: Runner, desk: Runner, setup_file: Path, tmp_path: Path
) -> None:
    before = worked("report", "handled", "--by", "day", "--to", "2020")
    assert before.code == 4
    assert before.out.startswith("2020-12-25 to 2020-12-31, by day")
    assert "The log begins on" in before.err
    path = tmp_path / "empty.csv"
    assert worked("report", "--to", "2020", "--output", path).code == 4
    assert path.read_text().count("\n") == 1


def test_a_missing_package_is_named_before_anything_is_read(
    worked: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    for form, package in NEEDS.items():
        ran = worked("report", "--output", tmp_path / f"x.{form}")
        assert ran.code == 2
        assert f"needs {package}, which is not installed: install agentdesk[reports]." in ran.err


def test_the_list_names_every_figure_and_what_it_means(desk: Runner) -> None:
    from agentdesk.board.figures.registry import FIGURES

    found = {line["id"]: line for line in desk("report", "--list", "--json").lines}
    assert found.keys() == FIGURES.keys()
    assert all(
        line["definition"] and line["formula"] and line["version"] for line in found.values()
    )
    some = desk("report", "--list", "csat*").out
    assert some.startswith("csat v1  ")
    assert "csat.replies v1" in some
    assert "nps" not in some
    assert desk("report", "--list", "nosp").code == 2


def test_a_report_leaves_the_store_as_it_was(worked: Runner, store: str, tmp_path: Path) -> None:
    before = Path(store).read_bytes()
    assert worked("report", "all", "--by", "hour,type").code == 0
    link = tmp_path / "link.csv"
    link.symlink_to(store)
    for path in (store, link):
        ran = worked("report", "--as", "csv", "--output", path)
        assert (ran.code, "it is the desk's own store" in ran.err) == (2, True)
    assert Path(store).read_bytes() == before
    assert link.is_symlink()
