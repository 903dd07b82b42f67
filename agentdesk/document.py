"""Reads a YAML file a person wrote into a struct, and tells every mistake with its line.

Scalars stay text until the field says what they are, so ``10:30`` is a time and ``no`` a word;
a key given twice is refused. Durations (fields whose type carries ``unit: ms``) are written
``20s``, ``30m``, ``8h``, ``7d`` or a sum such as ``1h 30m``. Nothing here knows what a file is for.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from agentdesk.durations import duration, write_duration
from agentdesk.nearest import nearest
from agentdesk.ownfiles import refuse_own

T = TypeVar("T")
At = tuple[str | int, ...]
"""Where something stands in a document: field names and positions."""

SIZE_LIMIT = 4_000_000
_DEPTH_LIMIT = 40
_NODE_LIMIT = 400_000
_EASY_LINE = re.compile(r'([a-z_]+): ([A-Za-z][A-Za-z0-9_-]*|"[A-Za-z0-9_./~ -]*")')
_EASY_LINES = 50
_NULL = "null"
_LARGE = 50_000
"""So many letters take the reader that tells mistakes clearly a noticeable time."""


class DocumentError(Exception):
    """A file cannot be used. ``problems`` holds one sentence each, with file and line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Document:
    """A YAML file read as text: ``value`` (dicts, lists, texts) and the line of every path."""

    def __init__(self, name: str, value: Any, lines: dict[At, int]) -> None:
        self.name, self.value, self.lines = name, value, lines

    def line(self, at: At) -> int:
        """Return the line of a path, or of the nearest thing around it."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)

    def problem(self, at: At, sentence: str) -> str:
        """Write a sentence about a path: file, line, field, what is wrong."""
        field = written(at)
        return f"{self.name}, line {self.line(at)}{', ' + field if field else ''}: {sentence}"


def written(at: At) -> str:
    """Write a path as people read it: ``queues[0].name``."""
    text = ""
    for step in at:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def read_document(path: Path) -> Document:
    """Read a YAML file. Raises :class:`DocumentError` if it cannot be read as one."""
    try:
        refuse_own(path)
        with path.open("rb") as file:
            # A device tells no size and may never end.
            source = file.read(SIZE_LIMIT + 1)
        if len(source) > SIZE_LIMIT:
            raise DocumentError([f"{path} is larger than 4 MB, which no settings file is."])
        text = source.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise DocumentError([f"There is no file {path}."]) from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise DocumentError([f"{path} cannot be read: {why}."]) from None
    return parse_document(text, str(path))


_PLAIN_WORDS = (
    ("'\\t'", "a tab stands here; write blanks instead"),
    (
        "mapping values",
        "a colon does not fit here; check the indentation, and give a text with a colon in it "
        "quotation marks",
    ),
    ("cannot start any token", "give a text that begins with this character quotation marks"),
    ("end of stream", "a quotation mark is opened here or above, and not closed"),
    ("another document", "another document begins here; leave out the --- before it"),
    ("undefined alias", "a text that begins with * needs quotation marks"),
    ("escape character", "what follows \\ means nothing here; write \\\\, or use ' in place of \""),
)
"""What YAML's own words for a mistake say, by something that stands in them."""


def _plainly(problem: str | None) -> str:
    """Say what is wrong with YAML without the words of its grammar."""
    if not problem or ("expected " in problem and "unexpected" not in problem):
        return "this line does not fit what stands above it; check its indentation and colons"
    return next((plain for words, plain in _PLAIN_WORDS if words in problem), problem)


def parse_document(text: str, name: str, *, quick: bool = False) -> Document:
    """Read YAML text. Raises :class:`DocumentError` for what is no YAML, or a key given twice.

    ``quick`` reads large texts of our own with the C library where there is one; what it says of
    mistakes is less clear.
    """
    if easy := _easy(text, name):
        return easy
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader) if quick else yaml.SafeLoader
    if not quick and len(text) > _LARGE and _is_plain_yaml(text):
        loader = yaml.CSafeLoader
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = min(mark.line + 1, len(text.splitlines())) if mark else 1
        raise DocumentError([f"{name}, line {line}: {_plainly(error.problem)}."]) from None
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        sentence = "a character stands here that YAML does not allow"
        raise DocumentError([f"{name}, line {line}: {sentence}."]) from None
    except RecursionError:
        raise DocumentError([f"{name} is nested too deeply."]) from None
    lines: dict[At, int] = {}
    problems: list[str] = []
    document = Document(name, {}, lines)
    if node is not None:
        document.value = _plain(node, (), document, problems, _NODE_LIMIT)
    if problems:
        raise DocumentError(problems)
    return document


