"""The store's interface: one door for writing, readings for the screens, a feed, live tables.

``open_store(url)`` gives the engine that fits: a path (or ``sqlite:///path``) is one SQLite file,
``postgresql://…`` a PostgreSQL database. Both behave the same; ``tests/store`` proves it.
All instants are milliseconds UTC. Every method may raise
:class:`~agentdesk.data.errors.StoreError`.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

import msgspec

from agentdesk.clock import Clock
from agentdesk.data.retaining import Due
from agentdesk.data.unit import Command, CommandRecord, Outcome, UseCase
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
    Doing,
    Draft,
    HeldMail,
    QueuePage,
    QueueRow,
)

C = TypeVar("C", bound=Command)
RankKey = tuple[int, int, int, int]
"""``(band, rank_at, waiting_since, case_id)``."""


class Batch(msgspec.Struct, frozen=True):
    """New entries of the log, in order, without a gap after the batch before."""

    entries: tuple[Entry, ...]
    last_seq: int


class Live(Protocol):
    """Drafts, who is here, heartbeats: kept beside the log, with a feed of its own."""

    async def save_draft(self, draft: Draft) -> None:
        """Keep a draft; an empty body deletes it."""
        ...

    async def drafts(self, agent: str) -> tuple[Draft, ...]:
        """Return every unsent text of a person, the newest first.

        A draft of the kind ``files``, which says what goes along with a reply, is none.
        """
        ...

    async def draft(self, agent: str, case_id: int, kind: str) -> Draft | None:
        """Return one draft."""
        ...

    async def drop_draft(self, agent: str, case_id: int, kind: str) -> None:
        """Delete a draft, after its text was posted."""
        ...

    async def drafts_in(self, case_ids: Sequence[int]) -> tuple[Draft, ...]:
        """Return everybody's unsent texts in some cases, lists of files among them."""
        ...

    async def drafts_before(self, at: int) -> tuple[Draft, ...]:
        """Return everybody's unsent texts that nobody has touched since an instant."""
        ...

    async def here(self, agent: str, case_id: int | None, what: str, now: int) -> None:
        """Say what a person does: looking at or typing in a case, or (``None``) neither."""
        ...

    async def doing(self, now: int) -> tuple[Doing, ...]:
        """Return who looked within 25 seconds; who typed within 10 still types."""
        ...

    async def seen(self, agent: str, case_id: int, at: int) -> None:
        """Remember that a person has opened a case."""
        ...

    async def beat(self, agent: str, now: int, desk: str = "") -> None:
        """Record a sign of a person: of their open desk, by its id, or of a command."""
        ...

    async def left(self, agent: str, desk: str, since: int) -> int:
        """Forget a desk; return how many others of that person gave a sign since then."""
        ...

    async def beats(self) -> dict[str, int]:
        """Return the last heartbeat of every person."""
        ...

    def changes(self) -> AsyncIterator[None]:
        """Yield whenever something here changed."""
        ...


