"""Why a number is what it is, in a sentence: what it was made of, and why there is none."""

import re
from datetime import UTC, datetime

import pytest

from agentdesk.board.around import handled_by
from agentdesk.board.errors import BoardError
from agentdesk.board.explaining import behind, explain
from agentdesk.board.figures.registry import FIGURES
from agentdesk.board.sight import Sight
from agentdesk.boardsettings import BoardSettings
from agentdesk.clock import DAY, HOUR, from_datetime
from tests.board.story import entries, ledger_of
from tests.support.office import SETUP

SIGHT = Sight(SETUP, BoardSettings(), "7d", "service_level.default")
FRIDAY = from_datetime(datetime(2026, 3, 6, 17, tzinfo=UTC))
MONDAY_10 = from_datetime(datetime(2026, 3, 2, 10, tzinfo=UTC))


def _words(figure: str, at: int) -> str:
    return explain(ledger_of(entries(), at), SIGHT, at, FIGURES[figure], "").words


def test_what_lasts_is_told_in_time() -> None:
    words = _words("occupancy", FRIDAY)
    assert "50.91 %. That is 56 min of 1 h 50 min." in words


def test_a_division_by_nobody_says_so() -> None:
    words = _words("load", FRIDAY)
    assert words.endswith("–, because it would be 2 over 0.")


def test_of_nothing_there_is_nothing_to_tell() -> None:
    words = _words("asa", MONDAY_10 - 12 * HOUR)
    assert words.endswith("–, because nothing counts for it.")


def test_what_is_behind_a_number_of_a_queue_counts_in_that_queue() -> None:
    log = entries()
    ledger = ledger_of(log, FRIDAY)
    for figure in FIGURES.values():
        for queue in {case.queue for case in ledger.cases()} | {"elsewhere"}:
            found = {line.queue for line in behind(ledger, SIGHT, FRIDAY, figure, queue)}
            assert found <= {queue, ""}, figure.id
    moved = next(case for case in ledger.cases() if case.queue != case.first_queue)
    resolved = behind(ledger, SIGHT, FRIDAY, FIGURES["resolution_rate"], moved.first_queue)
    assert moved.id in {line.case_id for line in resolved}


def test_what_an_agent_handled_is_told_and_no_other_figure_of_theirs() -> None:
    log = entries()
    ledger = ledger_of(log, FRIDAY)
    handled = FIGURES["handled"]
    shown = handled_by(handled.items(SIGHT.look(ledger, FRIDAY, handled)))
    told = {agent: list(behind(ledger, SIGHT, FRIDAY, handled, "", agent)) for agent in shown}
    assert {agent: len(lines) for agent, lines in told.items()} == dict(shown)
    assert len(shown) > 1
    for agent, lines in told.items():
        explained = explain(ledger, SIGHT, FRIDAY, handled, "", agent)
        assert explained.value.value == len(lines)
        assert explained.words.startswith(f"Handled by {SIGHT.words.person(agent)}, ")
        with pytest.raises(BoardError, match="not compared"):
            explain(ledger, SIGHT, FRIDAY, FIGURES["aht"], "", agent)


def test_a_case_behind_a_number_names_the_clock_and_on_its_day_the_time_alone() -> None:
    log = entries()
    found = {}
    for at in (MONDAY_10, MONDAY_10 + 3 * DAY):
        lines = behind(ledger_of(log, at), SIGHT, at, FIGURES["backlog"], "")
        found[at] = [line.words.split(" · ")[3] for line in lines if line.words.count(" · ") > 2]
    soon, later = found.values()
    assert any(re.fullmatch(r"(first reply|update) due \d\d:\d\d", words) for words in soon), soon
    assert any(re.match(r"\w+ late since 2026-03-0\d ", words) for words in later), later
