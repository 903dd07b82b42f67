"""Reading an export back, as the items that a store takes in."""

import base64
import binascii
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

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
from agentdesk.channels.files.mbox import read_mbox
from agentdesk.data.errors import StoreDamaged, StoreMissing, StoreNewer
from agentdesk.data.unit import Stored

Item = tuple[str, Any]
LIMIT = 2_000_000_000
"""Bytes of one mail in an export."""

_row = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def read_manifest(folder: Path) -> Manifest:
    """Return what an export says of itself. Raises ``StoreError`` with a sentence."""
    path = folder / MANIFEST
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreMissing(
            f"There is no export in {folder}, or it was not finished: {MANIFEST} is missing."
        ) from error
    except msgspec.MsgspecError as error:
        raise StoreDamaged(
            f"The export in {folder} is damaged: {MANIFEST} is unreadable."
        ) from error
    if manifest.agentdesk > FORMAT:
        raise StoreNewer(f"A newer agentdesk wrote the export in {folder}. Update this one.")
    return manifest


async def read_export(
    folder: Path, told: Callable[[int], None] = lambda done: None
) -> AsyncIterator[Item]:
    """Yield everything in an export, in the order in which a store takes it in.

    ``told`` hears now and then how many items are done. Raises ``StoreError`` with a sentence
    that names file and line.
    """
    manifest = read_manifest(folder)
    done = 0
    for item in _items(folder, manifest):
        yield item
        done += 1
        if done % 500 == 0:
            told(done)
    told(done)


def _items(folder: Path, manifest: Manifest) -> Iterator[Item]:
    for table in FIELDS:
        path = folder / file_of(table)
        expected = manifest.lines.get(path.name)
        if expected is None:
            # An export of an earlier program lacks what was added since.
            continue
        if table == OUTBOX:
            yield from _outbox(path, folder / SENT, expected)
        else:
            yield from ((table, row) for row in _rows(path, table, expected))
    yield from _mails(folder, manifest)
    yield from _attachments(folder / ATTACHMENTS, manifest.lines.get(ATTACHMENTS, 0))


def _lines(path: Path, expected: int) -> Iterator[tuple[int, dict[str, msgspec.Raw]]]:
    number = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    yield number, _row(line)
                except msgspec.MsgspecError as error:
                    raise _damaged(path, number, "is no JSON object") from error
    except OSError as error:
        raise StoreMissing(f"{path} cannot be read: {error.strerror or error}.") from error
    if number != expected:
        raise _damaged(path, number, f"is the last, of {expected:,} that were written")


def _rows(path: Path, table: str, expected: int) -> Iterator[tuple[Any, ...]]:
    fields = FIELDS[table]
    known = {field.name for field in fields}
    for number, row in _lines(path, expected):
        if unknown := sorted(set(row) - known):
            raise _damaged(path, number, f"has a column “{unknown[0]}” that is not known")
        there = [field for field in fields if field.name in row]
        if there != list(fields[: len(there)]):
            raise _damaged(path, number, "lacks a column")
        try:
            yield tuple(_value(field, row[field.name]) for field in there)
        except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
            raise _damaged(path, number, "holds a value that does not fit") from error


def _value(field: Field, raw: msgspec.Raw) -> Any:
    if field.kind == "json" and bytes(raw) != b"null":
        return bytes(raw).decode()
    value = msgspec.json.decode(raw)
    if field.kind == "bytes" and isinstance(value, str):
        return base64.b64decode(value, validate=True)
    return value


def _outbox(path: Path, box: Path, expected: int) -> Iterator[Item]:
    fields = FIELDS[OUTBOX]
    place = [field.name for field in fields].index(RAW)
    with box.open("rb") as file:
        mails = read_mbox(file, LIMIT)
        for number, row in enumerate(_rows(path, OUTBOX, expected), start=1):
            mail = next(mails, None)
            size = row[place]["size"] if isinstance(row[place], dict) else -1
            if mail is None or mail.raw is None or not 0 <= size <= len(mail.raw):
                raise _damaged(path, number, f"has no mail in {box.name}")
            yield OUTBOX, (*row[:place], mail.raw[:size], *row[place + 1 :])


def _mails(folder: Path, manifest: Manifest) -> Iterator[Item]:
    """Yield the raw mails, which stand in the order of their parts."""
    path, box = folder / file_of(PARTS), folder / RECEIVED
    names = [field.name for field in FIELDS[PARTS]]
    with box.open("rb") as file:
        mails = read_mbox(file, LIMIT)
        mail = next(mails, None)
        for values in _rows(path, PARTS, manifest.lines[path.name]):
            row = dict(zip(names, values, strict=False))
            if row["kind"] != "raw" or mail is None or mail.raw is None:
                continue
            data = mail.raw[: row["size"]]
            if hashlib.sha256(data).hexdigest() == row["sha256"]:
                yield "blobs", Stored(row["sha256"], data)
                mail = next(mails, None)
        if mail is not None:
            raise _damaged(box, mail.line, "begins a mail that no part is about")


def _attachments(path: Path, expected: int) -> Iterator[Item]:
    for number, row in _lines(path, expected):
        try:
            digest = msgspec.json.decode(row["sha256"], type=str)
            data = base64.b64decode(msgspec.json.decode(row["data"], type=str), validate=True)
        except (KeyError, msgspec.MsgspecError, binascii.Error) as error:
            raise _damaged(path, number, "is no attachment") from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise _damaged(path, number, "does not have the bytes it says")
        yield "blobs", Stored(digest, data)


def _damaged(path: Path, line: int, what: str) -> StoreDamaged:
    return StoreDamaged(f"The export is damaged: {path}, line {line} {what}.")
