"""The board's pure parts: columns, bars, moments, what is typed."""

from zoneinfo import ZoneInfo

import pytest

from agentdesk.board.errors import BoardError
from agentdesk.board.view import AgentLine, Plot
from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.config import Settings
from agentdesk.tui.board import queues
from agentdesk.tui.board.agents import work_words
from agentdesk.tui.board.columns import Column, pages
from agentdesk.tui.board.commands import COMMANDS
from agentdesk.tui.board.filtering import Filter, choices, words_of
from agentdesk.tui.board.plot import ShiftPlot, _above, _ticks
from agentdesk.tui.board.run import board_keymap
from agentdesk.tui.board.sparkline import sparkline
from agentdesk.tui.board.strip import Strip
from agentdesk.tui.board.typed import Said, complete, lists_of, understand
from agentdesk.tui.board.words import brief_moment, long_moment, short_moment
from agentdesk.tui.kit.glyphs import UNICODE
from agentdesk.tui.kit.keymap import KeymapError
from tests.support.office import SETUP
from tests.tui.board_bed import AT, cell, view

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("cells", [20, 40, 56, 78, 116, 146, 196, 260])
def test_every_number_is_on_some_page_and_no_page_is_too_wide(cells: int) -> None:
    found = pages(queues.COLUMNS, cells)
    stops = [column.name for page in found for column in page if column.stop]
    assert sorted(stops) == sorted(column.name for column in queues.COLUMNS if column.stop)
    for page in found:
        assert sum(column.cells + 1 for column in page) - 1 <= cells or len(page) <= 2
        assert page[0].name == "name"
    ages = [sum(column.group == "ages" for column in page) for page in found]
    assert set(ages) <= {0, 5} or cells < 56


def test_room_is_shared_out_by_the_cell() -> None:
    grown = pages([Column("a", "", 4, 2, most=20), Column("b", "", 4, 1, most=6)], 15)[0]
    assert [column.cells for column in grown] == [8, 6]


def test_bars_are_measured_by_the_highest_and_none_is_the_lowest() -> None:
    assert sparkline((0, 1, 4, 8), 8) == "▁▃▄▇"
    assert sparkline((0, 1, 4, 8), 8, plain=True) == "_:-#"
    assert sparkline((2, 2, 0, 0), 2) == "▇▁"
    assert sparkline((), 8) == ""
    assert sparkline((0, 0), 8) == "▁▁"
    # Five values in two cells: the longer stretch does not look higher.
    assert sparkline((3, 3, 3, 3, 3), 2) == "▇▇"


def test_no_case_number_is_cut() -> None:
    line = AgentLine("ada", "Ada", "south", "available", 0, cases=(1042, 1051, 20177))
    words = [work_words(line, cells, UNICODE) for cells in (20, 14, 12, 8, 4)]
    assert words == ["1042 1051 20177", "1042 1051 +1", "1042 1051 +1", "1042 +2", "3 ca"]


def test_moments() -> None:
    assert long_moment(AT, BERLIN) == "Mon 2 Mar 2026 16:02:07"
    assert short_moment(AT - HOUR, AT, BERLIN) == "15:02"
    assert short_moment(AT - DAY, AT, BERLIN) == "Sun 16:02"
    assert short_moment(AT - 9 * DAY, AT, BERLIN) == "21 Feb"
    assert brief_moment(AT - HOUR, AT, BERLIN) == "15:02"
    assert brief_moment(AT - DAY, AT, BERLIN) == "Sun"
    assert brief_moment(AT - 9 * DAY, AT, BERLIN) == "21 Feb"


def test_ticks_are_round_in_the_desks_own_time() -> None:
    plot = Plot((AT - 7 * HOUR, AT), (0, 0), (None, None))
    said = [long_moment(at, BERLIN)[-8:] for at in _ticks(plot, BERLIN, 60)]
    assert said == ["10:00:00", "12:00:00", "14:00:00", "16:00:00"]
    short = Plot((AT, AT + MINUTE), (0, 0), (None, None))
    assert _ticks(short, BERLIN, 60) == [AT]
    assert [_above(n) for n in (0, 3, 5, 53, 61, 300, 1201)] == [4, 4, 6, 60, 100, 300, 1600]


