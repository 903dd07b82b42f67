"""Backups: a folder that holds everything of a store, made while agents work, and taken back.

A file of JSON lines a table, each line the values of its columns, and the attachments' bytes by
their sha256. It can be restored into either engine's empty store.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import msgspec

from agentdesk.data.codec import CODECS
from agentdesk.data.errors import StoreError
from agentdesk.data.manifest import MANIFEST, Manifest, digests_of
from agentdesk.data.postgres import schema
from agentdesk.data.postgres.connection import Session
from agentdesk.data.postgres.copying import COLUMNS, LIVE, Item, dump
from agentdesk.data.unit import Stored
from agentdesk.domain.content import CONTENT_TABLES

FILES = "files"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[Any]).decode
_bytes = {
    cls.TABLE: tuple(i for i, c in enumerate(CODECS[cls].columns) if c.kind == "bytes")
    for cls in CONTENT_TABLES
}


async def back_up(session: Session, folder: Path) -> Manifest:
    """Write what a session sees to a folder that is not there yet.

    Raises ``StoreError`` or ``OSError``.
    """
    folder, aside = await asyncio.to_thread(_aside, folder)
    try:
        await _write(aside, dump(session, live=True))
        head = await session.fetchrow("SELECT seq, hash FROM log_head")
        digests = await asyncio.to_thread(digests_of, aside)
        manifest = Manifest(schema.SCHEMA, head[0], head[1], digests)
        await asyncio.to_thread(_seal, aside, manifest, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return manifest


def _aside(folder: Path) -> tuple[Path, Path]:
    """Make a private folder beside the one wanted, to be renamed when it is whole."""
    folder = folder.expanduser().absolute()
    if folder.exists():
        raise StoreError(f"{folder} is there already. Name a folder that is not, for the backup.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder, Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))


def _seal(aside: Path, manifest: Manifest, folder: Path) -> None:
    (aside / MANIFEST).write_bytes(msgspec.json.format(_encode(manifest)))
    for path in (aside, *aside.rglob("*")):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    aside.rename(folder)


async def _write(folder: Path, items: AsyncIterator[Item]) -> None:
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {
            table: stack.enter_context(_private(folder / f"{table}.jsonl"))
            for table in (*COLUMNS, *LIVE)
        }
        async for table, item in items:
            if isinstance(item, Stored):
                path = folder / FILES / item.sha256[:2] / item.sha256
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with _private(path) as file:
                    file.write(item.data)
            else:
                files[table].write(_encode(item) + b"\n")


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


async def items(folder: Path) -> AsyncIterator[Item]:
    """Yield what a backup holds, as ``dump`` gave it."""
    for table in (*COLUMNS, *LIVE):
        path = folder / f"{table}.jsonl"
        if not path.exists():
            continue  # A backup of an earlier schema lacks the tables added since.
        with path.open("rb") as file:
            for line in file:
                values = _decode(line)
                for i in _bytes.get(table, ()):
                    values[i] = msgspec.convert(values[i], bytes)
                yield table, tuple(values)
    for path in sorted((folder / FILES).rglob("*")):
        if path.is_file():
            yield "blobs", Stored(path.name, path.read_bytes())
