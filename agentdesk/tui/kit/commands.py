"""What the desk can do, one struct a command: keys, help, palette and footer read from here."""

from collections.abc import Iterable, Iterator

import msgspec

QUEUE = "queue"
CASE = "case"
FILTER = "filter"
SEARCH = "search"
FIND = "find"
FOUND = "found"
COMPOSER = "composer"
CHAT = "chat"
SHEET = "sheet"
BOARD = "board"
TRAINING = "training"
ANYWHERE = "anywhere"

CONTEXTS = frozenset(
    {QUEUE, CASE, FILTER, SEARCH, FIND, FOUND, COMPOSER, CHAT, SHEET, BOARD, TRAINING, ANYWHERE}
)
"""Where a command can apply. ``anywhere`` overlaps with all of them."""

TEXT_CONTEXTS = frozenset({COMPOSER, CHAT, SHEET, FILTER, SEARCH, FIND})
"""Contexts in which letters are text: a command without Ctrl or a function key cannot apply."""

PRESETS = ("desk", "mail", "function-keys")


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a person can do, by its id.

    Keys are written as people write them: ``T``, ``ctrl+s``, ``g q`` (one key after the other).
    ``mail`` and ``function_keys`` replace ``keys`` under those presets when given.
    """

    id: str
    title: str
    help: str
    group: str
    keys: tuple[str, ...] = ()
    mail: tuple[str, ...] | None = None
    function_keys: tuple[str, ...] | None = None
    contexts: frozenset[str] = frozenset({ANYWHERE})
    shown_as: str = ""
    """How the keys are written for people, where there are too many to list."""
    footer: str = ""
    """The short word in the footer line; empty when it never stands there."""
    weight: int = 0
    """How much the footer wants it: the heavier stays when room is short."""
    palette: bool = True
    movement: bool = False
    """Moves only; many of these in one read are no sign of pasted text."""

    def keys_for(self, preset: str) -> tuple[str, ...]:
        """Return the keys under ``preset``."""
        special = {"mail": self.mail, "function-keys": self.function_keys}.get(preset)
        return self.keys if special is None else special

    def applies(self, context: str) -> bool:
        """Say whether the command can be given in ``context``."""
        return ANYWHERE in self.contexts or context in self.contexts


class Registry:
    """All commands of a program, in the order in which help lists them."""

    def __init__(self, commands: Iterable[Command] = ()) -> None:
        self._by_id: dict[str, Command] = {}
        for command in commands:
            self.add(command)

    def add(self, command: Command) -> None:
        """Take a command in. Raises ``ValueError`` for a second one with the same id."""
        if command.id in self._by_id:
            raise ValueError(f"two commands are called {command.id}")
        if unknown := command.contexts - CONTEXTS:
            raise ValueError(f"{command.id} names unknown contexts: {', '.join(sorted(unknown))}")
        self._by_id[command.id] = command

    def __iter__(self) -> Iterator[Command]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, command_id: str) -> bool:
        return command_id in self._by_id

    def __getitem__(self, command_id: str) -> Command:
        return self._by_id[command_id]

    def applying(self, context: str) -> list[Command]:
        """Return the commands that can be given in ``context``."""
        return [command for command in self if command.applies(context)]

    def groups(self, context: str) -> dict[str, list[Command]]:
        """Return the commands of ``context`` by group, both in the order of registration."""
        found: dict[str, list[Command]] = {}
        for command in self.applying(context):
            found.setdefault(command.group, []).append(command)
        return found
