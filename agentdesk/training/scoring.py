"""The score of an attempt, item by item, each with its reason.

An act done within its time and tolerance earns its full weight; being faster earns nothing. Where
a mandatory act was skipped, everything of that customer in the same part and in timeliness counts
nothing. What did not come up, or is not marked yet, is left out of the sum.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from agentdesk.durations import write_duration
from agentdesk.training.acts import Act
from agentdesk.training.customers import Crowd
from agentdesk.training.happenings import Guest, Happening
from agentdesk.training.personas import LEVELS
from agentdesk.training.scenario import PARTS, Expected, Forbidden, RubricPart, Scenario
from agentdesk.training.words import act_words, wanted

Of = Literal["expected", "forbidden", "mood", "human"]
"""What an item comes from: an act of the scenario, how a customer went, a trainer's mark."""


class Item(msgspec.Struct, frozen=True):
    """One thing that counted, or could have. ``got`` is 0 to 1; ``None`` is left out."""

    id: str
    part: RubricPart
    weight: float
    got: float | None
    because: str
    """One sentence."""
    why: str = ""
    """What the scenario says it is good for."""
    guest: str = ""
    at: int | None = None
    """When it was done, for a link into the replay; else when it was due or came up."""
    due_at: int | None = None
    read: tuple[str, ...] = ()
    of: Of = "expected"
    skipped: str = ""
    """The mandatory act that was skipped, because of which what was earned here is lost."""


class PartScore(msgspec.Struct, frozen=True):
    """The points of one part, of those that could be had in it."""

    part: RubricPart
    points: float
    out_of: int
    items: tuple[Item, ...]


class Score(msgspec.Struct, frozen=True):
    """The score of one attempt."""

    parts: tuple[PartScore, ...]
    points: float
    out_of: int
    per_cent: float
    passed: bool
    failed_by: tuple[Item, ...]
    """Forbidden acts that fail the attempt, whatever the points: it then counts nothing."""
    unmarked: tuple[str, ...]
    """Items that a trainer has still to mark."""

    @property
    def missed(self) -> tuple[Item, ...]:
        """Everything that was not earned in full, the heaviest first."""
        items = [item for part in self.parts for item in part.items]
        lost = [item for item in items if item.got is not None and item.got < 1]
        return tuple(sorted(lost, key=lambda item: -(1 - (item.got or 0)) * item.weight))


class Attempt(msgspec.Struct, frozen=True):
    """What a score is worked out from: everything that happened and was done until an instant."""

    scenario: Scenario
    happenings: Sequence[Happening]
    acts: Sequence[Act]
    """Of everybody, in order."""
    guests: Mapping[str, Guest]
    start: int
    until: int
    marks: Mapping[str, float] = msgspec.field(default_factory=dict)
    """What a trainer gave for the rubric's human items, 0 to 1 each."""
    by_guest: Mapping[str, Sequence[Act]] = msgspec.field(default_factory=dict)
    """The acts of each customer, where they have been sorted; see :meth:`indexed`."""
    happened: Mapping[str, Sequence[Happening]] = msgspec.field(default_factory=dict)
    """What happened with each customer, likewise."""

    def indexed(self) -> "Attempt":
        """Return it with acts and happenings sorted by customers: far quicker over many."""
        acts: dict[str, list[Act]] = {guest: [] for guest in self.guests}
        for act in self.acts:
            acts.setdefault(act.guest, []).append(act)
        happened: dict[str, list[Happening]] = {guest: [] for guest in self.guests}
        for one in self.happenings:
            happened.setdefault(one.guest, []).append(one)
        return msgspec.structs.replace(self, by_guest=acts, happened=happened)

    def acts_of(self, guest: str) -> Sequence[Act]:
        """Return the acts to look through for a customer; all of them for the shift itself."""
        return self.by_guest.get(guest, self.acts) if guest else self.acts

    def happenings_of(self, guest: str) -> Sequence[Happening]:
        """Return the happenings to look through for a customer."""
        return self.happened.get(guest, self.happenings) if guest else self.happenings


def attempt(
    crowd: Crowd,
    happenings: Sequence[Happening],
    until: int,
    marks: Mapping[str, float] | None = None,
) -> Attempt:
    """Return what to score of a crowd that a trainee has worked with until an instant."""
    scenario = crowd.scenario
    acts = sorted(crowd.acts, key=lambda act: act.at)
    end = min(until, crowd.end)
    return Attempt(scenario, happenings, acts, crowd.guests, crowd.start, end, marks or {})


