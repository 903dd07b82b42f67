"""Small rules of the line mode: words, numbers, spans of time, and the page that tells them."""

from pathlib import Path

import pytest

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.plain import verbs
from agentdesk.plain.sheet import Unclear, chosen, numbered
from agentdesk.plain.words import due, span
from agentdesk.sheetplan import Choice, Option

PAGE = Path(__file__).parents[2] / "docs" / "plain.md"
WHERE = Choice(
    "where",
    "Where to",
    (Option("up", "up to L2"), Option("down", "return", "0"), Option("lead", "ask a lead", "9")),
)


def verb_table() -> str:
    """Return the table of words for docs/plain.md; paste this when the test fails."""
    rows = [
        f"| `{verb.name}{' ' if verb.follows else ''}{verb.follows}` | {verb.does} |"
        for verb in verbs.VERBS
    ]
    return "| type | it does |\n|---|---|\n" + "\n".join(rows)


def test_the_page_tells_every_word() -> None:
    assert verb_table() in PAGE.read_text(encoding="utf-8"), verb_table()


def test_no_word_is_there_twice_and_help_tells_each() -> None:
    assert len(set(verbs.ALL)) == len(verbs.ALL)
    told = list(verbs.help_lines(""))
    for name in verbs.ALL:
        assert verbs.found(name) == name
        assert any(line.startswith(name) for line in (*told, *verbs.help_lines(name)))


@pytest.mark.parametrize(
    ("typed", "meant"), [("esc", "escalate"), ("L", "list"), ("q", ""), ("rep", "reply")]
)
def test_a_beginning_is_enough_when_only_one_word_has_it(typed: str, meant: str) -> None:
    if meant:
        assert verbs.found(typed) == meant
    else:
        with pytest.raises(Unclear, match="quoted or quit"):
            verbs.found(typed)


def test_words_and_their_places_are_completed() -> None:
    lists = {"cases": ("1042", "1050"), "people": ("omar", "lena")}
    assert verbs.completions("esc", lists) == ["escalate "]
    assert verbs.completions("show 104", lists) == ["1042"]
    assert verbs.completions("assign o", lists) == ["omar"]
    assert verbs.completions("send ", lists) == ["wait", "resolve"]
    assert verbs.completions("nonsense ", lists) == []


def test_choices_keep_the_digits_of_the_sheet() -> None:
    assert list(numbered(WHERE)) == ["1", "0", "9"]
    for typed in ("9", "lead", "ask", "ASK A LEAD"):
        option = chosen(WHERE, typed)
        assert option is not None
        assert option.value == "lead"
    assert chosen(WHERE, "2") is None
    assert chosen(WHERE, "") is None


def test_more_than_nine_choices_go_on_with_ten() -> None:
    many = Choice("n", "Which", tuple(Option(f"v{n}", f"Option {n}") for n in range(1, 13)))
    assert list(numbered(many)) == [str(n) for n in range(1, 13)]
    assert chosen(many, "12") == many.options[11]


def test_spans_are_words() -> None:
    assert span(4 * MINUTE) == "4 minutes"
    assert span(HOUR + MINUTE) == "1 hour 1 minute"
    assert span(3 * DAY + HOUR) == "3 days"
    assert span(0) == "1 second"
    assert due(10 * SECOND, "FR", 0) == "reply due in 10 seconds"
    assert due(0, "RES", 2 * HOUR) == "resolve late by 2 hours"
    assert due(None, "paused", 0) == "clocks paused"
