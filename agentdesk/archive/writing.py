"""Writing a store's items as an export, one at a time."""

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import msgspec

from agentdesk.archive.cases import CASES, line_of
from agentdesk.archive.layout import (
    ATTACHMENTS,
    FIELDS,
    FORMAT,
    MANIFEST,
    OUTBOX,
    PARTS,
    RAW,
    RECEIVED,
    SENT,
    Field,
    Manifest,
    file_of,
)
from agentdesk.channels.files.mbox import write_mail
from agentdesk.data.store import Store
from agentdesk.data.unit import Stored
from agentdesk.domain.content import CaseText

Item = tuple[str, Any]
UNDATED = "Thu Jan  1 00:00:00 1970"
"""What stands for a date behind an mbox's “From ”: when a mail came, its row says."""
_encode = msgspec.json.Encoder().encode


async def write_export(
    store: Store,
    items: AsyncIterator[Item],
    folder: Path,
    told: Callable[[int], None] = lambda done: None,
) -> Manifest:
    """Write what a store's ``dump`` gives into a new, empty folder.

    ``told`` hears now and then how many items are done. Raises ``OSError`` and our own errors;
    the manifest is written last, so a folder without one is not whole.
    """
    with ExitStack() as opened:
        writer = _Writer(store, folder, opened)
        done = 0
        async for table, item in items:
            await writer.take(table, item)
            done += 1
            if done % 500 == 0:
                told(done)
        told(done)
    manifest = Manifest(FORMAT, dict(sorted(writer.lines.items())))
    body = msgspec.json.format(_encode(manifest), indent=2) + b"\n"
    (folder / MANIFEST).write_bytes(body)
    return manifest


class _Writer:
    """The files of an export while they are written."""

    def __init__(self, store: Store, folder: Path, opened: ExitStack) -> None:
        self._store, self._folder, self._opened = store, folder, opened
        self._files: dict[str, IO[bytes]] = {}
        self._mails: set[bytes] = set()
        """Digests of raw mails: their bytes are in an mbox already."""
        self.lines: dict[str, int] = {}
        for name in (*map(file_of, FIELDS), ATTACHMENTS, RECEIVED, SENT, CASES):
            self._files[name] = opened.enter_context((folder / name).open("xb"))
            self.lines[name] = 0

    async def take(self, table: str, item: Any) -> None:
        if isinstance(item, Stored):
            if bytes.fromhex(item.sha256) not in self._mails:
                data = base64.b64encode(item.data).decode()
                self._line(ATTACHMENTS, {"sha256": item.sha256, "data": data})
            return
        fields = FIELDS[table]
        row = {field.name: _value(field, value) for field, value in zip(fields, item, strict=False)}
        if table == PARTS and row["kind"] == "raw":
            await self._received(row)
        elif table == OUTBOX:
            raw: bytes = item[[field.name for field in fields].index(RAW)]
            row[RAW] = {"size": len(raw)}
            self._mail(SENT, raw, row["message_id"])
        self._line(file_of(table), row)
        if table == CaseText.TABLE:
            await self._case(row["case_id"])

    async def _case(self, case_id: int) -> None:
        view = await self._store.reads.case(case_id)
        rows = await self._store.reads.rows([case_id])
        if view is not None and rows:
            self._line(CASES, line_of(view, rows[0].customer))

    async def _received(self, row: dict[str, Any]) -> None:
        digest = bytes.fromhex(row["sha256"])
        try:
            raw = await self._store.reads.blob(row["sha256"])
        except KeyError:
            # It was erased since the reading began: its part says so by standing alone.
            return
        self._mails.add(digest)
        self._mail(RECEIVED, raw, row["message_id"])

    def _mail(self, name: str, raw: bytes, message_id: int) -> None:
        write_mail(self._files[name], raw, f"message-{message_id} {UNDATED}".encode())
        self.lines[name] += 1

    def _line(self, name: str, row: dict[str, Any]) -> None:
        self._files[name].write(_encode(row) + b"\n")
        self.lines[name] += 1


def _value(field: Field, value: Any) -> Any:
    """Return a column's value as it stands in a line."""
    if value is None or field.kind == "plain":
        return value
    if field.kind == "json":
        # Kept letter by letter: the log's hashes are over these very letters.
        return msgspec.Raw(value.encode())
    return base64.b64encode(value).decode()
