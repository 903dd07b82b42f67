"""What a store gives to be read: by screens, commands, use-cases and jobs.

All instants are milliseconds UTC. Every method may raise
:class:`~agentdesk.data.errors.StoreError`.
"""

from collections.abc import Sequence
from typing import Protocol

from agentdesk.data.retaining import Due
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
from agentdesk.domain.privacy_rows import FieldReadRow, LegalHoldRow
from agentdesk.domain.row import Row
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

RankKey = tuple[int, int, int, int]
"""``(band, rank_at, waiting_since, case_id)``."""


class QueueReads(Protocol):
    """Lists of cases, their counts, and what is searched."""

    async def lanes(self) -> tuple[str, ...]:
        """Return every lane that exists."""
        ...

    async def queue_page(
        self,
        lanes: Sequence[str],
        *,
        after: RankKey | None = None,
        before: RankKey | None = None,
        limit: int = 200,
        agent: str | None = None,
    ) -> QueuePage:
        """Return a window of the claimable cases of some lanes, in the order of taking.

        From ``after`` on (exclusive), or the ``limit`` cases up to ``before``. ``agent`` says
        whose ``unread`` and reservations are meant; cases reserved for that agent come first.
        """
        ...

    async def mine(self, agent: str) -> tuple[QueueRow, ...]:
        """Return the active cases a person owns: the customer wrote first, then by rank."""
        ...

    async def rows(
        self, case_ids: Sequence[int], *, agent: str | None = None
    ) -> tuple[QueueRow, ...]:
        """Return the lines of these cases, whatever their state, to refresh a list."""
        ...

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
        ...

    async def filtered_page(
        self,
        wanted: Filter,
        *,
        after: RankKey | None = None,
        before: RankKey | None = None,
        limit: int = 200,
        agent: str | None = None,
    ) -> QueuePage:
        """Return a window of the cases a filter lets through, in its order.

        From ``after`` on (exclusive), or the ``limit`` cases up to ``before``; both are keys of
        that order. ``agent`` says whose ``unread`` is meant. Counts are capped at 1,000.
        """
        ...

    async def filtered_counts(self, wanted: Sequence[Filter]) -> tuple[int, ...]:
        """Count the cases of each filter, up to 1,000."""
        ...

    async def counts(self, agent: str, lanes: Sequence[str], now: int) -> Counts:
        """Return the header's numbers."""
        ...

    async def search(
        self,
        query: SearchQuery,
        *,
        limit: int = 50,
        after: int | None = None,
        order: Order = "newest",
    ) -> SearchPage:
        """Return a page of what a search finds: messages, notes, cases, customers, answers.

        ``after`` is what the page before gave. Customers and answers come first, a few of each;
        in order of relevance only the newest hits stand, and the page says so.
        """
        ...


class CaseReads(Protocol):
    """One case, and what belongs to it: its parts, its mail, what was called how."""

    async def case_row(self, case_id: int) -> CaseRow | None:
        """Return a case's row."""
        ...

    async def case(self, case_id: int) -> CaseView | None:
        """Return everything the case pane shows."""
        ...

    async def part(self, part_id: str) -> tuple[Part, bytes] | None:
        """Return an attachment with its bytes; ``None`` when it is not there."""
        ...

    async def blob(self, sha256: str) -> bytes:
        """Return stored bytes. Raises ``KeyError`` when they are not there."""
        ...

    async def outgoing(self, message_id: int) -> Outgoing | None:
        """Return the frozen bytes of an out-going message."""
        ...

    async def called_elsewhere(self, case_id: int) -> str:
        """Return what a case was called in the program it came from; ``""`` for one of ours."""
        ...

    async def held_mail(self) -> tuple[HeldMail, ...]:
        """Return the mails that wait to be placed, the oldest first."""
        ...


class CustomerReads(Protocol):
    """Customers, their organisations, incidents and complaints."""

    async def customer(self, customer_id: str, now: int) -> CustomerView | None:
        """Return everything the customer pane shows."""
        ...

    async def customer_facts(self, customer_id: str) -> CustomerRow | None:
        """Return what routing knows of a customer."""
        ...

    async def find_customers(self, text: str, limit: int = 20) -> tuple[CustomerView, ...]:
        """Find customers by name, address or number."""
        ...

    async def organisation(self, name: str) -> OrganisationView:
        """Return the people of an organisation with their open cases and last contacts."""
        ...

    async def organisations(self) -> tuple[Organisation, ...]:
        """Return every organisation that was brought in, by name."""
        ...

    async def open_incidents(self) -> tuple[IncidentLine, ...]:
        """Return the known events that are not over, the newest first; at most 50."""
        ...

    async def incident(self, case_id: int) -> IncidentView | None:
        """Return an incident with the cases that are linked to it."""
        ...

    async def complaints(
        self, *, open_only: bool = True, limit: int = 200
    ) -> tuple[ComplaintView, ...]:
        """Return the register of complaints, the newest first."""
        ...


