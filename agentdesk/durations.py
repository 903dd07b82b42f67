"""Durations as people write them: ``20s``, ``30m``, ``8h``, ``7d``, ``1h 30m``."""

import re

_UNITS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")


def duration(text: str) -> int:
    """Read ``20s``, ``30m``, ``8h``, ``7d`` or a sum of them as milliseconds.

    Raises ``ValueError`` with a sentence that says how to write one.
    """
    rest = _DURATION.sub("", text).strip()
    found = _DURATION.findall(text)
    if rest or not found:
        if text.strip() == "0":
            return 0
        raise ValueError(f"“{text[:40]}” is no duration; write 20s, 30m, 8h or 7d")
    return sum(round(float(number) * _UNITS[unit]) for number, unit in found)


def write_duration(ms: int) -> str:
    """Write milliseconds as :func:`duration` reads them."""
    if ms == 0:
        return "0"
    parts = []
    for unit in ("d", "h", "m", "s", "ms"):
        number, ms = divmod(ms, _UNITS[unit])
        if number:
            parts.append(f"{number}{unit}")
    return " ".join(parts)
