"""Fifty people and their customers on one store, all by one chance: the same seed, the same acts.

Every act goes through :class:`Watched`, which keeps what was acknowledged and what was refused;
:mod:`tests.support.crowd_proofs` holds it against the log afterwards.
"""

import math
import time
from collections import Counter
from random import Random
from typing import Any, NamedTuple, TypeVar, cast

from msgspec.structs import replace

from agentdesk.channels.incidents import answer_incident
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND, ManualClock
from agentdesk.data.errors import StoreBusy
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Outcome, Refused, UseCase
from agentdesk.desk import groups
from agentdesk.desk.classing import Prioritise, Tag
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import IncomingKind, Receive, actor_for
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.sender import DeliveryFailed, send_due
from agentdesk.desk.taking import Release, Take
from agentdesk.desk.tick import fire_due, sweep
from agentdesk.domain.content import Outgoing
from agentdesk.domain.routing import eligible
from agentdesk.domain.rows import ACTIVE_STATES
from tests.support.crowd_desk import QUEUES, SETUP
from tests.support.crowd_turn import NOBODY, PEOPLE, TEXTS, Made, Turn
from tests.support.crowd_verbs import SHORT_PAUSES, VERBS, fitting, load_setup

C = TypeVar("C", bound=Command)
SUBJECTS = ("Charged twice", "The pump smokes", "請求書", "Where is my parcel?", "It burns")
CUSTOMERS = 70
KINDS: tuple[IncomingKind, ...] = ("message", "auto_reply", "bounce", "list")


class Acknowledged(NamedTuple):
    """What the store has promised."""

    kind: str
    actor: str
    last_seq: int
    cases: tuple[int, ...]


