"""A map as a person writes it: read with the line of every mistake, and written to begin with."""

import codecs
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from agentdesk.document import At, Document, DocumentError
from agentdesk.records.fields import FIELDS, MESSAGE_FIELDS, Field, Kind
from agentdesk.records.found import Record
from agentdesk.records.hinting import hint
from agentdesk.records.mapping import Map, Part
from agentdesk.records.values import WORDS, look_up, paths_of

_TOP = (
    "records", "delimiter", "source", "missing", "dates", "zone", "country", "queue", "fold",
    "newest", "fields",
)  # fmt: skip
_PART = ("from", "value", "values", "otherwise", "join", "dates", "zone", "optional", "each")
_DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


class MapReader:
    """Reads a map, collecting every mistake with its line."""

    def __init__(self, document: Document, kind: Kind) -> None:
        self.document, self.kind = document, kind
        self.problems: list[str] = []

    def wrong(self, at: At, sentence: str) -> None:
        """Keep a mistake, with its line."""
        self.problems.append(self.document.problem(at, sentence))

    def known(self, at: At, name: str, names: Sequence[str]) -> bool:
        """Say whether a name is one of those there are; keep the mistake if not."""
        if name in names:
            return True
        self.wrong((*at, name), f"there is no such field. {hint(name, names)}")
        return False

    def text(self, value: Any, at: At) -> str:
        """Return a value that is to be one text."""
        if isinstance(value, str):
            return value
        self.wrong(at, "expected one word or text.")
        return ""

    def texts(self, value: Any, at: At) -> tuple[str, ...]:
        """Return a value that is one text or several."""
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return (self.text(value, at),)

    def table(self, value: Any, at: At) -> dict[str, str]:
        """Return a value that is a table of words."""
        if not isinstance(value, dict):
            self.wrong(at, "expected the other program's words, each with ours behind a colon.")
            return {}
        return {name: self.text(item, (*at, name)) for name, item in value.items()}

    def part(self, value: Any, at: At, fields: Sequence[Field]) -> Part:
        """Return where a field comes from."""
        if isinstance(value, str | list):
            return Part(self.texts(value, at))
        if not isinstance(value, dict):
            self.wrong(at, "name a column, or give “from” or “value”.")
            return Part()
        given = {name: item for name, item in value.items() if self.known(at, name, _PART)}
        if ("from" in given) == ("value" in given):
            self.wrong(at, "give either “from” (a column) or “value” (the same for all).")
        constant, otherwise = given.get("value"), given.get("otherwise")
        each = given.get("each", {})
        if not isinstance(each, dict):
            self.wrong((*at, "each"), "expected the fields of each message.")
            each = {}
        names = [field.name for field in MESSAGE_FIELDS]
        return Part(
            columns=self.texts(given["from"], (*at, "from")) if "from" in given else (),
            value=None if constant is None else self.text(constant, (*at, "value")),
            table=self.table(given.get("values", {}), (*at, "values")),
            otherwise=None if otherwise is None else self.text(otherwise, (*at, "otherwise")),
            join=self.text(given.get("join", " "), (*at, "join")),
            dates=self.dates(given.get("dates", ""), (*at, "dates")),
            zone=self.zone(given.get("zone", ""), (*at, "zone")),
            optional=given.get("optional", "false") == "true",
            each={
                name: self.part(item, (*at, "each", name), MESSAGE_FIELDS)
                for name, item in each.items()
                if self.known((*at, "each"), name, names)
            },
        )

    def dates(self, value: Any, at: At) -> str:
        """Return the form of dates."""
        form = self.text(value, at)
        if form and form not in WORDS and "%" not in form:
            self.wrong(at, f"write {', '.join(WORDS)}, or a pattern such as %d.%m.%Y %H:%M.")
        return form

    def zone(self, value: Any, at: At) -> str:
        """Return a time zone."""
        name = self.text(value, at)
        try:
            return ZoneInfo(name).key if name else ""
        except (KeyError, ValueError, OSError):
            self.wrong(at, "write the time zone like Europe/Berlin.")
            return ""


