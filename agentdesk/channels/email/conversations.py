"""Which mails of a heap belong together, told by their headers alone, in whatever order they lie.

Mails are one conversation that share an id (Message-ID, References, In-Reply-To, what a bounce
means) or the case number in their subjects. What is kept of a mail are numbers, about 200 bytes.
"""

import re
from array import array
from collections.abc import Iterator

import msgspec

from agentdesk.channels.email.headers import addresses, instant, message_ids, params, words
from agentdesk.channels.email.parse import parse_mail
from agentdesk.channels.email.structure import Part, read
from agentdesk.channels.email.threading import find_token, normal_id
from agentdesk.clock import DAY

HEAD = 128 * 1024
"""So many bytes of a mail are looked at; what is told there is told at its beginning."""
EARLIEST = 20 * 365 * DAY
"""An earlier date (1989) is that of a clock that was never set."""
UNDATED = -1

_BEGIN = re.compile(rb"\S")
_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "mdaemon")


class Glance(msgspec.Struct, frozen=True):
    """What a mail's headers say of where it belongs: its own id, those it names, its time.

    ``number`` is the case number in its subject; ``date`` is ``None`` where nothing tells it.
    """

    own: str = ""
    names: tuple[str, ...] = ()
    number: int | None = None
    date: int | None = None


def glance(raw: bytes) -> Glance:
    """Look at a mail's headers. Never raises."""
    begin = _BEGIN.search(raw, 0, HEAD)
    end = _END.search(raw, begin.start() if begin else 0, HEAD)
    root = read(raw[: end.end() if end else HEAD]).root
    if not root.header("from") and not root.header("message-id"):
        # The headers go on behind what looked like their end.
        root = read(raw[:HEAD]).root
    own = message_ids(root.header("message-id"))[:1]
    named = [*message_ids(root.header("references")), *message_ids(root.header("in-reply-to"))]
    if _reports(root) and (bounce := parse_mail(raw).bounce) is not None:
        named.append(bounce.original_message_id)
    return Glance(
        own=normal_id(own[0]) if own else "",
        names=tuple(filter(None, dict.fromkeys(map(normal_id, named)))),
        number=find_token(words(root.header("subject"))),
        date=_date(root),
    )


def _reports(root: Part) -> bool:
    """Say whether a mail may report on another, which it then names further below."""
    if root.header("x-failed-recipients"):
        return True
    if params(root.header("content-type"))[1].get("report-type", "").lower() == "delivery-status":
        return True
    sender = next((a.email for a in addresses(root.header("from"))), "")
    return sender.partition("@")[0].lower() in _DAEMONS


def _date(root: Part) -> int | None:
    for value in (root.header("date"), root.header("received").rpartition(";")[2]):
        found = instant(value) if value else None
        if found is not None and found >= EARLIEST:
            return found
    return None


class Conversation(msgspec.Struct, frozen=True):
    """Mails that belong together, by their numbers, the oldest first; ``None`` if none is dated."""

    mails: tuple[int, ...]
    oldest: int | None
    newest: int | None


class Conversations:
    """Puts mails together, one after the other; each has the number in which it was added."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._node: dict[int, int] = {}
        self._above = array("i")
        """The node above each: joined nodes have the same one at the top."""
        self._of = array("i")
        self.dates = array("q")

    def add(self, seen: Glance, raw: bytes) -> int:
        """Add a mail; return its number. One without an id is known by its bytes."""
        node = self._at(seen.own) if seen.own else self._at(raw)
        for name in seen.names:
            self._join(node, self._at(name))
        if seen.number is not None:
            self._join(node, self._at(seen.number))
        self._of.append(node)
        date = seen.date
        self.dates.append(UNDATED if date is None or date > self._now else date)
        return len(self._of) - 1

    def _at(self, name: str | bytes | int) -> int:
        # The hashes of this process: 64 bits, and no sender can make two fall together.
        key = hash((type(name).__name__, name))
        node = self._node.setdefault(key, len(self._above))
        if node == len(self._above):
            self._above.append(node)
        return node

    def _top(self, node: int) -> int:
        above = self._above
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    def _join(self, one: int, other: int) -> None:
        one, other = self._top(one), self._top(other)
        # The lower number is on top, so that the order of joining does not matter.
        self._above[max(one, other)] = min(one, other)

    def all(self) -> Iterator[Conversation]:
        """Yield the conversations, the one that began first first; what is not dated comes last.

        Nothing can be added any more: the names are forgotten.
        """
        self._node.clear()
        following = array("i", bytes(4 * len(self._of)))
        last = array("i", b"\xff" * (4 * len(self._above)))
        oldest = array("q", b"\xff" * (8 * len(self._above)))
        for mail, node in enumerate(self._of):
            top = self._top(node)
            following[mail], last[top] = last[top], mail
            date = self.dates[mail]
            if date != UNDATED and (oldest[top] == UNDATED or date < oldest[top]):
                oldest[top] = date
        tops = array("i", (top for top in range(len(last)) if last[top] >= 0))
        for top in sorted(tops, key=lambda top: (oldest[top] == UNDATED, oldest[top], top)):
            yield self._conversation(last[top], following)

    def _conversation(self, mail: int, following: "array[int]") -> Conversation:
        mails: list[int] = []
        while mail >= 0:
            mails.append(mail)
            mail = following[mail]
        mails.sort(key=lambda mail: (self.dates[mail], mail))
        dates = [date for mail in mails if (date := self.dates[mail]) != UNDATED]
        return Conversation(tuple(mails), min(dates, default=None), max(dates, default=None))
