"""A report as Markdown, page, CSV and JSON: nothing lost, nothing that a text could do."""

import csv
import io
import json
import re

import msgspec
import pytest
from lxml import html

from agentdesk.training.report.cohort import Candidate, Firsts, Trial, cohort_of
from agentdesk.training.report.report import Prediction, Report
from agentdesk.training.report.writing import plots
from agentdesk.training.report.writing.forms import FORMS, Form, write
from agentdesk.training.report.writing.markdown import code, plain_text
from agentdesk.training.scenario import Scenario
from tests.training.runs import picks, run, told
from tests.training.small import small

EVIL = '=cmd()|"<script>alert(1)</script>&\x1b[31m\u202e`x` [a](http://evil.example) *b*'
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def _hostile() -> Scenario:
    """Return the small scenario with a hostile text wherever a trainer may write one."""
    of = small()
    change = msgspec.structs.replace
    people = [
        change(
            one,
            name=EVIL,
            goal=EVIL,
            replies=tuple(
                change(reply, says=(EVIL,) if reply.says else ()) for reply in one.replies
            ),
        )
        for one in of.personas
    ]
    return change(
        of,
        title=EVIL,
        personas=tuple(people),
        arrivals=tuple(change(one, subject=EVIL, says=(EVIL,)) for one in of.arrivals),
        articles=tuple(change(one, name=EVIL) for one in of.articles),
        answers=tuple(change(one, name=EVIL) for one in of.answers),
        expected=tuple(change(one, why=EVIL) for one in of.expected),
        forbidden=tuple(change(one, why=EVIL) for one in of.forbidden),
        rubric=change(of.rubric, human=tuple(change(one, asks=EVIL) for one in of.rubric.human)),
    )


@pytest.fixture(scope="module")
def hostile() -> Report:
    deeds = [(5.0, "goodwill", "parcel"), (6.0, "blame", "parcel"), (31.0, "answered", "chat")]
    mine = run(*deeds, scenario=_hostile(), picks=picks(None, "1", "2"))
    said = [Prediction(mine.start, EVIL, EVIL, "not")]
    return told(mine, run(scenario=_hostile(), picks=picks(None, "2", "1")), said)


def text_of(report: Report, form: Form) -> str:
    file = io.StringIO()
    write(report, form, file)
    return file.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_no_text_steers_a_terminal(hostile: Report, form: Form) -> None:
    text = text_of(hostile, form)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text) or form == "json"
    assert "\x1b" not in text


def test_no_text_becomes_markup_or_asks_for_anything_from_afar(hostile: Report) -> None:
    text = text_of(hostile, "html")
    page = html.fromstring(text)
    names = {element.tag for element in page.iter() if isinstance(element.tag, str)}
    assert not names & {"script", "a", "img", "iframe", "link", "object", "form", "b"}
    assert "<script>alert(1)</script>" in page.text_content()
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "evil.example" not in value or name == "aria-label"
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text


def test_every_table_of_markdown_keeps_its_columns(hostile: Report) -> None:
    text = text_of(hostile, "md")
    columns = 0
    rows = 0
    for line in text.splitlines():
        if not line.startswith("|"):
            columns = 0
            continue
        bare = re.sub(r"\\.", "", line)
        columns = columns or bare.count("|")
        assert bare.count("|") == columns, line
        rows += 1
    assert rows > 30


def test_markdown_shows_a_text_as_it_is(hostile: Report) -> None:
    text = re.sub(r"(`+).*?\1", "", re.sub(r"\\.", "", text_of(hostile, "md")))
    assert not re.search(r"[<>`*_\[\]]", text)
    assert "http://" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1. one", "1\\. one"),
        ("29.17", "29.17"),
        ("- x", "\\- x"),
        ("# x", "\\# x"),
        ("a | b", "a \\| b"),
        ("https://a.example", "https\\://a.example"),
        ("two\nlines", "two lines"),
    ],
)
def test_what_markdown_would_take_for_a_mark_is_none(text: str, shown: str) -> None:
    assert plain_text(text) == shown


def test_a_command_is_told_as_it_is_typed() -> None:
    assert code("train replay a`b | c") == "`` train replay a`b \\| c ``"


def test_no_spreadsheet_takes_a_cell_for_a_formula(hostile: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(text_of(hostile, "csv"))))
    assert rows[0]["row"] == "total"
    for row in rows:
        for name, cell in row.items():
            if cell.startswith(FORMULA):
                assert name in ("points", "got", "of"), (name, cell)
                float(cell)
    assert any(cell.startswith("'=cmd()") for row in rows for cell in row.values())


def test_csv_has_every_item_and_adds_up() -> None:
    report = told(run((5, "answered", "parcel")))
    rows = list(csv.DictReader(io.StringIO(text_of(report, "csv"))))
    for part in report.parts:
        mine = [row for row in rows if row["row"] == "item" and row["part"] == part.part]
        assert len(mine) == len(part.items)
        assert sum(float(row["points"] or 0) for row in mine) == pytest.approx(part.points)


def test_json_is_the_report_as_it_is() -> None:
    report = told(run((5, "answered", "parcel"), picks=picks(None, "1", "2")))
    text = text_of(report, "json")
    assert msgspec.json.decode(text, type=Report) == report
    assert json.loads(text)["picks"][0]["clock"] == "09:03:00"


def test_a_page_has_its_plots_and_is_whole_without(
    hostile: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not imported here: pygal leaves a hook behind that every later import stumbles over.
    if not plots.can_draw():
        pytest.skip("needs agentdesk[reports]")
    page = html.fromstring(text_of(hostile, "html"))
    assert {section.get("id") for section in page.xpath("//section[figure]")} == {"moods", "picks"}
    monkeypatch.setattr(plots, "can_draw", lambda: False)
    bare = html.fromstring(text_of(hostile, "html"))
    assert not bare.xpath("//figure")
    assert len(bare.xpath("//table")) == len(page.xpath("//table"))


def test_a_class_is_written_without_a_name_in_it() -> None:
    runs = [run((float(5 + n), "answered", "parcel"), scenario=_hostile()) for n in range(5)]
    people = tuple(
        Candidate(f"a{n}", f"p{n}", f"Trainee {n}", n, "", "exam", True) for n in range(5)
    )
    trials = [Trial(one.score, 0.1) for one in runs]
    cohort = cohort_of(_hostile(), "exam", Firsts(people, 0, 0), trials)
    for form in FORMS:
        file = io.StringIO()
        write(cohort, form, file)
        text = file.getvalue()
        assert "Trainee" not in text
        assert "\x1b" not in text
        if form == "html":
            assert not html.fromstring(text).xpath("//script")
