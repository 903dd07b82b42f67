"""A report as table, CSV, JSON, Parquet and page: nothing lost, nothing that a name could do."""

import base64
import csv
import hashlib
import io
import json
import re
from pathlib import Path

import msgspec
import pytest
from lxml import html

from agentdesk.board.reports.report import Report
from agentdesk.board.reports.writing.jsons import write_document, write_lines
from agentdesk.board.reports.writing.page import write_page
from agentdesk.board.reports.writing.plots import pygal_alone
from agentdesk.board.reports.writing.separated import write_csv
from agentdesk.board.reports.writing.table import write_table
from agentdesk.domain.setup import QueueSetup
from agentdesk.text import width
from tests.board.told_log import VECTORS, ToldLog, tell, vectors_log

EVIL = '=cmd()|"<script>alert(1)</script>&\x1b[31m'
CJK = "注文と返品"


def named(first: str, second: str = "Experts") -> ToldLog:
    """Return the story at a desk whose queues have other names."""
    queues = (
        QueueSetup("q", first, "t", calendar="office"),
        QueueSetup("q2", second, "t2", calendar="office"),
    )
    setup = msgspec.structs.replace(VECTORS, queues=queues, name=first)
    return ToldLog(vectors_log().log, setup, vectors_log().clock.now())


def table_of(report: Report, cells: int | None = None) -> list[str]:
    lines: list[str] = []
    write_table(report, lines.append, cells)
    return lines


def text_of(report: Report, write: object = write_csv) -> str:
    file = io.StringIO()
    assert callable(write)
    write(report, file)
    return file.getvalue()


# ---- for the terminal


async def test_one_figure_is_shown_with_what_it_was_made_of() -> None:
    report = await tell(vectors_log(), "service_level", by="day", channels=("call",))
    lines = table_of(report)
    assert lines[0] == (
        "2026-02-23 to 2026-03-08, by day, only channel call, as of 2026-03-06 17:00:00 UTC"
    )
    assert [line.split() for line in lines[2:4]] == [
        ["DAY", "SERVICE", "COUNTED"],
        ["2026-02-27", "–"],
    ]
    assert next(line for line in lines if "03-02" in line).endswith("  3 of 6")
    total = next(line for line in lines if line.startswith("all"))
    assert total.split() == ["all", "~57", "%", "4", "of", "7"]
    assert lines[-1] == "service_level.default v1: answered ≤ T ÷ (offered − short), short = 5 s"
    assert lines[-2] == "A value with ~ can still change."


async def test_a_heading_that_hides_its_figure_is_named_below() -> None:
    report = await tell(vectors_log(), "attainment", "handled", "frt", "frt.calendar", by="day")
    lines = table_of(report)
    heads = lines[2].split()
    assert heads[1:3] == ["MET", "HANDLED"]
    below = lines[-4:]
    assert below[0].startswith("MET is attainment v1: met ÷ ")
    assert below[1].startswith("handled v1: ")
    assert [line.partition(" v1")[0].rpartition(" ")[2] for line in below[2:]] == [
        "frt", "frt.calendar",
    ]  # fmt: skip


async def test_a_week_that_is_not_whole_is_named() -> None:
    report = await tell(vectors_log(), "offered", by="week", since="2026-03-01", until="2026-03-04")
    said = "Of 2026-W09 and 2026-W10 only a part is in the span."
    assert said in table_of(report)
    assert [each.part for each in report.intervals] == [True, True]
    whole = await tell(vectors_log(), "offered", by="week", since="2026-W10", until="2026-W10")
    assert [each.part for each in whole.intervals] == [False]


async def test_of_two_dimensions_one_figure_is_shown_crosswise_and_several_down() -> None:
    across = table_of(await tell(vectors_log(), "backlog", by="day,queue"))
    assert across[2].split() == ["DAY", "Orders", "Experts", "all"]
    assert next(line for line in across if "03-02" in line).split() == ["2026-03-02", "3", "1", "4"]
    down = table_of(await tell(vectors_log(), "backlog", "handled", by="day,queue"))
    assert down[2].split() == ["DAY", "QUEUE", "BACKLOG", "HANDLED"]
    assert next(line for line in down if "03-02  Experts" in line).split()[2:] == ["1", "0"]


async def test_columns_line_up_in_every_script_and_wrap_into_blocks() -> None:
    report = await tell(named(CJK), "all", by="queue")
    lines = table_of(report, 60)
    body = [line for line in lines if line.startswith((CJK, "Experts", "QUEUE"))]
    assert len(body) % 3 == 0
    assert len(body) > 9, "more columns than fit come below, with the same keys"
    assert max(map(width, body)) <= 60
    for head, *rows in zip(body[::3], body[1::3], body[2::3], strict=True):
        assert {width(row) for row in rows} == {width(head)}
    assert max(map(width, table_of(report))) > 500, "a file has no width"


async def test_a_name_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in "\n".join(table_of(await tell(named(EVIL), "backlog", by="queue")))


# ---- for programs


async def test_csv_holds_every_value_with_its_counts_and_no_formula() -> None:
    report = await tell(named(EVIL), "service_level", "nps", by="day,queue")
    rows = list(csv.DictReader(io.StringIO(text_of(report))))
    assert len(rows) == 2 * report.length
    found = next(
        row
        for row in rows
        if (row["figure"], row["day"], row["queue"]) == ("service_level.default", "2026-03-02", "q")
    )
    assert (found["numerator"], found["denominator"], found["version"]) == ("5", "8", "1")
    assert (found["value"], found["unit"], found["provisional"]) == ("0.625", "share", "false")
    assert found["from"] == "2026-03-02T00:00:00.000Z"
    assert all(cell[:1] not in "=+@" or not cell for row in rows for cell in row.values())
    assert found["queue name"].startswith("'=cmd()")


