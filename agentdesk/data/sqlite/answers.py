"""Reading the answers to insert, each with how often it was used."""

import sqlite3
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from agentdesk.data.codec import codec
from agentdesk.data.sqlite.fetching import fetch
from agentdesk.data.sqlite.named import Named
from agentdesk.domain.content import Answer, AnswerVersion, LearnedText, UnansweredQuestion
from agentdesk.domain.rows import AnswerWantRow
from agentdesk.domain.views import AnswerUsed, AnswerWant

_SQL = Named("answers.sql")


def answers(db: sqlite3.Connection) -> tuple[Answer, ...]:
    """Return every answer, by name."""
    uses: dict[str, int] = dict(db.execute(_SQL["uses"]).fetchall())
    resolves: dict[str, int] = dict(db.execute(_SQL["resolves"]).fetchall())
    return tuple(
        replace(
            one,
            uses=one.uses + uses.get(one.id, 0),
            resolves=one.resolves + resolves.get(one.id, 0),
        )
        for one in fetch(db, Answer, "1 ORDER BY name, id")
    )


def versions(db: sqlite3.Connection, answer_id: str) -> tuple[AnswerVersion, ...]:
    """Return what an answer was before, the oldest first."""
    return fetch(db, AnswerVersion, "answer_id = ? ORDER BY version", answer_id)


def used_in(db: sqlite3.Connection, answer_id: str, limit: int) -> tuple[AnswerUsed, ...]:
    """Return the messages that an answer was sent in, the newest first."""
    rows = db.execute(_SQL["used_in"], (answer_id, limit)).fetchall()
    return tuple(AnswerUsed(*row) for row in rows)


def unanswered(db: sqlite3.Connection, limit: int) -> tuple[UnansweredQuestion, ...]:
    """Return the searches that found nothing, the newest first."""
    return fetch(db, UnansweredQuestion, "1 ORDER BY at DESC, case_id, query LIMIT ?", limit)


def wants(db: sqlite3.Connection) -> tuple[AnswerWant, ...]:
    """Return the editors' list, the oldest first."""
    rows = db.execute(_SQL["wants"]).fetchall()
    return tuple(AnswerWant(AnswerWantRow(*row[:6]), row[6], row[7]) for row in rows)


def learned(db: sqlite3.Connection, after: str, limit: int) -> tuple[LearnedText, ...]:
    """Return learned texts that count, in the order of their ids."""
    return codec(LearnedText).all(db.execute(_SQL["learned"], (after, limit)))


def learned_in(db: sqlite3.Connection, case_ids: Sequence[int]) -> tuple[LearnedText, ...]:
    """Return what was learned from some cases and counts."""
    wanted = msgspec.json.encode(list(case_ids)).decode()
    return codec(LearnedText).all(db.execute(_SQL["learned_in"], (wanted,)))


def learned_known(db: sqlite3.Connection, ids: Sequence[str]) -> frozenset[str]:
    """Return which of these learned texts there are."""
    wanted = msgspec.json.encode(list(ids)).decode()
    return frozenset(row[0] for row in db.execute(_SQL["learned_known"], (wanted,)))


def knowledge(db: sqlite3.Connection) -> tuple[int, ...]:
    """Return numbers that move when answers changed, or texts were taught in bulk."""
    return tuple(int(n) for n in db.execute(_SQL["knowledge"]).fetchone())


def taught(db: sqlite3.Connection, since: int) -> tuple[LearnedText, ...]:
    """Return what was taught in bulk since an instant."""
    return codec(LearnedText).all(db.execute(_SQL["taught"], (since,)))
