"""One unit of work: load, plan, append and commit in one function, so in one hop to the thread."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from agentdesk.clock import Clock
from agentdesk.data.codec import CODECS, add_sql, delete_sql, upsert_sql
from agentdesk.data.sqlite import blobs
from agentdesk.data.sqlite.blobs import BlobFiles
from agentdesk.data.sqlite.loading import SetupCache, find, load
from agentdesk.data.sqlite.lock import TurnLock
from agentdesk.data.sqlite.log import append, done_before
from agentdesk.data.sqlite.schema import version_trouble
from agentdesk.data.unit import Command, DropContent, Outcome, Plan, UseCase, completed, plan
from agentdesk.domain.content import Part
from agentdesk.domain.events import CustomerErased

C = TypeVar("C", bound=Command)

_UPSERT = {cls: upsert_sql(cls, "sqlite") for cls in CODECS}
_DELETE = {cls: delete_sql(cls, "sqlite") for cls in CODECS}
_ADD: dict[tuple[type, str], str] = {}


class Units:
    """What every unit of one open store shares."""

    def __init__(self, path: Path, lock: TurnLock, clock: Clock, files: BlobFiles) -> None:
        self.path, self.lock, self.clock, self.files = path, lock, clock, files
        self._setup = SetupCache()
        self.erased: list[int] = []
        """Cases of customers who were erased, whose drafts are still to be dropped."""

    def run(self, db: sqlite3.Connection, use_case: UseCase[C], command: C) -> Outcome:
        """Do one unit. Raises ``Refused``, our own errors, ``sqlite3.Error`` or ``OSError``."""
        with self.lock.turn():
            db.execute("BEGIN IMMEDIATE")
            try:
                trouble = version_trouble(db, self.path)
                if trouble is not None:
                    raise trouble
                outcome = done_before(db, use_case.kind, command)
                if outcome is not None:
                    db.execute("ROLLBACK")
                    return outcome
                worked, unused, outcome = self._do(db, use_case, command)
                db.execute("COMMIT")
            except BaseException:
                roll_back(db)
                raise
            self.lock.ring()
        blobs.delete(unused)
        self._scrub(db, worked)
        return outcome

    def one(self, db: sqlite3.Connection, use_case: UseCase[C], command: C) -> Outcome:
        """Do one unit in a transaction that the caller began, and that nobody else sees yet.

        For units that erase nothing. Raises as :meth:`run` does.
        """
        known = done_before(db, use_case.kind, command)
        return known if known is not None else self._do(db, use_case, command)[2]

    def _do(
        self, db: sqlite3.Connection, use_case: UseCase[C], command: C
    ) -> tuple[Plan, list[Path], Outcome]:
        now = self.clock.now()
        worked = self._plan(db, use_case, command, now)
        unused = write(db, worked, self.files)
        return worked, unused, append(db, use_case.kind, command, worked, now)

    def _scrub(self, db: sqlite3.Connection, worked: Plan) -> None:
        """After an erasure, leave the erased words in no file."""
        for fact in worked.facts:
            if isinstance(fact.event, CustomerErased):
                found = db.execute(
                    "SELECT id FROM cases WHERE customer_id = ?", (fact.event.customer_id,)
                )
                self.erased += [row[0] for row in found]
                scrub(db)

    def _plan(self, db: sqlite3.Connection, use_case: UseCase[C], command: C, now: int) -> Plan:
        found = find(db, use_case.find(command) if use_case.find else None)
        setup = self._setup.get(db)
        needs = completed(use_case.needs(command, found), setup)
        state = load(db, command.actor, needs, found, setup, now)
        return plan(use_case, state, command)


def write(db: sqlite3.Connection, worked: Plan, files: BlobFiles) -> list[Path]:
    """Write a plan's rows and content; return the files to delete once it is committed."""
    for cls, key in worked.gone:
        db.execute(_DELETE[cls], key)
    for row in worked.puts:
        cls = type(row)
        db.execute(_UPSERT[cls], CODECS[cls].encode(row))
    for add in worked.adds:
        slot = (add.type, add.column)
        if slot not in _ADD:
            _ADD[slot] = add_sql(add.type, add.column, "sqlite")
        db.execute(_ADD[slot], (*add.key, add.n))
    for blob in worked.decision.blobs:
        files.put(db, blob)
    freed = _drop(db, worked.decision.drops)
    for row in worked.decision.content:
        cls = type(row)
        db.execute(_UPSERT[cls], CODECS[cls].encode(row))
    return files.drop_unused(db, freed)


def _drop(db: sqlite3.Connection, drops: Sequence[DropContent]) -> list[str]:
    """Delete content; return the digests of the bytes that may be used no more."""
    freed = []
    for drop in drops:
        if drop.type is Part:
            row = db.execute("SELECT sha256 FROM parts WHERE id = ?", drop.key).fetchone()
            freed += [row[0]] if row else []
        db.execute(_DELETE[drop.type], drop.key)
    return freed


def scrub(db: sqlite3.Connection) -> None:
    """Empty the write-ahead log, so that erased words are in no file any more."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def roll_back(db: sqlite3.Connection) -> None:
    """Undo whatever the transaction has done; SQLite may have done so already."""
    if db.in_transaction:
        db.execute("ROLLBACK")
