"""Reading the answers to insert, each with how often it was used."""

import sqlite3

from msgspec.structs import replace

from agentdesk.data.sqlite.loading import fetch
from agentdesk.data.sqlite.named import Named
from agentdesk.domain.content import Answer
from agentdesk.domain.rows import AnswerWantRow
from agentdesk.domain.views import AnswerWant

_SQL = Named("answers.sql")


def answers(db: sqlite3.Connection) -> tuple[Answer, ...]:
    """Return every answer, by name."""
    uses: dict[str, int] = dict(db.execute(_SQL["uses"]).fetchall())
    found = fetch(db, Answer, "1 ORDER BY name, id")
    return tuple(replace(one, uses=one.uses + uses.get(one.id, 0)) for one in found)


def wants(db: sqlite3.Connection) -> tuple[AnswerWant, ...]:
    """Return the editors' list, the oldest first."""
    rows = db.execute(_SQL["wants"]).fetchall()
    return tuple(AnswerWant(AnswerWantRow(*row[:6]), row[6], row[7]) for row in rows)