def delimiter_in(reader: MapReader, given: dict[str, Any]) -> str:
    """Return the delimiter that a map gives, ``""`` if it gives none."""
    word = reader.text(given.get("delimiter", ""), ("delimiter",))
    delimiter = _DELIMITERS.get(word, codecs.decode(word, "unicode_escape"))
    if len(delimiter) > 1:
        reader.wrong(("delimiter",), "give one letter, or tab, comma, semicolon, pipe.")
    return delimiter


def read_map(document: Document, kind: Kind) -> Map:
    """Read a map. Raises :class:`~agentdesk.document.DocumentError` with every mistake in it."""
    reader = MapReader(document, kind)
    value = document.value if isinstance(document.value, dict) else {}
    given = {name: item for name, item in value.items() if reader.known((), name, _TOP)}
    fields = given.get("fields")
    if not isinstance(fields, dict) or not fields:
        missing = document.problem((), "“fields” is missing: say what holds what.")
        raise DocumentError([*reader.problems, missing])
    own = FIELDS[kind]
    names = [field.name for field in own]
    delimiter = delimiter_in(reader, given)
    words = {
        name: reader.text(given.get(name, ""), (name,))
        for name in ("records", "source", "country", "queue", "fold", "newest")
    }
    if words["newest"] and not words["fold"]:
        reader.wrong(("newest",), "it says which of several rows counts; name what they share "
                     "with “fold”.")  # fmt: skip
    found = Map(
        kind=kind,
        fields={
            name: reader.part(item, ("fields", name), own)
            for name, item in fields.items()
            if reader.known(("fields",), name, names)
        },
        delimiter=delimiter,
        missing=frozenset(reader.texts(given.get("missing", []), ("missing",))),
        dates=reader.dates(given.get("dates", ""), ("dates",)),
        zone=reader.zone(given.get("zone", ""), ("zone",)),
        records=words["records"],
        source=words["source"],
        country=words["country"],
        queue=words["queue"],
        fold=words["fold"],
        newest=words["newest"],
    )
    if reader.problems:
        raise DocumentError(reader.problems)
    return found


def check_columns(map_: Map, document: Document, sample: Sequence[Record]) -> None:
    """Refuse a map that names columns which the first records do not have.

    Raises :class:`~agentdesk.document.DocumentError`.
    """
    known = list(dict.fromkeys(path for record in sample for path in paths_of(record.values)))
    if not known:
        return
    wanted: list[tuple[At, str]] = [
        (("fields", name), column)
        for name, part in map_.fields.items()
        if not part.optional
        for column in part.columns
    ]
    wanted += [((name,), value) for name in ("fold", "newest") if (value := getattr(map_, name))]
    problems = [
        document.problem(at, f"there is no column “{column}”. {hint(column, known)}")
        for at, column in wanted
        if not _is_there(column, sample, known)
    ]
    if problems:
        raise DocumentError(problems)


def _is_there(column: str, sample: Sequence[Record], known: Sequence[str]) -> bool:
    if column in known:
        return True
    return any(look_up(record.values, column) not in (None, []) for record in sample)


def map_text(map_: Map) -> str:
    """Write a map as the file that a person edits."""
    import yaml

    top: dict[str, Any] = {
        name: value
        for name in ("records", "source", "dates", "zone", "country", "queue", "fold", "newest")
        if (value := getattr(map_, name))
    }
    top["fields"] = {name: _written(part) for name, part in map_.fields.items()}
    unused = [field.name for field in FIELDS[map_.kind] if field.name not in map_.fields]
    text: str = yaml.safe_dump(top, sort_keys=False, allow_unicode=True)
    lines = [f"# Which column of the file holds which field of the {map_.kind}.", text.rstrip()]
    if unused:
        lines.append(f"# Besides there may be: {', '.join(unused)}.")
    return "\n".join(lines)


def _written(part: Part) -> Any:
    columns: Any = part.columns[0] if len(part.columns) == 1 else list(part.columns)
    more: dict[str, Any] = {}
    if part.value is not None:
        more["value"] = part.value
    if part.table:
        more["values"] = dict(part.table)
    if part.each:
        more["each"] = {name: _written(item) for name, item in part.each.items()}
    return {"from": columns, **more} if more else columns
