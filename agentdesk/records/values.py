"""What a cell or a JSON value means: dates as people and programs write them, lists, yes and no."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

from agentdesk.clock import from_datetime

YES = frozenset({"true", "yes", "y", "1", "ja", "oui", "si", "sí", "x", "on"})
NO = frozenset({"false", "no", "n", "0", "nein", "non", "", "off"})
_PARTS = re.compile(
    r"(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})"
    r"(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)? ?([AaPp][Mm])?)?"
)
_SPLIT = re.compile(r"[,;|\n]")
ORDERS = ("dmy", "mdy", "ymd")
WORDS = (*ORDERS, "iso", "unix")
_SECONDS_END = 100_000_000_000
"""A larger number counts milliseconds: as seconds it would lie thousands of years ahead."""

DateReader = Callable[[Any], int | None]


class BadValue(Exception):
    """A value cannot be read. Its text is one sentence without its full stop."""


def shown(value: Any) -> str:
    """Write a value as a sentence names it."""
    text = str(value).replace("\n", " ")
    return text if len(text) <= 40 else text[:39] + "…"


def text_of(value: Any) -> str:
    """Write a value as text: a list by its items, an object not at all."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case list():
            return ", ".join(filter(None, map(text_of, value)))
        case dict():
            return ""
    return str(value)


def list_of(value: Any) -> list[str]:
    """Read a list: a JSON list, or a text with commas, semicolons or lines between."""
    if isinstance(value, list):
        return [text for item in value if (text := _item(item).strip())]
    return [part.strip() for part in _SPLIT.split(text_of(value)) if part.strip()]


def _item(value: Any) -> str:
    """Return an item of a list; of an object, what it is called."""
    if isinstance(value, dict):
        return text_of(
            next((value[k] for k in ("name", "value", "title", "email") if k in value), "")
        )
    return text_of(value)


def form_of(value: Any) -> str:
    """Return what a value looks like, for a sentence that many may read: “xxx@xxxx” and “00.00.00”.

    In a column that was taken for another, customers' data may stand.
    """
    text = shown(value)
    return "".join("0" if c.isdecimal() else "x" if c.isalpha() else c for c in text)


def yes(value: Any) -> bool:
    """Read yes or no. Raises :class:`BadValue`."""
    word = text_of(value).strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadValue(f"“{form_of(value)}” is neither yes nor no")


def date_reader(how: str, zone: tzinfo) -> DateReader:
    """Return what reads dates in a form: a word of :data:`WORDS`, or a pattern with ``%d``.

    Instants are milliseconds UTC; a time without a zone is of ``zone``. What it returns raises
    :class:`BadValue`.
    """
    if how in ORDERS:
        return lambda value: _ordered(value, how, zone)
    if how == "unix":
        return _unix
    if how in ("iso", ""):
        return lambda value: _iso(value, zone)
    return lambda value: _patterned(value, how, zone)


def _unix(value: Any) -> int | None:
    text = text_of(value).strip()
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise BadValue(f"“{form_of(value)}” is no number of seconds") from None
    if not -_SECONDS_END * 1_000 < number < _SECONDS_END * 1_000:
        raise BadValue(f"“{form_of(value)}” is no time")
    return round(number if abs(number) >= _SECONDS_END else number * 1_000)


def _iso(value: Any, zone: tzinfo) -> int | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _unix(value)
    text = text_of(value).strip()
    if not text:
        return None
    if text.isdecimal() and len(text) in (10, 13):
        return _unix(text)
    try:
        moment = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        raise BadValue(
            f"“{form_of(value)}” is no date that can be read without knowing its form: say it in "
            "the map, as “dates: dmy”"
        ) from None
    if text.endswith(" UTC"):
        moment = moment.replace(tzinfo=UTC)
    return _instant(moment, zone, value)


def _ordered(value: Any, order: str, zone: tzinfo) -> int | None:
    text = text_of(value).strip()
    if not text:
        return None
    found = _PARTS.fullmatch(text)
    if found is None:
        raise BadValue(f"“{form_of(value)}” is no date of day, month and year")
    at = {letter: int(number) for letter, number in zip(order, found.groups()[:3], strict=True)}
    hour, minute, second = (int(part or 0) for part in found.groups()[3:6])
    if found[7]:
        hour = hour % 12 + (12 if found[7].lower() == "pm" else 0)
    year = at["y"] + (2_000 if at["y"] < 70 else 1_900 if at["y"] < 100 else 0)
    try:
        return _instant(datetime(year, at["m"], at["d"], hour, minute, second), zone, value)  # noqa: DTZ001 - the zone is put in there
    except ValueError:
        raise BadValue(f"“{form_of(value)}” is no day of the calendar") from None


def _patterned(value: Any, pattern: str, zone: tzinfo) -> int | None:
    text = text_of(value).strip()
    if not text:
        return None
    try:
        moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is put in below
    except ValueError:
        raise BadValue(f"“{form_of(value)}” is no date like {pattern}") from None
    return _instant(moment, zone, value)


def _instant(moment: datetime, zone: tzinfo, value: Any) -> int:
    try:
        return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        raise BadValue(f"“{form_of(value)}” is no time") from None


def order_of(values: Iterable[str]) -> str:
    """Say in which order dates have day, month and year: a ``WORDS``, or ``""`` if both fit."""
    first, second, seen = 0, 0, False
    for text in values:
        found = _PARTS.fullmatch(text.strip())
        if found is None:
            continue
        if len(found[1]) == 4:
            return "ymd" if "-" not in text or "T" not in text else "iso"
        seen = True
        first, second = max(first, int(found[1])), max(second, int(found[2]))
    if not seen:
        return "iso"
    if first > 12:
        return "dmy"
    if second > 12:
        return "mdy"
    return ""


@lru_cache(maxsize=4_096)
def steps_of(path: str) -> tuple[str | int, ...]:
    """Take a path apart: ``requester.emails[0]``."""
    return tuple(
        int(step) if step.isdecimal() else step
        for step in path.replace("[", ".").replace("]", "").split(".")
        if step
    )


def look_up(values: Any, path: str) -> Any:
    """Return what stands at a path; ``None`` if nothing does. A column's own name comes first."""
    if isinstance(values, dict) and path in values:
        return values[path]
    found = values
    for step in steps_of(path):
        if isinstance(found, dict):
            found = found.get(str(step))
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
        elif isinstance(found, list) and isinstance(step, str):
            found = [item.get(step) for item in found if isinstance(item, dict)]
        else:
            return None
    return found


def paths_of(values: Any, before: str = "", depth: int = 3) -> Iterator[str]:
    """Return the paths that a record has, objects in objects included."""
    if not isinstance(values, dict):
        return
    for name, value in values.items():
        path = f"{before}{name}"
        yield path
        if isinstance(value, dict) and depth:
            yield from paths_of(value, f"{path}.", depth - 1)
