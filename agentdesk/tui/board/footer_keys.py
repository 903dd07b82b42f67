"""Which keys the footer offers: those that mean something where the keyboard is, then or now."""

from agentdesk.tui.board.screen import STRIP
from agentdesk.tui.kit.commands import BOARD
from agentdesk.tui.kit.keymap import Keymap
from agentdesk.tui.kit.lines import Hint, hints_of

_BEHIND = {"feed": "its history", "shift": "go there"}
"""What ``d`` opens in each pane; elsewhere what is behind a number."""
_NUMBERS = (STRIP, "queues", "agents")


def hints(keymap: Keymap, here: str, *, live: bool, playing: bool) -> list[Hint]:
    """Return the keys for a place, live or in a past that stands or plays, heaviest first."""
    words = {
        "behind it": _BEHIND.get(here, "behind it"),
        "why": "why" if here in _NUMBERS else "",
        "freeze": "freeze" if live or playing else "play",
        "live": "" if live else "live",
    }
    found = [
        (key, words.get(word, word), 100 if word == "live" else weight)
        for key, word, weight in hints_of(keymap, BOARD)
    ]
    if here == "shift":
        moves = f"{keymap.label('board.left')} {keymap.label('board.right')}"
        found.append((moves, "a moment of it", 95))
        found = [hint for hint in found if hint[1] != "a moment"]
    return sorted((hint for hint in found if hint[1]), key=lambda hint: -hint[2])