def score(of: Attempt) -> Score:
    """Score an attempt."""
    of = of.indexed()
    items: list[Item] = []
    skipped: list[tuple[Expected, str]] = []
    for one in of.scenario.expected:
        for guest in guests_of(of, one.arrival):
            found = list(_expected(of, one, guest))
            items += found
            if one.mandatory and found and found[0].got == 0:
                skipped.append((one, guest))
    failed: list[Item] = []
    for bad in of.scenario.forbidden:
        for guest in guests_of(of, bad.arrival):
            item = _forbidden(of, bad, guest)
            items.append(item)
            if bad.fails and item.got == 0:
                failed.append(item)
    items += _moods(of)
    items += _human(of)
    return _summed(of, _without_skipped(items, skipped), tuple(failed))


# ---- expected acts


def guests_of(of: Attempt, arrival: str) -> list[str]:
    """Return the customers that something is asked of; ``""`` stands for the shift itself."""
    if not arrival:
        return [""]
    return [guest.key for guest in of.guests.values() if guest.arrival.id == arrival]


def _expected(of: Attempt, one: Expected, guest: str) -> Iterator[Item]:
    """Return the item of an expected act, and its item of timeliness where it has a time."""
    begun = begun_at(of, one, guest)
    if begun is None:
        yield _item(one, one.part, guest, None, "It did not come up.")
        return
    due = None if one.within is None else begun + one.within + one.tolerance
    act = done(of, one, guest, begun)
    if act is None:
        yield from _not_done(of, one, guest, begun, due)
        return
    early = next((name for name in one.order if not is_done_before(of, name, guest, act.at)), "")
    if early:
        told = f"Done before “{early}”, which comes first."
        yield _item(one, one.part, guest, 0.0, told, act.at, due)
        if one.part == "timeliness":
            return
    elif one.part != "timeliness" or due is None:
        told = f"Done {_after(act.at - begun)}."
        yield _item(one, one.part, guest, 1.0, told, act.at, due)
    if due is not None:
        yield _timed(of, one, guest, begun, act, due)


def _timed(of: Attempt, one: Expected, guest: str, begun: int, act: Act, due: int) -> Item:
    allowed = write_duration(one.within or 0)
    if act.at <= due:
        told = f"In time: {_after(act.at - begun)}, and {allowed} are good."
        return _item(one, "timeliness", guest, 1.0, told, act.at, due)
    told = f"{_span(act.at - due)} late: {allowed} are good."
    return _item(one, "timeliness", guest, 0.0, told, act.at, due)


def _not_done(
    of: Attempt, one: Expected, guest: str, begun: int, due: int | None
) -> Iterator[Item]:
    if due is not None and due > of.until:
        yield _item(one, one.part, guest, None, "The shift ended before it was due.", begun, due)
        return
    told = f"Not done: {_any(of, one.any_of)}."
    parts: list[RubricPart] = [one.part]
    if due is not None and one.part != "timeliness":
        parts.append("timeliness")
    for part in parts:
        yield _item(one, part, guest, 0.0, told, begun if due is None else due, due)


def begun_at(of: Attempt, one: Expected, guest: str) -> int | None:
    """Return the instant from which on an act is expected; ``None`` if that never came."""
    kind, _, name = one.when.partition(":")
    if one.when == "start":
        return of.start
    if one.when == "arrives":
        found = (h.at for h in of.happenings_of(guest) if h.kind == "arrives" and h.guest == guest)
        return next(found, None)
    if kind == "said":
        found = (h.at for h in of.happenings_of(guest) if h.reply == name and h.guest == guest)
        return next(found, None)
    if kind == "inject":
        found = (h.at for h in of.happenings if h.kind == "inject" and h.inject == name)
        return next(found, None)
    act = _first(of, (one.when,), guest, of.start)
    return None if act is None else act.at


def done(of: Attempt, one: Expected, guest: str, begun: int) -> Act | None:
    """Return the act by which an expected one was done; ``None`` if it was not."""
    return _first(of, one.any_of, guest, begun, anyone=one.anyone)


def _first(
    of: Attempt, any_of: Sequence[str], guest: str, begun: int, *, anyone: bool = False
) -> Act | None:
    """Return the first of some acts from an instant on; for the shift itself, in any case."""
    acts = [wanted(text) for text in any_of]
    for act in of.acts_of(guest):
        mine = (not guest or act.guest == guest) and (anyone or act.by == of.scenario.trainee)
        if mine and act.at >= begun and any(one.fits(act.word, act.detail) for one in acts):
            return act
    return None


def is_done_before(of: Attempt, name: str, guest: str, at: int) -> bool:
    """Say whether an expected act had been done at an instant (or never came up)."""
    other = next(one for one in of.scenario.expected if one.id == name)
    those = guests_of(of, other.arrival)
    return all(_done_by(of, other, one, at) for one in ([guest] if guest in those else those))


def _done_by(of: Attempt, one: Expected, guest: str, at: int) -> bool:
    begun = begun_at(of, one, guest)
    if begun is None:
        return True
    act = done(of, one, guest, begun)
    return act is not None and act.at <= at


# ---- forbidden acts, moods, what a trainer marks


