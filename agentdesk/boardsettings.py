"""How a supervisor wants the board: thresholds, the window, which service level counts."""

from typing import Literal

import msgspec

WINDOWS: dict[str, int | None] = {
    "today": None,
    "1h": 3_600_000,
    "4h": 14_400_000,
    "24h": 86_400_000,
    "7d": 604_800_000,
}
"""The stretches of time a board can show, in ms; ``None``: since midnight."""

Window = Literal["today", "1h", "4h", "24h", "7d"]


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Beyond which number there is a warning, and beyond which it is bad: over 10, under 80 %.

    What is exactly met is met. Shares are in per cent, durations in seconds, everything else as
    it is shown.
    """

    figure: str
    warn: float | None = None
    bad: float | None = None
    queue: str = ""
    """One queue only; empty: the strip and every queue that has no threshold of its own."""
    bell: bool = False
    """Ring when it becomes bad."""


class BoardSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The board's part of the settings file."""

    service_level: str = "default"
    """The variant: the last part of the figure's name."""
    window: Window = "today"
    thresholds: tuple[Threshold, ...] = ()
    """In place of the built-in one of the same figure and queue."""
    parameters: dict[str, dict[str, int]] = {}
    """A figure's own numbers, by its name: ``service_level: {short_ms: 5000}``, durations in ms."""
    bell: bool = True
    """Whether thresholds may ring at all."""
