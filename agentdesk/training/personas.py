"""What a customer feels: an emotion from calm to abusive, moved by what is done and left undone.

Nothing here draws lots. A calming act works in full once, half the second time and then no more,
so that nobody is calmed by repetition; what angers, angers each time.
"""

import hashlib
from random import Random

import msgspec

from agentdesk.training.scenario import Persona

LEVELS = ("calm", "uneasy", "upset", "angry", "abusive")
"""Emotion 0 to 4, in words."""

MOVES: dict[str, float] = {
    "acknowledge": -1.0,
    "summarise": -0.5,
    "own": -1.0,
    "choice": -0.5,
    "next_step": -0.5,
    "kept": -1.0,
    "warned": -0.5,
    "blame": 1.0,
    "jargon": 0.5,
    "asked_again": 1.0,
    "broke": 1.0,
    "transferred": 0.5,
    "silence": 0.5,
}
"""How acts move people, unless a persona says otherwise: less than nothing is calmer."""
FADES = (1.0, 0.5)
"""How much of a calming act works, the first and the second time."""
HIGHEST = 4.0


class Mood(msgspec.Struct, frozen=True):
    """How a customer feels now, felt at the beginning, and felt at worst."""

    level: float
    first: float
    worst: float
    worked: tuple[tuple[str, int], ...] = ()
    """How often each calming act has been tried."""

    @property
    def step(self) -> int:
        """The emotion as a whole number from 0 to 4; halves count up."""
        return min(4, int(self.level + 0.5))

    @property
    def word(self) -> str:
        """The emotion in a word."""
        return LEVELS[self.step]


def begin(persona: Persona) -> Mood:
    """Return how a customer feels when they come."""
    level = float(persona.emotion)
    return Mood(level, level, level)


def moved(persona: Persona, mood: Mood, word: str) -> Mood:
    """Return how a customer feels after an act, or after a silence."""
    by = persona.moves.get(word, MOVES.get(word, 0.0))
    if by == 0:
        return mood
    worked = dict(mood.worked)
    if by < 0:
        tried = worked.get(word, 0)
        worked[word] = tried + 1
        by *= FADES[tried] if tried < len(FADES) else 0.0
    level = min(HIGHEST, max(0.0, mood.level + by))
    return Mood(level, mood.first, max(mood.worst, level), tuple(sorted(worked.items())))


def stream(seed: int, *names: str) -> Random:
    """Return the one stream of chance of a customer; only its ``random()`` may be used.

    It depends on the scenario's seed and the customer alone, so that what one customer does
    changes nothing for another.
    """
    name = "/".join((str(seed), *names)).encode()
    return Random(int.from_bytes(hashlib.sha256(name).digest()[:8], "big"))


def between(random: Random, low: int, high: int) -> int:
    """Draw a whole number from ``low`` up to, but not, ``high``; ``low`` if they are equal."""
    return low + int((high - low) * random.random())
