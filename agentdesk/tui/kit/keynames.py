"""The names of keys: what a person writes in a keymap, what arrives, what is shown."""

from textual.events import Key
from textual.keys import Keys, _character_to_key

Token = str
"""One key press in our spelling: a printable character as itself, else Textual's name."""

_NAMED = {key.value for key in Keys} | {
    f"shift+{name}" for name in ("tab", "up", "down", "left", "right", "home", "end", "f5")
}
_SPELLINGS = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "pgdn": "pagedown",
    "pgup": "pageup",
    "backtab": "shift+tab",
    " ": "space",
}
_SHOWN = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "backspace": "Backspace",
    "delete": "Del",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}

ALWAYS_FORBIDDEN = {
    "ctrl+a": "screen and tmux take it",
    "ctrl+b": "screen and tmux take it",
    "ctrl+enter": "most terminals send Enter for it",
    "shift+enter": "most terminals send Enter for it",
    "ctrl+i": "it is the same byte as Tab",
    "ctrl+m": "it is the same byte as Enter",
    "ctrl+h": "it is the same byte as Backspace",
    "ctrl+left_square_bracket": "it is the same byte as Esc",
}
"""Keys no command may have, and why."""

EDITING = frozenset({*(f"ctrl+{letter}" for letter in "aekuwdxvzy"), "f6", "f7"})
"""Keys that edit inside a text box; forbidden where letters are text."""


def tokens_of(written: str) -> tuple[Token, ...]:
    """Read a key or a sequence as a person writes it. Raises ``ValueError`` for unknown names."""
    if written == " ":
        return ("space",)
    parts = written.split()
    if not parts:
        raise ValueError("an empty key")
    return tuple(_token(part) for part in parts)


def _token(written: str) -> Token:
    if len(written) == 1:
        return written
    name = written.lower()
    name = _SPELLINGS.get(name, name)
    *modifiers, last = name.split("+")
    if modifiers == ["shift"] and len(last) == 1 and last.isalpha():
        return last.upper()
    if len(last) == 1 and not last.isalnum():
        name = "+".join([*modifiers, _character_to_key(last)])
    known = name in _NAMED or (
        modifiers in (["alt"], ["ctrl"], ["shift"]) and (len(last) == 1 or last in _NAMED)
    )
    if not known:
        raise ValueError(written)
    return name


def token_of(event: Key) -> Token:
    """Return the token of an arriving key; ``shift+t`` counts as ``T``."""
    key = event.key
    if key == "space" or key.startswith(("ctrl+", "alt+")):
        return key
    if key.startswith("shift+") and len(key) == 7 and key[6].isalpha():
        return key[6].upper()
    character = event.character
    if character is not None and len(character) == 1 and character.isprintable():
        return character
    return key


def is_text(token: Token) -> bool:
    """Say whether the key writes a character in a text box."""
    return len(token) == 1 or token == "space"


def shown(written: str) -> str:
    """Return a key as screens show it: ``Ctrl+S``, ``g q``, ``F2``, ``↓``."""
    return " ".join(_shown(token) for token in tokens_of(written))


def _shown(token: Token) -> str:
    if len(token) == 1 or token in _SHOWN:
        return _SHOWN.get(token, token)
    *modifiers, last = token.split("+")
    last = _SHOWN.get(last, last.upper() if len(last) <= 3 else last)
    return "+".join([*(part.capitalize() for part in modifiers), last])
