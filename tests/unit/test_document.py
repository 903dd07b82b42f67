"""Files people write: every mistake is told with its file, line, field and the nearest name."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk import document
from agentdesk.cli.setup_file import example_setup, read_setup, setup_of, written_setup
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.document import (
    DocumentError,
    convert,
    parse_document,
    read_document,
)
from agentdesk.domain.setup import Setup
from agentdesk.durations import duration, write_duration


class Small(msgspec.Struct, forbid_unknown_fields=True):
    time: str = ""
    count: int = 0
    on: bool = False
    names: tuple[str, ...] = ()


def problems_of(text: str, shape: type = Setup) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        convert(parse_document(text, "desk.yaml"), shape)
    return caught.value.problems


def test_scalars_stay_text_until_the_field_says_what_they_are() -> None:
    small = convert(parse_document("time: 10:30\ncount: 7\non: true\nnames: no\n", "f"), Small)
    assert small == Small(time="10:30", count=7, on=True, names=("no",))


def test_an_empty_file_gives_the_defaults() -> None:
    assert convert(parse_document("# nothing yet\n", "f"), Setup) == Setup()


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("20s", 20 * SECOND),
        ("30m", 30 * MINUTE),
        ("8h", 8 * HOUR),
        ("7d", 7 * DAY),
        ("1h 30m", 90 * MINUTE),
        ("0.5h", 30 * MINUTE),
        ("250ms", 250),
        ("0", 0),
    ],
)
def test_durations(text: str, ms: int) -> None:
    assert duration(text) == ms
    assert duration(write_duration(ms)) == ms


@pytest.mark.parametrize("text", ["", "8", "8 hours", "-3h", "h", "8h!"])
def test_what_is_no_duration_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="write 20s, 30m, 8h or 7d"):
        duration(text)


def test_a_key_given_twice_is_refused_with_both_lines() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document("name: a\nzone: UTC\nname: b\n", "desk.yaml")
    assert caught.value.problems == [
        "desk.yaml, line 3: name is given twice; it stands on line 1 already."
    ]


def test_every_mistake_is_told_at_once_each_with_its_line() -> None:
    told = problems_of(
        "quees: []\n"
        "queues:\n"
        "  - id: orders\n"
        "    name: Orders\n"
        "    tier: one\n"
        "    team: service\n"
        "    absence: 8\n"
        "people:\n"
        "  - name: Ada\n"
        "    role: agnt\n"
    )
    assert told[0] == ("desk.yaml, line 1, quees: there is no such field. Did you mean queues?")
    assert told[1] == "desk.yaml, line 5, queues[0].tier: “one” is not a whole number."
    assert told[2].startswith("desk.yaml, line 7, queues[0].absence: “8” is no duration")
    assert told[3] == "desk.yaml, line 9, people[0]: id is missing."
    assert told[4].startswith(
        "desk.yaml, line 10, people[0].role: “agnt” is none of admin, agent, lead"
    )
    assert told[4].endswith("Did you mean agent?")
    assert len(told) == 5


def test_a_list_where_a_word_belongs() -> None:
    assert problems_of("name: [a, b]\n") == [
        "desk.yaml, line 1, name: expected a single value, found fields or a list."
    ]


def test_text_that_is_no_yaml_names_its_line() -> None:
    with pytest.raises(DocumentError, match=r"desk\.yaml, line 2"):
        parse_document("name: a\nzone: [UTC\n", "desk.yaml")


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"name: \x07"])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "desk.yaml"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match="desk"):
        convert(read_document(path), Setup)


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(DocumentError, match="too large"):
        parse_document("\n".join(lines), "bomb.yaml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"There is no file .*gone\.yaml"):
        read_document(tmp_path / "gone.yaml")


def setup_problems_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "desk.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read_setup(path)
    return [problem.replace(f"{path}, ", "") for problem in caught.value.problems]


def test_the_set_up_names_what_does_not_exist(tmp_path: Path) -> None:
    told = setup_problems_of(
        tmp_path,
        "zone: Europe/Berln\n"
        "queues:\n"
        "  - {id: orders, name: Orders, team: t, escalates_to: experts}\n"
        "  - {id: expert, name: Experts, team: t, tier: 2}\n"
        "people:\n"
        "  - {id: ada, name: Ada, queues: [order]}\n"
        "policies:\n"
        "  - {id: p, calendar: office}\n",
    )
    assert told == [
        "line 1, zone: “Europe/Berln” is no time zone; write one such as Europe/Berlin.",
        "line 3, queues[0].escalates_to: there is no “experts”. Did you mean expert?",
        "line 6, people[0].queues[0]: there is no “order”. Did you mean orders?",
        "line 8, policies[0].calendar: there is no “office”. There are none.",
    ]


def test_a_wrong_calendar_is_told_with_its_line(tmp_path: Path) -> None:
    told = setup_problems_of(
        tmp_path,
        "calendars:\n"
        "  - id: office\n"
        "    zone: Europe/Berlin\n"
        "    weekly: {0: [['09:00', '25:99']]}\n",
    )
    assert len(told) == 1
    assert told[0].startswith("line 2, calendars[0]: ")
    assert "25:99" in told[0]


def test_two_people_cannot_be_one_user(tmp_path: Path) -> None:
    told = setup_problems_of(
        tmp_path, "people:\n  - {id: ada, name: Ada}\n  - {id: eve, name: Eve, login: ada}\n"
    )
    assert told == ["line 3, people[1].login: ada and eve would both be the user “ada”."]


def test_the_example_can_be_used() -> None:
    setup = example_setup()
    assert {queue.tier for queue in setup.queues} == {1, 2}
    assert setup.rank.cap["1"] == 15 * MINUTE
    assert setup.limits.undo == 15 * SECOND
    assert setup.person("ines").role == "lead"


def test_a_written_set_up_reads_back_to_the_same() -> None:
    setup = example_setup()
    text = written_setup(setup)
    assert "undo: 15s" in text or setup.limits.undo == Setup().limits.undo
    assert setup_of(parse_document(text, "written")) == setup


LINES = st.lists(
    st.one_of(
        st.sampled_from(["", "# a comment", "preset: null", 'a: "null"', "a: Null", "a: ", "b:c"]),
        st.tuples(
            st.text("ab_", min_size=1, max_size=3),
            st.sampled_from([": ", ":  ", ":"]),
            st.text('ab-_"~/. #0:', max_size=6),
        ).map("".join),
    ),
    max_size=5,
)


@given(LINES)
def test_easy_lines_are_read_as_the_library_reads_them(lines: list[str]) -> None:
    text = "\n".join(lines)
    easy = document._easy(text, "settings.yaml")
    if easy is not None:
        # A document's start is what the short way does not know.
        whole = parse_document(f"---\n{text}", "settings.yaml")
        assert easy.value == whole.value
        assert easy.lines == {at: line - 1 for at, line in whole.lines.items()}


def test_a_start_with_few_settings_needs_no_yaml() -> None:
    easy = document._easy('# mine\npreset: desk\n\ntheme: "desk-light"\n', "settings.yaml")
    assert easy is not None
    assert easy.value == {"preset": "desk", "theme": "desk-light"}
    assert easy.lines == {(): 2, ("preset",): 2, ("theme",): 4}


def test_what_yaml_expects_is_told_without_its_grammar() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document("queues:\n  - id: a\n name: b\n", "desk.yaml")
    assert caught.value.problems == [
        "desk.yaml, line 3: this line does not fit what stands above it; check its indentation "
        "and colons."
    ]


def test_a_large_text_is_read_as_a_small_one_and_its_mistakes_are_told_alike() -> None:
    many = "".join(f"field_{n}: {{a: [1, two, '3'], b: \"x {n}\"}}\n" for n in range(3_000))
    few = "".join(many.splitlines(keepends=True)[:10])
    large, small = parse_document(many, "x"), parse_document(few, "x")
    assert {name: large.value[name] for name in small.value} == small.value
    assert large.line(("field_7", "a", 2)) == small.line(("field_7", "a", 2)) == 8
    with pytest.raises(DocumentError, match="x, line 3001: field_5 is given twice"):
        parse_document(f"{many}field_5: again\n", "x")
    with pytest.raises(DocumentError, match="does not fit"):
        parse_document(f"{many}broken: [\nnext: 1\n", "x")
    with pytest.raises(DocumentError, match="nested too deeply"):
        parse_document("- " * 50_000, "x")


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("a:\n\t- x\n", 2, "a tab stands here; write blanks instead"),
        ("about: one: two\n", 1, "give a text with a colon in it quotation marks"),
        ("a: 1\n  b: 2\n", 2, "check the indentation"),
        ("a: 'x\nb: 1\n", 2, "a quotation mark is opened here or above, and not closed"),
        ("a: @x\n", 1, "give a text that begins with this character quotation marks"),
        ("a: *x\n", 1, "a text that begins with * needs quotation marks"),
        ('a: "\\q"\n', 1, "means nothing here"),
        ("a: 1\nb: x\x00y\n", 2, "a character stands here that YAML does not allow"),
        ("a: 1\n---\nb: 2\n", 2, "another document begins here"),
        ("a: 1\nb: &x [*x]\n", 2, "nested too deeply or too large"),
    ],
)
def test_mistakes_are_told_without_the_words_of_a_grammar(
    text: str, line: int, sentence: str
) -> None:
    with pytest.raises(DocumentError) as told:
        parse_document(text, "shift.yaml")
    (problem,) = told.value.problems
    assert problem.startswith(f"shift.yaml, line {line}: ")
    assert sentence in problem
    assert not any(word in problem for word in ("token", "mapping", "scalar", "alias", "stream"))
