"""Whether an attempt is over: it was ended, or it is an exam whose time is up on the wall.

Nobody need come back to an exam for that. Whoever does finds that everything has happened
meanwhile.
"""

from agentdesk.training.attempts.book import Book
from agentdesk.training.checking import started_at
from agentdesk.training.scenario import Scenario


def left_of_exam(book: Book, scenario: Scenario, now: int) -> int | None:
    """Return how long an exam that nobody ended goes on, in ms; negative once its time is up.

    ``now`` is the wall's instant. ``None`` for what is no exam, or was ended.
    """
    if not goes_on_alone(book):
        return None
    _, piece = book.current
    return end_of(scenario) - piece.at - (now - piece.wall)


def goes_on_alone(book: Book) -> bool:
    """Say whether time passes in an attempt whoever is there: in an exam that nobody ended."""
    return book.about.mode == "exam" and book.state == "working"


def is_over(book: Book, scenario: Scenario, now: int) -> bool:
    """Say whether an attempt is over at an instant of the wall."""
    left = left_of_exam(book, scenario, now)
    return book.state == "finished" if left is None else left <= 0


def end_of(scenario: Scenario) -> int:
    """Return when the shift ends, in its own time."""
    return started_at(scenario.start) + scenario.length
