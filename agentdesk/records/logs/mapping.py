"""The map of a log: which column holds what, and what its activities and people are here."""

from collections.abc import Sequence
from typing import Any

import msgspec

from agentdesk.desk.log_rows import CASE_ACTS
from agentdesk.document import Document, DocumentError
from agentdesk.records.fields import Field
from agentdesk.records.found import Record
from agentdesk.records.map_file import MapReader, check_columns, delimiter_in
from agentdesk.records.mapping import Map, Part

_TOP = (
    "source", "delimiter", "missing", "dates", "zone", "queue", "durations", "fields",
    "activities", "people",
)  # fmt: skip
DURATIONS = ("s", "ms", "m", "clock")
"""How long something took: seconds, milliseconds, minutes, or 0:03:12."""


def _fields(names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "text") for name in names.split())


CASE_FIELDS = _fields(
    "case time activity person owner queue priority channel customer subject text disposition type"
)
CALL_FIELDS = _fields(
    "call case arrival queue_time service_time hold wrap_up answered_at ended_at outcome person "
    "queue channel customer"
)
CASE_NEEDS = ("case", "time", "activity")
CALL_NEEDS = ("arrival",)
XES = {
    "case": Part(("case:concept:name",)),
    "time": Part(("time:timestamp",)),
    "activity": Part(("concept:name",)),
    "person": Part(("org:resource",), optional=True),
}
"""What XES itself calls the columns, where the map does not say."""


class LogMap(msgspec.Struct, frozen=True):
    """How a log's rows become rows of ours."""

    map: Map
    calls: bool = False
    """Each row is a call or chat with its times, no single event of a case."""
    durations: str = "s"
    activities: dict[str, str] = msgspec.field(default_factory=dict)
    people: dict[str, str] = msgspec.field(default_factory=dict)


def read_log_map(document: Document) -> LogMap:
    """Read a map. Raises :class:`~agentdesk.document.DocumentError` with every mistake in it."""
    reader = MapReader(document, "cases")
    value = document.value if isinstance(document.value, dict) else {}
    given = {name: item for name, item in value.items() if reader.known((), name, _TOP)}
    fields = given.get("fields", {})
    if not isinstance(fields, dict):
        raise DocumentError([document.problem(("fields",), "expected columns by what they hold.")])
    calls = "arrival" in fields or "call" in fields
    own = CALL_FIELDS if calls else CASE_FIELDS
    names = [field.name for field in own]
    found = LogMap(
        map=Map(
            kind="cases",
            fields={
                name: reader.part(item, ("fields", name), own)
                for name, item in fields.items()
                if reader.known(("fields",), name, names)
            },
            delimiter=delimiter_in(reader, given),
            source=reader.text(given.get("source", ""), ("source",)),
            missing=frozenset(reader.texts(given.get("missing", []), ("missing",))),
            dates=reader.dates(given.get("dates", ""), ("dates",)),
            zone=reader.zone(given.get("zone", ""), ("zone",)),
            queue=reader.text(given.get("queue", ""), ("queue",)),
        ),
        calls=calls,
        durations=_durations(reader, given),
        activities=_activities(reader, given),
        people=reader.table(given.get("people", {}), ("people",)),
    )
    if reader.problems:
        raise DocumentError(reader.problems)
    return found


def _durations(reader: MapReader, given: dict[str, Any]) -> str:
    word = reader.text(given.get("durations", "s"), ("durations",))
    if word not in DURATIONS:
        reader.wrong(("durations",), f"write {', '.join(DURATIONS)}.")
    return word


def _activities(reader: MapReader, given: dict[str, Any]) -> dict[str, str]:
    table = reader.table(given.get("activities", {}), ("activities",))
    for activity, act in table.items():
        if act not in CASE_ACTS:
            choices = ", ".join(CASE_ACTS)
            reader.wrong(("activities", activity), f"“{act}” is none of {choices}.")
    return {activity.casefold(): act for activity, act in table.items()}


def completed(map_: LogMap, document: Document, *, xes: bool) -> LogMap:
    """Return the map with what XES calls its columns itself, where it does not say.

    Raises :class:`~agentdesk.document.DocumentError` when it does not say what is needed.
    """
    fields = dict(map_.map.fields)
    if xes and not map_.calls:
        fields = XES | fields
    missing = [name for name in (CALL_NEEDS if map_.calls else CASE_NEEDS) if name not in fields]
    if missing:
        names = ", ".join(f"“{name}”" for name in missing)
        sentence = f"“fields” does not say which column holds {names}."
        raise DocumentError([document.problem(("fields",), sentence)])
    return msgspec.structs.replace(map_, map=msgspec.structs.replace(map_.map, fields=fields))


def check_log_columns(map_: LogMap, document: Document, sample: Sequence[Record]) -> None:
    """Refuse a map that names columns which the first rows do not have.

    Raises :class:`~agentdesk.document.DocumentError`.
    """
    check_columns(map_.map, document, sample)
