"""What every row is: a frozen struct that knows its table and its key."""

from collections.abc import Callable
from operator import attrgetter
from typing import ClassVar, TypeAlias

import msgspec


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row of the projection or of content; ``TABLE`` names its table, ``KEY`` its primary key."""

    TABLE: ClassVar[str] = ""
    KEY: ClassVar[tuple[str, ...]] = ()


Key: TypeAlias = tuple[int | str, ...]


def key_of(row: Row) -> Key:
    """Return the row's primary key as a tuple, in ``KEY`` order."""
    kind = type(row)
    getter = _GETTERS.get(kind)
    if getter is None:
        getter = _GETTERS[kind] = _getter(kind.KEY)
    return getter(row)


_GETTERS: dict[type[Row], Callable[[Row], Key]] = {}


def _getter(names: tuple[str, ...]) -> Callable[[Row], Key]:
    """Make the fastest way to a key: rebuilds ask for millions."""
    if len(names) == 1:
        one: Callable[[Row], int | str] = attrgetter(names[0])
        return lambda row: (one(row),)
    several: Callable[[Row], Key] = attrgetter(*names)
    return several
