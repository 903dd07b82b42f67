"""A person's own settings: the store, the keys, the look, what follows a send.

What counts, from the weakest to the strongest: the defaults below, the settings file
(``settings.yaml`` in the platform's configuration folder, or ``AGENTDESK_CONFIG``), the
environment (``AGENTDESK_STORE`` and so on), the command line. How the desk itself works (queues,
people, policies) is the set-up and lives in the store.
"""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import msgspec

from agentdesk.boardsettings import BoardSettings
from agentdesk.document import DocumentError, convert, parse_document, read_document
from agentdesk.macro import Macro
from agentdesk.saved_view import SavedView

PREFIX = "AGENTDESK_"
_IN_FILES = ("keys", "views", "macros", "board")
"""Settings that are too large for a variable."""


class ConfigError(DocumentError):
    """A setting is wrong. ``problems`` holds one sentence each: file or variable, line, field."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's settings. Every field can stand in the file, all but ``keys``, ``views``,
    ``macros`` and ``board`` in the environment."""

    store: str = ""
    """A path or a ``postgresql://`` URL; empty for :func:`default_store`."""
    preset: Literal["desk", "mail", "function-keys"] = "desk"
    """Which keys: the desk's own, those of mail programs, or function keys."""
    keys: dict[str, tuple[str, ...]] = {}
    """Own keys by command id, over the preset's."""
    theme: str = "desk-dark"
    """``desk-dark``, ``desk-light`` or any theme of Textual."""
    after_send: Literal["stay", "next", "list"] = "stay"
    """What comes after a send: the same case, the next of mine, or the list."""
    colours: Literal["auto", "none"] = "auto"
    """``none`` paints without colour, as ``NO_COLOR`` does."""
    ascii: bool = False
    """Draw with plain ASCII only."""
    views: tuple[SavedView, ...] = ()
    """Own lists of cases, reached with ``f`` and a key, beside the team's."""
    macros: tuple[Macro, ...] = ()
    """Own macros, run with ``m`` and a key, beside the team's."""
    sender: str = ""
    """The folder that out-going mail is written to; empty for ``outgoing`` beside the store's
    default place."""
    sender_format: Literal["eml", "maildir"] = "eml"
    """One ``.eml`` file a mail, or a Maildir."""
    board: BoardSettings = BoardSettings()
    """What the supervisor's board shows and when it warns."""

    def with_look(self, ascii: bool | None, theme: str | None) -> "Settings":
        """Return the settings with the look that the command line names."""
        return msgspec.structs.replace(
            self,
            ascii=self.ascii if ascii is None else ascii,
            theme=theme or self.theme,
        )


def config_file() -> Path:
    """Return where the settings file is, whether or not it exists."""
    import platformdirs

    chosen = os.environ.get(PREFIX + "CONFIG")
    if chosen:
        return Path(chosen).expanduser()
    return platformdirs.user_config_path("agentdesk", appauthor=False) / "settings.yaml"


def data_folder() -> Path:
    """Return the folder of the default store, whether or not it exists."""
    import platformdirs

    return platformdirs.user_data_path("agentdesk", appauthor=False)


def default_store() -> str:
    """Return the path of the store that is used when none is named."""
    return str(data_folder() / "desk.db")


def asks_for_keys(environ: Mapping[str, str] | None = None) -> bool:
    """Say whether nobody has chosen the keys yet: no settings file, no environment variable."""
    environ = os.environ if environ is None else environ
    return PREFIX + "PRESET" not in environ and not config_file().exists()


def keep_preset(preset: str) -> None:
    """Begin the settings file with the keys a person chose. Raises ``OSError``."""
    path = config_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(f"# Your own settings; docs/administrators.md lists them.\npreset: {preset}\n")


def load_settings(
    environ: Mapping[str, str] | None = None, file: Path | None = None, **given: Any
) -> Settings:
    """Return the settings that count. ``given`` (the command line) wins; ``None`` there is unset.

    Raises :class:`ConfigError`.
    """
    environ = os.environ if environ is None else environ
    path = config_file() if file is None else file
    base = Settings()
    # A file that was named must be there; the default one need not.
    if path.exists() or file is not None or PREFIX + "CONFIG" in environ:
        try:
            base = convert(read_document(path), Settings)
        except DocumentError as error:
            raise ConfigError(error.problems) from None
    changes = _from_environment(environ)
    changes.update({name: value for name, value in given.items() if value is not None})
    settings = msgspec.structs.replace(base, **changes)
    if not settings.store:
        settings = msgspec.structs.replace(settings, store=default_store())
    if not settings.sender:
        settings = msgspec.structs.replace(settings, sender=str(data_folder() / "outgoing"))
    return settings


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    named = (name for name in Settings.__struct_fields__ if name not in _IN_FILES)
    fields = {name: PREFIX + name.upper() for name in named}
    known = {*fields.values(), PREFIX + "CONFIG"}
    for name in environ:
        near = get_close_matches(name, known, 1, 0.85) if name.startswith(PREFIX) else []
        if name not in known and near:
            raise ConfigError(
                [f"The environment variable {name} is not known. Did you mean {near[0]}?"]
            )
    changes: dict[str, Any] = {}
    for name, variable in fields.items():
        if variable not in environ:
            continue
        quoted = msgspec.json.encode(environ[variable]).decode()
        document = parse_document(f"{name}: {quoted}", "environment")
        try:
            changes[name] = getattr(convert(document, Settings), name)
        except DocumentError as error:
            said = [problem.split(": ", 1)[1] for problem in error.problems]
            raise ConfigError(
                [f"The environment variable {variable}: {words}" for words in said]
            ) from None
    return changes
