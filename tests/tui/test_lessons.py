"""The next sensible key, as the sample says it."""

import pytest

from agentdesk.tui.desk.lessons import DONE, FIRST, Lessons, Standing, next_key

MINE = Standing(case_id=7, owner="Lena Brandt", state="open", mine=True, in_queue=False)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (Standing(), "T takes the next case"),
        (Standing(case_id=7, state="new"), "T takes the next case"),
        (Standing(case_id=7, state="new", in_queue=False), "t takes this case"),
        (Standing(case_id=7, state="open", owner="Omar", in_queue=False), "Omar has this one"),
        (MINE._replace(unanswered=True), "i writes to the customer"),
        (MINE._replace(writing="reply"), "Ctrl+S sends"),
        (MINE._replace(writing="reply", live=True), "Enter sends"),
        (MINE._replace(writing="note"), "Ctrl+S keeps the note"),
        (MINE, "r resolves"),
        (MINE._replace(state="waiting_customer"), "T takes the next case"),
    ],
)
def test_each_moment_has_its_next_key(at: Standing, said: str) -> None:
    assert said in next_key(at)


def test_lessons_begin_with_taking_a_case() -> None:
    lessons = Lessons("lena", 0)
    resting = MINE._replace(case_id=3, in_queue=True)
    assert lessons.sentence(resting, 1_000) == FIRST
    assert lessons.sentence(resting, 2_000) == FIRST
    assert "r resolves" in lessons.sentence(MINE, 3_000)
    assert "r resolves" in lessons.sentence(resting, 4_000), "it does not begin again"


def test_lessons_end_with_the_first_case_that_is_resolved() -> None:
    lessons = Lessons("lena", 0)
    assert "r resolves" in lessons.sentence(MINE, 1_000)
    settled = MINE._replace(state="resolved")
    assert lessons.sentence(settled, 10_000) == DONE
    assert lessons.sentence(Standing(), 20_000) == DONE
    assert lessons.sentence(MINE, 31_000) == ""


def test_a_case_that_was_resolved_before_ends_nothing() -> None:
    lessons = Lessons("lena", 0)
    assert lessons.sentence(MINE._replace(state="resolved"), 1_000) != DONE


def test_lessons_end_after_two_minutes() -> None:
    lessons = Lessons("lena", 1_000)
    assert lessons.sentence(Standing(), 120_000)
    assert lessons.sentence(Standing(), 121_000) == ""
