"""What a person's screen reads and does: one person at one store. No widgets in it."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from agentdesk.clock import Paced
from agentdesk.data.readings import RankKey
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Outcome
from agentdesk.desk.desk import Desk, random_id
from agentdesk.domain.filters import Filter
from agentdesk.domain.routing import eligible_lanes
from agentdesk.domain.rows import AgentRow, LoadRow
from agentdesk.domain.setup import PersonSetup, Setup
from agentdesk.domain.views import (
    CaseView,
    Counts,
    CustomerView,
    Doing,
    QueuePage,
    QueueRow,
)
from agentdesk.macro import Macro
from agentdesk.saved_view import SavedView
from agentdesk.seat.on_record import OnRecord

PAGE = 200
"""Rows fetched at a time: a few screens in each direction."""

LAST: RankKey = (1 << 60, 1 << 60, 1 << 60, 1 << 60)
"""A place after every case: the page before it is the last one."""


class Opened(NamedTuple):
    """A case as the panes show it."""

    case: CaseView
    customer: CustomerView | None


class Session:
    """One person's readings and acts."""

    def __init__(
        self,
        store: Store,
        setup: Setup,
        me: PersonSetup,
        own_views: tuple[SavedView, ...] = (),
        own_macros: tuple[Macro, ...] = (),
    ) -> None:
        self.own_views = own_views
        """Saved views of this person's settings, beside the team's in the set-up."""
        self.own_macros = own_macros
        """Macros of this person's settings, beside the team's."""
        self.store = store
        self.setup = setup
        self.me = me
        self.desk = Desk(store, me.id)
        self._record = OnRecord()
        self.desk_id = random_id()
        """Tells this open desk from others of the same person."""
        self.lanes: tuple[str, ...] = ()
        """The lanes this person may take from."""
        self._known: frozenset[str] = frozenset()
        self.names = names_of(setup)

    def ids(self) -> dict[str, Any]:
        """Return a new command's id and its actor."""
        return {"command_id": random_id(), "actor": self.me.id}

    @property
    def zone(self) -> tzinfo:
        """The zone in which this person reads times."""
        return ZoneInfo(self.me.zone or self.setup.zone)

    @property
    def now(self) -> int:
        """The store's time."""
        return self.store.clock.now()

    @property
    def speed(self) -> float:
        """How many times as fast as the wall's the store's clock runs: 1, but for a sample's and
        in training."""
        clock = self.store.clock
        return clock.speed if isinstance(clock, Paced) else 1.0

    async def renew_lanes(self) -> None:
        """Learn which lanes there are; new ones appear with new kinds of cases."""
        known = await self.store.reads.lanes()
        self.lanes, self._known = tuple(eligible_lanes(self.me, known)), frozenset(known)

    def forget_shown(self) -> None:
        """Forget what was shown: another history is, in which nobody may have looked yet."""
        self._record = OnRecord()

    async def meet(self, rows: Iterable[QueueRow]) -> None:
        """Learn of a lane that the first case of its kind has opened."""
        if any(row.lane not in self._known for row in rows):
            await self.renew_lanes()

    async def renew_setup(self) -> None:
        """Take in a set-up that was changed while the desk is open."""
        self.setup = await self.store.reads.setup()
        self.names = names_of(self.setup)
        self.me = next((p for p in self.setup.people if p.id == self.me.id), self.me)
        await self.renew_lanes()

    async def mine(self) -> tuple[QueueRow, ...]:
        """Return the person's own cases."""
        return await self.store.reads.mine(self.me.id)

    async def page(
        self,
        *,
        after: RankKey | None = None,
        before: RankKey | None = None,
        limit: int = PAGE,
    ) -> QueuePage:
        """Return a window of what waits in the person's lanes."""
        return await self.store.reads.queue_page(
            self.lanes, after=after, before=before, limit=limit, agent=self.me.id
        )

    async def filtered(
        self,
        wanted: Filter,
        *,
        after: RankKey | None = None,
        before: RankKey | None = None,
        limit: int = PAGE,
    ) -> QueuePage:
        """Return a window of the cases a filter lets through."""
        return await self.store.reads.filtered_page(
            wanted, after=after, before=before, limit=limit, agent=self.me.id
        )

    async def rows(self, case_ids: Sequence[int]) -> tuple[QueueRow, ...]:
        """Return the lines of some cases as they are now."""
        return await self.store.reads.rows(case_ids, agent=self.me.id)

    async def counts(self) -> Counts:
        """Return the header's numbers."""
        return await self.store.reads.counts(self.me.id, self.lanes, self.now)

    async def state(self) -> tuple[AgentRow, LoadRow]:
        """Return what the person does and holds."""
        return await self.store.reads.agent(self.me.id)

    async def open(self, case_id: int) -> Opened | None:
        """Return a case and its customer; a look at what is masked otherwise is recorded first."""
        case = await self.store.reads.case(case_id)
        if case is None:
            return None
        customer = None
        if case.row.customer_id is not None:
            customer = await self.store.reads.customer(case.row.customer_id, self.now)
        return Opened(await self._record.shown(self.desk, case, customer), customer)

    async def doing(self) -> tuple[Doing, ...]:
        """Return who else looks or types."""
        return tuple(d for d in await self.store.live.doing(self.now) if d.agent != self.me.id)

    async def do(self, command: Command) -> Outcome:
        """Do a command. Raises ``Refused`` or ``StoreError``, each a sentence for the person."""
        return await self.desk.do(command)


def names_of(setup: Setup) -> dict[str, str]:
    """Return the words shown for queue ids; people are called by their short ids."""
    return {queue.id: queue.name for queue in setup.queues}
