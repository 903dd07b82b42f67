"""An answer as a Markdown file with front matter: written, read back, and every mistake's line."""

import pytest

from agentdesk.document import DocumentError
from agentdesk.domain.answer_text import read_answer, write_answer
from agentdesk.domain.content import Answer

FULL = Answer(
    id="refund", kind="article", name="Refund: when?", shortcut="ref", body="# Refund\n\nFive.",
    language="de", tags=("billing", "a b"), scope="team", owner="lena", team="money",
    disposition="refunded", set_tags=("refund",), next_state="resolve", review_on="2026-05-31",
    state="wip", audience="public", version=7,
)  # fmt: skip


@pytest.mark.parametrize("complete", [False, True])
def test_what_is_written_reads_back(complete: bool) -> None:
    read = read_answer(write_answer(FULL, complete=complete), "refund.md")

    assert read.body == FULL.body
    assert read.fields == {name: getattr(FULL, name) for name in read.fields}
    assert len(read.fields) == 16


def test_empty_fields_are_named_for_a_person_and_read_as_none() -> None:
    text = write_answer(Answer("hi", "canned", "yes", "", "Hello."), complete=True)

    assert "\nreview_on:\n" in text
    assert '\nname: "yes"\n' in text
    read = read_answer(text, "hi.md")
    assert read.fields["review_on"] == ""
    assert read.fields["tags"] == ()
    assert read.fields["name"] == "yes"


def test_a_file_without_front_matter_is_all_text_and_its_heading_names_it() -> None:
    read = read_answer("# Where is it\r\n\r\nIn the tank.\r\n", "a.md")

    assert read.fields == {"name": "Where is it"}
    assert read.body == "# Where is it\n\nIn the tank."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("---\nname: A\nbody", "a.md, line 1: the front matter has no end; close it with ---."),
        ("---\nname: A\nstate: done\n---\nx", "a.md, line 3, state: “done” is none of archived"),
        ("---\nname: A\nnmae: B\n---\nx", "a.md, line 3, nmae: there is no such field. Did you"),
        ("---\nname: A\nname: B\n---\nx", "a.md, line 3: name is given twice"),
        ("---\nname: A\nreview_on: soon\n---\nx", "a.md, line 3, review_on: write the date like"),
        ("---\nname: [A\n---\nx", "a.md, line 2"),
        ("---\n- name\n---\nx", "a.md, line 2: expected fields"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(DocumentError) as wrong:
        read_answer(text, "a.md")

    assert len(wrong.value.problems) == 1
    assert wrong.value.problems[0].startswith(sentence)
