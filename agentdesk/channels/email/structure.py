"""The MIME tree of a mail, read with the standard library behind guards.

The library's parser raises on some content types, recurses on nested multiparts and takes
seconds over huge headers. Here header values are capped, content types are read by our own code,
a message inside a message stays one part, and nesting is cut before the parser sees it.
"""

import binascii
import re
from collections.abc import Iterator
from email._policybase import Compat32
from email.message import Message
from email.parser import FeedParser
from itertools import islice
from typing import Any, NamedTuple

from agentdesk.channels.email.charsets import decode_text
from agentdesk.channels.email.headers import decode_base64, params, to_bytes
from agentdesk.channels.email.heads import mended

HEADER_LIMIT = 8 * 1024
MAX_HEADERS = 1_000
MAX_NESTED = 60
MAX_NESTED_BIG = 20
BIG = 5_000_000

MAX_PARTS = 5_000
MAX_REMAINS = 200_000
MAX_GUESSED = 4_000

TOO_MANY = "The mail has thousands of parts; only the first are shown."
TOO_DEEP = "The mail is nested too deeply; only its outer parts are shown."
HEADERS_CUT = "The mail has huge headers; they were cut."
NO_BOUNDARY = "The mail does not say where its parts begin; this was guessed."

_READ = frozenset(
    [
        "from",
        "to",
        "cc",
        "reply-to",
        "subject",
        "message-id",
        "in-reply-to",
        "references",
        "date",
        "content-type",
    ]
)
_MULTIPART = re.compile(rb"^content-type:\s{0,20}multipart/", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_GUESS = re.compile(r"^--([^\s-][^\r\n]{0,68}?)[ \t]*\r?\ncontent-", re.IGNORECASE | re.MULTILINE)
_PART = re.compile(rb"^--[^\r\n]{1,70}\r?\n(?=content-|\r?\n)", re.IGNORECASE | re.MULTILINE)
_SCAFFOLD = re.compile(r"(?:--|content-|\s*boundary=|\s*$)", re.IGNORECASE)


class _Raw(Compat32):
    """Header values as they stand, always ``str``: the stock policy mixes in another type."""

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        """Return the value untouched."""
        return value


_POLICY = _Raw()


class Part(Message):
    """A node of the tree. Its headers are strings, its type never raises."""

    cut = False

    def set_raw(self, name: str, value: Any) -> None:
        """Keep a header, cut to the limit; the parser calls this for each."""
        if len(self) >= MAX_HEADERS:
            self.cut = True
            return
        if len(value) > HEADER_LIMIT:
            # Relays write huge headers of their own; only what is read here is worth a word.
            self.cut = self.cut or name.lower() in _READ
            value = value[:HEADER_LIMIT]
        # typeshed leaves out the parser's own entrance.
        self._headers.append((name, value))  # type: ignore[attr-defined]

    def header(self, name: str) -> str:
        """Return the first header of that name, unfolded, or an empty string."""
        value = self.get(name)
        return re.sub(r"\r?\n[ \t]*|\r", " ", value).strip() if isinstance(value, str) else ""

    def headers(self, name: str) -> list[str]:
        """Return every header of that name, unfolded."""
        found = self.get_all(name) or []
        return [re.sub(r"\r?\n[ \t]*|\r", " ", str(value)).strip() for value in found]

    @property
    def mime(self) -> str:
        """The content type in lower case, ``text/plain`` if it says nothing readable."""
        main = params(self.header("content-type"))[0]
        if _TYPE.fullmatch(main):
            return main
        return self.get_default_type() if not main else "text/plain"

    @property
    def parts(self) -> list["Part"]:
        """The children of a multipart; empty for a leaf."""
        payload = self.get_payload()
        return [p for p in payload if isinstance(p, Part)] if isinstance(payload, list) else []

    @property
    def text(self) -> str:
        """The undecoded content of a leaf, raw bytes as surrogates."""
        payload = self.get_payload()
        return payload if isinstance(payload, str) else ""

    @property
    def encoding(self) -> str:
        """The transfer encoding's name in lower case."""
        return self.header("content-transfer-encoding").partition(";")[0].strip().lower()

    def content(self) -> bytes:
        """Return the leaf's bytes, its transfer encoding undone."""
        return decode_transfer(to_bytes(self.text), self.encoding)

    def get_payload(self, i: Any = None, decode: bool = False) -> Any:
        """Return what the part holds as it stands: the stock method decodes, and can raise."""
        return self._payload  # type: ignore[attr-defined]  # typeshed leaves it out

    # What follows is asked by the parser alone, to decide whether to look inside.

    def get_boundary(self, failobj: Any = None) -> Any:
        """Return the boundary, or ``failobj``."""
        boundary = params(self.header("content-type"))[1].get("boundary", "").rstrip()
        return boundary if boundary else failobj

    def get_content_type(self) -> str:
        """Return a type the parser opens only if it is a multipart."""
        mime = self.mime
        if mime == "multipart/digest":
            return mime
        return "multipart/mixed" if mime.startswith("multipart/") else "text/plain"

    def get_content_maintype(self) -> str:
        """Return the first half of :meth:`get_content_type`."""
        return self.get_content_type().partition("/")[0]


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """Undo base64, quoted-printable or uuencode; anything else is taken as it is."""
    if encoding == "base64":
        return decode_base64(data)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _uudecode(data)
    return data


def _uudecode(data: bytes) -> bytes:
    out: list[bytes] = []
    inside = False
    for line in data.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
        elif line.strip() == b"end":
            break
        else:
            try:
                out.append(binascii.a2b_uu(line))
            except binascii.Error:
                continue
    return b"".join(out) if inside else data


class Read(NamedTuple):
    """The root of the tree, what was broken in plain words, and what was not taken apart."""

    root: Part
    problems: list[str]
    rest: bytes


def read(raw: bytes) -> Read:
    """Take a mail apart."""
    problems: list[str] = []
    raw = mended(raw)
    nested = MAX_NESTED if len(raw) < BIG else MAX_NESTED_BIG
    rest = b""
    for pattern, limit, problem in (
        (_MULTIPART, nested, TOO_DEEP),
        (_PART, MAX_PARTS, TOO_MANY),
    ):
        past = next(islice(pattern.finditer(raw), limit, None), None)
        if past is not None:
            problems.append(problem)
            raw, rest = raw[: past.start()], raw[past.start() :]
    root = _parse(raw.decode("ascii", "surrogateescape"))
    for leaf in list(leaves(root)):
        if leaf.mime.startswith("multipart/"):
            _guess_boundary(leaf, problems)
    if isinstance(root.get_payload(), str) and not root.header("content-type"):
        _guess_multipart(root, problems)
    if any(part.cut for part in walk(root)):
        problems.append(HEADERS_CUT)
    return Read(root, problems, rest)


def _parse(text: str) -> Part:
    # An empty first line would end the headers before they began.
    parser: FeedParser[Part] = FeedParser(Part, policy=_POLICY)  # type: ignore[arg-type]  # a policy of plain messages
    parser.feed(text.lstrip("\r\n") if text[:1] in ("\r", "\n") else text)
    return parser.close()


def _guess_boundary(leaf: Part, problems: list[str]) -> None:
    match = _GUESS.search(leaf.text)
    if match is None:
        leaf.replace_header("content-type", "text/plain")
        problems.append(NO_BOUNDARY)
        return
    boundary = match[1].replace("\\", "\\\\").replace('"', '\\"')
    tree = _parse(f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n{leaf.text}')
    leaf._payload = tree._payload  # type: ignore[attr-defined]  # typeshed leaves it out
    if [part.mime for part in leaf.parts] == ["text/plain", "text/html"]:
        leaf.replace_header("content-type", "multipart/alternative")
    problems.append(NO_BOUNDARY)


def _guess_multipart(root: Part, problems: list[str]) -> None:
    """Take apart a mail that has lost the header that says it has parts."""
    match = _GUESS.search(root.text[:MAX_GUESSED])
    if match is not None and f"\n--{match[1]}--" in root.text:
        root.add_header("Content-Type", "multipart/mixed")
        _guess_boundary(root, problems)


def remains(rest: bytes) -> str:
    """Return what can be read of a mail's part that was not taken apart."""
    text = decode_text(rest[:MAX_REMAINS], "")[0]
    return "\n".join(line for line in text.splitlines() if not _SCAFFOLD.match(line))


def walk(root: Part) -> Iterator[Part]:
    """Yield every node, parents first, in the order of the mail."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(part.parts))


def leaves(root: Part) -> Iterator[Part]:
    """Yield every part that holds content, in the order of the mail."""
    return (part for part in walk(root) if isinstance(part.get_payload(), str))
