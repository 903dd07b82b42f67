"""The mail inside an S/MIME wrapping that is signed but not encrypted (CMS SignedData).

Only so much of the format is read as leads to the content; nothing is verified. Bounded.
"""

from collections.abc import Iterator

MAX_DEPTH = 12
MAX_VALUES = 2_000

# 1.2.840.113549.1.7.2 (signed data) and .1 (data), as they stand in the bytes.
_SIGNED = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")


class _Value:
    """One value: its kind, and the bytes between which it stands; ``end`` is behind it."""

    def __init__(self, data: bytes, at: int, limit: int) -> None:
        self.kind = data[at]
        size = data[at + 1]
        at += 2
        self.open = size == 0x80
        if size > 0x80:
            count = size & 0x7F
            if count > 6 or at + count > limit:
                raise ValueError(size)
            size = int.from_bytes(data[at : at + count], "big")
            at += count
        self.start = at
        self.stop = limit if self.open else at + size
        if self.stop > limit:
            raise ValueError(size)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.left = MAX_VALUES

    def inside(self, start: int, stop: int) -> Iterator[_Value]:
        """Yield the values that stand side by side."""
        at = start
        while at + 2 <= stop:
            self.left -= 1
            if self.left < 0:
                return
            if self.data[at] == 0 and self.data[at + 1] == 0:
                return
            value = _Value(self.data, at, stop)
            yield value
            at = self.end(value, 0) if value.open else value.stop

    def end(self, value: _Value, depth: int) -> int:
        """Return where a value of open length ends."""
        at = value.start
        while at + 2 <= value.stop and depth < MAX_DEPTH:
            if self.data[at] == 0 and self.data[at + 1] == 0:
                return at + 2
            self.left -= 1
            if self.left < 0:
                break
            inner = _Value(self.data, at, value.stop)
            at = self.end(inner, depth + 1) if inner.open else inner.stop
        return value.stop

    def octets(self, value: _Value, depth: int = 0) -> bytes:
        """Return a string of bytes, which may come in pieces."""
        if not value.kind & 0x20:
            return self.data[value.start : value.stop]
        if depth >= MAX_DEPTH:
            return b""
        pieces = self.inside(value.start, value.stop)
        return b"".join(self.octets(piece, depth + 1) for piece in pieces)


def unsealed(data: bytes) -> bytes | None:
    """Return the mail inside signed data; None if it is encrypted or cannot be found."""
    reader = _Reader(data)
    try:
        (outer,) = list(reader.inside(0, len(data)))[:1]
        kind, *rest = list(reader.inside(outer.start, outer.stop))
        if data[kind.start : kind.stop] != _SIGNED or not rest:
            return None
        (signed,) = list(reader.inside(rest[0].start, rest[0].stop))[:1]
        for value in reader.inside(signed.start, signed.stop):
            inner = list(reader.inside(value.start, value.stop)) if value.kind == 0x30 else []
            if len(inner) == 2 and data[inner[0].start : inner[0].stop] == _DATA:
                content = list(reader.inside(inner[1].start, inner[1].stop))[:1]
                return reader.octets(content[0]) if content else None
    except (ValueError, IndexError):
        return None
    return None
