"""Numbers of training reports in words."""

from agentdesk.clock import SECOND, to_datetime
from agentdesk.durations import write_duration
from agentdesk.training.report.report import Report

FAIR = "What is done within its time and tolerance has full marks; being faster is worth nothing."
"""Stands in every report: nobody shall learn to hurry."""
NONE = "–"


def passed_words(report: Report) -> str:
    """Say whether an attempt is passed; of one that goes on, that it does."""
    head = report.head
    if not head.finished:
        return "so far"
    return "passed" if head.passed else "not passed"


def number(value: float | None) -> str:
    """Write points: ``7``, ``7.5``, ``7.25``; a dash for nothing."""
    if value is None:
        return NONE
    return f"{value:.2f}".rstrip("0").rstrip(".")


def share(value: float | None) -> str:
    """Write a share in per cent."""
    return NONE if value is None else f"{value * 100:.0f} %"


def span(ms: int | None) -> str:
    """Write a duration in whole seconds."""
    if ms is None:
        return NONE
    return write_duration(ms // SECOND * SECOND) if ms >= SECOND else "at once"


def day(at: int) -> str:
    """Write the day on which an attempt was begun, in the machine's zone."""
    return to_datetime(at).astimezone().strftime("%Y-%m-%d %H:%M") if at else NONE


def costs(value: int) -> str:
    """Write weighted seconds with their thousands apart."""
    return f"{value:,}"


def of(points: float, out_of: float) -> str:
    """Write points of those that could be had."""
    return f"{number(points)} of {number(out_of)}"
