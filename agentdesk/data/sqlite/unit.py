"""One unit of work: load, plan, append and commit in one function, so in one hop to the thread.

Units that wait in the same process share the commit (:mod:`agentdesk.data.sqlite.together`).
"""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from agentdesk.clock import Clock
from agentdesk.data.codec import CODECS
from agentdesk.data.sqlite.blobs import BlobFiles
from agentdesk.data.sqlite.emptying import is_due
from agentdesk.data.sqlite.finding import find
from agentdesk.data.sqlite.ledger import REMOVALS, note
from agentdesk.data.sqlite.loading import load
from agentdesk.data.sqlite.lock import TurnLock
from agentdesk.data.sqlite.log import append, done_before
from agentdesk.data.sqlite.parcel import DELETE, UPSERT, adding
from agentdesk.data.sqlite.paths import Paths
from agentdesk.data.sqlite.schema import version_trouble
from agentdesk.data.sqlite.setup import SetupCache
from agentdesk.data.sqlite.together import Job, Take, Together, together_at
from agentdesk.data.unit import Command, DropContent, Outcome, Plan, UseCase, completed, plan
from agentdesk.domain.content import Part
from agentdesk.domain.events import CustomerErased, Fact
from agentdesk.domain.row import Row

C = TypeVar("C", bound=Command)

SCRUB_S = 5.0
"""How long to try to empty the write-ahead log after an erasure."""


class Written(NamedTuple):
    """What one unit wrote: nothing if it had been done before."""

    outcome: Outcome
    plan: Plan | None = None
    unused: Sequence[Path] = ()
    """Files to delete once it is committed."""


class Units:
    """What every unit of one open store shares."""

    def __init__(self, paths: Paths, lock: TurnLock, clock: Clock, files: BlobFiles) -> None:
        self.paths, self.lock, self.clock, self.files = paths, lock, clock, files
        self.path = paths.db
        self._setup = SetupCache()
        self._together: Together[Written] = Together()
        self.erased: list[int] = []
        """Cases of customers who were erased, whose drafts are still to be dropped."""
        self.log_is_full = False
        """Whether it falls to this store to empty the write-ahead log."""

    def write_to(self, file: tuple[int, int] | None) -> None:
        """Say which file the units are written to: those of one file share commits."""
        self._together = together_at(file) if file is not None else Together()

    def run(self, db: sqlite3.Connection, use_case: UseCase[C], command: C) -> Outcome:
        """Do one unit. Raises ``Refused``, our own errors, ``sqlite3.Error`` or ``OSError``."""

        def work(shared: sqlite3.Connection) -> Written:
            if job.alone:
                # What was read in a transaction that came to nothing may never have been written.
                self._setup = SetupCache()
            return self._work(shared, use_case, command)

        job: Job[Written] = Job(work)
        written: Written = self._together.run(job, lambda take: self._commit(db, take))
        facts = written.plan.facts if written.plan else ()
        if facts:
            last_seq = written.outcome.last_seq
            first_seq = last_seq - len(facts) + 1
            self.log_is_full |= is_due(first_seq, last_seq)
            self._scrub(db, facts, first_seq)
        return written.outcome

    def _commit(self, db: sqlite3.Connection, take: Take[Written]) -> None:
        """Do all units that wait, in one transaction; raise if none of them could be written."""
        with self.lock.turn():
            jobs = take()
            db.execute("BEGIN IMMEDIATE")
            try:
                trouble = version_trouble(db, self.path)
                if trouble is not None:
                    raise trouble
                if len(jobs) == 1:
                    jobs[0].result = jobs[0].work(db)
                else:
                    for job in jobs:
                        _try(db, job)
                db.execute("COMMIT")
            except BaseException:
                roll_back(db)
                raise
            self._delete_unused(db, jobs)
        self.lock.ring()

    def _delete_unused(self, db: sqlite3.Connection, jobs: Sequence[Job[Written]]) -> None:
        # It is committed, whatever happens here: what cannot be looked up now is swept later.
        with suppress(sqlite3.Error):
            for job in jobs:
                if job.result is not None:
                    self.files.delete_unused(db, job.result.unused)

    def one(self, db: sqlite3.Connection, use_case: UseCase[C], command: C) -> Outcome:
        """Do one unit in a transaction that the caller began, and that nobody else sees yet.

        For units that erase nothing. Raises as :meth:`run` does.
        """
        return self._work(db, use_case, command).outcome

    def _work(self, db: sqlite3.Connection, use_case: UseCase[C], command: C) -> Written:
        outcome = done_before(db, use_case.kind, command)
        if outcome is not None:
            return Written(outcome)
        now = self.clock.now()
        worked = self._plan(db, use_case, command, now)
        unused = write(db, worked, self.files)
        return Written(append(db, use_case.kind, command, worked, now), worked, unused)

    def _scrub(self, db: sqlite3.Connection, facts: Sequence[Fact], first_seq: int) -> None:
        """After a removal, remember it and leave the words in no file."""
        removed = [fact.event for fact in facts if isinstance(fact.event, REMOVALS)]
        if not removed:
            return
        # It is committed, whatever happens here; what is left is done by whoever scrubs.
        with suppress(OSError):
            note(self.paths, facts, first_seq)
        for event in removed:
            if isinstance(event, CustomerErased):
                found = db.execute(
                    "SELECT id FROM cases WHERE customer_id = ?", (event.customer_id,)
                )
                self.erased += [row[0] for row in found]
        scrub(db, self.lock)

    def _plan(self, db: sqlite3.Connection, use_case: UseCase[C], command: C, now: int) -> Plan:
        found = find(db, use_case.find(command) if use_case.find else None)
        setup = self._setup.get(db)
        needs = completed(use_case.needs(command, found), setup)
        state = load(db, command.actor, needs, found, setup, now)
        return plan(use_case, state, command)


