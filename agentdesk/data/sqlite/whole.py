"""A whole history in one transaction of one SQLite file."""

import sqlite3
from typing import Any

from agentdesk.data.errors import Refused
from agentdesk.data.sqlite.fetching import fetch
from agentdesk.data.sqlite.log import entries
from agentdesk.data.sqlite.unit import Units, roll_back
from agentdesk.data.telling import AT_ONCE, Asked, Due, News, Telling, ask
from agentdesk.domain.rows import TimerRow


def run_whole(db: sqlite3.Connection, units: Units, telling: Telling) -> None:
    """Carry out everything a teller asks for: all of it or nothing.

    Raises what the teller raises, our own errors, ``sqlite3.Error`` or ``OSError``.
    """
    with units.lock.turn():
        db.execute("BEGIN IMMEDIATE")
        try:
            _run(db, units, telling)
            db.execute("COMMIT")
        except BaseException:
            roll_back(db)
            raise
        units.lock.ring()


def _run(db: sqlite3.Connection, units: Units, telling: Telling) -> None:
    answer: Any = None
    while True:
        try:
            asked = ask(telling, answer)
        except StopIteration:
            return
        try:
            answer = _answer(db, units, asked)
        except Refused as refused:
            # A refusal comes before anything of its unit is written: the others stand.
            answer = refused


def _answer(db: sqlite3.Connection, units: Units, asked: Asked) -> Any:
    if isinstance(asked, News):
        return entries(db, asked.after, AT_ONCE)
    if isinstance(asked, Due):
        where = "due_at <= ? ORDER BY due_at, case_id, kind LIMIT ?"
        return fetch(db, TimerRow, where, asked.now, asked.most)
    return units.one(db, asked.use_case, asked.command)
