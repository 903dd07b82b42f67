"""Applies a map to records: what each of its parts comes to in a record's values."""

from collections.abc import Callable
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from agentdesk.records.mapping import Map, Part
from agentdesk.records.values import (
    BadValue,
    DateReader,
    date_reader,
    form_of,
    look_up,
    shown,
    text_of,
)


class Applied:
    """A map ready to be applied to records."""

    def __init__(self, map_: Map, zone: str) -> None:
        self.map = map_
        self._zone = zone
        self._dates: dict[tuple[str, str], DateReader] = {}
        self._refuses_dates = map_.guessed and map_.dates == ""

    def raw(self, values: Any, part: Part) -> Any:
        """Return what a part means for a record: its value, by its table; ``None`` if missing."""
        if part.value is not None:
            return part.value
        found = [look_up(values, column) for column in part.columns]
        if len(found) > 1:
            return part.join.join(text for item in found if (text := self._text(item)))
        value = found[0] if found else None
        if isinstance(value, str) and value.strip() in self.map.missing:
            return None
        if not part.table:
            return value
        word = text_of(value).strip()
        if word in part.table:
            return part.table[word]
        folded = {name.casefold(): item for name, item in part.table.items()}
        if word.casefold() in folded:
            return folded[word.casefold()]
        if part.otherwise is not None:
            return part.otherwise
        if not word:
            return None
        raise BadValue(f"“{shown(word)}” is not in the table of “{', '.join(part.columns)}”")

    def _text(self, value: Any) -> str:
        text = text_of(value).strip()
        return "" if text in self.map.missing else text

    def text(self, values: Any, part: Part | None) -> str:
        """Return a part as one text, ``""`` if it is missing."""
        return "" if part is None else self._text(self.raw(values, part))

    def date(self, values: Any, part: Part | None) -> int | None:
        """Return a part as an instant. Raises :class:`BadValue`."""
        if part is None:
            return None
        raw = self.raw(values, part)
        if raw is None:
            return None
        if self._refuses_dates and isinstance(raw, str):
            raise BadValue(
                f"“{form_of(raw)}” may be day/month or month/day: say “dates: dmy” or “dates: mdy” "
                "in a map (--show-map prints one)"
            )
        try:
            return self._reader(part)(raw)
        except BadValue as error:
            raise BadValue(f"in column {', '.join(part.columns)}, {error}") from None

    def _reader(self, part: Part) -> Callable[[Any], int | None]:
        key = (part.dates or self.map.dates, part.zone or self.map.zone or self._zone)
        if key not in self._dates:
            zone: tzinfo = ZoneInfo(key[1])
            self._dates[key] = date_reader(key[0], zone)
        return self._dates[key]
