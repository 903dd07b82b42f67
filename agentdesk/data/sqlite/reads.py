"""The readings, each one hop to the reading connection; a cancelled one is interrupted."""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

from agentdesk.clock import Clock
from agentdesk.data.readings import RankKey
from agentdesk.data.sqlite import care, filtered, log, panes, queue, search
from agentdesk.data.sqlite.answers import (
    answers,
    knowledge,
    learned,
    learned_in,
    learned_known,
    taught,
    unanswered,
    used_in,
    versions,
    wants,
)
from agentdesk.data.sqlite.blobs import BlobFiles
from agentdesk.data.sqlite.fetching import fetch
from agentdesk.data.sqlite.privacy import SqlitePrivacyReads
from agentdesk.data.sqlite.setup import SetupCache
from agentdesk.data.unit import CommandRecord
from agentdesk.domain.content import (
    AWAITED,
    Answer,
    AnswerVersion,
    CaseReference,
    LearnedText,
    Organisation,
    Outgoing,
    Part,
    UnansweredQuestion,
)
from agentdesk.domain.customer_views import (
    ComplaintView,
    IncidentLine,
    IncidentView,
    OrganisationView,
)
from agentdesk.domain.events import Entry
from agentdesk.domain.filters import Filter
from agentdesk.domain.rows import (
    AgentRow,
    CaseRow,
    CustomerRow,
    LoadRow,
    NoticeRow,
    SendRow,
    TimerRow,
)
from agentdesk.domain.search.hits import Order, SearchPage
from agentdesk.domain.search.terms import SearchQuery
from agentdesk.domain.setup import Setup
from agentdesk.domain.views import (
    AnswerUsed,
    AnswerWant,
    CaseView,
    Counts,
    CustomerView,
    HeldMail,
    QueuePage,
    QueueRow,
)

T = TypeVar("T")


class Reader(Protocol):
    """Runs a reading on the store's reading connection."""

    def __call__(self, function: Callable[[sqlite3.Connection], T]) -> Awaitable[T]:
        """Run it."""
        ...


