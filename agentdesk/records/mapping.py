"""Which column of a file holds which field: a map that a person wrote, or one that was guessed."""

import codecs
from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from agentdesk.document import At, Document, DocumentError
from agentdesk.records.fields import (
    FIELDS,
    MESSAGE_FIELDS,
    REQUIRED,
    Field,
    Kind,
    field_of,
    guess,
    plain,
)
from agentdesk.records.found import Record
from agentdesk.records.values import (
    WORDS,
    BadValue,
    DateReader,
    date_reader,
    form_of,
    look_up,
    order_of,
    paths_of,
    shown,
    text_of,
)

_TOP = (
    "records", "delimiter", "source", "missing", "dates", "zone", "country", "queue", "fold",
    "newest", "fields",
)  # fmt: skip
_PART = ("from", "value", "values", "otherwise", "join", "dates", "zone", "optional", "each")
_DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


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


# ---- as a person wrote it


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


def hint(name: str, names: Iterable[str]) -> str:
    """Say which name may have been meant, or which there are."""
    choices = list(names)
    near = get_close_matches(name, choices, 1) or get_close_matches(
        name.lower(), [choice for choice in choices if choice.islower()], 1
    )
    if near:
        return f"Did you mean {near[0]}?"
    few = ", ".join(choices[:20])
    return f"There are {few}{' and others' if len(choices) > 20 else ''}."


# ---- guessed


def guess_map(kind: Kind, sample: Sequence[Record], zone: str = "") -> Map:
    """Guess a map from the first records: by what their columns are called and hold."""
    columns = list(dict.fromkeys(path for record in sample for path in paths_of(record.values)))
    lists = {
        column
        for column in columns
        if any(_of_objects(look_up(record.values, column)) for record in sample)
    }
    objects = {
        column
        for column in columns
        if any(isinstance(look_up(record.values, column), dict) for record in sample)
    }
    own = FIELDS[kind]
    messages = tuple(field for field in own if field.shape == "messages")
    others = tuple(field for field in own if field.shape != "messages")
    tags = [column for column in columns if column in lists and column.endswith(("tags", "labels"))]
    singles = [c for c in columns if c not in objects and (c not in lists or c in tags)]
    found = {name: Part((column,)) for name, column in guess(others, singles).items()}
    found |= {
        name: Part((column,), each=_guess_messages(sample, column))
        for name, column in guess(messages, [c for c in columns if c in lists]).items()
    }
    dated = [name for name in found if (f := field_of(kind, name)) and f.shape == "date"]
    cells = [
        text
        for record in sample
        for name in dated
        if (text := text_of(look_up(record.values, found[name].columns[0])))
        and isinstance(look_up(record.values, found[name].columns[0]), str)
    ]
    fold, newest = _guess_fold(found, columns, sample)
    return Map(
        kind=kind,
        fields=found,
        dates=order_of(cells),
        zone=zone,
        fold=fold,
        newest=newest,
        guessed=True,
    )


_UPDATED = (
    "sys_updated_at", "sys_updated_on", "updated_at", "updated", "modified", "modified_at",
    "last_modified", "changed_at", "timestamp",
)  # fmt: skip


def _guess_fold(
    found: dict[str, Part], columns: Sequence[str], sample: Sequence[Record]
) -> tuple[str, str]:
    """Say by what rows fold that share a number, and which of them counts: a log of changes."""
    if "id" not in found:
        return "", ""
    column = found["id"].columns[0]
    names = [text_of(look_up(record.values, column)) for record in sample]
    newest = next((column for column in columns if plain(column) in _UPDATED), "")
    if len(set(names)) == len(names) or not newest:
        return "", ""
    return column, newest


def _of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _guess_messages(sample: Sequence[Record], column: str) -> dict[str, Part]:
    items = [
        item
        for record in sample
        if isinstance(found := look_up(record.values, column), list)
        for item in found
        if isinstance(item, dict)
    ]
    columns = list(dict.fromkeys(path for item in items for path in paths_of(item)))
    return {name: Part((c,)) for name, c in guess(MESSAGE_FIELDS, columns).items()}


def missing_fields(map_: Map) -> tuple[str, ...]:
    """Return the fields that a record cannot do without and the map does not give."""
    has = set(map_.fields)
    if map_.kind == "customers":
        return () if has & {"name", "first_name", "last_name", "emails", "phones"} else ("name",)
    if map_.kind == "answers" and "shortcut" in has:
        has.add("name")
    return tuple(name for name in REQUIRED[map_.kind] if name not in has)


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


# ---- applied


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
