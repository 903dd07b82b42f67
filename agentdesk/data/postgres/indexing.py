"""Keeping the search index of a PostgreSQL store whole: writing, filling, proving it."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

import msgspec

from agentdesk.data.codec import CODECS
from agentdesk.data.postgres.apart import pages
from agentdesk.data.postgres.connection import Session
from agentdesk.data.search_texts import COLUMNS, SOURCES, Told, untold, words_for
from agentdesk.data.searching import CASE_TEXT, CONTACT, CUSTOMER, MESSAGE
from agentdesk.data.store import Finding
from agentdesk.domain.row import Row

BATCH = 250
"""How many rows are indexed in one turn: some seventy milliseconds."""
Thing = dict[str, Any]


def things(rows: Iterable[Row]) -> list[Thing]:
    """Return what ``search_put`` takes for the rows whose texts are found."""
    return [_thing(row) for row in rows if type(row) in SOURCES]


def _thing(row: Row) -> Thing:
    codec = CODECS[type(row)]
    return _thing_of(SOURCES[type(row)], dict(zip(codec.names, codec.encode(row), strict=True)))


def _thing_of(source: int, values: dict[str, Any]) -> Thing:
    thing: Thing = {
        "source": source,
        "words": words_for(source, [values[name] for name in COLUMNS[source]]),
    }
    if source == MESSAGE:
        thing |= {"num": values["id"], "at": values["at"], "case_id": values["case_id"]}
    elif source == CASE_TEXT:
        thing["num"] = values["case_id"]
    elif source == CONTACT:
        thing |= {"ref": f"{values['kind']} {values['value']}", "owner": values["customer_id"]}
    else:
        thing["ref"] = values["id"]
        if source == CUSTOMER:
            thing["owner"] = values["id"]
    return thing


_KEYS = {
    1: "s.num = t.id",
    2: "s.num = t.case_id",
    3: "s.ref = t.id",
    4: "s.ref = t.id",
    5: "s.ref = t.kind || ' ' || t.value",
}


async def fill(session: Session, told: Told = untold) -> bool:
    """Take in what is not in the index yet, in short turns; say whether there was anything.

    Messages before the cases that stand by them. All of it is in the caller's transaction, if any.
    """
    tables = [f"(SELECT count(*) FROM {cls.TABLE})" for cls in SOURCES]
    total: int = await session.fetchval(f"SELECT {' + '.join(tables)}")
    looked, taken = 0, 0
    for cls, source in SOURCES.items():
        async for within, values in _ranges(session, cls):
            async with session.transaction():
                # Whatever is written meanwhile waits, so that no text changes under its words.
                await session.execute("LOCK TABLE append_lock IN EXCLUSIVE MODE")
                taken += await _take_in(session, source, _missing_sql(cls, source, within), values)
            looked = min(looked + BATCH, total)
            told(looked, total)
    return taken > 0


async def _take_in(session: Session, source: int, sql: str, values: tuple[Any, ...]) -> int:
    rows = await session.fetch(sql, *values)
    if rows:
        put = [_thing_of(source, dict(row)) for row in rows]
        text = msgspec.json.encode(put).decode()
        await session.execute("SELECT search_put($1::text::jsonb)", text)
    return len(rows)


async def _ranges(session: Session, cls: type[Row]) -> AsyncIterator[tuple[str, tuple[Any, ...]]]:
    """Part a table by its key, into conditions and their values: no row is looked at twice.

    What is written meanwhile is in the index by itself.
    """
    keys = ", ".join(f't."{name}"' for name in cls.KEY)
    first = ", ".join(f"${n}" for n in range(1, len(cls.KEY) + 1))
    second = ", ".join(f"${n + len(cls.KEY)}" for n in range(1, len(cls.KEY) + 1))
    above = "true"
    low: tuple[Any, ...] = ()
    while True:
        high: Any = await session.fetchrow(
            f"SELECT {keys} FROM {cls.TABLE} AS t WHERE {above} "
            f"ORDER BY {keys} LIMIT 1 OFFSET {BATCH - 1}",
            *low,
        )
        if high is None:
            yield above, low
            return
        yield f"{above} AND ({keys}) <= ({second if low else first})", (*low, *high)
        above, low = f"({keys}) > ({first})", tuple(high)


def _missing_sql(cls: type[Row], source: int, within: str) -> str:
    return (
        f"SELECT t.* FROM {cls.TABLE} AS t WHERE {within} AND NOT EXISTS (SELECT 1 "
        f"FROM search_places AS s WHERE {_KEYS[source]} AND s.source = {source})"
    )


async def index_trouble(session: Session) -> AsyncIterator[Finding]:
    """Find where the search index is not what the texts say."""
    for cls, source in SOURCES.items():
        key = ", ".join(f't."{name}"' for name in cls.KEY)
        columns = ", ".join(f't."{name}"' for name in COLUMNS[source])
        sql = (
            f"SELECT tsvector_to_array(s.words), ARRAY[{key}]::text[], {columns} "
            f"FROM {cls.TABLE} AS t LEFT JOIN search_places AS s "
            f"ON {_KEYS[source]} AND s.source = {source}"
        )
        async for page in pages(session, sql):
            for row in page:
                if what := _wrong(source, tuple(row)):
                    yield Finding(what, f"{cls.TABLE} {', '.join(row[1])}")
        gone = (
            f"SELECT coalesce(s.num::text, s.ref) FROM search_places AS s WHERE s.source = {source}"
            f" AND NOT EXISTS (SELECT 1 FROM {cls.TABLE} AS t WHERE {_KEYS[source]})"
        )
        for (value,) in await session.fetch(gone):
            yield Finding("The search index names a text that is gone.", f"{cls.TABLE} {value}")


def _wrong(source: int, row: Sequence[Any]) -> str:
    if row[0] is None:
        return "A text is missing from the search index."
    if set(row[0]) != set(words_for(source, row[2:])):
        return "The search index is not what the texts say."
    return ""
