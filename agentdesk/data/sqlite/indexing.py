"""Keeping the search index of a SQLite file whole: filling it, forgetting, proving it."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from agentdesk.data.codec import CODECS
from agentdesk.data.search_texts import COLUMNS, SOURCES, Told, untold, words_for
from agentdesk.data.sqlite.folding import transaction
from agentdesk.data.sqlite.lock import TurnLock
from agentdesk.data.store import Finding
from agentdesk.domain.row import Row

BATCH = 500
"""How many rows are indexed in one turn: some fifty milliseconds."""
MERGE_PAGES = 64
"""How many pages of the index are merged in one turn: some milliseconds."""
_KEYS = {
    1: ("num", "t.id"),
    2: ("num", "t.case_id"),
    3: ("ref", "t.id"),
    4: ("ref", "t.id"),
    5: ("ref", "t.kind || ' ' || t.value"),
}
_OWNERS = {4: "t.id", 5: "t.customer_id"}
_DATES = {
    1: "t.at",
    2: "(SELECT coalesce(min(m.at), 0) FROM messages AS m WHERE m.case_id = t.case_id)",
}


def fill(db: sqlite3.Connection, lock: TurnLock, told: Told = untold) -> bool:
    """Take in what is not in the index yet, in short turns; say whether there was anything."""
    total = sum(db.execute(f'SELECT count(*) FROM "{cls.TABLE}"').fetchone()[0] for cls in SOURCES)
    looked, before = 0, db.total_changes
    for cls, source in SOURCES.items():
        for within, values in _ranges(db, cls):
            with lock.turn(), transaction(db):
                db.execute(fill_sql(cls, source, within), values)
            looked = min(looked + BATCH, total)
            told(looked, total)
    return db.total_changes != before


def _ranges(db: sqlite3.Connection, cls: type[Row]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Part a table by its key, into conditions and their values: no row is looked at twice.

    What is written meanwhile is in the index by itself.
    """
    keys = ", ".join(f't."{name}"' for name in cls.KEY)
    marks = ", ".join("?" for _ in cls.KEY)
    above, low = "1", ()
    while True:
        high: tuple[Any, ...] | None = db.execute(
            f'SELECT {keys} FROM "{cls.TABLE}" AS t WHERE {above} '
            f"ORDER BY {keys} LIMIT 1 OFFSET {BATCH - 1}",
            low,
        ).fetchone()
        if high is None:
            yield above, low
            return
        yield f"{above} AND ({keys}) <= ({marks})", (*low, *high)
        above, low = f"({keys}) > ({marks})", high


def fill_sql(cls: type[Row], source: int, within: str = "1") -> str:
    """Return the statement that takes in what is missing of a table, within a condition."""
    column, key = _KEYS[source]
    num, ref = (key, "NULL") if column == "num" else ("NULL", key)
    columns = ", ".join(f't."{name}"' for name in COLUMNS[source])
    return (
        "INSERT INTO search_in (source, num, ref, owner, at, words) "
        f"SELECT {source}, {num}, {ref}, {_OWNERS.get(source, 'NULL')}, "
        f"{_DATES.get(source, 'NULL')}, search_words({source}, {columns}) "
        f'FROM "{cls.TABLE}" AS t WHERE {within} AND NOT EXISTS (SELECT 1 FROM search_places AS s '
        f"WHERE s.{column} = {key} AND s.source = {source})"
    )


def merge_some(db: sqlite3.Connection, lock: TurnLock) -> bool:
    """Merge a little of the index; say whether there was anything to merge.

    Every commit adds a part to it, and a search asks each part by itself. FTS5 merges parts in the
    commits of others, and leaves up to four of a size as they are.
    """
    with lock.turn(), transaction(db):
        if db.execute(_MERGED_FROM).fetchone() is None:
            db.execute("INSERT INTO search_index (search_index, rank) VALUES ('usermerge', 2)")
        before = db.total_changes
        db.execute(
            "INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)", (MERGE_PAGES,)
        )
        # As FTS5 says: of fewer than two changes nothing was merged.
        return db.total_changes - before >= 2


_MERGED_FROM = "SELECT 1 FROM search_index_config WHERE k = 'usermerge' AND v = 2"


def forget_index(db: sqlite3.Connection) -> None:
    """Leave nothing in the index of what was deleted, inside a transaction of the caller's.

    FTS5 keeps deleted words until their part of the index is merged, and the list of words keeps
    those that stand nowhere any more.
    """
    db.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
    db.execute("DELETE FROM search_words WHERE word NOT IN (SELECT term FROM search_terms)")


def index_trouble(db: sqlite3.Connection) -> Iterator[Finding]:
    """Find where the search index is not what the texts say."""
    expected: dict[str, int] = {}
    for cls, source in SOURCES.items():
        yield from _missing(db, cls, source)
        yield from _left_over(db, cls, source)
        for row in _rows(db, cls, source):
            for word in words_for(source, row):
                expected[word] = expected.get(word, 0) + 1
    try:
        for word, count in db.execute("SELECT term, doc FROM search_terms"):
            if expected.pop(word, 0) != count:
                yield Finding("The search index is not what the texts say.", f"word {word}")
    except sqlite3.DatabaseError as error:
        yield Finding(f"The search index cannot be read: {error}.", "search_index")
        return
    for word in expected:
        yield Finding("A word is missing from the search index.", f"word {word}")


def _rows(db: sqlite3.Connection, cls: type[Row], source: int) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(f'"{name}"' for name in COLUMNS[source])
    assert set(COLUMNS[source]) <= set(CODECS[cls].names)
    return db.execute(f'SELECT {columns} FROM "{cls.TABLE}"')


def _missing(db: sqlite3.Connection, cls: type[Row], source: int) -> Iterator[Finding]:
    column, key = _KEYS[source]
    sql = (
        f'SELECT {key} FROM "{cls.TABLE}" AS t WHERE NOT EXISTS (SELECT 1 FROM search_places AS s '
        f"WHERE s.{column} = {key} AND s.source = {source})"
    )
    for (value,) in db.execute(sql):
        yield Finding("A text is missing from the search index.", f"{cls.TABLE} {value}")


def _left_over(db: sqlite3.Connection, cls: type[Row], source: int) -> Iterator[Finding]:
    column, key = _KEYS[source]
    sql = (
        f"SELECT s.{column} FROM search_places AS s WHERE s.source = {source} AND NOT EXISTS "
        f'(SELECT 1 FROM "{cls.TABLE}" AS t WHERE {key} = s.{column})'
    )
    for (value,) in db.execute(sql):
        yield Finding("The search index names a text that is gone.", f"{cls.TABLE} {value}")