class AnswerReads(Protocol):
    """Answers and articles, and what solved cases taught them."""

    async def answers(self) -> tuple[Answer, ...]:
        """Return every answer, by name."""
        ...

    async def answer_versions(self, id: str) -> tuple[AnswerVersion, ...]:
        """Return what an answer was before it was changed, the oldest first."""
        ...

    async def answer_used(self, id: str, limit: int = 100) -> tuple[AnswerUsed, ...]:
        """Return the messages that an answer was sent in, the newest first."""
        ...

    async def unanswered(self, limit: int = 500) -> tuple[UnansweredQuestion, ...]:
        """Return the searches for an answer that found nothing, the newest first."""
        ...

    async def wanted_answers(self) -> tuple[AnswerWant, ...]:
        """Return the editors' list: answers that are wrong or missing, the oldest first."""
        ...

    async def learned(self, after: str = "", limit: int = 2000) -> tuple[LearnedText, ...]:
        """Return the learned texts that count, by id, from ``after`` on (exclusive)."""
        ...

    async def learned_in(self, case_ids: Sequence[int]) -> tuple[LearnedText, ...]:
        """Return what was learned from some cases, as far as it counts."""
        ...

    async def learned_known(self, ids: Sequence[str]) -> frozenset[str]:
        """Return which of these learned texts there are."""
        ...

    async def knowledge(self) -> tuple[int, ...]:
        """Return numbers that move when answers changed, or texts were taught in bulk.

        The first is when the newest text was taught.
        """
        ...

    async def taught(self, since: int) -> tuple[LearnedText, ...]:
        """Return what was taught in bulk since an instant."""
        ...


class PeopleReads(Protocol):
    """Agents, what they hold and can take back, what they were told."""

    async def agent(self, id: str) -> tuple[AgentRow, LoadRow]:
        """Return what an agent does and holds (offline and nothing, if never seen)."""
        ...

    async def agents(self) -> tuple[tuple[AgentRow, LoadRow], ...]:
        """Return every agent ever seen."""
        ...

    async def undoable(self, agent: str, now: int) -> tuple[CommandRecord, ...]:
        """Return what a person can still take back, the newest first."""
        ...

    async def commands_of(self, group: str) -> tuple[CommandRecord, ...]:
        """Return the commands that are parts of one act, the newest first."""
        ...

    async def last_undone(self, agent: str) -> CommandRecord | None:
        """Return what a person took back last and can do again."""
        ...

    async def notices(self, agent: str) -> tuple[NoticeRow, ...]:
        """Return what rules told a person that they have not seen, the newest first."""
        ...

    async def owned_unacted(self) -> tuple[CaseRow, ...]:
        """Return cases that were taken and not acted on (for the lease)."""
        ...


class LogReads(Protocol):
    """The log, the set-up, what is due and what is to leave."""

    async def setup(self) -> Setup:
        """Return the current set-up."""
        ...

    async def last_seq(self) -> int:
        """Return the seq of the newest entry, 0 for an empty log."""
        ...

    async def entries(
        self, after: int = 0, *, case_id: int | None = None, limit: int = 1000
    ) -> tuple[Entry, ...]:
        """Return entries of the log in order, of one case or of all."""
        ...

    async def streams(self, case_ids: Sequence[int]) -> tuple[Entry, ...]:
        """Return the whole streams of some cases, case by case, each in order."""
        ...

    async def due_timers(self, now: int, limit: int = 100) -> tuple[TimerRow, ...]:
        """Return what is due, in (due, case, kind) order."""
        ...

    async def next_timer(self) -> int | None:
        """Return when the next timer is due."""
        ...

    async def sends(self, state: str, limit: int = 100) -> tuple[SendRow, ...]:
        """Return out-going messages in a state, the oldest first."""
        ...


class PrivacyReads(Protocol):
    """What is read about people's data: all of one person, who looked, what is kept too long."""

    async def identities(self, customer_id: str) -> tuple[str, ...]:
        """Return the identity a customer goes on as, then all that were folded into it.

        Nothing for an id that is not known.
        """
        ...

    async def belongings(
        self, customers: Sequence[str], cases: Sequence[int] = ()
    ) -> tuple[Row, ...]:
        """Return every row of content and projection that belongs to customers or cases.

        All as of one moment; see :mod:`agentdesk.domain.personal`.
        """
        ...

    async def field_reads(self, customers: Sequence[str]) -> tuple[FieldReadRow, ...]:
        """Return who was shown what of customers, the newest first."""
        ...

    async def holds(self) -> tuple[LegalHoldRow, ...]:
        """Return every legal hold, the oldest first."""
        ...

    async def removals(self, after: int) -> tuple[Entry, ...]:
        """Return the entries of the log after a seq by which words went for good."""
        ...

    async def due_cases(self, cutoff: int, limit: int, *, held: bool = False) -> tuple[Due, ...]:
        """Return ended cases whose words are all older than an instant.

        ``held``: those that a legal hold keeps.
        """
        ...

    async def due_customers(
        self, cutoff: int, limit: int, *, held: bool = False
    ) -> tuple[Due, ...]:
        """Return customers with whom nothing has happened since an instant, the oldest first."""
        ...


class Reads(QueueReads, CaseReads, CustomerReads, AnswerReads, PeopleReads, LogReads, Protocol):
    """What the screens and commands read."""

    @property
    def privacy(self) -> PrivacyReads:
        """What is read about people's data."""
        ...
