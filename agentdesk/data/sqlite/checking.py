"""Proving a store: the file, the chain, the rows against the log, the bytes that are named."""

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from agentdesk.data.chain import FIRST, Link
from agentdesk.data.codec import codec
from agentdesk.data.sqlite.blobs import BlobFiles
from agentdesk.data.sqlite.folding import Fold
from agentdesk.data.sqlite.indexing import index_trouble
from agentdesk.data.sqlite.log import SQL
from agentdesk.data.store import Finding
from agentdesk.domain.events import BadEvent, UnknownEvent
from agentdesk.domain.projection import Table
from agentdesk.domain.rows import TABLES, Row, key_of

MOST = 100
"""How many findings of one sort are told."""


def check(db: sqlite3.Connection, path: Path, files: BlobFiles) -> tuple[Finding, ...]:
    """Look for everything that can be wrong, in one state of the store. Raises ``StoreError``."""
    db.execute("BEGIN")
    try:
        found = [Finding(text, str(path)) for text in file_trouble(db)]
        if not found:
            found = [*_some(chain_trouble(db)), *_fold_trouble(db), *_some(_bytes(db, files))]
            found += _some(index_trouble(db))
        return tuple(found)
    finally:
        db.execute("ROLLBACK")


def _some(findings: Iterator[Finding]) -> list[Finding]:
    return [finding for finding, _ in zip(findings, range(MOST), strict=False)]


def file_trouble(db: sqlite3.Connection) -> list[str]:
    """Return what SQLite says is wrong with the file itself."""
    try:
        told = [row[0] for row in db.execute(f"PRAGMA integrity_check({MOST})")]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        told = [str(error)]
    return [] if told == ["ok"] else [f"The file is damaged: {text}." for text in told]


def chain_trouble(db: sqlite3.Connection) -> Iterator[Finding]:
    """Find where the log was changed, or entries were taken out."""
    previous, seq = FIRST, 0
    for values in db.execute(SQL["links"], (0, -1)):
        link = Link(*values)
        if link.seq != seq + 1:
            yield Finding(f"Entries {seq + 1} to {link.seq - 1} of the log are missing.", "log")
        if not link.follows(previous):
            yield Finding(f"Entry {link.seq} of the log, or the one before, was changed.", "log")
        previous, seq = link.hash, link.seq
    last = db.execute("SELECT max(last_seq) FROM commands").fetchone()[0] or 0
    if last > seq:
        yield Finding(f"Entries {seq + 1} to {last} of the log are missing.", "log")


def _fold_trouble(db: sqlite3.Connection) -> list[Finding]:
    fold = Fold()
    try:
        fold.read_all(db)
    except (UnknownEvent, BadEvent, KeyError) as error:
        return [Finding(f"The log cannot be folded after entry {fold.seq}: {error}", "log")]
    return _some(row_trouble(db, fold.table))


def row_trouble(db: sqlite3.Connection, table: Table) -> Iterator[Finding]:
    """Find rows that are not what the log says."""
    for cls in TABLES:
        yield from _table_trouble(db, table, cls)


def _table_trouble(db: sqlite3.Connection, table: Table, cls: type[Row]) -> Iterator[Finding]:
    missing = {key_of(row): row for row in table.all(cls)}
    for values in db.execute(f'SELECT {codec(cls).select()} FROM "{cls.TABLE}"'):
        row = codec(cls).decode(values)
        key = key_of(row)
        if missing.pop(key, None) != row:
            yield Finding("A row is not what the log says.", f"{cls.TABLE} {_words(key)}")
    for key in missing:
        yield Finding("A row is missing.", f"{cls.TABLE} {_words(key)}")


def _words(key: tuple[int | str, ...]) -> str:
    return ", ".join(map(str, key))


def _bytes(db: sqlite3.Connection, files: BlobFiles) -> Iterator[Finding]:
    sql = "SELECT DISTINCT p.sha256, b.sha256 FROM parts AS p LEFT JOIN blobs AS b USING (sha256)"
    for wanted, kept in db.execute(sql):
        if kept is None:
            yield Finding("An attachment's bytes are missing.", f"bytes {wanted}")
    for (sha256,) in db.execute("SELECT sha256 FROM blobs ORDER BY sha256"):
        try:
            data = files.get(db, sha256)
        except KeyError:
            yield Finding("An attachment's file is missing.", str(files.path(sha256)))
            continue
        if hashlib.sha256(data).hexdigest() != sha256:
            yield Finding("An attachment's bytes were changed.", str(files.path(sha256)))
