"""What a good agent would do now, in words: the expected acts that are open and not done."""

import msgspec

from agentdesk.training.play.play import Play
from agentdesk.training.scenario import Expected
from agentdesk.training.scoring import Item
from agentdesk.training.words import said, wanted


class Hint(msgspec.Struct, frozen=True):
    """One expected act that is still to be done."""

    words: str
    """``Ravi Nair: write to the customer``."""
    why: str
    case_id: int | None
    due_at: int | None
    """Until when it counts in full; ``None`` if that has no time. It may be over."""
    read: tuple[str, ...] = ()
    """Articles that help."""


def open_hints(play: Play) -> tuple[Hint, ...]:
    """Return what is open in a play as it stands, what is due first at the front."""
    expected = {one.id: one for one in play.scenario.expected}
    found: dict[tuple[str, str], Hint] = {}
    for part in play.score().parts:
        for item in part.items:
            begun = item.got == 0 or (item.got is None and item.due_at is not None)
            if item.of != "expected" or not begun:
                continue
            one = expected[item.id]
            if not _is_done(play, one, item):
                found[item.id, item.guest] = _hint(play, one, item.guest, item.due_at)
    # What comes after something that is still to be done is no hint yet.
    first = [
        hint
        for (id, guest), hint in found.items()
        if not any((name, guest) in found for name in expected[id].order)
    ]
    late = 1 << 62
    return tuple(sorted(first, key=lambda hint: hint.due_at or late))


def _is_done(play: Play, one: Expected, item: Item) -> bool:
    """Say whether it was done after all, too late or too early: the item has its instant then."""
    acts = [wanted(text) for text in one.any_of]
    return any(
        act.at == item.at
        and item.guest in ("", act.guest)
        and any(wish.fits(act.word, act.detail) for wish in acts)
        for act in play.crowd.acts
    )


def _hint(play: Play, one: Expected, guest: str, due_at: int | None) -> Hint:
    who = play.crowd.guests.get(guest)
    act = said(one.any_of[0])
    words = f"{who.name}: {act}" if who is not None else act.capitalize()
    case_id = play.acts.case_of(guest) if guest else None
    return Hint(words, one.why, case_id, due_at, one.read)
