"""What a figure comes to: counts first, divided only when they are shown.

Counts can be added up over queues and days, percentages never. A figure of nothing is ``None``,
on the screen a dash; it is never 0 or 100 per cent.
"""

from typing import Literal

import msgspec

Unit = Literal["share", "ms", "count", "score", "points", "ratio", "cents"]
"""``share`` is shown in per cent, ``points`` from −100 to 100, ``ratio`` as a plain number."""


class Value(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A figure's value: numerator and denominator as they were counted.

    ``denominator`` is ``None`` for a plain count or an instant; ``median`` and ``longest`` go
    along where the figure knows them.
    """

    unit: Unit
    numerator: float
    denominator: float | None = None
    provisional: bool = False
    """Something that has not happened yet can still change it."""
    median: float | None = None
    longest: float | None = None
    why: str = ""
    """A sentence that says why there is no value, or why it cannot be trusted."""

    @property
    def value(self) -> float | None:
        """Return the number; ``None`` of nothing. Shares from 0 to 1."""
        if self.denominator is None:
            return self.numerator
        if not self.denominator:
            return None
        return self.numerator / self.denominator


NOTHING = Value("count", 0, 0)
"""No value at all."""
