"""A small desk in memory for the tests of this folder, and the acts that lead up to a story."""

from typing import Any, TypeVar, cast

from agentdesk.clock import DAY, HOUR, ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Decision, Needs, Outcome, UseCase
from agentdesk.desk.incoming import Receive, actor_for
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.replying import Reply
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.taking import Take
from agentdesk.desk.waiting import Snooze, Wait
from agentdesk.domain.content import Message
from agentdesk.domain.events import Event, SendReleased, SendSent, SendStarted
from agentdesk.domain.rows import CaseRow, ClockRow, TimerRow
from agentdesk.domain.setup import (
    CalendarSetup,
    CodeSetup,
    PersonSetup,
    PolicySetup,
    QueueSetup,
    Setup,
)
from tests.support.memory_store import MemoryStore

NOON = 1_772_449_200_000
"""Monday, 2 March 2026, 11:00 UTC: noon in Berlin."""

ADA = ("Ada", "ada@example.org")
ALWAYS: dict[str, tuple[tuple[str, str], ...]] = {
    str(day): (("00:00", "24:00"),) for day in range(7)
}
E = TypeVar("E", bound=Event)


def setup() -> Setup:
    """Return a desk with three queues, two agents, a lead and one round-the-clock policy."""
    queues = ("support", "billing", "experts")
    return Setup(
        queues=(
            QueueSetup(
                "support",
                "Support",
                "care",
                addresses=("support@desk.example",),
                escalates_to="experts",
                calendar="always",
            ),
            QueueSetup("billing", "Billing", "care", addresses=("billing@desk.example",)),
            QueueSetup("experts", "Experts", "experts", tier=2),
        ),
        people=(
            PersonSetup("omar", "Omar", tier=2, queues=queues, languages=("en", "de")),
            PersonSetup("nina", "Nina", tier=2, queues=queues),
            PersonSetup("lea", "Lea", role="lead", team="care", tier=3, queues=queues),
        ),
        calendars=(CalendarSetup("always", "UTC", ALWAYS),),
        policies=(
            PolicySetup(
                "quick",
                "always",
                priorities=(1, 2),
                fr=HOUR,
                nr=2 * HOUR,
                res=8 * HOUR,
            ),
            PolicySetup("plain", "always", fr=4 * HOUR, nr=8 * HOUR, res=16 * HOUR),
        ),
        dispositions=(CodeSetup("solved", "Solved"),),
        escalation_reasons=(CodeSetup("knowledge", "Needs an expert"),),
    )


class Scene:
    """A store in memory with its clock, and short words for what happens in it."""

    def __init__(self, setup: Setup, clock: ManualClock) -> None:
        self.clock = clock
        self.store = MemoryStore(setup, clock)
        self._n = 0

    def do(self, kind: type[Any], actor: str = "omar", **fields: Any) -> Outcome:
        """Carry out a command of a person under an id of its own."""
        self._n += 1
        command = kind(
            **{"command_id": f"c{self._n}", "actor": actor, **fields},
        )
        return self.store.act_now(use_case_of(command), command)

    def run(self, command: Command) -> Outcome:
        """Carry out a command that is made already."""
        return self.store.act_now(use_case_of(command), command)

    def command(
        self, subject: str, sender: tuple[str, str] = ADA, body: str = "Hello", **more: Any
    ) -> Receive:
        """Make the command of a mail that has come in."""
        self._n += 1
        fields: dict[str, Any] = {
            "command_id": f"mail:{self._n}",
            "actor": actor_for(more.get("kind", "message")),
            "from_name": sender[0],
            "from_address": sender[1],
            "to": ("support@desk.example",),
            "subject": subject,
            "body": body,
            "reply_text": body,
        }
        return Receive(**{**fields, **more})

    def mail(self, subject: str, sender: tuple[str, str] = ADA, **more: Any) -> Outcome:
        """Receive a mail."""
        command = self.command(subject, sender, **more)
        return self.store.act_now(use_case_of(command), command)

    def case(self, which: Outcome | int) -> CaseRow:
        """Return the case of a result, or by number."""
        return self.store.case(which if isinstance(which, int) else which.result["case_id"])

    def clocks(self, case_id: int) -> list[ClockRow]:
        """Return a case's clocks."""
        return self.store.table.of_case(ClockRow, case_id)

    def timers(self, case_id: int) -> list[TimerRow]:
        """Return a case's timers."""
        return self.store.table.of_case(TimerRow, case_id)

    def events(self, kind: type[E]) -> list[E]:
        """Return every event of a kind, in order."""
        return [x.fact.event for x in self.store.log if isinstance(x.fact.event, kind)]

    # ---- ways to get somewhere

    def taken(self, owner: str = "omar") -> int:
        """Return a new case of Ada's that somebody has taken."""
        row = self.case(self.mail("Printer", rfc_id="a1@x"))
        self.do(Take, owner, case_id=row.id)
        return row.id

    def reply(self, case_id: int, body: str = "Try again", **more: Any) -> Outcome:
        """Answer Ada by mail."""
        fields = {"to": (ADA[1],), "raw": body.encode(), "rfc_id": f"r{self._n}@desk"}
        return self.do(Reply, case_id=case_id, body=body, **{**fields, **more})

    def answered(self, **more: Any) -> int:
        """Return a case that has been taken and answered."""
        case_id = self.taken()
        self.reply(case_id, **more)
        return case_id

    def resolved(self) -> int:
        """Return a case that has been answered and resolved."""
        case_id = self.answered()
        self.do(Resolve, case_id=case_id, disposition="solved", summary="New drum fitted.")
        return case_id

    def wait(self, case_id: int, **more: Any) -> Outcome:
        """Wait for the customer."""
        return self.do(Wait, case_id=case_id, waits_for="customer", **more)

    def snooze(self, case_id: int, for_ms: int = DAY) -> Outcome:
        """Hide a case for a while."""
        return self.do(Snooze, case_id=case_id, until=self.clock.now() + for_ms)

    def sent(self, message_id: int) -> None:
        """Let a message leave, as a sender does."""
        message = self.store.content_of(Message, message_id)
        assert message is not None
        case_id = message.case_id or 0
        self.tell(
            SendReleased(case_id=case_id, message_id=message_id),
            SendStarted(case_id=case_id, message_id=message_id),
            SendSent(case_id=case_id, message_id=message_id),
        )

    def tell(self, *events: Event) -> None:
        """Put events of the system into the log as they are."""
        self._n += 1
        cases = tuple({getattr(event, "case_id", 0) for event in events})
        use_case = UseCase(
            "tell",
            Command,
            lambda command, found: Needs(cases=cases),
            lambda state, command: Decision(events=events),
        )
        self.store.act_now(use_case, Command(command_id=f"t{self._n}", actor="system"))


def as_store(store: MemoryStore) -> Store:
    """Pass the store in memory where only its door for writing is used."""
    return cast("Store", store)


def scene() -> Scene:
    """Return a desk at noon with nothing in it and everybody at work."""
    s = Scene(setup(), ManualClock(NOON))
    for person in ("omar", "nina", "lea"):
        s.do(SetAgentState, person, state="available")
    return s
