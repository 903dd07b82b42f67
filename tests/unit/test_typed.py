"""The command line's words: what goes on, what is understood, what is refused with a sentence."""

from pathlib import Path

import pytest

from agentdesk.tui.desk import typed
from agentdesk.tui.desk.actions import ACTIONS
from agentdesk.tui.desk.commands import registry
from agentdesk.tui.desk.history import TypedHistory
from tests.support.office import SETUP

LISTS = typed.lists_of(
    SETUP,
    [("1042", "Ada Lovelace: Charged twice")],
    ["desk-dark", "nord"],
    [("refund", "Refund on its way")],
)


def test_every_verb_names_a_command_that_can_be_done() -> None:
    known = registry()
    for verb in typed.VERBS:
        assert verb.command in known
        assert verb.command in ACTIONS


@pytest.mark.parametrize(
    ("line", "first"),
    [("ass", "assign "), ("theme no", "theme nord"), ("open 10", "open 1042"),
     ("assign om", "assign omar "), ("tr", "transfer "), ("macro way", "macro refund")],
)  # fmt: skip
def test_a_line_goes_on(line: str, first: str) -> None:
    assert typed.complete(line, LISTS)[0].line == first


def test_words_are_also_found_by_what_they_mean() -> None:
    assert [c.line for c in typed.complete("open lovelace", LISTS)] == ["open 1042"]


def test_nothing_is_offered_where_anything_may_stand() -> None:
    assert typed.complete("note hel", LISTS) == []
    assert typed.complete("take it", LISTS) == []


def test_a_line_is_understood() -> None:
    line = typed.understand("assign omar he knows her", LISTS)
    assert isinstance(line, typed.Typed)
    assert (line.verb.word, line.words) == ("assign", ("omar", "he knows her"))
    number = typed.understand("1042", LISTS)
    assert isinstance(number, typed.Typed)
    assert (number.verb.word, number.words) == ("open", ("1042",))


def test_a_macro_is_named_by_its_id_or_its_name() -> None:
    for words in ("refund", "Refund on its way", "refund ON its way"):
        line = typed.understand(f"macro {words}", LISTS)
        assert isinstance(line, typed.Typed)
        assert typed.macro_named(line.words[0], LISTS) == "refund"
    assert (
        typed.understand("macro refunds", LISTS)
        == "“refunds” is no macro. Tab shows what there is."
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("asign omar", "“asign” is no command. Did you mean assign?"),
        ("assign nobody", "“nobody” is no person. Tab shows what there is."),
        ("take it", "Nothing follows take."),
        ("promise 2d", "After promise 2d comes what to say."),
        ("priority 9", "“9” is no priority. Tab shows what there is."),
    ],
)
def test_what_is_wrong_is_said(line: str, said: str) -> None:
    assert typed.understand(line, LISTS) == said


def test_only_lines_without_words_about_people_are_kept() -> None:
    def keep(line: str) -> bool:
        understood = typed.understand(line, LISTS)
        assert isinstance(understood, typed.Typed)
        return typed.keepable(understood)

    assert keep("snooze 2d")
    assert keep("assign omar")
    assert not keep("assign omar knows Ada")
    assert not keep("note Ada called")


def test_the_history_outlives_the_desk_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "state" / "history"
    first = TypedHistory(path)
    first.add("snooze 2d")
    assert first.keep("snooze 2d")
    again = TypedHistory(path)
    assert again.up("as") == "snooze 2d"
    assert again.down("") == "as"
    assert path.stat().st_mode & 0o077 == 0


def test_a_history_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not TypedHistory(tmp_path / "file" / "history").keep("next")
