"""A ledger as bytes and back: what a supervisor's cache keeps, so that no log is read twice.

What has come to rest lies in pieces that many snapshots share; a snapshot names them. The facts of
warm records are read only when an undo asks for them; most never are.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec

from agentdesk.board.hurry import hurrying
from agentdesk.board.ledger.agents import AgentRecord, AgentShelf
from agentdesk.board.ledger.columns import Texts, numbers, pack, read_numbers, unpack
from agentdesk.board.ledger.facts import packed
from agentdesk.board.ledger.parts import Parts, Told
from agentdesk.board.ledger.pieces import Head as PieceHead
from agentdesk.board.ledger.pieces import Piece, id_of, read_rising, rising
from agentdesk.board.ledger.shelf import Shelf, Warm
from agentdesk.board.records import CaseRecord, Moment, StretchRecord, TalkRecord
from agentdesk.domain.events import KINDS

VERSION = 4
"""Of the format and of what the records mean: raise it when a fold changes its mind."""
_RECORDS: tuple[type[Any], ...] = (CaseRecord, TalkRecord, AgentRecord)


@cache
def shape() -> str:
    """Name the shape of all that a snapshot holds: one of another shape cannot be read."""
    types: list[type[Any]] = [*_RECORDS, Moment, StretchRecord, *KINDS.values()]
    words = [
        f"{cls.__name__}.{field.name}:{field.type}"
        for cls in types
        for field in msgspec.structs.fields(cls)
    ]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


class BadSnapshot(ValueError):
    """The bytes are no snapshot that this program can read: the log must be read again."""


class Head(NamedTuple):
    """Where a ledger stands, and how long it keeps what."""

    seq: int
    recorded_at: int
    keep_ms: int | None
    warm_ms: int


class Dump(NamedTuple):
    """A snapshot, and the pieces that it names."""

    data: bytes
    pieces: tuple[Piece[Any], ...]


Find = Callable[[type[Any], Sequence[PieceHead]], Sequence[Piece[Any]]]
"""What finds the pieces of a kind that a snapshot names. Raises ``ValueError``."""


def dump(head: Head, parts: Parts) -> Dump:
    """Write a ledger."""
    texts = Texts()
    cases, talks, agents = parts.cases, parts.talks, parts.agents
    settled = [x for agent in sorted(agents.settled) for x in agents.settled[agent]]
    lines = parts.moments.lines
    laid = [(cls, _laid(parts)[cls]) for cls in _LAID]
    body = [
        [*head, parts.prune_at, parts.setup],
        [[piece.head for piece in pieces] for _, pieces in laid],
        [
            [_keys(shelf), pack(cls, list(shelf.records.values()), texts)]
            for shelf, cls in zip(parts.shelves, _RECORDS, strict=True)
        ],
        [_warm(shelf, cls, texts) for shelf, cls in zip(parts.shelves, _RECORDS, strict=True)],
        [
            numbers(list(cases.active)),
            rising(sorted(cases.gone)),
            *_numbered(cases.away),
            cases.places,
            cases.resolved,
            *_numbered(cases.taken),
        ],
        [numbers(list(talks.live)), *_numbered(talks.taken)],
        pack(StretchRecord, settled, texts),
        [
            [command if command in parts.commands else "" for command, _ in lines],
            pack(Moment, [line for _, line in lines], texts),
        ],
        [
            [name, told.touched, told.undone, list(dict.fromkeys(told.keys)), told.lines]
            for name, told in parts.commands.items()
        ],
    ]
    data = msgspec.msgpack.encode([VERSION, shape(), texts.table, body])
    return Dump(data, tuple(piece for _, pieces in laid for piece in pieces))


_LAID: tuple[type[Any], ...] = (CaseRecord, TalkRecord, StretchRecord, Moment)


def _laid(parts: Parts) -> dict[type[Any], tuple[Piece[Any], ...]]:
    """Return the pieces of each kind."""
    return {
        CaseRecord: parts.cases.pieces,
        TalkRecord: parts.talks.pieces,
        StretchRecord: parts.agents.sealed,
        Moment: parts.moments.sealed,
    }


def _numbered(numbered: dict[int, int]) -> list[Any]:
    """Return ids that rise, and the number of each."""
    keys = sorted(numbered)
    return [rising(keys), numbers([numbered[key] for key in keys])]


def _read_numbered(keys: list[Any], values: list[Any]) -> dict[int, int]:
    return dict(zip(read_rising(keys), read_numbers(values), strict=True))


def _keys(shelf: Shelf[Any, Any]) -> list[Any]:
    """Return the keys of a shelf: texts as they are, numbers packed."""
    keys = list(shelf.records)
    return keys if isinstance(shelf, AgentShelf) else numbers(keys)


def _warm(shelf: Shelf[Any, Any], cls: type[Any], texts: Texts) -> list[Any]:
    some = [warm.base for warm in shelf.warm.values() if warm.base is not None]
    return [
        list(shelf.warm),
        [warm.touched for warm in shelf.warm.values()],
        [warm.base is not None for warm in shelf.warm.values()],
        pack(cls, some, texts),
        [warm.data or packed(warm.facts) for warm in shelf.warm.values()],
    ]


def load(data: bytes, find: Find) -> tuple[Head, Parts]:
    """Read what :func:`dump` wrote. Raises :class:`BadSnapshot`."""
    # Nothing that is made here is rubbish: looking for some would take as long as the reading.
    with hurrying():
        try:
            version, shaped, table, body = msgspec.msgpack.decode(data)
            if (version, shaped) != (VERSION, shape()):
                raise BadSnapshot("another version wrote the snapshot")
            return _filled(table, body, find)
        except BadSnapshot:
            raise
        except (ValueError, TypeError, LookupError, msgspec.MsgspecError) as error:
            raise BadSnapshot(f"the snapshot is damaged: {error}") from error


def whole(dumped: Dump) -> bytes:
    """Return a snapshot together with its pieces."""
    return msgspec.msgpack.encode([dumped.data, [piece.data for piece in dumped.pieces]])


def parted(data: bytes) -> tuple[bytes, Find]:
    """Return what :func:`load` reads of what :func:`whole` wrote. Raises :class:`BadSnapshot`."""
    try:
        snapshot, pieces = msgspec.msgpack.decode(data, type=tuple[bytes, list[bytes]])
    except msgspec.MsgspecError as error:
        raise BadSnapshot(f"the snapshot is damaged: {error}") from error
    known = {id_of(piece): piece for piece in pieces}
    return snapshot, lambda cls, heads: [Piece(cls, head, known[head.id]) for head in heads]


def _filled(table: list[str | None], body: list[Any], find: Find) -> tuple[Head, Parts]:
    parts = Parts()
    head, laid, shelves, warm, cases, talks, settled, lines, commands = body
    *standing, parts.prune_at, parts.setup = head
    for shelf, cls, (keys, columns), heated in zip(
        parts.shelves, _RECORDS, shelves, warm, strict=True
    ):
        names = keys if isinstance(shelf, AgentShelf) else read_numbers(keys)
        shelf.records = dict(zip(names, unpack(cls, columns, table), strict=True))
        shelf.warm = _heated(cls, heated, table)
    _fill_cases(parts, cases)
    live, *taken = talks
    parts.talks.live = dict.fromkeys(read_numbers(live))
    parts.talks.taken = _read_numbered(*taken)
    for stretch in unpack(StretchRecord, settled, table):
        parts.agents.settled.setdefault(stretch.agent, []).append(stretch)
    parts.moments.lines = list(zip(lines[0], unpack(Moment, lines[1], table), strict=True))
    found = [
        tuple(find(cls, [PieceHead(*one) for one in heads]))
        for cls, heads in zip(_LAID, laid, strict=True)
    ]
    parts.cases.put_pieces(found[0])
    parts.talks.put_pieces(found[1])
    parts.agents.sealed, parts.moments.sealed = found[2], found[3]
    for name, touched, undone, keys, lines_of in commands:
        told = parts.commands[name] = Told(touched)
        told.undone, told.keys, told.lines = undone, [tuple(key) for key in keys], lines_of
    order = sorted(parts.commands.items(), key=lambda pair: pair[1].touched)
    parts.cooling = deque((told.touched, name) for name, told in order)
    return Head(*standing), parts


def _fill_cases(parts: Parts, body: list[Any]) -> None:
    active, gone, away, at, places, resolved, *taken = body
    shelf = parts.cases
    shelf.active = dict.fromkeys(read_numbers(active))
    shelf.ended = shelf.records.keys() - shelf.active.keys()
    shelf.gone = set(read_rising(gone))
    shelf.away = _read_numbered(away, at)
    shelf.put_places([tuple(place) for place in places])
    shelf.resolved = resolved
    shelf.taken = _read_numbered(*taken)


def _heated(cls: type[Any], heated: list[Any], table: list[str | None]) -> dict[Any, Warm[Any]]:
    keys, touched, present, columns, facts = heated
    bases = iter(unpack(cls, columns, table))
    return {
        key: Warm(next(bases) if based else None, [], at, data)
        for key, at, based, data in zip(keys, touched, present, facts, strict=True)
    }
