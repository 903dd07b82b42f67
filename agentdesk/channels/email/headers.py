"""Header values made readable: words, addresses, ids, dates and parameters.

Everything here takes a header value as the parser keeps it (raw bytes as surrogates), copes with
any text and never raises. Values are capped by the parser, so time is bounded.
"""

import binascii
import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from agentdesk.channels.email.charsets import decode_text
from agentdesk.channels.email.mail import Address
from agentdesk.clock import from_datetime
from agentdesk.text import clean_line

MAX_ADDRESSES = 500
MAX_IDS = 100
MAX_ID = 900
MAX_PIECES = 1_000

# A "?" within a word is common where it should be written as "=3F".
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?((?:[^?]|\?(?![=]))*+)\?=")
_ID = re.compile(rf"<([^<>\s]{{1,{MAX_ID}}})>")
_BASE64_END = re.compile(rb"(?<=[A-Za-z0-9+/])={1,2}\s*(?=[^\s=])")
_BASE64 = re.compile(rb"[A-Za-z0-9+/\s]{4,}={0,2}\s*")
_DIVIDERS = re.compile(r"[<>\s,;]+")


def to_bytes(value: str) -> bytes:
    """Return the bytes a raw header value or body stands for."""
    return value.encode("utf-8", "surrogateescape")


def unescape(value: str) -> str:
    """Turn raw bytes in a header value into text."""
    if value.isascii() and "\x1b$" not in value:
        return value
    return decode_text(to_bytes(value), "")[0]


def words(value: str, *, twice: bool = False) -> str:
    """Return a header value as clean text, its encoded words decoded (even if ``twice``)."""
    if "=?" not in value:
        return clean_line(unescape(value))
    out: list[str] = []
    held = b""
    held_charset = ""
    end = 0
    for match in _WORD.finditer(value):
        between = value[end : match.start()]
        charset = match[1].partition("*")[0].lower()
        after_word = end > 0 and not between.strip()
        # A character may be cut in two between two words of one charset.
        if held and (not after_word or charset != held_charset):
            out.append(decode_text(held, held_charset)[0])
            held = b""
        if not after_word:
            out.append(unescape(between))
        held += _word_bytes(match[2], match[3])
        held_charset = charset
        end = match.end()
    if held:
        out.append(decode_text(held, held_charset)[0])
    out.append(unescape(value[end:]))
    text = "".join(out)
    if not twice and _WORD.fullmatch(text.strip()):
        # Encoded by two programs, one after the other.
        return words(text.strip(), twice=True)
    return clean_line(text)


def _word_bytes(encoding: str, text: str) -> bytes:
    data = to_bytes(text)
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    return decode_base64(data)


def decode_base64(data: bytes) -> bytes:
    """Decode base64 that may hold rubbish or lack its end; what cannot be read is left out.

    Several pieces, each with an end of its own, are joined; text below the end is none of it.
    """
    pieces = _BASE64_END.split(data, maxsplit=MAX_PIECES)
    if len(pieces) > 1:
        later = (piece for piece in pieces[1:] if _BASE64.fullmatch(piece))
        return b"".join(map(_decode_piece, (pieces[0], *later)))
    return _decode_piece(data)


def _decode_piece(data: bytes) -> bytes:
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        kept = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        kept = kept[: len(kept) - (len(kept) % 4 == 1)]
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


class _Piece(NamedTuple):
    kind: str
    text: str


# A quoted name, an address in brackets, a divider, a comment's begin, other text. An encoded word
# is text even if it holds a divider, as some mailers write it.
_ADDRESS_TOKEN = re.compile(
    r'"((?:[^"\\]|\\.)*)"|<([^<>]*)>?|([,;])|(\()'
    r'|(=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=|[^"<>,;()=]+|=)|(.)',
    re.S,
)


