"""Which lines of a reply are the customer's own, and which are quoted mail or a signature.

Quotes are folded, never deleted: :func:`fold` returns line ranges into the body. A mail that only
passes another one on has nothing folded, for then the quoted text is the message. Only the first
part of a long body is examined, and every line is looked at a bounded number of times.
"""

import re

import msgspec

from agentdesk.channels.email.header_blocks import (
    begins_forward,
    begins_notes_block,
    begins_original,
    is_block,
    is_rule,
)
from agentdesk.channels.email.introductions import (
    MAX_WRAPPED,
    Introductions,
    dated,
    parted,
    plain,
)
from agentdesk.channels.email.mail import Fold
from agentdesk.channels.email.signatures import signature_start

MAX_CHARACTERS = 64 * 1024
MAX_LINES = 2_000
MAX_LINE = 400

_PREFIX = re.compile(r"\s{0,3}>")
_CLOSES = re.compile(r">\s?[^>]{1,40}:\s*$")
_LINK_REST = re.compile(r"\s?\(?https?://|[\w=&?/.%-]{1,200}\)[\s>]*$|[<(]?\S{0,200}>[\s>]*$")


class Folded(msgspec.Struct, frozen=True):
    """The folds of a body in order.

    ``reply_text`` is the body without its quotes, ``words`` without signatures either.
    """

    folds: tuple[Fold, ...]
    reply_text: str
    words: str = ""


class _Body:
    """The lines of a body, which of them are quoted, and what of a quoted line is not."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.examined = _examined(self.lines)
        self.plain = [plain(line[: MAX_LINE + 1]) for line in self.lines[: self.examined]]
        self.prefixed = [bool(_PREFIX.match(line)) for line in self.lines]
        for at, line in enumerate(self.lines[: self.examined]):
            if self.prefixed[at] and self._is_no_quote(at, line):
                self.prefixed[at] = False
        self.marked = [False] * len(self.lines)
        self.heads: dict[int, str] = {}

    def _is_no_quote(self, at: int, line: str) -> bool:
        if line.startswith(">>> "):
            return begins_notes_block(self.plain, at)
        return bool(_CLOSES.match(line)) and self._address_above(at)

    def _address_above(self, at: int) -> bool:
        """Tell the ``>`` of an address that was broken over lines from that of a quote."""
        above = self.plain[at - 1] if at else ""
        return "@" in above and not self.prefixed[at - 1] and above.count(">") < 2

    def mark(self, start: int, end: int) -> None:
        """Mark lines as quoted."""
        end = min(end, len(self.lines))
        self.marked[start:end] = [True] * max(end - start, 0)

    def written(self, start: int, end: int) -> bool:
        """Say whether any of these lines is the customer's own and not blank."""
        pairs = zip(self.lines[start:end], self.marked[start:end], strict=True)
        return any(not mark and line.strip() for line, mark in pairs)

    def own(self, without: tuple[Fold, ...] = ()) -> str:
        """Return the text that is not quoted, nor in any of these folds."""
        left_out = {at for fold in without for at in range(fold.start, fold.end)}
        kept = [
            self.heads.get(at, "") if self.marked[at] else line
            for at, line in enumerate(self.lines)
            if (not self.marked[at] and at not in left_out) or at in self.heads
        ]
        return "\n".join(kept).strip()


def fold(
    text: str,
    quoted: tuple[tuple[int, int], ...] = (),
    signed: tuple[tuple[int, int], ...] = (),
    *,
    passes_on: bool = False,
) -> Folded:
    """Find what to fold in a clean body.

    ``quoted`` and ``signed`` are line ranges that the sender's mail program itself marked as
    quoted mail and as a signature. ``passes_on``: the mail says that it is a forward, so the mail
    in it is what it is about.
    """
    body = _Body(text)
    for start, end in quoted:
        if not _begins_forward(body, start) and not (passes_on and end >= len(body.lines) - 2):
            body.mark(start, end)
    introductions = Introductions(body.plain, body.prefixed)
    _mark_prefixed(body, introductions)
    if not passes_on:
        body.mark(_cut(body, introductions), len(body.lines))
    if not any(body.heads.values()) and not body.written(0, len(body.lines)):
        return Folded((), text.strip(), text.strip())
    signatures = _signatures(body, signed)
    words = body.own(tuple(signatures))
    folds = sorted((*_ranges(body), *signatures), key=lambda f: f.start)
    return Folded(tuple(folds), body.own(), words)


def _examined(lines: list[str]) -> int:
    """Return how many lines are looked at."""
    budget = MAX_CHARACTERS
    for at, line in enumerate(lines[:MAX_LINES]):
        budget -= len(line) + 1
        if budget < 0:
            return at
    return min(len(lines), MAX_LINES)


def _begins_forward(body: _Body, start: int) -> bool:
    return any(begins_forward(line) for line in body.plain[start : start + 2])