class Reads(Protocol):
    """What the screens and commands read."""

    @property
    def privacy(self) -> "PrivacyReads":
        """What is read about people's data."""
        ...

    async def setup(self) -> Setup:
        """Return the current set-up."""
        ...

    async def last_seq(self) -> int:
        """Return the seq of the newest entry, 0 for an empty log."""
        ...

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

    async def counts(self, agent: str, lanes: Sequence[str], now: int) -> Counts:
        """Return the header's numbers."""
        ...

    async def case_row(self, case_id: int) -> CaseRow | None:
        """Return a case's row."""
        ...

    async def case(self, case_id: int) -> CaseView | None:
        """Return everything the case pane shows."""
        ...

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

    async def organisations(self) -> tuple[Organisation, ...]:
        """Return every organisation that was brought in, by name."""
        ...

    async def called_elsewhere(self, case_id: int) -> str:
        """Return what a case was called in the program it came from; ``""`` for one of ours."""
        ...

    async def wanted_answers(self) -> tuple[AnswerWant, ...]:
        """Return the editors' list: answers that are wrong or missing, the oldest first."""
        ...

    async def agent(self, id: str) -> tuple[AgentRow, LoadRow]:
        """Return what an agent does and holds (offline and nothing, if never seen)."""
        ...

    async def agents(self) -> tuple[tuple[AgentRow, LoadRow], ...]:
        """Return every agent ever seen."""
        ...

    async def entries(
        self, after: int = 0, *, case_id: int | None = None, limit: int = 1000
    ) -> tuple[Entry, ...]:
        """Return entries of the log in order, of one case or of all."""
        ...

    async def streams(self, case_ids: Sequence[int]) -> tuple[Entry, ...]:
        """Return the whole streams of some cases, case by case, each in order."""
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

    async def held_mail(self) -> tuple[HeldMail, ...]:
        """Return the mails that wait to be placed, the oldest first."""
        ...

    async def notices(self, agent: str) -> tuple[NoticeRow, ...]:
        """Return what rules told a person that they have not seen, the newest first."""
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

    async def outgoing(self, message_id: int) -> Outgoing | None:
        """Return the frozen bytes of an out-going message."""
        ...

    async def owned_unacted(self) -> tuple[CaseRow, ...]:
        """Return cases that were taken and not acted on (for the lease)."""
        ...

    async def blob(self, sha256: str) -> bytes:
        """Return stored bytes. Raises ``KeyError`` when they are not there."""
        ...

    async def part(self, part_id: str) -> tuple[Part, bytes] | None:
        """Return an attachment with its bytes; ``None`` when it is not there."""
        ...

    async def known_rfc_ids(self, rfc_ids: Sequence[str]) -> dict[str, int | None]:
        """Return the case of each Message-ID that is known (``None``: held)."""
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


class Store(Protocol):
    """One door for writing, and everything else that an engine gives."""

    url: str
    clock: Clock
    read_only: str | None
    """Why nothing can be written, as a sentence; ``None`` when it can."""

    @property
    def reads(self) -> Reads:
        """The readings."""
        ...

    @property
    def live(self) -> Live:
        """The live tables."""
        ...

    async def act(self, use_case: UseCase[C], command: C) -> Outcome:
        """Run a use-case as one unit, shielded from cancellation.

        Raises :class:`~agentdesk.data.unit.Refused` with nothing written.
        """
        ...

    def feed(self, after: int) -> AsyncIterator[Batch]:
        """Yield the log's entries after a seq, in order, and then each new batch as it comes."""
        ...

    async def scrub(self, *, full: bool = False) -> str | None:
        """Leave nothing of what was erased or taken out in any file of the store.

        ``full`` writes all of it anew, for a quiet hour: others wait. Returns a sentence that
        says what could not be done, and what to do; doing it again is safe.
        """
        ...

    def quiet(self) -> AbstractAsyncContextManager[None]:
        """Hold off new units and wait for those that run: for suspending the program."""
        ...

    async def close(self) -> None:
        """Give everything back; waits for a unit that runs."""
        ...


class Finding(msgspec.Struct, frozen=True):
    """Something ``store check`` found wrong."""

    what: str
    where: str


class Maintenance(Protocol):
    """What an administrator does with a store; both engines have it."""

    async def check(self) -> tuple[Finding, ...]:
        """Prove that rebuilding gives the same rows, the chain is whole and all bytes are there."""
        ...

    async def backup(self, path: str) -> None:
        """Write a backup while agents work: a folder with everything in it."""
        ...

    async def rebuild(self) -> int:
        """Fold the rows again from the log and swap them in; returns the number of events."""
        ...

    async def migrate(self) -> tuple[str, ...]:
        """Back up, then take the steps to this program's schema; returns their names."""
        ...

    def dump(self) -> AsyncIterator[tuple[str, Any]]:
        """Yield everything in the store, table by table, for ``store copy``."""
        ...

    async def load(self, items: AsyncIterator[tuple[str, Any]]) -> int:
        """Take in what ``dump`` of any engine gave, into an empty store; returns the rows."""
        ...