def addresses(value: str) -> tuple[Address, ...]:
    """Return the addresses of a From, To or similar header.

    Commas and semicolons divide, comments go, group names are dropped.
    """
    found: list[Address] = []
    pieces: list[_Piece] = []
    position = 0
    while position < len(value) and len(found) < MAX_ADDRESSES:
        match = _ADDRESS_TOKEN.match(value, position)
        if match is None:
            break
        position = match.end()
        if match[3]:
            found.extend(_address(pieces))
            pieces = []
        elif match[4]:
            position = _after_comment(value, position)
        elif match[1] is not None:
            pieces.append(_Piece("quoted", re.sub(r"\\(.)", r"\1", match[1])))
        elif match[2] is not None:
            pieces.append(_Piece("route", match[2]))
        elif match[5]:
            pieces.append(_Piece("text", match[5]))
        elif match[6] == '"':
            # A quote that is never closed: from here on quotes mean nothing.
            value = value.replace('"', " ")
    found.extend(_address(pieces))
    return tuple(found)


def _after_comment(value: str, position: int) -> int:
    depth = 1
    while position < len(value) and depth:
        character = value[position]
        depth += (character == "(") - (character == ")")
        position += 2 if character == "\\" else 1
    return position


def _address(pieces: list[_Piece]) -> list[Address]:
    """Make at most one address of what stood between two commas."""
    route = next((p.text for p in reversed(pieces) if p.kind == "route"), None)
    rest = [p.text for p in pieces if p.kind != "route"]
    if route is not None:
        name = words("".join(rest))
        email = _tidy(route)
        if not email and "@" in name:
            email, name = name, ""
        return [Address(email, name)] if email or name else []
    written = "".join(f'"{p.text}"' if p.kind == "quoted" else p.text for p in pieces).strip()
    if written.endswith(":"):
        return []
    group, colon, member = written.partition(":")
    if colon and "@" in member and "@" not in group:
        written = member.strip()
    if not written:
        return []
    if "@" in written or not re.search(r"\s", written):
        return [Address(_tidy(written))]
    return [Address("", words(written.replace('"', "")))]


def _tidy(address: str) -> str:
    return clean_line(unescape(address)).replace(" ", "").strip("'")


def message_ids(value: str) -> tuple[str, ...]:
    """Return the ids of a Message-ID, In-Reply-To or References header, without brackets.

    Of a very long list the first and the newest are kept.
    """
    found = _ID.findall(value) or [one for one in _DIVIDERS.split(value) if "@" in one]
    ids = [tidy for one in found if (tidy := clean_line(unescape(one))[:MAX_ID])]
    if len(ids) > MAX_IDS:
        ids = [ids[0], *ids[1 - MAX_IDS :]]
    return tuple(dict.fromkeys(ids))


def instant(value: str) -> int | None:
    """Return a Date header as an instant; None if it cannot be read. No zone means UTC."""
    try:
        moment = parsedate_to_datetime(unescape(value))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return from_datetime(moment)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


_PARAM = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*+"|"[^;"\n]*$|[^;"\n]*)', re.S)


def params(value: str) -> tuple[str, dict[str, str]]:
    """Split a Content-Type or Content-Disposition into its main word and its parameters.

    Continued and percent-encoded parameters (RFC 2231) are put together and decoded; encoded
    words, which do not belong there but are common, are left to the caller.
    """
    value = re.sub(r"[\r\n]+[ \t]*", " ", value)
    main = value.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    continued: dict[str, dict[int, tuple[bool, str]]] = {}
    for match in _PARAM.finditer(value):
        name, written = match[1].lower(), match[2].strip()
        if written.startswith('"'):
            closed = len(written) > 1 and written.endswith('"')
            written = re.sub(r"\\(.)", r"\1", written[1:-1] if closed else written[1:])
        base, star, section = name.partition("*")
        if not star:
            plain.setdefault(name, written)
            continue
        encoded = section.endswith("*") or section == ""
        number = section.rstrip("*")
        if number == "" or (number.isascii() and number.isdigit() and len(number) < 4):
            continued.setdefault(base, {}).setdefault(int(number or 0), (encoded, written))
    for base, sections in continued.items():
        plain[base] = _joined(sections)
    return main, plain


def _joined(sections: dict[int, tuple[bool, str]]) -> str:
    charset = ""
    data = b""
    for place, (_, (encoded, written)) in enumerate(sorted(sections.items())):
        if encoded and place == 0 and written.count("'") >= 2:
            charset, _, written = written.split("'", 2)
        data += unquote_to_bytes(to_bytes(written)) if encoded else to_bytes(written)
    return decode_text(data, charset)[0]
