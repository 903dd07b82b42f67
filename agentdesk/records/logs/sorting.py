"""Puts rows in the order of time, however many there are: sorted pieces on disk, then merged.

Rows of the same time keep the order in which they were read.
"""

import heapq
import struct
import tempfile
from collections.abc import Iterator
from typing import IO

import msgspec

from agentdesk.desk.log_rows import LogRow

PIECE = 20_000
"""So many rows are in memory at once while they are read."""
_BUFFER = 1 << 16
_LENGTH = struct.Struct("<I")
_encode = msgspec.msgpack.Encoder().encode


class Placed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A row with its place: when it was, the how manieth it was read, and where it stands."""

    at: int
    number: int
    file: int
    line: int
    row: LogRow


_decode = msgspec.msgpack.Decoder(Placed).decode


def _key(placed: Placed) -> tuple[int, int]:
    return placed.at, placed.number


class Sorter:
    """Takes rows as they come and gives them in the order of time, once. Close it at the end."""

    def __init__(self, piece: int = PIECE) -> None:
        self._piece = piece
        self._rows: list[Placed] = []
        self._files: list[IO[bytes]] = []
        self.count = 0

    def add(self, row: LogRow, file: int, line: int) -> None:
        """Take a row. Raises ``OSError`` when there is no room for it."""
        self._rows.append(Placed(row.at, self.count, file, line, row))
        self.count += 1
        if len(self._rows) >= self._piece:
            self._spill()

    def _spill(self) -> None:
        self._rows.sort(key=_key)
        file = tempfile.TemporaryFile(buffering=_BUFFER)  # noqa: SIM115 - closed with the others
        self._files.append(file)
        for placed in self._rows:
            body = _encode(placed)
            file.write(_LENGTH.pack(len(body)) + body)
        file.seek(0)
        self._rows = []

    def __iter__(self) -> Iterator[Placed]:
        self._rows.sort(key=_key)
        pieces = [_read(file) for file in self._files]
        return iter(heapq.merge(*pieces, self._rows, key=_key)) if pieces else iter(self._rows)

    def close(self) -> None:
        """Give the room on disk back."""
        for file in self._files:
            file.close()
        self._files = []


def _read(file: IO[bytes]) -> Iterator[Placed]:
    while head := file.read(_LENGTH.size):
        yield _decode(file.read(_LENGTH.unpack(head)[0]))
