"""What an export looks like: its files, what stands in a line, how it says of itself what it is.

A folder with ``export.json``, a ``TABLE.jsonl`` for the log and for every table of content (one
row a line, columns by name, in the order of their keys), ``attachments.jsonl`` (``sha256`` and the
bytes in base64), ``received.mbox`` and ``sent.mbox``. Rows that follow from the log are not in it:
they are folded again. ``cases.jsonl`` tells every case with its messages once more, to be read; it
is not needed to bring a store back. The same store gives the same bytes, on either engine.
"""

import msgspec

from agentdesk.data.codec import CODECS
from agentdesk.domain.content import CONTENT_TABLES

FORMAT = 1
"""The number of this layout."""
MANIFEST = "export.json"
ATTACHMENTS = "attachments.jsonl"
RECEIVED = "received.mbox"
SENT = "sent.mbox"
PARTS, OUTBOX = "parts", "outbox"
RAW = "raw"
"""The column of :data:`OUTBOX` whose bytes are in :data:`SENT`."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an export says of itself."""

    agentdesk: int
    """The number of the layout."""
    lines: dict[str, int]
    """Lines, or mails, by file."""


class Field(msgspec.Struct, frozen=True):
    """A column: its name, and whether it holds JSON as text, or bytes."""

    name: str
    kind: str = "plain"


def _plain(*names: str, json: tuple[str, ...] = ()) -> tuple[Field, ...]:
    return tuple(Field(name, "json" if name in json else "plain") for name in names)


FIELDS: dict[str, tuple[Field, ...]] = {
    "events": _plain(
        *("seq", "kind", "v", "body", "at", "recorded_at", "actor", "command", "case_id", "hash"),
        json=("body",),
    ),
    "commands": _plain(
        *("command_id", "kind", "actor", "at", "cases", "undoable_until", "label", "result"),
        *("first_seq", "last_seq", "group_id"),
        json=("cases", "result"),
    ),
    **{
        cls.TABLE: tuple(
            Field(column.name, column.kind if column.kind in ("json", "bytes") else "plain")
            for column in CODECS[cls].columns
        )
        for cls in CONTENT_TABLES
    },
}
"""The columns of every table of an export, in the order in which a store gives and takes them."""


def file_of(table: str) -> str:
    """Return the file of a table's rows."""
    return f"{table}.jsonl"
