"""Headers that stop too early for the parser: mended before it sees them.

A line that is no header ends the headers, and what follows becomes text: a line of a mailbox
file, a blank before the colon, a log line of a relay. Such lines go, if headers follow them. Only
the first part of a mail is looked at, and the bytes that are stored stay as they came.
"""

import re
from codecs import BOM_UTF8

MAX_HEAD = 128 * 1024
MAX_STRANGE = 5

_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_STRANGE = re.compile(rb"^(?![!-9;-~]{1,76}:|[ \t]|\r?$)[^\n]*\n?", re.MULTILINE)
_SPACED = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,40})[ \t]+:")
_KNOWN = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|mime-version|content-type|received|reply-to|sender|"
    rb"return-path|delivered-to|x-[a-z0-9-]{1,40})[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


def mended(raw: bytes) -> bytes:
    """Return a mail whose headers can be read to their end; most mail as it is."""
    raw = raw.removeprefix(BOM_UTF8)
    end = _END.search(raw, 0, MAX_HEAD)
    head = raw[: end.start() + 1] if end else raw[:MAX_HEAD]
    strange = list(_STRANGE.finditer(head))
    if not strange or len(strange) > MAX_STRANGE or _KNOWN.search(head) is None:
        return raw
    out: list[bytes] = []
    done = 0
    for match in strange:
        spaced = _SPACED.match(match[0])
        if spaced is None and _KNOWN.search(head, match.end()) is None:
            break
        out.append(head[done : match.start()])
        if spaced is not None:
            out.append(spaced[1] + b":" + match[0][spaced.end() :])
        done = match.end()
    return b"".join((*out, head[done:], raw[len(head) :]))
