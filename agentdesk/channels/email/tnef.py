"""Outlook's ``winmail.dat`` (TNEF): the text and the files in it. Bounded, and never raises.

The format is a row of attributes, each with a length; files begin at one kind of attribute and are
described by those after it, or by a list of MAPI properties. What does not fit ends the reading,
and what was read until then is kept.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = 0x223E9F78
MAX_FILES = 200
MAX_PROPERTIES = 5_000
MAX_VALUES = 1_000
MAX_RTF = 5_000_000

_ATTACH_BEGINS, _ATTACH_TITLE, _ATTACH_DATA, _ATTACH_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_MESSAGE_BODY, _MESSAGE_PROPERTIES, _CODE_PAGE = 0x800C, 0x9003, 0x9007

_BODY, _HTML, _RTF = 0x1000, 0x1013, 0x1009
_DATA, _NAME, _LONG_NAME, _MIME, _CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING, _WIDE_STRING, _OBJECT, _BINARY = 0x1E, 0x1F, 0xD, 0x102

# What the packed RTF of every mail may refer back to before its own first character.
_PRESET = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


class TnefFile(NamedTuple):
    """A file of a winmail.dat; the name and type are as written, perhaps empty."""

    name: str
    mime: str
    data: bytes
    content_id: str = ""


class Tnef(NamedTuple):
    """What a winmail.dat holds."""

    text: str
    html: str
    rtf: bytes
    files: tuple[TnefFile, ...]


def read_tnef(data: bytes) -> Tnef | None:
    """Read a winmail.dat; None if it is none, or nothing can be read of it."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:
        return None
    text, charset = b"", "cp1252"
    message: dict[int, bytes | str] = {}
    files: list[dict[int, bytes | str]] = []
    for tag, value in _attributes(data):
        if tag == _ATTACH_BEGINS and len(files) < MAX_FILES:
            files.append({})
        elif tag == _CODE_PAGE and len(value) >= 4:
            charset = _codec(struct.unpack_from("<I", value)[0])
        elif tag == _MESSAGE_BODY:
            text = value
        elif tag == _MESSAGE_PROPERTIES:
            message.update(_properties(value, charset))
        elif files and tag == _ATTACH_TITLE:
            files[-1].setdefault(_NAME, _string(value, charset))
        elif files and tag == _ATTACH_DATA:
            files[-1].setdefault(_DATA, value)
        elif files and tag == _ATTACH_PROPERTIES:
            files[-1].update(_properties(value, charset))
    html = message.get(_HTML, "")
    read = Tnef(
        _text(message.get(_BODY, "")) or _string(text, charset),
        html if isinstance(html, str) else _string(html, _html_codec(html, charset)),
        _unpacked(_bytes(message.get(_RTF, b""))),
        tuple(_file(one) for one in files if one.get(_DATA)),
    )
    return read if any(read) else None


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(data):
        level, tag, _, length = struct.unpack_from("<BHHI", data, at)
        at += 9
        if level not in (1, 2) or length > len(data) - at:
            return
        yield tag, data[at : at + length]
        at += length + 2


def _file(found: dict[int, bytes | str]) -> TnefFile:
    name = _text(found.get(_LONG_NAME, "")) or _text(found.get(_NAME, ""))
    return TnefFile(
        name,
        _text(found.get(_MIME, "")).lower(),
        _bytes(found[_DATA]),
        _text(found.get(_CONTENT_ID, "")),
    )


def _properties(data: bytes, charset: str) -> dict[int, bytes | str]:
    """Read a list of MAPI properties as far as it goes; only texts and bytes are kept."""
    found: dict[int, bytes | str] = {}
    try:
        (count,) = struct.unpack_from("<I", data)
        at = 4
        for _ in range(min(count, MAX_PROPERTIES)):
            kind, number = struct.unpack_from("<HH", data, at)
            at = _after_name(data, at + 4) if number >= 0x8000 else at + 4
            at, value = _value(data, at, kind, charset)
            if value is not None:
                found.setdefault(number, value)
    except (struct.error, ValueError):
        pass
    return found


def _after_name(data: bytes, at: int) -> int:
    (by_name,) = struct.unpack_from("<I", data, at + 16)
    at += 20
    (number,) = struct.unpack_from("<I", data, at)
    return at + 4 + (_padded(number) if by_name else 0)


def _value(data: bytes, at: int, kind: int, charset: str) -> tuple[int, bytes | str | None]:
    many, kind = kind & 0x1000, kind & 0x0FFF
    if kind in _FIXED:
        if not many:
            return at + _FIXED[kind], None
        (count,) = struct.unpack_from("<I", data, at)
        return at + 4 + min(count, MAX_VALUES) * _FIXED[kind], None
    if kind not in (_STRING, _WIDE_STRING, _OBJECT, _BINARY):
        raise ValueError(kind)
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    first: bytes | str | None = None
    for _ in range(min(count, MAX_VALUES)):
        (length,) = struct.unpack_from("<I", data, at)
        at += 4
        if length > len(data) - at:
            raise ValueError(length)
        if first is None:
            first = _typed(data[at : at + length], kind, charset)
        at += _padded(length)
    return at, first


def _typed(value: bytes, kind: int, charset: str) -> bytes | str:
    if kind == _WIDE_STRING:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    if kind == _STRING:
        return _string(value, charset)
    # An object begins with the id of what it is.
    return value[16:] if kind == _OBJECT else value


def _padded(length: int) -> int:
    return (length + 3) & ~3


def _string(value: bytes, charset: str) -> str:
    return value.decode(charset, "replace").rstrip("\0")


def _codec(page: int) -> str:
    names = {65001: "utf-8", 932: "cp932", 936: "gb18030", 949: "cp949", 950: "cp950"}
    if page in names:
        return names[page]
    return f"cp{page}" if 1250 <= page <= 1258 or page in (437, 850, 866, 874) else "cp1252"


def _html_codec(html: bytes, charset: str) -> str:
    return "utf-8" if b"utf-8" in html[:2_000].lower() else charset


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1", "replace")


def _unpacked(packed: bytes) -> bytes:
    """Unpack RTF that Outlook has compressed; nothing if it does not fit."""
    if len(packed) < 16:
        return b""
    _, size, magic, _ = struct.unpack_from("<II4sI", packed)
    if magic == b"MELA":
        return packed[16 : 16 + size]
    if magic != b"LZFu" or size > MAX_RTF:
        return b""
    out = bytearray(_PRESET)
    at, end = 16, len(_PRESET) + size
    while at < len(packed) and len(out) < end:
        flags = packed[at]
        at += 1
        for bit in range(8):
            if at >= len(packed) or len(out) >= end:
                break
            if not flags >> bit & 1:
                out.append(packed[at])
                at += 1
                continue
            if at + 2 > len(packed):
                return bytes(out[len(_PRESET) : end])
            reference = packed[at] << 8 | packed[at + 1]
            at += 2
            if not _repeat(out, reference):
                return bytes(out[len(_PRESET) : end])
    return bytes(out[len(_PRESET) : end])


def _repeat(out: bytearray, reference: int) -> bool:
    """Append what stood earlier in a window of 4,096; False at the end mark."""
    place, length = reference >> 4, (reference & 15) + 2
    back = (len(out) - place) & 0xFFF
    if back == 0:
        return False
    start = len(out) - back
    if start < 0:
        return False
    for n in range(length):
        out.append(out[start + n])
    return True