def _try(db: sqlite3.Connection, job: Job[Written]) -> None:
    """Do one unit of several; when it is refused, leave the others what they wrote."""
    db.execute("SAVEPOINT unit")
    try:
        job.result = job.work(db)
    except sqlite3.Error:
        raise
    except Exception as error:
        job.error = error
        db.execute("ROLLBACK TO unit")
    db.execute("RELEASE unit")


def write(db: sqlite3.Connection, worked: Plan, files: BlobFiles) -> list[Path]:
    """Write a plan's rows and content; return the files to delete once it is committed."""
    for cls, key in worked.gone:
        db.execute(DELETE[cls], key)
    by_type: dict[type[Row], list[tuple[Any, ...]]] = {}
    for row in worked.puts:
        by_type.setdefault(type(row), []).append(CODECS[type(row)].encode(row))
    for cls, values in by_type.items():
        db.executemany(UPSERT[cls], values)
    for add in worked.adds:
        db.execute(adding(add.type, add.column), (*add.key, add.n))
    for blob in worked.decision.blobs:
        files.put(db, blob)
    freed = _drop(db, worked.decision.drops)
    # In the order given: the search index takes texts as they come.
    for kind, rows in groupby(worked.decision.content, type):
        db.executemany(UPSERT[kind], map(CODECS[kind].encode, rows))
    return files.drop_unused(db, freed)


def _drop(db: sqlite3.Connection, drops: Sequence[DropContent]) -> list[str]:
    """Delete content; return the digests of the bytes that may be used no more."""
    freed = []
    for drop in drops:
        if drop.type is Part:
            row = db.execute("SELECT sha256 FROM parts WHERE id = ?", drop.key).fetchone()
            freed += [row[0]] if row else []
        db.execute(DELETE[drop.type], drop.key)
    return freed


def scrub(db: sqlite3.Connection, lock: TurnLock) -> None:
    """Empty the write-ahead log, so that erased words are in no file any more."""
    # SQLite waits for readers by itself, but not for another connection that does the same. In
    # the turn it need not wait for writers, and then none can begin the log anew meanwhile.
    until = time.monotonic() + SCRUB_S
    while time.monotonic() < until:
        with lock.turn():
            if not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return
        time.sleep(0.01)


def roll_back(db: sqlite3.Connection) -> None:
    """Undo whatever the transaction has done; SQLite may have done so already."""
    if db.in_transaction:
        db.execute("ROLLBACK")