class SqliteReads:
    """What the screens and commands read (see :class:`agentdesk.data.store.Reads`)."""

    def __init__(self, read: Reader, clock: Clock, files: BlobFiles) -> None:
        self._read, self._clock, self._files = read, clock, files
        self._setup = SetupCache()
        self.privacy = SqlitePrivacyReads(read)

    async def setup(self) -> Setup:
        """Return the current set-up."""
        return await self._read(self._setup.get)

    async def last_seq(self) -> int:
        """Return the seq of the newest entry, 0 for an empty log."""
        return await self._read(lambda db: log.head(db).seq)

    async def lanes(self) -> tuple[str, ...]:
        """Return every lane that exists."""
        return await self._read(lambda db: tuple(row[0] for row in db.execute(log.SQL["lanes"])))

    async def queue_page(
        self,
        lanes: Sequence[str],
        *,
        after: RankKey | None = None,
        before: RankKey | None = None,
        limit: int = 200,
        agent: str | None = None,
    ) -> QueuePage:
        """Return a window of the claimable cases of some lanes, in the order of taking."""
        return await self._read(
            lambda db: queue.queue_page(
                db, lanes, after=after, before=before, limit=limit, agent=agent
            )
        )

    async def mine(self, agent: str) -> tuple[QueueRow, ...]:
        """Return the active cases a person owns."""
        return await self._read(lambda db: queue.mine(db, agent))

    async def rows(
        self, case_ids: Sequence[int], *, agent: str | None = None
    ) -> tuple[QueueRow, ...]:
        """Return the lines of these cases, whatever their state."""
        return await self._read(lambda db: queue.queue_rows(db, case_ids, agent))

    async def list_cases(
        self,
        *,
        states: Sequence[str] = (),
        queue: str | None = None,
        owner: str | None = None,
        snoozed: bool = False,
        limit: int = 200,
    ) -> tuple[QueueRow, ...]:
        """Return cases by plain criteria, newest first."""
        return await self._read(lambda db: _list(db, states, queue, owner, snoozed, limit))

    async def filtered_page(
        self,
        wanted: Filter,
        *,
        after: RankKey | None = None,
        before: RankKey | None = None,
        limit: int = 200,
        agent: str | None = None,
    ) -> QueuePage:
        """Return a window of the cases a filter lets through, in its order."""
        return await self._at_once(
            lambda db: filtered.filtered_page(
                db, wanted, after=after, before=before, limit=limit, agent=agent
            )
        )

    async def filtered_counts(self, wanted: Sequence[Filter]) -> tuple[int, ...]:
        """Count the cases of each filter, up to 1,000."""
        return await self._read(lambda db: filtered.filtered_counts(db, wanted))

    async def search(
        self,
        query: SearchQuery,
        *,
        limit: int = 50,
        after: int | None = None,
        order: Order = "newest",
    ) -> SearchPage:
        """Return a page of what a search finds."""
        return await self._at_once(
            lambda db: search.search(db, query, limit=limit, after=after, order=order)
        )

    async def counts(self, agent: str, lanes: Sequence[str], now: int) -> Counts:
        """Return the header's numbers."""
        return await self._read(lambda db: queue.counts(db, agent, lanes, now))

    async def case_row(self, case_id: int) -> CaseRow | None:
        """Return a case's row."""
        return await self._read(lambda db: panes.case_row(db, case_id))

    async def case(self, case_id: int) -> CaseView | None:
        """Return everything the case pane shows."""
        return await self._at_once(lambda db: panes.case(db, case_id))

    async def customer(self, customer_id: str, now: int) -> CustomerView | None:
        """Return everything the customer pane shows."""
        return await self._at_once(lambda db: panes.customer(db, customer_id, now))

    async def customer_facts(self, customer_id: str) -> CustomerRow | None:
        """Return what routing knows of a customer."""
        return await self._read(lambda db: panes.customer_facts(db, customer_id))

    async def find_customers(self, text: str, limit: int = 20) -> tuple[CustomerView, ...]:
        """Find customers by name, address or number."""
        now = self._clock.now()
        return await self._read(lambda db: panes.find_customers(db, text, limit, now))

    async def organisation(self, name: str) -> OrganisationView:
        """Return the people of an organisation with their open cases and last contacts."""
        return await self._at_once(lambda db: care.organisation(db, name))

    async def open_incidents(self) -> tuple[IncidentLine, ...]:
        """Return the known events that are not over, the newest first; at most 50."""
        return await self._at_once(care.open_incidents)

    async def incident(self, case_id: int) -> IncidentView | None:
        """Return an incident with the cases that are linked to it."""
        return await self._at_once(lambda db: care.incident(db, case_id))

    async def complaints(
        self, *, open_only: bool = True, limit: int = 200
    ) -> tuple[ComplaintView, ...]:
        """Return the register of complaints, the newest first."""
        return await self._at_once(lambda db: care.complaints(db, open_only, limit))

    async def answers(self) -> tuple[Answer, ...]:
        """Return every answer, by name."""
        return await self._read(answers)

    async def answer_versions(self, id: str) -> tuple[AnswerVersion, ...]:
        """Return what an answer was before it was changed, the oldest first."""
        return await self._read(lambda db: versions(db, id))

    async def answer_used(self, id: str, limit: int = 100) -> tuple[AnswerUsed, ...]:
        """Return the messages that an answer was sent in, the newest first."""
        return await self._read(lambda db: used_in(db, id, limit))

    async def unanswered(self, limit: int = 500) -> tuple[UnansweredQuestion, ...]:
        """Return the searches for an answer that found nothing, the newest first."""
        return await self._read(lambda db: unanswered(db, limit))

    async def learned(self, after: str = "", limit: int = 2000) -> tuple[LearnedText, ...]:
        """Return the learned texts that count, by id, from ``after`` on (exclusive)."""
        return await self._read(lambda db: learned(db, after, limit))

    async def learned_in(self, case_ids: Sequence[int]) -> tuple[LearnedText, ...]:
        """Return what was learned from some cases, as far as it counts."""
        return await self._read(lambda db: learned_in(db, case_ids))

    async def learned_known(self, ids: Sequence[str]) -> frozenset[str]:
        """Return which of these learned texts there are."""
        return await self._read(lambda db: learned_known(db, ids))

    async def knowledge(self) -> tuple[int, ...]:
        """Return numbers that move when answers changed, or texts were taught in bulk.

        The first is when the newest text was taught.
        """
        return await self._read(knowledge)

    async def taught(self, since: int) -> tuple[LearnedText, ...]:
        """Return what was taught in bulk since an instant."""
        return await self._read(lambda db: taught(db, since))

    async def organisations(self) -> tuple[Organisation, ...]:
        """Return every organisation that was brought in, by name."""
        return await self._read(lambda db: fetch(db, Organisation, "1 ORDER BY name, id"))

    async def called_elsewhere(self, case_id: int) -> str:
        """Return what a case was called in the program it came from; ``""`` for one of ours."""
        found = await self._read(
            lambda db: fetch(
                db, CaseReference, "case_id = ? AND source <> ? ORDER BY source", case_id, AWAITED
            )
        )
        return found[0].reference if found else ""

    async def wanted_answers(self) -> tuple[AnswerWant, ...]:
        """Return the editors' list: answers that are wrong or missing, the oldest first."""
        return await self._read(wants)

    async def agent(self, id: str) -> tuple[AgentRow, LoadRow]:
        """Return what an agent does and holds."""
        return await self._read(lambda db: panes.agent(db, id))

    async def agents(self) -> tuple[tuple[AgentRow, LoadRow], ...]:
        """Return every agent ever seen."""
        return await self._read(panes.agents)

    async def entries(
        self, after: int = 0, *, case_id: int | None = None, limit: int = 1000
    ) -> tuple[Entry, ...]:
        """Return entries of the log in order, of one case or of all."""
        return await self._read(lambda db: log.entries(db, after, limit, case_id))

    async def streams(self, case_ids: Sequence[int]) -> tuple[Entry, ...]:
        """Return the whole streams of some cases, case by case, each in order."""
        return await self._read(lambda db: log.streams(db, case_ids))

    async def undoable(self, agent: str, now: int) -> tuple[CommandRecord, ...]:
        """Return what a person can still take back, the newest first."""
        return await self._read(
            lambda db: tuple(map(log.record, db.execute(log.SQL["undoable"], (agent, now))))
        )

    async def commands_of(self, group: str) -> tuple[CommandRecord, ...]:
        """Return the commands that are parts of one act, the newest first."""
        return await self._read(
            lambda db: tuple(map(log.record, db.execute(log.SQL["commands_of"], (group,))))
        )

    async def last_undone(self, agent: str) -> CommandRecord | None:
        """Return what a person took back last and can do again."""

        def last(db: sqlite3.Connection) -> CommandRecord | None:
            row = db.execute(log.SQL["last_undone_of"], (agent,)).fetchone()
            return None if row is None else log.record(row)

        return await self._read(last)

    async def held_mail(self) -> tuple[HeldMail, ...]:
        """Return the mails that wait to be placed, the oldest first."""
        return await self._read(panes.held_mail)

    async def notices(self, agent: str) -> tuple[NoticeRow, ...]:
        """Return what rules told a person that they have not seen, the newest first."""
        return await self._read(lambda db: panes.notices(db, agent))

    async def due_timers(self, now: int, limit: int = 100) -> tuple[TimerRow, ...]:
        """Return what is due, in (due, case, kind) order."""
        where = "due_at <= ? ORDER BY due_at, case_id, kind LIMIT ?"
        return await self._read(lambda db: fetch(db, TimerRow, where, now, limit))

    async def next_timer(self) -> int | None:
        """Return when the next timer is due."""
        sql = "SELECT min(due_at) FROM timers"
        return await self._read(lambda db: _number(db.execute(sql).fetchone()[0]))

    async def sends(self, state: str, limit: int = 100) -> tuple[SendRow, ...]:
        """Return out-going messages in a state, the oldest first."""
        where = "state = ? ORDER BY message_id LIMIT ?"
        return await self._read(lambda db: fetch(db, SendRow, where, state, limit))

    async def outgoing(self, message_id: int) -> Outgoing | None:
        """Return the frozen bytes of an out-going message."""
        return await self._read(
            lambda db: next(iter(fetch(db, Outgoing, "message_id = ?", message_id)), None)
        )

    async def owned_unacted(self) -> tuple[CaseRow, ...]:
        """Return cases that were taken and not acted on (for the lease)."""
        where = (
            "owner IS NOT NULL AND acted = 0 AND state IN "
            "('new', 'open', 'waiting_customer', 'waiting_third_party') ORDER BY owner_since, id"
        )
        return await self._read(lambda db: fetch(db, CaseRow, where))

    async def blob(self, sha256: str) -> bytes:
        """Return stored bytes. Raises ``KeyError`` when they are not there."""
        return await self._read(lambda db: self._files.get(db, sha256))

    async def part(self, part_id: str) -> tuple[Part, bytes] | None:
        """Return an attachment with its bytes; ``None`` when it is not there."""

        def whole(db: sqlite3.Connection) -> tuple[Part, bytes] | None:
            for found in fetch(db, Part, "id = ?", part_id):
                return found, self._files.get(db, found.sha256)
            return None

        return await self._read(whole)

    async def _at_once(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a reading of several statements on one state of the store."""

        def whole(db: sqlite3.Connection) -> T:
            db.execute("BEGIN")
            try:
                return function(db)
            finally:
                db.execute("COMMIT")

        return await self._read(whole)


def _list(
    db: sqlite3.Connection,
    states: Sequence[str],
    of_queue: str | None,
    owner: str | None,
    snoozed: bool,
    limit: int,
) -> tuple[QueueRow, ...]:
    return queue.list_cases(db, states, of_queue, owner, snoozed, limit)


def _number(value: Any) -> int | None:
    return None if value is None else int(value)
