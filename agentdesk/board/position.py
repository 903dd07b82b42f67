"""A place in the log and everything it adds up to there: what is watched, kept and gone on from."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from agentdesk.board.course import Course
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.ledger.snapshot import Dump, Find, parted, whole
from agentdesk.clock import DAY, HOUR
from agentdesk.domain.events import Entry

KEEP_MS = 7 * DAY + HOUR
"""The longest window is seven days; what ended before is not kept."""


class Position:
    """A ledger, and how many waited on the way to it."""

    VERSION: ClassVar[int] = Ledger.VERSION * 1_000 + 1

    def __init__(self, ledger: Ledger | None = None, course: Course | None = None) -> None:
        self.ledger = ledger or Ledger(keep_ms=KEEP_MS)
        self.course = course or Course(KEEP_MS)

    @property
    def seq(self) -> int:
        """The last entry that is in it; 0 at the beginning."""
        return self.ledger.seq

    @property
    def recorded_at(self) -> int:
        """When that was recorded."""
        return self.ledger.recorded_at

    def apply(self, entries: Sequence[Entry]) -> None:
        """Take in the entries that follow, in order."""
        self.course.apply(self.ledger, entries)
        self.ledger.changed.clear()

    def copy(self) -> "Position":
        """Return one that goes on from here by itself."""
        return Position(self.ledger.copy(), self.course.copy())

    def dump(self) -> Dump:
        """Write it down for the cache."""
        data, pieces = self.ledger.dump()
        return Dump(msgspec.msgpack.encode((data, self.course.to_bytes())), pieces)

    @classmethod
    def load(cls, data: bytes, find: Find) -> "Position":
        """Read what :meth:`dump` wrote. Raises ``ValueError`` if it does not fit."""
        try:
            kept, course = msgspec.msgpack.decode(data, type=tuple[bytes, bytes])
            ledger = Ledger.load(kept, find)
            return cls(ledger, Course.from_bytes(course, ledger, KEEP_MS))
        except msgspec.MsgspecError as error:
            raise ValueError(f"the snapshot is damaged: {error}") from error

    def to_bytes(self) -> bytes:
        """Write it down with everything that it needs."""
        return whole(self.dump())

    @classmethod
    def from_bytes(cls, data: bytes) -> "Position":
        """Read what :meth:`to_bytes` wrote. Raises ``ValueError`` if it does not fit."""
        return cls.load(*parted(data))