def _mark_prefixed(body: _Body, introductions: Introductions) -> None:
    """Mark runs of lines that begin with ``>``, blank lines between, and what introduces them."""
    lines, prefixed = body.lines, body.prefixed
    at = 0
    while at < len(lines):
        if not prefixed[at] or body.marked[at]:
            at += 1
            continue
        start = end = at
        while at < len(lines) and (prefixed[at] or not lines[at].strip() or _is_rest(body, at)):
            at += 1
            if prefixed[at - 1]:
                end = at
        if end - start == 1 and (_points(lines[start]) or _mailbox_escape(lines[start])):
            continue
        body.mark(_introduced(body, introductions, start), end)


def _points(line: str) -> bool:
    """Tell arrows around a word from the mark of a quote."""
    return line.rstrip().endswith("<<")


def _mailbox_escape(line: str) -> bool:
    """Tell the ``>`` that mailbox files put before a line that begins with "From "."""
    return line.startswith(">From ") and not line.rstrip().endswith(":")


def _is_rest(body: _Body, at: int) -> bool:
    """Say whether a line between two quoted ones is the end of a link that was wrapped."""
    if not (0 < at < len(body.lines) - 1 and body.prefixed[at - 1] and body.prefixed[at + 1]):
        return False
    return bool(_LINK_REST.match(body.lines[at][:MAX_LINE]))


def _introduced(body: _Body, introductions: Introductions, quote: int) -> int:
    """Return where the words that introduce the quote begin, or the quote itself."""
    if quote > body.examined:
        return quote
    last = quote - 1
    while last >= 0 and quote - last <= 3 and not body.plain[last]:
        last -= 1
    if last < 0 or body.marked[last] or not body.plain[last]:
        return quote
    if (parts := parted(body.lines[last])) is not None:
        body.heads[last] = parts[0].rstrip("- ")
        return last
    earliest = last
    while earliest > 0 and last - earliest < MAX_WRAPPED - 1 and not body.marked[earliest - 1]:
        earliest -= 1
    for first in range(earliest, last + 1):
        if body.plain[first] and introductions.end(first) == last + 1:
            return first
    line = body.plain[last]
    return last if line.endswith((":", "：")) and dated(line) and len(line) <= 160 else quote


def _cut(body: _Body, introductions: Introductions) -> int:
    """Return the line from which on everything is quoted; the number of lines if there is none."""
    lines = body.plain
    written = bool(body.heads)
    for at in range(body.examined):
        line = lines[at]
        if body.marked[at] or not line:
            continue
        if begins_forward(line):
            return len(body.lines)
        parts = parted(body.lines[at])
        if parts is not None:
            body.heads[at] = parts[0].rstrip("- ")
            return at
        if written and _begins_quote(body, introductions, at):
            return at
        written = True
    return len(body.lines)


def _begins_quote(body: _Body, introductions: Introductions, at: int) -> bool:
    lines = body.plain
    if is_rule(lines[at]):
        below = at + 1
        while below < len(lines) and not lines[below]:
            below += 1
        return (
            below < len(lines) and not is_rule(lines[below]) and is_block(lines, below, ruled=True)
        )
    if begins_original(lines, at) or is_block(lines, at) or begins_notes_block(lines, at):
        return True
    end = introductions.end(at)
    return end is not None and not any(body.prefixed[end : end + 4])


def _ranges(body: _Body) -> list[Fold]:
    folds: list[Fold] = []
    start: int | None = None
    for at, mark in enumerate([*body.marked, False]):
        hidden = mark and not body.heads.get(at)
        if hidden and start is None:
            start = at
        elif not hidden and start is not None:
            if any(line.strip() for line in body.lines[start:at]):
                folds.append(Fold(start, at, "quote"))
            start = None
    return folds


def _signatures(body: _Body, signed: tuple[tuple[int, int], ...]) -> list[Fold]:
    """Find the signatures: at the end of the text above the first quote, and of the last text."""
    folds: list[Fold] = []
    segments = _segments(body)
    for start, end in dict.fromkeys((*segments[:1], *segments[-1:])):
        below = body.written(0, start)
        found = signature_start(body.plain, start, min(end, body.examined), below=below)
        marked = [a for a, _ in signed if start <= a < end and body.written(0, a)]
        if found is None and marked:
            found = marked[-1]
        if found is not None and body.written(0, found):
            while end > found + 1 and not body.lines[end - 1].strip():
                end -= 1
            folds.append(Fold(found, end, "signature"))
    return folds


def _segments(body: _Body) -> list[tuple[int, int]]:
    """Return the runs of lines that are not quoted and hold text."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for at, mark in enumerate([*body.marked, True]):
        if not mark and start is None:
            start = at
        elif mark and start is not None:
            if body.written(start, at):
                found.append((start, at))
            start = None
    return found
