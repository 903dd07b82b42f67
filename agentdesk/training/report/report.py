"""What a report of an attempt tells: plain values, ready to be written in any form.

Instants are milliseconds UTC, ``clock`` is the same on the clock of the scenario's place; points
are those of the rubric. ``replay`` is the command that opens the replay at that second.
"""

from typing import Literal

import msgspec

from agentdesk.training.scenario import RubricPart

Agreed = Literal["agreed", "partly", "not"]
Lost = Literal["missed", "late", "forbidden", "mood", "human", "skipped"]
"""How points were lost; ``skipped``: earned, and lost with a mandatory act that was skipped."""
Line = Literal[
    "comes",
    "says",
    "did",
    "colleague",
    "mood",
    "leaves",
    "inject",
    "due",
    "text",
    "hint",
    "whisper",
]


PLAYED = ("watch", "predict")
"""Modes in which an expert, or somebody's attempt, works and the trainee looks on."""


class Aside(msgspec.Struct, frozen=True):
    """Something beside the work: a hint that was asked for, a trainer's whisper."""

    at: int
    kind: Literal["hint", "whisper"]
    text: str


class About(msgspec.Struct, frozen=True):
    """What the book of an attempt says of it."""

    attempt: str
    mode: str
    trainee: str
    """Whose attempt it is, as they are called."""
    created: int
    """When it was begun, by the machine's clock."""
    finished: bool = True
    ended_at: int | None = None
    """When an exam was ended before its shift was over; the rest of it is told all the same."""
    hints: int = 0
    seeks: int = 0
    asides: tuple[Aside, ...] = ()
    room: str = ""
    """The folder of attempts it lies in, where that is not the person's own."""
    branch: int = 0
    """Which line of its history is told; 0 is the first."""
    by: str = ""
    """Who worked in it, where the trainee looked on."""


class Prediction(msgspec.Struct, frozen=True):
    """What somebody said they would do next, beside what the expert did."""

    at: int
    said: str
    did: str
    agreed: Agreed


class Head(msgspec.Struct, frozen=True):
    """Which attempt it is, and what it came to."""

    attempt: str
    scenario: str
    title: str
    version: int
    checksum: str
    mode: str
    trainee: str
    created: int
    start: int
    zone: str
    worked: int
    """How much of the shift was worked, in ms."""
    length: int
    finished: bool
    pass_mark: int
    points: float
    out_of: int
    per_cent: float
    passed: bool
    failed_by: tuple[str, ...]
    """In words: what was forbidden and fails an attempt."""
    hints: int
    seeks: int
    by: str = ""
    """Who worked in it, where the trainee looked on."""


class ItemLine(msgspec.Struct, frozen=True):
    """One thing that counted. ``points`` of ``of`` add up to the part's."""

    id: str
    customer: str
    part: RubricPart
    got: float | None
    points: float | None
    of: float | None
    told: str
    why: str
    at: int | None
    clock: str
    replay: str


class PartLine(msgspec.Struct, frozen=True):
    """One part of the rubric with everything that counted in it."""

    part: RubricPart
    words: str
    points: float
    out_of: int
    items: tuple[ItemLine, ...]


class Article(msgspec.Struct, frozen=True):
    """An article to read."""

    id: str
    title: str


class Miss(msgspec.Struct, frozen=True):
    """Something for which points were lost, and what would have been better."""

    id: str
    how: Lost
    customer: str
    parts: tuple[RubricPart, ...]
    lost: float
    """Points of the rubric."""
    told: str
    why: str
    better: str
    read: tuple[Article, ...]
    at: int | None
    """When it was done too late or was due; of what has no time when it came up."""
    clock: str
    replay: str
    timed: bool = False
    """Whether it had to be done by a time."""


class Moment(msgspec.Struct, frozen=True):
    """One line of the timeline."""

    at: int
    clock: str
    kind: Line
    who: str
    told: str
    text: str = ""
    """In the customer's or the trainee's own words."""
    message: int | None = None
    """The message to tag, where a trainer may say what its text does."""
    replay: str = ""


class Feeling(msgspec.Struct, frozen=True):
    """How a customer felt from an instant on, and what moved them."""

    at: int
    clock: str
    level: float
    mood: str
    by: str


class Mood(msgspec.Struct, frozen=True):
    """How a customer felt over time."""

    customer: str
    came: str
    worst: str
    end: str
    gave_up: bool
    feelings: tuple[Feeling, ...]


class PickLine(msgspec.Struct, frozen=True):
    """One pick: what was taken, what had been best, and what each costs in weighted seconds."""

    number: int
    at: int
    clock: str
    waiting: int
    taken: str
    best: str
    """Empty where the pick was as good as any."""
    cost: int
    least: int
    regret: int
    replay: str


class Parting(msgspec.Struct, frozen=True):
    """The first pick at which somebody else took another case; ``""`` for none any more."""

    number: int
    yours: str
    theirs: str
    clock: str = ""
    replay: str = ""


class Beside(msgspec.Struct, frozen=True):
    """The trainee, an expert or an order of taking, to be compared with one another."""

    who: str
    picks: int
    share: float | None
    """The regret of the order, 0 best and 1 worst; ``None`` where nothing could go wrong."""
    points: float | None = None
    """Where somebody worked the whole scenario so."""
    out_of: int | None = None
    passed: bool | None = None
    parting: Parting | None = None
    """Where it first took another case than the trainee."""


class FirstWord(msgspec.Struct, frozen=True):
    """How long a customer waited for the first word, in ms; ``None`` where there was none."""

    customer: str
    yours: int | None
    experts: int | None
    good: int | None
    """Up to when an answer counts in full, where the scenario says so."""


class Unmarked(msgspec.Struct, frozen=True):
    """An item of the rubric that a trainer has still to mark, and the command for it."""

    id: str
    asks: str
    command: str


class Untagged(msgspec.Struct, frozen=True):
    """A message in free words of which nobody has said what it does, and the command for it."""

    message: int
    at: int
    clock: str
    text: str
    command: str


class Report(msgspec.Struct, frozen=True):
    """The report of one attempt."""

    head: Head
    parts: tuple[PartLine, ...]
    misses: tuple[Miss, ...]
    timeline: tuple[Moment, ...]
    moods: tuple[Mood, ...]
    picks: tuple[PickLine, ...]
    share: float | None
    beside: tuple[Beside, ...]
    """The trainee first, then an expert if there is a run of one, then orders of taking."""
    words: tuple[FirstWord, ...]
    predictions: tuple[Prediction, ...]
    unmarked: tuple[Unmarked, ...]
    untagged: tuple[Untagged, ...]
