"""A person's settings: defaults, file, environment, command line, in that order."""

from pathlib import Path

import pytest

from agentdesk.config import (
    ConfigError,
    Settings,
    asks_for_keys,
    default_store,
    keep_preset,
    load_settings,
)


@pytest.fixture(autouse=True)
def _nobodys_own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("agentdesk.config.config_file", lambda: tmp_path / "none" / "settings.yaml")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "settings.yaml"
    path.write_text("store: /srv/desk.db\ntheme: desk-light\nkeys: {case.resolve: x}\n")
    return path


def test_without_a_file_the_defaults_hold() -> None:
    settings = load_settings({})
    assert settings.store == default_store()
    assert settings.after_send == Settings().after_send == "stay"
    assert settings.sender


def test_the_file_counts_more_than_the_defaults(file: Path) -> None:
    settings = load_settings({}, file)
    assert settings.store == "/srv/desk.db"
    assert settings.theme == "desk-light"
    assert settings.keys == {"case.resolve": ("x",)}


def test_the_environment_counts_more_than_the_file(file: Path) -> None:
    settings = load_settings({"AGENTDESK_STORE": "/tmp/a: b", "AGENTDESK_ASCII": "true"}, file)
    assert settings.store == "/tmp/a: b"
    assert settings.ascii is True
    assert settings.theme == "desk-light"


def test_the_command_line_counts_most(file: Path) -> None:
    settings = load_settings({"AGENTDESK_STORE": "/tmp/env.db"}, file, store="/tmp/given.db")
    assert settings.store == "/tmp/given.db"


def test_what_the_command_line_leaves_out_changes_nothing(file: Path) -> None:
    assert load_settings({}, file, store=None).store == "/srv/desk.db"


def test_a_wrong_field_names_file_line_and_the_nearest_one(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text("store: a.db\n\nthem: desk-dark\nafter_send: nxt\n")
    with pytest.raises(ConfigError) as caught:
        load_settings({}, path)
    assert caught.value.problems == [
        f"{path}, line 3, them: there is no such field. Did you mean theme?",
        f"{path}, line 4, after_send: “nxt” is none of list, next, stay. Did you mean next?",
    ]


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings({"AGENTDESK_ASCII": "maybe"}, None)
    assert caught.value.problems == [
        "The environment variable AGENTDESK_ASCII: “maybe” is not true or false."
    ]


def test_a_misspelt_variable_is_told_rather_than_ignored() -> None:
    with pytest.raises(ConfigError, match="Did you mean AGENTDESK_STORE"):
        load_settings({"AGENTDESK_STROE": "/tmp/x.db"})


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no file"):
        load_settings({}, tmp_path / "gone.yaml")


def test_the_keys_are_asked_for_once() -> None:
    assert asks_for_keys({})
    assert not asks_for_keys({"AGENTDESK_PRESET": "desk"})
    keep_preset("mail")
    assert not asks_for_keys({})
    assert load_settings({}).preset == "mail"


def test_own_views_stand_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("views:\n  - {id: v, key: b, name: Mine, owner: me, older_than: 2d}\n")
    (view,) = load_settings({}, file).views
    assert (view.key, view.owner, view.older_than) == ("b", ("me",), 2 * 86_400_000)
    file.write_text("views:\n  - {id: v, key: b, nmae: Mine}\n")
    with pytest.raises(ConfigError, match=r"line 2.* Did you mean name\?"):
        load_settings({}, file)
