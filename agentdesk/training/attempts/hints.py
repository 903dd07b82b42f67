"""What a good agent would do now, in words: the expected acts that are open and not done."""

import msgspec

from agentdesk.training.outstanding import outstanding
from agentdesk.training.play.play import Play
from agentdesk.training.scenario import Expected
from agentdesk.training.scoring import attempt
from agentdesk.training.words import act_words

LATE = 1 << 62


class Hint(msgspec.Struct, frozen=True):
    """One expected act that is still to be done."""

    words: str
    """``Ravi Nair: write to the customer``."""
    why: str
    case_id: int | None
    due_at: int | None
    """By when it is good; ``None`` if any time is. It may be over."""
    read: tuple[str, ...] = ()
    """Articles that help."""


def open_hints(play: Play) -> tuple[Hint, ...]:
    """Return what is open in a play as it stands, what is due first at the front."""
    now = attempt(play.crowd, play.found, play.now)
    found = [_hint(play, item.one, item.guest, item.due_at) for item in outstanding(now)]
    return tuple(sorted(found, key=lambda hint: LATE if hint.due_at is None else hint.due_at))


def _hint(play: Play, one: Expected, guest: str, due_at: int | None) -> Hint:
    who = play.crowd.guests.get(guest)
    act = act_words(play.scenario, one.any_of[0])
    words = f"{who.name}: {act}" if who is not None else act.capitalize()
    case_id = play.acts.case_of(guest) if guest else None
    return Hint(words, one.why, case_id, due_at, one.read)
