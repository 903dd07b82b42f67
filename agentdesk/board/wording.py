"""How figures, spans, moments and states are said: the same words on the screen, in text and in
reports. Pure; instants and durations in milliseconds.

Nothing here is wider than seven cells unless it says so, so that columns keep their width.
"""

from zoneinfo import ZoneInfo

from agentdesk.board.values import Value
from agentdesk.board.view import Level, ShownState
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND, to_datetime

NONE = "–"
"""What stands for a figure of nothing; never 0 or 100 per cent."""
PROVISIONAL = "~"
"""Stands before a value that something still to come can change."""

STATE_WORDS: dict[ShownState, str] = {
    "available": "available",
    "wrap_up": "wrap-up",
    "unavailable": "away",
    "offline": "offline",
    "": "not told",
}
"""An agent's state, as the desk says it."""
STATE_ORDER: tuple[ShownState, ...] = ("available", "wrap_up", "unavailable", "", "offline")
"""In which order agents are listed; within one state, who is in it longest comes first."""

LEVEL_WORDS: dict[Level, str] = {"": "", "good": "good", "warn": "warning", "bad": "bad"}
LEVEL_MARKS: dict[Level, str] = {"": "", "good": "", "warn": "△", "bad": "▲"}
"""One cell before a number, so that no level is told by colour alone; ``?`` and ``!`` in ASCII."""

WINDOW_WORDS: dict[str, str] = {
    "today": "today",
    "1h": "the last hour",
    "4h": "the last 4 hours",
    "24h": "the last 24 hours",
    "7d": "the last 7 days",
}


def format_value(value: Value, *, exact: bool = False) -> str:
    """Return a value for a cell: ``57 %``, ``04:12``, ``2h 10``, ``3.8``, ``+20``; a dash for none.

    ``exact`` gives the digits that an explanation shows: ``57.14 %``, ``15.6 s``, ``1 h 20 min``;
    it may be wider.
    """
    number = value.value
    if number is None:
        return NONE
    match value.unit:
        case "share":
            return _share(number, exact)
        case "ms":
            return exact_span(number) if exact else format_span(number)
        case "points":
            return _points(number, exact)
        case "cents":
            return _signed(f"{number / 100:.2f}")
        case "score" | "ratio":
            return _signed(_digits(number, 2 if exact or abs(number) < 1 else 1))
        case _:
            return _signed(_digits(number, 2 if exact else 1))


def shown(value: Value) -> str:
    """Return :func:`format_value` with the mark of what is provisional before it."""
    text = format_value(value)
    return PROVISIONAL + text if value.provisional and text != NONE else text


def counted(value: Value, *, lasting: bool = False) -> str:
    """Return what a value was made of: ``4 of 7``, ``2 h 36 min over 10``; the count alone.

    ``lasting`` is what is counted in time, above and below: ``1 h 5 min of 8 h``.
    """
    if value.denominator is None:
        return format_value(value, exact=True)
    if lasting:
        between = "of" if value.unit == "share" else "over"
        return f"{exact_span(value.numerator)} {between} {exact_span(value.denominator)}"
    whole = _digits(value.denominator, 2)
    if value.unit == "ms":
        return f"{exact_span(value.numerator)} over {whole}"
    if value.unit == "share":
        return f"{_digits(value.numerator, 2)} of {whole}"
    return f"{_signed(_digits(value.numerator, 2))} over {whole}"


def format_span(ms: float) -> str:
    """Return a span of time in at most 6 cells: ``04:12``, ``2h 11``, ``3 d``."""
    seconds = round(abs(ms) / SECOND)
    sign = "−" if ms < 0 and seconds else ""
    span = seconds * SECOND
    if span < HOUR:
        return f"{sign}{span // MINUTE:02d}:{span % MINUTE // SECOND:02d}"
    if span < DAY:
        return f"{sign}{span // HOUR}h {span % HOUR // MINUTE:02d}"
    return f"{sign}{span // DAY} d"


def exact_span(ms: float) -> str:
    """Return a span of time to the tenth of a second: ``15.6 s``, ``4 min 12 s``, ``1 d 2 h``.

    Of what is longer than an hour, the two largest units.
    """
    span, sign = abs(ms), "−" if ms < 0 else ""
    if round(span / SECOND, 1) < 60:
        return f"{sign}{_digits(span / SECOND, 1)} s"
    whole = round(span / SECOND) * SECOND
    for unit, word, part, smaller in (
        (DAY, "d", HOUR, "h"),
        (HOUR, "h", MINUTE, "min"),
        (MINUTE, "min", SECOND, "s"),
    ):
        if whole >= unit:
            rest = whole % unit // part
            return f"{sign}{whole // unit} {word}" + (f" {rest} {smaller}" if rest else "")
    return f"{sign}0 s"


def soon_text(ms: int) -> str:
    """Return a span in one unit, the largest that it is whole in: ``15m``, ``90m``, ``2h``."""
    for unit, word in ((DAY, "d"), (HOUR, "h"), (MINUTE, "m")):
        if ms and ms % unit == 0:
            return f"{ms // unit}{word}"
    return f"{round(ms / SECOND)}s"


def clock_text(at: int, zone: str) -> str:
    """Return the time of day of an instant in a zone: ``14:02:11``."""
    return to_datetime(at).astimezone(ZoneInfo(zone)).strftime("%H:%M:%S")


def moment_text(at: int, zone: str) -> str:
    """Return an instant in a zone, as it can be typed again: ``2026-03-02 10:32:00`` (19 cells)."""
    return to_datetime(at).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def state_text(state: ShownState, reason: str = "") -> str:
    """Return an agent's state in words: ``available``, ``away · lunch``; as wide as the reason."""
    word = STATE_WORDS[state]
    return f"{word} · {reason}" if reason else word


def _share(number: float, exact: bool) -> str:
    per_cent = number * 100
    if exact:
        return f"{_digits(per_cent, 2)} %"
    whole = _rounded(per_cent)
    # All and nothing are said only where they are meant.
    if whole == 0 and per_cent > 0:
        return "<1 %"
    if whole == 100 and per_cent < 100:
        return ">99 %"
    return f"{whole} %"


def _points(number: float, exact: bool) -> str:
    text = _digits(number, 2) if exact else str(_rounded(number))
    return f"+{text}" if number > 0 and text != "0" else _signed(text)


def _digits(number: float, places: int) -> str:
    """Write a number with at most so many digits after the point."""
    text = f"{number:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _rounded(number: float) -> int:
    """Round half away from zero, as people do."""
    return int(abs(number) + 0.5) * (1 if number >= 0 else -1)


def _signed(text: str) -> str:
    return text.replace("-", "−")
