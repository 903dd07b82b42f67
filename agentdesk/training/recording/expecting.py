"""What is expected of a trainee: what the experienced ones did with the same contact.

By when follows the desk's own policies: within the target that a case's clock had, with a tenth of
it as tolerance, as the desk's last warning stands at 90 %. What no policy has a time for has half
as long again as it took those who did it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from agentdesk.clock import MINUTE
from agentdesk.training.recording.houses import House
from agentdesk.training.recording.visits import Did, Visit
from agentdesk.training.scenario import Expected, RubricPart
from agentdesk.training.words import WORDS

MOST = 400
"""So many acts a scenario may expect; the more telling ones are kept."""
ENDS = ("resolved", "escalated", "transferred", "closed", "returned")
"""What settles a case, or moves it on; the first that is there is what is expected of its end."""
DETAILS = {
    "resolved": "ending",
    "escalated": "reason",
    "transferred": "queue",
    "complaint": "category",
}
"""Words whose detail is a code of the set-up, and of which kind."""
OTHERS: dict[str, tuple[RubricPart, str]] = {
    "verified": ("care", "Who they were was made sure of first."),
    "redacted": ("care", "What should not stand there was taken out."),
    "promised": ("outcome", "They were told by when they would hear."),
    "linked": ("outcome", "It belongs to a known event."),
    "complaint": ("outcome", "It was a complaint, and taken as one."),
    "asked_lead": ("outcome", "A lead was asked."),
    "prioritised": ("outcome", "It could not wait as it stood."),
    "goodwill": ("outcome", "Something was granted out of goodwill."),
}
"""What else is expected where it was done: its part of the rubric, and why."""
KEPT = {"1", "2", "3", "4", "refund", "credit", "replacement", "spam", "duplicate"}
"""Details that are the program's own words."""


class Wish(NamedTuple):
    """Something to expect, and how telling it is; the smaller, the more."""

    rank: int
    number: int
    act: Expected


def expected(arrivals: Iterable[tuple[str, Visit]], house: House, length: int) -> list[Expected]:
    """Return what is expected of each arrival, the most telling acts if they are too many."""
    wishes = [
        Wish(rank, number, act)
        for number, (id, visit) in enumerate(arrivals)
        for rank, act in _of(id, visit, house, length)
    ]
    kept = sorted(sorted(wishes, key=lambda wish: wish[:2])[:MOST], key=lambda wish: wish.number)
    ids = {wish.act.id for wish in kept}
    return [_ordered(wish.act, ids) for wish in kept]


def _ordered(act: Expected, ids: set[str]) -> Expected:
    return replace(act, order=tuple(id for id in act.order if id in ids))


def _of(id: str, visit: Visit, house: House, length: int) -> Iterator[tuple[int, Expected]]:
    did = {word: one for word in WORDS for one in [_first(visit, word)] if one is not None}
    order: tuple[str, ...] = ()
    if "verified" in did and "resolved" in did:
        order = (f"{id}-verified",)
    end = next((did[word] for word in ENDS if word in did), None)
    if end is not None and end.at - visit.at < length:
        within = _within(visit.settled_ms, end.at - visit.at, length)
        yield 0, _expected(id, "end", end, house, "outcome", _why_end(end), within, order=order)
    for word, (part, why) in OTHERS.items():
        one = did.get(word)
        if one is not None and one is not end and _counts(one, visit, length):
            yield 1, _expected(id, word, one, house, part, why, None)
    answered = did.get("answered") or did.get("connected")
    if answered is not None and answered.at - visit.at < length:
        within = _within(visit.promised_ms, answered.at - visit.at, length)
        why = "The desk promises an answer by then."
        yield 2, _expected(id, "answer", answered, house, "timeliness", why, within, weight=0.5)


def _counts(did: Did, visit: Visit, length: int) -> bool:
    """Say whether something is to be expected too: in time, possible there, and for good reason."""
    if did.word == "linked" and not visit.incident:
        return False
    urgent = did.word != "prioritised" or did.detail in ("1", "2")
    return urgent and did.at - visit.at < length


def _first(visit: Visit, word: str) -> Did | None:
    return next((one for one in visit.did if one.word == word), None)


def _within(target: int | None, took: int, length: int) -> int | None:
    """Return by when; ``None`` where that lies behind the shift."""
    limit = target if target is not None else max(MINUTE, took * 3 // 2)
    limit = max(1, round(limit / MINUTE)) * MINUTE
    return limit if limit < length else None


def _why_end(did: Did) -> str:
    return f"That is how an experienced colleague left it: {WORDS.get(did.word, did.word)}."


def _expected(
    id: str,
    name: str,
    did: Did,
    house: House,
    part: RubricPart,
    why: str,
    within: int | None,
    *,
    order: tuple[str, ...] = (),
    weight: float = 1,
) -> Expected:
    return Expected(
        id=f"{id}-{name}",
        arrival=id,
        any_of=(named(did, house),),
        within=within,
        tolerance=0 if within is None else within // 10 // MINUTE * MINUTE,
        order=order,
        part=part,
        weight=weight,
        why=why,
    )


def named(did: Did, house: House) -> str:
    """Return an act as a scenario names it; a detail that is no code is left out."""
    kind = DETAILS.get(did.word)
    if did.detail and kind is not None:
        return f"{did.word}:{house.word(kind, did.detail)}"
    return f"{did.word}:{did.detail}" if did.detail in KEPT else did.word