LISTS = lists_of(SETUP, ["desk-dark"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1042", Said("case", "1042")),
        ("case 1042", Said("case", "1042")),
        ("-15m", Said("at", "-15m")),
        ("10:32", Said("at", "10:32")),
        ("at 10:32", Said("at", "10:32")),
        ("window 4H", Said("window", "4h")),
        ("formula strict", Said("formula", "service_level.strict")),
        ("formula LATE", Said("formula", "service_level.late_abandons")),
        ("play 60", Said("play", "60")),
        ("live", Said("board.live")),
        ("only everything", Said("everything")),
    ],
)
def test_what_is_typed_is_understood(line: str, said: Said) -> None:
    assert understand(line, LISTS) == said


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("windw 4h", "There is no word windw. Did you mean window?"),
        ("play 900", "Play takes a speed from 0 to 600."),
        ("case ada", "“ada” is no case number."),
        ("9" * 23, "There is no case 99999999999999999999999."),
        ("case " + "9" * 23, "There is no case 99999999999999999999999."),
        ("play " + "9" * 5_000, "Play takes a speed from 0 to 600."),
        ("only m", "“m” is not known. only takes "),
        ("window", "Say more: window takes what the figures count."),
    ],
)
def test_what_is_not_understood_says_what_would_be(line: str, sentence: str) -> None:
    with pytest.raises(BoardError, match="^" + sentence.replace("?", r"\?")):
        understand(line, LISTS)


def test_a_line_says_how_it_goes_on() -> None:
    assert [one.line for one in complete("wi", LISTS)] == ["window"]
    assert [one.line for one in complete("window ", LISTS)][:2] == ["window today", "window 1h"]
    assert [one.line for one in complete("-1", LISTS)] == ["-15m", "-1h"]


def test_a_filter_takes_and_gives_back() -> None:
    known = list(choices(SETUP))
    queue = next(choice for choice in known if choice.kind == "queue")
    one = Filter().toggled("queue", queue.id)
    two = one.toggled("channel", "chat")
    assert words_of(two, known) == f"only {queue.name}, chat"
    assert two.toggled("queue", queue.id).toggled("channel", "chat") == Filter()
    assert words_of(Filter(), known) == "all queues"


def test_own_keys_of_the_board_and_of_the_desk_do_not_meet() -> None:
    keys: dict[str, tuple[str, ...]] = {
        "board.freeze": ("F",),
        "case.resolve": ("R",),
        "quit": ("ctrl+c",),
    }
    keymap = board_keymap(Settings(keys=keys))
    assert keymap.label("board.freeze") == "F"
    assert keymap.label("quit") == "Ctrl+C"
    with pytest.raises(KeymapError, match=r"board\.frieze"):
        board_keymap(Settings(keys={"board.frieze": ("F",)}))


def test_every_command_is_done_by_something() -> None:
    from agentdesk.tui.board.actions import ACTIONS

    assert {command.id for command in COMMANDS} - {"quit"} == set(ACTIONS)


@pytest.mark.parametrize("cells", [60, 70, 80, 100, 120, 200])
def test_no_number_of_the_top_line_runs_into_the_next(cells: int) -> None:
    widest = (
        cell("service_level.default", 1, 1, "bad"), cell("waiting", 1234, level="", says=""),
        cell("oldest_waiting", 11 * HOUR + 8 * MINUTE, level="bad"), cell("due_soon", 123),
        cell("late", 123, level="bad"), cell("available", 99), cell("staffed", 99),
        cell("load", 99.4, 1, "bad"), cell("csat", 1, 1, "bad"),
    )  # fmt: skip
    strip = Strip()
    strip.view = view(strip={one.figure.partition(".")[0]: one for one in widest})
    names, values, _ = ("".join(text for text, _ in line) for line in strip.make(cells, 3))
    said = ["▲ 100 %", "1234", "▲ 11h 08", "123", "▲ 123", "99", "99", "▲ 99.4", "▲ 100 %"]
    if cells < 80:
        said[-2] = "▲ 99…"
    assert values.split() == " ".join(said).split()
    assert max(len(names.rstrip()), len(values.rstrip())) <= cells
    assert {"oldest", "late", "load"} <= set(names.split())


async def test_a_plot_says_what_it_lacks() -> None:
    plot = ShiftPlot()
    await plot.load()
    assert "Nothing has happened" in plot.make(80, 20)[0][0][0]
    plot.show(Plot((AT - HOUR, AT), (1, 2), (None, 0.5)), "UTC")
    assert "No room" in plot.make(80, 3)[0][0][0]
    assert len(plot.make(80, 20)) == 20
