"""Records in columns, as a snapshot holds them: thousands are read in milliseconds.

A column whose values are all the field's default is left out; texts stand once in a table and are
numbers in their columns; records within records are columns of their own beside their counts.
"""

from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, islice, repeat
from types import UnionType
from typing import (
    Any,
    Literal,
    NamedTuple,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec

S = TypeVar("S", bound=msgspec.Struct)

Packed = list[Any]
"""Of records of one type: how many, and their columns."""

_Sort = Literal["number", "plain", "text", "many", "one", "typed"]


class Texts:
    """A table in which each text stands once; number 0 is no text at all."""

    def __init__(self) -> None:
        self.table: list[str | None] = [None]
        self._numbers: dict[str | None, int] = {None: 0}

    def numbers(self, texts: Iterable[str | None]) -> list[int]:
        """Return the numbers of texts."""
        found, known = list(texts), self._numbers
        for text in set(found) - known.keys():
            known[text] = len(self.table)
            self.table.append(text)
        return list(map(known.__getitem__, found))


_CODES: tuple[tuple[str, int], ...] = (("B", 1 << 8), ("H", 1 << 16), ("I", 1 << 32))
"""How wide numbers are written, and below what; all others take eight bytes."""


def numbers(values: Sequence[int | None]) -> list[Any]:
    """Write whole numbers as bytes, with the places of those there are none of."""
    places: list[int] = []
    if None in values:
        places = [n for n, value in enumerate(values) if value is None]
        values = [value or 0 for value in values]
    known = cast("Sequence[int]", values)
    lowest, highest = (min(known), max(known)) if known else (0, 0)
    fits = (code for code, limit in _CODES if lowest >= 0 and highest < limit)
    code = next(fits, "q")
    return [code, array(code, known).tobytes(), numbers(places) if places else ()]


def read_numbers(written: Sequence[Any]) -> list[Any]:
    """Read what :func:`numbers` wrote."""
    code, data, nothing = written
    read = array(code)
    read.frombytes(data)
    values: list[Any] = read.tolist()
    for place in read_numbers(nothing) if nothing else ():
        values[place] = None
    return values


class _Field(NamedTuple):
    name: str
    sort: _Sort
    default: Any
    of: Any
    """The type of records within, or what msgspec is to read."""


@cache
def _fields(cls: type[msgspec.Struct]) -> tuple[_Field, ...]:
    hints = get_type_hints(cls)
    return tuple(
        _Field(field.name, *_sort(hints[field.name], field))
        for field in msgspec.structs.fields(cls)
    )


def _sort(hint: Any, field: Any) -> tuple[_Sort, Any, Any]:
    default = field.default
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    parts = tuple(part for part in parts if part is not type(None))
    part = parts[0]
    if get_origin(part) is Literal:
        return "text", default, None
    if len(parts) == 1 and part is str:
        return "text", default, None
    if parts == (int,):
        return "number", default, None
    if all(one in (int, bool, float) for one in parts):
        return "plain", default, None
    if isinstance(part, type) and issubclass(part, msgspec.Struct):
        return "one", default, part
    inner = get_args(part)[0]
    if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
        return "many", default, inner
    return "typed", default, hint


def pack(cls: type[S], records: Sequence[S], texts: Texts) -> Packed:
    """Write records in columns."""
    columns: list[Any] = []
    every: Iterable[Sequence[Any]] = zip(*map(msgspec.structs.astuple, records), strict=True)
    for field, values in zip(_fields(cls), every if records else repeat(()), strict=False):
        if values.count(field.default) == len(values):
            columns.append(None)
        elif field.sort == "number":
            columns.append(numbers(values))
        elif field.sort == "plain":
            columns.append(values)
        elif field.sort == "text":
            columns.append(numbers(texts.numbers(values)))
        elif field.sort == "many":
            flat = list(chain.from_iterable(values))
            columns.append([numbers(list(map(len, values))), pack(field.of, flat, texts)])
        elif field.sort == "one":
            some = [value for value in values if value is not None]
            columns.append([[value is not None for value in values], pack(field.of, some, texts)])
        else:
            columns.append(msgspec.msgpack.encode(values))
    return [len(records), columns]


def unpack(cls: type[S], packed: Packed, table: Sequence[str | None]) -> list[S]:
    """Read records from columns. Raises ``ValueError`` for columns that do not fit."""
    size, columns = packed
    fields = _fields(cls)
    if len(columns) != len(fields):
        raise ValueError(f"{cls.__name__} has other fields")
    if not size:
        return []
    values = [
        repeat(field.default, size) if column is None else _column(field, column, size, table)
        for field, column in zip(fields, columns, strict=True)
    ]
    return list(map(cls, *values))


def _column(field: _Field, column: Any, size: int, table: Sequence[str | None]) -> Iterable[Any]:
    values: list[Any]
    if field.sort == "number":
        values = read_numbers(column)
    elif field.sort == "plain":
        values = column
    elif field.sort == "text":
        values = list(map(table.__getitem__, read_numbers(column)))
    elif field.sort == "many":
        counts, inner = column
        flat = iter(unpack(field.of, inner, table))
        values = [tuple(islice(flat, count)) if count else () for count in read_numbers(counts)]
    elif field.sort == "one":
        present, inner = column
        some = iter(unpack(field.of, inner, table))
        values = [next(some) if one else None for one in present]
    else:
        values = msgspec.msgpack.decode(column, type=list[field.of])  # type: ignore[name-defined]  # a type that is known only here
    if len(values) != size:
        raise ValueError(f"{field.name} has {len(values)} values instead of {size}")
    return values