def _forbidden(of: Attempt, bad: Forbidden, guest: str) -> Item:
    acts = [wanted(text) for text in bad.any_of]
    free = _first(of, (bad.before,), guest, of.start) if bad.before else None
    for act in of.acts_of(guest):
        if (guest and act.guest != guest) or act.by != of.scenario.trainee:
            continue
        if free is not None and act is free:
            break
        if any(one.fits(act.word, act.detail) for one in acts):
            too_soon = f" before this: {act_words(of.scenario, bad.before)}" if bad.before else ""
            told = f"Not to be done{too_soon}. Done: {act_words(of.scenario, act.text)}."
            return _item(bad, bad.part, guest, 0.0, told, act.at)
    if not _touched(of, guest):
        return _item(bad, bad.part, guest, None, "Left out: nothing was done here.")
    return _item(bad, bad.part, guest, 1.0, f"As it should be, not done: {_any(of, bad.any_of)}.")


def _touched(of: Attempt, guest: str, *words: str) -> bool:
    """Say whether the trainee did anything (or one of some acts) for a customer."""
    return any(
        act.by == of.scenario.trainee
        and (not guest or act.guest == guest)
        and (not words or act.word in words)
        for act in of.acts_of(guest)
    )


def _moods(of: Attempt) -> Iterator[Item]:
    """Return an item a customer: how they went, beside how they came and were at worst.

    Whoever waited in vain counts as well, unless a colleague had their case.
    """
    for guest in of.guests.values():
        lost = guest.left and not guest.arrival.owner
        if not lost and not _touched(of, guest.key, "answered", "connected"):
            continue
        mood = guest.mood
        now, first, worst = mood.step, LEVELS[min(4, int(mood.first + 0.5))], mood.worst
        if now <= 1 or mood.level <= worst - 1:
            got = 1.0
        else:
            got = 0.5 if mood.level <= mood.first else 0.0
        told = f"{guest.given} came {first} and was {mood.word} in the end."
        if guest.left:
            got, told = 0.0, f"{guest.given} gave up, {mood.word}."
        yield Item("mood", "empathy", 1, got, told, guest=guest.key, at=guest.ended_at, of="mood")


def _human(of: Attempt) -> Iterator[Item]:
    for item in of.scenario.rubric.human:
        mark = of.marks.get(item.id)
        told = "Not marked yet." if mark is None else f"Marked {mark:.0%} by a trainer."
        yield Item(item.id, item.part, item.weight, mark, told, why=item.asks, of="human")


# ---- the sum


def _without_skipped(items: Sequence[Item], skipped: Sequence[tuple[Expected, str]]) -> list[Item]:
    """Take away what was earned where a mandatory act was skipped."""
    found = []
    for item in items:
        because = next(
            (
                one
                for one, guest in skipped
                if item.guest == guest and item.part in (one.part, "timeliness") and item.got
            ),
            None,
        )
        if because is not None:
            told = f"Not counted: “{because.id}” is mandatory and was not done as it should be."
            item = msgspec.structs.replace(item, got=0.0, because=told, skipped=because.id)
        found.append(item)
    return found


def _summed(of: Attempt, items: Sequence[Item], failed: tuple[Item, ...]) -> Score:
    rubric = of.scenario.rubric
    parts = []
    for part in PARTS:
        mine = tuple(item for item in items if item.part == part)
        counted = [item for item in mine if item.got is not None]
        weight = sum(item.weight for item in counted)
        out_of = rubric.points(part) if weight else 0
        share = sum(item.weight * (item.got or 0) for item in counted) / weight if weight else 0.0
        parts.append(PartScore(part, round(out_of * share, 2), out_of, mine))
    out_of = sum(part.out_of for part in parts)
    points = 0.0 if failed else round(sum(part.points for part in parts), 2)
    per_cent = round(100 * points / out_of, 1) if out_of else 0.0
    unmarked = tuple(item.id for item in rubric.human if of.marks.get(item.id) is None)
    passed = not failed and per_cent >= of.scenario.pass_mark
    return Score(tuple(parts), points, out_of, per_cent, passed, failed, unmarked)


# ---- words


def _item(
    one: Expected | Forbidden,
    part: RubricPart,
    guest: str,
    got: float | None,
    because: str,
    at: int | None = None,
    due_at: int | None = None,
) -> Item:
    missed = got == 0
    return Item(
        id=one.id,
        part=part,
        weight=one.weight,
        got=got,
        because=because,
        why=one.why,
        guest=guest,
        at=at,
        due_at=due_at,
        read=one.read if missed else (),
        of="expected" if isinstance(one, Expected) else "forbidden",
    )


def _any(of: Attempt, acts: Sequence[str]) -> str:
    return " or ".join(act_words(of.scenario, act) for act in acts)


def _span(ms: int) -> str:
    return write_duration(max(1_000, ms // 1_000 * 1_000))


def _after(ms: int) -> str:
    return "at once" if ms < 1_000 else f"after {_span(ms)}"