def _is_plain_yaml(text: str) -> bool:
    """Say whether the C library may read a text: there is one, and it finds nothing wrong in it.

    Mistakes are told more clearly by the other reader, and by what is nested too deeply the
    library would be brought down.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", None)
    if loader is None:
        return False
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEPTH_LIMIT:
                return False
    except yaml.YAMLError:
        return False
    return True


def _easy(text: str, name: str) -> Document | None:
    """Read lines of ``field: word`` alone, as YAML would; ``None`` where only YAML can tell.

    Most settings files are no more, and the library takes longer to import than the desk has.
    """
    written_lines = text.split("\n", _EASY_LINES)
    found: dict[str, str] = {}
    lines: dict[At, int] = {}
    for number, line in enumerate(written_lines, 1):
        if not line or (line.startswith("#") and line.isascii() and line.isprintable()):
            continue
        match = _EASY_LINE.fullmatch(line)
        if match is None or match[1] in found or match[2].lower() == _NULL:
            return None
        lines.setdefault((), number)
        lines[match[1],] = number
        found[match[1]] = match[2].strip('"')
    return Document(name, found, lines) if found else None


def _plain(node: Any, at: At, document: Document, problems: list[str], room: int) -> Any:
    """Turn a YAML node into dicts, lists and texts, noting lines; aliases count each time."""
    import yaml

    document.lines.setdefault(at, node.start_mark.line + 1)
    if len(at) > _DEPTH_LIMIT or len(document.lines) > room:
        place = f"{document.name}, line {node.start_mark.line + 1}"
        raise DocumentError([f"{place}: what begins here is nested too deeply or too large."])
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == "tag:yaml.org,2002:null" else node.value
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(item, (*at, number), document, problems, room)
            for number, item in enumerate(node.value)
        ]
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            problems.append(f"{document.name}, line {line}: a field's name must be plain text.")
            continue
        if key.value in found:
            problems.append(
                f"{document.name}, line {line}: {written((*at, key.value))} is given twice; "
                f"it stands on line {document.line((*at, key.value))} already."
            )
            continue
        document.lines[(*at, key.value)] = line
        found[key.value] = _plain(value, (*at, key.value), document, problems, room)
    return found


def convert(document: Document, shape: type[T]) -> T:
    """Turn a document into a struct.

    Raises :class:`DocumentError` with every mistake in it, each with its line, and for an unknown
    field the nearest one there is.
    """
    reader = _Reader(document)
    value = reader.read(document.value, inspect.type_info(shape), ())
    if reader.problems:
        raise DocumentError(reader.problems)
    try:
        return msgspec.convert(value, shape, strict=False)
    except msgspec.ValidationError as error:
        raise DocumentError([f"{document.name}: {error}."]) from None


class _Reader:
    """Walks a value beside its type, turning texts into what the fields want."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[str] = []

    def wrong(self, at: At, sentence: str) -> None:
        self.problems.append(self.document.problem(at, sentence))

    def read(self, value: Any, kind: inspect.Type, at: At, unit: str = "") -> Any:
        if isinstance(kind, inspect.Metadata):
            return self.read(value, kind.type, at, (kind.extra or {}).get("unit", unit))
        if isinstance(kind, inspect.UnionType):
            if value is None and any(isinstance(t, inspect.NoneType) for t in kind.types):
                return None
            rest = [t for t in kind.types if not isinstance(t, inspect.NoneType)]
            return self.read(value, rest[0], at, unit) if len(rest) == 1 else value
        if isinstance(kind, inspect.StructType):
            return self.struct(value, kind, at)
        if isinstance(kind, inspect.DictType):
            return self.table(value, kind, at)
        if isinstance(kind, inspect.VarTupleType | inspect.ListType | inspect.TupleType):
            return self.array(value, kind, at)
        return self.leaf(value, kind, at, unit)

    def struct(self, value: Any, kind: inspect.StructType, at: At) -> Any:
        if value is None:
            value = {}
        if not isinstance(value, dict):
            self.wrong(at, "expected fields, each on a line of its own, with a colon after it.")
            return None
        known = {field.encode_name: field for field in kind.fields}
        for name in value:
            if name not in known:
                self.wrong((*at, name), f"there is no such field. {nearest(str(name), known)}")
        for name, field in known.items():
            if field.required and name not in value:
                self.wrong(at, f"{name} is missing.")
        return {
            name: self.read(item, known[name].type, (*at, name))
            for name, item in value.items()
            if name in known and not (item is None and not known[name].required)
        }

    def table(self, value: Any, kind: inspect.DictType, at: At) -> Any:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong(at, "expected fields, each on a line of its own, with a colon after it.")
            return None
        return {name: self.read(item, kind.value_type, (*at, name)) for name, item in value.items()}

    def array(
        self,
        value: Any,
        kind: inspect.VarTupleType | inspect.ListType | inspect.TupleType,
        at: At,
    ) -> Any:
        if value is None:
            value = []
        if not isinstance(value, list):
            value = [value]
        if isinstance(kind, inspect.TupleType):
            if len(value) != len(kind.item_types):
                self.wrong(at, f"expected {len(kind.item_types)} values, found {len(value)}.")
                return None
            kinds: Iterator[inspect.Type] = iter(kind.item_types)
            return [self.read(item, next(kinds), (*at, n)) for n, item in enumerate(value)]
        return [self.read(item, kind.item_type, (*at, n)) for n, item in enumerate(value)]

    def leaf(self, value: Any, kind: inspect.Type, at: At, unit: str) -> Any:
        if isinstance(value, dict | list):
            self.wrong(at, "expected a single value, found fields or a list.")
            return None
        if isinstance(kind, inspect.LiteralType):
            if value not in kind.values:
                choices = [str(choice) for choice in kind.values]
                near = get_close_matches(str(value), choices, 1)
                hint = f" Did you mean {near[0]}?" if near else ""
                self.wrong(at, f"“{_short(value)}” is none of {', '.join(choices)}.{hint}")
            return value
        if value is None:
            self.wrong(at, "the value is missing.")
            return None
        if unit == "ms":
            try:
                return duration(value)
            except ValueError as error:
                self.wrong(at, f"{error}.")
                return None
        return self.scalar(value, kind, at)

    def scalar(self, value: str, kind: inspect.Type, at: At) -> Any:
        wanted: dict[type, tuple[Any, str]] = {
            inspect.BoolType: (bool, "true or false"),
            inspect.IntType: (int, "a whole number"),
            inspect.FloatType: (float, "a number"),
        }
        if type(kind) not in wanted:
            return value
        shape, words = wanted[type(kind)]
        try:
            read = msgspec.convert(value, shape, strict=False)
        except msgspec.ValidationError:
            read = None
        # “nan” and “inf” are read as numbers, and nothing can be counted with them.
        if read is None or (shape is float and not isfinite(read)):
            self.wrong(at, f"“{_short(value)}” is not {words}.")
            return None
        return read


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def write_document(value: msgspec.Struct) -> str:
    """Write a struct as YAML that :func:`convert` reads back to the same."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    texts = _texts(msgspec.to_builtins(value), inspect.type_info(type(value)))
    written: str = yaml.dump(texts, Dumper=dumper, allow_unicode=True, sort_keys=False, width=100)
    return written


def _texts(value: Any, kind: inspect.Type) -> Any:
    """Write durations as text, everything else as it is."""
    if isinstance(kind, inspect.Metadata):
        unit = (kind.extra or {}).get("unit")
        return write_duration(value) if unit == "ms" else _texts(value, kind.type)
    if isinstance(kind, inspect.UnionType) and value is not None:
        return _texts(value, next(t for t in kind.types if not isinstance(t, inspect.NoneType)))
    if isinstance(kind, inspect.StructType):
        types = {field.encode_name: field.type for field in kind.fields}
        return {name: _texts(item, types[name]) for name, item in value.items()}
    if isinstance(kind, inspect.DictType):
        return {name: _texts(item, kind.value_type) for name, item in value.items()}
    if isinstance(kind, inspect.VarTupleType):
        return [_texts(item, kind.item_type) for item in value]
    if isinstance(kind, inspect.TupleType):
        return [_texts(item, of) for item, of in zip(value, kind.item_types, strict=True)]
    return list(value) if isinstance(value, tuple) else value
