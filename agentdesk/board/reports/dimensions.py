"""By what a report can be split: time, and one thing of where and what the work was.

People are no dimension: nobody is ranked by speed.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from agentdesk.board.errors import BoardError
from agentdesk.board.reports.days import UNITS, Unit
from agentdesk.nearest import nearest

Kind = Literal["queue", "channel", "disposition", "root-cause", "team", "priority", "type"]
KINDS: tuple[Kind, ...] = (
    "queue",
    "channel",
    "disposition",
    "root-cause",
    "team",
    "priority",
    "type",
)
PEOPLE = ("agent", "agents", "person", "people", "owner")


class By(msgspec.Struct, frozen=True):
    """How a report is split."""

    time: Unit | None = None
    kind: Kind | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Return the dimensions as they are written."""
        return tuple(word for word in (self.time, self.kind) if word is not None)


def by_of(words: Iterable[str]) -> By:
    """Read dimensions, ``day`` or ``day,queue``. Raises ``BoardError`` with a sentence."""
    time: Unit | None = None
    kind: Kind | None = None
    for word in [part.strip().lower() for text in words for part in text.split(",")]:
        plain = word.replace("_", "-").replace(" ", "-")
        found = next((unit for unit in UNITS if unit == plain), None)
        other = next((known for known in KINDS if known == plain), None)
        if found is None and other is None:
            raise BoardError(_unknown(word))
        if (found and time not in (None, found)) or (other and kind not in (None, other)):
            raise BoardError(
                "A report is split by one stretch of time and one other thing at most: "
                "write --by day,queue."
            )
        time, kind = found or time, other or kind
    return By(time, kind)


def _unknown(word: str) -> str:
    if word in PEOPLE:
        return (
            "People are not compared by their figures, so a report is never split by agent: "
            "take --by team or --by queue."
        )
    return f"A report cannot be split by “{word}”. {nearest(word, (*UNITS, *KINDS))}"
