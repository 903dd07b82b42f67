"""What a run by somebody else comes to, as far as it stands beside an attempt."""

import msgspec

from agentdesk.training.regret import regret
from agentdesk.training.report.worked import Worked
from agentdesk.training.scenario import Arrival

EXPERT = "an expert"


class Other(msgspec.Struct, frozen=True):
    """One run of the same scenario by an expert or a naive trainee."""

    who: str
    """:data:`EXPERT`, or what the order of a naive trainee is called."""
    points: float
    out_of: int
    passed: bool
    share: float | None
    """The regret of the order, 0 best and 1 worst."""
    taken: tuple[str, ...]
    """Whose cases were taken, in order: the customer's key, else the case's number."""
    waits: dict[str, int | None]
    """How long each customer waited for the first word, in ms; ``None`` if there was none."""


def other_of(who: str, of: Worked) -> Other:
    """Return what of a run stands beside an attempt."""
    score = of.score
    return Other(
        who=who,
        points=score.points,
        out_of=score.out_of,
        passed=score.passed,
        share=regret(of.picks).share,
        taken=tuple(of.names(of.picks)),
        waits=waits(of),
    )


def first_words_to(arrival: Arrival) -> tuple[str, ...]:
    """Return the acts that are a first word: to whoever calls, that somebody talks to them."""
    return ("answered", "connected") if arrival.channel == "call" else ("answered",)


def waits(of: Worked) -> dict[str, int | None]:
    """Return how long each customer waited for the trainee's first word; ``None`` for no word."""
    first: dict[str, int] = {}
    for act in of.acts:
        guest = of.guests.get(act.guest)
        if guest is None or act.by != of.scenario.trainee:
            continue
        if act.word in first_words_to(guest.arrival):
            first.setdefault(act.guest, act.at)
    return {
        key: None if guest.arrived_at is None or key not in first else first[key] - guest.arrived_at
        for key, guest in of.guests.items()
    }
