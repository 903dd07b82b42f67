"""Records that stand in several rows: of the rows that share a number, the newest counts.

So are the logs that some programs export: a row for every change. The rows are sorted out in a
temporary file, not in memory, because nothing says that those of one number stand together.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator

from agentdesk.records.found import Bad, Item, Record
from agentdesk.records.values import BadValue, look_up, text_of

_SCHEMA = """
CREATE TABLE newest (
    n INTEGER PRIMARY KEY, key TEXT UNIQUE, rank INTEGER, line INTEGER, body TEXT
)"""
# At the same time the later row counts.
_PUT = """
INSERT INTO newest (key, rank, line, body) VALUES (?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET rank = excluded.rank, line = excluded.line, body = excluded.body
WHERE excluded.rank >= newest.rank"""


def folded(
    items: Iterable[Item], key: str, rank: Callable[[Record], int | None] | None
) -> Iterator[Item]:
    """Return the newest record of each key, in the order in which the keys came first.

    ``rank`` says how new a record is; without one the last counts.
    """
    db = sqlite3.connect("")
    try:
        db.execute(_SCHEMA)
        db.execute("BEGIN")
        for item in items:
            if isinstance(item, Bad):
                yield item
                continue
            name = text_of(look_up(item.values, key)).strip()
            if not name:
                yield Bad(item.line, f"it has no “{key}” to fold it by", item.values)
                continue
            try:
                place = (rank(item) or 0) if rank else item.line
            except BadValue as error:
                yield Bad(item.line, str(error), item.values)
                continue
            db.execute(_PUT, (name, place, item.line, json.dumps(item.values)))
        for line, body in db.execute("SELECT line, body FROM newest ORDER BY n"):
            yield Record(line, json.loads(body))
    finally:
        db.close()