async def test_json_tells_the_formulas_once_and_the_totals() -> None:
    report = await tell(vectors_log(), "service_level", "backlog", by="day", queues=("q",))
    whole = json.loads(text_of(report, write_document))
    assert [each["id"] for each in whole["figures"]] == ["service_level.default", "backlog"]
    service = whole["figures"][0]
    assert service["parameters"] == {"short_ms": 5000}
    assert (service["all"]["numerator"], service["all"]["denominator"]) == (6, 9)
    assert whole["by"] == ["day"]
    assert whole["only"] == [{"what": "queue", "of": "Orders"}]
    assert len(whole["values"]) == 2 * report.length
    lines = [json.loads(line) for line in text_of(report, write_lines).splitlines()]
    assert [{**line, "formula": None} for line in lines] == [
        {**value, "formula": None} for value in whole["values"]
    ]
    assert {line["formula"] for line in lines} == {each["formula"] for each in whole["figures"]}
    empty = await tell(vectors_log(), "offered", by="day", since="2020", until="2020")
    assert json.loads(text_of(empty, write_document))["values"] == []
    assert text_of(empty).count("\n") == 1, "the headings"


async def test_parquet_holds_the_same_values_with_types(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs agentdesk[reports]")
    from agentdesk.board.reports.writing import parquet as ours

    monkeypatch.setattr(ours, "BLOCK", 7)
    report = await tell(vectors_log(), "service_level", "asa", by="day,queue")
    ours.write_parquet(report, tmp_path / "r.parquet")
    table = parquet.read_table(tmp_path / "r.parquet")
    lines = [json.loads(line) for line in text_of(report, write_lines).splitlines()]
    found = table.to_pylist()
    assert len(found) == len(lines) > 7
    for name in ("figure", "day", "queue", "value", "numerator", "provisional", "formula"):
        assert [row[name] for row in found] == [line[name] for line in lines]
    assert found[0]["from"].isoformat() == "2026-02-27T00:00:00+00:00"
    about = json.loads(table.schema.metadata[b"figures"])
    assert [figure["id"] for figure in about] == ["service_level.default", "asa"]


# ---- the page


def needs_pygal() -> None:
    """Skip where a page cannot be made."""
    try:
        pygal_alone()
    except ImportError:
        pytest.skip("needs agentdesk[reports]")


async def page_of(log: ToldLog, *names: str, by: str) -> str:
    needs_pygal()
    return text_of(await tell(log, *names, by=by), write_page)


@pytest.mark.parametrize("by", ["day", "queue", "day,queue", "hour,channel"])
async def test_the_page_loads_nothing_and_runs_nothing(by: str) -> None:
    page = await page_of(vectors_log(), "service_level", "backlog", "frt", "offered", by=by)
    tree = html.fromstring(page)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    (style,) = tree.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert not tree.xpath("//script | //link | //img | //iframe | //object | //*[@style]")
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    assert all(each.startswith("#") for each in tree.xpath("//@href | //@src"))
    assert not re.search(r"url\(|@import|@font-face", style)
    without = page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "http" not in without
    assert len(tree.xpath("//figure//*[local-name()='svg']")) == 4
    assert len(tree.xpath("//table")) == 4


async def test_a_name_is_never_markup() -> None:
    page = await page_of(named(EVIL, CJK), "backlog", "offered", by="day,queue")
    assert "<script" not in page
    assert "\x1b" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert CJK in page


async def test_a_group_of_nothing_is_in_the_table_and_not_in_the_plot() -> None:
    page = await page_of(named("Calls"), "service_level", "handled", by="day,queue")
    level, handled = html.fromstring(page).xpath("//section[.//table]")
    for section in (level, handled):
        assert "Experts" in section.xpath(".//thead")[0].text_content()
    assert [each.text_content() for each in level.xpath(".//figure//li")] == ["Calls"]
    assert [each.text_content() for each in handled.xpath(".//figure//li")] == ["Calls", "Experts"]


async def test_the_page_shows_what_the_table_says_and_ends_with_what_it_means() -> None:
    page = await page_of(vectors_log(), "service_level", "attainment", by="day")
    tree = html.fromstring(page)
    rows = [[cell.text_content() for cell in row] for row in tree.xpath("(//table)[1]//tr")]
    assert rows[0] == ["day", "value", "counted"]
    assert ["2026-03-02", "63 %", "5 of 8"] in rows
    assert rows[-1] == ["all", "~67 %", "6 of 9"]
    dots = [each.text for each in tree.xpath("//figure[1]//*[local-name()='title']")]
    assert "2026-03-02: 63 % (5 of 8)" in dots
    terms = [each.text_content() for each in tree.xpath("//dt")]
    assert terms == ["Service level service_level.default v1", "Targets met attainment v1"]
    assert "answered within their target" in tree.xpath("//dd")[0].text_content()


async def test_an_empty_page_says_why() -> None:
    needs_pygal()
    report = await tell(vectors_log(), "offered", by="day", since="2020", until="2020")
    assert "there is nothing to tell of it" in text_of(report, write_page)
