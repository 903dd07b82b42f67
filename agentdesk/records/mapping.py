"""What a map says: which column of a file holds which field, and how its values are to be read."""

import msgspec

from agentdesk.records.fields import REQUIRED, Kind


class Part(msgspec.Struct, frozen=True):
    """Where one field comes from."""

    columns: tuple[str, ...] = ()
    value: str | None = None
    """The same for every record."""
    table: dict[str, str] = msgspec.field(default_factory=dict)
    """What the other program's word means here."""
    otherwise: str | None = None
    """For a word that is not in the table."""
    join: str = " "
    dates: str = ""
    zone: str = ""
    optional: bool = False
    each: dict[str, "Part"] = msgspec.field(default_factory=dict)
    """The fields of each item, where the field is a list of messages."""


class Map(msgspec.Struct, frozen=True):
    """How the records of a file become records of ours."""

    kind: Kind
    fields: dict[str, Part]
    records: str = ""
    delimiter: str = ""
    source: str = ""
    missing: frozenset[str] = frozenset()
    dates: str = ""
    zone: str = ""
    country: str = ""
    queue: str = ""
    fold: str = ""
    newest: str = ""
    guessed: bool = False
    """Nobody wrote it."""


def missing_fields(map_: Map) -> tuple[str, ...]:
    """Return the fields that a record cannot do without and the map does not give."""
    has = set(map_.fields)
    if map_.kind == "customers":
        return () if has & {"name", "first_name", "last_name", "emails", "phones"} else ("name",)
    if map_.kind == "answers" and "shortcut" in has:
        has.add("name")
    return tuple(name for name in REQUIRED[map_.kind] if name not in has)
