"""Raw mail with card numbers masked: what may be stored of the bytes that came in.

Found are numbers in headers (encoded words too), in every text part whatever its encoding, in HTML
across tags and entities, in attributes, and in mails inside the mail. A part that holds one is
written again in the charset and transfer encoding it had; every other byte stays. Files that are
not text (pictures, PDF) are not looked into, nor are headers that hold only ids and routes.
"""

import binascii
import re
from base64 import encodebytes
from html import unescape
from typing import Protocol

import msgspec

from agentdesk.channels.email.charsets import known_charset
from agentdesk.channels.email.headers import params, to_bytes, words
from agentdesk.channels.email.mail import ParsedMail
from agentdesk.channels.email.parse import parse_mail
from agentdesk.channels.email.structure import Part, leaves, read, walk
from agentdesk.domain.cards import CODE_REMOVED, MASK, find, mask

MAX_DEPTH = 8

_WORDS = re.compile(rb"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=(?:\s+=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=)*")
_UNTOUCHED = re.compile(
    rb"^(?:message-id|references|in-reply-to|received|dkim-signature|arc-[a-z-]+|date|"
    rb"authentication-results|content-(?!disposition|type|description)[a-z-]+|mime-version|"
    rb"return-path|x-received|x-google-[a-z-]+|x-gm-[a-z-]+):[^\n]*(?:\n[ \t][^\n]*)*"
    # Content-Type names files too; what parts the mail must stay as it is.
    rb"|boundary(?:\*\d*\*?)?[ \t]*=[ \t]*(?:\"[^\"\n]*\"|[^\s;\"]+)",
    re.IGNORECASE | re.MULTILINE,
)
_MARKUP = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*+)?+[^<>]*+>|&#?[a-zA-Z0-9]{1,8};")
# Tags that may stand inside a number without parting it.
_INLINE = frozenset(("a", "b", "em", "font", "i", "nobr", "span", "strong", "tt", "u", "wbr"))


class MaskedBytes(msgspec.Struct, frozen=True):
    """Raw mail without card numbers, and how many ``cards`` and security ``codes`` it held."""

    raw: bytes
    cards: int
    codes: int


class SafeMail(msgspec.Struct, frozen=True):
    """A mail that may be stored: read, its raw bytes, and how many numbers were masked in it."""

    mail: ParsedMail
    raw: bytes
    cards: int
    codes: int


class Search(Protocol):
    """What is looked for in a mail, and what takes its place."""

    def text(self, text: str) -> str:
        """Return a text in which nothing is found any more."""
        ...

    def holds(self, text: str) -> bool:
        """Say whether there is something to be found in a text."""
        ...

    def marks(self, text: str) -> list[tuple[int, str]]:
        """Return the characters of a text that go, by place and in order, and what each becomes."""
        ...

    def drops(self, data: bytes) -> bytes | None:
        """Return what a whole part becomes, whatever it is; ``None`` to look into it."""
        ...


class _Tally(msgspec.Struct):
    cards: int = 0
    codes: int = 0

    def text(self, text: str) -> str:
        """Mask a text and count what it held."""
        masked = mask(text)
        self.cards += masked.cards
        self.codes += masked.codes
        return masked.text

    def holds(self, text: str) -> bool:
        """Say whether a text holds a number to be masked."""
        return bool(find(text))

    def marks(self, text: str) -> list[tuple[int, str]]:
        """Return the digits to be masked, and count what they are."""
        found: list[tuple[int, str]] = []
        for span in find(text):
            self.cards += span.kind == "card"
            self.codes += span.kind == "code"
            for at in range(span.start, span.end):
                if text[at].isdecimal():
                    last = at == span.end - 1
                    found.append(
                        (at, MASK if span.kind == "card" else CODE_REMOVED if last else "")
                    )
        return found

    def drops(self, data: bytes) -> bytes | None:
        """Look into every part."""
        return None


def mask_bytes(raw: bytes) -> MaskedBytes:
    """Mask every card number and remove every security code in a raw mail. Never raises.

    Should a mail resist being taken apart and put together, its headers and readable text are
    all that is kept: nothing may be stored that was not searched.
    """
    tally = _Tally()
    try:
        return MaskedBytes(_mask(raw, 0, tally), tally.cards, tally.codes)
    except Exception:
        tally = _Tally()
        return MaskedBytes(readable(raw, tally), tally.cards, tally.codes)


_KEPT = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|in-reply-to|references):[^\n]*(?:\n[ \t][^\n]*)*\n",
    re.IGNORECASE | re.MULTILINE,
)


def readable(raw: bytes, tally: Search) -> bytes:
    """Return a plain mail of the headers that matter and the text that can be read."""
    headers = b"".join(_KEPT.findall(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0] + b"\n"))
    text = tally.text(parse_mail(raw).body_text)
    kind = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    return _mask_plain(headers, _UNTOUCHED, tally) + kind + text.encode("utf-8", "replace")


def read_safely(raw: bytes) -> SafeMail:
    """Mask a raw mail and read what is left: the way in for mail that will be stored.

    What a reader sees is searched once more, in case a body shows a number its bytes hid.
    """
    masked = mask_bytes(raw)
    tally = _Tally(masked.cards, masked.codes)
    mail = parse_mail(masked.raw)
    mail = msgspec.structs.replace(
        mail,
        subject=tally.text(mail.subject),
        from_name=mask(mail.from_name).text,
        body_text=tally.text(mail.body_text),
        # Shown twice, counted once.
        reply_text=mask(mail.reply_text).text,
        words=mask(mail.words).text,
        notes=tuple(mask(note).text for note in mail.notes),
    )
    return SafeMail(mail, masked.raw, tally.cards, tally.codes)


