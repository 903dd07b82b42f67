"""A bar on a terminal: with a total, without one, and with one that is only known on the way."""

import io
import sys

import pytest

from agentdesk.cli.bars import Bar


class Terminal(io.StringIO):
    """What a terminal is shown."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Let standard error be a terminal."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    return shown


@pytest.mark.parametrize("total", [None, 0])
def test_a_bar_without_a_total_counts(monkeypatch: pytest.MonkeyPatch, total: int | None) -> None:
    terminal = on_terminal(monkeypatch)
    with Bar("Writing", total) as bar:
        bar.at(3)
        bar.more(9)
    assert "Writing" in terminal.getvalue()
    assert " 12" in terminal.getvalue()


def test_a_bar_says_how_far_something_is(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    with Bar("Reading", 40) as bar:
        bar.at(10)
        bar.at(40)
    assert "10/40" in terminal.getvalue()
    assert "40/40" in terminal.getvalue()


def test_a_bar_whose_total_is_known_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    with Bar("Indexing") as bar:
        bar.of(5, 20)
        bar.of(20, 20)
    assert "20/20" in terminal.getvalue()
