"""The board as plain text: everything is there at any width, and level is a word or a mark."""

import pytest

from agentdesk.board.text import board_text, spark
from agentdesk.board.view import FeedLine
from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.text import width
from tests.board.sample_view import AGENTS, AT, QUEUES, sample_view


@pytest.mark.parametrize("cells", [200, 120, 80, 60, 40])
def test_nothing_is_lost_at_any_width(cells: int) -> None:
    lines = board_text(sample_view(), cells=cells, scope="only Billing")
    assert max(map(width, lines)) <= cells
    text = " ".join(" ".join(lines).split())
    for words in (
        "Service level (default) ▲ 57 % 4 of 7 bad: under 70 %",
        "Late △ 1 warning: over 0",
        "Customer satisfaction, 7 days –",
        "only Billing",
        "Europe/Berlin · live",
        "entry 881",
    ):
        assert words in text
    for heading in ("Waiting", "Oldest", "Abandoned", "AHT", "Wrap-up", "to 4 h", "came in"):
        assert heading in text
    for said in (
        "away · lunch",
        "40:00",
        "4/6",
        "#1042 #1050 contact 7",
        "▲ #1042 a first reply is late",
    ):
        assert said in text


def test_a_wide_board_has_one_line_a_queue() -> None:
    lines = board_text(sample_view(), cells=132)
    (line,) = [line for line in lines if line.startswith("Billing") and "▲ ~57 %" in line]
    assert " ".join(line.split()) == "Billing 8 2h 11 4 0 △ 1 33 2 ▲ ~57 % 00:16 08:00 –"


def test_columns_are_straight() -> None:
    lines = board_text(sample_view(), cells=132)
    head = next(line for line in lines if line.startswith("queue") and "Waiting" in line)
    below = lines[lines.index(head) + 1 : lines.index(head) + 3]
    for heading in ("Waiting", "Handled", "SL", "ASA"):
        end = head.index(heading) + len(heading)
        for line in below:
            assert line[end - 1] != " "
            assert line[end : end + 2].strip() == ""


def test_a_name_cannot_steer_the_terminal() -> None:
    assert not any("\x1b" in line for line in board_text(sample_view(), cells=80))


def test_the_past_trouble_and_counting_are_said() -> None:
    view = sample_view(live=False, counted=0.634, trouble="The store does not answer since 11:20.")
    text = "\n".join(board_text(view, cells=120))
    assert "as of then" in text
    assert "63 % of the log has been read" in text
    assert "The store does not answer since 11:20." in text


def test_the_feed_names_case_and_queue_and_days_that_are_over() -> None:
    feed = (
        FeedLine(9, AT - 9 * MINUTE, "a first reply is late", "billing", 1042, "bad"),
        FeedLine(8, AT - 30 * HOUR, "a customer gave up", "gone", None, "warn"),
        FeedLine(7, AT - 90 * DAY, "escalated", "", 7),
        *(FeedLine(n, AT - 50 * HOUR, "escalated", "", n) for n in range(29)),
    )
    lines = board_text(sample_view(feed=feed), cells=100)
    start = lines.index("FEED")
    assert lines[start + 1] == "11:23:00    ▲ #1042 a first reply is late · Billing"
    assert lines[start + 2] == "03-01 05:32 △ a customer gave up · gone"
    assert lines[start + 3].startswith("2025-12-02    #7 escalated")
    assert lines[start + 21] == "and 12 earlier"


def test_due_soon_says_how_soon() -> None:
    assert any("Due within 15 min " in line for line in board_text(sample_view(), cells=120))
    lines = board_text(sample_view(soon_ms=90 * MINUTE), cells=120)
    assert any("Due within 1 h 30 min " in line for line in lines)


def test_what_does_not_fit_of_the_feed_goes_on_under_its_words() -> None:
    feed = (FeedLine(9, AT - 9 * MINUTE, "escalated: a fault of the machine", "gone", 1042),)
    lines = board_text(sample_view(feed=feed), cells=50)
    start = lines.index("FEED")
    assert lines[start + 1 : start + 3] == [
        "11:23:00      #1042 escalated: a fault of the",
        "              machine · gone",
    ]


def test_an_empty_desk_says_so() -> None:
    view = sample_view(seq=0, fresh_at=0, strip={}, queues=(), agents=(), feed=())
    text = "\n".join(board_text(view, cells=80))
    assert "The log is empty" in text
    assert "There is no queue to show." in text
    assert "The log tells of nobody's state here." in text
    assert "1970" not in text


def test_bars_show_the_highest_full_and_a_little_as_something() -> None:
    assert spark((0, 1, 8, 100)) == " ▁▁█"
    assert spark((0, 1, 100), ascii_only=True) == " .#"
    assert spark((0, 0)) == ""
    assert spark(()) == ""
    assert len(spark(range(500))) <= 24


def test_many_queues_and_agents_are_all_listed() -> None:
    text = "\n".join(board_text(sample_view(queues=QUEUES * 40, agents=AGENTS * 40), cells=80))
    assert text.count("Lena Ek") == 40
    assert text.count("Billing ") == 120
