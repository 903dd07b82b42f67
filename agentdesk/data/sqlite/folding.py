"""Folding the log again: for the check, and into shadow tables for the rebuild."""

import gc
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from agentdesk.data.codec import CODECS, delete_sql, upsert_sql
from agentdesk.data.sqlite.log import entries
from agentdesk.domain.projection import Put, Table, project
from agentdesk.domain.rows import TABLES, Key, Row

PAGE = 2_000
"""How many entries are read at once."""
SHADOW = "shadow_"
OLD = "old_"


class Fold:
    """The rows that the log adds up to, in memory, as far as it has been read."""

    def __init__(self) -> None:
        self.table = Table()
        self.seq = 0
        self.touched: dict[tuple[type[Row], Key], None] = {}
        """The rows that changed since they were last written down."""

    def read(self, db: sqlite3.Connection, limit: int = PAGE) -> int:
        """Fold the next entries; return how many there were."""
        found = entries(db, self.seq, limit)
        table, touched = self.table, self.touched
        for entry in found:
            changes = project(table, entry.fact)
            table.apply(changes)
            for change in changes:
                kind = type(change.row) if isinstance(change, Put) else change.type
                touched[kind, change.key] = None
        if found:
            self.seq = found[-1].seq
        return len(found)

    def read_all(self, db: sqlite3.Connection) -> int:
        """Fold everything; return how many entries there were."""
        total = 0
        while n := self.read(db):
            total += n
            self.touched.clear()
        return total

    def take_touched(self, limit: int) -> list[tuple[type[Row], Key]]:
        """Take some of the rows that have to be written down, those that changed first."""
        taken = list(islice(self.touched, limit))
        for place in taken:
            del self.touched[place]
        return taken


def write_shadow(
    db: sqlite3.Connection, fold: Fold, places: Iterable[tuple[type[Row], Key]]
) -> None:
    """Bring some rows of the shadow tables to what the fold says."""
    puts: dict[type[Row], list[tuple[Any, ...]]] = {cls: [] for cls in TABLES}
    for cls, key in places:
        row = fold.table.get(cls, *key)
        if row is None:
            db.execute(_DELETE[cls], key)
        else:
            puts[cls].append(CODECS[cls].encode(row))
    for cls, values in puts.items():
        db.executemany(_UPSERT[cls], values)


_UPSERT = {cls: upsert_sql(cls, "sqlite", SHADOW + cls.TABLE) for cls in TABLES}
_DELETE = {cls: delete_sql(cls, "sqlite", SHADOW + cls.TABLE) for cls in TABLES}


def make_shadows(db: sqlite3.Connection) -> None:
    """Make empty shadow tables with the same columns as the real ones, without indexes."""
    drop(db, SHADOW)
    for cls in TABLES:
        for kind, name, sql in _objects(db, cls.TABLE):
            if kind == "table":
                db.execute(_renamed(sql, name, SHADOW + name))


def shadow_indexes(db: sqlite3.Connection) -> list[str]:
    """Return the statements that give the shadow tables the real ones' indexes.

    For once the rows are in: keeping an index in order row by row costs more than making it.
    """
    return [
        _renamed(_renamed(sql, name, fresh(name)), cls.TABLE, SHADOW + cls.TABLE)
        for cls in TABLES
        for kind, name, sql in _objects(db, cls.TABLE)
        if kind == "index"
    ]


def swap(db: sqlite3.Connection) -> None:
    """Put the shadow tables in the real ones' place; the real ones wait to be dropped."""
    for cls in TABLES:
        db.execute(f'ALTER TABLE "{cls.TABLE}" RENAME TO "{OLD}{cls.TABLE}"')
        db.execute(f'ALTER TABLE "{SHADOW}{cls.TABLE}" RENAME TO "{cls.TABLE}"')


def drop(db: sqlite3.Connection, prefix: str) -> None:
    """Drop what a rebuild left behind."""
    for cls in TABLES:
        db.execute(f'DROP TABLE IF EXISTS "{prefix}{cls.TABLE}"')


def fresh(index: str) -> str:
    """Name an index of a shadow table: index names are one space, so two names take turns."""
    return index.removesuffix("_b") if index.endswith("_b") else index + "_b"


def _objects(db: sqlite3.Connection, table: str) -> list[tuple[str, str, str]]:
    return db.execute(
        "SELECT type, name, sql FROM sqlite_master "
        "WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC",
        (table,),
    ).fetchall()


def _renamed(sql: str, name: str, other: str) -> str:
    """Give the first mention of a name in a CREATE statement another name."""
    for mention in (f'"{name}"', f" {name} "):
        if mention in sql:
            return sql.replace(mention, f' "{other}" ', 1)
    raise ValueError(f"{name} is not in {sql}")


@contextmanager
def no_collecting() -> Iterator[None]:
    """Let nobody look for cycles among millions of rows, which have none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def transaction(db: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """Commit what is done inside, or roll it back."""
    db.execute(f"BEGIN {kind}")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
