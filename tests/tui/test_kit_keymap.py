"""Presets, a person's own keys, and every way a keymap can be refused."""

import pytest

from agentdesk.tui.kit.commands import ANYWHERE, CASE, COMPOSER, QUEUE, SHEET, Command, Registry
from agentdesk.tui.kit.keymap import KeymapError, build_keymap
from agentdesk.tui.kit.keynames import shown, tokens_of
from tests.tui.kit_demo import COMMANDS


def registry(*commands: Command) -> Registry:
    return Registry([*COMMANDS, *commands])


def command(command_id: str, key: str, *contexts: str) -> Command:
    return Command(
        id=command_id, title=command_id, help="h", group="g", keys=(key,),
        contexts=frozenset(contexts or (QUEUE,)),
    )  # fmt: skip


def refused(*commands: Command, overrides: dict[str, list[str]] | None = None) -> str:
    with pytest.raises(KeymapError) as caught:
        build_keymap(registry(*commands), overrides=overrides)
    assert caught.value.problems
    return str(caught.value)


def test_presets_change_keys() -> None:
    desk, mail = build_keymap(registry()), build_keymap(registry(), "mail")
    functions = build_keymap(registry(), "function-keys")
    assert desk.command(QUEUE, ("r",)) == "case.resolve"
    assert mail.command(QUEUE, ("r",)) is None
    assert mail.command(QUEUE, ("R",)) == "case.resolve"
    assert functions.label("case.resolve") == "F8"


def test_own_keys_replace_those_of_the_preset() -> None:
    keymap = build_keymap(registry(), overrides={"case.take": ["x", "shift+y"]})
    assert keymap.command(QUEUE, ("T",)) is None
    assert keymap.command(QUEUE, ("Y",)) == "case.take"
    assert keymap.labels("case.take") == ["x", "Y"]


def test_one_key_with_two_owners_names_both() -> None:
    said = refused(overrides={"case.take": ["r"]})
    assert "case.take" in said
    assert "case.resolve" in said


def test_prefix_that_is_also_a_key() -> None:
    assert "go.queue" in refused(command("x.y", "g"))


@pytest.mark.parametrize("where", [ANYWHERE, CASE])
def test_overlapping_places_clash(where: str) -> None:
    assert "x.y" in refused(command("x.y", "T", where))


def test_separate_places_do_not_clash() -> None:
    keymap = build_keymap(registry(command("x.y", "ctrl+s", SHEET)))
    assert keymap.command(SHEET, ("ctrl+s",)) == "x.y"
    assert keymap.command(COMPOSER, ("ctrl+s",)) == "compose.send"


def test_anywhere_reaches_the_composer_but_letters_do_not() -> None:
    keymap = build_keymap(registry(command("x.y", "Q", ANYWHERE)))
    assert keymap.command(COMPOSER, ("ctrl+n",)) == "case.next_mine"
    assert keymap.command(COMPOSER, ("Q",)) is None
    assert keymap.command(QUEUE, ("Q",)) == "x.y"


def test_unknown_command_suggests_the_near_one() -> None:
    assert "Did you mean case.take" in refused(overrides={"case.tke": ["x"]})


@pytest.mark.parametrize("key", ["hyper", "ctrl+", "F99", "control+s", ""])
def test_unknown_key_is_refused(key: str) -> None:
    assert "case.take" in refused(overrides={"case.take": [key]})


@pytest.mark.parametrize(
    "key", ["ctrl+a", "ctrl+b", "ctrl+enter", "shift+enter", "alt+1", "ctrl+i"]
)
def test_keys_terminals_do_not_pass_on_are_refused(key: str) -> None:
    assert "cannot be given to case.take" in refused(overrides={"case.take": [key]})


def test_editing_keys_are_refused_only_where_one_writes() -> None:
    assert "edits inside" in refused(overrides={"compose.send": ["ctrl+w"]})
    assert build_keymap(registry(), overrides={"case.take": ["ctrl+d"]}).label("case.take")


def test_letter_for_a_composer_command_is_refused() -> None:
    assert "it writes there" in refused(overrides={"compose.send": ["s"]})


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(KeymapError) as caught:
        build_keymap(registry(), overrides={"nope": ["x"], "case.take": ["alt+x"]})
    assert len(caught.value.problems) == 2


def test_unknown_preset_is_refused() -> None:
    with pytest.raises(KeymapError, match="no preset emacs"):
        build_keymap(registry(), "emacs")


def test_followers_of_a_prefix() -> None:
    keymap = build_keymap(registry())
    assert [key for key, _ in keymap.followers(QUEUE, ("g",))] == ["g", "q"]
    assert keymap.is_prefix(QUEUE, ("g",))
    assert not keymap.is_prefix(COMPOSER, ("g",))


@pytest.mark.parametrize(
    ("written", "tokens", "display"),
    [
        ("T", ("T",), "T"),
        ("shift+t", ("T",), "T"),
        ("Ctrl+S", ("ctrl+s",), "Ctrl+S"),
        ("g q", ("g", "q"), "g q"),
        ("esc", ("escape",), "Esc"),
        ("PgDn", ("pagedown",), "PgDn"),
        ("#", ("#",), "#"),
        (" ", ("space",), "Space"),
        ("f8", ("f8",), "F8"),
        ("shift+tab", ("shift+tab",), "Shift+Tab"),
        ("down", ("down",), "↓"),
    ],
)
def test_spelling_of_keys(written: str, tokens: tuple[str, ...], display: str) -> None:
    assert tokens_of(written) == tokens
    assert shown(written) == display


def test_same_id_twice_is_refused() -> None:
    with pytest.raises(ValueError, match=r"case\.take"):
        registry(command("case.take", "x"))
