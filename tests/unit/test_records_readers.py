"""Reading records: the standard library's own answers, in pieces, and whatever is broken told."""

import csv
import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.records import jsons, tables
from agentdesk.records.found import CUT, TOO_LARGE, Bad, Item, Record, Unreadable
from agentdesk.records.reading import Reading, read
from tests.support.depth import depth

LETTERS = st.text(alphabet='ab,;"\n\r\t |é', max_size=60)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(alphabet='ab"\\{}[],:\n é\U0001f600', max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


def found(path: Path, **options: str) -> list[Item]:
    """Return everything a file holds."""
    return list(read(path, **options))


def values(path: Path, **options: str) -> list[dict[str, Any]]:
    """Return the records of a file that holds nothing bad."""
    items = found(path, **options)
    assert all(isinstance(item, Record) for item in items), items
    return [item.values for item in items if isinstance(item, Record)]


def write(path: Path, content: str | bytes) -> Path:
    """Write a file as it is given."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# ---- CSV


@given(LETTERS, st.sampled_from(tables.DELIMITERS))
def test_rows_are_those_of_the_standard_library(text: str, delimiter: str) -> None:
    wanted = [r for r in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if r]
    got: list[list[str]] = []
    for row in tables.rows(io.StringIO(text, newline=""), delimiter):
        if isinstance(row, Bad):
            assert row.reason == "a quote that begins in it is never closed"
            wanted = wanted[: len(got)]
            break
        got.append(row[1])
    assert got == wanted


def test_a_quote_that_is_never_closed_costs_its_own_row_alone() -> None:
    text = 'h,i\n1,"a\nb"\n2,"open\n3,c\n\n4,d\n'
    rows = list(tables.records(io.StringIO(text, newline=""), ","))
    assert rows == [
        Record(2, {"h": "1", "i": "a\nb"}),
        Bad(4, "a quote that begins in it is never closed", ["2", "open\n3,c\n\n4,d\n"]),
        Record(5, {"h": "3", "i": "c"}),
        Record(7, {"h": "4", "i": "d"}),
    ]


@pytest.mark.parametrize("name", ["cases.csv", "cases.json", "cases.jsonl", "cases"])
@pytest.mark.parametrize("begin", ["SQLite format 3\0", "PK\3\4", "noise\1"])
def test_what_is_no_text_is_refused_in_a_word(tmp_path: Path, name: str, begin: str) -> None:
    with pytest.raises(Unreadable, match="is no text: export the records as CSV or JSON instead"):
        list(read(write(tmp_path / name, begin.encode() + bytes(range(1, 256)) * 9)))


def test_half_a_letter_in_json_becomes_a_mark(tmp_path: Path) -> None:
    line = '{"\\ud83d": ["\\udc00x", {"a": "\\ud83d\\ude00"}], "n": 1}'
    for name, content in (("a.jsonl", line), ("a.json", f"[{line}]")):
        assert values(write(tmp_path / name, content + "\n")) == [
            {"\ufffd": ["\ufffdx", {"a": "\U0001f600"}], "n": 1}
        ]


@given(LETTERS, st.lists(st.sampled_from(["a,b\r\n", '"x\ny",z\n', "1;2,3\n"]), max_size=4))
def test_a_row_that_is_too_large_leaves_the_others(cell: str, after: list[str]) -> None:
    large = '"' + (cell * 40).replace('"', '""') + "x" * 200 + '",end\n'
    text = "h,i\n" + large + "".join(after)
    wanted = [r for r in csv.reader(io.StringIO("".join(after), newline="")) if r]
    first, refused, *rest = tables.rows(io.StringIO(text, newline=""), ",", limit=100)
    assert first == (1, ["h", "i"])
    assert isinstance(refused, Bad)
    assert (refused.line, refused.reason) == (2, TOO_LARGE)
    assert [row[1] for row in rest if isinstance(row, tuple)] == wanted


@pytest.mark.parametrize("delimiter", tables.DELIMITERS)
def test_the_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    rows = [["number", "subject, in words", "note"], ["1", "a; b | c", "x\ty"], ["2", "", "é"]]
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(rows)
    got = values(write(tmp_path / "cases.csv", target.getvalue()))
    assert [list(row.values()) for row in got] == rows[1:]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "cases.csv", "number,subject\n7,Größe falsch\n".encode(encoding))
    assert values(path) == [{"number": "7", "subject": "Größe falsch"}]


def test_letters_of_windows_are_read_line_by_line_among_others(tmp_path: Path) -> None:
    raw = "number,subject\n1,Größe\n".encode() + "2,„Größe“ zu 5 €\n".encode("cp1252")
    assert [row["subject"] for row in values(write(tmp_path / "c.csv", raw))] == [
        "Größe",
        "„Größe“ zu 5 €",
    ]


def test_a_row_of_another_width_is_told_by_its_line_and_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", 'number,subject\n1,"a\nb"\n2\n3,c,d\n4,e\n')
    first, short, long, last = found(path)
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert (first.line, last.line) == (2, 6)
    assert short == Bad(4, "it has 1 column, the first line has 2", ["2"])
    assert long == Bad(5, "it has 3 columns, the first line has 2", ["3", "c", "d"])


def test_ten_megabytes_in_one_cell_cost_no_memory_and_no_row(tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", "number,subject\n1,a\n2," + "x" * 10_000_000 + "\n3,b\n")
    tracemalloc.start()
    items = found(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [item.line for item in items] == [2, 3, 4]
    assert isinstance(items[1], Bad)
    assert items[1].reason == TOO_LARGE
    assert isinstance(items[2], Record)
    assert peak < 60_000_000


# ---- JSON


@settings(max_examples=depth(60, 150))
@given(st.lists(VALUES, max_size=8), st.integers(1, 9), st.sampled_from([None, 1]))
def test_an_array_is_that_of_the_standard_library(
    wanted: list[Any], window: int, indent: int | None
) -> None:
    text = json.dumps(wanted, indent=indent, ensure_ascii=window % 2 == 0)
    got = list(jsons.array(io.StringIO(text), window=window))
    assert [value[1] for value in got if isinstance(value, tuple)] == wanted


@given(st.lists(VALUES, min_size=1, max_size=6), st.data())
def test_of_a_cut_array_comes_what_was_whole(wanted: list[Any], data: st.DataObject) -> None:
    text = json.dumps(wanted)
    cut = text[: data.draw(st.integers(1, len(text) - 1))]
    *got, last = jsons.array(io.StringIO(cut), window=5)
    whole = [value[1] for value in got if isinstance(value, tuple)]
    # Of a number or word at the very end nobody can tell whether it goes on.
    assert whole == wanted[: len(whole)] or whole[:-1] == wanted[: len(whole) - 1]
    assert isinstance(last, Bad)
    assert last.reason == CUT


@given(st.lists(VALUES, max_size=6))
def test_lines_are_those_of_the_standard_library(wanted: list[Any]) -> None:
    text = "".join(json.dumps(value) + "\n\n" for value in wanted)
    got = list(jsons.lines(io.StringIO(text)))
    assert [value[1] for value in got if isinstance(value, tuple)] == wanted


def test_a_broken_value_leaves_the_others(tmp_path: Path) -> None:
    path = write(tmp_path / "c.json", '[{"id": 1},\n{"id": oops, "a": [1]},\n3,\n{"id": 4}]')
    first, broken, number, last = found(path)
    assert (first, last) == (Record(1, {"id": 1}), Record(4, {"id": 4}))
    assert isinstance(broken, Bad)
    assert broken.line == 2
    assert "no JSON" in broken.reason
    assert number == Bad(3, "it is no object with fields", 3)


def test_a_value_that_is_too_large_leaves_the_others() -> None:
    text = json.dumps([{"a": 1}, {"a": 'x"' * 400, "b": [[{}]]}, {"a": 2}])
    first, large, last = jsons.array(io.StringIO(text), limit=200, window=50)
    assert (first, last) == ((1, {"a": 1}), (1, {"a": 2}))
    assert large == Bad(1, TOO_LARGE)


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ('{"count": 2, "tickets": [{"id": 1}, {"id": 2}], "next": null}', {}),
        ('{"meta": {"n": [1]},\n "data": {"payload": [{"id": 1},\n {"id": 2}]}}', {}),
        ('{"users": [{"id": 9}], "tickets": [{"id": 1}, {"id": 2}]}', {"records": "tickets"}),
        ('{"a": {"b": [{"id": 1}, {"id": 2}], "c": 1}}', {"records": "a.b"}),
        ('{"id": 1}\n{"id": 2}\n', {}),
    ],
)
def test_a_list_in_an_object_is_found(
    tmp_path: Path, content: str, options: dict[str, str]
) -> None:
    got = values(write(tmp_path / "c.json", content), **options)
    assert got == [{"id": 1}, {"id": 2}]


def test_an_object_without_a_list_is_one_record(tmp_path: Path) -> None:
    assert values(write(tmp_path / "c.json", '{"id": 1,\n "tags": ["a"]}')) == [
        {"id": 1, "tags": ["a"]}
    ]


def test_a_cut_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path / "c.json", '{"tickets": [{"id": 1},\n {"id": 2}, {"id": 3, "subj')
    first, second, cut = found(path)
    assert (first, second) == (Record(1, {"id": 1}), Record(2, {"id": 2}))
    assert cut == Bad(2, CUT)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", "", "is empty"),
        ("a.json", "<html>", "web page"),
        ("a.json", "hello", "no JSON"),
        ("a.csv", "<!doctype html>", "web page"),
    ],
)
def test_what_holds_no_records_is_one_sentence(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    with pytest.raises(Unreadable, match=said):
        found(write(tmp_path / name, content))


def test_a_large_array_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    with path.open("w") as file:
        file.write(
            "[" + ",\n".join(json.dumps({"id": n, "text": "x" * 500}) for n in range(20_000))
        )
        file.write("]")
    tracemalloc.start()
    assert sum(1 for _ in read(path)) == 20_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_how_far_a_file_is_read_only_grows(tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", "id,text\n" + "".join(f"{n},{'x' * 99}\n" for n in range(999)))
    reading = Reading(path)
    places = [reading.done, *(reading.done for _ in reading), reading.done]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, path.stat().st_size)
