"""Files of a mail: which parts are files, and names that are safe to write."""

import re

from agentdesk.channels.email.headers import params, words
from agentdesk.channels.email.mail import Attachment
from agentdesk.channels.email.structure import Part
from agentdesk.text import clean_line

MAX_NAME = 120

_FORBIDDEN = re.compile(r'[/\\:*?"<>|\ufffd\u200e\u200f]')
# Names that mean a device on one of the systems a file may end up on.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def filename(part: Part) -> str | None:
    """Return the safe base name a part gives itself, or None."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        given = params(part.header(header))[1].get(parameter)
        if given:
            return safe_name(words(given))
    return None


def safe_name(given: str) -> str | None:
    """Return a bare file name: no folders, no control or reserved characters, no hidden file.

    A name too long keeps its ending. None if nothing usable is left.
    """
    base = re.split(r"[/\\]", clean_line(given, limit=10_000))[-1]
    base = _FORBIDDEN.sub("_", base).strip(" .")
    if not base.strip("_"):
        return None
    if _RESERVED.match(base):
        base = "_" + base
    if len(base) > MAX_NAME:
        stem, dot, ending = base.rpartition(".")
        ending = dot + ending if stem and len(ending) <= 10 else ""
        base = base[: MAX_NAME - len(ending)] + ending
    return base


def is_file(part: Part, *, root: bool) -> bool:
    """Say whether a leaf is a file rather than text to read."""
    if part.mime not in ("text/plain", "text/html"):
        return True
    disposition = params(part.header("content-disposition"))[0]
    if disposition == "attachment":
        return True
    return not root and filename(part) is not None


def attachment(part: Part) -> Attachment:
    """Read a leaf as a file."""
    content = part.content()
    content_id = clean_line(part.header("content-id")).strip("<> ")
    disposition = params(part.header("content-disposition"))[0]
    inline = bool(content_id) and disposition != "attachment"
    return Attachment(filename(part), part.mime, len(content), content, inline, content_id)
