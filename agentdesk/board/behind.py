"""What stands behind a number: its formula, its cases and contacts, a case's history.

:mod:`~agentdesk.board.explaining` and :mod:`~agentdesk.board.telling` make these. They hold no
name, address or word of a customer: ids, codes in the set-up's words, times and amounts.
"""

from typing import Literal

import msgspec

from agentdesk.board.values import Value

Counts = Literal["met", "not met", "counts"]
"""Whether what stands behind a share was met; what is only counted, or measured, just counts."""


class Explained(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a number is what it is."""

    figure: str
    queue: str
    """``""``: of everything that is looked at."""
    name: str
    version: int
    definition: str
    formula: str
    source: str
    parameters: dict[str, int]
    """Durations in ms."""
    value: Value
    words: str
    """The same in a sentence: ``4 of 7 offered: 57.14 %.``"""
    start: int | None = None
    """From when it counts; ``None`` for what is of the instant."""
    at: int = 0
    """As of when."""

    @property
    def numerator(self) -> float:
        """What was counted."""
        return self.value.numerator

    @property
    def denominator(self) -> float | None:
        """Of what; ``None`` for a plain count."""
        return self.value.denominator

    @property
    def provisional(self) -> bool:
        """Whether something that has not happened yet can still change it."""
        return self.value.provisional


class Behind(msgspec.Struct, frozen=True, omit_defaults=True):
    """A case, a call or chat, or an agent that a number counts."""

    at: int
    """The instant by which it belongs to the number."""
    queue: str
    """In which it counts: of what was created, where that was, wherever the case is."""
    counts: Counts
    words: str
    """``resolved · mail · P3 · Answered``; never personal data."""
    case_id: int | None = None
    talk_id: int | None = None
    agent: str = ""
    provisional: bool = False


class TimelineLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that happened to a case, as it was known at the board's moment."""

    seq: int
    at: int
    """When it happened."""
    who: str
    """A person of ours by name, ``the customer``, ``automatic``."""
    words: str
    kind: str
    """The event's kind, for scripts."""
    undone: bool = False
    """It had been taken back by then: no figure counts it."""
    level: Literal["", "warn", "bad"] = ""
