"""Rows and content as column values, the same for both engines, and back.

A struct's field order is its table's column order. ``int``, ``str``, ``bytes`` and ``bool`` go as
they are (SQLite keeps a ``bool`` as 0 or 1), tuples and dictionaries as JSON text.
"""

import types
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, Generic, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from agentdesk.domain.content import CONTENT_TABLES
from agentdesk.domain.rows import TABLES, Row

R = TypeVar("R", bound=msgspec.Struct)

Engine = Literal["sqlite", "postgres"]
Kind = Literal["int", "bool", "text", "bytes", "json"]


_encode_json = msgspec.json.Encoder(order="deterministic").encode


class Column(msgspec.Struct, frozen=True):
    """A column: its name, what it holds, whether it may be empty."""

    name: str
    kind: Kind
    optional: bool


class Codec(Generic[R]):
    """How one struct type becomes column values, and column values the struct."""

    def __init__(self, cls: type[R]) -> None:
        hints = get_type_hints(cls)
        names = cls.__struct_fields__
        self.cls = cls
        self.columns = tuple(_column(name, hints[name]) for name in names)
        self._values: Callable[[R], tuple[Any, ...]] = attrgetter(*names)
        self._json = tuple(i for i, column in enumerate(self.columns) if column.kind == "json")
        self._decode = tuple(
            (i, _decoder(column, hints[column.name]))
            for i, column in enumerate(self.columns)
            if column.kind in ("json", "bool")
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    def select(self, alias: str = "") -> str:
        """Write the columns for a ``SELECT``, of a table's ``alias`` if one is given."""
        prefix = f"{alias}." if alias else ""
        return ", ".join(f'{prefix}"{name}"' for name in self.names)

    def encode(self, row: R) -> tuple[Any, ...]:
        """Return a struct's column values."""
        values = self._values(row)
        if not self._json:
            return values
        out = list(values)
        for i in self._json:
            out[i] = _encode_json(out[i]).decode()
        return tuple(out)

    def decode(self, values: Sequence[Any]) -> R:
        """Return the struct of some column values."""
        if not self._decode:
            return self.cls(*values)
        out = list(values)
        for i, convert in self._decode:
            if out[i] is not None:
                out[i] = convert(out[i])
        return self.cls(*out)

    def all(self, many: Iterable[Sequence[Any]]) -> tuple[R, ...]:
        """Return the structs of many rows."""
        return tuple(map(self.decode, many))


def _column(name: str, hint: Any) -> Column:
    plain, optional = _strip(hint)
    origin = get_origin(plain) or plain
    if origin is Literal:
        origin = type(get_args(plain)[0])
    kinds: dict[Any, Kind] = {
        bool: "bool",
        int: "int",
        str: "text",
        bytes: "bytes",
        tuple: "json",
        dict: "json",
    }
    return Column(name, kinds[origin], optional)


def _strip(hint: Any) -> tuple[Any, bool]:
    """Take ``None`` out of an optional type; say whether it was there."""
    if get_origin(hint) in (Union, types.UnionType):
        rest = [arg for arg in get_args(hint) if arg is not type(None)]
        return rest[0], True
    return hint, False


def _decoder(column: Column, hint: Any) -> Callable[[Any], Any]:
    if column.kind == "bool":
        return bool
    return msgspec.json.Decoder(_strip(hint)[0]).decode


CODECS: dict[type[Row], Codec[Any]] = {cls: Codec(cls) for cls in (*TABLES, *CONTENT_TABLES)}
"""The codec of every table of rows and of content."""


def codec(cls: type[R]) -> Codec[R]:
    """Return a table's codec."""
    return CODECS[cls]  # type: ignore[index]  # R is any Row; the mapping cannot say so


def _marks(n: int, engine: Engine, first: int = 1) -> list[str]:
    return ["?"] * n if engine == "sqlite" else [f"${i}" for i in range(first, first + n)]


def insert_sql(cls: type[Row], engine: Engine, table: str = "") -> str:
    """Write the statement that inserts a row that must not be there yet."""
    names = CODECS[cls].names
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join(_marks(len(names), engine))
    return f'INSERT INTO "{table or cls.TABLE}" ({columns}) VALUES ({marks})'


def upsert_sql(cls: type[Row], engine: Engine, table: str = "") -> str:
    """Write the statement that gives a row its value."""
    keys = ", ".join(f'"{name}"' for name in cls.KEY)
    rest = [name for name in CODECS[cls].names if name not in cls.KEY]
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in rest)
    then = f"DO UPDATE SET {sets}" if sets else "DO NOTHING"
    return f"{insert_sql(cls, engine, table)} ON CONFLICT ({keys}) {then}"


def delete_sql(cls: type[Row], engine: Engine, table: str = "") -> str:
    """Write the statement that takes away the row of a key."""
    marks = _marks(len(cls.KEY), engine)
    where = " AND ".join(f'"{k}" = {m}' for k, m in zip(cls.KEY, marks, strict=True))
    return f'DELETE FROM "{table or cls.TABLE}" WHERE {where}'


def add_sql(cls: type[Row], column: str, engine: Engine, table: str = "") -> str:
    """Write the statement that moves a counter; the values are the key's, then ``n``.

    A counter's table holds nothing but its key and counters, which start at zero.
    """
    name = table or cls.TABLE
    others = [c for c in CODECS[cls].names if c not in cls.KEY and c != column]
    columns = ", ".join(f'"{c}"' for c in (*cls.KEY, column, *others))
    marks = _marks(len(cls.KEY) + 1, engine)
    values = ", ".join((*marks, *("0" for _ in others)))
    keys = ", ".join(f'"{k}"' for k in cls.KEY)
    return (
        f'INSERT INTO "{name}" ({columns}) VALUES ({values}) ON CONFLICT ({keys}) '
        f'DO UPDATE SET "{column}" = "{name}"."{column}" + excluded."{column}"'
    )
