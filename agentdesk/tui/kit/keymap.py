"""Which key gives which command: a preset, the person's own changes, checked before use."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from agentdesk.tui.kit.commands import (
    ANYWHERE,
    CONTEXTS,
    PRESETS,
    TEXT_CONTEXTS,
    Command,
    Registry,
)
from agentdesk.tui.kit.keynames import (
    ALWAYS_FORBIDDEN,
    EDITING,
    Token,
    is_text,
    shown,
    tokens_of,
)

Sequence = tuple[Token, ...]


class KeymapError(ValueError):
    """The keymap cannot be used. ``problems`` holds one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Keymap:
    """A checked keymap. Build it with :func:`build_keymap`."""

    def __init__(self, registry: Registry, keys: Mapping[str, tuple[str, ...]]) -> None:
        self.registry = registry
        self._keys = dict(keys)
        self._found: dict[str, dict[Sequence, str]] = {}
        self._moves: dict[str, frozenset[Token]] = {}
        for context in CONTEXTS:
            table: dict[Sequence, str] = {}
            moves: set[Token] = set()
            for command in registry.applying(context):
                for written in keys[command.id]:
                    sequence = tokens_of(written)
                    if context in TEXT_CONTEXTS and is_text(sequence[0]):
                        continue
                    table[sequence] = command.id
                    if command.movement:
                        moves.update(sequence)
            self._found[context] = table
            self._moves[context] = frozenset(moves)

    def command(self, context: str, sequence: Sequence) -> str | None:
        """Return the id of the command a key sequence gives in ``context``."""
        return self._found[context].get(sequence)

    def is_prefix(self, context: str, sequence: Sequence) -> bool:
        """Say whether more keys may follow."""
        size = len(sequence)
        return any(len(known) > size and known[:size] == sequence for known in self._found[context])

    def followers(self, context: str, sequence: Sequence) -> list[tuple[str, Command]]:
        """Return what may follow a prefix: the key as shown, and the command it gives."""
        size = len(sequence)
        return [
            (shown(" ".join(known[size:])), self.registry[command_id])
            for known, command_id in self._found[context].items()
            if len(known) > size and known[:size] == sequence
        ]

    def moves(self, context: str) -> frozenset[Token]:
        """Return the keys that only move in ``context``."""
        return self._moves[context]

    def label(self, command_id: str) -> str:
        """Return the first key of a command as shown, empty when it has none."""
        keys = self._keys.get(command_id, ())
        return shown(keys[0]) if keys else ""

    def labels(self, command_id: str) -> list[str]:
        """Return all keys of a command as shown."""
        command = self.registry[command_id]
        if command.shown_as and self._keys.get(command_id) == command.keys:
            return [command.shown_as]
        return [shown(written) for written in self._keys.get(command_id, ())]


def build_keymap(
    registry: Registry,
    preset: str = "desk",
    overrides: Mapping[str, Iterable[str]] | None = None,
) -> Keymap:
    """Return the keymap of a preset with a person's changes (keys by command id).

    Raises :class:`KeymapError` listing everything wrong with it: an unknown preset, command or
    key, a key that must not be used, a key with two owners in places that overlap.
    """
    problems: list[str] = []
    if preset not in PRESETS:
        raise KeymapError([f"There is no preset {preset}. There are {', '.join(PRESETS)}."])
    keys = {command.id: command.keys_for(preset) for command in registry}
    for command_id, written in (overrides or {}).items():
        if command_id in registry:
            keys[command_id] = (written,) if isinstance(written, str) else tuple(written)
        else:
            problems.append(_unknown_command(registry, command_id))
    for command in registry:
        keys[command.id], wrong = _usable(command, keys[command.id])
        problems += wrong
    problems += _clashes(registry, keys)
    if problems:
        raise KeymapError(problems)
    return Keymap(registry, keys)


def _unknown_command(registry: Registry, command_id: str) -> str:
    near = get_close_matches(command_id, [command.id for command in registry], 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"The keymap names {command_id}, which is no command.{hint}"


def _usable(command: Command, keys: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """Return the keys that can be used and a sentence for each of the others."""
    good: list[str] = []
    problems: list[str] = []
    in_text = bool(command.contexts & (TEXT_CONTEXTS | {ANYWHERE}))
    for written in keys:
        try:
            sequence = tokens_of(written)
        except ValueError:
            problems.append(f"{written!r}, given to {command.id}, is no key.")
            continue
        if reason := _forbidden(sequence, in_text):
            problems.append(f"{shown(written)} cannot be given to {command.id}: {reason}.")
        elif command.contexts <= TEXT_CONTEXTS and is_text(sequence[0]):
            problems.append(f"{shown(written)} cannot be given to {command.id}: it writes there.")
        else:
            good.append(written)
    return tuple(good), problems


def _forbidden(sequence: Sequence, in_text: bool) -> str:
    for token in sequence:
        if reason := ALWAYS_FORBIDDEN.get(token):
            return reason
        if token.startswith("alt+"):
            return "terminals send Esc and the key for it"
        if in_text and token in EDITING:
            return "it edits inside text boxes"
    return ""


def _overlap(one: Command, other: Command, sequence: Sequence) -> bool:
    if one.contexts & other.contexts:
        return True
    if ANYWHERE not in one.contexts | other.contexts:
        return False
    specific = (one.contexts | other.contexts) - {ANYWHERE}
    # A letter that acts anywhere is text in a text box, so the two never meet there.
    return not (is_text(sequence[0]) and specific <= TEXT_CONTEXTS)


def _clashes(registry: Registry, keys: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return a sentence for every key with two owners, and for every prefix that is also a key."""
    problems: list[str] = []
    taken: list[tuple[Sequence, Command]] = []
    for command in registry:
        for written in keys[command.id]:
            sequence = tokens_of(written)
            for known, owner in taken:
                if owner.id == command.id or not _overlap(owner, command, sequence):
                    continue
                size = min(len(known), len(sequence))
                if known == sequence:
                    problems.append(
                        f"{shown(written)} has two owners: {owner.id} ({owner.title}) and "
                        f"{command.id} ({command.title}). Give one of them another key."
                    )
                elif known[:size] == sequence[:size]:
                    problems.append(
                        f"{shown(' '.join(known))} of {owner.id} and {shown(written)} of "
                        f"{command.id} begin alike, so one could never be reached."
                    )
            taken.append((sequence, command))
    return problems
