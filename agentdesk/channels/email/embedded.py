"""Files that old programs write right into the text: uuencode and yEnc blocks.

Each look is linear in the text. A block that cannot be decoded, or has no end, stays text.
"""

import binascii
import re
from typing import NamedTuple

MAX_BLOCKS = 100
MAX_FAILED = 20
"""After so many blocks that cannot be decoded no more are looked for."""

_BEGIN = re.compile(
    rb"^(?:begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,200}?)"
    rb"|=ybegin [^\r\n]{1,200}?name=([^\r\n]{1,200}?))[ \t]*\r?\n",
    re.MULTILINE,
)
_UU_END = re.compile(rb"^end[ \t]*\r?$\n?", re.MULTILINE)
_Y_END = re.compile(rb"^=yend[^\r\n]*\r?\n?", re.MULTILINE)
_Y_PART = re.compile(rb"^=ypart[^\r\n]*\r?\n")
_LESS_42 = bytes((n - 42) % 256 for n in range(256))


class EmbeddedFile(NamedTuple):
    """A file that stood in a text; its name is as written."""

    name: bytes
    data: bytes


def take_out(text: bytes) -> tuple[bytes, list[EmbeddedFile]]:
    """Return the text without the files in it, and the files."""
    if b"begin" not in text:
        return text, []
    kept: list[bytes] = []
    files: list[EmbeddedFile] = []
    done = at = failed = 0
    while (
        len(files) < MAX_BLOCKS
        and failed < MAX_FAILED
        and (begin := _BEGIN.search(text, at)) is not None
    ):
        ending = _UU_END if begin[1] is not None else _Y_END
        end = ending.search(text, begin.end())
        if end is None:
            break
        block = text[begin.end() : end.start()]
        data = _decoded(block, begin)
        at = end.end()
        if data is None:
            at = begin.end()
            failed += 1
            continue
        files.append(EmbeddedFile(begin[1] or begin[2], data))
        kept.append(text[done : begin.start()])
        done = at
    return b"".join((*kept, text[done:])), files


def _decoded(block: bytes, begin: re.Match[bytes]) -> bytes | None:
    if begin[1] is None:
        return _of_yenc(block)
    if begin[0].startswith(b"begin-base64"):
        try:
            return binascii.a2b_base64(block)
        except binascii.Error:
            return None
    return _of_uu(block)


def _of_uu(block: bytes) -> bytes | None:
    out: list[bytes] = []
    for line in block.splitlines():
        if not line or line == b"`":
            continue
        size = ((line[0] - 32) & 63) * 4
        try:
            # Programs disagree on how a line ends; what is too much is left out.
            out.append(binascii.a2b_uu(line[: 1 + (size + 11) // 12 * 4]))
        except binascii.Error:
            return None
    return b"".join(out) or None


def _of_yenc(block: bytes) -> bytes | None:
    block = _Y_PART.sub(b"", block).replace(b"\r", b"").replace(b"\n", b"")
    first, *escaped = block.split(b"=")
    out = [first.translate(_LESS_42)]
    for piece in escaped:
        if piece:
            out.append(bytes(((piece[0] - 64 - 42) % 256,)) + piece[1:].translate(_LESS_42))
    return b"".join(out) or None
