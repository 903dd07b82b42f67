"""Files that go along with a mail: a multipart body around the text. Pure.

The boundary is made of the Message-ID, so the same mail is the same bytes every time.
"""

import re
from base64 import encodebytes
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import quote

import msgspec

from agentdesk.channels.email.attachments import safe_name
from agentdesk.text import clean_line

_MIME = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")


class File(msgspec.Struct, frozen=True):
    """A file that goes along."""

    filename: str
    mime: str
    data: bytes


def enclosed(
    text_headers: Sequence[str], text: bytes, files: Sequence[File], message_id: str
) -> tuple[str, bytes]:
    """Return the value of Content-Type and the body of a mail with files.

    ``text_headers`` are the text part's own, ``text`` its encoded bytes with CRLF line ends.
    """
    parts = [_part(text_headers, text), *(_file(file) for file in files)]
    boundary = _boundary(message_id, parts)
    dashes = b"--" + boundary.encode("ascii")
    body = b"".join(dashes + b"\r\n" + part + b"\r\n" for part in parts) + dashes + b"--\r\n"
    return f'multipart/mixed;\r\n boundary="{boundary}"', body


def _boundary(message_id: str, parts: Sequence[bytes]) -> str:
    """Return a line that no part holds: neither encoding can write ``=_``, plain text could."""
    n = 0
    while True:
        boundary = "=_" + sha256(f"{message_id}/{n}".encode()).hexdigest()[:40]
        if not any(boundary.encode("ascii") in part for part in parts):
            return boundary
        n += 1


def _part(headers: Sequence[str], body: bytes) -> bytes:
    return "\r\n".join(headers).encode("ascii") + b"\r\n\r\n" + body


def _file(file: File) -> bytes:
    mime = clean_line(file.mime, 200).lower()
    name = safe_name(file.filename) or "file"
    headers = (
        # A text is a file too, and keeps its own bytes: no charset is claimed for it.
        f"Content-Type: {mime if _MIME.fullmatch(mime) else 'application/octet-stream'}",
        f"Content-Disposition: attachment;\r\n {_named(name)}",
        "Content-Transfer-Encoding: base64",
    )
    return _part(headers, encodebytes(file.data).replace(b"\n", b"\r\n"))


def _named(name: str) -> str:
    """Write a file's name; one that is not plain ASCII as RFC 2231 says, in one piece."""
    if name.isascii() and '"' not in name and "\\" not in name:
        return f'filename="{name}"'
    return f"filename*=utf-8''{quote(name, safe='')}"
