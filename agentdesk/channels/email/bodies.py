"""Choosing what of a mail is its body, and reading it as text."""

import re

import msgspec

from agentdesk.channels.email.attachments import attachment, filename, is_file, safe_name
from agentdesk.channels.email.charsets import decode_text, known_charset
from agentdesk.channels.email.embedded import EmbeddedFile, take_out
from agentdesk.channels.email.headers import params, unescape
from agentdesk.channels.email.html import Rendered, to_text
from agentdesk.channels.email.invitation import invitation
from agentdesk.channels.email.mail import Attachment
from agentdesk.channels.email.notes import is_sealed
from agentdesk.channels.email.sealed import unsealed
from agentdesk.channels.email.structure import Part, read
from agentdesk.channels.email.tnef import Tnef, TnefFile, read_tnef
from agentdesk.text import clean, clean_line

MAX_BODY = 1_000_000
MAX_TNEF = 50_000_000
# Renderings of the same text for programs that nobody reads mail in here.
_IGNORED = frozenset(("text/x-amp-html", "text/watch-html"))
_TNEF = frozenset(("application/ms-tnef", "application/vnd.ms-tnef"))
_CALENDARS = frozenset(("text/calendar", "application/ics"))
_ENRICHED = frozenset(("text/enriched", "text/richtext"))
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.I)
_HTML_BEGINS = re.compile(rb"\s{0,200}(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_ENRICHED_TAG = re.compile(r"<param>[^<]{0,500}</param>|</?[A-Za-z-]{1,60}>")


class Body(msgspec.Struct, frozen=True):
    """What was read: text, line ranges marked as quoted, hosts of links, files, problems.

    ``signed`` are the line ranges marked as signatures, ``notes`` what else there is to say.
    """

    text: str
    quoted: tuple[tuple[int, int], ...]
    hosts: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    problems: tuple[str, ...]
    signed: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


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
    files: list[Attachment] = []
    pieces = [_read(part, boundary, problems, files) for part, boundary in found.texts]
    for part in found.files:
        files += _as_files(part, pieces, problems)
    notes = _fill(pieces, found.files)
    return _joined(pieces, files, problems, notes)


def _joined(
    pieces: list[Rendered], files: list[Attachment], problems: list[str], notes: list[str]
) -> Body:
    lines = 0
    quoted: list[tuple[int, int]] = []
    signed: list[tuple[int, int]] = []
    for piece in pieces:
        quoted.extend((start + lines, end + lines) for start, end in piece.quoted)
        signed.extend((start + lines, end + lines) for start, end in piece.signed)
        lines += piece.text.count("\n") + 1
        problems.extend(piece.problems)
    text = "\n".join(piece.text for piece in pieces)
    if len(text) > MAX_BODY:
        text = text[:MAX_BODY]
        problems.append("The text of the mail is huge; only its beginning is shown.")
    hosts = dict.fromkeys(host for piece in pieces for host in piece.hosts)
    return Body(
        text,
        tuple(quoted),
        tuple(hosts),
        tuple(files),
        tuple(dict.fromkeys(problems)),
        tuple(signed),
        tuple(notes),
    )


def _gather(part: Part, boundary: str, *, root: bool = False, inside: bool = False) -> _Found:
    """Collect what a branch holds. Depth is bounded by the parser's guard."""
    children = part.parts
    if not children:
        if part.mime in _IGNORED and not root:
            return _Found([], [])
        if is_sealed(part) and not inside and (inner := unsealed(part.content())) is not None:
            opened = _gather(read(inner).root, "", root=True, inside=True)
            return _Found(opened.texts, [*opened.files, part])
        if is_file(part, root=root):
            empty = part.mime.startswith("multipart/")
            return _Found([], [] if empty else [part])
        return _Found([(part, boundary)], [])
    inner_boundary = str(part.get_boundary("") or "")
    branches = [_gather(child, inner_boundary, inside=inside) for child in children]
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


def _read(part: Part, boundary: str, problems: list[str], files: list[Attachment]) -> Rendered:
    """Read a leaf as text; files that stand in it go to ``files``."""
    data = part.content()
    if boundary:
        # The end of a multipart that does not stand on a line of its own.
        closing = f"--{boundary}--".encode("utf-8", "surrogateescape")
        if data.rstrip().endswith(closing):
            data = data.rstrip()[: -len(closing)]
    about = params(part.header("content-type"))[1]
    charset = about.get("charset", "")
    is_html = part.mime == "text/html" or (
        not part.header("content-type") and _HTML_BEGINS.match(data) is not None
    )
    unsaid = known_charset(charset) in (None, "ascii") and not data.isascii()
    if is_html and (not charset or unsaid) and (meta := _META_CHARSET.search(data[:4096])):
        charset = meta[1].decode("ascii")
    if not is_html:
        data, embedded = take_out(data)
        files += [_embedded(file) for file in embedded]
    limit = MAX_BODY * 4
    text, problem = decode_text(data[:limit], charset)
    if problem:
        problems.append(problem)
    if is_html:
        return to_text(text)
    text = clean(text)
    if about.get("format", "").lower() == "flowed" and about.get("delsp", "").lower() == "yes":
        text = _flowed(text)
    return Rendered(text)


def _flowed(text: str) -> str:
    """Join lines that were parted with a blank that is not part of the text (RFC 3676)."""
    out: list[str] = []
    depth_before, goes_on = 0, False
    for line in text.split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        if goes_on and depth == depth_before:
            out.append(rest.removeprefix(" "))
        else:
            out += ["\n", line]
        depth_before, goes_on = depth, line.endswith(" ") and rest.strip() != "--"
        if goes_on:
            out[-1] = out[-1].removesuffix(" ")
    return "".join(out[1:])


def _embedded(file: EmbeddedFile) -> Attachment:
    name = safe_name(unescape(file.name.decode("ascii", "surrogateescape")))
    return Attachment(name, "application/octet-stream", len(file.data), file.data)


def _as_files(part: Part, pieces: list[Rendered], problems: list[str]) -> list[Attachment]:
    """Return the files that a part is: itself, or what is packed into it."""
    if part.mime in _TNEF or (filename(part) or "").lower() == "winmail.dat":
        content = part.content()
        packed = read_tnef(content) if len(content) <= MAX_TNEF else None
        if packed is not None:
            if not any(piece.text.strip() for piece in pieces):
                pieces[:] = _tnef_text(packed)
            return [_unpacked(file) for file in packed.files] or [attachment(part)]
        problems.append("A file of Outlook's own kind (winmail.dat) cannot be opened.")
    return [attachment(part)]


def _tnef_text(packed: Tnef) -> list[Rendered]:
    if packed.text.strip():
        return [Rendered(clean(packed.text).strip())]
    return [to_text(packed.html)] if packed.html.strip() else []


def _unpacked(file: TnefFile) -> Attachment:
    mime = clean_line(file.mime, 100) or "application/octet-stream"
    content_id = clean_line(file.content_id).strip("<> ")
    name = safe_name(file.name)
    return Attachment(name, mime, len(file.data), file.data, bool(content_id), content_id)


def _fill(pieces: list[Rendered], files: list[Part]) -> list[str]:
    """Read invitations: they are the body of a mail that has no other text, else a note."""
    told: list[str] = []
    for part in files:
        if part.mime in _CALENDARS:
            said = clean(invitation(_plain(part)))
            told += [said] if said and said not in told else []
        elif part.mime in _ENRICHED and not any(piece.text.strip() for piece in pieces):
            pieces.append(Rendered(clean(_ENRICHED_TAG.sub("", _plain(part))).strip()))
    if told and not any(piece.text.strip() for piece in pieces):
        pieces[:] = [Rendered("\n\n".join(told))]
        return []
    return [". ".join(one.splitlines()) for one in told]


def _plain(part: Part) -> str:
    charset = params(part.header("content-type"))[1].get("charset", "")
    return decode_text(part.content()[:MAX_BODY], charset)[0]
