"""Lines of a watched board: changes, a store that goes away and comes back, nobody who reads."""

import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from agentdesk.board.values import Value
from agentdesk.board.view import BoardView, Cell
from agentdesk.cli import board_watch
from agentdesk.cli.board_watch import _follow, _is_read
from tests.board.sample_view import AT, STRIP, sample_view


async def one_by_one(views: Sequence[BoardView]) -> AsyncIterator[BoardView]:
    for view in views:
        yield view


def waiting(number: int, **changes: object) -> BoardView:
    strip = {**STRIP, "waiting": Cell("waiting", Value("count", number))}
    return sample_view(strip=strip, **changes)


async def lines_of(
    capsys: pytest.CaptureFixture[str], first: BoardView, *views: BoardView
) -> list[dict[str, Any]]:
    await _follow(one_by_one(views), first)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


async def test_a_change_says_what_from_to_when_and_up_to_where(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (line,) = await lines_of(capsys, waiting(12), waiting(12), waiting(13, seq=882, at=AT + 40))
    assert (line["what"], line["figure"], line["queue"]) == ("change", "waiting", "")
    assert (line["from"]["value"], line["to"]["value"]) == (12, 13)
    assert (line["seq"], line["at"], line["level"]) == (882, AT + 40, "")


async def test_a_store_that_is_away_is_told_once_and_nothing_is_missed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    away = "The store does not answer."
    lines = await lines_of(
        capsys,
        waiting(12),
        waiting(12, trouble=away),
        waiting(12, trouble=away),
        waiting(12),
        waiting(15),
    )
    assert [line["what"] for line in lines] == ["trouble", "back", "change"]
    assert lines[0]["says"] == away
    assert (lines[2]["from"]["value"], lines[2]["to"]["value"]) == (12, 15)


async def test_figures_that_are_counted_again_have_not_changed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (line,) = await lines_of(
        capsys, waiting(12), waiting(0, counted=0.1), waiting(7, counted=0.9), waiting(13)
    )
    assert (line["from"]["value"], line["to"]["value"]) == (12, 13)


async def test_it_begins_with_trouble_where_there_is_some(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (line,) = await lines_of(capsys, waiting(12, trouble="Away."))
    assert (line["what"], line["says"]) == ("trouble", "Away.")


async def test_nobody_reads_any_more(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_watch, "_is_read", lambda: False)
    assert await lines_of(capsys, waiting(12), waiting(13), waiting(14)) == []


def test_a_closed_pipe_is_noticed_without_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert _is_read()
        os.close(reader)
        assert not _is_read()
        monkeypatch.undo()
