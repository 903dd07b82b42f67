"""Choosing what of a mail is its body, and reading it as text."""

import re

import msgspec

from agentdesk.channels.email.attachments import attachment, is_file
from agentdesk.channels.email.charsets import decode_text
from agentdesk.channels.email.headers import params
from agentdesk.channels.email.html import Rendered, to_text
from agentdesk.channels.email.mail import Attachment
from agentdesk.channels.email.structure import Part
from agentdesk.text import clean

MAX_BODY = 1_000_000
# Renderings of the same text for programs that nobody reads mail in here.
_IGNORED = frozenset(("text/x-amp-html", "text/watch-html"))
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.I)


class Body(msgspec.Struct, frozen=True):
    """What was read: text, line ranges marked as quoted, hosts of links, files, problems."""

    text: str
    quoted: tuple[tuple[int, int], ...]
    hosts: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    problems: tuple[str, ...]


class _Found(msgspec.Struct):
    """Readable leaves and files of a branch, each leaf with the boundary it ends at."""

    texts: list[tuple[Part, str]]
    files: list[Part]


def read_body(root: Part) -> Body:
    """Read the text and the files of a mail.

    Plain text is preferred to HTML where a mail offers both; several text parts are joined, and
    of each the whole is kept.
    """
    found = _gather(root, "", root=True)
    problems: list[str] = []
    pieces = [_read(part, boundary, problems) for part, boundary in found.texts]
    lines = 0
    texts: list[str] = []
    quoted: list[tuple[int, int]] = []
    hosts: dict[str, None] = {}
    for piece in pieces:
        texts.append(piece.text)
        quoted.extend((start + lines, end + lines) for start, end in piece.quoted)
        lines += piece.text.count("\n") + 1
        hosts.update(dict.fromkeys(piece.hosts))
        problems.extend(piece.problems)
    text = "\n".join(texts)
    if len(text) > MAX_BODY:
        text = text[:MAX_BODY]
        problems.append("The text of the mail is huge; only its beginning is shown.")
    files = tuple(attachment(part) for part in found.files)
    return Body(text, tuple(quoted), tuple(hosts), files, tuple(dict.fromkeys(problems)))


def _gather(part: Part, boundary: str, *, root: bool = False) -> _Found:
    """Collect what a branch holds. Depth is bounded by the parser's guard."""
    children = part.parts
    if not children:
        if part.mime in _IGNORED and not root:
            return _Found([], [])
        if is_file(part, root=root):
            empty = part.mime.startswith("multipart/")
            return _Found([], [] if empty else [part])
        return _Found([(part, boundary)], [])
    inner = str(part.get_boundary("") or "")
    branches = [_gather(child, inner) for child in children]
    files = [file for branch in branches for file in branch.files]
    texts = [text for branch in branches for text in branch.texts]
    if part.mime == "multipart/alternative":
        texts = _preferred(texts)
    return _Found(texts, files)


def _preferred(texts: list[tuple[Part, str]]) -> list[tuple[Part, str]]:
    plain = [text for text in texts if text[0].mime == "text/plain"]
    if any(part.content().strip() for part, _ in plain):
        return plain
    return [text for text in texts if text[0].mime == "text/html"] or plain


def _read(part: Part, boundary: str, problems: list[str]) -> Rendered:
    data = part.content()
    if boundary:
        # The end of a multipart that does not stand on a line of its own.
        closing = f"--{boundary}--".encode("utf-8", "surrogateescape")
        if data.rstrip().endswith(closing):
            data = data.rstrip()[: -len(closing)]
    charset = params(part.header("content-type"))[1].get("charset", "")
    is_html = part.mime == "text/html"
    if is_html and not charset and (meta := _META_CHARSET.search(data[:4096])):
        charset = meta[1].decode("ascii")
    limit = MAX_BODY * 4
    text, problem = decode_text(data[:limit], charset)
    if problem:
        problems.append(problem)
    if is_html:
        return to_text(text)
    return Rendered(clean(text))
