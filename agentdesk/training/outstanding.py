"""What is expected of the trainee at an instant and not done yet."""

from collections.abc import Iterator

import msgspec

from agentdesk.training.scenario import Expected
from agentdesk.training.scoring import Attempt, begun_at, done, guests_of, is_done_before


class Outstanding(msgspec.Struct, frozen=True):
    """Something expected that has begun and is not done."""

    one: Expected
    guest: str
    """Of whom it is asked; ``""`` for the shift itself."""
    begun: int
    due_at: int | None
    """By when it is good, without the tolerance; ``None`` if any time is."""


def outstanding(of: Attempt, guest: str | None = None) -> Iterator[Outstanding]:
    """Yield what is outstanding, of one customer or of all, in the scenario's order.

    What must come after something else is left out until that is done.
    """
    for one in of.scenario.expected:
        guests = guests_of(of, one.arrival) if guest is None else [guest]
        for name in guests:
            if not _is_asked_of(of, one, name):
                continue
            begun = begun_at(of, one, name)
            if begun is None or done(of, one, name, begun) is not None:
                continue
            if all(is_done_before(of, before, name, of.until) for before in one.order):
                due = None if one.within is None else begun + one.within
                yield Outstanding(one, name, begun, due)


def _is_asked_of(of: Attempt, one: Expected, guest: str) -> bool:
    if not guest or not one.arrival:
        return bool(guest) == bool(one.arrival)
    return guest in of.guests and of.guests[guest].arrival.id == one.arrival
