"""Times as short words of fixed width. Pure; instants and durations in milliseconds."""

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND

DUE_WIDTH = 6
"""Cells of the ticking column."""

SOON_MS = 15 * MINUTE
"""Less than this left counts as soon."""


def due_text(due_at: int | None, due_kind: str | None, now: int, minus: str = "−") -> str:
    """Return what is left until ``due_at``, at most six characters.

    ``04:12`` under an hour, ``2h 11`` under a day, ``3 d`` beyond; late times carry the minus
    sign. ``paused`` when every clock is paused, empty when there is none.
    """
    if due_at is None:
        return "paused" if due_kind == "paused" else ""
    left = due_at - now
    sign, span = (minus, -left) if left < 0 else ("", left)
    return sign + _span(span, room=DUE_WIDTH - len(sign))


def due_cells(due_at: int | None, due_kind: str | None, now: int, minus: str = "−") -> str:
    """Return :func:`due_text` right-aligned in exactly six cells."""
    return due_text(due_at, due_kind, now, minus).rjust(DUE_WIDTH)


def urgency(due_at: int | None, now: int) -> str:
    """Return ``late``, ``soon`` or ``later``; nothing due counts as later."""
    if due_at is None:
        return "later"
    if due_at < now:
        return "late"
    return "soon" if due_at - now < SOON_MS else "later"


def age_text(span_ms: int) -> str:
    """Return how long ago, in one unit: ``38s``, ``42m``, ``3h``, ``2d``; never negative."""
    span = max(0, span_ms)
    if span < MINUTE:
        return f"{span // SECOND}s"
    if span < HOUR:
        return f"{span // MINUTE}m"
    if span < DAY:
        return f"{span // HOUR}h"
    return f"{span // DAY}d"


def _span(span: int, room: int) -> str:
    if span < HOUR:
        return f"{span // MINUTE:02d}:{span % MINUTE // SECOND:02d}"
    if span < DAY:
        text = f"{span // HOUR}h {span % HOUR // MINUTE:02d}"
        return text if len(text) <= room else f"{span // HOUR}h"
    return f"{min(span // DAY, 999)} d"
