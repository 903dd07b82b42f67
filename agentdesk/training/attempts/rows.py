"""What the book of an attempt keeps, row by row. ``wall`` is the wall's time, ``at`` the shift's;
both are instants."""

from typing import Literal

import msgspec

Mode = Literal["practise", "exam", "watch", "predict"]
State = Literal["working", "finished", "abandoned"]
What = Literal["pause", "go_on", "inject", "end"]
Agreed = Literal["same", "case", "other"]
"""The same act in the same case, another act in the same case, neither."""

SCRIPT = -1
"""In place of a branch: the line of what is played, along which snapshots are laid."""
MODES: tuple[Mode, ...] = ("practise", "exam", "watch", "predict")


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What an attempt is; written once."""

    name: str
    """The folder's name, ``first-shift-3``."""
    mode: Mode
    trainee: str
    """Who makes the attempt, in their own words; who they are in the shift the scenario says."""
    scenario: str
    version: int
    checksum: str
    seed: int
    created: int
    """On the wall."""
    program: str
    """The version of agentdesk that began it."""
    source: str = ""
    """Of watch and predict: the attempt that is played; the expert's run if empty."""


class Piece(msgspec.Struct, frozen=True):
    """From an instant of the wall on, the shift's time went like this."""

    wall: int
    at: int
    speed: float
    running: bool


class Branch(msgspec.Struct, frozen=True):
    """A line of an attempt's history. It shares its parent's up to ``at`` and ``inputs``."""

    id: int
    parent: int | None
    at: int
    inputs: int
    """So many inputs, in all, lie before it."""
    wall: int
    """When it was begun."""


class Kept(msgspec.Struct, frozen=True):
    """A snapshot of a branch's store."""

    branch: int
    seq: int
    at: int
    inputs: int
    """So many inputs, in all, are in it."""
    file: str
    """Its name in the folder of snapshots."""


class Bookmark(msgspec.Struct, frozen=True):
    """A place to come back to."""

    id: int
    branch: int
    at: int
    name: str


class Whisper(msgspec.Struct, frozen=True):
    """A hint that a trainer gives while somebody works."""

    id: int
    at: int
    text: str
    by: str
    seen_at: int | None = None
    """On the wall; ``None`` until it was shown."""


class Tag(msgspec.Struct, frozen=True):
    """What a trainer says a text of the trainee's does: acts, as ``own`` or ``asked:order``."""

    id: int
    at: int
    message_id: int
    words: tuple[str, ...]
    by: str
    input: int | None = None
    """The number of the input it became, if customers felt it while the attempt went on."""


class Mark(msgspec.Struct, frozen=True):
    """What share (0 to 1) a trainer gives of one of the rubric's human items."""

    item: str
    share: float
    by: str
    wall: int


class Control(msgspec.Struct, frozen=True):
    """Something a trainer wants of the room; ``answer`` is empty for done, else why not."""

    id: int
    what: What
    detail: str
    """The inject's id."""
    by: str
    wall: int
    done_at: int | None = None
    answer: str = ""


class Prediction(msgspec.Struct, frozen=True):
    """What somebody said comes next, and what the expert did."""

    branch: int
    n: int
    """The number of the expert's input."""
    at: int
    said: str
    said_case: int | None
    did: str
    did_case: int | None
    agreed: Agreed


class Asked(msgspec.Struct, frozen=True):
    """A hint that was asked for."""

    branch: int
    at: int
    words: tuple[str, ...]


class Presence(msgspec.Struct, frozen=True):
    """What the room says of itself each second, for whoever looks on."""

    wall: int
    at: int
    speed: float
    running: bool
    branch: int
    case_id: int | None = None
    """The case that lies on the desk."""
    place: str = ""
    """Where on the screen they are."""
    waiting: int = 0
    """So many cases wait in their queues."""
    mine: int = 0
    """So many are theirs."""
    program: str = ""
    process: int = 0
