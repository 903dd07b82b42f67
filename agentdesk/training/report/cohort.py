"""What a class came to: medians with quartiles of first attempts, and nobody told apart.

Only attempts at one and the same scenario, in one mode, are set beside one another, of each
trainee the first. Fewer than :data:`LEAST` are refused, so that nobody's result can be read off;
a lowest and a highest one are never told, nor any order of people.
"""

from collections.abc import Iterable, Sequence
from statistics import median, quantiles

import msgspec

from agentdesk.training.scenario import PART_WORDS, PARTS, RubricPart, Scenario, checksum
from agentdesk.training.scoring import Score

LEAST = 5


class Candidate(msgspec.Struct, frozen=True):
    """An attempt that could be in a cohort, as its book tells it."""

    attempt: str
    trainee: str
    name: str
    created: int
    checksum: str
    mode: str
    finished: bool


class Firsts(msgspec.Struct, frozen=True):
    """The first attempts of a class. ``unfinished`` first ones are left out, nothing for them."""

    chosen: tuple[Candidate, ...]
    unfinished: int
    later: int
    """Attempts that were not somebody's first."""


class Trial(msgspec.Struct, frozen=True):
    """One of them, scored."""

    score: Score
    share: float | None
    """The regret of its order of taking."""
    hints: int = 0


class Spread(msgspec.Struct, frozen=True):
    """The median of ``n`` values, and between what the middle half of them lies."""

    n: int
    low: float
    median: float
    high: float


class PartSpread(msgspec.Struct, frozen=True):
    """A part of the rubric, in per cent of what each could have had in it."""

    part: RubricPart
    words: str
    spread: Spread | None
    """``None`` where fewer than five had anything to earn."""


class ItemSpread(msgspec.Struct, frozen=True):
    """One item, in per cent; of several customers the mean of each trainee counts."""

    id: str
    part: RubricPart
    n: int
    """In how many attempts it counted; 0 where they are fewer than five."""
    spread: Spread | None
    full: int | None
    """How many had it in full."""
    why: str = ""


class Cohort(msgspec.Struct, frozen=True):
    """What a class came to."""

    scenario: str
    title: str
    version: int
    checksum: str
    mode: str
    count: int
    unfinished: int
    later: int
    unmarked: int
    """In how many attempts a trainer has still something to mark."""
    passed: int
    pass_mark: int
    total: Spread
    parts: tuple[PartSpread, ...]
    items: tuple[ItemSpread, ...]
    regret: Spread | None
    who: tuple[str, ...] = ()
    """Who is in it, by the alphabet, where a trainer asked for that."""


class TooFew(Exception):
    """There are not enough first attempts; the message is a sentence for people."""


def firsts(candidates: Iterable[Candidate], scenario: Scenario, mode: str) -> Firsts:
    """Choose each trainee's first attempt at exactly this scenario in this mode."""
    sum_ = checksum(scenario)
    fits = [one for one in candidates if one.checksum == sum_ and one.mode == mode]
    first: dict[str, Candidate] = {}
    for one in sorted(fits, key=lambda one: (one.created, one.attempt)):
        first.setdefault(one.trainee, one)
    chosen = tuple(one for one in first.values() if one.finished)
    return Firsts(chosen, len(first) - len(chosen), len(fits) - len(first))


def cohort_of(
    scenario: Scenario, mode: str, of: Firsts, trials: Sequence[Trial], *, names: bool = False
) -> Cohort:
    """Return what a class came to; ``trials`` are those chosen, in any order.

    Raises :class:`TooFew`.
    """
    check(scenario, mode, of)
    whole = spread([trial.score.per_cent for trial in trials])
    assert whole is not None
    return Cohort(
        scenario=scenario.name,
        title=scenario.title,
        version=scenario.version,
        checksum=checksum(scenario),
        mode=mode,
        count=len(trials),
        unfinished=of.unfinished,
        later=of.later,
        unmarked=sum(bool(trial.score.unmarked) for trial in trials),
        passed=sum(trial.score.passed for trial in trials),
        pass_mark=scenario.pass_mark,
        total=whole,
        parts=tuple(_part(part, trials) for part in PARTS),
        items=tuple(_items(trials)),
        regret=spread([100 * trial.share for trial in trials if trial.share is not None]),
        who=tuple(sorted({one.name for one in of.chosen})) if names else (),
    )


def check(scenario: Scenario, mode: str, of: Firsts) -> None:
    """Raise :class:`TooFew` where results could be read off."""
    count = len(of.chosen)
    if count >= LEAST:
        return
    there = {0: "There is none", 1: "There is 1"}.get(count, f"There are {count}")
    unfinished = f" ({of.unfinished} more are not finished)" if of.unfinished else ""
    raise TooFew(
        f"At least {LEAST} finished first attempts at {scenario.name}, version {scenario.version}, "
        f"as {mode} are needed, so that nobody is told apart. {there}{unfinished}."
    )


def spread(values: Sequence[float]) -> Spread | None:
    """Return median and quartiles; ``None`` for fewer than five values."""
    if len(values) < LEAST:
        return None
    low, _, high = quantiles(values, n=4, method="inclusive")
    return Spread(len(values), round(low, 2), round(median(values), 2), round(high, 2))


def _part(part: RubricPart, trials: Sequence[Trial]) -> PartSpread:
    scored = [one for trial in trials for one in trial.score.parts if one.part == part]
    shares = [100 * one.points / one.out_of for one in scored if one.out_of]
    return PartSpread(part, PART_WORDS[part], spread(shares))


def _items(trials: Sequence[Trial]) -> Iterable[ItemSpread]:
    why: dict[tuple[RubricPart, str], str] = {}
    found: dict[tuple[RubricPart, str], list[float]] = {}
    for trial in trials:
        mine: dict[tuple[RubricPart, str], list[float]] = {}
        for part in trial.score.parts:
            for item in part.items:
                why.setdefault((part.part, item.id), item.why)
                if item.got is not None:
                    mine.setdefault((part.part, item.id), []).append(item.got)
        for key, shares in mine.items():
            found.setdefault(key, []).append(100 * sum(shares) / len(shares))
    for (name, id), said in why.items():
        values = found.get((name, id), [])
        told = spread(values)
        enough = told is not None
        full = sum(value == 100 for value in values) if enough else None
        yield ItemSpread(id, name, len(values) if enough else 0, told, full, said)
