"""The board as JSON: counts, not only quotients; formulas by name and version; no customer."""

import msgspec

from agentdesk.board.behind import Behind, Explained
from agentdesk.board.figures.registry import FIGURES
from agentdesk.board.shown import shown_behind, shown_board, shown_explained
from agentdesk.board.values import Value
from agentdesk.boardsettings import BoardSettings
from tests.board.sample_view import AT, sample_view


def test_a_figure_tells_its_formula_and_its_counts() -> None:
    board = shown_board(sample_view(), BoardSettings())
    said = board["strip"]["service_level"]
    assert said["figure"] == "service_level.default"
    assert (said["numerator"], said["denominator"], said["value"]) == (4, 7, 4 / 7)
    assert (said["level"], said["says"]) == ("bad", "under 70 %")
    formula = board["formulas"][said["figure"]]
    known = FIGURES["service_level.default"]
    assert formula["version"] == said["version"] == known.version
    assert formula["formula"] == known.formula
    assert formula["parameters"] == {"short_ms": 5_000}
    assert board["worst"] == "bad"


def test_nothing_is_null_and_what_may_change_says_so() -> None:
    board = shown_board(sample_view(), BoardSettings())
    assert board["strip"]["csat"]["value"] is None
    billing = board["queues"][0]
    assert billing["figures"]["wrap_up"]["value"] is None
    assert billing["figures"]["service_level"]["provisional"] is True
    assert billing["ages"] == {"4 h": 5, "1 d": 3, "3 d": 2, "7 d": 1, "older": 1}


def test_every_figure_that_is_shown_has_its_formula() -> None:
    board = shown_board(sample_view(), BoardSettings())
    cells = [*board["strip"].values()]
    cells += [cell for line in board["queues"] for cell in line["figures"].values()]
    assert {cell["figure"] for cell in cells} == set(board["formulas"])


def test_parameters_of_the_settings_count() -> None:
    own = {"service_level": {"short_ms": 8_000}, "abandonment": {"short_ms": 1}}
    board = shown_board(sample_view(), BoardSettings(parameters=own))
    assert board["formulas"]["service_level.default"]["parameters"] == {"short_ms": 8_000}


def test_agents_and_the_feed_are_whole_and_it_is_json() -> None:
    board = msgspec.json.decode(msgspec.json.encode(shown_board(sample_view(), BoardSettings())))
    lena = board["agents"][0]
    assert (lena["state"], lena["cases"], lena["talks"]) == ("available", [1042, 1050], [7])
    assert board["agents"][1]["reason"] == "lunch"
    # A field that is empty is there all the same: scripts need not guess.
    assert board["agents"][2]["handled"] == 0
    assert board["feed"][0]["words"] == "a first reply is late"


def test_why_and_what_is_behind() -> None:
    value = Value("share", 4, 7, provisional=True)
    why = Explained(
        "service_level.strict", "billing", "n", 2, "d", "f", "s", {"short_ms": 5}, value, "w", 1, AT
    )
    said = shown_explained(why)
    assert (said["figure"], said["queue"], said["version"]) == (
        "service_level.strict",
        "billing",
        2,
    )
    assert (said["numerator"], said["denominator"], said["words"]) == (4, 7, "w")
    line = shown_behind(Behind(AT, "billing", "met", "resolved", case_id=1042))
    assert line["case_id"] == 1042
    assert line["talk_id"] is None
