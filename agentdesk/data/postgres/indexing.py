"""Keeping the search index of a PostgreSQL store whole: writing, filling, proving it."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

import msgspec

from agentdesk.data.codec import CODECS
from agentdesk.data.postgres.apart import pages
from agentdesk.data.postgres.connection import Session
from agentdesk.data.search_texts import COLUMNS, SOURCES, words_for
from agentdesk.data.searching import CASE_TEXT, CONTACT, CUSTOMER, MESSAGE
from agentdesk.data.store import Finding
from agentdesk.domain.row import Row

BATCH = 500
"""How many rows are indexed in one statement."""
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


async def fill(session: Session) -> int:
    """Take in what is not in the index yet; return how many rows there were.

    Inside a transaction of the caller's, messages before the cases that stand by them.
    """
    total = 0
    for cls, source in SOURCES.items():
        while True:
            rows = await session.fetch(_missing_sql(cls, source) + f" LIMIT {BATCH}")
            if not rows:
                break
            put = [_thing_of(source, dict(row)) for row in rows]
            text = msgspec.json.encode(put).decode()
            await session.execute("SELECT search_put($1::text::jsonb)", text)
            total += len(rows)
    return total


def _missing_sql(cls: type[Row], source: int) -> str:
    return (
        f"SELECT t.* FROM {cls.TABLE} AS t WHERE NOT EXISTS (SELECT 1 FROM search_places AS s "
        f"WHERE {_KEYS[source]} AND s.source = {source})"
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
