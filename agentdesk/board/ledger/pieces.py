"""Records that came to rest at about the same time, put away in one piece.

A piece never changes, so every snapshot that needs it shares it, on disk and in memory; its
records are read when somebody asks for them. A record that something more is said of is taken up
again, and the piece's own is not looked at any more.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from agentdesk.board.hurry import hurrying
from agentdesk.board.ledger.columns import Texts, numbers, pack, read_numbers, unpack

R = TypeVar("R", bound=msgspec.Struct)


class Head(NamedTuple):
    """What is known of a piece before any of it is read."""

    id: bytes
    """Of what is in it: the same records have the same."""
    number: int
    """Of the entry at which they were put away."""
    newest: int
    """The last instant at which anything happened to any of them."""
    low: int
    high: int
    """Between which ids theirs are."""
    size: int
    surveyed: bool = False
    """Their customers were asked for an opinion."""


class Piece(Generic[R]):
    """Some records of one kind. Reading them raises ``ValueError`` where its bytes do not fit."""

    def __init__(self, cls: type[R], head: Head, data: bytes) -> None:
        self.cls, self._head, self._data = cls, head, data

    @classmethod
    def of(
        cls,
        kind: type[R],
        number: int,
        records: list[R],
        when: Callable[[R], int],
        *,
        surveyed: bool = False,
    ) -> "Piece[R]":
        """Return a piece of some records, which have ids or are in the order they are kept in."""
        low = high = 0
        if "id" in kind.__struct_fields__:
            records.sort(key=_id)
            low, high = _id(records[0]), _id(records[-1])
        head = Head(b"", number, max(map(when, records)), low, high, len(records), surveyed)
        piece = cls(kind, head, b"")
        piece.records = records
        return piece

    @property
    def number(self) -> int:
        """The number of the entry at which they were put away."""
        return self._head.number

    @property
    def newest(self) -> int:
        """The last instant at which anything happened to any of them."""
        return self._head.newest

    @property
    def greatest(self) -> int:
        """The greatest id of theirs."""
        return self._head.high

    @property
    def size(self) -> int:
        """How many records it has."""
        return self._head.size

    @property
    def surveyed(self) -> bool:
        """Whether their customers were asked for an opinion."""
        return self._head.surveyed

    @property
    def head(self) -> Head:
        """What a snapshot holds of it."""
        if not self._head.id:
            self._head = self._head._replace(id=id_of(self.data))
        return self._head

    @property
    def data(self) -> bytes:
        """The piece as bytes."""
        if not self._data:
            texts = Texts()
            packed = pack(self.cls, self.records, texts)
            records = msgspec.msgpack.encode([texts.table, packed])
            ids = msgspec.msgpack.encode(rising(self.keys))
            parts = [zlib.compress(ids, 1), zlib.compress(records, 1)]
            self._data = msgspec.msgpack.encode([self.number, *parts])
        return self._data

    # ---- what is in it

    def covers(self, key: int) -> bool:
        """Say whether a record is in it."""
        head = self._head
        return head.low <= key <= head.high and key in self.ids

    @property
    def keys(self) -> Sequence[int]:
        """The ids of its records, rising; nothing if they have none."""
        if "records" in self.__dict__:
            return [_id(x) for x in self.records] if self._head.high else ()
        return read_rising(self._read(1))

    @cached_property
    def ids(self) -> frozenset[int]:
        """The ids of its records."""
        return frozenset(self.keys)

    @cached_property
    def records(self) -> list[R]:
        """Its records, in the order of their ids if they have such."""
        with hurrying():
            table, packed = self._read(2)
            return unpack(self.cls, packed, table)

    @cached_property
    def by_id(self) -> dict[int, R]:
        """Its records by id."""
        return {_id(x): x for x in self.records}

    @cached_property
    def by_agent(self) -> dict[str, list[R]]:
        """Its stretches by whose they are."""
        found: dict[str, list[R]] = {}
        for x in self.records:
            found.setdefault(x.agent, []).append(x)  # type: ignore[attr-defined]  # stretches
        return found

    def _read(self, part: int) -> Any:
        try:
            return msgspec.msgpack.decode(zlib.decompress(msgspec.msgpack.decode(self._data)[part]))
        except (zlib.error, msgspec.MsgspecError, TypeError, LookupError) as error:
            raise ValueError(f"the snapshot is damaged: {error}") from error


def id_of(data: bytes) -> bytes:
    """Return the id of a piece with these bytes."""
    return hashlib.blake2b(data, digest_size=16).digest()


def rising(values: Sequence[int]) -> list[Any]:
    """Write whole numbers that rise, as how much each is more than the one before."""
    steps = [after - before for before, after in pairwise(values)]
    return [list(values[:1]), numbers(steps)]


def read_rising(written: Sequence[Any]) -> list[int]:
    """Read what :func:`rising` wrote."""
    first, steps = written
    return list(accumulate([*first, *read_numbers(steps)])) if first else []


def lasting(pieces: Iterable[Piece[R]], horizon: int) -> tuple[Piece[R], ...]:
    """Return the pieces of which something happened after an instant."""
    return tuple(piece for piece in pieces if piece.newest >= horizon)


def _id(record: Any) -> int:
    found: int = record.id
    return found
