"""How every customer felt over time, and what moved them."""

from agentdesk.training.customers import Felt
from agentdesk.training.happenings import Guest
from agentdesk.training.personas import LEVELS
from agentdesk.training.report.naming import Naming
from agentdesk.training.report.report import Feeling, Mood
from agentdesk.training.report.worked import Worked
from agentdesk.training.words import WORDS

ALSO = {"silence": "nobody wrote"}
"""What moves a mood and is no act."""


def mood_word(level: float) -> str:
    """Return a level as a word; halves count up."""
    return LEVELS[min(4, int(level + 0.5))]


def moods(of: Worked, names: Naming) -> tuple[Mood, ...]:
    """Return how each customer felt, in the order they came."""
    felt: dict[str, list[Felt]] = {}
    for one in of.felt:
        felt.setdefault(one.guest, []).append(one)
    return tuple(_mood(guest, felt.get(guest.key, []), names) for guest in of.guests.values())


def _mood(guest: Guest, felt: list[Felt], names: Naming) -> Mood:
    mood = guest.mood
    began = guest.arrived_at or 0
    first = Feeling(began, names.clock(began), mood.first, mood_word(mood.first), "")
    moves = [
        Feeling(one.at, names.clock(one.at), one.level, mood_word(one.level), by_words(one.word))
        for one in felt
    ]
    return Mood(
        customer=names.customer(guest.key),
        came=mood_word(mood.first),
        worst=mood_word(mood.worst),
        end=mood.word,
        gave_up=guest.left,
        feelings=(first, *moves),
    )


def by_words(word: str) -> str:
    """Say what moved a mood."""
    return ALSO.get(word) or WORDS.get(word, word)