def rewritten(raw: bytes, search: Search) -> bytes:
    """Return a raw mail in which nothing is found any more, every other byte as it was.

    May raise for a mail that cannot be taken apart.
    """
    return _mask(raw, 0, search)


def _mask(raw: bytes, depth: int, tally: Search) -> bytes:
    root = read(raw).root
    boundaries = {
        str(boundary) for part in walk(root) if (boundary := part.get_boundary()) is not None
    }
    untouched = _untouched(boundaries)
    out: list[bytes] = []
    end = 0
    for leaf in leaves(root):
        content = to_bytes(leaf.text)
        at = raw.find(content, end) if content else -1
        if at < 0:
            continue
        out.append(_mask_plain(raw[end:at], untouched, tally))
        out.append(_mask_leaf(leaf, content, depth, tally))
        end = at + len(content)
    out.append(_mask_plain(raw[end:], untouched, tally))
    return b"".join(out)


def _untouched(boundaries: set[str]) -> re.Pattern[bytes]:
    lines = b"|".join(re.escape(to_bytes(boundary)) for boundary in sorted(boundaries))
    if not lines:
        return _UNTOUCHED
    return re.compile(_UNTOUCHED.pattern + rb"|^--(?:" + lines + rb")", _UNTOUCHED.flags)


def _mask_plain(raw: bytes, untouched: re.Pattern[bytes], tally: Search) -> bytes:
    """Mask headers and whatever else stands between the parts."""
    out: list[bytes] = []
    end = 0
    for match in untouched.finditer(raw):
        out += [_mask_words(raw[end : match.start()], tally), match[0]]
        end = match.end()
    out.append(_mask_words(raw[end:], tally))
    return b"".join(out)


def _mask_words(raw: bytes, tally: Search) -> bytes:
    def masked(match: re.Match[bytes]) -> bytes:
        text = words(match[0].decode("ascii", "surrogateescape"))
        if not tally.holds(text):
            return match[0]
        # What is left is short and is read as plain text again.
        return tally.text(text).encode("ascii", "replace")

    raw = _WORDS.sub(masked, raw)
    return tally.text(raw.decode("latin-1")).encode("latin-1")


def _mask_leaf(leaf: Part, content: bytes, depth: int, tally: Search) -> bytes:
    data = leaf.content()
    if (instead := tally.drops(data)) is not None:
        return _encoded(instead, leaf.encoding, content)
    if leaf.mime.startswith("message/") and depth < MAX_DEPTH:
        masked = _mask(data, depth + 1, tally)
    elif leaf.mime.startswith(("text/", "message/")):
        masked = _mask_text(leaf, data, tally)
    else:
        return content
    return content if masked == data else _encoded(masked, leaf.encoding, content)


def _mask_text(leaf: Part, data: bytes, tally: Search) -> bytes:
    charset = params(leaf.header("content-type"))[1].get("charset", "")
    codec = known_charset(charset) or "utf-8"
    try:
        text = data.decode(codec)
        if text.encode(codec) != data:
            codec, text = "latin-1", data.decode("latin-1")
    except (UnicodeError, ValueError):
        # Any bytes survive latin-1, and the digits of most charsets are found in it.
        codec, text = "latin-1", data.decode("latin-1")
    text = tally.text(text)
    if leaf.mime == "text/html":
        text = _mask_markup(text, tally)
    return text.encode(codec)


def _mask_markup(source: str, tally: Search) -> str:
    """Mask numbers that tags or entities part, in the text as a reader sees it."""
    seen: list[str] = []
    places: list[tuple[int, int]] = []
    end = 0
    for match in _MARKUP.finditer(source):
        seen.extend(source[end : match.start()])
        places.extend((at, at + 1) for at in range(end, match.start()))
        end = match.end()
        shown = _shown(match)
        if shown:
            seen.append(shown)
            places.append(match.span())
    seen.extend(source[end:])
    places.extend((at, at + 1) for at in range(end, len(source)))
    visible = "".join(seen)
    out: list[str] = []
    end = 0
    for at, hidden in tally.marks(visible):
        start, stop = places[at]
        out += [source[end:start], hidden]
        end = stop
    out.append(source[end:])
    return "".join(out)


def _shown(match: re.Match[str]) -> str:
    """Return the one character a tag or an entity stands for, or nothing."""
    if match[0].startswith("&"):
        text = unescape(match[0])
        return text if len(text) == 1 else "?"
    tag = (match[1] or "").lstrip("/").lower()
    return "" if tag in _INLINE else "\n"


def _encoded(data: bytes, encoding: str, before: bytes) -> bytes:
    """Undo :meth:`Part.content`, with the line ends the part had."""
    if encoding == "base64":
        data = encodebytes(data).rstrip(b"\n")
    elif encoding == "quoted-printable":
        data = binascii.b2a_qp(data, istext=True)
    elif encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        lines = [binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45)]
        data = b"begin 644 text\n" + b"".join(lines) + b"`\nend"
    else:
        return data
    if b"\r\n" in before:
        data = re.sub(rb"\r?\n", b"\r\n", data)
    return data
