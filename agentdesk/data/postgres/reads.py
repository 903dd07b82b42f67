"""The readings of a PostgreSQL store (:class:`agentdesk.data.store.Reads`)."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from agentdesk.data.codec import codec
from agentdesk.data.postgres import care, filtered, panes, queue, search
from agentdesk.data.postgres.connection import Database
from agentdesk.data.postgres.log import entry, record
from agentdesk.data.postgres.named import Named
from agentdesk.data.postgres.privacy import PostgresPrivacyReads
from agentdesk.data.postgres.queue import SQL
from agentdesk.data.postgres.queue import list_cases as queue_list
from agentdesk.data.readings import RankKey
from agentdesk.data.unit import CommandRecord
from agentdesk.domain.content import (
    Answer,
    AnswerVersion,
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
    AnswerWantRow,
    CaseRow,
    CustomerRow,
    LoadRow,
    NoticeRow,
    Row,
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

R = TypeVar("R", bound=Row)
_setup = msgspec.json.Decoder(Setup).decode
ANSWERS = Named("answers.sql")


class PostgresReads:
    """Every method is one statement, or a few; see :class:`agentdesk.data.store.Reads`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._setup = (0, Setup())
        self.privacy = PostgresPrivacyReads(db)

    async def _rows(self, cls: type[R], rest: str, *values: object) -> tuple[R, ...]:
        """Return rows of a table; ``rest`` is written here, never typed by anybody."""
        sql = f"SELECT {codec(cls).select()} FROM {cls.TABLE} {rest}"
        return codec(cls).all(await self._db.fetch(sql, *values))

    async def _row(self, cls: type[R], rest: str, *values: object) -> R | None:
        return next(iter(await self._rows(cls, rest, *values)), None)

    async def setup(self) -> Setup:
        """Return the current set-up."""
        if await self._db.value(SQL["setup_version"]) != self._setup[0]:
            row = await self._db.first(SQL["setup"])
            self._setup = (row[0], _setup(row[1])) if row else (0, Setup())
        return self._setup[1]

    async def last_seq(self) -> int:
        """Return the seq of the newest entry, 0 for an empty log."""
        seq: int = await self._db.value(SQL["last_seq"])
        return seq

    async def lanes(self) -> tuple[str, ...]:
        """Return every lane that exists."""
        return tuple(row[0] for row in await self._db.fetch(SQL["lanes"]))

    async def queue_page(
        self,
        lanes: Sequence[str],
        *,
        after: RankKey | None = None,
        before: RankKey | None = None,
        limit: int = 200,
        agent: str | None = None,
    ) -> QueuePage:
        """Return a window of the claimable cases of some lanes."""
        return await queue.queue_page(
            self._db, lanes, after=after, before=before, limit=limit, agent=agent
        )

    async def mine(self, agent: str) -> tuple[QueueRow, ...]:
        """Return the active cases a person owns."""
        return await queue.mine(self._db, agent)

    async def rows(
        self, case_ids: Sequence[int], *, agent: str | None = None
    ) -> tuple[QueueRow, ...]:
        """Return the lines of these cases, whatever their state."""
        return await queue.queue_rows(self._db, case_ids, agent)

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
        return await queue_list(self._db, states, queue, owner, snoozed, limit)

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
        return await filtered.filtered_page(
            self._db, wanted, after=after, before=before, limit=limit, agent=agent
        )

    async def filtered_counts(self, wanted: Sequence[Filter]) -> tuple[int, ...]:
        """Count the cases of each filter, up to 1,000."""
        return await filtered.filtered_counts(self._db, wanted)

    async def search(
        self,
        query: SearchQuery,
        *,
        limit: int = 50,
        after: int | None = None,
        order: Order = "newest",
    ) -> SearchPage:
        """Return a page of what a search finds."""
        return await search.search(self._db, query, limit=limit, after=after, order=order)

    async def counts(self, agent: str, lanes: Sequence[str], now: int) -> Counts:
        """Return the header's numbers."""
        return await queue.counts(self._db, agent, lanes, now)

    async def case_row(self, case_id: int) -> CaseRow | None:
        """Return a case's row."""
        return await self._row(CaseRow, "WHERE id = $1", case_id)

    async def case(self, case_id: int) -> CaseView | None:
        """Return everything the case pane shows."""
        return await panes.case(self._db, case_id)

    async def customer(self, customer_id: str, now: int) -> CustomerView | None:
        """Return everything the customer pane shows."""
        return await panes.customer(self._db, customer_id, now)

    async def customer_facts(self, customer_id: str) -> CustomerRow | None:
        """Return what routing knows of a customer."""
        return await self._row(CustomerRow, "WHERE id = $1", customer_id)

    async def find_customers(self, text: str, limit: int = 20) -> tuple[CustomerView, ...]:
        """Find customers by name, address or number."""
        return await panes.find_customers(self._db, text, limit, self._db.clock.now())

    async def organisation(self, name: str) -> OrganisationView:
        """Return the people of an organisation with their open cases and last contacts."""
        return await care.organisation(self._db, name)

    async def open_incidents(self) -> tuple[IncidentLine, ...]:
        """Return the known events that are not over, the newest first; at most 50."""
        return await care.open_incidents(self._db)

    async def incident(self, case_id: int) -> IncidentView | None:
        """Return an incident with the cases that are linked to it."""
        return await care.incident(self._db, case_id)

    async def complaints(
        self, *, open_only: bool = True, limit: int = 200
    ) -> tuple[ComplaintView, ...]:
        """Return the register of complaints, the newest first."""
        return await care.complaints(self._db, open_only, limit)

    async def answers(self) -> tuple[Answer, ...]:
        """Return every answer, by name, with how often it was used."""
        uses = dict(await self._db.fetch(ANSWERS["uses"]))
        resolves = dict(await self._db.fetch(ANSWERS["resolves"]))
        return tuple(
            replace(
                one,
                uses=one.uses + uses.get(one.id, 0),
                resolves=one.resolves + resolves.get(one.id, 0),
            )
            for one in await self._rows(Answer, "ORDER BY name, id")
        )

    async def answer_versions(self, id: str) -> tuple[AnswerVersion, ...]:
        """Return what an answer was before it was changed, the oldest first."""
        return await self._rows(AnswerVersion, "WHERE answer_id = $1 ORDER BY version", id)

    async def answer_used(self, id: str, limit: int = 100) -> tuple[AnswerUsed, ...]:
        """Return the messages that an answer was sent in, the newest first."""
        rows = await self._db.fetch(ANSWERS["used_in"], id, limit)
        return tuple(AnswerUsed(*row) for row in rows)

    async def unanswered(self, limit: int = 500) -> tuple[UnansweredQuestion, ...]:
        """Return the searches for an answer that found nothing, the newest first."""
        order = "ORDER BY at DESC, case_id, query LIMIT $1"
        return await self._rows(UnansweredQuestion, order, limit)

    async def learned(self, after: str = "", limit: int = 2000) -> tuple[LearnedText, ...]:
        """Return the learned texts that count, by id, from ``after`` on (exclusive)."""
        return codec(LearnedText).all(await self._db.fetch(ANSWERS["learned"], after, limit))

    async def learned_in(self, case_ids: Sequence[int]) -> tuple[LearnedText, ...]:
        """Return what was learned from some cases, as far as it counts."""
        return codec(LearnedText).all(await self._db.fetch(ANSWERS["learned_in"], list(case_ids)))

    async def learned_known(self, ids: Sequence[str]) -> frozenset[str]:
        """Return which of these learned texts there are."""
        rows = await self._db.fetch(ANSWERS["learned_known"], list(ids))
        return frozenset(row[0] for row in rows)

    async def knowledge(self) -> tuple[int, ...]:
        """Return numbers that move when answers changed, or texts were taught in bulk.

        The first is when the newest text was taught.
        """
        row = await self._db.first(ANSWERS["knowledge"])
        return tuple(int(n) for n in row)

    async def taught(self, since: int) -> tuple[LearnedText, ...]:
        """Return what was taught in bulk since an instant."""
        return codec(LearnedText).all(await self._db.fetch(ANSWERS["taught"], since))

    async def organisations(self) -> tuple[Organisation, ...]:
        """Return every organisation that was brought in, by name."""
        return codec(Organisation).all(await self._db.fetch(SQL["organisations"]))

    async def called_elsewhere(self, case_id: int) -> str:
        """Return what a case was called in the program it came from; ``""`` for one of ours."""
        row = await self._db.first(SQL["called_elsewhere"], case_id)
        return str(row[0]) if row is not None else ""

    async def wanted_answers(self) -> tuple[AnswerWant, ...]:
        """Return the editors' list: answers that are wrong or missing, the oldest first."""
        rows = await self._db.fetch(ANSWERS["wants"])
        return tuple(
            AnswerWant(AnswerWantRow(*row[:6]), row[6], row[7]) for row in map(tuple, rows)
        )

    async def agent(self, id: str) -> tuple[AgentRow, LoadRow]:
        """Return what an agent does and holds (offline and nothing, if never seen)."""
        return (await panes.agents(self._db, id))[0]

    async def agents(self) -> tuple[tuple[AgentRow, LoadRow], ...]:
        """Return every agent ever seen."""
        return await panes.agents(self._db)

    async def entries(
        self, after: int = 0, *, case_id: int | None = None, limit: int = 1000
    ) -> tuple[Entry, ...]:
        """Return entries of the log in order, of one case or of all."""
        if case_id is None:
            rows = await self._db.fetch(SQL["entries"], after, limit)
        else:
            rows = await self._db.fetch(SQL["entries_of_case"], after, limit, case_id)
        return tuple(map(entry, rows))

    async def streams(self, case_ids: Sequence[int]) -> tuple[Entry, ...]:
        """Return the whole streams of some cases, case by case, each in order."""
        return tuple(map(entry, await self._db.fetch(SQL["streams"], list(case_ids))))

    async def undoable(self, agent: str, now: int) -> tuple[CommandRecord, ...]:
        """Return what a person can still take back, the newest first."""
        return tuple(map(record, await self._db.fetch(SQL["undoable"], agent, now)))

    async def commands_of(self, group: str) -> tuple[CommandRecord, ...]:
        """Return the commands that are parts of one act, the newest first."""
        return tuple(map(record, await self._db.fetch(SQL["commands_of"], group)))

    async def last_undone(self, agent: str) -> CommandRecord | None:
        """Return what a person took back last and can do again."""
        row = await self._db.first(SQL["last_undone"], agent)
        return None if row is None else record(row)

    async def held_mail(self) -> tuple[HeldMail, ...]:
        """Return the mails that wait to be placed, the oldest first."""
        return await panes.held_mail(self._db)

    async def notices(self, agent: str) -> tuple[NoticeRow, ...]:
        """Return what rules told a person that they have not seen, the newest first."""
        return await panes.notices(self._db, agent)

    async def due_timers(self, now: int, limit: int = 100) -> tuple[TimerRow, ...]:
        """Return what is due, in (due, case, kind) order."""
        return await self._rows(
            TimerRow, "WHERE due_at <= $1 ORDER BY due_at, case_id, kind LIMIT $2", now, limit
        )

    async def next_timer(self) -> int | None:
        """Return when the next timer is due."""
        due: int | None = await self._db.value("SELECT min(due_at) FROM timers")
        return due

    async def sends(self, state: str, limit: int = 100) -> tuple[SendRow, ...]:
        """Return out-going messages in a state, the oldest first."""
        return await self._rows(
            SendRow, "WHERE state = $1 ORDER BY message_id LIMIT $2", state, limit
        )

    async def outgoing(self, message_id: int) -> Outgoing | None:
        """Return the frozen bytes of an out-going message."""
        return await self._row(Outgoing, "WHERE message_id = $1", message_id)

    async def owned_unacted(self) -> tuple[CaseRow, ...]:
        """Return cases that were taken and not acted on (for the lease)."""
        return await self._rows(
            CaseRow, "WHERE owner IS NOT NULL AND NOT acted ORDER BY owner_since, id"
        )

    async def blob(self, sha256: str) -> bytes:
        """Return stored bytes. Raises ``KeyError`` when they are not there."""
        pieces = await self._db.fetch(SQL["blob"], sha256)
        if not pieces:
            raise KeyError(sha256)
        return b"".join(row[0] for row in pieces)

    async def part(self, part_id: str) -> tuple[Part, bytes] | None:
        """Return an attachment with its bytes; ``None`` when it is not there."""
        found = await self._row(Part, "WHERE id = $1", part_id)
        return None if found is None else (found, await self.blob(found.sha256))
