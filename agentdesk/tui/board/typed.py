"""The words of the typed line: what may be typed, how it goes on, what it means. Pure."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from agentdesk.board.errors import BoardError
from agentdesk.board.wording import WINDOW_WORDS
from agentdesk.domain.setup import Setup
from agentdesk.tui.board.filtering import choices
from agentdesk.tui.board.words import variant_name
from agentdesk.tui.kit.glyphs import words_in_ascii
from agentdesk.tui.kit.typed_line import Candidate

Words = Sequence[tuple[str, str]]
Lists = Mapping[str, Words]
"""By verb: the words that may follow, and what each means."""

COMMANDS: dict[str, tuple[str, str]] = {
    "live": ("board.live", "back to now"),
    "freeze": ("board.freeze", "stand at this moment"),
    "help": ("board.help", "every key"),
    "quit": ("quit", "leave the board"),
}
"""Verbs that do what a key does, and take nothing."""
TAKING: dict[str, str] = {
    "at": "a moment: 10:32, 2026-03-02T10:32, -15m",
    "case": "a case's history, by its number",
    "window": "what the figures count",
    "formula": "the service level that is shown",
    "only": "a queue, team, channel or site",
    "play": "let the past run, 1 to 600 times as fast",
    "theme": "another look",
}
EVERYTHING = ("everything", "no filter")
_MOMENTS = (
    ("-15m", "15 minutes before what is shown"),
    ("-1h", "an hour before what is shown"),
    ("10:32", "at that time of the day shown"),
    ("yesterday 14:00", "the day before today"),
    ("2026-03-02T10:32", "at that minute"),
)
_FASTEST = 600
_LONGEST = 18
"""A number of more digits than this names nothing that a store can hold."""


class Said(NamedTuple):
    """A line that was understood: a verb, or a command's id, and what it is about."""

    verb: str
    rest: str = ""


def lists_of(setup: Setup, themes: Sequence[str], *, plain: bool = False) -> Lists:
    """Return what may follow each verb; ``plain`` in ASCII."""
    from agentdesk.board.figures.registry import VARIANTS, find

    written = words_in_ascii if plain else str
    return {
        "window": list(WINDOW_WORDS.items()),
        "formula": [(_word(figure), written(find(figure).formula)) for figure in VARIANTS],
        "only": [(choice.id, f"{choice.kind} {choice.name}") for choice in choices(setup)],
        "theme": [(theme, "") for theme in themes],
    }


def complete(line: str, lists: Lists) -> list[Candidate]:
    """Return how a line may go on."""
    verb, blank, rest = line.partition(" ")
    if not blank:
        verbs = [*TAKING.items(), EVERYTHING, *((v, hint) for v, (_, hint) in COMMANDS.items())]
        found = [Candidate(verb, hint) for verb, hint in sorted(verbs) if verb.startswith(line)]
        return found or (moments(line) if line[:1] in ("-", "−") else [])
    if verb == "at":
        return [Candidate(f"at {one.line}", one.hint) for one in moments(rest)]
    return [
        Candidate(f"{verb} {word}", hint)
        for word, hint in lists.get(verb, ())
        if word.lower().startswith(rest.lower())
    ]


def moments(line: str) -> list[Candidate]:
    """Return how a moment may be written."""
    return [Candidate(word, hint) for word, hint in _MOMENTS if word.startswith(line)]


def understand(line: str, lists: Lists) -> Said:
    """Return what a line says. A bare number is a case, what is no verb is a moment.

    Raises ``BoardError`` with a sentence.
    """
    verb, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    if verb == EVERYTHING[0] or (verb == "only" and rest == EVERYTHING[0]):
        return Said(EVERYTHING[0])
    if verb in COMMANDS:
        return Said(COMMANDS[verb][0])
    if verb.isdecimal() and not rest:
        return Said("case", _what("case", verb, lists))
    if verb in TAKING:
        return Said(verb, _what(verb, rest, lists))
    if near := get_close_matches(verb, [*TAKING, *COMMANDS, EVERYTHING[0]], 1):
        raise BoardError(f"There is no word {verb}. Did you mean {near[0]}?")
    return Said("at", line.strip())


def _what(verb: str, rest: str, lists: Lists) -> str:
    if not rest:
        raise BoardError(f"Say more: {verb} takes {TAKING[verb]}.")
    if verb == "case":
        if not rest.isdecimal():
            raise BoardError(f"“{rest}” is no case number.")
        if len(rest) > _LONGEST:
            raise BoardError(f"There is no case {rest}.")
    elif verb == "play":
        if not rest.isdecimal() or len(rest) > _LONGEST or not 0 <= int(rest) <= _FASTEST:
            raise BoardError(f"Play takes a speed from 0 to {_FASTEST}.")
    elif verb in lists:
        words = {word.lower(): word for word, _ in lists[verb]}
        found = words.get(rest.lower())
        if found is None and len(begun := [w for w in words if w.startswith(rest.lower())]) == 1:
            # As much of it as tells it from the others.
            found = words[begun[0]]
        if found is None:
            raise BoardError(f"“{rest}” is not known. {verb} takes {', '.join(words.values())}.")
        return f"service_level.{found}" if verb == "formula" else found
    return rest


def _word(figure: str) -> str:
    return variant_name(figure).replace(" ", "_")