class Watched:
    """A store that keeps what it answered. Some commands are given twice, which must do nothing."""

    def __init__(self, store: Store, chance: Random) -> None:
        self._store, self._chance = store, chance
        self.kept: dict[str, Acknowledged] = {}
        self.refused: dict[str, str] = {}
        """What was refused, by command: the sentence."""
        self.counts: Counter[tuple[str, bool]] = Counter()
        """Answers by kind, and whether it was done."""
        self.last: tuple[int, Command] | None = None
        """The newest command, with its number: what failed, if something did."""
        self.people = 0
        """Acts of people and customers."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def act(self, use_case: UseCase[C], command: C) -> Outcome:
        """Run a use-case as the store does. Raises ``Refused``."""
        self.last = (self.counts.total() + 1, command)
        self.people += command.actor != "system"
        try:
            outcome = await self._store.act(use_case, command)
        except Refused as refused:
            self.counts[use_case.kind, False] += 1
            self.refused[command.command_id] = refused.sentence
            raise
        self.counts[use_case.kind, True] += 1
        if not outcome.repeated:
            # Acknowledged twice as if for the first time would be an act done twice.
            assert command.command_id not in self.kept, command
            self.kept[command.command_id] = Acknowledged(
                use_case.kind, command.actor, outcome.last_seq, outcome.cases
            )
            if self._chance.random() < 0.02:
                again = await self._store.act(use_case, command)
                same = replace(again, repeated=False)
                assert (again.repeated, same) == (True, outcome), (outcome, again)
        return outcome


class Post:
    """Lets mail leave: now and then it comes back, or the server is away."""

    name = "throws the crowd's mail away"
    channels = ("mail", "web", "chat", "call", "visit")

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    async def deliver(self, outgoing: Outgoing, case_id: int) -> str:
        """Take a message. Raises ``DeliveryFailed``."""
        if self.chance.random() < 0.05:
            raise DeliveryFailed("The server is away.", "away", retry=self.chance.random() < 0.5)
        return "nowhere"


class Crowd:
    """Some of the fifty at work, one after the other."""

    def __init__(
        self, store: Store, seed: str, *, people: tuple[str, ...] = PEOPLE, name: str = "c"
    ) -> None:
        self.chance = Random(seed)
        self.watched = Watched(store, Random(f"{seed}/again"))
        self.store = cast(Store, self.watched)
        self.people, self.name = people, name
        self.clock = store.clock
        self.cases: list[int] = []
        """Cases that were made lately."""
        self.customers: list[str] = []
        self.incidents: list[int] = []
        self.setups = 0
        self.busy = 0
        """So often the store was busy, and the act was left."""
        self.active = 0
        self._numbers = 0
        self._post = Post(Random(f"{seed}/post"))
        self._weights = [weight for weight, _ in VERBS]
        self._verbs = [verb for _, verb in VERBS]

    def new_id(self) -> str:
        """Return the next command id; the same in every run."""
        self._numbers += 1
        return f"{self.name}-{self._numbers}"

    def desk(self, person: str) -> Desk:
        """Return the desk of one of them."""
        return Desk(self.store, person, new_id=self.new_id)

    async def begin(self) -> None:
        """Let everybody sit down; the first mails are there."""
        from agentdesk.desk.presence import SetAgentState

        for person in self.people:
            await self.store.live.beat(person, self.clock.now())
            await self._do(self.desk(person), (SetAgentState, {"state": "available"}))
        for _ in range(40):
            await self.mail()

    async def run(self, acts: int, until: float = math.inf) -> None:
        """Work until people and customers have acted so often, or until a monotonic second."""
        while self.watched.people < acts and time.monotonic() < until:
            try:
                await self.turn()
            except StoreBusy:
                self.busy += 1

    async def turn(self) -> None:
        """Let one person, or a customer, do a few things."""
        self._pass(int(self.chance.choice((0, SECOND, 4 * SECOND, 10 * SECOND))))
        what = self.chance.random()
        if what < 0.006:
            jump = self.chance.choice((10 * MINUTE, 2 * HOUR, 9 * HOUR, 16 * HOUR, DAY))
            self._pass(jump)
        await self.look_after()
        if what > (0.72 if self.active < 500 else 0.9):
            await self.mail()
        elif what > 0.7:
            await self._marks(self.desk(self._somebody()))
        else:
            await self._work(self.desk(self._somebody()))

    async def look_after(self) -> None:
        """Fire what is due, let mail leave, take cases back from who is away."""
        now = self.clock.now()
        due = await self.store.reads.next_timer()
        if due is not None and due <= now:
            await fire_due(self.store, now)
        what = self.chance.random()
        if what < 0.15:
            await send_due(self.store, self._post)
        elif what < 0.17:
            await sweep(self.store, now)
            active = sorted(ACTIVE_STATES)
            self.active = len(await self.store.reads.list_cases(states=active, limit=2000))
        elif what < 0.1725 and self.watched.people > 500:
            await self._do(self.desk("p49"), load_setup(self.setups))
            self.setups += 1

    def _pass(self, ms: int) -> None:
        """Let time pass, on a clock that is wound by hand."""
        if isinstance(self.clock, ManualClock):
            self.clock.advance(ms)

    # ---- customers

    async def mail(self) -> None:
        """Let a customer write: a new case, in one of theirs, in somebody else's; or a machine."""
        t, now = self.chance, self.clock.now()
        who = t.randrange(CUSTOMERS)
        id = self.new_id()
        kind = t.choices(KINDS, (40, 2, 1, 1))[0]
        named = t.choice(self.cases) if self.cases and t.random() < 0.5 else None
        subject = t.choice(SUBJECTS) + (f" [#{named}]" if named else "")
        body = t.choice((*TEXTS, "Thanks!", "Thank you, it works now."))
        command = Receive(
            command_id=id,
            actor=actor_for(kind),
            from_address=f"customer{who}@there.example",
            from_name=f"Customer {who}",
            to=(t.choice(QUEUES[:5]).addresses[0],),
            subject=subject,
            body=body,
            reply_text=body,
            rfc_id=f"{id}@there.example",
            kind=kind,
            channel=t.choice(("mail", "mail", "web", "chat", "call")),
            case_id=named if t.random() < 0.7 else None,
            language=t.choice((None, "en", "de")),
            date=now,
        )
        outcome = await self._done(self.desk("customer"), command)
        if outcome is not None:
            self._know(outcome)

    def _know(self, outcome: Outcome) -> None:
        for case_id in outcome.cases:
            if case_id not in self.cases:
                self.cases.append(case_id)
        del self.cases[:-400]
        if outcome.label.startswith("declared") and outcome.cases:
            self.incidents.append(outcome.cases[0])
        customer = outcome.result.get("customer_id")
        if customer and customer not in self.customers:
            self.customers.append(customer)
            del self.customers[:-60]

    # ---- people

    async def _work(self, desk: Desk) -> None:
        """One person does a few things in a case, and takes some of it back."""
        if self.chance.random() < 0.7:
            await self.store.live.beat(desk.person, self.clock.now())
        case_id = await self._choose(desk)
        turn = await self._look(desk, case_id)
        for _ in range(self.chance.randrange(1, 6)):
            made = self._next(turn)
            if made is not None and await self._do(desk, made) is not None:
                if self.chance.random() < 0.12:
                    await self._take_back(desk)
                if self.chance.random() < 0.4:
                    turn = await self._look(desk, case_id)
            self._pass(int(self.chance.choice(SHORT_PAUSES)))

    def _next(self, turn: Turn) -> Made:
        """Choose the next act: what the case asks for, or anything."""
        fits = fitting(turn) if self.chance.random() < 0.15 else []
        if fits:
            return self.chance.choice(fits)
        return self.chance.choices(self._verbs, self._weights)[0](turn)

    async def _choose(self, desk: Desk) -> int:
        what = self.chance.random()
        if what < 0.45:
            mine = await self.store.reads.mine(desk.person)
            if mine:
                return self.chance.choice(mine).case_id
        if what < 0.75:
            lanes = await self._lanes(desk)
            page = await self.store.reads.queue_page(lanes, limit=20, agent=desk.person)
            if page.rows:
                row = self.chance.choice(page.rows)
                await self._do(desk, (Take, {"case_id": row.case_id, "seen": row.version}))
                return row.case_id
        if what > 0.99 or not self.cases:
            return NOBODY
        if what > 0.85:
            return self.chance.choice(self.cases)
        return await self._reached(desk)

    async def _lanes(self, desk: Desk) -> list[str]:
        """Return the lanes somebody may take from."""
        lanes = await self.store.reads.lanes()
        person = next((p for p in SETUP.people if p.id == desk.person), None)
        return [lane for lane in lanes if person and eligible(person, lane) is None]

    async def _reached(self, desk: Desk) -> int:
        """Choose a late case of a queue they work on, whatever its state."""
        queues = {p.id: p.queues for p in SETUP.people}.get(desk.person, ())
        rows = await self.store.reads.rows(self.cases[-150:])
        found = [row.case_id for row in rows if row.queue in queues]
        return self.chance.choice(found) if found else self.chance.choice(self.cases)

    def _somebody(self) -> str:
        """Choose who acts next: now and then one who may not."""
        working = [p for p in self.people if p < "p46"]
        return self.chance.choice(working if self.chance.random() < 0.98 else list(self.people))

    async def _look(self, desk: Desk, case_id: int) -> Turn:
        reads, now = self.store.reads, self.clock.now()
        view = await reads.case(case_id)
        customer = None
        if view is not None and view.row.customer_id and self.chance.random() < 0.5:
            customer = await reads.customer(view.row.customer_id, now)
        held = await reads.held_mail() if self.chance.random() < 0.3 else ()
        return Turn(
            chance=self.chance,
            actor=desk.person,
            now=now,
            setup=await reads.setup(),
            case_id=case_id,
            view=view,
            customer=customer,
            cases=tuple(self.cases[-40:]),
            customers=tuple(self.customers[-40:]),
            held=held,
            incidents=tuple(self.incidents[-8:]),
            unique=self.new_id(),
        )

    async def _take_back(self, desk: Desk) -> None:
        """Undo what was done last, or something of the list; perhaps do it again."""
        records = await self.store.reads.undoable(desk.person, self.clock.now())
        lines = groups.undo_list(records)
        target = self.chance.choice(lines).target if lines and self.chance.random() < 0.3 else None
        try:
            await groups.undo(desk, target)
            if self.chance.random() < 0.4:
                self._pass(SECOND)
                await groups.redo(desk)
        except Refused:
            pass  # Kept with its sentence.

    async def _marks(self, desk: Desk) -> None:
        """One verb over many cases, as one act; some of them are taken back whole."""
        if not self.cases:
            return
        reads = self.store.reads
        incidents = await reads.open_incidents() if self.chance.random() < 0.4 else ()
        try:
            if incidents:
                incident = self.chance.choice(incidents).case_id
                then = self.chance.choice(("stay", "wait", "resolve"))
                await answer_incident(
                    desk,
                    incident,
                    "Dear {name}, it is known.",
                    then=then,  # type: ignore[arg-type]  # one of the three
                    remind_at=self.clock.now() + DAY,
                    disposition="answered",
                    summary="Known.",
                )
            else:
                await groups.do_each(desk, self._each(desk))
            if self.chance.random() < 0.5:
                await groups.undo(desk)
                if self.chance.random() < 0.5:
                    await groups.redo(desk)
        except Refused:
            pass  # Kept with its sentence.

    def _each(self, desk: Desk) -> list[Command]:
        some = self.chance.sample(self.cases, min(len(self.cases), self.chance.randrange(2, 9)))
        done = {"disposition": "no_reply", "summary": "Old."}
        kind, fields = self.chance.choice(
            (
                (Tag, {"add": ("many",)}),
                (Prioritise, {"priority": 2, "reason": "All of them."}),
                (Release, {"reason": "Not today."}),
                (Resolve, done),
                (Resolve, done),
                (Take, {}),
            )
        )
        return [desk.command(kind, case_id=case_id, **fields) for case_id in some]

    async def _do(self, desk: Desk, made: Made) -> Outcome | None:
        assert made is not None
        kind, fields = made
        outcome = await self._done(desk, desk.command(kind, **fields))
        if outcome is not None:
            self._know(outcome)
        return outcome

    async def _done(self, desk: Desk, command: Command) -> Outcome | None:
        try:
            return await desk.do(command)
        except Refused:
            return None  # Kept with its sentence.


async def found(store: Store) -> None:
    """Put the crowd's set-up into an empty store."""
    await Desk(store, "admin", new_id=lambda: "found").act(
        load_setup(0)[0],  # type: ignore[index]  # a set-up can always be made
        setup=SETUP,
    )
